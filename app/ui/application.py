"""The window's life: dress the application, unlock or found an office, show the main window, close in order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import data_folder, log_folder, resource
from app.services import audit, clock
from app.services.context import Actor
from app.services.errors import NotFound
from app.services.households import RosterQuery
from app.services.office import Office
from app.ui.backup_timer import BackupTimer
from app.ui.common.context import Navigator, TabContext
from app.ui.common.hub import ChangeHub
from app.ui.common.memory import WindowMemory
from app.ui.common.tasks import TaskRunner
from app.ui.common.translations import speak_chinese
from app.ui.crash import CrashHandler
from app.ui.frame import FrameFacts, Suggestion
from app.ui.log_file import LogFile
from app.ui.main_window import MainWindow, memory_file
from app.ui.one_window import OneWindow, bring_to_front
from app.ui.start.assistant import FirstStart
from app.ui.start.doors import Doors
from app.ui.start.unlock import Unlock
from app.ui.tabs import all_tabs, settings_spec
from app.ui.theme import Theme
from app.ui.training_day import TrainingDay

_SUGGESTED = 12


def make_application(arguments: Sequence[str]) -> tuple[QApplication, Theme]:
    """The one QApplication, speaking Chinese, in our look."""
    application = QApplication(list(arguments))
    application.setApplicationName("Shouwang")
    application.setWindowIcon(QIcon(str(resource("icons", "shouwang.svg"))))
    speak_chinese(application)
    return application, Theme(application)


def main_window(
    office: Office,
    runner: TaskRunner,
    theme: Theme,
    *,
    user: str,
    today: Callable[[], date],
    check_secret: Callable[[str], None],
) -> MainWindow:
    """The main window over an opened office."""
    hub = ChangeHub()
    office.ledger.on_change(hub.post)
    township = office.settings.township()
    context = TabContext(
        office=office,
        runner=runner,
        hub=hub,
        navigator=Navigator(),
        memory=WindowMemory(memory_file(data_folder())),
        actor=lambda: Actor(user, user, township),
        today=today,
    )
    window = MainWindow(
        context,
        all_tabs(),
        settings_spec(),
        theme=theme,
        read_facts=lambda: frame_facts(office, today()),
        suggest=lambda text: suggestions(office, text),
        check_secret=check_secret,
        training_day=today if isinstance(today, TrainingDay) else None,
    )
    backups = BackupTimer(office, runner, window)
    backups.made.connect(window.refresh)
    backups.failed.connect(context.navigator.say)
    window.closed.connect(backups.stop)
    return window


def training_day(office: Office) -> date:
    """Where a training office stands when opened: on the last day recorded, else on its first plan's first day."""
    with office.ledger.reading() as session:
        last = audit.last_day(session)
    years = office.plans.years()
    if last is not None or not years:
        return last or clock.today()
    return office.plans.of_year(min(years)).plan.stages[0].opens_on


def frame_facts(office: Office, today: date) -> FrameFacts:
    """What head and foot say now."""
    try:
        plan = office.plans.current(today).plan
    except NotFound:
        plan = None
    households, members = office.households.counts()
    kept = office.backup.automatic.kept()
    with office.ledger.reading() as session:
        head = audit.head(session)
    return FrameFacts(
        office_name=office.settings.township(),
        plan=plan,
        today=today,
        households=households,
        persons=members,
        backed_up_at=max((entry.made_at for entry in kept), default=None),
        audit_head=head.short,
        is_training=office.settings.is_training(),
    )


def suggestions(office: Office, text: str) -> list[Suggestion]:
    """The first households for what was typed into the head's search box."""
    ids = office.households.find_ids(RosterQuery(text=text), limit=_SUGGESTED)
    rows = office.households.rows(ids)
    return [
        Suggestion(id_, f"{rows[id_].head_name}　{rows[id_].village_name}{rows[id_].group_name}　{rows[id_].code}")
        for id_ in ids
        if id_ in rows
    ]


class _Life:
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
        start = FirstStart(self._doors, self.runner, today=clock.today())
        start.opened.connect(self.show_office)
        start.restore_asked.connect(self._ask_backup)
        self._show(start)

    def _ask_secret(self) -> None:
        unlock = Unlock(self._doors, self.runner)
        unlock.opened.connect(self.show_office)
        self._show(unlock)

    def _ask_backup(self) -> None:
        self._ask_secret()
        if isinstance(self._shown, Unlock):
            self._shown.choose_backup()

    def show_office(self, office: Office) -> None:
        """Show the main window; a training office stands on the day on which its work last stood."""
        self._office = office
        is_training = office.settings.is_training()
        window = main_window(
            office,
            self.runner,
            self._theme,
            user=self._user,
            today=TrainingDay(training_day(office)) if is_training else clock.today,
            check_secret=office.keyring.check,
        )
        window.closed.connect(self._on_closed)
        window.restore_asked.connect(self._on_restore_asked)
        window.fill_small_screen()
        self._show(window)

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
        self._ask_secret()
        if isinstance(self._shown, Unlock):
            self._shown.show_backup([backup])

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


def run_window(doors: Doors, *, user: str, office: Office | None = None) -> int:
    """Run the window until it is closed; ``office`` is shown at once when it is already open.

    When a window on this database is open already, that one comes to the front and this call is done.
    """
    application, theme = make_application(sys.argv[:1])
    only = OneWindow(doors.database)
    if office is None and only.hand_over():
        return 0
    application.setQuitOnLastWindowClosed(True)
    crash, log_file = CrashHandler(log_folder()), LogFile(log_folder())
    log_file.start()
    crash.install()
    life = _Life(doors, theme, user, crash.report)
    only.asked.connect(life.come_to_front)
    only.listen()
    if office is None:
        life.begin()
    else:
        life.show_office(office)
    status = application.exec()
    only.close()
    life.end()
    crash.uninstall()
    log_file.stop()
    return status
