"""The window's life: unlock or found an office, show the main window, close in order.

Light on purpose: the first windows are on the screen before the ledger's libraries are loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from app.services import clock
from app.services.context import Actor
from app.services.errors import Refused
from app.services.office import Office
from app.ui.common.tasks import TaskRunner
from app.ui.one_window import bring_to_front
from app.ui.start.doors import Doors
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.start.unlock import Unlock

# Loaded while the password is typed: they take longer than everything else between unlocking and the first rows.
_NEEDED = ("app.services.opening", "app.services.status", "app.ui.office_window", "app.ui.workbench.view")


def load_what_opening_needs() -> None:
    """Load the modules that the main window will ask for."""
    for name in _NEEDED:
        import_module(name)


class Life:
    """Who is on the screen, and what is closed when it leaves."""

    def __init__(self, doors: Doors, theme: Theme, user: str, on_crash: Callable[[Exception], None]) -> None:
        self._doors, self._theme, self._user = doors, theme, user
        self._on_crashed = on_crash
        self._backup: Path | None = None
        self.runner = TaskRunner()
        self.runner.crashed.connect(on_crash)
        self._shown: QWidget | None = None
        self._office: Office | None = None

    def begin(self) -> None:
        """Unlock what is there, or found what is not."""
        if self._doors.exists():
            self._ask_secret()
            return
        from app.ui.start.assistant import FirstStart

        start = FirstStart(self._doors, self.runner, today=clock.today())
        start.opened.connect(self.show_office)
        start.restore_asked.connect(self._ask_backup)
        self._show(start)

    def begin_with(self, opening: Future[Office]) -> None:
        """Show the office that is being opened, as soon as it is; where it was refused, say why and ask."""
        load_what_opening_needs()
        try:
            self.show_office(opening.result())
        except Refused as refused:
            if self._doors.exists():
                self._ask_secret().show_refusal(refused)
            else:
                self.begin()

    def _ask_secret(self) -> Unlock:
        from app.ui.start.unlock import Unlock

        unlock = Unlock(self._doors, self.runner)
        unlock.opened.connect(self.show_office)
        self._show(unlock)
        self.runner.start("preload", lambda _: load_what_opening_needs(), quiet=True)
        return unlock

    def _ask_backup(self) -> None:
        self._ask_secret().choose_backup()

    def show_office(self, office: Office) -> None:
        """Show the main window; a training office stands on the day on which its work last stood."""
        from app.services.opening import note_opening
        from app.ui.office_window import main_window, training_day
        from app.ui.training_day import TrainingDay

        self._office = office
        is_training = office.settings.is_training()
        today = TrainingDay(training_day(office)) if is_training else clock.today
        window = main_window(
            office,
            self.runner,
            self._theme,
            user=self._user,
            today=today,
            check_secret=office.keyring.check,
        )
        window.closed.connect(self._on_closed)
        window.restore_asked.connect(self._on_restore_asked)
        window.fill_small_screen()
        self._show(window)
        actor = Actor(self._user, self._user, office.settings.township())
        self.runner.start("opening", lambda _: note_opening(office.ledger, actor=actor, today=today()), quiet=True)

    def _on_closed(self) -> None:
        if self._backup is None:
            self.end()

    def _on_restore_asked(self, backup: Path) -> None:
        """Close the office, and ask for the password of the backup that is to take its place."""
        self._backup, window = backup, self._shown
        # The window goes before the next one is there; the program does not.
        QApplication.setQuitOnLastWindowClosed(False)
        is_closed = window is not None and window.close()
        if is_closed:
            self._reopen_with(backup)
        self._backup = None  # something unsaved keeps the window open: the clerk decides about it first
        QApplication.setQuitOnLastWindowClosed(True)

    def _reopen_with(self, backup: Path) -> None:
        self.runner.shutdown()
        if self._office is not None:
            self._office.database.close()
            self._office = None
        self.runner = TaskRunner()
        self.runner.crashed.connect(self._on_crashed)
        self._ask_secret().show_backup([backup])

    def _show(self, widget: QWidget) -> None:
        before, self._shown = self._shown, widget
        widget.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def come_to_front(self) -> None:
        """Somebody started the program again: here it is."""
        if self._shown is not None:
            bring_to_front(self._shown)

    def end(self) -> None:
        """Stop the tasks, back up what changed, close the database."""
        self.runner.shutdown()
        if self._office is not None:
            self._office.attachments.sweep()
            self._office.backup.automatic.at_exit()
            self._office.database.close()
            self._office = None
        QApplication.quit()
