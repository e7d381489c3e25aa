"""台账: everybody who is watched, by village; the township's and the villages' ledgers as PDF and workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.models.enums import Category
from app.services.changes import ChangeSet
from app.services.entry.service import LedgerRow
from app.ui.cases.narrowing import Narrowing
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.rows import ledger_columns


class LedgersPage(QWidget):
    """The list is what the papers print; a village chosen above narrows both."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[LedgerRow] = ()
        self._lists = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.bar = ActionBar(name=self.tr("台账"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.model: RowsTableModel[LedgerRow] = RowsTableModel(
            ledger_columns(), id_of=lambda row: row.household.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("监测对象台账"), key="entry/ledger", frozen=1, memory=context.memory
        )
        self._either = EmptyOr(
            self.table, EmptyState(self.tr("台账里还没有监测对象。自动纳入和区审定录入的户会出现在这里。"))
        )
        self._either.empty.offer(self.tr("去排查筛查"), lambda: context.navigator.open_tab("screening"))
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.bar, self.refusal):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)
        self._lists.answered.connect(self._on_rows)
        self.narrowing.narrowed.connect(self._show_rows)
        self.table.opened.connect(context.navigator.open_household)
        context.hub.changed.connect(self._on_changed)
        self._show_bar()
        self.reload()

    def reload(self) -> None:
        """Read the ledger again."""
        entry = self._context.office.entry
        self._lists.ask(self.tr("读取台账"), lambda _: entry.ledger())

    def _on_rows(self, rows: Sequence[LedgerRow]) -> None:
        self._rows = rows
        self.narrowing.offer(row.household for row in rows)
        self._show_rows()

    def _show_rows(self) -> None:
        shown = [row for row in self._rows if self.narrowing.fits(row.household)]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        kinds = Counter(row.category for row in shown)
        parts = "，".join(f"{category.label} {kinds[category]}" for category in Category if kinds[category])
        persons = sum(row.household.member_count for row in shown)
        said = self.tr("{count} 户 {persons} 人").format(count=len(shown), persons=persons)
        self.counts.setText(f"{said}：{parts}" if parts else said)

    def _show_bar(self) -> None:
        self.bar.show_actions(
            [
                BarAction("town", self.tr("打印镇台账"), lambda: self._print("ledger"), (), "printer"),
                BarAction("village", self.tr("打印村台账"), lambda: self._print("village_ledger"), (), "printer"),
                BarAction("town_book", self.tr("导出镇台账"), lambda: self._export("ledger"), (), "file-spreadsheet"),
                BarAction(
                    "village_book",
                    self.tr("导出村台账"),
                    lambda: self._export("village_ledger"),
                    (),
                    "file-spreadsheet",
                    tip=self.tr("每村一张工作表；上面选了村时只出这个村"),
                ),
            ]
        )

    def _wanted(self, kind: str) -> Wanted:
        if kind == "ledger":
            return Wanted(kind, self.tr("监测对象台账（镇）"))
        return Wanted(kind, self.tr("监测对象台账（村）"), villages=self.narrowing.villages)

    def _print(self, kind: str) -> None:
        self.files.ask_print(self._wanted(kind))

    def _export(self, kind: str) -> None:
        self.files.ask_export(self._wanted(kind))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("monitoring_spell", "monitoring_case", "household", "membership", "alert", "import_batch"):
            self.reload()
