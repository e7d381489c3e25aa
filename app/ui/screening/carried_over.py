"""自动纳入: the list that is carried over, who was taken in by it, and the rows that found nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QLabel, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.imports.issues import IssueRow
from app.services.screening.carried_over import CarriedRow
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common import dialogs
from app.ui.common.columns import Column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    members_column,
    place_column,
)
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.words import risk_words
from app.ui.imports.tables import issue_columns
from app.ui.screening.finder import HouseholdFinder
from app.ui.screening.importing_page import ImportingPage

KIND = "carried-over"


@dataclass(frozen=True, slots=True)
class _Read:
    rows: Sequence[CarriedRow]
    unmatched: Sequence[IssueRow]


class CarriedOverPage(ImportingPage):
    """Two lists: 已纳入 and 未匹配; the import of a list turns over both."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.rows: RowsTableModel[CarriedRow] = RowsTableModel(
            self._columns(), id_of=lambda row: row.household.household_id
        )
        self.table = DataTable(self.rows, name=self.tr("自动纳入名单"), key="carried", frozen=2, memory=context.memory)
        self.unmatched: RowsTableModel[IssueRow] = RowsTableModel(issue_columns(), id_of=lambda row: row.id)
        self.unmatched_table = DataTable(self.unmatched, name=self.tr("未匹配清单"), key="unmatched")
        self.lists = QTabWidget()
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[CarriedRow]]:
        return [
            code_column(lambda r: r.household.code),
            head_column(lambda r: r.household.head_name),
            members_column(lambda r: r.household.member_count),
            place_column(lambda r: r.household),
            category_column(lambda r: r.category),
            Column("risks", self.tr("风险"), lambda r: risk_words(r.risks), 14),
            case_column(lambda r: r.case_state),
            day_column("on", self.tr("纳入日期"), lambda r: r.carried_on),
            Column("source", self.tr("来源名单"), lambda r: r.source_list, 26, tip=lambda r: r.source_list),
            Column("national", self.tr("国家系统编号"), lambda r: r.national_code, 14),
        ]

    def _lay_out(self) -> None:
        empty = EmptyState(self.tr("还没有自动纳入的户。导入上年“两摸底”中风险没有消除的户，对上的自动成为监测对象。"))
        empty.offer(self.tr("导入名单…"), lambda: self.begin_import(KIND))
        self._either = EmptyOr(self.table, empty)
        self._none_left = EmptyOr(self.unmatched_table, EmptyState(self.tr("没有未匹配的行。"), sign="circle-check"))
        self.lists.setDocumentMode(True)
        self.lists.addTab(self._either, self.tr("已纳入"))
        self.lists.addTab(self._unmatched_page(), self.tr("未匹配"))
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            self.tools(
                self.button(self.tr("导入名单…"), lambda: self.begin_import(KIND), sign="upload", is_primary=True),
                self.button(self.tr("单户自动纳入…"), self._on_single, sign="plus"),
                self.papers.button(Wanted("carried_over_list", self.tr("自动纳入名单"))),
                self.papers.button(Wanted("unmatched_list", self.tr("未匹配清单"))),
            )
        )
        column.addWidget(self.bar)
        column.addWidget(self.lists, 1)
        self.show_listing(listing)

    def _unmatched_page(self) -> QWidget:
        page = QWidget()
        hint = QLabel(
            self.tr("这些行没有对上台账，没有纳入。请改正名单再导入，或按“单户自动纳入”逐户办理，办完后记为已处理。")
        )
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(hint)
        column.addWidget(self._none_left, 1)
        column.addWidget(self.tools(self.button(self.tr("所选记为已处理"), self._on_settle, sign="check")))
        return page

    def _connect(self) -> None:
        self.table.current_changed.connect(self.household_chosen)
        self.table.opened.connect(self.household_opened)
        self.table.selection_counted.connect(self.context.navigator.selection_counted)
        self.answers.answered.connect(self._on_read)

    @override
    def reload(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> _Read:
            batches = [batch.id for batch in office.batches.batches() if batch.kind == KIND and not batch.undone]
            issues = [issue for batch in batches for issue in office.decisions.rows(batch=batch)]
            return _Read(office.screening.carried_over(today=today), issues)

        self.answers.ask(self.tr("读取自动纳入名单"), read)

    def _on_read(self, read: _Read) -> None:
        show_again(self.table, self.rows, read.rows, stands=True)
        show_again(self.unmatched_table, self.unmatched, read.unmatched)
        self._either.show_empty(is_empty=not read.rows)
        self._none_left.show_empty(is_empty=not read.unmatched)
        self.lists.setTabText(0, self.tr("已纳入 {count}").format(count=len(read.rows)))
        self.lists.setTabText(1, self.tr("未匹配 {count}").format(count=len(read.unmatched)))

    def _on_single(self) -> None:
        finder = HouseholdFinder(self.context, self.tr("查找农户：姓名/拼音/身份证尾号/户编号"), keeps=True)
        chosen: list[int] = []
        finder.found.connect(lambda household_id: chosen.__setitem__(slice(None), [household_id]))

        def take(dialog: QDialog) -> None:
            if chosen:
                dialog.accept()
                self.step_asked.emit(chosen[0], "carry_over", {})

        dialogs.panel(self, self.tr("单户自动纳入"), finder, do=self.tr("办理这一户"), then=take).resize(560, 120)

    def _on_settle(self) -> None:
        chosen = chosen_rows(self.unmatched_table, self.unmatched)
        if not self.need(chosen, self.tr("请先选要记为已处理的行，可以多选。")):
            return
        decisions, actor, today = self.context.office.decisions, self.context.actor(), self.context.today()
        ids = [issue.id for issue in chosen]

        def settle(_: object) -> None:
            decisions.decide(ids, "checked", actor=actor, today=today)

        self.write(self.tr("记录核对结果"), settle)
