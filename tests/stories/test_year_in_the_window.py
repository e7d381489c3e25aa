"""A plan's year until July in the real main window: one clerk, one encrypted database, files read phase by phase."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.services import clock
from app.ui.common.tasks import TaskRunner
from tests.stories import april_in_the_window as april
from tests.stories import rest_in_the_window as rest
from tests.stories import spring_in_the_window as spring
from tests.stories import visits_in_the_window as visits
from tests.stories.clerk_at_the_window import Clerk

START = date(2020, 3, 20)
PHASES = (
    spring.the_office_is_founded,
    spring.the_roster_comes_in,
    spring.a_village_sends_its_book,
    spring.last_years_households_are_carried_over,
    spring.the_township_is_screened,
    spring.villages_answer,
    spring.the_township_sums_up,
    spring.departments_answer,
    spring.two_conclude_the_doubts,
    spring.the_list_is_confirmed,
    visits.the_stage_is_over,
    visits.forms_go_out,
    visits.forms_come_back,
    visits.one_joins_on_the_way,
    april.the_directory_is_filled,
    april.a_permit_opens_a_late_visit,
    april.villages_meet,
    april.the_list_goes_to_the_district,
    april.the_district_answers,
    april.households_are_entered,
    april.the_ledger_is_confirmed,
    rest.april_is_watched,
    rest.may_shows_a_gap,
    rest.the_alert_is_handled,
    rest.the_alert_is_closed,
    rest.the_village_looks_again,
    rest.june_is_watched,
    rest.the_platform_is_brought_up_to_date,
    rest.stages_are_reported,
    rest.nothing_is_late,
)


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch, runner: TaskRunner, theme, qtbot) -> Iterator[Clerk]:
    monkeypatch.setattr(clock, "today", lambda: START)
    made = Clerk(tmp_path, monkeypatch, qtbot, runner, theme)
    yield made
    if made.window is not None:
        made.window.close()
    if made.office is not None:
        made.office.database.close()


def test_the_year(clerk):
    for phase in PHASES:
        phase(clerk)
