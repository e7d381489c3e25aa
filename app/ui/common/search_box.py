"""A type-ahead search box: every change asks at once, the answer to an older question is dropped by whoever asks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.ui.common.icons import icon


class SearchBox(QLineEdit):
    """Emits ``query_changed`` with the trimmed text whenever it changes; no delay (design 5: no debounce).

    ``entered`` = Enter, ``left_down`` = the down arrow, to go on in the list below. Escape empties it.
    Text of an input method arrives when it is committed, so pinyin under way asks nothing.
    """

    query_changed = Signal(str)
    entered = Signal(str)
    left_down = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._last = ""
        self.textChanged.connect(self._on_text_changed)

    @property
    def query(self) -> str:
        """What is searched for, without blanks around it."""
        return self.text().strip()

    def forget(self) -> None:
        """Empty the box without asking anything."""
        self.blockSignals(True)
        self.clear()
        self.blockSignals(False)
        self._last = ""

    def _on_text_changed(self) -> None:
        if self.query != self._last:
            self._last = self.query
            self.query_changed.emit(self._last)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.query)
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
