"""After a write, one signal: what changed, told in the window's thread whichever thread wrote."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.services.changes import ChangeSet


class ChangeHub(QObject):
    """``changed(ChangeSet)`` reaches every tab; ``post`` may be called from any thread (``Ledger.on_change``)."""

    changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    def post(self, changes: ChangeSet) -> None:
        """Tell the window; returns at once."""
        self._posted.emit(changes)

    def _on_posted(self, changes: ChangeSet) -> None:
        self.changed.emit(changes)
