"""What is decided of differences, the list of data to be put right, and the next comparison."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.facts import PersonFact
from app.models.household import Household, Membership, Person
from app.services import audit
from app.services.comparison.kinds import ItemKind, ItemState
from app.services.entry.corrections import CorrectionState
from app.services.entry.platform import PlatformService, TaskKind
from app.services.errors import Refused
from app.services.last_step import LastStepService
from tests.services.files.making import id_number
from tests.services.imports.people import one, row_32


@pytest.fixture
def platform(ledger):
    return PlatformService(ledger)


def corrections(platform):
    return platform.tasks(kind=TaskKind.CORRECT, include_done=True)


def test_accepting_writes_the_ledger_and_is_taken_back_like_an_edit(bench, export, ledger, actor):
    bench.compare(export.set(4, 民族="苗族", 文化程度="初中").set(3, 户联系电话="13900001111"))
    items = bench.open()
    before = one(ledger, "SELECT count(*) FROM audit_entry")
    decided = bench.decide(items, ItemState.ACCEPTED)
    assert (decided.done, decided.refused) == (3, ())
    assert one(ledger, "SELECT count(*) FROM audit_entry") == before + 1
    with ledger.reading() as session:
        person = session.scalars(select(Person).where(Person.name == "王五甲")).one()
        fact = session.scalars(select(PersonFact).where(PersonFact.source == "clerk")).one()
        assert (person.ethnicity, fact.person_id, fact.education) == ("苗族", person.id, "初中")
    assert one(ledger, "SELECT phone FROM household WHERE code = '519999000000000001'") == "13900001111"
    assert one(ledger, "SELECT ethnicity FROM person_history WHERE name = '王五甲'") == "汉族"
    assert bench.all() == ()
    steps = LastStepService(ledger)
    steps.undo(steps.last(actor=actor).seq, what="以表为准", actor=actor, today=bench.day)
    assert one(ledger, "SELECT ethnicity FROM person WHERE name = '王五甲'") == "汉族"
    assert {i.field for i in bench.open()} == {"民族", "文化程度", "户联系电话"}
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_a_field_is_accepted_for_many_at_once_and_the_next_list_agrees(bench, export):
    for number in range(12):
        export.set(number, 民族="彝族")
    bench.compare(export)
    assert bench.service.fields() == {"民族": 12}
    assert bench.decide(bench.open(field="民族"), ItemState.ACCEPTED).done == 12
    result = bench.compare(export)
    assert (result.new, result.known, result.decided) == (0, 0, 0)


def test_ours_is_right_goes_to_the_platforms_list_and_closes_itself(bench, export, platform):
    bench.compare(export.set(4, 民族="苗族"))
    (item,) = bench.open()
    bench.decide([item], ItemState.OURS, reason="户口簿为汉族")
    (line,) = corrections(platform)
    assert (line.field, line.old_value, line.new_value) == ("王五甲：民族", "苗族", "汉族")
    assert (line.state, line.reason) == (CorrectionState.TO_DO, "户口簿为汉族")
    bench.day = date(2020, 4, 2)
    again = bench.compare(export.dated("2020-03-30"))
    assert (again.new, again.decided) == (0, 1), "the decided difference does not come back"
    platform.finish([line.id], on=date(2020, 4, 2), by="李录入", actor=bench.actor, today=bench.day)
    assert corrections(platform)[0].state is CorrectionState.DONE
    bench.day = date(2020, 4, 20)
    verified = bench.compare(export.set(4, 民族="汉族").dated("2020-04-18"))
    assert (verified.closed, verified.verified) == (1, 1)
    (line,) = corrections(platform)
    assert (line.state, line.done_by, line.verified_on) == (CorrectionState.VERIFIED, "李录入", date(2020, 4, 20))
    assert bench.all() == ()


def test_what_was_reported_done_and_is_not_comes_back(bench, export, platform):
    bench.compare(export.set(4, 民族="苗族"))
    bench.decide(bench.open(), ItemState.OURS)
    (line,) = corrections(platform)
    platform.finish([line.id], on=bench.day, by="李录入", actor=bench.actor, today=bench.day)
    bench.day = date(2020, 4, 20)
    result = bench.compare(export.dated("2020-04-18"))
    assert result.sent_back == 1
    (line,) = platform.tasks(kind=TaskKind.CORRECT)
    assert (line.state, line.done_on) == (CorrectionState.SENT_BACK, None)
    assert line.sent_back_reason == "2020-04-18的表中仍为“苗族”"


def test_the_platform_sends_a_line_back_by_hand(bench, export, platform):
    bench.compare(export.set(4, 民族="苗族"))
    bench.decide(bench.open(), ItemState.OURS)
    (line,) = corrections(platform)
    platform.finish([line.id], on=bench.day, by="李录入", actor=bench.actor, today=bench.day)
    with pytest.raises(Refused):
        platform.send_back([line.id], reason=" ", on=bench.day, actor=bench.actor, today=bench.day)
    platform.send_back([line.id], reason="缺户口簿照片", on=bench.day, actor=bench.actor, today=bench.day)
    (line,) = platform.tasks(kind=TaskKind.CORRECT)
    assert (line.state, line.sent_back_reason) == (CorrectionState.SENT_BACK, "缺户口簿照片")


def test_another_value_opens_a_decided_difference_anew(bench, export):
    bench.compare(export.set(4, 民族="苗族"))
    bench.decide(bench.open(), ItemState.IGNORED, reason="系统不影响")
    assert bench.compare(export).new == 0
    assert bench.open() == ()
    bench.compare(export.set(4, 民族="壮族"))
    assert [(i.ours, i.theirs) for i in bench.open()] == [("汉族", "壮族")]


def test_not_the_same_person_stays_apart(bench, export):
    bench.compare(export.set(4, 姓名="赵六", 民族="苗族", 人编号=""))
    assert {i.field for i in bench.open()} == {"姓名", "民族"}
    bench.decide([next(i for i in bench.open() if i.field == "姓名")], ItemState.NOT_SAME, reason="同号两人")
    assert bench.open() == (), "every difference of the pair is decided with it"
    bench.compare(export)
    assert sorted((i.kind.value, i.name) for i in bench.open()) == [
        ("person_here", "王五甲"),
        ("person_there", "赵六"),
    ]


def test_reasons_and_what_cannot_be_decided(bench, export):
    bench.compare(export.set(4, 民族="苗族").without(5))
    person = next(i for i in bench.open() if i.kind is ItemKind.PERSON_HERE)
    with pytest.raises(Refused) as refused:
        bench.decide([person], ItemState.IGNORED)
    assert refused.value.codes == ("comparison.reason_missing",)
    with pytest.raises(Refused) as refused:
        bench.decide([person], ItemState.ACCEPTED)
    assert refused.value.codes == ("comparison.say_how_left",)
    decided = bench.decide(bench.open(), ItemState.ACCEPTED)
    assert decided.done == 1
    assert [r.reasons[0].code for r in decided.refused] == ["comparison.say_how_left"]


def test_a_value_changed_since_is_not_written_over(bench, export, ledger, actor):
    bench.compare(export.set(4, 民族="苗族"))
    with ledger.transaction("test.edit", actor=actor, today=bench.day) as tx:
        tx.session.scalars(select(Person).where(Person.name == "王五甲")).one().ethnicity = "彝族"
    with pytest.raises(Refused) as refused:
        bench.decide(bench.open(), ItemState.ACCEPTED)
    assert refused.value.codes == ("comparison.changed_since",)


def test_what_a_visit_found_is_not_overruled_by_a_list(bench, export, ledger, actor):
    with ledger.transaction("test.visit", actor=actor, today=bench.day) as tx:
        person = tx.session.scalars(select(Person).where(Person.name == "王五甲")).one()
        tx.session.add(
            PersonFact(
                person_id=person.id,
                year=2020,
                occasion="annual",
                source="visit",
                observed_on=date(2020, 3, 18),
                education="高中",
            )
        )
    bench.compare(export)
    (item,) = bench.open()
    assert (item.ours, item.theirs) == ("高中", "小学")
    with pytest.raises(Refused) as refused:
        bench.decide([item], ItemState.ACCEPTED)
    assert refused.value.codes == ("comparison.seen_on_the_spot",)


def test_persons_leave_join_move_and_another_heads_the_household(bench, export, ledger):
    export.set(5, 户编号="519999000000000002")
    export.set(9, 与户主关系="之父").set(10, 与户主关系="户主").without(2)
    export.rows.append(row_32(50, 户编号="519999000000000000", 与户主关系="之女", 行政村="第1村", 姓名="王新来"))
    bench.compare(export)
    decided = bench.decide(bench.open(), ItemState.ACCEPTED, left="married_out", left_on=date(2020, 3, 12))
    assert (decided.done, decided.refused) == (4, ())
    with ledger.reading() as session:
        left = session.scalars(select(Membership).where(Membership.end_reason == "married_out")).one()
        assert left.to_on == date(2020, 3, 12)
        here = {
            name: (code, relation)
            for name, code, relation in session.execute(
                select(Person.name, Household.code, Membership.relation)
                .join(Membership, Membership.person_id == Person.id)
                .join(Household, Household.id == Membership.household_id)
                .where(Membership.to_on.is_(None))
            )
        }
    assert here["王新来"] == ("519999000000000000", "之女")
    assert here["王六甲"][0] == "519999000000000002"
    assert (here["王十甲"][1], here["王一乙"][1]) == ("之父", "户主")
    bench.compare(export)
    assert {i.name for i in bench.open()} == {"王新来"}, "the newcomer's facts are still to be taken over"


def test_a_household_of_the_list_is_founded(bench, export, ledger):
    export.rows += [row_32(n, 行政村="第1村") for n in (60, 61, 62)]
    bench.compare(export)
    bench.decide(bench.open(), ItemState.ACCEPTED)
    assert (
        one(
            ledger,
            "SELECT count(*) FROM membership m JOIN household h ON h.id = m.household_id "
            "WHERE h.code = '519999000000000020'",
        )
        == 3
    )
    bench.compare(export)
    assert {i.column.partition(".")[0] for i in bench.open()} <= {"person_fact", "household_fact", "household"}


def test_a_decision_is_taken_back(bench, export, platform):
    bench.compare(export.set(4, 民族="苗族"))
    bench.decide(bench.open(), ItemState.OURS)
    bench.decide(bench.all(), ItemState.OPEN)
    assert [i.state for i in bench.all()] == [ItemState.OPEN]
    assert corrections(platform) == ()


def test_a_number_that_lives_elsewhere_is_refused(bench, export):
    export.set(4, 证件号码=id_number(0, born="19500101"))
    bench.compare(export)
    with pytest.raises(Refused) as refused:
        bench.decide([i for i in bench.open() if i.field == "证件号码"], ItemState.ACCEPTED)
    assert refused.value.codes == ("member.already_here",)
