"""Risks against measures, both ways, of one household: what each risk calls for, and what each measure serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.dossier.parts import Dossier
from app.services.findings.risk_matrix import HouseholdMatrix
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column
from app.ui.household.page import ShortTable
from app.ui.household.panels import Panels
from app.ui.theme import Tone, width_of

translate = QCoreApplication.translate
_WIDTH, _HEIGHT = 110, 380


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One risk, fact or measure with its other side; ``is_met`` = there is one."""

    kind: str
    name: str
    wanted: str
    present: str
    is_met: bool


def matrix_lines(matrix: HouseholdMatrix) -> Sequence[MatrixLine]:
    """Risks and facts first, then the measures; what does not fit stands at the top of each."""
    risk, fact, measure = translate("matrix", "风险"), translate("matrix", "情况"), translate("matrix", "措施")
    calls = [
        MatrixLine(risk if c.is_risk else fact, c.name, "、".join(c.fitting), "、".join(c.present), c.is_met)
        for c in matrix.calls
    ]
    measures = [
        MatrixLine(measure, f"{m.name}（{m.options}）" if m.options else m.name, "、".join(m.serves), "", m.is_called)
        for m in matrix.measures
    ]
    return [*sorted(calls, key=lambda line: line.is_met), *sorted(measures, key=lambda line: line.is_met)]


def _chip(line: MatrixLine) -> Chip:
    if line.is_met:
        return Chip(translate("matrix", "对应"), Shape.CHECK, Tone.DONE)
    word = translate("matrix", "缺措施") if line.wanted else translate("matrix", "没有对应的风险")
    return Chip(word, Shape.TRIANGLE, Tone.LATE)


def matrix_columns() -> Sequence[Column[MatrixLine]]:
    """One risk or measure a line."""
    return (
        Column("kind", translate("matrix", "类别"), lambda r: r.kind, 6),
        Column("name", translate("matrix", "名称"), lambda r: r.name, 26, tip=lambda r: r.name),
        Column("wanted", translate("matrix", "应有的措施或对应的风险"), lambda r: r.wanted, 30, tip=lambda r: r.wanted),
        Column("present", translate("matrix", "已有"), lambda r: r.present, 18, tip=lambda r: r.present),
        chip_column("met", translate("matrix", "核对"), _chip, width=16),
    )


class MatrixView(Panels):
    """Opens the matrix over the window."""

    def show(self, dossier: Dossier) -> None:
        """Read the household's matrix, then show it."""
        findings, today, home = self._context.office.findings, self._context.today(), dossier.head.household_id
        title = self.tr("核对风险与措施")
        task = self._context.runner.start(title, lambda _: findings.matrix(home, today=today), quiet=True)
        task.succeeded.connect(lambda matrix: self._open(title, dossier.head.head_name, matrix))
        task.refused.connect(lambda refused: dialogs.show_refusal(self._window, title, refused))

    def _open(self, title: str, about: str, matrix: HouseholdMatrix) -> None:
        table = ShortTable(
            self.tr("风险、情况与帮扶措施"),
            matrix_columns(),
            empty=self.tr("没有登记风险和措施。监测对象登记风险和帮扶措施后，这里逐项核对。"),
        )
        table.show_rows(matrix_lines(matrix))
        heading, said = QLabel(about), QLabel(self._said(matrix))
        heading.setProperty("heading", True)
        said.setProperty("muted", True)
        said.setWordWrap(True)
        content = QWidget()
        content.setMinimumSize(width_of(_WIDTH, content.font()), _HEIGHT)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (heading, said):
            column.addWidget(part)
        column.addWidget(table, 1)
        dialogs.panel(self._window, title, content, do=self.tr("知道了"), then=lambda dialog: dialog.accept())

    def _said(self, matrix: HouseholdMatrix) -> str:
        if not matrix.is_monitored:
            return self.tr("不是监测对象，只列出已有的措施。")
        if not matrix.unmet:
            return self.tr("每项风险都有对应的措施。")
        return self.tr("还没有对应措施的：{names}。").format(names="、".join(row.name for row in matrix.unmet))
