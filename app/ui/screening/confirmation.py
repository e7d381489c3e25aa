"""审定分发: what was compared goes on the list; the confirmed list goes back to the villages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CaseState, Category
from app.services.cross_check.desk import ConfirmedRow
from app.services.households import RosterQuery, RosterRow
from app.services.screening.hits import HitFilter
from app.ui.cases.batch_page import case_batch
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import (
    category_column,
    code_column,
    head_column,
    members_column,
    phone_column,
    place_column,
    roster_columns,
)
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.task_page import TaskPage
from app.ui.screening.village_box import VillageBox
from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class _Read:
    waiting: Sequence[RosterRow]
    categories: Mapping[int, Category]
    confirmed: Sequence[ConfirmedRow]


class ConfirmationPage(TaskPage):
    """Two lists: 待列入 (已比对) and 初步名单 by village."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._confirmed: Sequence[ConfirmedRow] = ()
        self._categories: Mapping[int, Category] = {}
        self._has_turned = False
        self.waiting: RowsTableModel[RosterRow] = RowsTableModel(
            self._waiting_columns(), id_of=lambda row: row.household_id
        )
        self.waiting_table = DataTable(
            self.waiting, name=self.tr("待列入名单的户"), key="to-confirm", memory=context.memory
        )
        self.confirmed: RowsTableModel[ConfirmedRow] = RowsTableModel(
            self._confirmed_columns(), id_of=lambda row: row.household.household_id
        )
        self.confirmed_table = DataTable(
            self.confirmed, name=self.tr("初步监测名单"), key="confirmed", frozen=2, memory=context.memory
        )
        self.village = VillageBox(self)
        self.lists = QTabWidget()
        self._lay_out()
        self._connect()

    def _waiting_columns(self) -> list[Column[RosterRow]]:
        return roster_columns(lambda r: self._categories.get(r.household_id))

    def _confirmed_columns(self) -> list[Column[ConfirmedRow]]:
        return [
            code_column(lambda r: r.household.code),
            head_column(lambda r: r.household.head_name),
            members_column(lambda r: r.household.member_count),
            place_column(lambda r: r.household),
            category_column(lambda r: r.category),
            Column("no", self.tr("名单文号"), lambda r: r.list_no, 23),
            day_column("on", self.tr("列入日期"), lambda r: r.list_on),
            chip_column(
                "remark",
                self.tr("备注"),
                lambda r: Chip(r.remark, Shape.RING, Tone.DUE) if r.remark else None,
            ),
            phone_column(lambda r: r.household.phone),
        ]

    def _lay_out(self) -> None:
        said = EmptyState(self.tr("没有已比对、等待列入名单的户。比对办结的户会出现在这里。"))
        self._either = EmptyOr(self.waiting_table, said)
        none = EmptyState(self.tr("初步名单还是空的。区里确认后，在“待列入名单”里登记名单文号和日期。"))
        self._either_confirmed = EmptyOr(self.confirmed_table, none)
        waiting, confirmed = QWidget(), QWidget()
        column = QVBoxLayout(waiting)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(
            self.tools(self.button(self.tr("列入初步名单…"), self._on_confirm, sign="check", is_primary=True))
        )
        column.addWidget(self._either, 1)
        column = QVBoxLayout(confirmed)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(
            self.tools(
                self.village,
                self.button(self.tr("初步监测名单"), self._on_print_list, sign="printer"),
                self.button(self.tr("村签收单"), self._on_print_receipt, sign="printer"),
            )
        )
        column.addWidget(self._either_confirmed, 1)
        self.lists.setDocumentMode(True)
        self.lists.addTab(waiting, self.tr("待列入名单"))
        self.lists.addTab(confirmed, self.tr("初步名单"))
        self.column.addWidget(self.bar)
        self.column.addWidget(self.lists, 1)

    def _connect(self) -> None:
        for table in (self.waiting_table, self.confirmed_table):
            table.current_changed.connect(self.household_chosen)
            table.opened.connect(self.household_opened)
            table.selection_counted.connect(self.context.navigator.selection_counted)
        self.village.chosen.connect(self._show_confirmed)
        self.answers.answered.connect(self._on_read)

    @override
    def reload(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> _Read:
            ids = office.households.find_ids(RosterQuery(case_states=(CaseState.CROSS_CHECKED.value,)))
            rows = office.households.rows(ids)
            confirmed = office.cross_check.confirmed(today=today)
            hits = office.screening.hits(HitFilter(only_current=False), today=today)
            categories = {hit.household_id: hit.category for hit in hits}
            return _Read([rows[id_] for id_ in ids if id_ in rows], categories, confirmed)

        self.answers.ask(self.tr("读取初步名单"), read)

    def _on_read(self, read: _Read) -> None:
        self._categories = read.categories
        show_again(self.waiting_table, self.waiting, read.waiting, stands=True)
        self._either.show_empty(is_empty=not read.waiting)
        self._confirmed = read.confirmed
        if not self._has_turned and not read.waiting and read.confirmed:
            self.lists.setCurrentIndex(1)
        self._has_turned = True
        self.village.offer(dict.fromkeys(row.household.village_name for row in read.confirmed))
        self.lists.setTabText(0, self.tr("待列入名单 {count}").format(count=len(read.waiting)))
        self.lists.setTabText(1, self.tr("初步名单 {count}").format(count=len(read.confirmed)))
        self._show_confirmed()

    def _show_confirmed(self) -> None:
        shown = [row for row in self._confirmed if self.village.wants(row.household.village_name)]
        show_again(self.confirmed_table, self.confirmed, shown)
        self._either_confirmed.show_empty(is_empty=not shown)

    def _on_confirm(self) -> None:
        chosen = chosen_rows(self.waiting_table, self.waiting)
        rows = chosen if len(chosen) > 1 else self.waiting.rows
        if not self.need(rows, self.tr("没有等待列入名单的户：请先把比对办结。")):
            return
        names = {row.code: row.head_name for row in rows}
        batch = case_batch(
            self.context, "confirm_list", tuple(names), names=names, initial={"list_on": self.context.today()}
        )
        self.batch_asked.emit(batch)

    def _villages(self) -> list[str]:
        return [self.village.village] if self.village.village else []

    def _on_print_list(self) -> None:
        self.papers.ask_print(Wanted("preliminary_list", self.tr("初步监测名单"), villages=self._villages()))

    def _on_print_receipt(self) -> None:
        self.papers.ask_print(Wanted("village_receipt", self.tr("初步名单村签收单"), villages=self._villages()))
