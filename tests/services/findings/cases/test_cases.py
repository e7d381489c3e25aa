"""The rules against cases that a person wrote from the domain's words: what is found, and what only looks like it."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from app.models.engine import Database
from tests.conftest import DATA_KEY
from tests.services.findings.cases.parts import Case
from tests.services.findings.cases.storing import Outcome, Township
from tests.services.findings.cases.tables import CASES, CLEAN

# What all of its tests stand on takes long: one worker makes it once.
pytestmark = pytest.mark.xdist_group("cases of the checks")

VILLAGES = 93
FAMILIES = range(1, 94)
# The first found case of each rule is asked of its household alone as well (a village has no household).
ALONE = {case.code: case.name for case in reversed(CASES) if case.found and case.family != VILLAGES}.values()


@pytest.fixture(scope="module")
def outcomes(migrated_file, tmp_path_factory):
    """One township for the found cases and one for the near misses of each day, checked once."""
    folder = tmp_path_factory.mktemp("cases")
    found: dict[tuple[object, bool], Outcome] = {}
    for day, wanted in sorted({(case.day, case.found) for case in CASES}):
        path = folder / f"{day}-{wanted}.db"
        shutil.copy(migrated_file, path)
        database = Database.open(path, DATA_KEY)
        town = Township(database, day)
        town.store(case for case in CASES if (case.day, case.found) == (day, wanted))
        town.store(case for case in CLEAN if case.day == day)
        found[day, wanted] = town.check(live=ALONE)
        database.close()
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_rule_finds_its_case_and_leaves_the_near_miss(outcomes, case: Case):
    outcome = outcomes[case.day, case.found]
    assert case.code not in outcome.skipped
    assert (case.code in outcome.by_case.get(case.name, set())) == case.found


def test_a_household_asked_alone_says_the_same(outcomes):
    differing = {
        name: codes ^ outcome.by_case.get(name, set())
        for outcome in outcomes.values()
        for name, codes in outcome.live.items()
        if codes != outcome.by_case.get(name, set())
    }
    assert differing == {}
    assert sum(len(outcome.live) for outcome in outcomes.values()) == len(ALONE)


def test_nothing_is_found_where_nothing_is_wrong(outcomes):
    said = [
        outcome.by_case.get(case.name) for case in CLEAN for (day, _), outcome in outcomes.items() if day == case.day
    ]
    assert [codes for codes in said if codes] == []


def test_every_family_has_both_and_every_case_its_own_name():
    kinds = Counter((case.family, case.found) for case in CASES)
    assert [family for family in FAMILIES if not (kinds[family, True] and kinds[family, False])] == []
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []
