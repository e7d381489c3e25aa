"""疑似核实: the doubts as a list, and beside it hit, household, evidence and conclusion on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.cross_check.desk import Hit
from app.services.cross_check.words import ItemConclusion
from app.ui.cases.rows import row_of, show_again
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import case_column, code_column, head_column, village_column
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.hit_card import HitCard
from app.ui.screening.task_page import TaskPage
from app.ui.screening.village_box import VillageBox
from app.ui.theme import Tone


class HitDesk(TaskPage):
    """Doubts without a conclusion first; after saving, the next open one is chosen."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._all: Sequence[Hit] = ()
        self.hits: RowsTableModel[Hit] = RowsTableModel(self._columns(), id_of=lambda hit: hit.item_id)
        self.table = DataTable(self.hits, name=self.tr("疑似"), key="suspects", frozen=1, memory=context.memory)
        self.village = VillageBox(self)
        self.only_open = QCheckBox(self.tr("只看待核实的"))
        self.card = HitCard(context)
        self._lay_out()
        self.table.current_changed.connect(self._on_current)
        self.village.chosen.connect(self._show)
        self.only_open.toggled.connect(self._show)
        self.card.concluded.connect(self._on_concluded)
        self.card.household_opened.connect(self.household_opened)
        self.answers.answered.connect(self._on_read)

    def _columns(self) -> list[Column[Hit]]:
        return [
            Column("name", self.tr("姓名"), lambda h: h.name, 8),
            Column("topic", self.tr("项目"), lambda h: h.topic.label, 8),
            chip_column("conclusion", self.tr("结论"), _conclusion_chip, width=10),
            head_column(lambda h: h.household.head_name),
            village_column(lambda h: h.household.village_name),
            case_column(lambda h: h.case_state),
            Column("details", self.tr("疑点说明"), lambda h: h.details, 30, tip=lambda h: h.details),
            Column("by", self.tr("反馈单位"), lambda h: h.answered_by, 14),
            day_column("on", self.tr("反馈日期"), lambda h: h.answered_on),
            code_column(lambda h: h.household.code),
        ]

    def _lay_out(self) -> None:
        said = EmptyState(
            self.tr("没有疑似。导入部门的比对结果后，疑似逐条列在这里，由两人核实。"), sign="circle-check"
        )
        self._either = EmptyOr(self.table, said)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(
            self.tools(
                self.village,
                self.only_open,
                self.papers.button(Wanted("cross_check_results", self.tr("比对结果核实表"))),
                self.papers.button(Wanted("notification", self.tr("告知书"))),
            )
        )
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.card)
        split.setChildrenCollapsible(False)
        split.setSizes([11_000, 10_000])
        self.column.addWidget(split, 1)

    @override
    def reload(self) -> None:
        cross_check, today = self.context.office.cross_check, self.context.today()
        self.answers.ask(self.tr("读取疑似"), lambda _: cross_check.hits(today=today))

    def _on_read(self, hits: Sequence[Hit]) -> None:
        self._all = hits
        self.village.offer(sorted({hit.household.village_name for hit in hits}))
        self.counted.emit(sum(hit.conclusion is None for hit in hits))
        self._show()

    def _show(self) -> None:
        shown = [hit for hit in self._all if self.village.wants(hit.household.village_name)]
        if self.only_open.isChecked():
            shown = [hit for hit in shown if hit.conclusion is None]
        show_again(self.table, self.hits, shown)
        self._either.show_empty(is_empty=not shown)
        if self.table.current_id() is None:
            self.table.select_position(0)
        if not shown:
            self.card.show_hit(None)

    def _on_current(self, item_id: int) -> None:
        hit = row_of(self.hits, item_id)
        if hit is not None:
            self.card.show_hit(hit)

    def _on_concluded(self, hit: Hit) -> None:
        said = self.tr("{name}的{topic}疑似：{conclusion}。").format(
            name=hit.name, topic=hit.topic.label, conclusion=hit.conclusion.label if hit.conclusion else ""
        )
        self.context.navigator.say(said)
        if hit.conclusion is ItemConclusion.NOT_QUALIFIED:
            return  # the row that it leads to comes first
        following = next((row for row in self.hits.rows if row.conclusion is None and row.item_id != hit.item_id), None)
        if following is not None:
            self.table.select_position([row.item_id for row in self.hits.rows].index(following.item_id))


def _conclusion_chip(hit: Hit) -> Chip:
    if hit.conclusion is None:
        return Chip(QCoreApplication.translate("screening", "待核实"), Shape.RING, Tone.DUE)
    if hit.conclusion is ItemConclusion.NO_EFFECT:
        return Chip(hit.conclusion.label, Shape.CHECK, Tone.DONE)
    return Chip(hit.conclusion.label, Shape.CROSS, Tone.LATE)
