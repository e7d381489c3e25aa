"""The one application: dressed, guarded by the crash handler, alive until its window is closed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.paths import log_folder, resource
from app.services.office import Office
from app.ui.common.translations import speak_chinese
from app.ui.crash import CrashHandler
from app.ui.life import Life
from app.ui.log_file import LogFile
from app.ui.one_window import OneWindow
from app.ui.start.doors import Doors
from app.ui.theme import Theme


def make_application(arguments: Sequence[str]) -> tuple[QApplication, Theme]:
    """The one QApplication, speaking Chinese, in our look."""
    application = QApplication(list(arguments))
    application.setApplicationName("Shouwang")
    application.setWindowIcon(QIcon(str(resource("icons", "shouwang.svg"))))
    speak_chinese(application)
    return application, Theme(application)


def run_window(doors: Doors, *, user: str, office: Office | None = None, opening: Future[Office] | None = None) -> int:
    """Run the window until it is closed; ``office`` is shown at once when it is already open.

    ``opening`` is an office that is being unlocked meanwhile.
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
    life = Life(doors, theme, user, crash.report)
    only.asked.connect(life.come_to_front)
    only.listen()
    if office is not None:
        life.show_office(office)
    elif opening is not None:
        life.begin_with(opening)
    else:
        life.begin()
    status = application.exec()
    only.close()
    life.end()
    crash.uninstall()
    log_file.stop()
    return status
