"""What reading a file found, as tabs: what changes, what is asked, what is refused, columns, sheets, repairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtWidgets import QTabWidget, QWidget

from app.services.imports.results import ImportResult
from app.ui.common.columns import Column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables
from app.ui.imports.changes import ChangesView
from app.ui.imports.mapping import ColumnMapping
from app.ui.imports.sheet_choice import SheetChoice

Row = TypeVar("Row")

_LONG = frozenset({"why", "what", "rows"})  # what is read as a sentence gets the width that is left


class ImportPreview(QTabWidget):
    """Only the tabs that have something to say are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.changes, self.mapping, self.sheets = ChangesView(self), ColumnMapping(), SheetChoice(self)
        for kept in (self.changes, self.mapping, self.sheets):
            kept.setParent(self)
            kept.hide()

    def show_result(self, kind: str, result: ImportResult) -> None:
        """Show a preview, or an import that has just been written."""
        self._clear()
        self._page(self.tr("没有导入的行"), tables.rejection_columns(), result.rejected)
        self._page(self.tr("需要核对"), tables.question_columns(), result.questions)
        if result.changes:
            self.changes.show_changes(result)
            self.addTab(self.changes, self.tr("值的变化 {count}").format(count=f"{result.change_count:,}"))
        if result.columns and result.is_dry_run:
            self.mapping.show_columns(kind, result)
            open_ = self.mapping.open_count
            title = self.tr("没认出的列 {count}").format(count=open_) if open_ else self.tr("列的对应")
            self.addTab(self.mapping, title)
        self._page(self.tr("自动修正"), tables.repair_columns(), result.repairs)
        if result.is_dry_run and (len(result.titles) > 1 or result.skipped_sheets):
            self.sheets.show_sheets(result)
            self.addTab(self.sheets, self.tr("工作表 {count}").format(count=len(result.titles)))
        self.setVisible(self.count() > 0)

    def _clear(self) -> None:
        while self.count():
            page = self.widget(0)
            self.removeTab(0)
            if isinstance(page, DataTable):
                page.deleteLater()

    def _page(self, title: str, columns: Sequence[Column[Row]], rows: Sequence[Row]) -> None:
        if not rows:
            return
        model: RowsTableModel[Row] = RowsTableModel(columns)
        table = DataTable(model, name=title, stretch=_LONG)
        model.setParent(table)
        model.show_rows(rows)
        self.addTab(table, f"{title} {len(rows):,}")
