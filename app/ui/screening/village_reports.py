"""村级上报: which villages are in, and the sheet of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.screening.results import SheetRow
from app.ui.cases.rows import row_of, show_again
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import village_column
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.task_page import TaskPage
from app.ui.screening.village_sheet import VillageSheetEditor
from app.ui.theme import Tone, width_of


class VillageReportsPage(TaskPage):
    """Villages on the left, those that are out first; the sheet to the right of them."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.said = QLabel()
        self.said.setProperty("heading", True)
        self.villages: RowsTableModel[SheetRow] = RowsTableModel(self._columns(), id_of=lambda row: row.village_id)
        self.table = DataTable(self.villages, name=self.tr("各村上报情况"), key="villages", memory=context.memory)
        self.sheet = VillageSheetEditor(context)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[SheetRow]]:
        return [
            village_column(lambda row: row.village),
            chip_column("state", self.tr("上报"), self._chip, width=9),
            count_column("unanswered", self.tr("未答"), lambda row: row.unanswered, width=5),
            count_column("hits", self.tr("命中"), lambda row: row.hits, width=5),
            count_column("reported", self.tr("报"), lambda row: row.reported, width=4),
            count_column("struck", self.tr("不报"), lambda row: row.struck, width=5),
            day_column("on", self.tr("日期"), lambda row: row.closed_on),
            Column("no", self.tr("表号"), lambda row: row.sheet_no or "", 24, tip=lambda row: row.sheet_no or ""),
            count_column("more", self.tr("补充表"), lambda row: row.supplements or None),
        ]

    def _chip(self, row: SheetRow) -> Chip:
        if row.closed_on is None:
            return Chip(self.tr("未上报"), Shape.RING, Tone.DUE)
        if row.unanswered:
            return Chip(self.tr("有未答"), Shape.HALF, Tone.DUE)
        return Chip(self.tr("零报告") if row.is_zero else self.tr("已上报"), Shape.CHECK, Tone.DONE)

    def _lay_out(self) -> None:
        self._either = EmptyOr(self.table, EmptyState(self.tr("台账里还没有村。导入花名册后，村组由名册建立。")))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self._either, 1)
        column.addWidget(self.tools(self.papers.button(Wanted("village_report", self.tr("村级排查上报表")))))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.sheet)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes([width_of(58, self.font()), width_of(140, self.font())])
        self.column.addWidget(self.bar)
        self.column.addWidget(split, 1)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_current)
        self.sheet.household_chosen.connect(self.household_chosen)
        self.sheet.household_opened.connect(self.household_opened)
        self.sheet.batch_asked.connect(self.batch_asked)
        self.answers.answered.connect(self._on_read)

    @override
    def reload(self) -> None:
        screening, today = self.context.office.screening, self.context.today()
        self.answers.ask(self.tr("读取各村上报情况"), lambda _: screening.sheets(today=today))

    def _on_read(self, rows: Sequence[SheetRow]) -> None:
        done = sum(row.closed_on is not None for row in rows)
        self.said.setText(self.tr("{all} 个村中已上报 {done} 个").format(all=len(rows), done=done))
        ordered = sorted(rows, key=lambda row: (row.closed_on is not None, not row.unanswered))
        show_again(self.table, self.villages, ordered)
        self._either.show_empty(is_empty=not rows)
        if self.table.current_id() is None and rows:
            self.table.select_position(0)

    def _on_current(self, village_id: int) -> None:
        row = row_of(self.villages, village_id)
        if row is not None:
            self.sheet.show_village(row)

    @override
    def may_close(self) -> str:
        return self.tr("有一张村上报表已填意见、还没有登记。") if self.sheet.is_typed else ""
