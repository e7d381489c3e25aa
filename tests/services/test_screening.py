"""The clauses equal a row-by-row oracle over every truth; hits, sheets and the moved line on a real ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.cases import Case
from app.models.enums import Category
from app.models.facts import Clue, HouseholdEvent
from app.models.household import Household
from app.models.screening import ScreeningHit
from app.services import derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.screening.clauses import GUARANTEES, Rules, Signs, screen
from app.services.screening.service import ScreeningService
from app.services.workflow.facts import Signer
from app.services.workflow.plan import preset
from tests import factories as make

PLAN = preset("2020")
TRUTH = st.sampled_from([True, False, None])
TRUTHS = st.tuples(*[TRUTH] * len(GUARANTEES))
KIND = st.sampled_from(["exited", "ordinary", None])
DAY = date(2020, 3, 20)
TWO = (Signer("张支书", "红星村"), Signer("李主任", "红星村"))


def _worlds(signs: Signs):
    """Every way in which the unknown facts of these signs could turn out."""
    kinds = [signs.household_type] if signs.household_type else ["exited", "ordinary"]
    truths = [[known] if known is not None else [True, False] for known in (signs.below_line, *signs.guarantees)]
    for kind, below, *guarantees in product(kinds, *truths):
        yield replace(signs, household_type=kind, below_line=below, guarantees=tuple(guarantees))


def _plain(signs: Signs, rules: Rules) -> str | None:
    """The plan's sentences in two-valued words, written from the paper: the category or None."""
    shaky = not all(signs.guarantees)
    if signs.household_type == "exited" and ((signs.below_line and shaky) or signs.income_event):
        return "unstable_exited"
    asked = signs.clues >= rules.clues_needed or (rules.marginal_by_guarantee and shaky)
    if signs.household_type == "ordinary" and signs.below_line and asked:
        return "marginal"
    return "sudden" if rules.has_sudden and not signs.below_line and signs.emergency else None


def _turned(world: Signs, name: str) -> Signs:
    """The same world with one fact the other way."""
    if name == "household_type":
        return replace(world, household_type="ordinary" if world.household_type == "exited" else "exited")
    if name == "expected_income":
        return replace(world, below_line=not world.below_line)
    truths = dict(zip(GUARANTEES, world.guarantees, strict=True))
    return replace(world, guarantees=tuple({**truths, name: not truths[name]}.values()))


@given(
    signs=st.builds(Signs, KIND, TRUTH, TRUTHS, st.booleans(), st.integers(0, 3), st.booleans()),
    rules=st.builds(Rules, st.integers(1, 2), st.booleans(), st.booleans()),
)
def test_the_answer_is_what_every_possible_world_agrees_on(signs, rules):
    worlds = {world: _plain(world, rules) for world in _worlds(signs)}
    outcomes = set(worlds.values())
    answer = screen(signs, rules)
    if len(outcomes) > 1:
        assert answer.answer is None
    else:
        assert (answer.answer, answer.category if answer.answer else None) == (outcomes != {None}, *outcomes)
    # A fact is missing just when, with some values of the others, its own value decides.
    decisive = {name for name in signs.unknown if any(worlds[w] != worlds[_turned(w, name)] for w in worlds)}
    assert set(answer.missing) == decisive


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
    assert [(u.household_code, u.missing) for u in result.unknown] == [("no_income", ("expected_income",))]
    sheet = service.explain(result.candidates[0].household_id, today=DAY)
    lines = {line.clause: line for line in sheet.lines}
    assert (lines["below_line"].answer, lines["income_event"].answer) == (True, False)
    (said,) = lines["below_line"].evidence
    assert (said.value, said.note, said.source, said.observed_on) == (
        450_000, "导入", "national_export", date(2020, 1, 10),
    )  # fmt: skip


def test_screening_writes_hits_and_never_cases(service, actor, ledger):
    service.run(actor=actor, today=DAY)
    with ledger.reading() as session:
        assert len(session.scalars(select(ScreeningHit)).all()) == 3
        assert session.scalars(select(Case)).all() == []


def test_how_many_clues_are_many_is_a_setting_of_the_plan(service, actor, ledger):
    plans = PlanService(ledger)
    running = plans.of_year(2020)
    two = replace(running.plan, limits=replace(running.plan.limits, clues_needed=2))
    plans.save(two, base_version=running.version, reason="按区文件", actor=actor, today=DAY)
    assert "poor_with_clue" not in {c.household_code for c in service.run(actor=actor, today=DAY).candidates}
    with ledger.transaction("test.clue", actor=actor, today=DAY) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "poor_with_clue")).one()
        tx.session.add(Clue(number="2", channel="hotline", household_id=home.id, state="unfounded"))
        tx.session.add(Clue(number="3", channel="hotline", household_id=home.id, state="duplicate"))
    assert "poor_with_clue" not in {c.household_code for c in service.run(actor=actor, today=DAY).candidates}
    with ledger.transaction("test.clue", actor=actor, today=DAY) as tx:
        tx.session.add(Clue(number="4", channel="petition", household_id=home.id))
    assert "poor_with_clue" in {c.household_code for c in service.run(actor=actor, today=DAY).candidates}


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
