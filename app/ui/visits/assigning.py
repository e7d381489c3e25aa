"""Which villages and groups a team gets: a tree with what waits there and what nobody has yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFormLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.refusals import RefusalBar
from app.ui.visits.reading import Survey
from app.ui.visits.rows import VisitRow

_ID = Qt.ItemDataRole.UserRole + 1


class AssignPanel(QWidget):
    """The content of 按村组分配: the team, the places, and whether other teams' households come along."""

    def __init__(self, survey: Survey, team_id: int | None) -> None:
        super().__init__()
        self.bar = RefusalBar(self)
        self.team = ChoiceEditor([Option(str(team.id), team.name) for team in survey.teams])
        for part in (self.team, self.team.focusProxy()):
            if part is not None:
                part.setAccessibleName(self.tr("走访组"))
        if team_id is not None:
            self.team.set_value(str(team_id))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("村组"))
        self.tree.setHeaderLabels([self.tr("村组"), self.tr("待走访"), self.tr("未分组")])
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.take_over = QCheckBox(self.tr("已分给其他组的也转给本组"))
        self._fill(survey)
        lines = QFormLayout()
        lines.addRow(self.tr("分给"), self.team)
        column = QVBoxLayout(self)
        column.addWidget(self.bar)
        column.addLayout(lines)
        column.addWidget(self.tree, 1)
        column.addWidget(self.take_over)
        self.setMinimumSize(460, 460)

    def _fill(self, survey: Survey) -> None:
        waiting = [row for row in survey.rows if row.is_waiting]
        free = {row.code for row in survey.unassigned()}
        for village in survey.regions:
            here = [row for row in waiting if row.village_id == village.id] if village.kind == "village" else []
            if not here:
                continue
            item = _item(village.id, village.name, here, free)
            self.tree.addTopLevelItem(item)
            for group in survey.regions:
                rows = [row for row in here if row.group_name == group.name] if group.parent_id == village.id else []
                if rows:
                    item.addChild(_item(group.id, group.name, rows, free))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            item.setExpanded(True)
        if first := self.tree.topLevelItem(0):
            self.tree.setCurrentItem(first)

    def team_id(self) -> int | None:
        """The chosen team."""
        value = self.team.value()
        return int(value) if value else None

    def places(self) -> tuple[Sequence[int], Sequence[int]]:
        """Ids of the whole villages, and of the single groups."""
        villages: list[int] = []
        groups: list[int] = []
        root = self.tree.invisibleRootItem()
        for village in (root.child(number) for number in range(root.childCount())):
            if village.checkState(0) is Qt.CheckState.Checked:
                villages.append(village.data(0, _ID))
                continue
            inside = (village.child(number) for number in range(village.childCount()))
            groups += [group.data(0, _ID) for group in inside if group.checkState(0) is Qt.CheckState.Checked]
        return villages, groups

    def check(self) -> bool:
        """Whether a team and a place are chosen; says what is missing."""
        said = []
        if self.team_id() is None:
            said.append(self.tr("请选择分给哪个走访组。"))
        if not any(self.places()):
            said.append(self.tr("请勾选要分配的村或组。"))
        self.bar.show_sentences(said)
        return not said


def _item(id_: int, name: str, rows: Sequence[VisitRow], free: set[str]) -> QTreeWidgetItem:
    unassigned = sum(row.code in free for row in rows)
    item = QTreeWidgetItem([name, f"{len(rows):,}", f"{unassigned:,}"])
    item.setData(0, _ID, id_)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    for column in (1, 2):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
