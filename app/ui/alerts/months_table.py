"""The grid household × month: a cell says what was found, and an empty one is the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView
from typing_extensions import override

from app.models.enums import MonthlyFinding
from app.services.monitoring.grid import Cell, CellState, GridRow
from app.services.monitoring.months import Month
from app.ui.common.chips import Chip, Shape, monthly_chip
from app.ui.common.columns import Align, Column
from app.ui.common.household_columns import head_column
from app.ui.common.memory import WindowMemory
from app.ui.common.table_view import DataTable
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate
_FIXED = 3  # 序, 户主, 村组: the columns before the first month


def cell_chip(cell: Cell) -> Chip | None:
    """What a cell says: the worst finding (沿用 where it was carried), 待监测, 逾期; nothing where it is not due."""
    if cell.state is CellState.OVERDUE:
        return Chip(translate("months", "逾期"), Shape.TRIANGLE, Tone.LATE)
    if cell.state is CellState.DUE:
        return Chip(translate("months", "待监测"), Shape.RING, Tone.DUE)
    worst = cell.worst
    if worst is None:
        return None
    chip = monthly_chip(worst)
    if not cell.is_carried:
        return chip
    return Chip(translate("months", "沿用 {word}").format(word=chip.word), chip.shape, chip.tone)


class MonthsModel(RowsTableModel[GridRow]):
    """Rows of the grid under two fixed columns and one for each month."""

    def __init__(self, months: Sequence[Month]) -> None:
        self.months = tuple(months)
        self._numbers: dict[int, int] = {}
        super().__init__(self._declared(), id_of=lambda row: row.spell_id)

    def _declared(self) -> list[Column[GridRow]]:
        fixed: list[Column[GridRow]] = [
            Column("number", translate("months", "序"), self._number, 5, Align.RIGHT, sort_key="", tip=_number_tip),
            head_column(lambda row: row.household.head_name),
            Column("place", translate("months", "村组"), _place, 17, tip=_place_tip),
        ]
        return fixed + [_month_column(number, month) for number, month in enumerate(self.months)]

    def number_papers(self, rows: Iterable[GridRow]) -> None:
        """Number the households as 月监测表 prints them: village by village, those whose watch goes on."""
        self._numbers.clear()
        counts: dict[int, int] = {}
        for row in rows:
            if row.watched_to is None:
                village = row.household.village_id
                counts[village] = self._numbers[row.spell_id] = counts.get(village, 0) + 1

    def _number(self, row: GridRow) -> str:
        return str(self._numbers.get(row.spell_id, ""))

    def replace(self, rows: Iterable[GridRow]) -> None:
        """Show new cells of rows that are shown already; order, cursor and scroll position stay."""
        new = {row.spell_id: row for row in rows}
        for position, row in enumerate(self.rows):
            if row.spell_id in new:
                self._rows[position] = (row.spell_id, new[row.spell_id])
                self.dataChanged.emit(self.index(position, 0), self.index(position, self.columnCount() - 1))

    def show_ahead(self, position: int, month: Month, cell: Cell) -> None:
        """Show what is just being written; the answer of the write puts the truth in its place."""
        row, number = self.rows[position], self.months.index(month)
        self.replace([replace(row, cells=(*row.cells[:number], cell, *row.cells[number + 1 :]))])

    def month_at(self, column: int) -> Month | None:
        """The month of a column."""
        return self.months[column - _FIXED] if _FIXED <= column < _FIXED + len(self.months) else None

    def cell_at(self, position: int, month: Month) -> Cell:
        """A household's month."""
        return self.rows[position].cells[self.months.index(month)]


def _place(row: GridRow) -> str:
    place = f"{row.household.village_name}{row.household.group_name}"
    return translate("months", "{place} 外出").format(place=place) if row.is_away else place


def _place_tip(row: GridRow) -> str:
    return translate("months", "最近一次走访全家外出，可电话监测") if row.is_away else ""


def _number_tip(_row: GridRow) -> str:
    return translate("months", "月监测表上本村的序号")


def _month_column(number: int, month: Month) -> Column[GridRow]:
    def chip(row: GridRow) -> Chip | None:
        return cell_chip(row.cells[number])

    def text(row: GridRow) -> str:
        shown = chip(row)
        return shown.word if shown else ""

    def tip(row: GridRow) -> str:
        cell = row.cells[number]
        if cell.checked_on is None:
            return cell.state.label
        return translate("months", "{day} 监测").format(day=day_text(cell.checked_on))

    title = translate("months", "{month}月").format(month=month.number)
    if month.number == 1:
        title = translate("months", "{year}年{month}月").format(year=month.year, month=month.number)
    return Column(str(month), title, text, 13, chip=chip, tip=tip)


class MonthsTable(DataTable):
    """Moves cell by cell; 1 = all seven normal, 2 = as last month, Enter or F2 = item by item."""

    normal_asked = Signal()
    carry_asked = Signal()
    edit_asked = Signal()
    cell_changed = Signal()

    def __init__(self, model: MonthsModel, *, name: str, memory: WindowMemory) -> None:
        super().__init__(model, name=name, key="alerts/months", frozen=_FIXED, memory=memory)
        self.grid = model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.cell_changed.emit())
        self.opened.connect(lambda _: self.edit_asked.emit())

    @property
    def month(self) -> Month | None:
        """The month under the cursor."""
        return self.grid.month_at(self.currentIndex().column())

    @property
    def row(self) -> GridRow | None:
        """The household under the cursor."""
        index = self.currentIndex()
        return self.grid.rows[index.row()] if index.isValid() else None

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        month, index = self.month, self.currentIndex()
        return self.grid.cell_at(index.row(), month) if month and index.isValid() else None

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The month that is worked on stays in sight: the grid is filled before it has its size."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def put_cursor(self, position: int, month: Month | None) -> None:
        """Put the cursor on a household's month."""
        if not 0 <= position < self.grid.rowCount():
            return
        column = _FIXED + self.grid.months.index(month) if month in self.grid.months else _FIXED
        index = self.grid.index(position, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def go_down(self) -> bool:
        """To the next household in the same month; False at the end."""
        index: QModelIndex = self.currentIndex()
        if index.row() + 1 >= self.grid.rowCount():
            return False
        self.put_cursor(index.row() + 1, self.month)
        return True

    @override
    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """A month is seen only beside the columns that stay, not under them."""
        super().scrollTo(index, hint)
        if index.column() < _FIXED:
            return
        hidden = sum(self.columnWidth(section) for section in range(_FIXED)) - self.columnViewportPosition(
            index.column()
        )
        if hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        asked = {"1": self.normal_asked, "2": self.carry_asked}.get(event.text()) if plain else None
        if asked is not None and self.month is not None:
            asked.emit()
            event.accept()
            return
        if event.key() == Qt.Key.Key_F2:
            self.edit_asked.emit()
            event.accept()
            return
        super().keyPressEvent(event)


def has_gap(row: GridRow) -> bool:
    """Whether a month of the row found something missing."""
    return any(MonthlyFinding.GAP in cell.findings for cell in row.cells)


def is_overdue(row: GridRow) -> bool:
    """Whether a month of the row went by without a check."""
    return any(cell.state is CellState.OVERDUE for cell in row.cells)
