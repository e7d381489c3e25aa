"""A generated township with more than a hundred kinds of planted faults gives exactly these, and no other."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from tests.services.findings.making import CLEARED, TAKEN, Town
from tests.services.findings.plants import PLANTS

KINDS = 40


@pytest.fixture
def town(database, actor):
    return Town(database, actor)


def _clean_household(town, tx, kind: int):
    home = town.home(tx)
    first, _ = town.couple(tx, home)
    town.child(tx, home)
    town.land(tx, home)
    if kind % 3 == 0:
        town.monitored(tx, home)
        town.measures(tx, home)
    elif kind % 3 == 1:
        town.job(tx, first)
        town.job(tx, first, is_working=None, planned=1, from_text=None, to_text=None, service_needed="岗位信息")
    else:
        town.monitored(tx, home, **CLEARED, after=TAKEN)
        town.measures(tx, home)


def test_a_township_in_order_has_no_findings(town):
    with town.writing() as tx:
        for kind in range(30):
            _clean_household(town, tx, kind)
    result = town.check()
    assert [(row.code, row.message) for row in result.findings] == []
    assert result.checked == 30


def test_every_planted_fault_is_found_and_nothing_else(town):
    assert len(PLANTS) >= KINDS
    order = [*PLANTS, *(None for _ in range(60))]
    random.Random(93).shuffle(order)
    expected: dict[int, list[str]] = {}
    with town.writing() as tx:
        for kind, code in enumerate(order):
            if code is None:
                _clean_household(town, tx, kind)
                continue
            work, also = PLANTS[code]
            expected[work(town, tx).id] = sorted({code, *also})
    found: dict[int, set[str]] = defaultdict(set)
    for row in town.check().findings:
        assert "{" not in row.message
        found[row.household_id].add(row.code)
    told = {home: sorted(codes) for home, codes in found.items()}
    homes = {*told, *expected}
    wrong = [(expected.get(home), told.get(home)) for home in homes if expected.get(home) != told.get(home)]
    assert wrong == []


def test_the_live_checks_find_the_same(town):
    with town.writing() as tx:
        homes = [work(town, tx).id for work, _ in PLANTS.values()]
    stored: dict[int, set[tuple[str, int | None, str]]] = defaultdict(set)
    for row in town.check().findings:
        stored[row.household_id].add((row.code, row.person_id, row.message))
    for home in homes:
        live = {(f.code, f.person_id, f.message) for f in town.service.check_household(home, today=town.day)}
        assert live == stored[home]
