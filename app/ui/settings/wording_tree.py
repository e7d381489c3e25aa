"""The wordings by group at the left of the page, those that the office put in its own words marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.services.papers.wording_service import WordingRow
from app.ui.common.search_box import SearchBox
from app.ui.theme import width_of

Key = tuple[str, str]
_KEY = Qt.ItemDataRole.UserRole
_MANY = 12  # a longer group is opened when it is asked for


class WordingTree(QWidget):
    """Emits ``chosen`` with the row under the cursor."""

    chosen = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._rows: dict[Key, WordingRow] = {}
        self._items: dict[Key, QTreeWidgetItem] = {}
        self.search = SearchBox(self.tr("找用语、文书或者文字"))
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(name)
        self.tree.setUniformRowHeights(True)
        self.setFixedWidth(width_of(34, self.font()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self.search.query_changed.connect(self._narrow)
        self.tree.currentItemChanged.connect(self._on_current)

    @property
    def current(self) -> WordingRow | None:
        """The row under the cursor; None on a group."""
        item = self.tree.currentItem()
        return self._rows.get(item.data(0, _KEY)) if item is not None and item.data(0, _KEY) else None

    def show_rows(self, rows: Sequence[WordingRow], *, drafts: Collection[Key]) -> None:
        """Show these rows; the cursor stays where it stood."""
        current = self.current
        if [(row.key, row.scope) for row in rows] != list(self._rows):
            self._fill(rows)
        self._rows = {(row.key, row.scope): row for row in rows}
        self.mark(drafts)
        wanted = (current.key, current.scope) if current is not None else next(iter(self._rows), None)
        if wanted in self._items and current is None:
            self.tree.setCurrentItem(self._items[wanted])
        elif current is not None and wanted in self._rows:
            self.chosen.emit(self._rows[wanted])

    def choose(self, key: str, scope: str = "") -> None:
        """Put the cursor on a wording."""
        item = self._items[(key, scope)]
        if item.parent() is not None:
            item.parent().setExpanded(True)
        self.tree.setCurrentItem(item)

    def mark(self, drafts: Collection[Key]) -> None:
        """Say which are the office's own, and which have changes that are not saved."""
        for key, item in self._items.items():
            row = self._rows[key]
            said = [self.tr("未保存")] if key in drafts else []
            said += [self.tr("已改写")] if row.is_own else []
            item.setText(0, f"{row.title}（{'、'.join(said)}）" if said else row.title)
            font = QFont(self.font())
            font.setBold(bool(said))
            item.setFont(0, font)
            item.setToolTip(0, row.text)

    def _fill(self, rows: Sequence[WordingRow]) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for row in rows:
            if row.group not in groups:
                groups[row.group] = QTreeWidgetItem(self.tree, [row.group])
            item = QTreeWidgetItem(groups[row.group], [row.title])
            item.setData(0, _KEY, (row.key, row.scope))
            self._items[(row.key, row.scope)] = item
        for group in groups.values():
            group.setExpanded(group.childCount() <= _MANY)
        self.tree.blockSignals(False)

    def _narrow(self, query: str) -> None:
        for key, item in self._items.items():
            row = self._rows[key]
            words = (row.group, row.title, row.text, *(name for _, name in row.kinds))
            item.setHidden(bool(query) and not any(query in word for word in words))
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            if group is not None:
                found = [group.child(n) for n in range(group.childCount())]
                group.setHidden(all(item.isHidden() for item in found))
                group.setExpanded(bool(query) or group.childCount() <= _MANY)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        row = self.current
        if item is not None and row is not None:
            self.chosen.emit(row)
