"""The one application: dressed, guarded by the crash handler, alive until its window is closed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from app.paths import log_folder
from app.services.office import Office
from app.ui.common.translations import speak_chinese
from app.ui.crash import CrashHandler
from app.ui.life import Life
from app.ui.start.doors import Doors
from app.ui.theme import Theme


def make_application(arguments: Sequence[str]) -> tuple[QApplication, Theme]:
    """The one QApplication, speaking Chinese, in our look."""
    application = QApplication(list(arguments))
    application.setApplicationName("Shouwang")
    speak_chinese(application)
    return application, Theme(application)


def run_window(doors: Doors, *, user: str, office: Office | None = None) -> int:
    """Run the window until it is closed; ``office`` is shown at once when it is already open."""
    application, theme = make_application(sys.argv[:1])
    application.setQuitOnLastWindowClosed(True)
    crash = CrashHandler(log_folder())
    crash.install()
    life = Life(doors, theme, user, crash.report)
    if office is None:
        life.begin()
    else:
        life.show_office(office)
    status = application.exec()
    life.end()
    crash.uninstall()
    return status
