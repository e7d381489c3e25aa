"""The fields of one household as a tree: blocks, members as blocks of their own, ticks before the names."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from app.services.entry.form import EntryBlock, EntryField, EntrySheet
from app.ui.theme import DISABLED, TEXT, width_of

_FIELD = Qt.ItemDataRole.UserRole
_BLOCK = Qt.ItemDataRole.UserRole + 1
_SHOWN_OF_SENSITIVE = 2


class FieldTree(QTreeWidget):
    """``stepped`` = Enter; ``ticked(key, is_ticked)`` when a tick is set or taken by hand; ``moved`` on."""

    stepped = Signal()
    ticked = Signal(str, bool)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("采集表各项"))
        self.setColumnCount(2)
        self.setHeaderLabels([self.tr("项目"), self.tr("内容")])
        self.setRootIsDecorated(False)
        self.setIndentation(10)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        self.setColumnWidth(0, width_of(22, self.font()))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._is_revealed = False
        self.itemChanged.connect(self._on_changed)
        self.currentItemChanged.connect(lambda *_: self.moved.emit())

    # -- showing -------------------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: EntrySheet) -> None:
        """Show a household; the cursor stands on its first field without a tick."""
        self.blockSignals(True)
        self.clear()
        self._items = {}
        for block in sheet.blocks:
            top = QTreeWidgetItem([block.title])
            top.setData(0, _BLOCK, block)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = self.font()
            font.setBold(True)
            top.setFont(0, font)
            self.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for field in block.fields:
                top.addChild(self._item(field, block))
            top.setExpanded(True)
        self.blockSignals(False)
        self.moved.emit()

    def _item(self, field: EntryField, block: EntryBlock) -> QTreeWidgetItem:
        item = QTreeWidgetItem([field.title, ""])
        item.setData(0, _FIELD, field)
        item.setData(0, _BLOCK, block)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if field.is_ticked else Qt.CheckState.Unchecked)
        item.setToolTip(0, field.title)
        if field.ticked_on:
            words = self.tr("{title}\n{by} 于 {day} 已录").format(
                title=field.title, by=field.ticked_by, day=field.ticked_on.isoformat()
            )
            item.setToolTip(0, words)
        self._items[field.key] = item
        self._write(item)
        return item

    def _write(self, item: QTreeWidgetItem) -> None:
        field: EntryField = item.data(0, _FIELD)
        item.setText(1, self.shown(field))
        item.setForeground(1, QBrush(QColor(TEXT if field.value else DISABLED)))

    def shown(self, field: EntryField) -> str:
        """The value as the window shows it: masked where passers-by must not read it, 空 where nothing is recorded."""
        if not field.value:
            return self.tr("空")
        if not field.is_sensitive or self._is_revealed:
            return field.value
        return "*" * max(len(field.value) - _SHOWN_OF_SENSITIVE, 1) + field.value[-_SHOWN_OF_SENSITIVE:]

    def reveal(self, *, is_revealed: bool) -> None:
        """Show or mask what is sensitive."""
        self._is_revealed = is_revealed
        self.blockSignals(True)
        for item in self._items.values():
            self._write(item)
        self.blockSignals(False)

    def filter(self, words: str) -> None:
        """Show only fields whose name, or member's name, has these words."""
        for top in self._tops():
            title_fits = words in top.text(0)
            shown = 0
            for number in range(top.childCount()):
                fits = not words or title_fits or words in top.child(number).text(0)
                top.child(number).setHidden(not fits)
                shown += fits
            top.setHidden(not shown)

    def _tops(self) -> Iterator[QTreeWidgetItem]:
        for number in range(self.topLevelItemCount()):
            top = self.topLevelItem(number)
            assert top is not None
            yield top

    # -- the cursor ----------------------------------------------------------------------------------------------------

    def current_field(self) -> EntryField | None:
        """The field under the cursor."""
        item = self.currentItem()
        return item.data(0, _FIELD) if item else None

    def current_block(self) -> EntryBlock | None:
        """The block under the cursor."""
        item = self.currentItem()
        return item.data(0, _BLOCK) if item else None

    def go_to(self, key: str) -> None:
        """Put the cursor on a field."""
        item = self._items.get(key)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def is_ticked(self, key: str) -> bool:
        """Whether the field has its tick."""
        return self._items[key].checkState(0) == Qt.CheckState.Checked

    def tick(self, key: str, *, is_ticked: bool) -> None:
        """Set or take a tick."""
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        self._items[key].setCheckState(0, state)

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        field: EntryField | None = item.data(0, _FIELD)
        if field is not None and column == 0:
            self.ticked.emit(field.key, item.checkState(0) == Qt.CheckState.Checked)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit()
            event.accept()
        else:
            super().keyPressEvent(event)
