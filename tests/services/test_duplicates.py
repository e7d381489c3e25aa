"""疑似重复人员: pairs with reasons, joining and taking back, and what was told apart is not asked again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.models.facts import ListEntry, PersonFact, WorkSpell
from app.models.household import HouseholdSummary, Membership, Person
from app.models.imports import Finding
from app.services import audit, derived
from app.services.duplicates.merging import MergeInput
from app.services.duplicates.service import DuplicateService
from app.services.errors import Conflict, NotFound, Refused
from app.services.household_events.inputs import PersonInput
from app.services.household_events.service import HouseholdEventService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.wording import known_codes
from tests import factories as make
from tests.services.towns import ACTOR, citizen, found

DAY = date(2020, 4, 1)
BORN = date(1970, 5, 3)
RIGHT = citizen(13, born=BORN)
NOTHING = "999999197005030000"


@pytest.fixture
def ledger(database) -> Ledger:
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=ACTOR, today=date(2020, 3, 20))
    return made


@pytest.fixture
def twins(ledger) -> DuplicateService:
    return DuplicateService(ledger)


def pair(ledger, one: dict, two: dict, *, village="红星村"):
    """A person in each of two households, whose heads are others."""
    ids = []
    with ledger.transaction("test.pair", actor=ACTOR, today=DAY) as tx:
        for number, values in enumerate((one, two)):
            place = make.village(tx, village if number else "红星村")
            home = make.household(tx, in_village=place)
            make.member(
                tx,
                home,
                name="测户",
                id_number=citizen(101 + 2 * number + 10 * home.id),
                born_on=date(1950, 1, home.id),
            )
            given = {"name": "测小明", "relation": "之子", "born_on": BORN, "id_number": None, "sex": "male", **values}
            ids.append(make.member(tx, home, **given).id)
    return tuple(ids)


LIKE = [
    ("same number", {"id_number": RIGHT}, {"id_number": RIGHT, "name": "测别名"}, "石桥村", "id_equal"),
    ("certificate", {"id_number": RIGHT}, {"id_number": RIGHT + "43"}, "石桥村", "id_equal"),
    ("old number", {"id_number": RIGHT}, {"id_number": RIGHT[:6] + RIGHT[8:17]}, "石桥村", "id_equal"),
    ("same name", {"id_number": RIGHT}, {}, "红星村", "name_equal"),
    ("same sound", {"name": "测晓明"}, {}, "红星村", "name_sound"),
    ("traditional", {"name": "张國"}, {"name": "张国"}, "红星村", "name_sound"),
    ("interpunct", {"name": "阿依·古丽"}, {"name": "阿依•古丽"}, "红星村", "name_interpunct"),
    ("no interpunct", {"name": "阿依．古丽"}, {"name": "阿依古丽"}, "红星村", "name_interpunct"),
    ("missing character", {"name": "测明"}, {}, "红星村", "name_shorter"),
    ("swapped birth date", {"born_on": date(1970, 3, 5)}, {}, "红星村", "birth_swapped"),
]


@pytest.mark.parametrize(("one", "two", "village", "reason"), [d[1:] for d in LIKE], ids=[d[0] for d in LIKE])
def test_records_of_one_person_are_found_with_the_reason(ledger, twins, one, two, village, reason):
    ids = pair(ledger, one, two, village=village)
    (only,) = twins.find()
    assert only.key == ids
    assert only.score >= 60
    codes = {r.code for r in only.reasons}
    assert f"twin_reason.{reason}" in codes
    assert codes <= known_codes()


UNLIKE = [
    ("another village", {}, {}, "石桥村"),
    ("another birth date", {"born_on": date(1970, 5, 4)}, {}, "红星村"),
    ("twins", {"id_number": RIGHT, "name": "测晓明"}, {"id_number": citizen(15, born=BORN)}, "红星村"),
    ("another name", {"name": "测大华"}, {}, "红星村"),
    ("placeholders", {"id_number": NOTHING, "name": "测甲"}, {"id_number": NOTHING}, "石桥村"),
    ("a last character more", {"name": "测小", "sex": "female"}, {}, "红星村"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "village"), [d[1:] for d in UNLIKE], ids=[d[0] for d in UNLIKE])
def test_near_misses_are_left_alone(ledger, twins, one, two, village):
    pair(ledger, one, two, village=village)
    assert twins.find() == []


def _hash(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


def _home_of(ledger, person_id) -> int:
    with ledger.reading() as session:
        return session.scalars(
            select(Membership.household_id).where(Membership.person_id == person_id, Membership.to_on.is_(None))
        ).one()


def filled(ledger, *ids):
    """Facts, a list's entry, a job and a finding for each."""
    with ledger.transaction("test.facts", actor=ACTOR, today=DAY) as tx:
        for id_ in ids:
            make.person_fact(tx, tx.session.get_one(Person, id_), health="健康")
            tx.session.add(ListEntry(list_kind="subsistence", person_id=id_, name="测小明"))
            tx.session.add(WorkSpell(person_id=id_, county="测县"))
            tx.session.add(Finding(rule_code="1_01_003", subject_kind="person", subject_id=id_, person_id=id_,
                                   evidence="{}", evidence_digest="x", state="exempt", exempt_digest="x"))  # fmt: skip


