"""The register of problems: entering, finishing with proof, and what is late."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import derived
from app.services.errors import NotFound, Refused
from app.services.ledger import Ledger
from app.services.problems import Manner, NewProblem, ProblemService
from app.services.wording import known_codes
from tests.services.towns import ACTOR, found

DAY = date(2020, 5, 10)
GOOD = {
    "source": "大排查",
    "content": "饮水管道破损",
    "responsible": "张支书",
    "found_on": date(2020, 5, 6),
    "due_on": date(2020, 5, 20),
}


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def register(ledger):
    return ProblemService(ledger)


def _add(register, **changes):
    return register.add(NewProblem(**{**GOOD, **changes}), actor=ACTOR, today=DAY)


def test_a_problem_is_numbered_listed_and_finished_with_proof(register, ledger):
    town = found(ledger)
    assert _add(register, household_code=town.codes[0]) == "2020-001"
    assert _add(register, manner=Manner.LASTING, due_on=None, village_id=town.village.id) == "2020-002"
    first, second = register.problems(village_id=town.village.id)
    assert (first.number, first.household_code, first.head_name, first.village_name) == (
        "2020-001",
        town.codes[0],
        "测乙子",
        "红星村",
    )
    assert (second.manner, second.due_on, second.household_code) == (Manner.LASTING, None, None)
    register.finish(first.id, on=DAY, proof="整改照片2张", actor=ACTOR, today=DAY)
    assert [row.number for row in register.problems()] == ["2020-002"]
    done = register.problems(include_done=True)[-1]
    assert (done.done_on, done.proof) == (DAY, "整改照片2张")


def test_a_problem_is_late_from_the_day_after_its_last(register):
    _add(register)
    assert register.late(today=date(2020, 5, 20)) == ()
    assert [row.number for row in register.late(today=date(2020, 5, 21))] == ["2020-001"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"source": " ", "content": ""}, ("problem.incomplete",)),
        ({"found_on": date(2020, 5, 11)}, ("problem.future",)),
        ({"due_on": date(2020, 5, 5)}, ("problem.due_before_found",)),
        ({"due_on": None}, ("problem.due_missing",)),
    ],
)
def test_what_cannot_be_is_refused_in_words(register, changes, codes):
    with pytest.raises(Refused) as refused:
        _add(register, **changes)
    assert refused.value.codes == codes
    assert set(codes) <= known_codes()
    assert register.problems() == ()


def test_finishing_needs_proof_a_possible_day_and_an_open_problem(register):
    _add(register)
    (row,) = register.problems()
    for on, proof, code in (
        (DAY, " ", "problem.proof_missing"),
        (date(2020, 5, 5), "照片", "problem.impossible_day"),
        (date(2020, 5, 11), "照片", "problem.impossible_day"),
    ):
        with pytest.raises(Refused) as refused:
            register.finish(row.id, on=on, proof=proof, actor=ACTOR, today=DAY)
        assert refused.value.codes == (code,)
    register.finish(row.id, on=DAY, proof="照片", actor=ACTOR, today=DAY)
    with pytest.raises(Refused, match=r"problem\.done_already"):
        register.finish(row.id, on=DAY, proof="照片", actor=ACTOR, today=DAY)
    with pytest.raises(NotFound):
        register.finish(99, on=DAY, proof="照片", actor=ACTOR, today=DAY)
    with pytest.raises(NotFound):
        _add(register, household_code="无")
