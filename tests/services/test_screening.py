"""The clauses equal a row-by-row oracle over every truth; hits, sheets and the moved line on a real ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import Category
from app.models.facts import Clue, HouseholdEvent
from app.services import derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.screening.clauses import GUARANTEES, Signs, screen
from app.services.screening.service import ScreeningService
from app.services.workflow.facts import Signer
from app.services.workflow.plan import preset
from tests import factories as make

PLAN = preset("2020")
TRUTH = st.sampled_from([True, False, None])
DAY = date(2020, 3, 20)
TWO = (Signer("张支书", "红星村"), Signer("李主任", "红星村"))


def _worlds(signs: Signs):
    """Every way in which the unknown facts of these signs could turn out."""
    names = ["below_line", *GUARANTEES]
    known = {"below_line": signs.below_line, **signs.guarantees}
    choices = [[known[name]] if known[name] is not None else [True, False] for name in names]
    for values in product(*choices):
        world = dict(zip(names, values, strict=True))
        yield replace(signs, below_line=world.pop("below_line"), guarantees=world)


def _plain(signs: Signs, *, by_guarantee: bool) -> bool:
    """The plan's sentence in two-valued words, written from the paper."""
    shaky = not all(signs.guarantees.values())
    if signs.household_type == "exited":
        return (signs.below_line and shaky) or signs.income_event
    return bool(signs.below_line and (signs.clues >= 1 or (by_guarantee and shaky)))


@given(
    kind=st.sampled_from(["exited", "ordinary"]),
    below=TRUTH,
    truths=st.tuples(*[TRUTH] * len(GUARANTEES)),
    event=st.booleans(),
    clues=st.integers(0, 2),
    by_guarantee=st.booleans(),
)
def test_the_answer_is_what_every_possible_world_agrees_on(kind, below, truths, event, clues, by_guarantee):
    signs = Signs(kind, below, dict(zip(GUARANTEES, truths, strict=True)), event, clues)
    plan = replace(PLAN, counting=replace(PLAN.counting, marginal_by_guarantee=by_guarantee))
    outcomes = {_plain(world, by_guarantee=by_guarantee) for world in _worlds(signs)}
    expected = outcomes.pop() if len(outcomes) == 1 else None
    answer = screen(signs, plan)
    assert answer.answer is expected
    assert bool(answer.missing) == (expected is None)


@given(below=TRUTH, truths=st.tuples(*[TRUTH] * len(GUARANTEES)), clues=st.integers(0, 1))
def test_a_missing_fact_is_named_only_where_it_could_change_the_answer(below, truths, clues):
    signs = Signs("ordinary", below, dict(zip(GUARANTEES, truths, strict=True)), False, clues)
    answer = screen(signs, PLAN)
    if answer.answer is not None:
        return
    for name in answer.missing:
        results = set()
        for world in _worlds(signs):
            facts = {"below_line": world.below_line, **world.guarantees}
            results.add((facts[name], _plain(world, by_guarantee=True)))
        assert {value for _, value in results} == {True, False}


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def service(ledger, actor):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=DAY)
    with ledger.transaction("test.town", actor=actor, today=DAY) as tx:
        facts = {"safe_water": 1, "dangerous_housing": 0, "medical_covered": 1}
        rows = {
            "poor_and_unsafe": ("exited", 450_000, {**facts, "dangerous_housing": 1}),
            "poor_and_safe": ("exited", 450_000, facts),
            "rich_with_drop": ("exited", 900_000, facts),
            "poor_with_clue": ("ordinary", 450_000, facts),
            "poor_without_clue": ("ordinary", 450_000, facts),
            "on_the_line": ("ordinary", 500_000, {**facts, "dangerous_housing": 1}),
            "no_income": ("exited", None, {**facts, "dangerous_housing": 1}),
        }
        for code, (kind, income, values) in rows.items():
            home = make.household(tx, code=code, household_type=kind)
            make.member(tx, home)
            make.household_fact(tx, home, net_per_head_fen=income, **values)
            if code == "rich_with_drop":
                tx.session.add(HouseholdEvent(household_id=home.id, kind="income_drop", source="village"))
            if code == "poor_with_clue":
                tx.session.add(Clue(number="1", channel="letter", household_id=home.id))
    return ScreeningService(ledger)


def test_hits_are_found_with_their_reasons_and_unknown_ones_listed(service, actor):
    result = service.run(actor=actor, today=DAY)
    found = {c.household_code: c.category for c in result.candidates}
    assert found == {
        "poor_and_unsafe": Category.UNSTABLE_EXITED,
        "rich_with_drop": Category.UNSTABLE_EXITED,
        "poor_with_clue": Category.MARGINAL,
    }
    assert [(u.household_code, u.missing) for u in result.unknown] == [("no_income", ("below_line",))]
    row, answer = service.explain(result.candidates[0].household_id, today=DAY)
    assert {clause.code: clause.answer for clause in answer.clauses}["below_line"] is True
    assert row.net_basis == "导入"


def test_screening_again_keeps_answers_and_says_who_is_no_longer_found(service, actor, ledger):
    service.run(actor=actor, today=DAY)
    service.strike("poor_with_clue", reason="已分户", signers=TWO, on=DAY, actor=actor, today=DAY)
    service.run(actor=actor, today=date(2020, 3, 21))
    row = next(r for r in service.sheets(today=DAY) if r.village == "红星村")
    assert (row.hits, row.unanswered) == (3, 2)
    with pytest.raises(Refused) as refused:
        service.strike("poor_and_safe", reason="x", signers=TWO, on=DAY, actor=actor, today=DAY)
    assert refused.value.codes == ("screening.no_hit",)


def test_screening_belongs_to_its_stage(service, actor):
    with pytest.raises(Refused) as refused:
        service.run(actor=actor, today=date(2020, 3, 25))
    assert refused.value.codes == ("screening.closed",)
    assert len(service.preview(today=date(2020, 3, 25)).candidates) == 3


def test_moving_the_line_says_who_comes_in_and_drops_out(service):
    up = service.move_line(500_100, today=DAY)
    down = service.move_line(400_000, today=DAY)
    assert [(row.village, row.comes_in, row.drops_out) for row in up] == [("红星村", ("on_the_line",), ())]
    assert set(down[0].drops_out) == {"poor_and_unsafe", "poor_with_clue"}


def test_a_village_sheet_needs_two_signers_and_counts_its_supplements(service, actor):
    given = {"sheet_no": "1", "signed_on": DAY, "actor": actor, "today": DAY}
    with pytest.raises(Refused) as refused:
        service.close_sheet("红星村", signers=TWO[:1], **given)
    assert refused.value.codes == ("signers.two_needed",)
    assert service.close_sheet("红星", signers=TWO, **given) == 1
    assert service.close_sheet("红星村", signers=TWO, **given) == 2
