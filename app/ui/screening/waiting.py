"""未答复: who waits for departments; the township's own half is typed here; 先访后比 where a result is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CrossCheckTopic
from app.services.cross_check.desk import UnansweredHousehold
from app.services.cross_check.requests import AskedRow
from app.services.cross_check.words import UNITS, ItemOutcome
from app.ui.cases.batch_page import case_batch
from app.ui.cases.rows import chosen_rows, row_of, show_again
from app.ui.common.chips import Chip, Shape, due_chip
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.household_columns import code_column, head_column, village_column
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.hand_answers import HandAnswers
from app.ui.screening.outcome_chips import outcome_chip
from app.ui.screening.task_page import TaskPage
from app.ui.screening.village_box import VillageBox
from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A household in a request: the same household may wait in two."""

    number: int
    row: UnansweredHousehold


class WaitingPage(TaskPage):
    """Above: who waits, longest first. Below: person × item of the chosen households, to be answered by hand."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._all: Sequence[UnansweredHousehold] = ()
        self._asked_rows: Sequence[AskedRow] = ()
        self._asked = Latest(context.runner, self)
        self.rows: RowsTableModel[_Numbered] = RowsTableModel(self._columns(), id_of=lambda row: row.number)
        self.table = DataTable(self.rows, name=self.tr("未答复的户"), key="waiting", frozen=2, memory=context.memory)
        self.items: RowsTableModel[AskedRow] = RowsTableModel(self._item_columns(), id_of=lambda row: row.item_id)
        self.item_table = DataTable(self.items, name=self.tr("未答复的人和项目"), key="waiting-items")
        self.village = VillageBox(self)
        topics = tuple(FilterChip(topic.value, topic.label, UNITS[topic]) for topic in CrossCheckTopic)
        self.topics = FilterChips(topics, name=self.tr("比对项目"))
        self.hand = HandAnswers(context, self, self.bar)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[_Numbered]]:
        return [
            code_column(lambda n: n.row.household.code),
            head_column(lambda n: n.row.household.head_name),
            village_column(lambda n: n.row.household.village_name),
            count_column("count", self.tr("未答复"), lambda n: n.row.count),
            Column("topics", self.tr("项目"), lambda n: "、".join(topic.label for topic in n.row.topics), 24),
            count_column("batch", self.tr("批次"), lambda n: n.row.batch_number),
            day_column("on", self.tr("申请日期"), lambda n: n.row.requested_on),
            chip_column("due", self.tr("期限"), lambda n: self._due(n.row.due_on)),
        ]

    def _due(self, due_on: date | None) -> Chip | None:
        if due_on is None:
            return None
        days = (due_on - self.context.today()).days
        if days == 0:
            return Chip(self.tr("今天到期"), Shape.RING, Tone.DUE)
        return due_chip(days, (self.tr("剩{days}天"), self.tr("逾期{days}天")))

    def _item_columns(self) -> list[Column[AskedRow]]:
        return [
            Column("name", self.tr("姓名"), lambda r: r.name, 9),
            Column("relation", self.tr("关系"), lambda r: r.relation, 8),
            Column("topic", self.tr("项目"), lambda r: r.topic.label, 8),
            Column("unit", self.tr("比对单位"), lambda r: UNITS[r.topic], 18),
            chip_column("outcome", self.tr("结果"), lambda r: outcome_chip(r.outcome), width=9),
            head_column(lambda r: r.household.head_name),
            village_column(lambda r: r.household.village_name),
            Column("number", self.tr("证件号码"), lambda r: r.id_number, 20),
        ]

    def _lay_out(self) -> None:
        said = EmptyState(self.tr("没有等待答复的户：申请过的每人每项都有结果。"), sign="circle-check")
        self._either = EmptyOr(self.table, said)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 4, 0, 0)
        early = self.button(
            self.tr("先访后比…"), self._on_early, tip=self.tr("结果迟迟不到：先列入名单走访，比对结果到了再核")
        )
        column.addWidget(self.tools(self.village, early))
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        hint = QLabel(self.tr("镇级自己比对的结果（区、镇同步）在这里登记：上表选户，下表选人和项目，可以多选。"))
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        column.addWidget(hint)
        column.addWidget(
            self.tools(
                self.button(self.tr("无疑点…"), lambda: self._answer(ItemOutcome.CLEAR), sign="check"),
                self.button(self.tr("疑似…"), lambda: self._answer(ItemOutcome.SUSPECT), sign="triangle-alert"),
                self.button(self.tr("免比对…"), lambda: self._answer(ItemOutcome.EXEMPT)),
                self.topics,
            )
        )
        column.addWidget(self.item_table, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(above)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        self.column.addWidget(split, 1)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_current)
        self.table.selection_counted.connect(lambda _: self._ask_items())
        self.table.opened.connect(lambda n: self.household_opened.emit(self._household_of(n)))
        self.village.chosen.connect(self._show)
        self.topics.changed.connect(self._show_items)
        self.answers.answered.connect(self._on_read)
        self._asked.answered.connect(self._on_items)

    @override
    def reload(self) -> None:
        cross_check, today = self.context.office.cross_check, self.context.today()
        self.answers.ask(self.tr("读取未答复"), lambda _: cross_check.unanswered(today=today))

    def _on_read(self, rows: Sequence[UnansweredHousehold]) -> None:
        self._all = rows
        self.village.offer(sorted({row.household.village_name for row in rows}))
        self.counted.emit(len(rows))
        self._show()

    def _show(self) -> None:
        numbered = [
            _Numbered(row.household.household_id * 1000 + row.batch_number, row)
            for row in self._all
            if self.village.wants(row.household.village_name)
        ]
        show_again(self.table, self.rows, numbered)
        self._either.show_empty(is_empty=not numbered)
        if self.table.current_id() is None:
            self.table.select_position(0)
        self._ask_items()

    def _household_of(self, number: int) -> int:
        found = row_of(self.rows, number)
        return found.row.household.household_id if found else -1

    def _on_current(self, number: int) -> None:
        self.household_chosen.emit(self._household_of(number))

    # -- person × item -----------------------------------------------------------------------------

    def _ask_items(self) -> None:
        chosen = chosen_rows(self.table, self.rows)
        if not chosen:
            self._asked.forget()
            self._on_items(())
            return
        wanted = {(n.row.batch_number, n.row.household.household_id) for n in chosen}
        cross_check, today = self.context.office.cross_check, self.context.today()

        def read(_: object) -> Sequence[AskedRow]:
            return [
                row
                for batch in sorted({number for number, _ in wanted})
                for row in cross_check.asked(batch, today=today)
                if (batch, row.household.household_id) in wanted and row.outcome is ItemOutcome.UNANSWERED
            ]

        self._asked.ask(self.tr("读取未答复的项目"), read)

    def _on_items(self, rows: Sequence[AskedRow]) -> None:
        self._asked_rows = rows
        self._show_items()

    def _show_items(self) -> None:
        pressed = self.topics.chosen
        shown = [row for row in self._asked_rows if not pressed or row.topic.value in pressed]
        show_again(self.item_table, self.items, shown)
        counts = {topic.value: sum(row.topic is topic for row in self._asked_rows) for topic in CrossCheckTopic}
        self.topics.show_counts(counts)

    def _answer(self, outcome: ItemOutcome) -> None:
        chosen = chosen_rows(self.item_table, self.items)
        if self.need(chosen, self.tr("请先在下表中选人和项目，可以多选（Ctrl+A 全选）。")):
            self.hand.ask(outcome, chosen)

    def _on_early(self) -> None:
        chosen = {n.row.household.code: n.row.household.head_name for n in chosen_rows(self.table, self.rows)}
        if self.need(list(chosen), self.tr("请先在上表中选户，可以多选。")):
            self.batch_asked.emit(case_batch(self.context, "list_before_result", tuple(chosen), names=chosen))
