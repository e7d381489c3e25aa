"""Our ledger beside the platform's export: found, other category, absent there, unknown here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from app.models.enums import Category
from app.services.entry.platform import PlatformMatch
from app.services.entry.service import LedgerRow
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.household_columns import code_column, head_column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.rows import ledger_columns

translate = QCoreApplication.translate
_Differing = tuple[LedgerRow, Category]
_Stranger = tuple[int, str, str]


class Comparison(QWidget):
    """What a comparison found, as four lists; a double click opens the household."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.lists = QTabWidget()
        self.lists.setDocumentMode(True)
        self.lists.setAccessibleName(self.tr("比对结果"))
        self.differs: RowsTableModel[_Differing] = RowsTableModel(
            _differing_columns(), id_of=lambda pair: pair[0].household.household_id
        )
        self.absent: RowsTableModel[LedgerRow] = RowsTableModel(
            ledger_columns(), id_of=lambda row: row.household.household_id
        )
        self.strangers: RowsTableModel[_Stranger] = RowsTableModel(_stranger_columns(), id_of=lambda row: row[0])
        self._titles = (self.tr("类别不一致"), self.tr("平台导出里没有"), self.tr("本镇台账里没有"))
        for model, title in zip((self.differs, self.absent, self.strangers), self._titles, strict=True):
            table = DataTable(model, name=title)
            if model is not self.strangers:
                table.opened.connect(context.navigator.open_household)
            self.lists.addTab(table, title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.told)
        column.addWidget(self.lists, 1)

    def show_match(self, match: PlatformMatch, *, file: str) -> None:
        """Show the lists of one comparison."""
        self.differs.show_rows(match.category_differs)
        self.absent.show_rows(match.absent)
        self.strangers.show_rows(match.strangers)
        counts = (len(match.category_differs), len(match.absent), len(match.strangers))
        for number, (title, count) in enumerate(zip(self._titles, counts, strict=True)):
            self.lists.setTabText(number, f"{title} {count}")
        self.lists.setCurrentIndex(next((n for n, count in enumerate(counts) if count), 0))
        self.told.setText(
            self.tr("“{file}”：找到 {found} 户，类别不符 {differs}，平台没有 {absent}，本镇没有 {strangers}。").format(
                file=file, found=len(match.found), differs=counts[0], absent=counts[1], strangers=counts[2]
            )
        )  # fmt: skip


def _differing_columns() -> Sequence[Column[_Differing]]:
    return (
        head_column(lambda pair: pair[0].household.head_name),
        Column("place", translate("entry", "村组"), _place, 16),
        Column("ours", translate("entry", "本镇台账"), lambda pair: pair[0].category.label, 14),
        Column("theirs", translate("entry", "平台导出"), lambda pair: pair[1].label, 14),
        code_column(lambda pair: pair[0].household.code),
    )


def _place(pair: _Differing) -> str:
    return f"{pair[0].household.village_name}{pair[0].household.group_name}"


def _stranger_columns() -> Sequence[Column[_Stranger]]:
    return (
        Column("row", translate("entry", "文件行号"), lambda row: str(row[0]), 8),
        Column("name", translate("entry", "姓名"), lambda row: row[1], 10),
        Column("code", translate("entry", "户编号或证件号码"), lambda row: row[2], 22),
    )
