"""The columns of a list of alerts, the same in the list and on the department page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication, Qt
from typing_extensions import override

from app.services.alerts.book import AlertLine
from app.ui.alerts.words import days_chip, level_chip, state_chip
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.household_columns import head_column, village_column
from app.ui.common.windowed_model import RowsTableModel

translate = QCoreApplication.translate


def alert_model(today: Callable[[], date], *, with_department: bool = True) -> RowsTableModel[AlertLine]:
    """A table of alerts; an alert's id is the row's."""
    columns: tuple[Column[AlertLine], ...] = (
        head_column(lambda line: line.household.head_name),
        village_column(lambda line: line.household.village_name),
        Column("gap", translate("alerts", "缺项"), lambda line: line.gap.label, 9, tip=lambda line: line.fact),
        Column("department", translate("alerts", "责任部门"), lambda line: line.department, 12),
        chip_column("state", translate("alerts", "状态"), state_chip),
        chip_column("left", translate("alerts", "剩余天数"), lambda line: days_chip(line, today()), width=13),
        chip_column("level", translate("alerts", "级别"), level_chip, width=8),
        day_column("found_on", translate("alerts", "发现日期"), lambda line: line.found_on),
        Column("contact", translate("alerts", "联系人"), lambda line: line.contact, 8),
        Column("number", translate("alerts", "预警编号"), lambda line: line.number, 13),
        Column("fact", translate("alerts", "情况"), lambda line: line.fact, 30, tip=lambda line: line.fact),
    )
    shown = [column for column in columns if with_department or column.key != "department"]
    return _AlertModel(shown, id_of=lambda line: line.alert_id)


class _AlertModel(RowsTableModel[AlertLine]):
    """Sorts days by the day behind the chip."""

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self.columns[column].key != "left":
            super().sort(column, order)
            return
        descending = order == Qt.SortOrder.DescendingOrder
        self.sort_rows(lambda line: (line.deadline is None, line.deadline or date.max), descending=descending)
