"""Typing into a table as in Excel: a key begins, Enter goes down, Tab right, Ctrl+D fills, Ctrl+V pastes, F2 mends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QMenu,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from app.ui.common.chips import ChipDelegate
from app.ui.common.table_view import DataTable
from app.ui.common.typed_cells import MARK
from app.ui.common.typing_model import TypingModel
from app.ui.common.windowed_model import CopyRole
from app.ui.theme import ACCENT

if TYPE_CHECKING:
    from app.ui.common.memory import WindowMemory

_Index = QModelIndex | QPersistentModelIndex
_Trigger = QAbstractItemView.EditTrigger


class _CellDelegate(ChipDelegate):
    """One line of text, completed from the column's words; the cell under the cursor has a frame."""

    def __init__(self, table: TypingTable) -> None:
        super().__init__(table)
        self._table = table

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        line = QLineEdit(parent)
        line.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        line.setFrame(False)
        kind = self._table.typing_model.kind_at(index)
        if kind is not None and kind.words:
            completer = QCompleter(list(kind.words), line)
            # No list that pops up: it would swallow Enter and Tab.
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            line.setCompleter(completer)
        return line

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        if index == self._table.currentIndex() and self._table.hasFocus():
            painter.save()
            painter.setPen(QPen(QColor(ACCENT), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))  # type: ignore[attr-defined]
            painter.restore()


