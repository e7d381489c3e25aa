"""The versioned store at 60,000 persons: screening, search, one page, undo, as of yesterday, verification."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.bootstrap import open_office
from app.demo.training import open_training
from app.models.history import VERSIONED, as_of
from app.services import audit, clock
from app.services.context import Actor
from app.services.errors import Refused
from app.services.households import RosterQuery

HOUSEHOLDS = 20_000
DAY = date(2020, 3, 20)
ACTOR = Actor("演示员", "演示员", "石门镇")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    path = tmp_path_factory.mktemp("big") / "t.db"
    started = time.perf_counter()
    opened = open_training(path, open_office=open_office, report=lambda d, t: None, households=HOUSEHOLDS)
    seconds = time.perf_counter() - started
    print(f"\ntown made and imported: {seconds:.1f} s, counts {opened.households.counts()}")
    yield opened, seconds
    opened.database.close()


@pytest.fixture
def office(town):
    return town[0]


def _timed(name, work, repeat=5):
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    times.sort()
    print(f"{name}: median {times[len(times) // 2] * 1000:.0f} ms, max {times[-1] * 1000:.0f} ms")
    return times


@pytest.mark.benchmark
def test_reads(office):
    _timed("screening preview", lambda: office.screening.preview(today=DAY), 3)
    first = office.households.find_ids(RosterQuery(), limit=200)
    someone = office.households.rows(first)[first[-1]]
    for text in ("王", "wang", "wm", "0123", f"{someone.village_name} {someone.head_name[0]}"):
        _timed(f"search first 200 «{text}»", lambda t=text: office.households.find_ids(RosterQuery(text=t), limit=200))
        _timed(f"search all ids «{text}»", lambda t=text: office.households.find_ids(RosterQuery(text=t)))
    ids = office.households.find_ids(RosterQuery(), limit=200)
    _timed("200 rows", lambda: office.households.rows(ids))
    code = office.households.rows(ids)[ids[0]].code
    _timed("one household's page", lambda: office.households.page(code))
    _timed("status", lambda: office.status.now(today=DAY))


@pytest.mark.benchmark
def test_history(office, town):
    tomorrow = DAY + timedelta(days=1)
    with office.ledger.transaction("bench.edit", actor=ACTOR, today=tomorrow) as tx:
        from app.models.household import Household

        for household in tx.session.scalars(select(Household).limit(3)):
            household.phone = "1"
    with office.ledger.reading() as session:
        seq = audit.seq_at(session, clock.end_of(DAY))
        households = as_of(VERSIONED["household"], seq)
        _timed("as of yesterday, count", lambda: session.scalar(select(func.count()).select_from(households)))
        _timed("verify the audit chain", lambda: audit.verify(session), 1)
    started = time.perf_counter()
    batch = max(office.batches.batches(), key=lambda made: made.rows).id
    with pytest.raises(Refused) as refused:
        office.batches.undo(batch, actor=ACTOR, today=tomorrow)
    refusing, named = time.perf_counter() - started, refused.value.reasons[0].values["count"]
    started = time.perf_counter()
    undone = office.batches.undo(batch, actor=ACTOR, today=tomorrow, rest=True)
    undoing = time.perf_counter() - started
    print(f"undo refused in {refusing:.2f} s, {named} named; undo of the rest: {undone.rows} rows in {undoing:.2f} s")
    assert named == 3
    assert refusing <= town[1] / 20
    assert undoing <= town[1] / 5
