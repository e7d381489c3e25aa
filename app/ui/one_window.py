"""One window per database: a second start raises the first window instead of asking for the password again.

A local pipe with a name made from the database's path; nothing of it reaches a network. It is a courtesy only:
what keeps two programs from one file is the owner's lock.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget

_PATIENCE_MS = 500


class OneWindow(QObject):
    """``asked`` when a later start wants this window; ``hand_over`` tells an earlier one, if there is one."""

    asked = Signal()

    def __init__(self, database: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _name_of(database)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_asked)

    def hand_over(self) -> bool:
        """Let the window that is already open come to the front; False when there is none."""
        socket = QLocalSocket()
        _allow_others_to_the_front()
        socket.connectToServer(self._name)
        is_there = socket.waitForConnected(_PATIENCE_MS)
        socket.abort()
        return is_there

    def listen(self) -> bool:
        """Be the one that later starts find; what a killed program left behind is cleared away."""
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Be found no longer."""
        self._server.close()

    def _on_asked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.abort()
            socket.deleteLater()
        self.asked.emit()


def bring_to_front(window: QWidget) -> None:
    """Show a window that lies behind others or in the task bar, and what it asks on top of it."""
    if window.isMinimized():
        window.showNormal()
    for each in (window, QApplication.activeModalWidget()):
        if each is not None:
            each.raise_()
            each.activateWindow()


def _name_of(database: Path) -> str:
    path = os.path.normcase(database.absolute())
    return f"shouwang-{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def _allow_others_to_the_front() -> None:
    # Windows lets only the program that was just started give the foreground away.
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