def test_a_merge_moves_everything_and_comes_back_whole(ledger, twins):
    winner, loser = pair(ledger, {"id_number": RIGHT, "phone": "13800000001"}, {"ethnicity": "彝族"})
    filled(ledger, loser)
    before, homes = _hash(ledger), (_home_of(ledger, winner), _home_of(ledger, loser))
    with ledger.reading() as session:
        summaries = session.execute(select(HouseholdSummary.household_id, HouseholdSummary.member_count)).all()
    given = MergeInput(winner_id=winner, loser_id=loser, household_id=homes[1])
    merged = twins.merge(given, actor=ACTOR, today=DAY)
    assert merged.household_id == homes[1]
    with ledger.reading() as session:
        alias, person = session.get_one(Person, loser), session.get_one(Person, winner)
        assert (alias.alias_of_id, person.ethnicity, person.id_number) == (winner, "彝族", RIGHT)
        for table in (PersonFact, ListEntry, WorkSpell, Finding, Membership):
            assert session.scalars(select(table.person_id).where(table.person_id == loser)).all() == []
        assert session.scalars(select(Finding.subject_id)).all() == [winner]
        ended = session.scalars(select(Membership).where(Membership.household_id == homes[0], Membership.to_on == DAY))
        assert [row.end_reason for row in ended] == ["merged"]
        rows = session.execute(select(HouseholdSummary.household_id, HouseholdSummary.member_count)).all()
        counts = {row[0]: row[1] for row in rows}
        assert (counts[homes[0]], counts[homes[1]]) == (1, 2)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.seq == merged.seq)).one()
        assert RIGHT not in entry.body
    assert twins.find() == []
    (row,) = twins.merges()
    assert (row.seq, row.name, row.household_id) == (merged.seq, "测小明", homes[1])
    twins.unmerge(row.seq, actor=ACTOR, today=DAY)
    assert _hash(ledger) == before
    assert twins.merges() == []
    with ledger.reading() as session:
        (finding,) = session.scalars(select(Finding))
        assert (finding.subject_id, finding.person_id, finding.state) == (loser, loser, "exempt")
        again = session.execute(select(HouseholdSummary.household_id, HouseholdSummary.member_count)).all()
        assert again == summaries
    with pytest.raises(NotFound):
        twins.unmerge(row.seq, actor=ACTOR, today=DAY)


