"""An empty list says what fills it and has the button that does (screens: the next step is always on the screen)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from app.ui.common.icons import icon


class EmptyState(QWidget):
    """One sentence and at most two buttons, in the middle of the place where the list would be.

    Without a ``sign`` it takes one line only: for the short tables of a pane.
    """

    def __init__(self, text: str = "", *, sign: str = "list", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel()
        if sign:
            self._sign.setPixmap(icon(sign).pixmap(32, 32))
        else:
            self._sign.hide()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text = QLabel(text)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setProperty("muted", True)
        row = QWidget()
        self._buttons = QVBoxLayout(row)
        if not sign:
            self._buttons.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self._sign)
        self._column.addWidget(self._text)
        self._column.addWidget(row)
        self._column.addStretch(2)

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Say something else; buttons of the sentence before are taken away."""
        self._text.setText(text)
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()

    def offer(self, text: str, act: Callable[[], object], *, is_primary: bool = True) -> QPushButton:
        """Add the button that fills the list."""
        button = QPushButton(text)
        button.setProperty("primary", is_primary)
        button.clicked.connect(act)
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button


class EmptyOr(QWidget):
    """Shows ``content`` or, while ``is_empty``, the empty state instead."""

    def __init__(self, content: QWidget, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content, self.empty = content, empty
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._stack.addWidget(empty)

    def show_empty(self, *, is_empty: bool) -> None:
        """Choose which of the two is seen."""
        self._stack.setCurrentWidget(self.empty if is_empty else self.content)
