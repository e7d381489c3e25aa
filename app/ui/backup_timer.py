"""While the window is open: a backup every half hour if anything has changed, without a word unless it fails."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.backup.making import BackupMade
from app.services.errors import Refused
from app.services.office import Office
from app.services.wording import sentences
from app.ui.common.tasks import TaskRunner

# Asked often, done when due: a computer that slept does not lose its half hour.
ASK_EVERY = timedelta(minutes=5)


class BackupTimer(QObject):
    """``made`` after a backup (the foot says so); ``failed(sentence)`` when the folder could not be written."""

    made = Signal()
    failed = Signal(str)

    def __init__(self, office: Office, runner: TaskRunner, parent: QObject, *, every: timedelta = ASK_EVERY) -> None:
        super().__init__(parent)
        self._office, self._runner = office, runner
        self._is_running = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(every / timedelta(milliseconds=1)))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """No further backups: the window closes."""
        self._timer.stop()

    def look(self) -> None:
        """Back up now if it is due."""
        if self._is_running:
            return
        self._is_running = True
        automatic = self._office.backup.automatic
        task = self._runner.start(self.tr("自动备份"), lambda _: automatic.when_due(), quiet=True)
        task.succeeded.connect(self._on_done)
        task.refused.connect(self._on_refused)
        task.finished.connect(self._on_finished)

    def _on_done(self, made: BackupMade | None) -> None:
        if made is not None:
            self.made.emit()

    def _on_refused(self, refused: Refused) -> None:
        said = self.tr("自动备份没有做成：{reason}").format(reason=sentences(refused)[0])
        self.failed.emit(said)

    def _on_finished(self) -> None:
        self._is_running = False
