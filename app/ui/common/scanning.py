"""Hears a scanner: keys that come faster than fingers, read as a paper's code, ended by Enter.

Keys are held back only while they may be the beginning of a code; whatever turns out to be typing goes on to where it
was going, in its order, a twentieth of a second later at most.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from app.services.papers import codes

_BETWEEN_KEYS_MS = 50
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class ScanCatcher(QObject):
    """``scanned(text)`` for every code that a scanner types into the window, wherever the focus is."""

    scanned = Signal(str)

    def __init__(self, window: QWidget, is_open: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_open = window, is_open
        self._held: list[tuple[QWidget, QKeyEvent]] = []
        self._text = ""
        self._is_replaying = False
        self._pause = QTimer(self, interval=_BETWEEN_KEYS_MS, singleShot=True)
        self._pause.timeout.connect(self._let_go)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or self._is_replaying:
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if kind is QEvent.Type.ShortcutOverride:
            # In the middle of a code no key is a shortcut.
            if self._text and (self._goes_on(event) or self._is_end(event)):
                event.accept()
                return True
            return False
        return self._on_key(watched, event)

    def _on_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        if self._text and self._is_end(event):
            text = self._text
            self._forget()
            QTimer.singleShot(0, self, lambda: self.scanned.emit(text))
            return True
        if self._goes_on(event) and self._may_listen(watched):
            self._held.append((watched, event.clone()))
            self._text += event.text()
            self._pause.start()
            return True
        if event.text():  # Shift alone neither types nor ends anything
            self._let_go()
        return False

    def _may_listen(self, watched: QWidget) -> bool:
        if self._held:
            return watched is self._held[0][0]
        is_ours = watched.window() is self._window and self._is_open()
        return is_ours and QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None

    def _goes_on(self, event: QKeyEvent) -> bool:
        if event.modifiers() & _COMMANDS or event.isAutoRepeat():
            return False
        return bool(event.text()) and codes.may_begin(self._text + event.text())

    def _is_end(self, event: QKeyEvent) -> bool:
        return event.key() in _ENDS and codes.looks_like_code(self._text)

    def _forget(self) -> None:
        self._pause.stop()
        self._held, self._text = [], ""

    def _let_go(self) -> None:
        """It was typing: every key goes where it was going."""
        held = self._held
        self._forget()
        self._is_replaying = True
        try:
            for widget, event in held:
                QApplication.sendEvent(widget, event)
        finally:
            self._is_replaying = False
