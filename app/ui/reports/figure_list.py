"""The list behind a figure that was clicked on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.papers.figures import FigureRows
from app.ui.common import dialogs
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel

_Row = tuple[str, ...]
_NARROW, _WIDE = 6, 24  # half-width characters


class FigureList(QWidget):
    """The figure, and every row it counts; a double click opens the household."""

    def __init__(self, told: FigureRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = told
        self.title = QLabel(
            self.tr("{name}：{value:,}{unit}，名单 {count:,} 行").format(
                name=told.name, value=told.value, unit=told.unit, count=len(told.rows)
            )
        )
        self.title.setProperty("heading", True)
        self.title.setWordWrap(True)
        places = {id(row): number for number, row in enumerate(told.rows)}
        self.model: RowsTableModel[_Row] = RowsTableModel(_columns(told), id_of=lambda row: places[id(row)])
        self.table = DataTable(self.model, name=self.tr("数字背后的名单"))
        self.model.show_rows(told.rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.table, 1)


def show_figure(context: TabContext, parent: QWidget, told: FigureRows) -> QDialog:
    """Open the list in a window of its own."""
    content = FigureList(told)

    def open_household(position: int) -> None:
        if code := told.household_in(position):
            found = context.office.households.by_codes([code])
            dialog.accept()
            for household_id in found.values():
                context.navigator.open_household(household_id)

    dialog = dialogs.panel(
        parent, content.tr("数字背后的名单"), content, do=content.tr("关闭"), then=QDialog.accept, can_cancel=False
    )
    content.table.opened.connect(open_household)
    dialog.resize(1000, 520)
    return dialog


def _columns(told: FigureRows) -> Sequence[Column[_Row]]:
    headings = enumerate(told.columns)
    return [Column(f"c{number}", heading, _reader(number), _width(told, number)) for number, heading in headings]


def _reader(number: int) -> Callable[[_Row], str]:
    return lambda row: row[number]


def _width(told: FigureRows, number: int) -> int:
    texts = (told.columns[number], *(row[number] for row in told.rows[:200]))
    return max(_NARROW, min(_WIDE, 2 + max(sum(1 + (ord(char) > 0xFF) for char in text) for text in texts)))
