"""自然增减: every way of coming and leaving is one line with its reason and proof; nothing is counted twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.household import Household, Membership, Person
from app.models.region import Region
from app.services import derived
from app.services.errors import Refused
from app.services.household_events.inputs import Ending, PersonInput, SplitInput
from app.services.household_events.service import HouseholdEventService
from app.services.last_step import LastStepService
from app.services.ledger import Ledger
from app.services.natural_changes import NOT_SAID, NaturalChangeService, Way, tally
from app.services.regions import RegionService
from app.services.wording import known_codes, sentence
from tests import factories as make
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 5, 6)
YEAR = (date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2, members=3)


@pytest.fixture
def events(ledger) -> HouseholdEventService:
    return HouseholdEventService(ledger)


def ids(ledger, code) -> tuple[int, list[tuple[int, str]]]:
    """The household's id, and its members as (membership, relation)."""
    with ledger.reading() as session:
        home = session.scalars(select(Household).where(Household.code == code)).one()
        rows = session.execute(
            select(Membership.id, Membership.relation)
            .where(Membership.household_id == home.id, Membership.to_on.is_(None))
            .order_by(Membership.position, Membership.id)
        )
        return home.id, [(row[0], row[1]) for row in rows]


def register(ledger, **narrowed) -> list[tuple]:
    rows = NaturalChangeService(ledger).between(*YEAR, **narrowed)
    return sorted((row.on, row.way, row.kind, row.proof, row.persons) for row in rows)


