"""A household's months among themselves: what each check found, with its notes, and what was written over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.enums import MonthlyFinding
from app.services.monitoring.grid import worst_of
from app.services.monitoring.records import PastCheck
from app.ui.common.chips import Chip, monthly_chip
from app.ui.common.columns import Column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.memory import WindowMemory
from app.ui.common.table_view import DataTable
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel

translate = QCoreApplication.translate


def found_chip(line: PastCheck) -> Chip | None:
    """The worst of the seven; 沿用 where last month was copied."""
    worst = worst_of(line.page.findings.values())
    if worst is None:
        return None
    chip = monthly_chip(worst)
    if not line.page.is_carried:
        return chip
    return Chip(translate("months", "沿用 {word}").format(word=chip.word), chip.shape, chip.tone)


def notes_of(line: PastCheck) -> str:
    """Every item that is not 正常 with its note, and how often the month was written over."""
    page = line.page
    said = []
    for item, finding in page.findings.items():
        note = page.notes.get(item, "")
        if finding is not MonthlyFinding.NORMAL or note:
            said.append(f"{item.label}{finding.label}{f'：{note}' if note else ''}")
    if line.rewritten:
        said.append(translate("months", "改过{count}次").format(count=line.rewritten))
    return "；".join(said)


def _found(line: PastCheck) -> str:
    chip = found_chip(line)
    return chip.word if chip else ""


def _day(line: PastCheck) -> str:
    return day_text(line.page.checked_on)


def _looked(line: PastCheck) -> str:
    return f"{_day(line)} {line.page.way.label} {line.page.checker}"


class HistoryPage(QWidget):
    """One line for each month that was checked, newest first."""

    def __init__(self, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsTableModel[PastCheck] = RowsTableModel(
            (
                Column("month", self.tr("月份"), lambda line: str(line.page.month), 8, sort_key=""),
                Column("found", self.tr("结果"), _found, 11, sort_key="", chip=found_chip, tip=_looked),
                Column("notes", self.tr("变化、缺项和备注"), notes_of, 24, sort_key="", tip=notes_of),
                Column("checker", self.tr("监测人"), lambda line: line.page.checker, 8, sort_key="", tip=_looked),
                Column("day", self.tr("监测日期"), _day, 11, sort_key="", is_extra=True),
                Column("way", self.tr("方式"), lambda line: line.page.way.label, 5, sort_key="", is_extra=True),
            ),
            id_of=lambda line: line.page.month.year * 100 + line.page.month.number,
        )
        self.table = DataTable(
            self.model, name=self.tr("历月监测"), key="alerts/months/history", memory=memory, stretch=("notes",)
        )
        self._empty = EmptyOr(self.table, EmptyState(self.tr("本户还没有监测记录。在表格里按 1、2 或回车登记。")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self._empty)

    def show_months(self, lines: Sequence[PastCheck]) -> None:
        """Show these months."""
        self.model.show_rows(tuple(lines))
        self._empty.show_empty(is_empty=not lines)
