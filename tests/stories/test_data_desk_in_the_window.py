"""A day at the data desk in the real main window: a dirty roster is taken in, put right, sent out, taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import compose
from app.services import clock, opening
from app.ui.common.tasks import TaskRunner
from app.ui.office_window import main_window, training_day
from app.ui.training_day import TrainingDay
from tests.services.towns import ACTOR
from tests.stories import data_desk_in_the_window as desk
from tests.stories.clerk_at_the_window import Clerk

START = date(2020, 3, 20)
PASSWORD = "石门Shan2020!"
CHAPTERS = (
    desk.a_dirty_roster_comes_in,
    desk.a_newer_list_leaves_questions,
    desk.the_questions_are_decided,
    desk.the_checks_are_run_and_a_field_is_mended,
    desk.one_finding_is_so,
    desk.a_number_gets_its_last_digit_back,
    desk.two_records_are_one_person_and_again_two,
    desk.a_newer_export_is_held_against_the_ledger,
    desk.a_roster_is_designed_exported_and_taken_in_again,
)


@pytest.fixture
def clerk(tmp_path: Path, monkeypatch, runner: TaskRunner, theme, qtbot) -> Iterator[Clerk]:
    monkeypatch.setattr(clock, "today", lambda: START)
    made = Clerk(tmp_path, monkeypatch, qtbot, runner, theme)
    base = opening.create_office_database(tmp_path / "office.db", PASSWORD, ACTOR.name, office="石门镇").database
    office = compose(base)
    office.settings.found("石门镇", district="云岭区", is_training=True, actor=ACTOR, today=START)
    office.plans.create_from_preset("2020", year=2020, actor=ACTOR, today=START)
    day = TrainingDay(training_day(office))
    window = main_window(office, runner, theme, user=ACTOR.name, today=day, check_secret=office.keyring.check)
    made.sit_down(window, office)
    yield made
    window.close()
    office.database.close()


def test_a_day_at_the_data_desk(clerk):
    for chapter in CHAPTERS:
        chapter(clerk)
