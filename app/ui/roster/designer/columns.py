"""The columns of a roster: all fields on the left, the chosen ones on the right in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.rosters.catalogue import catalogue
from app.services.rosters.design import BLANK, Column, Subject
from app.ui.common import dialogs
from app.ui.common.form_builder import Field, Form
from app.ui.common.icons import icon
from app.ui.roster.designer.fields import fields_of

_ROLE = Qt.ItemDataRole.UserRole


class FieldTree(QTreeWidget):
    """Every field in its group; ``picked(key)`` by double click or Enter."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("可选的字段"))
        self._groups: list[QTreeWidgetItem] = []
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.itemDoubleClicked.connect(lambda item, _: self._pick(item))

    def show_subject(self, subject: Subject) -> None:
        """The fields that this subject has."""
        self.clear()
        self._groups.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for field in fields_of(subject):
            parent = groups.get(field.group)
            if parent is None:
                parent = groups[field.group] = QTreeWidgetItem(self, [field.group])
                parent.setExpanded(len(groups) == 1)
                self._groups.append(parent)
            item = QTreeWidgetItem(parent, [field.title])
            item.setData(0, _ROLE, field.key)

    def narrow(self, words: str) -> None:
        """Show the fields whose title has these words; all again when there are none."""
        wanted = words.strip()
        for number, group in enumerate(self._groups):
            found = 0
            for child in (group.child(n) for n in range(group.childCount())):
                hidden = bool(wanted) and wanted not in child.text(0)
                child.setHidden(hidden)
                found += not hidden
            group.setHidden(not found)
            group.setExpanded(bool(wanted) or number == 0)

    def chosen(self) -> list[str]:
        """The key under the cursor."""
        item = self.currentItem()
        key = item.data(0, _ROLE) if item else None
        return [key] if isinstance(key, str) else []

    def _pick(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _ROLE)
        if isinstance(key, str):
            self.picked.emit(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen():
            self.picked.emit(self.chosen()[0])
            return
        super().keyPressEvent(event)


class ColumnList(QListWidget):
    """The chosen columns; dragged with the mouse, moved with Alt+Up and Alt+Down, taken out with Delete."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("名册的列"))
        self.setToolTip(self.tr("拖动或按 Alt+↑、Alt+↓ 改变顺序，按 Delete 去掉"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.model().rowsMoved.connect(lambda *_: self.moved.emit())

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Replace all."""
        self.clear()
        for column in columns:
            self.append(column)

    def append(self, column: Column) -> None:
        """One more at the end."""
        item = QListWidgetItem(shown_title(column))
        item.setData(_ROLE, (column.field, column.title))
        self.addItem(item)

    def stand_on(self, row: int) -> None:
        """Choose one column alone."""
        self.clearSelection()
        self.setCurrentRow(row)

    def columns(self) -> tuple[Column, ...]:
        """What is chosen, in order."""
        return tuple(Column(*self.item(n).data(_ROLE)) for n in range(self.count()))

    def move_chosen(self, by: int) -> None:
        """Move the column under the cursor up or down."""
        row = self.currentRow()
        target = row + by
        if row < 0 or not 0 <= target < self.count():
            return
        item = self.takeItem(row)
        self.insertItem(target, item)
        self.stand_on(target)
        self.moved.emit()

    def drop_chosen(self) -> None:
        """Take the chosen columns out."""
        chosen = self.selectedItems()
        for item in chosen:
            self.takeItem(self.row(item))
        if chosen:
            self.moved.emit()

    def rename(self, title: str) -> None:
        """Give the column under the cursor a title of its own; an empty one gives the field's title back."""
        item = self.currentItem()
        if item is not None:
            column = replace(Column(*item.data(_ROLE)), title=title)
            item.setData(_ROLE, (column.field, column.title))
            item.setText(shown_title(column))
            self.moved.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_chosen(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.drop_chosen()
        else:
            super().keyPressEvent(event)


def shown_title(column: Column) -> str:
    """The title as the list shows it, beside the field's own where it has another."""
    field = catalogue().get(column.field)
    if field is None:
        return column.title
    return f"{column.title}（{field.title}）" if column.title else field.title


class ColumnsEditor(QWidget):
    """``changed`` after each addition, removal, move and renaming."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("查找字段"))
        self.search.setAccessibleName(self.tr("查找字段"))
        self.search.setClearButtonEnabled(True)
        self.tree = FieldTree()
        self.list = ColumnList()
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.tree, 1)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        right = QVBoxLayout()
        right.addWidget(self._count)
        right.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.addLayout(left, 1)
        row.addLayout(self._buttons())
        row.addLayout(right, 1)
        self.search.textChanged.connect(self.tree.narrow)
        self.tree.picked.connect(self.add)
        self.list.moved.connect(self._on_changed)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addStretch(1)
        for sign, text, act in (
            ("chevron-right", self.tr("加入"), self._on_add),
            ("x", self.tr("去掉"), self.list.drop_chosen),
            ("chevron-up", self.tr("上移"), lambda: self.list.move_chosen(-1)),
            ("chevron-down", self.tr("下移"), lambda: self.list.move_chosen(1)),
            ("pencil", self.tr("改列名…"), self._on_rename),
            ("plus", self.tr("空白列…"), self._on_blank),
        ):
            button = QPushButton(icon(sign), text)
            button.clicked.connect(act)
            column.addWidget(button)
        column.addStretch(1)
        return column

    def show_columns(self, subject: Subject, columns: Sequence[Column]) -> None:
        """Show a design's columns; what the subject does not have stays and is said by the preview."""
        self.tree.show_subject(subject)
        self.tree.narrow(self.search.text())
        self.list.show_columns(columns)
        self.list.stand_on(0)
        self._tell()

    def columns(self) -> tuple[Column, ...]:
        """What is chosen."""
        return self.list.columns()

    def add(self, key: str) -> None:
        """Add a field at the end."""
        self._append(Column(key))

    def _append(self, column: Column) -> None:
        self.list.append(column)
        self.list.stand_on(self.list.count() - 1)
        self._on_changed()

    def _on_add(self) -> None:
        for key in self.tree.chosen():
            self.add(key)

    def _on_rename(self) -> None:
        if self.list.currentItem() is not None:
            before = self.list.columns()[self.list.currentRow()].title
            self._ask_title(self.tr("改列名"), before, self.list.rename)

    def _on_blank(self) -> None:
        def add(title: str) -> None:
            if title:
                self._append(Column(BLANK, title))

        self._ask_title(self.tr("加空白列，打印后手填"), self.tr("签字"), add)

    def _ask_title(self, words: str, before: str, then: object) -> None:
        form = Form((Field("title", self.tr("列名"), initial=before),))

        def go_on(dialog: QDialog) -> None:
            dialog.accept()
            then(str(form.value("title") or "").strip())  # type: ignore[operator]

        dialogs.panel(self, words, form, do=self.tr("确定"), then=go_on)

    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._count.setText(self.tr("已选 {count} 列").format(count=self.list.count()))
