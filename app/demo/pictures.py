"""Photographs of every tab, for the demo year and for those who look at the screens."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.services.office import Office
from app.ui.application import main_window, make_application
from app.ui.common.screenshot import grab
from app.ui.common.tasks import TaskRunner
from app.ui.theme import Theme

SMALL, LARGE = QSize(1366, 768), QSize(1920, 1080)
_theme: list[Theme] = []


def photograph(office: Office, folder: Path, day: date, *, size: QSize = SMALL) -> list[Path]:
    """One PNG per tab as it looks on ``day``; needs no display."""
    # On Windows the offscreen platform finds no fonts; there is always a desktop there.
    if sys.platform != "win32" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not isinstance(QApplication.instance(), QApplication):
        _, theme = make_application(["shouwang"])
        _theme.append(theme)
    runner = TaskRunner()
    window = main_window(office, runner, _theme[0], user="演示员", today=lambda: day, check_secret=lambda _: None)
    window.resize(size)
    window.show()
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        for key in window.keys():  # noqa: SIM118 - a method of the window, not of a mapping
            window.show_tab(key)
            _settle(runner)
            made.append(grab(window, folder / f"{key}.png", size))
    finally:
        runner.shutdown()
        window.hide()
        window.deleteLater()
        QApplication.processEvents()
    return made


def _settle(runner: TaskRunner) -> None:
    """Let the answers arrive and be painted: a task may ask for another."""
    for _ in range(4):
        while runner.running:
            QApplication.processEvents()
        QApplication.processEvents()
