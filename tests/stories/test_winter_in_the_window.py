"""A plan's winter in the real main window, until the old year is closed and a backup has been gone back to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import OfficeDoors
from app.services import clock
from app.ui.common.tasks import TaskRunner
from app.ui.life import Life
from app.ui.main_window import MainWindow
from tests.stories import winter_in_the_window as winter
from tests.stories.clerk_at_the_window import Clerk
from tests.stories.winter_town import winter_town

CHAPTERS = (
    winter.the_next_plan_is_made,
    winter.one_leaves,
    winter.one_risk_is_gone,
    winter.december_is_watched,
    winter.the_year_is_rolled_over,
    winter.january_goes_on,
    winter.one_import_is_undone,
)


@pytest.fixture
def crashes() -> list[Exception]:
    """What the window's life reported as a crash."""
    return []


@pytest.fixture
def life(tmp_path: Path, monkeypatch, theme, crashes) -> Iterator[Life]:
    monkeypatch.setattr(clock, "today", lambda: date(2020, 12, 1))
    path = tmp_path / "office.db"
    winter_town(path)
    made = Life(OfficeDoors(path, lambda *_, **__: None), theme, "王测", crashes.append)  # type: ignore[arg-type, return-value]
    yield made
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow) and widget.isVisible():
            widget.close()
    made.end()


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch, runner: TaskRunner, theme, qtbot) -> Clerk:
    return Clerk(tmp_path, monkeypatch, qtbot, runner, theme)


def test_the_winter(clerk, life, crashes):
    winter.the_office_is_unlocked(clerk, life)
    for chapter in CHAPTERS:
        chapter(clerk)
    backup = winter.the_year_is_backed_up(clerk)
    winter.it_is_gone_back_to(clerk, life, backup)
    assert crashes == []
