"""Photographs of every tab, for the demo year and for those who look at the screens."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication

from app.services.office import Office
from app.ui.application import make_application
from app.ui.common.screenshot import LARGE, SMALL, grab
from app.ui.common.tasks import TaskRunner
from app.ui.main_window import MainWindow
from app.ui.office_window import main_window
from app.ui.roster.view import RosterView
from app.ui.tabs import all_tabs, settings_spec
from app.ui.theme import Theme

_theme: list[Theme] = []


def photograph(
    office: Office, folder: Path, day: date, *, user: str = "演示员", large: Collection[str] = (), desk: bool = False
) -> list[Path]:
    """One PNG per tab, the settings too, as it looks on ``day``; ``large`` tabs in 1920×1080 besides.

    With ``desk`` also one of each page of the roster's menu 数据.
    """
    _application()
    runner = TaskRunner()
    window = main_window(office, runner, _theme[0], user=user, today=lambda: day, check_secret=lambda _: None)
    window.resize(SMALL)
    window.show()
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        for number, spec in enumerate((*all_tabs(), settings_spec()), start=1):
            name = f"{number:02d}-{spec.title}"
            made.append(_picture(window, runner, spec.key, folder / f"{name}.png", SMALL))
            if spec.key in large:
                made.append(_picture(window, runner, spec.key, folder / f"{name}-大屏.png", LARGE))
        if desk:
            made += _desk_pages(window, runner, folder, first=len(all_tabs()) + 2)
    finally:
        runner.shutdown()
        window.hide()
        window.deleteLater()
        # No event loop runs here that would delete it: a window left over makes the end of the program slow.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    return made


def _application() -> None:
    # On Windows the offscreen platform finds no fonts; there is always a desktop there.
    if sys.platform != "win32" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not isinstance(QApplication.instance(), QApplication):
        _, theme = make_application(["shouwang"])
        _theme.append(theme)
    elif not _theme:
        _theme.append(Theme(QApplication.instance()))  # type: ignore[arg-type]


def _picture(window: MainWindow, runner: TaskRunner, key: str, path: Path, size: QSize) -> Path:
    window.resize(size)
    window.show_tab(key)
    _settle(runner)
    return grab(window, path, size)


def _desk_pages(window: MainWindow, runner: TaskRunner, folder: Path, *, first: int) -> list[Path]:
    """The pages as the menu turns to them."""
    window.resize(SMALL)
    roster = window.show_tab("roster")
    assert isinstance(roster, RosterView)
    made: list[Path] = []
    for number, (key, spec) in enumerate(roster.desk_pages.specs.items(), start=first):
        roster.desk_pages.open(key)
        _settle(runner)
        made.append(grab(window, folder / f"{number:02d}-数据-{spec.title}.png", SMALL))
    roster.show_roster()
    return made


def _settle(runner: TaskRunner) -> None:
    """Let the answers arrive and be painted: a task may ask for another."""
    for _ in range(4):
        while runner.running:
            QApplication.processEvents()
        QApplication.processEvents()
