"""What happens to a household while its case is open: nothing is lost, the doors decide, the clerk is told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Alert, Case, Measure, MonitoringSpell, PlatformTask, WorkflowStep
from app.models.cross_check import CrossCheckItem
from app.models.facts import HouseholdFact
from app.models.household import Household, IncomeStatement, Membership, Person
from app.services import audit, derived
from app.services.dossier.service import DossierService
from app.services.errors import Conflict, Refused
from app.services.household_events.inputs import Ending, HouseholdInput, PersonInput, SplitInput
from app.services.household_events.service import HouseholdEventService
from app.services.ledger import Ledger
from app.services.wording import known_codes
from tests.services.test_procedure import mark
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 5, 6)


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2, members=3)


@pytest.fixture
def events(ledger) -> HouseholdEventService:
    return HouseholdEventService(ledger)


def household(ledger, code) -> Household:
    with ledger.reading() as session:
        return session.scalars(select(Household).where(Household.code == code)).one()


def members(ledger, code) -> list[tuple[int, str, str | None]]:
    with ledger.reading() as session:
        rows = session.execute(
            select(Membership.id, Person.name, Membership.relation)
            .join(Person, Person.id == Membership.person_id)
            .join(Household, Household.id == Membership.household_id)
            .where(Household.code == code, Membership.to_on.is_(None))
            .order_by(Membership.position, Membership.id)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def states(ledger) -> dict[str, str]:
    with ledger.reading() as session:
        rows = session.execute(
            select(Household.code, Case.state).join(Household, Household.id == Case.household_id).order_by(Case.id)
        )
        return {row[0]: row[1] for row in rows}


def refused(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        call()
    assert set(caught.value.codes) <= known_codes()
    return caught.value.codes


# -- adding and editing ---------------------------------------------------------------------------


def test_a_household_is_added_with_a_code_of_our_own(ledger, town, events):
    people = [
        PersonInput("周新", "户主", id_number=citizen(77, born=date(1980, 1, 2))),
        PersonInput("周小", "之子", born_on=date(2012, 3, 4), sex="male"),
    ]
    saved = events.add(HouseholdInput(town.village.id, phone="13800000000"), people, actor=ACTOR, today=DAY)
    assert saved.code == "N000001"
    dossier = DossierService(ledger).get(saved.household_id)
    assert dossier.head.head_name == "周新"
    assert [(m.name, m.sex, m.born_on) for m in dossier.members] == [
        ("周新", "male", date(1980, 1, 2)),
        ("周小", "male", date(2012, 3, 4)),
    ]
    assert dossier.timeline[0].code == "household.add"


def test_everything_that_is_missing_is_said_at_once(ledger, town, events):
    codes = refused(lambda: events.add(HouseholdInput(999), [PersonInput("", "")], actor=ACTOR, today=DAY))
    assert codes == (
        "household.village_missing",
        "member.name_missing",
        "member.relation_missing",
        "household.head_missing",
    )


def test_a_person_belongs_to_one_household_at_a_time(ledger, town, events):
    with ledger.reading() as session:
        number = session.scalars(select(Person.id_number)).first()
    again = PersonInput("同号", "户主", id_number=number)
    assert refused(lambda: events.add(HouseholdInput(town.village.id), [again], actor=ACTOR, today=DAY)) == (
        "member.already_here",
    )


def test_a_wrong_check_digit_is_stored_as_it_came(ledger, town, events):
    odd = PersonInput("错号", "户主", id_number="519999198001010010")
    saved = events.add(HouseholdInput(town.village.id), [odd], actor=ACTOR, today=DAY)
    assert DossierService(ledger).get(saved.household_id).members[0].id_number == "519999198001010010"


def test_an_edit_on_old_ground_is_a_conflict(ledger, town, events):
    home = household(ledger, town.codes[0])
    given = HouseholdInput(home.village_id, home.group_id, phone="1")
    events.edit(home.id, given, row_version=home.row_version, actor=ACTOR, today=DAY)
    with pytest.raises(Conflict):
        events.edit(home.id, given, row_version=home.row_version, actor=ACTOR, today=DAY)


def test_a_member_is_added_edited_and_found_by_pinyin(ledger, town, events):
    home = household(ledger, town.codes[0])
    baby = PersonInput("覃小宝", "之女", born_on=date(2020, 4, 30), sex="female")
    events.add_member(home.id, baby, on=date(2020, 4, 30), actor=ACTOR, today=DAY)
    member = next(m for m in DossierService(ledger).get(home.id).members if m.name == "覃小宝")
    better = PersonInput("覃晓宝", "之女", born_on=date(2020, 4, 30), sex="female", counts_per_head=False)
    events.edit_member(home.id, member.membership_id, better, row_version=member.row_version, actor=ACTOR, today=DAY)
    dossier = DossierService(ledger).get(home.id)
    assert (dossier.head.member_count, dossier.head.counted_heads) == (4, 3)
    with ledger.reading() as session:
        assert session.get_one(Person, member.person_id).pinyin.startswith("qin")


def test_two_heads_are_refused_by_name(ledger, town, events):
    home = household(ledger, town.codes[0])
    assert refused(
        lambda: events.add_member(home.id, PersonInput("又一户主", "户主"), on=None, actor=ACTOR, today=DAY)
    ) == ("member.two_heads",)
    assert len(members(ledger, home.code)) == 3


# -- leaving --------------------------------------------------------------------------------------


def test_the_heads_death_asks_for_a_new_head(ledger, town, events):
    town.bring_to("listed")
    home = household(ledger, town.codes[0])
    (head, *_), (second, *_), (third, *_) = members(ledger, home.code)

    def die(relations):
        events.end_member(
            home.id, head, reason="died", on=date(2020, 3, 25), relations=relations, actor=ACTOR, today=DAY
        )

    assert "member.no_head" in refused(lambda: die({}))
    die({second: "户主", third: "之子"})
    assert [m[2] for m in members(ledger, home.code)] == ["户主", "之子"]
    assert states(ledger)[home.code] == "listed"
    former = DossierService(ledger).get(home.id).former
    assert [(m.end_reason, m.to_on) for m in former] == [("died", date(2020, 3, 25))]


def test_the_last_member_cannot_just_leave(ledger, town, events):
    saved = events.add(HouseholdInput(town.village.id), [PersonInput("独居", "户主")], actor=ACTOR, today=DAY)
    only = members(ledger, saved.code)[0][0]
    assert "member.last_one" in refused(
        lambda: events.end_member(saved.household_id, only, reason="died", on=DAY, relations={}, actor=ACTOR, today=DAY)
    )


def test_nothing_happens_in_the_future(ledger, town, events):
    home = household(ledger, town.codes[0])
    member = members(ledger, home.code)[2][0]
    assert refused(
        lambda: events.end_member(
            home.id, member, reason="moved_out", on=date(2020, 5, 7), relations={}, actor=ACTOR, today=DAY
        )
    ) == ("event.future",)


def test_a_member_goes_to_another_household(ledger, town, events):
    first, second = (household(ledger, code) for code in town.codes)
    member = members(ledger, first.code)[2]
    events.move_member(
        first.id, member[0], into_id=second.id, relation="其他", on=DAY, relations={}, actor=ACTOR, today=DAY
    )
    assert [len(members(ledger, code)) for code in town.codes] == [2, 4]
    assert members(ledger, second.code)[-1][1:] == (member[1], "其他")


# -- ending ---------------------------------------------------------------------------------------


def test_nobody_left_before_approval_ends_the_case(ledger, town, events):
    town.bring_to("listed")
    home = household(ledger, town.codes[0])
    ending = Ending(date(2020, 3, 26), proof="死亡证明")
    saved = events.end(home.id, reason="gone", ending=ending, actor=ACTOR, today=date(2020, 3, 26))
    assert saved.notices == ()
    assert states(ledger)[home.code] == "not_included"
    assert household(ledger, home.code).status == "gone"
    assert members(ledger, home.code) == []


def test_nobody_left_after_approval_needs_the_districts_word(ledger, town, events):
    town.bring_to("monitored")
    home = household(ledger, town.codes[0])
    without = Ending(DAY, proof="迁移证")
    assert refused(lambda: events.end(home.id, reason="moved", ending=without, actor=ACTOR, today=DAY)) == (
        "data.missing",
    )
    assert household(ledger, home.code).status == "active"
    saved = events.end(home.id, reason="moved", ending=Ending(DAY, "迁移证", "区函〔2020〕8号"), actor=ACTOR, today=DAY)
    assert saved.notices == ("notice.tell_district",)
    assert states(ledger)[home.code] == "removed"
    with ledger.reading() as session:
        assert session.scalars(select(MonitoringSpell).where(MonitoringSpell.household_id == home.id)).one().closed_on


# -- splitting ------------------------------------------------------------------------------------


def split(ledger, events, home, *, on=DAY, alerts=frozenset()):
    third = members(ledger, home.code)[2]
    given = SplitInput({third[0]: "户主"}, alerts=alerts)
    return events.split(home.id, given, on=on, actor=ACTOR, today=on)


def test_a_split_copies_the_case_and_shares_the_income(ledger, town, events):
    town.bring_to("listed")
    home = household(ledger, town.codes[0])
    with ledger.transaction("test.income", actor=ACTOR, today=DAY) as tx:
        tx.session.add(
            IncomeStatement(
                household_id=home.id, year=2020, occasion="expected", source="visit", heads=3, net_fen=1_000_000
            )
        )
    saved = split(ledger, events, home, on=date(2020, 3, 26))
    assert states(ledger)[home.code] == states(ledger)[saved.code] == "listed"
    dossiers = [DossierService(ledger).get(id_) for id_ in (home.id, saved.household_id)]
    assert [d.head.member_count for d in dossiers] == [2, 1]
    assert [d.incomes[0].net_fen for d in dossiers] == [666_666, 333_333]
    assert dossiers[1].incomes[0].basis == "分户折算（原户3人）"
    with ledger.reading() as session:
        twin = session.scalars(select(Case).where(Case.household_id == saved.household_id)).one()
        assert twin.linked_case_id is not None
        person = dossiers[1].members[0].person_id
        items = session.scalars(select(CrossCheckItem).where(CrossCheckItem.person_id == person)).all()
        assert {item.household_id for item in items} == {saved.household_id}


@pytest.mark.parametrize(
    ("state", "after", "notice"),
    [
        ("visited", "listed", "notice.revisit"),
        ("evaluated", "listed", "notice.revisit"),
        ("reported_to_district", "to_be_mended", "notice.recalled"),
        ("approved", "approved", "notice.tell_district"),
        ("monitored", "monitored", "notice.tell_district"),
    ],
)
def test_a_split_after_the_visit_goes_back_by_the_door(ledger, town, events, state, after, notice):
    town.bring_to(state)
    home = household(ledger, town.codes[0])
    saved = split(ledger, events, home, on=date(2020, 4, 20))
    assert saved.notices == (notice,)
    assert states(ledger)[home.code] == states(ledger)[saved.code] == after
    if after == "monitored":
        with ledger.reading() as session:
            spells = session.scalars(select(MonitoringSpell).where(MonitoringSpell.closed_on.is_(None)))
            assert {home.id, saved.household_id} <= {spell.household_id for spell in spells}


def test_votes_and_visits_do_not_follow_a_split(ledger, town, events):
    town.bring_to("monitored")
    home = household(ledger, town.codes[0])
    saved = split(ledger, events, home, on=date(2020, 4, 20))
    with ledger.reading() as session:
        twin = session.scalars(select(Case).where(Case.household_id == saved.household_id)).one()
        steps = session.scalars(select(WorkflowStep.action).where(WorkflowStep.case_id == twin.id)).all()
        facts = session.scalars(select(HouseholdFact).where(HouseholdFact.household_id == saved.household_id)).all()
    assert len(steps) == 1
    assert [fact.source for fact in facts if fact.source == "visit"] == []
    assert {"record_visit", "evaluate"}.isdisjoint(steps)


def test_a_split_while_something_is_to_be_mended_leaves_both_to_be_mended(ledger, town, events):
    town.bring_to("reported_to_district")
    home = household(ledger, town.codes[0])
    town.act("record_return", (4, 10), home.code, reason="收入待核", due_on="2020-04-30")
    saved = split(ledger, events, home, on=date(2020, 4, 20))
    assert states(ledger)[home.code] == states(ledger)[saved.code] == "to_be_mended"


def test_nobody_left_ends_case_spell_and_alerts_in_one_step(ledger, town, events):
    town.bring_to("monitored")
    home = household(ledger, town.codes[0])
    mark(ledger, date(2020, 5, 5), home.code)
    with ledger.reading() as session:
        before = audit.head(session).seq
    events.end(home.id, reason="gone", ending=Ending(DAY, "死亡证明", "区函〔2020〕8号"), actor=ACTOR, today=DAY)
    assert states(ledger)[home.code] == "removed"
    with ledger.reading() as session:
        assert audit.head(session).seq == before + 1
        assert session.scalars(select(Alert.state)).one() == "terminated"
        own = MonitoringSpell.household_id == home.id
        assert session.scalars(select(MonitoringSpell.closed_on).where(own)).one() == DAY


def compared(ledger) -> dict[int, tuple[int, int | None]]:
    with ledger.reading() as session:
        items = session.scalars(select(CrossCheckItem)).all()
        return {item.person_id: (item.household_id, item.case_id) for item in items}


def test_cross_check_results_follow_who_goes_to_another_household(ledger, town, events):
    town.bring_to("listed")
    first, second = (household(ledger, code) for code in town.codes)
    with ledger.reading() as session:
        cases = dict(session.execute(select(Case.household_id, Case.id)).all())
        people = session.scalars(
            select(Membership.person_id).where(Membership.household_id == first.id).order_by(Membership.position)
        ).all()
    member, on = members(ledger, first.code)[2], date(2020, 3, 26)
    events.move_member(
        first.id, member[0], into_id=second.id, relation="其他", on=on, relations={}, actor=ACTOR, today=on
    )
    found_now = compared(ledger)
    assert [found_now[person] for person in people] == [
        *([(first.id, cases[first.id])] * 2),
        (second.id, cases[second.id]),
    ]
    join(ledger, events, first, second, Ending(on, proof="村委会证明"))
    assert {compared(ledger)[person] for person in people} == {(second.id, cases[second.id])}


def test_each_open_alert_goes_to_the_chosen_side(ledger, town, events):
    town.bring_to("monitored")
    home = household(ledger, town.codes[0])
    with ledger.transaction("test.alerts", actor=ACTOR, today=DAY) as tx:
        rows = [
            Alert(
                number=f"Y{n}", household_id=home.id, plan_id=1, gap="water", state="marked", found_on=DAY,
                state_since_on=DAY,
            )
            for n in (1, 2)
        ]  # fmt: skip
        tx.session.add_all(rows)
        tx.session.flush()
        chosen = frozenset({rows[0].id})
        for row in rows:
            tx.session.add(Measure(household_id=home.id, alert_id=row.id, group="industry"))
            tx.session.add(PlatformTask(household_id=home.id, alert_id=row.id, kind="mark_alert", opened_on=DAY))
    saved = split(ledger, events, home, alerts=chosen)
    with ledger.reading() as session:
        for table in (Measure, PlatformTask):  # what hangs on an alert goes with it
            told = select(table.alert_id, table.household_id).where(table.alert_id.is_not(None))
            assert dict(session.execute(told).all())[min(chosen)] == saved.household_id
            assert sorted(dict(session.execute(told).all()).values()) == sorted([saved.household_id, home.id])
        owners = dict(session.execute(select(Alert.number, Alert.household_id)).all())
    assert owners == {"Y1": saved.household_id, "Y2": home.id}


def test_not_everybody_and_not_nobody(ledger, town, events):
    home = household(ledger, town.codes[0])
    everybody = SplitInput({m[0]: "户主" for m in members(ledger, home.code)})
    assert refused(lambda: events.split(home.id, everybody, on=DAY, actor=ACTOR, today=DAY)) == (
        "member.everybody_chosen",
    )
    assert refused(lambda: events.split(home.id, SplitInput({}), on=DAY, actor=ACTOR, today=DAY)) == (
        "member.nobody_chosen",
    )


def test_when_the_head_splits_off_those_who_stay_need_one(ledger, town, events):
    home = household(ledger, town.codes[0])
    (head, *_), (second, *_), (third, *_) = members(ledger, home.code)
    bare = SplitInput({head: "户主"})
    assert "member.no_head" in refused(lambda: events.split(home.id, bare, on=DAY, actor=ACTOR, today=DAY))
    whole = SplitInput({head: "户主"}, staying={second: "户主", third: "之子"})
    events.split(home.id, whole, on=DAY, actor=ACTOR, today=DAY)
    assert [m[2] for m in members(ledger, home.code)] == ["户主", "之子"]


# -- merging --------------------------------------------------------------------------------------


def join(ledger, events, home, into, ending):
    relations = {m[0]: "其他" for m in members(ledger, home.code)}
    return events.merge(home.id, into.id, relations=relations, ending=ending, actor=ACTOR, today=ending.on)


def test_of_two_cases_one_survives(ledger, town, events):
    town.bring_to("listed")
    home, into = (household(ledger, code) for code in town.codes)
    saved = join(ledger, events, home, into, Ending(date(2020, 3, 26), proof="村委会证明"))
    assert saved.code == into.code
    assert states(ledger) == {home.code: "not_included", into.code: "listed"}
    assert household(ledger, home.code).merged_into_id == into.id
    assert len(members(ledger, into.code)) == 6


def test_a_case_goes_on_under_the_household_it_joins(ledger, town, events):
    town.bring_to("monitored", town.codes[0])
    home, into = (household(ledger, code) for code in town.codes)
    join(ledger, events, home, into, Ending(DAY, proof="村委会证明"))
    assert states(ledger) == {into.code: "monitored"}
    assert DossierService(ledger).get(into.id).head.category == "marginal"


def test_measures_and_platform_tasks_go_on_under_the_household_that_is_joined(ledger, town, events):
    town.bring_to("monitored", town.codes[1])
    home, into = household(ledger, town.codes[1]), household(ledger, town.codes[0])
    with ledger.transaction("test.measure", actor=ACTOR, today=DAY) as tx:
        spell = tx.session.scalars(select(MonitoringSpell).where(MonitoringSpell.household_id == home.id)).one()
        tx.session.add(Measure(household_id=home.id, spell_id=spell.id, group="industry"))
        tx.session.add(PlatformTask(household_id=home.id, kind="correct", opened_on=DAY))
    relations = {id_: "其他" for id_, _, _ in members(ledger, town.codes[1])}
    events.merge(home.id, into.id, relations=relations, ending=Ending(DAY, "村委会证明"), actor=ACTOR, today=DAY)
    with ledger.reading() as session:
        assert session.scalars(select(Measure.household_id)).all() == [into.id]
        assert set(session.scalars(select(PlatformTask.household_id).where(PlatformTask.done_on.is_(None)))) == {
            into.id
        }


def test_a_household_that_ended_cannot_be_changed(ledger, town, events):
    home, into = (household(ledger, code) for code in town.codes)
    join(ledger, events, home, into, Ending(DAY, proof="村委会证明"))
    given = HouseholdInput(home.village_id)
    assert refused(
        lambda: events.edit(
            home.id, given, row_version=household(ledger, home.code).row_version, actor=ACTOR, today=DAY
        )
    ) == ("household.ended",)


def test_the_ledger_of_the_day_before_still_shows_the_old_household(ledger, town, events):
    home = household(ledger, town.codes[0])
    before = household(ledger, home.code).row_version
    split(ledger, events, home)
    assert household(ledger, home.code).row_version == before
    assert len(members(ledger, home.code)) == 2
