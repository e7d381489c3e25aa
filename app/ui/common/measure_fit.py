"""Whether measures answer a household's risks, said while they are typed (the province's matrix)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.models.enums import MeasureGroup
from app.services.findings.risk_matrix import CallRow
from app.ui.common.choice_editors import Option
from app.ui.theme import Tone


def group_label(code: object) -> str:
    """What people call a group of measures."""
    known = {group.value: group.label for group in MeasureGroup}
    return known.get(str(code or ""), "")


def fitting_options(calls: Sequence[CallRow], *, gap: Collection[str] = (), gap_word: str) -> list[Option]:
    """The fourteen groups; those that answer the gap or an open risk stand first and say which."""
    wanted: dict[str, list[str]] = {group.value: [gap_word] if group.value in gap else [] for group in MeasureGroup}
    for call in calls:
        if call.is_met:
            continue
        for group in MeasureGroup:
            if group.label in call.fitting:
                wanted[group.value].append(call.name)
    ordered = sorted(MeasureGroup, key=lambda group: (group.value not in gap, not wanted[group.value]))
    return [
        Option(
            group.value, f"{group.label}（{'、'.join(wanted[group.value])}）" if wanted[group.value] else group.label
        )
        for group in ordered
    ]


class FitLabel(QLabel):
    """One line for each risk or fact that had no measure: red until a fitting group is chosen."""

    def __init__(self, calls: Sequence[CallRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAccessibleName(self.tr("风险与措施"))
        self.show_groups(())

    def show_groups(self, groups: Collection[str]) -> None:
        """Say what is answered now that these groups are chosen."""
        chosen = {group_label(group) for group in groups}
        late, done = Tone.LATE.ink.foreground, Tone.DONE.ink.foreground
        lines = []
        for call in self._calls:
            if call.is_met:
                continue
            if chosen & set(call.fitting):
                said = self.tr("✓ {name}：本项措施对应").format(name=call.name)
                lines.append(f'<span style="color: {done}">{said}</span>')
            else:
                said = self.tr("▲ {name}：没有对应的措施，应有{groups}中的一类")
                lines.append(
                    f'<span style="color: {late}">{said.format(name=call.name, groups="、".join(call.fitting))}</span>'
                )
        self.setText("<br>".join(lines))
        self.setVisible(bool(lines))
