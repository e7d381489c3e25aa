"""An office whose database takes the invented files in, through the services that every office uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import open_office
from app.demo.year import Invented, invent
from app.services import opening
from app.services.context import Actor
from app.services.imports.results import ImportResult
from app.services.office import Office

DAY = date(2020, 3, 20)
CLERK = Actor("王测", "王测", "石门镇")
PASSWORD = "Lehrgang-2020-vier"


@dataclass(frozen=True, slots=True)
class Taken:
    """The year's files and what became of each of the rosters."""

    office: Office
    invented: Invented
    export: ImportResult
    roster: ImportResult
    survey: ImportResult
    books: ImportResult


def found_office(folder: Path) -> Office:
    """An office of 2020 without a single household."""
    path = folder / "培训.db"
    opening.create_office_database(path, PASSWORD, "王测", office="石门镇").database.close()
    office = open_office(path, PASSWORD)
    office.settings.found("石门镇", is_training=True, actor=CLERK, today=DAY)
    office.plans.create_from_preset("2020", year=2020, actor=CLERK, today=DAY)
    return office


@pytest.fixture
def office(tmp_path) -> Iterator[Office]:
    made = found_office(tmp_path)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    """A small township (dirt and all) taken in from its files; tests only look at it, or add other lists."""
    folder = tmp_path_factory.mktemp("taken")
    invented = invent(folder / "导入文件", households=1_000)
    made = found_office(folder)
    rosters = invented.rosters
    batches = [[rosters.export], [rosters.roster], [rosters.survey], list(rosters.books)]
    results = [made.imports.run("roster", files, actor=CLERK, today=DAY) for files in batches]
    yield Taken(made, invented, *results)
    made.database.close()