def refused(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        call()
    assert set(caught.value.codes) <= known_codes()
    return caught.value.codes


def test_what_the_rosters_brought_is_no_change(ledger, town):
    assert register(ledger) == []


def test_a_birth_and_a_death_with_their_proofs(ledger, town, events):
    home, ((_, _), (second, _), *_) = ids(ledger, town.codes[0])
    baby = PersonInput("周小满", "之女", born_on=date(2020, 5, 1), sex="female")
    how = {"on": date(2020, 5, 1), "came_by": "born", "proof": "出生医学证明T51"}
    events.add_member(home, baby, **how, actor=ACTOR, today=DAY)
    events.end_member(home, second, reason="died", on=DAY, relations={}, proof="死亡证明12号", actor=ACTOR, today=DAY)
    assert register(ledger) == [
        (date(2020, 5, 1), Way.CAME, "出生", "出生医学证明T51", 1),
        (DAY, Way.LEFT, "死亡", "死亡证明12号", -1),
    ]
    (sums,) = tally(NaturalChangeService(ledger).between(*YEAR))
    assert (sums.came, sums.left, sums.net, sums.within) == (1, 1, 0, 0)
    assert sums.by_kind == {"出生": 1, "死亡": 1}


def test_a_grown_person_is_no_birth_and_nobody_comes_before_being_born(ledger, town, events):
    home, _ = ids(ledger, town.codes[0])
    grown = PersonInput("周大", "之子", id_number=citizen(71, born=date(1990, 1, 2)))
    add = {"actor": ACTOR, "today": DAY}
    assert refused(lambda: events.add_member(home, grown, on=DAY, came_by="born", **add)) == ("member.not_newborn",)
    assert refused(lambda: events.add_member(home, grown, on=DAY, came_by="天降", **add)) == ("member.arrival_unknown",)
    baby = PersonInput("周小", "之子", born_on=DAY)
    early = date(2020, 5, 1)
    assert refused(lambda: events.add_member(home, baby, on=early, came_by="born", **add)) == ("event.too_early",)
    assert register(ledger) == []


def test_what_nobody_said_is_told_apart_and_said_later(ledger, town, events):
    home, _ = ids(ledger, town.codes[0])
    events.add_member(home, PersonInput("周媳", "之儿媳"), on=DAY, actor=ACTOR, today=DAY)
    (row,) = NaturalChangeService(ledger).between(*YEAR)
    assert (row.kind, row.needs_reason) == (NOT_SAID, True)
    assert row.membership_id is not None
    say = {"actor": ACTOR, "today": DAY}
    assert refused(lambda: events.say_arrival(row.membership_id, came_by="", **say)) == ("member.arrival_missing",)
    assert refused(lambda: events.say_arrival(999, came_by="born", **say)) == ("member.not_here",)
    events.say_arrival(row.membership_id, came_by="married_in", proof="结婚证", **say)
    (row,) = NaturalChangeService(ledger).between(*YEAR)
    assert (row.kind, row.needs_reason, row.proof) == ("婚入", False, "结婚证")


def test_the_forgotten_and_the_mistaken_are_no_change_of_population(ledger, town, events):
    home, _ = ids(ledger, town.codes[0])
    add = {"on": DAY, "actor": ACTOR, "today": DAY}
    events.add_member(home, PersonInput("周漏", "之子"), came_by="forgotten", **add)
    events.add_member(home, PersonInput("周错", "之子"), came_by="moved_in", **add)
    _, members = ids(ledger, town.codes[0])
    wrong = members[-1][0]
    events.end_member(home, wrong, reason="error", on=DAY, relations={}, actor=ACTOR, today=DAY)
    assert register(ledger) == [
        (DAY, Way.MENDED, "漏登补录", "", 0),
        (DAY, Way.MENDED, "登记错误", "", 0),
    ]


def test_a_split_and_a_merge_stay_within_the_township(ledger, town, events):
    home, members = ids(ledger, town.codes[0])
    going = members[-1][0]
    made = events.split(home, SplitInput(leaving={going: "户主"}), on=DAY, actor=ACTOR, today=DAY)
    assert register(ledger) == [(DAY, Way.WITHIN, "分户（入）", "", 1), (DAY, Way.WITHIN, "分户（出）", "", -1)]
    _, (alone,) = ids(ledger, made.code)
    later = date(2020, 6, 1)
    events.merge(made.household_id, home, relations={alone[0]: "之子"}, ending=Ending(later), actor=ACTOR, today=later)
    assert [row[2] for row in register(ledger)][2:] == ["并户（入）", "并户（出）"]
    (sums,) = tally(NaturalChangeService(ledger).between(*YEAR))
    assert (sums.net, sums.within) == (0, 0)


def test_a_household_that_is_gone_took_everybody_with_its_proof(ledger, town, events):
    home, _ = ids(ledger, town.codes[1])
    ending = Ending(DAY, "户口迁移证", "石府〔2020〕9号")
    events.end(home, reason="moved", ending=ending, actor=ACTOR, today=DAY)
    rows = NaturalChangeService(ledger).between(*YEAR)
    assert [(row.way, row.kind, row.proof) for row in rows] == [(Way.LEFT, "迁出", "户口迁移证")] * 3
    assert {row.village_name for row in rows} == {town.village.name}


def test_a_move_is_told_for_both_villages_until_it_is_undone(ledger, town, events):
    with ledger.transaction("test.village", actor=ACTOR, today=DAY) as tx:
        other = make.village(tx, "石桥村").id
    home, _ = ids(ledger, town.codes[0])
    events.move(home, village_id=other, group_id=None, on=DAY, actor=ACTOR, today=DAY)
    rows = NaturalChangeService(ledger).between(*YEAR)
    assert sorted((row.village_name, row.kind, row.persons) for row in rows) == [
        ("石桥村", "由别村调来", 3),
        (town.village.name, "调整到别村", -3),
    ]
    assert [row.kind for row in NaturalChangeService(ledger).between(*YEAR, village_id=other)] == ["由别村调来"]
    step = LastStepService(ledger).last(actor=ACTOR)
    assert step is not None
    LastStepService(ledger).undo(step.seq, what="调整村组", actor=ACTOR, today=DAY)
    assert register(ledger) == []


def test_a_birth_taken_back_never_was(ledger, town, events):
    home, _ = ids(ledger, town.codes[0])
    baby = PersonInput("周小满", "之女", born_on=DAY)
    events.add_member(home, baby, on=DAY, came_by="born", proof="证", actor=ACTOR, today=DAY)
    step = LastStepService(ledger).last(actor=ACTOR)
    assert step is not None
    LastStepService(ledger).undo(step.seq, what="新增成员", actor=ACTOR, today=DAY)
    assert register(ledger) == []
    with ledger.reading() as session:
        assert session.scalars(select(Person).where(Person.name == "周小满")).first() is None


def test_villages_that_are_joined_or_renamed_move_nobody(ledger, town):
    with ledger.transaction("test.village", actor=ACTOR, today=DAY) as tx:
        other = make.village(tx, "石桥村").id
    regions = RegionService(ledger)
    regions.rename(town.village.id, name="红星新村", from_on=DAY, actor=ACTOR, today=DAY)
    regions.merge(town.village.id, into_id=other, on=DAY, actor=ACTOR, today=DAY)
    assert register(ledger) == []
    with ledger.reading() as session:
        assert session.get_one(Region, town.village.id).merged_into_id == other


@pytest.mark.parametrize(
    ("state", "notice"),
    [
        ("listed", ()),
        ("visited", ("notice.members_revisit",)),
        ("evaluated", ("notice.members_revisit",)),
        ("reported_to_district", ("notice.members_recall",)),
        ("monitored", ("notice.members_platform",)),
    ],
)
def test_a_change_of_members_says_what_the_open_case_needs(ledger, town, events, state, notice):
    town.bring_to(state, town.codes[0])
    home, ((_, _), (second, _), *_) = ids(ledger, town.codes[0])
    baby = PersonInput("周小满", "之女", born_on=DAY)
    born = events.add_member(home, baby, on=DAY, came_by="born", actor=ACTOR, today=DAY)
    died = events.end_member(home, second, reason="died", on=DAY, relations={}, actor=ACTOR, today=DAY)
    assert (born.notices, died.notices) == (notice, notice)
    assert set(notice) <= known_codes()


def test_a_reason_said_later_is_taken_back_first(ledger, town, events):
    home, _ = ids(ledger, town.codes[0])
    events.add_member(home, PersonInput("周媳", "之儿媳"), on=DAY, actor=ACTOR, today=DAY)
    steps = LastStepService(ledger)
    added = steps.last(actor=ACTOR)
    (row,) = NaturalChangeService(ledger).between(*YEAR)
    assert added is not None
    assert row.membership_id is not None
    events.say_arrival(row.membership_id, came_by="married_in", actor=ACTOR, today=DAY)
    undo = {"actor": ACTOR, "today": DAY}
    with pytest.raises(Refused) as caught:
        steps.undo(added.seq, what="新增成员", **undo)
    assert "周媳" in sentence(caught.value.reasons[0])
    said = steps.last(actor=ACTOR)
    assert said is not None
    steps.undo(said.seq, what="补注增加原因", **undo)
    assert register(ledger) == [(DAY, Way.CAME, NOT_SAID, "", 1)]
    steps.undo(added.seq, what="新增成员", **undo)
    assert register(ledger) == []
