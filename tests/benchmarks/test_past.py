"""Any evening of a township of 60,000 persons: 3,000 cases since, 2,000 moved members, one look at the whole town.

The processor's own time is measured: nothing waits here, and a busy machine proves nothing.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models.engine import Database
from app.models.history import VERSIONED, bulk_insert, bulk_update
from app.services import derived
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.past.service import PastService
from app.services.plans import PlanService
from app.services.rollover.service import RolloverService
from tests.benchmarks.town import build_town
from tests.conftest import DATA_KEY

BAR = 1.0
WATCHED, MOVED = 3_000, 2_000
ACTOR = Actor(session_user="测", name="测", on_behalf_of="石门镇")
FOUNDED, LATER, TODAY = date(2020, 3, 20), date(2020, 5, 1), date(2020, 12, 31)


@pytest.fixture(scope="module")
def ledger(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("past") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=ACTOR, today=FOUNDED)
    with made.transaction("test.town", actor=ACTOR, today=FOUNDED) as tx:
        build_town(tx)
    with made.transaction("test.watch", actor=ACTOR, today=date(2020, 4, 1)) as tx:
        spell = {"category": "marginal", "risks": "illness", "is_provisional": 0, "identified_on": date(2020, 4, 1)}
        rows = [{"household_id": number, **spell} for number in range(1, WATCHED + 1)]
        bulk_insert(tx.session, VERSIONED["monitoring_spell"], rows)
        case = {"plan_id": 1, "track": "B", "category": "marginal", "state": "entered", "is_open": 1}
        day = {"opened_on": date(2020, 4, 1), "state_since_on": date(2020, 4, 1), "comparison_open": 0}
        bulk_insert(
            tx.session,
            VERSIONED["monitoring_case"],
            [{"household_id": n, "spell_id": n, "round_number": 1, **case, **day} for n in range(1, WATCHED + 1)],
        )
    with made.transaction("test.later", actor=ACTOR, today=LATER) as tx:
        cases, members = VERSIONED["monitoring_case"], VERSIONED["membership"]
        bulk_update(tx.session, cases, cases.c.id <= WATCHED, {"state": "monitored"})
        bulk_update(tx.session, members, members.c.id <= MOVED, {"to_on": LATER, "end_reason": "moved_out"})
    yield made
    database.close()


@pytest.mark.benchmark
def test_the_turn_of_the_year_of_3000_cases(ledger: Ledger, capsys):
    rollover = RolloverService(ledger)
    times = []
    for _ in range(3):
        started = time.process_time()
        desk = rollover.desk(today=TODAY)
        times.append(time.process_time() - started)
    with capsys.disabled():
        print(f"\nthe turn of the year: {min(times):.2f} s (bar {BAR} s), {len(desk.rows):,} households")
    assert len(desk.pending) == WATCHED
    assert min(times) <= BAR


@pytest.mark.benchmark
@pytest.mark.parametrize("on", [date(2020, 4, 10), date(2020, 3, 20), TODAY])
def test_an_evening_of_the_whole_town(ledger: Ledger, on: date, capsys):
    past = PastService(ledger)
    past.town(TODAY, today=TODAY)  # the pages of the database are read once
    times = []
    for _ in range(3):
        started = time.process_time()
        view = past.town(on, today=TODAY)
        times.append(time.process_time() - started)
    changed = sum(bool(row.differences) for row in view.households)
    with capsys.disabled():
        print(
            f"\nthe town on {on}: {min(times):.2f} s (bar {BAR} s), {len(view.households):,} rows, {changed:,} differ"
        )
    assert view.total.households == 20_000
    assert min(times) <= BAR
