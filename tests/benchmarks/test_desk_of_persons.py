"""The ID clinic and the records of one person at 60,000 persons."""

from __future__ import annotations

import time
from datetime import date

import pytest

from app.models.household import Person
from app.services import derived
from app.services.clinic.service import ClinicService
from app.services.context import Actor
from app.services.duplicates.service import DuplicateService
from app.services.ledger import Ledger
from tests.benchmarks.town import build_town

DAY = date(2020, 3, 20)
ACTOR = Actor("演示员", "演示员", "石门镇")
BAR_SECONDS = 10


@pytest.fixture
def ledger(database) -> Ledger:
    made = Ledger(database, derive=derived.refresh)
    with made.transaction("bench.town", actor=ACTOR, today=DAY) as tx:
        build_town(tx)
    with made.transaction("bench.faults", actor=ACTOR, today=DAY) as tx:
        for number in range(2, 1_002):
            person = tx.session.get_one(Person, number * 50)
            person.id_number = (person.id_number or "")[:15] + "000"
        for number in range(2, 302):
            first, second = (tx.session.get_one(Person, id_) for id_ in (number * 60, number * 60 + 30_000))
            second.name, second.pinyin, second.born_on = first.name, first.pinyin, first.born_on
            second.id_number = first.id_number
    return made


@pytest.mark.benchmark
def test_both_lists(ledger):
    started = time.perf_counter()
    pairs = DuplicateService(ledger).find()
    pairing = time.perf_counter() - started
    started = time.perf_counter()
    found = ClinicService(ledger).diagnose(today=DAY)
    diagnosing = time.perf_counter() - started
    print(f"\nduplicates: {len(pairs)} pairs in {pairing:.1f} s; clinic: {len(found)} persons in {diagnosing:.1f} s")
    assert len(pairs) >= 300
    assert pairing <= BAR_SECONDS
    assert diagnosing <= 2 * BAR_SECONDS
