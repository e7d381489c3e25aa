"""The alerts as the tab's pages share them: read once, told to every page, read again after a write."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.alerts.book import AlertLine
from app.services.changes import ChangeSet
from app.ui.common.context import TabContext
from app.ui.common.tasks import Latest

_TABLES = ("alert", "measure", "household", "department", "import_batch", "region", "monitoring_spell")


class AlertBook(QObject):
    """``changed`` when ``lines`` are new."""

    changed = Signal()

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.lines: tuple[AlertLine, ...] = ()
        self._answers = Latest(context.runner, self)
        self._answers.answered.connect(self._on_lines)
        context.hub.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read every alert again."""
        alerts = self._context.office.alerts
        self._answers.ask(self.tr("读取预警"), lambda _: alerts.lines())

    def _on_lines(self, lines: tuple[AlertLine, ...]) -> None:
        self.lines = lines
        self.changed.emit()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TABLES):
            self.reload()
