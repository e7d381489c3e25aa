"""Households of the imported list that are not on ours, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.id_number import masked
from app.services.rollover.records import Stranger
from app.ui.common.columns import Column
from app.ui.common.household_columns import code_column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel

translate = QCoreApplication.translate


def strangers_table(rows: Sequence[Stranger]) -> DataTable:
    """A table of them."""
    model: RowsTableModel[Stranger] = RowsTableModel(
        (
            Column("name", translate("rollover", "名单上的姓名"), lambda row: row.name, 12),
            Column("id", translate("rollover", "证件号码"), lambda row: masked(row.id_number), 19),
            code_column(lambda row: row.code),
            Column("why", translate("rollover", "为什么我方没有"), lambda row: row.why, 26, tip=lambda row: row.why),
        )
    )
    model.show_rows(rows)
    table = DataTable(model, name=translate("rollover", "只在名单上的户"))
    table.horizontalHeader().setStretchLastSection(True)
    return table
