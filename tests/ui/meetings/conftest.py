"""A village with six who may evaluate and three visited households, behind the real tab."""

from __future__ import annotations

from datetime import date

import pytest

from app.ui.meetings.view import MeetingsView
from tests.services.towns import found
from tests.ui.working import Desk, desk_over, settled


@pytest.fixture
def desk(office, runner, memory, theme) -> Desk:
    town = found(office.ledger, households=3)
    return desk_over(office, town, runner, memory, date(2020, 4, 7))


@pytest.fixture
def view(desk: Desk, qtbot) -> MeetingsView:
    made = MeetingsView(desk.context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    settled(desk, qtbot)
    return made
