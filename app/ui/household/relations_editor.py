"""Everybody's relation to a new head: proposed anew, each confirmed or changed by the clerk (workflow 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.services.dossier.parts import MemberLine
from app.services.files.codes import code_list
from app.services.household_events.relations import HEAD, Kin, proposed_relations
from app.ui.common.quiet_box import QuietBox
from app.ui.household import words
from app.ui.household.tables import age_on


class RelationsEditor(QWidget):
    """One line for each member: name, age, present relation, and a box with the relation to the (new) head.

    ``with_choice`` puts a tick before each name (who leaves); ``changed`` when a tick was set or taken away.
    """

    changed = Signal()

    def __init__(
        self,
        members: Sequence[MemberLine],
        today: Callable[[], date],
        *,
        title: str,
        with_choice: bool = False,
    ) -> None:
        super().__init__()
        self._members = tuple(members)
        self._boxes: dict[int, QComboBox] = {}
        self._ticks: dict[int, QCheckBox] = {}
        self._lines: dict[int, list[QWidget]] = {}
        heading = QLabel(title)
        heading.setProperty("heading", True)
        heading.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(heading)
        column.addLayout(self._grid)
        for row, member in enumerate(self._members):
            self._add(row, member, today(), with_choice=with_choice)
        self._grid.setColumnStretch(4, 1)

    def _add(self, row: int, member: MemberLine, today: date, *, with_choice: bool) -> None:
        key = member.membership_id
        name: QWidget = QCheckBox(member.name) if with_choice else QLabel(member.name)
        if isinstance(name, QCheckBox):
            name.toggled.connect(self.changed)
            self._ticks[key] = name
        age = age_on(member.born_on, today)
        about = " ".join(
            filter(None, (words.sex_word(member.sex), self.tr("{age}岁").format(age=age) if age is not None else ""))
        )
        box = QuietBox()
        box.setAccessibleName(self.tr("{name}与户主关系").format(name=member.name))
        box.addItem(self.tr("请选择"), "")
        for word in code_list("relation").values:
            box.addItem(word, word)
        parts: list[QWidget] = [name, QLabel(about), QLabel(self.tr("原为{word}").format(word=member.relation or "—"))]
        parts.append(box)
        for position, part in enumerate(parts):
            self._grid.addWidget(part, row, position)
        self._boxes[key], self._lines[key] = box, parts

    # -- what is shown -----------------------------------------------------------------------------

    def show_only(self, keys: frozenset[int]) -> None:
        """Show the lines of these members; the others are not asked."""
        for key, parts in self._lines.items():
            for part in parts:
                part.setVisible(key in keys)

    def enable_only(self, keys: frozenset[int]) -> None:
        """Only these members' boxes can be used; the ticks stay."""
        for key, box in self._boxes.items():
            box.setEnabled(key in keys)

    def propose(self, head: int | None, *, among: frozenset[int] | None = None, children: int | None = None) -> None:
        """Propose all relations anew for this head; what cannot be told is left to be chosen."""
        within = [m for m in self._members if among is None or m.membership_id in among]
        kin = [Kin(m.membership_id, m.relation, m.sex) for m in within]
        relations = proposed_relations(kin, head, children=children) if head is not None else {}
        for key, box in self._boxes.items():
            box.setCurrentIndex(max(box.findData(relations.get(key, "")), 0))

    def show_relations(self, relations: Mapping[int, str]) -> None:
        """Show these relations."""
        for key, word in relations.items():
            self._boxes[key].setCurrentIndex(max(self._boxes[key].findData(word), 0))

    # -- what was said -----------------------------------------------------------------------------

    def ticked(self) -> frozenset[int]:
        """The members that are ticked."""
        return frozenset(key for key, tick in self._ticks.items() if tick.isChecked())

    def relations(self, keys: frozenset[int]) -> dict[int, str]:
        """The relations chosen for these members, in order; empty where nothing was chosen."""
        return {key: str(box.currentData() or "") for key, box in self._boxes.items() if key in keys}

    def head_of(self, keys: frozenset[int]) -> int | None:
        """The member among these who is chosen as head."""
        return next((key for key, word in self.relations(keys).items() if word == HEAD), None)