class TypingTable(DataTable):
    """Shows a ``TypingModel``; the cells that may be typed into are white, the cursor has a frame."""

    def __init__(
        self,
        model: TypingModel,
        *,
        name: str,
        key: str = "",
        frozen: int = 0,
        memory: WindowMemory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, name=name, key=key, frozen=frozen, memory=memory, parent=parent)
        self.typing_model = model
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(_Trigger.AnyKeyPressed | _Trigger.EditKeyPressed | _Trigger.DoubleClicked)
        self.setShowGrid(True)
        self.setAlternatingRowColors(False)
        model.modelReset.connect(self._on_reset)

    def begin_at(self, row_id: int, key: str) -> None:
        """Put the cursor into a cell."""
        position = self.typing_model.position_of(row_id)
        keys = [column.key for column in self.typing_model.columns]
        if position is not None and key in keys:
            self._go(self.typing_model.index(position, keys.index(key)))

    def stand_on_problem(self) -> str:
        """Go to the first cell that cannot be read and say why; empty when all can."""
        found = self.typing_model.first_problem()
        if found is None:
            return ""
        self.begin_at(found[0], found[1])
        return found[2]

    # -- keys ----------------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            # What the cell's editor leaves over: its Enter is on the way already, arrows end the typing.
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.setFocus()
                self._go_down(1 if event.key() == Qt.Key.Key_Down else -1)
            event.accept()
            return
        if not self._on_command(event) and not self._on_mark(event) and not self._on_move(event):
            super().keyPressEvent(event)
            return
        event.accept()

    def _on_command(self, event: QKeyEvent) -> bool:
        model = self.typing_model
        if event.matches(QKeySequence.StandardKey.Paste):
            model.put(self._pasted(QGuiApplication.clipboard().text()))
        elif event.matches(QKeySequence.StandardKey.Undo):
            model.undo()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            model.put(self._filled_down())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            model.put((*model.cell_at(index), "") for index in self.selectedIndexes())
        else:
            return False
        return True

    def _on_mark(self, event: QKeyEvent) -> bool:
        kind = self.typing_model.kind_at(self.currentIndex()) if self.currentIndex().isValid() else None
        if kind is None or not kind.is_mark or event.text() not in (" ", "0", "1"):
            return False
        is_set = self.currentIndex().data() != MARK if event.text() == " " else event.text() == "1"
        self._mark(self.selectedIndexes() or [self.currentIndex()], is_set=is_set)
        return True

    def _mark(self, indexes: Iterable[QModelIndex], *, is_set: bool) -> None:
        model = self.typing_model
        marks = [index for index in indexes if (kind := model.kind_at(index)) and kind.is_mark]
        model.put((*model.cell_at(index), MARK if is_set else "") for index in marks)

    def _on_move(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self._go_down(1)
        elif event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            return self._go_on(1)
        elif event.key() == Qt.Key.Key_Backtab:
            return self._go_on(-1)
        else:
            return False
        return True

    @override
    def event(self, event: QEvent) -> bool:
        """Tab is ours while there is another cell to go to; after the last one it leaves the table."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if is_tab and self._on_move(event):
                event.accept()
                return True
        return super().event(event)

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        super().closeEditor(editor, hints.NoHint)
        if hint == hints.SubmitModelCache:
            self._go_down(1)
        elif hint == hints.EditNextItem:
            self._go_on(1)
        elif hint == hints.EditPreviousItem:
            self._go_on(-1)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        kind = self.typing_model.kind_at(index) if index.isValid() else None
        if kind is not None and kind.is_mark and len(self.selectedIndexes()) == 1:
            self._mark([index], is_set=index.data() != MARK)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """One of several is picked from a menu; everything else is typed."""
        index = self.indexAt(event.position().toPoint())
        kind = self.typing_model.kind_at(index) if index.isValid() else None
        if kind is None or not kind.choices:
            super().mouseDoubleClickEvent(event)
            return
        menu, model = QMenu(self), self.typing_model
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        cell = model.cell_at(index)
        for word in kind.choices:
            menu.addAction(word, lambda w=word: model.put([(*cell, w)]))
        menu.addAction(self.tr("清除"), lambda: model.put([(*cell, "")]))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    # -- moving --------------------------------------------------------------------------------------------------------

    def _go(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        self.setFocus()

    def _go_down(self, rows: int) -> None:
        index = self.currentIndex()
        below = index.siblingAtRow(index.row() + rows) if index.isValid() else index
        if below.isValid():
            self._go(below)

    def _go_on(self, step: int) -> bool:
        """To the next cell that may be typed into, along the row and then in the next one; whether there is one."""
        header, model = self.horizontalHeader(), self.typing_model
        places = [
            model.index(row, header.logicalIndex(place))
            for row in range(model.rowCount())
            for place in range(header.count())
            if not header.isSectionHidden(header.logicalIndex(place))
        ]
        now = self.currentIndex()
        at = places.index(now) if now in places else -1
        ahead = places[at + 1 :] if step > 0 else places[: max(at, 0)][::-1]
        following = next((index for index in ahead if model.kind_at(index) is not None), None)
        if following is None:
            return False
        self._go(following)
        return True

    # -- copying and pasting -------------------------------------------------------------------------------------------

    @override
    def copy_selection(self) -> str:
        """The chosen cells as a table, as Excel takes them."""
        chosen = {(i.row(), self.horizontalHeader().visualIndex(i.column())): i for i in self.selectedIndexes()}
        rows, places = sorted({row for row, _ in chosen}), sorted({place for _, place in chosen})
        lines = (
            "\t".join(
                " ".join(str(chosen[cell].data(CopyRole) or "").split()) if cell in chosen else "" for cell in row
            )
            for row in ([(row, place) for place in places] for row in rows)
        )
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def _pasted(self, text: str) -> list[tuple[int, str, str]]:
        now, header, model = self.currentIndex(), self.horizontalHeader(), self.typing_model
        if not now.isValid():
            return []
        found: list[tuple[int, str, str]] = []
        shown = [header.logicalIndex(p) for p in range(header.count())]
        shown = [section for section in shown if not header.isSectionHidden(section)]
        first = shown.index(now.column())
        lines = text.rstrip("\r\n").splitlines()
        targets = self._rows_chosen() if len(lines) == 1 else range(now.row(), model.rowCount())
        for row, line in zip(targets, lines * len(targets) if len(lines) == 1 else lines, strict=False):
            for section, cell in zip(shown[first:], line.split("\t"), strict=False):
                found.append((*model.cell_at(model.index(row, section)), cell))
        return found

    def _filled_down(self) -> list[tuple[int, str, str]]:
        """The topmost chosen cell of each column for those below it; a single one takes from above."""
        model, found = self.typing_model, []
        rows = self._rows_chosen()
        top = rows[0] if len(rows) > 1 else max(self.currentIndex().row() - 1, 0)
        for index in self.selectedIndexes():
            if index.row() != top:
                above = index.siblingAtRow(top).data()
                found.append((*model.cell_at(index), str(above or "")))
        return found

    def _rows_chosen(self) -> list[int]:
        return sorted({index.row() for index in self.selectedIndexes()}) or [self.currentIndex().row()]

    def _on_reset(self) -> None:
        self.viewport().update()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
