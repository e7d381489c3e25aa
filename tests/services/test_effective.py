"""What counts of several facts: the summary and the door's questions equal a row-by-row oracle on random rows."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import Integer, case, literal, select
from sqlalchemy.dialects import postgresql

from app.models.household import HouseholdSummary
from app.services import derived
from app.services import effective as e
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.standing import Reckoning, standing
from app.services.workflow.plan import Counting
from tests import factories as make
from tests.services import oracle

HOUSEHOLDS = 120
SOURCES = [*oracle.RANKS, "nobody_knows"]
DAY = date(2020, 3, 20)


@pytest.fixture
def ledger(database, actor, today):
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=actor, today=today)
    return made


def _observed(rng):
    return {
        "year": rng.choice([2018, 2019, 2020, 2020, 2022]),
        "source": rng.choice(SOURCES),
        "observed_on": rng.choice([None, DAY - timedelta(days=rng.randrange(400))]),
    }


def _truth(rng):
    return rng.choice([None, None, 0, 1])


def _home(tx, rng):
    row, home = make.household(tx), oracle.Home()
    for position in range(rng.choice([0, 1, 2, 4])):
        born = rng.choice([None, *[date(2019, 9, 1) - timedelta(days=rng.randrange(0, 20 * 365))] * 4])
        counts = rng.choice([0, 1, 1])
        person = make.member(tx, row, name=f"测{position}", born_on=born, counts_per_head=counts)
        member = oracle.Member(born, counts)
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            member.facts.append(make.person_fact(tx, person, **_person_values(rng)))
        home.members.append(member)
    gone = make.member(tx, row, name="测离", to_on=date(2019, 1, 1))
    make.person_fact(tx, gone, resident_medical=0, employee_medical=0)
    for _ in range(rng.choice([0, 1, 2, 3])):
        home.facts.append(make.household_fact(tx, row, **_household_values(rng)))
    for _ in range(rng.choice([0, 0, 1, 2])):
        home.statements.append(make.income(tx, row, **_statement_values(rng)))
    return row.id, home


def _person_values(rng):
    return {
        **_observed(rng),
        "resident_medical": _truth(rng),
        "employee_medical": _truth(rng),
        "school_status": rng.choice([None, None, "小学", "学前教育", "学龄前儿童"]),
        "education": rng.choice([None, None, "小学", "初中"]),
        "dropout_reason": rng.choice([None, None, None, "因病", "厌学"]),
    }


def _household_values(rng):
    names = ("housing_safe", "dangerous_housing", "water_safe", "safe_water", "medical_covered", "education_secured")
    return {
        **_observed(rng),
        **{name: _truth(rng) for name in names},
        "housing_grade": rng.choice([None, None, "A", "D"]),
        "net_per_head_fen": rng.choice([None, 499_999, 500_000, -120_001]),
    }


def _statement_values(rng):
    return {
        **_observed(rng),
        "occasion": rng.choice(["expected", "identification", "elimination", "annual"]),
        "net_fen": rng.choice([None, 1_499_999, 1_500_000, 1_500_001, -100]),
        "heads": rng.choice([None, 0, 1, 3]),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_summary_equals_the_oracle(ledger, actor, today, seed):
    rng = random.Random(seed)
    with ledger.transaction("test.town", actor=actor, today=today) as tx:
        homes = dict(_home(tx, rng) for _ in range(HOUSEHOLDS))
    with ledger.reading() as session:
        rows = {row.household_id: row for row in session.scalars(select(HouseholdSummary))}
        below = dict(
            session.execute(select(e.household.c.id, e.below_line(500_000)).where(e.household.c.id.in_(homes))).all()  # type: ignore[arg-type]
        )
    for id_, home in homes.items():
        row, net = rows[id_], oracle.net_per_head(home)
        assert row.member_count == len(home.members)
        assert row.housing_safe == oracle.best(home.facts, oracle.housing)[0]
        assert row.water_safe == oracle.best(home.facts, oracle.water)[0]
        assert row.medical_covered == oracle.medical(home)
        assert row.education_secured == oracle.education(home)
        assert row.net_per_head_fen == net
        assert below[id_] == (None if net is None else int(net < 500_000))


def test_the_exact_comparison_survives_rounding_down(ledger, actor, today):
    """net < line * heads just when the floor per head is below the line, for any sign and any rest."""
    cases = [(net, heads, line) for net in range(-25, 26) for heads in (1, 2, 3, 7) for line in (-3, 0, 1, 5)]
    with ledger.reading() as session:
        for net, heads, line in cases:
            figure = e.floor_division(literal(net, Integer), literal(heads, Integer))
            found = session.scalar(select(e.is_below(figure, line)))
            assert found == int(net < line * heads), (net, heads, line)
        assert session.scalar(select(e.is_below(case((literal(1) == 0, 1)), 5))) is None


def test_a_new_year_outranks_the_visit_of_the_old_one(ledger, actor, today):
    with ledger.transaction("test.years", actor=actor, today=today) as tx:
        home = make.household(tx)
        make.household_fact(tx, home, source="visit", housing_safe=0, year=2020, observed_on=date(2020, 3, 28))
        make.household_fact(tx, home, dangerous_housing=0, year=2021, observed_on=date(2021, 2, 1))
    with ledger.reading() as session:
        assert session.get_one(HouseholdSummary, home.id).housing_safe == 0
    PlanService(ledger).copy_to(2021, from_year=2020, actor=actor, today=date(2021, 3, 1))
    with ledger.reading() as session:
        assert session.get_one(HouseholdSummary, home.id).housing_safe == 1


def test_school_age_is_counted_anew_after_the_first_of_september(ledger, actor, today):
    with ledger.transaction("test.child", actor=actor, today=today) as tx:
        home = make.household(tx)
        make.member(tx, home, born_on=date(2014, 1, 1))
    with ledger.reading() as session:
        assert session.get_one(HouseholdSummary, home.id).education_secured == 1
        assert derived.is_current(session, Reckoning.on(date(2020, 8, 31), Counting()))
        assert not derived.is_current(session, Reckoning.on(date(2020, 9, 1), Counting()))
    with ledger.transaction("test.elsewhere", actor=actor, today=date(2020, 9, 1)) as tx:
        make.household(tx)
    with ledger.reading() as session:
        assert session.get_one(HouseholdSummary, home.id).education_secured is None


def test_lists_of_departments_tag_their_households(ledger, actor, today):
    from app.models.facts import ListEntry

    with ledger.transaction("test.lists", actor=actor, today=today) as tx:
        old, new, other = make.household(tx), make.household(tx), make.household(tx)
        persons = [make.member(tx, home) for home in (old, new, other)]
        for day, person in ((date(2019, 12, 1), persons[0]), (date(2020, 3, 1), persons[1])):
            tx.session.add(ListEntry(list_kind="subsistence", as_of_on=day, person_id=person.id))
        tx.session.add(
            ListEntry(list_kind="disability", as_of_on=None, person_id=persons[2].id, matched="name_differs")
        )
    with ledger.reading() as session:
        tags = [session.get_one(HouseholdSummary, home.id).tags for home in (old, new, other)]
    assert tags == ["", "subsistence", ""]


def test_the_statements_are_fit_for_postgresql():
    found = standing(Reckoning.on(DAY, Counting()))
    rows = select(*(value.label(name) for name, value in found.columns.items())).select_from(found.source)
    text = str(rows.compile(dialect=postgresql.dialect()))
    assert "string_agg" in text
    below = select(e.below_line(500_000)).select_from(e.household)
    assert "max(" in str(below.compile(dialect=postgresql.dialect()))
