"""The first rows of a roster as they will be written, and how many there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.services.files.sheets import ColumnKind
from app.services.rosters.service import RosterPreview
from app.ui.theme import row_height, width_of

_RIGHT = frozenset({ColumnKind.NUMBER, ColumnKind.FEN})
_MIDDLE = frozenset({ColumnKind.ID, ColumnKind.DAY})
_WIDEST = 26.0


class PreviewTable(QWidget):
    """A table that is looked at, with a line that says how many rows the file will have."""

    def __init__(self) -> None:
        super().__init__()
        self.count = QLabel()
        self.count.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("名册预览"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.count)
        column.addWidget(self.table, 1)

    def show_preview(self, found: RosterPreview) -> None:
        """Show these rows."""
        shown = len(found.lines)
        if not found.rows:
            self.count.setText(self.tr("没有符合条件的。条件：{filter}").format(filter=found.filter))
        elif shown < found.rows:
            text = self.tr("共 {rows} 行，先看前 {shown} 行。条件：{filter}")
            self.count.setText(text.format(rows=f"{found.rows:,}", shown=shown, filter=found.filter))
        else:
            text = self.tr("共 {rows} 行。条件：{filter}")
            self.count.setText(text.format(rows=f"{found.rows:,}", filter=found.filter))
        self._fill(found)

    def _fill(self, found: RosterPreview) -> None:
        table = self.table
        table.setUpdatesEnabled(False)
        table.clear()
        table.setColumnCount(len(found.headings))
        table.setRowCount(len(found.lines))
        table.setHorizontalHeaderLabels([heading.title for heading in found.headings])
        table.verticalHeader().setDefaultSectionSize(row_height(table.font()))
        for number, heading in enumerate(found.headings):
            characters = max(min(heading.width, _WIDEST), len(heading.title) * 2.0 + 1)
            table.setColumnWidth(number, width_of(characters, table.font()))
        for y, line in enumerate(found.lines):
            for x, text in enumerate(line):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_alignment(found.headings[x].kind))
                table.setItem(y, x, item)
        table.setUpdatesEnabled(True)

    def show_nothing(self, words: str) -> None:
        """Say why nothing is shown."""
        self.count.setText(words)
        self.table.clear()
        self.table.setRowCount(0)
        self.table.setColumnCount(0)


def _alignment(kind: ColumnKind) -> Qt.AlignmentFlag:
    if kind in _RIGHT:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return (
        Qt.AlignmentFlag.AlignCenter if kind in _MIDDLE else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    )
