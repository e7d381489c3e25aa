"""A plan's whole year by the command line alone, on files on disk; figures are read back from PDFs and workbooks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.services import audit
from app.services.opening import open_database
from tests.stories import rest_of_year, spring
from tests.stories.desk import Desk

CHAPTERS = (
    spring.lists_come_in,
    spring.villages_answer,
    spring.departments_are_asked,
    spring.a_village_is_late_and_needs_a_permit,
    spring.households_are_visited,
    spring.meetings_decide,
    spring.district_decides,
    spring.households_are_entered,
    rest_of_year.households_are_watched,
    rest_of_year.the_alert_is_closed,
    rest_of_year.checks_and_registers,
    rest_of_year.stages_are_reported,
    rest_of_year.the_year_is_rolled_over,
    rest_of_year.nothing_is_lost,
)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_year(desk):
    for chapter in CHAPTERS:
        chapter(desk)
    if folder := os.environ.get("SHOUWANG_FIXTURE"):
        keep(desk, Path(folder))


def keep(desk: Desk, folder: Path) -> None:
    """Keep the office as the fixture of a released version (make fixture); tests/test_earlier_versions.py opens it."""
    folder.mkdir(parents=True, exist_ok=True)
    office = desk.folder / desk.database
    database = open_database(office, (desk.folder / "key.txt").read_text(encoding="utf-8").strip())
    with database.read() as session:
        said = audit.content_hash(session)
    database.close()
    shutil.copy(office, folder / "office.db")
    shutil.copy(office.with_name(f"{office.name}.keys"), folder / "office.db.keys")
    shutil.copy(desk.folder / "key.txt", folder / "key.txt")
    (folder / "content_hash.txt").write_text(said + "\n", encoding="utf-8")
