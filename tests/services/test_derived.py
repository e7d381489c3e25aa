"""The summary says what the ledger says: members, head, guarantees with unknowns, income, tags, search."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.household import HouseholdSummary, Membership
from app.services import derived
from app.services import effective as e
from app.services.ledger import Ledger
from app.services.undo import apply_undo, plan_undo
from tests import factories as make


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def write(ledger, actor, today):
    def run(work, *, day=today):
        with ledger.transaction("test.write", actor=actor, today=day) as tx:
            result = work(tx)
            return result if result is not None else tx.seq

    return run


def _summary(ledger, household_id):
    with ledger.reading() as session:
        return session.get(HouseholdSummary, household_id)


def test_members_head_and_search_follow_every_change(write, ledger):
    def build(tx):
        home = make.household(tx, in_group=make.group(tx, make.village(tx)))
        make.member(tx, home, name="曾强", id_number="519999197005010017", phone="19900000001")
        child = make.member(tx, home, name="曾小明", relation="之子", counts_per_head=0)
        return home.id, child.id

    home, child = write(build)
    row = _summary(ledger, home)
    assert (row.head_name, row.member_count, row.counted_heads, row.group_name) == ("曾强", 2, 1, "1组")
    for typed in ("zengqiang", "zxm", "010017", "19900000001"):
        assert typed in row.search_text

    def leave(tx):
        tx.session.scalars(select(Membership).where(Membership.person_id == child)).one().to_on = date(2020, 3, 1)

    write(leave)
    assert _summary(ledger, home).member_count == 1
    assert "曾小明" not in _summary(ledger, home).search_text


def test_undo_of_a_new_member_brings_the_summary_back(write, ledger, actor, today):
    home = write(lambda tx: make.household(tx).id)
    seq = write(lambda tx: make.member(tx, make_home(tx, home), name="测乙") and None)
    assert _summary(ledger, home).head_name == "测乙"
    with ledger.transaction("test.undo", actor=actor, today=today) as tx:
        apply_undo(tx.session, plan_undo(tx.session, seq), seq)
    assert (_summary(ledger, home).head_name, _summary(ledger, home).member_count) == ("", 0)


def make_home(tx, household_id):
    from app.models.household import Household

    return tx.session.get(Household, household_id)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([{"resident_medical": 1}, {"employee_medical": 1}], 1),
        ([{"resident_medical": 1}, {"resident_medical": 0, "employee_medical": 0}], 0),
        ([{"resident_medical": 1}, {"resident_medical": 0}], None),
        ([{"resident_medical": 1}, {"major_illness_insurance": 1}], None),
        ([{}], None),
    ],
)
def test_medical_insurance_is_asked_of_each_member(write, ledger, facts, expected):
    def build(tx):
        home = make.household(tx)
        for position, values in enumerate(facts):
            person = make.member(tx, home, name=f"测{position}", relation="户主" if position == 0 else "之子")
            make.person_fact(tx, person, **values)
        return home.id

    assert _summary(ledger, write(build)).medical_covered == expected


@pytest.mark.parametrize(
    ("born_on", "facts", "expected"),
    [
        (date(2013, 9, 1), {}, None),  # six on 1 September 2019
        (date(2013, 9, 2), {}, 1),  # five: does not count
        (date(2003, 9, 2), {}, None),  # fifteen
        (date(2003, 9, 1), {}, 1),  # sixteen: does not count
        (date(2010, 1, 1), {"school_status": "小学"}, 1),
        (date(2010, 1, 1), {"school_status": "学前教育"}, None),
        (date(2005, 1, 1), {"education": "初中"}, 1),
        (date(2005, 1, 1), {"dropout_reason": "厌学"}, 0),
        (date(2005, 1, 1), {"dropout_reason": "因残"}, 1),
    ],
)
def test_education_is_asked_of_children_of_school_age(write, ledger, born_on, facts, expected):
    def build(tx):
        home = make.household(tx)
        person = make.member(tx, home, born_on=born_on)
        make.person_fact(tx, person, **facts)
        return home.id

    assert _summary(ledger, write(build)).education_secured == expected


def test_what_a_visit_saw_outranks_a_later_list(write, ledger):
    def build(tx):
        home = make.household(tx)
        make.household_fact(tx, home, source="visit", housing_safe=0, observed_on=date(2020, 3, 26))
        make.household_fact(tx, home, dangerous_housing=0, safe_water=0, observed_on=date(2020, 4, 1))
        make.household_fact(tx, home, dangerous_housing=1, safe_water=1, observed_on=date(2020, 4, 2))
        return home.id

    row = _summary(ledger, write(build))
    assert (row.housing_safe, row.water_safe, row.food_enough, row.clothing_enough) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    ("net_fen", "heads", "below"), [(1_499_999, 3, 1), (1_500_000, 3, 0), (1_500_001, 3, 0), (1_000_000, 3, 1)]
)
def test_below_the_line_is_strict_and_exact(write, ledger, net_fen, heads, below):
    def build(tx):
        home = make.household(tx)
        make.household_fact(tx, home, net_per_head_fen=999_999)  # an imported figure: outranked
        make.income(tx, home, net_fen=net_fen, heads=heads)
        return home.id

    home = write(build)
    with ledger.reading() as session:
        found = session.scalar(select(e.below_line(500_000)).select_from(e.household).where(e.household.c.id == home))
    assert found == below
    assert _summary(ledger, home).net_per_head_fen == net_fen // heads


def test_an_imported_figure_counts_until_one_is_stated_and_unknown_stays_unknown(write, ledger):
    def build(tx):
        imported, unknown = make.household(tx), make.household(tx)
        make.household_fact(tx, imported, net_per_head_fen=480_000)
        return imported.id, unknown.id

    imported, unknown = write(build)
    with ledger.reading() as session:
        found = {row[0]: row[1] for row in session.execute(select(e.household.c.id, e.below_line(500_000)))}
    assert (found[imported], found[unknown]) == (1, None)
    assert _summary(ledger, imported).net_basis == "导入"


def test_tags_come_from_living_members(write, ledger):
    def build(tx):
        home = make.household(tx)
        first = make.member(tx, home)
        make.person_fact(tx, first, health="残疾,长期慢性病", subsistence_allowance=1)
        gone = make.member(tx, home, name="测丙", relation="配偶", to_on=date(2019, 1, 1))
        make.person_fact(tx, gone, health="患有大病")
        return home.id

    assert _summary(ledger, write(build)).tags == "subsistence,disability"


def test_a_household_that_ended_keeps_the_name_of_its_last_head(write, ledger):
    def build(tx):
        home = make.household(tx, in_village=make.village(tx), code="1", status="gone")
        make.member(tx, home, name="早逝人", to_on=date(2018, 1, 1))
        make.member(tx, home, name="末户主", to_on=date(2019, 1, 1))
        living = make.household(tx, in_village=make.village(tx), code="2")
        make.member(tx, living, name="旧户主", to_on=date(2019, 1, 1))
        make.member(tx, living, name="留下的人", relation="配偶")
        return home.id, living.id

    ended, headless = write(build)
    assert _summary(ledger, ended).head_name == "末户主"
    assert _summary(ledger, ended).member_count == 0
    assert _summary(ledger, headless).head_name == ""  # the living have to say who is the head
