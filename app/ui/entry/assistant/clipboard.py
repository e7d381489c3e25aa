"""The clipboard with care: what is sensitive leaves it by itself, and at once when the window is locked."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

# What clipboard histories of Windows and KDE respect.
_NOT_KEPT = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
    ("x-kde-passwordManagerHint", b"secret"),
)
SECONDS = 30.0


class GuardedClipboard(QObject):
    """Copies values; a sensitive one is taken off again after ``seconds``, unless something else lies there by then."""

    def __init__(
        self, parent: QObject | None = None, *, clipboard: QClipboard | None = None, seconds: float = SECONDS
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard or QGuiApplication.clipboard()
        self._ours = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.empty)

    def copy(self, text: str, *, is_sensitive: bool) -> None:
        """Put a value on the clipboard."""
        self._timer.stop()
        self._ours = text if is_sensitive else ""
        data = QMimeData()
        data.setText(text)
        if is_sensitive:
            for kind, value in _NOT_KEPT:
                data.setData(kind, value)
        self._clipboard.setMimeData(data)
        if is_sensitive:
            self._timer.start()

    def empty(self) -> None:
        """Take a sensitive value off again if it still lies there."""
        self._timer.stop()
        if self._ours and self._clipboard.text() == self._ours:
            self._clipboard.clear()
        self._ours = ""
