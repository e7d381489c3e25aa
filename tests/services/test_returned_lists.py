"""What departments sent goes out and comes in again: the same ledger sees no change, another town becomes equal."""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.models.engine import Database
from app.services import audit, derived
from app.services.exports.service import ExportService
from app.services.imports.results import Counts
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests.conftest import DATA_KEY
from tests.services.files.making import xlsx
from tests.services.imports.people import list_32
from tests.services.imports.test_every_kind import KNOWN, MAKERS, WRITERS
from tests.services.towns import ACTOR

DAY = date(2020, 3, 20)
RETURNED = ("收入", "线索", "低保", "已外出", "计划外出", "行政村")

# What becomes of a clue is decided here; no file says it.
DECIDED_HERE = {"clues": {"状态", "答复日期"}}


def town(folder: Path, migrated: Path) -> Ledger:
    """A township whose people the lists speak of."""
    folder.mkdir()
    shutil.copy(migrated, folder / "ledger.db")
    ledger = Ledger(Database.open(folder / "ledger.db", DATA_KEY), derive=derived.refresh)
    PlanService(ledger).create_from_preset("2020", year=2020, actor=ACTOR, today=date(2020, 3, 1))
    people = xlsx(folder / "花名册.xlsx", list_32(KNOWN))
    ImportService(ledger).run("roster", [people], actor=ACTOR, today=DAY)
    return ledger


@pytest.fixture
def ledger(tmp_path, migrated_file):
    made = town(tmp_path / "here", migrated_file)
    yield made
    made.database.close()


def written(ledger: Ledger, kind: str, path: Path) -> list[tuple[object, ...]]:
    """Export a list; its rows below the title."""
    ExportService(ledger).export(kind, path, actor=ACTOR, today=DAY)
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))


def content(ledger: Ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


@pytest.mark.parametrize("what", RETURNED)
def test_a_list_goes_out_and_in_again(ledger, what, tmp_path, migrated_file):
    kind, name, make = MAKERS[what]
    sent = WRITERS[Path(name).suffix](tmp_path / name, make(random.Random(7)))
    ImportService(ledger).run(kind, [sent], actor=ACTOR, today=DAY)
    rows, before = written(ledger, kind, tmp_path / "一.xlsx"), content(ledger)
    again = ImportService(ledger).run(kind, [tmp_path / "一.xlsx"], actor=ACTOR, today=DAY)
    assert again.rejected == ()
    assert {column.title for column in again.unmatched_columns} == DECIDED_HERE.get(kind, set())
    assert again.entries == Counts(unchanged=len(rows) - 1)
    assert content(ledger) == before
    other = town(tmp_path / "there", migrated_file)
    ImportService(other).run(kind, [tmp_path / "一.xlsx"], actor=ACTOR, today=DAY)
    assert written(other, kind, tmp_path / "二.xlsx") == rows
    other.database.close()