def test_a_merge_that_was_touched_later_is_not_taken_back(ledger, twins):
    winner, loser = pair(ledger, {}, {})
    merged = twins.merge(
        MergeInput(winner_id=winner, loser_id=loser, household_id=_home_of(ledger, winner)), actor=ACTOR, today=DAY
    )
    with ledger.transaction("test.later", actor=ACTOR, today=DAY) as tx:
        tx.session.get_one(Person, winner).phone = "13800000009"
    before = _hash(ledger)
    with pytest.raises(Refused) as refused:
        twins.unmerge(merged.seq, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.touched_later",)
    assert _hash(ledger) == before


def test_twice_in_one_household_leaves_one_member_and_the_head_stays_head(ledger, twins):
    with ledger.transaction("test.home", actor=ACTOR, today=DAY) as tx:
        home = make.household(tx)
        head = make.member(tx, home, name="测小明", born_on=BORN, sex="male")
        again = make.member(tx, home, name="测晓明", relation="其他", born_on=BORN, sex="male", id_number=RIGHT)
        ids, home_id = (head.id, again.id), home.id
    (only,) = twins.find()
    assert only.is_same_household
    given = MergeInput(winner_id=ids[1], loser_id=ids[0], values={"name": "测小明"})
    twins.merge(given, actor=ACTOR, today=DAY)
    with ledger.reading() as session:
        rows = session.scalars(select(Membership).where(Membership.household_id == home_id)).all()
        assert sorted((row.person_id, row.relation, row.end_reason) for row in rows) == [
            (ids[1], "其他", "error"),
            (ids[1], "户主", None),
        ]
        summary = session.get_one(HouseholdSummary, home_id)
        assert (summary.member_count, summary.head_name, summary.head_id_number) == (1, "测小明", RIGHT)


def test_a_merge_is_refused_with_words(ledger, twins):
    one, two = pair(ledger, {}, {})

    def refusal(**values) -> tuple[str, ...]:
        with pytest.raises(Refused) as refused:
            twins.merge(MergeInput(winner_id=one, **{"loser_id": two, **values}), actor=ACTOR, today=DAY)
        assert set(refused.value.codes) <= known_codes()
        return refused.value.codes

    assert refusal() == ("twin.household_missing",)
    assert refusal(household_id=99) == ("twin.household_wrong",)
    assert refusal(loser_id=one) == ("twin.same_person",)
    assert refusal(loser_id=999) == ("twin.not_found",)
    assert refusal(household_id=_home_of(ledger, one), values={"name": "别的"}) == ("twin.value_unknown",)
    with pytest.raises(Conflict):
        twins.merge(MergeInput(winner_id=one, loser_id=two, loser_version=9), actor=ACTOR, today=DAY)


def test_heads_do_not_vanish_from_their_households(ledger, twins):
    with ledger.transaction("test.homes", actor=ACTOR, today=DAY) as tx:
        first, second = make.household(tx), make.household(tx)
        one = make.member(tx, first, name="测小明", born_on=BORN)
        two = make.member(tx, second, name="测小明", born_on=BORN)
        ids, homes = (one.id, two.id), (first.id, second.id)
    given = MergeInput(winner_id=ids[0], loser_id=ids[1], household_id=homes[0])
    with pytest.raises(Refused) as refused:
        twins.merge(given, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.last_member",)
    with ledger.transaction("test.more", actor=ACTOR, today=DAY) as tx:
        make.member(tx, tx.session.get_one(type(second), homes[1]), name="测二", relation="配偶")
    with pytest.raises(Refused) as refused:
        twins.merge(given, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.head_leaves",)


def test_heads_of_two_open_cases_are_refused(database):
    ledger = Ledger(database, derive=derived.refresh)
    town = found(ledger, households=2, members=2)
    town.bring_to("proposed")
    with ledger.reading() as session:
        heads = session.execute(
            select(HouseholdSummary.household_id, HouseholdSummary.head_person_id).order_by(
                HouseholdSummary.household_id
            )
        ).all()
    given = MergeInput(winner_id=heads[0][1] or 0, loser_id=heads[1][1] or 0, household_id=heads[0][0])
    with pytest.raises(Refused) as refused:
        DuplicateService(ledger).merge(given, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.both_heads",)


def test_a_number_of_a_joined_record_leads_to_the_one_that_stays(ledger, twins):
    old = RIGHT[:6] + RIGHT[8:17]
    winner, loser = pair(ledger, {"id_number": RIGHT}, {"id_number": old})
    home = _home_of(ledger, winner)
    twins.merge(MergeInput(winner_id=winner, loser_id=loser, household_id=home), actor=ACTOR, today=DAY)
    events = HouseholdEventService(ledger)
    with ledger.reading() as session:
        rows = session.scalars(select(Membership).where(Membership.person_id == winner, Membership.to_on.is_(None)))
        member = rows.one().id
    events.end_member(home, member, reason="moved_out", on=DAY, relations={}, actor=ACTOR, today=DAY)
    given = PersonInput(name="测小明", relation="之子", id_number=old)
    events.add_member(home, given, on=DAY, actor=ACTOR, today=DAY)
    assert _home_of(ledger, winner) == home


def test_who_was_told_apart_is_not_asked_again_until_it_is_taken_back(ledger, twins):
    one, two = pair(ledger, {}, {})
    with pytest.raises(Refused) as refused:
        twins.tell_apart(two, one, reason=" ", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.reason_missing",)
    twins.tell_apart(two, one, reason="堂兄弟，已看户口本", actor=ACTOR, today=DAY)
    assert twins.find() == []
    (row,) = twins.distinct()
    assert (row.first_id, row.second_id, row.reason) == (one, two, "堂兄弟，已看户口本")
    with pytest.raises(Refused) as refused:
        twins.tell_apart(one, two, reason="again", actor=ACTOR, today=DAY)
    assert refused.value.codes == ("twin.already_distinct",)
    twins.retract(one, two, actor=ACTOR, today=DAY + timedelta(days=1))
    assert [p.key for p in twins.find()] == [(one, two)]
    with pytest.raises(Refused):
        twins.retract(one, two, actor=ACTOR, today=DAY)
