"""Meetings from the call to the district's answer, on a real ledger."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Case, MonitoringSpell, WorkflowStep
from app.models.enums import CaseState, Category, Risk
from app.models.household import Household
from app.models.meetings import MeetingItem
from app.models.papers import PaperSnapshot
from app.models.plans import Officer
from app.services import audit, derived
from app.services.errors import NotFound, Refused
from app.services.ledger import Ledger
from app.services.meetings.district import Decision, DistrictAnswer, DistrictService
from app.services.meetings.records import Attendance, Call, HouseholdVote
from app.services.meetings.rules import (
    Conclusion,
    MeetingState,
    Votes,
    fewest_present,
    is_carried,
    is_valid,
    recusal_problems,
    vote_problems,
)
from app.services.meetings.service import MeetingService
from app.services.wording import known_codes, sentences
from app.services.workflow.plan import MeetingRules
from tests import factories as make
from tests.services.towns import ACTOR, VISIT, found

DAY = date(2020, 4, 7)
RULES = MeetingRules("村两委和工作队", ("committee", "work_team"))
EVERYBODY = frozenset(f"干部{n}" for n in range(1, 7))


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=3)


@pytest.fixture
def meetings(ledger):
    return MeetingService(ledger)


@pytest.fixture
def district(ledger):
    return DistrictService(ledger)


@pytest.fixture
def valid(town, meetings):
    """A valid meeting of six with three households on the agenda."""
    town.bring_to("visited")
    meeting = _call(town, meetings)
    meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=DAY)
    return meeting


def _call(town, meetings, *, day=DAY, **more):
    call = Call(village_id=town.village.id, held_on=day, place="村委会会议室", chair="干部1", recorder="干部2", **more)
    return meetings.call(call, actor=ACTOR, today=day).meeting_id


def _vote(code, conclusion=Conclusion.INCLUDE, *, votes=None, **more):
    defaults = {"risks": (Risk.ILLNESS,)} if conclusion is Conclusion.INCLUDE else {"reason": "收入已稳定"}
    counted = votes or (Votes(5, 1) if conclusion is Conclusion.INCLUDE else Votes(1, 5))
    return HouseholdVote(household_code=code, votes=counted, conclusion=conclusion, **{**defaults, **more})


def _codes(outcome):
    return {r.household_code: tuple(reason.code for reason in r.reasons) for r in outcome.refused}


@pytest.mark.parametrize(
    ("expected", "present", "valid"),
    [(12, 8, True), (12, 7, False), (11, 8, True), (11, 7, False), (1, 1, True), (0, 0, False), (3, 2, True)],
)
def test_two_thirds_of_those_expected_make_it_valid(expected, present, valid):
    assert is_valid(RULES, expected=expected, present=present) is valid
    assert (present >= fewest_present(RULES, expected=expected)) is (valid or expected == 0)


@pytest.mark.parametrize(
    ("in_favour", "present", "carried"), [(5, 9, True), (4, 8, False), (5, 8, True), (0, 0, False)]
)
def test_more_than_half_of_those_present_carry(in_favour, present, carried):
    assert is_carried(RULES, Votes(in_favour, present - in_favour), present=present) is carried


def test_votes_that_cannot_be_are_named():
    assert [r.code for r in vote_problems(Votes(5, 1, 0, 1), present=6)] == ["votes.do_not_add_up"]
    assert [r.code for r in vote_problems(Votes(7, -1), present=6)] == ["votes.not_numbers"]
    against = recusal_problems(Votes(3, 0, 0, 1), recused=("甲", "丁"), present=("甲", "乙", "丙"), kin=("乙",))
    assert [r.code for r in against] == [
        "meeting.recused_not_named",
        "meeting.recused_not_present",
        "meeting.kin_must_recuse",
    ]


def test_the_directory_says_who_is_expected(town, meetings, ledger, actor, today):
    with ledger.transaction("test.officers", actor=actor, today=today) as tx:
        village_id = town.village.id
        for name, body, to_on in (("离任者", "committee", date(2020, 4, 6)), ("群众代表", "representative", None)):
            tx.session.add(
                Officer(name=name, organisation="红星村", party="V", body=body, village_id=village_id, to_on=to_on)
            )
        tx.session.add(Officer(name="干部1", organisation="工作队", party="V", body="work_team", village_id=village_id))
    page = meetings.page(_call(town, meetings, observers=(("镇干部", "副镇长"),)))
    assert (page.row.expected, page.row.needed, page.row.state) == (7, 5, MeetingState.CALLED)
    names = [attendant.name for attendant in page.attendants]
    assert "离任者" not in names
    assert "群众代表" not in names
    assert "干部1（2）" in names
    assert [a.name for a in page.attendants if a.is_observer] == ["镇干部"]


def test_a_village_without_a_body_in_the_directory_is_told_where_to_enter_it(town, meetings, ledger, actor, today):
    with ledger.transaction("test.village", actor=actor, today=today) as tx:
        other = make.village(tx, "青山村").id
    with pytest.raises(Refused) as refused:
        meetings.call(Call(village_id=other, held_on=DAY), actor=ACTOR, today=DAY)
    assert refused.value.codes == ("meeting.body_unknown",)
    assert "青山村" in sentences(refused.value)[0]
    with pytest.raises(NotFound):
        meetings.call(Call(village_id=999, held_on=DAY), actor=ACTOR, today=DAY)


def test_too_few_means_no_conclusion_and_a_dated_second_call(town, meetings):
    town.bring_to("visited")
    meeting = _call(town, meetings)
    few = Attendance(frozenset({"干部1", "干部2", "干部3"}), {"干部4": "外出开会"})
    with pytest.raises(Refused, match=r"meeting\.next_call_missing"):
        meetings.record_attendance(meeting, few, actor=ACTOR, today=DAY)
    dated = Attendance(few.present, few.absence_reasons, next_call_on=date(2020, 4, 8))
    assert meetings.record_attendance(meeting, dated, actor=ACTOR, today=DAY).state is MeetingState.FAILED
    with pytest.raises(Refused, match=r"meeting\.not_valid"):
        meetings.record_votes(meeting, [_vote(town.codes[0])], actor=ACTOR, today=DAY)
    with pytest.raises(Refused, match=r"meeting\.not_called"):
        meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=DAY)
    with pytest.raises(Refused, match=r"meeting\.held_before_last"):
        _call(town, meetings, day=date(2020, 4, 6))
    second = _call(town, meetings, day=date(2020, 4, 8))
    rows = meetings.meetings(today=DAY, village_id=town.village.id)
    assert [(row.number, row.state, row.next_call_on) for row in rows] == [
        (1, MeetingState.FAILED, date(2020, 4, 8)),
        (2, MeetingState.CALLED, None),
    ]
    assert meetings.page(second).row.present == 0
    assert "无效" in meetings.draft_minutes(meeting)


def test_attendance_is_taken_of_those_on_the_sheet_and_not_before_the_day(town, meetings):
    meeting = _call(town, meetings)
    with pytest.raises(Refused, match=r"meeting\.unknown_member"):
        meetings.record_attendance(meeting, Attendance(EVERYBODY | {"路人"}), actor=ACTOR, today=DAY)
    with pytest.raises(Refused, match=r"meeting\.future"):
        meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=date(2020, 4, 6))
    with pytest.raises(Refused, match=r"meeting\.already_open"):
        _call(town, meetings)
    with pytest.raises(NotFound):
        meetings.page(99)


def test_a_call_can_be_changed_until_the_meeting_is_held(town, meetings):
    meeting = _call(town, meetings, observers=(("镇干部", "副镇长"),))
    later = Call(village_id=town.village.id, held_on=date(2020, 4, 9), place="村小学", chair="干部3")
    meetings.change_call(meeting, later, actor=ACTOR, today=DAY)
    page = meetings.page(meeting)
    assert (page.row.held_on, page.row.number, page.row.expected) == (date(2020, 4, 9), 1, 6)
    assert (page.place, page.chair, page.recorder) == ("村小学", "干部3", "")
    assert not any(a.is_observer for a in page.attendants)
    day = date(2020, 4, 9)
    few = Attendance(frozenset({"干部1"}), next_call_on=date(2020, 4, 10))
    meetings.record_attendance(meeting, few, actor=ACTOR, today=day)
    with pytest.raises(Refused, match=r"meeting\.not_called"):
        meetings.change_call(meeting, later, actor=ACTOR, today=day)
    second = _call(town, meetings, day=date(2020, 4, 10))
    early = Call(village_id=town.village.id, held_on=date(2020, 4, 8))
    with pytest.raises(Refused, match=r"meeting\.held_before_last"):
        meetings.change_call(second, early, actor=ACTOR, today=day)
    assert meetings.page(second).row.held_on == date(2020, 4, 10)


def test_the_minutes_of_a_clearing_speak_of_clearing(town, meetings):
    town.bring_to("monitored")
    assert town.act("record_clear_visit", (7, 6), **VISIT).refused == ()
    day = date(2020, 7, 8)
    meeting = _call(town, meetings, day=day, is_clearing=True)
    meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=day)
    first, second, _ = town.codes
    meetings.record_votes(meeting, [_vote(first), _vote(second, Conclusion.EXCLUDE)], actor=ACTOR, today=day)
    draft = meetings.draft_minutes(meeting)
    assert "同意消除1户，继续监测1户，缓议0户" in draft
    assert "纳入" not in draft


def test_votes_become_steps_and_minutes(town, meetings, valid, ledger):
    first, second, third = town.codes
    outcome = meetings.record_votes(
        valid,
        [
            _vote(first, risks=(Risk.ILLNESS, Risk.OTHER), risk_remark="债务"),
            _vote(second, Conclusion.EXCLUDE, told_on=date(2020, 4, 8)),
            _vote(third, Conclusion.DEFER, reason="补查收入", next_meeting_on=date(2020, 4, 9)),
        ],
        actor=ACTOR,
        today=DAY,
    )
    assert {done.household_code: done.state for done in outcome.done} == {
        first: CaseState.EVALUATED,
        second: CaseState.NOT_INCLUDED,
        third: CaseState.VISITED,
    }
    page = meetings.page(valid)
    assert [(item.household.code, item.conclusion) for item in page.items] == [
        (first, Conclusion.INCLUDE),
        (second, Conclusion.EXCLUDE),
        (third, Conclusion.DEFER),
    ]
    assert page.row.concluded == {Conclusion.INCLUDE: 1, Conclusion.EXCLUDE: 1, Conclusion.DEFER: 1}
    with ledger.reading() as session:
        step = session.scalars(select(WorkflowStep).where(WorkflowStep.action == "evaluate")).one()
        assert audit.verify(session).is_good
    assert (step.occurred_on, step.actor, step.paper_no) == (DAY, "干部1", "第1次评议")
    draft = meetings.draft_minutes(valid)
    assert "应到6人，实到6人（须到4人），会议有效" in draft
    assert "共评议3户，其中纳入1户，不纳入1户，缓议1户" in draft
    with pytest.raises(Refused, match=r"meeting\.minutes_missing"):
        meetings.close(valid, actor=ACTOR, today=DAY)
    meetings.write_minutes(valid, draft, actor=ACTOR, today=DAY)
    assert meetings.close(valid, actor=ACTOR, today=DAY).state is MeetingState.CLOSED
    for late in (
        lambda: meetings.record_votes(valid, [_vote(third)], actor=ACTOR, today=DAY),
        lambda: meetings.write_minutes(valid, "改", actor=ACTOR, today=DAY),
    ):
        with pytest.raises(Refused, match=r"meeting\.closed"):
            late()


@pytest.mark.parametrize(
    ("vote", "codes"),
    [
        ({"votes": Votes(5, 0)}, ("votes.do_not_add_up",)),
        ({"votes": Votes(3, 3)}, ("votes.not_carried",)),
        ({"risks": ()}, ("data.missing", "risks.none")),
        ({"risks": (Risk.OTHER,)}, ("risks.other_needs_remark",)),
        ({"votes": Votes(5, 0, 0, 1)}, ("meeting.recused_not_named",)),
        ({"conclusion": Conclusion.EXCLUDE, "votes": Votes(4, 2), "told_on": DAY}, ("meeting.carried_but_excluded",)),
        ({"conclusion": Conclusion.EXCLUDE, "reason": "", "told_on": DAY}, ("data.missing",)),
        ({"conclusion": Conclusion.DEFER, "next_meeting_on": DAY}, ("meeting.next_not_dated",)),
    ],
)
def test_a_vote_that_cannot_stand_is_refused_for_its_household_alone(town, meetings, valid, vote, codes):
    first, second, _ = town.codes
    conclusion = vote.pop("conclusion", Conclusion.INCLUDE)
    outcome = meetings.record_votes(valid, [_vote(first, conclusion, **vote), _vote(second)], actor=ACTOR, today=DAY)
    assert _codes(outcome) == {first: codes}
    assert [done.household_code for done in outcome.done] == [second]
    assert set(codes) <= known_codes()


def test_kin_recuse_themselves(town, meetings, valid, ledger, actor, today):
    code = town.codes[0]
    assert meetings.kin(valid) == {}
    with ledger.transaction("test.kin", actor=actor, today=today) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == code)).one()
        make.member(tx, home, name="干部3", relation="之子")
    assert meetings.kin(valid) == {code: ("干部3",)}
    refused = meetings.record_votes(valid, [_vote(code)], actor=ACTOR, today=DAY)
    assert _codes(refused) == {code: ("meeting.kin_must_recuse",)}
    vote = _vote(code, votes=Votes(5, 0, 0, 1), recused=("干部3",))
    assert meetings.record_votes(valid, [vote], actor=ACTOR, today=DAY).refused == ()
    assert meetings.page(valid).items[0].recused == ("干部3",)


def test_only_visited_households_of_the_village_are_voted_on(town, meetings, valid, ledger, actor, today):
    with ledger.transaction("test.other", actor=actor, today=today) as tx:
        other = make.household(tx, in_village=make.village(tx, "青山村")).code
    outcome = meetings.record_votes(valid, [_vote(other), _vote("没有")], actor=ACTOR, today=DAY)
    assert _codes(outcome) == {other: ("meeting.not_candidate",), "没有": ("meeting.not_candidate",)}
    assert outcome.changes is None
    with pytest.raises(Refused, match=r"meeting\.nothing_to_record"):
        meetings.record_votes(valid, [], actor=ACTOR, today=DAY)


def test_a_vote_taken_back_no_longer_stands_and_can_be_given_again(town, meetings, valid):
    code = town.codes[0]
    meetings.record_votes(valid, [_vote(code)], actor=ACTOR, today=DAY)
    assert town.act("take_back", (4, 7), code, reason="票数登记错").refused == ()
    page = meetings.page(valid)
    assert (page.row.concluded, page.items[0].conclusion) == ({}, None)
    with pytest.raises(Refused, match=r"meeting\.items_open"):
        meetings.close(valid, actor=ACTOR, today=DAY)
    told = {"told_on": DAY}
    assert meetings.record_votes(valid, [_vote(code, Conclusion.EXCLUDE, **told)], actor=ACTOR, today=DAY).refused == ()
    assert meetings.page(valid).items[0].conclusion is Conclusion.EXCLUDE


def test_candidates_carry_what_the_meeting_looks_at(town, meetings, valid):
    meetings.record_votes(
        valid, [_vote(town.codes[0], Conclusion.DEFER, next_meeting_on=date(2020, 4, 9))], actor=ACTOR, today=DAY
    )
    by_code = {c.household.code: c for c in meetings.candidates(village_id=town.village.id)}
    assert set(by_code) == set(town.codes)
    first = by_code[town.codes[0]]
    assert (first.visited_on, first.risks, first.net_per_head_fen, first.deferred) == (
        date(2020, 3, 28),
        (Risk.ILLNESS,),
        450_000,
        1,
    )
    assert meetings.candidates(village_id=999) == ()


def test_the_list_to_the_district_and_its_four_answers(town, meetings, district, valid, ledger):
    meetings.record_votes(valid, [_vote(code) for code in town.codes], actor=ACTOR, today=DAY)
    rows = district.ready(today=DAY)
    assert {row.household.code for row in rows} == set(town.codes)
    assert (rows[0].votes, rows[0].expected, rows[0].present, rows[0].risks) == (Votes(5, 1), 6, 6, (Risk.ILLNESS,))
    with pytest.raises(Refused, match=r"district\.nobody"):
        district.report([], list_no="1", on=DAY, actor=ACTOR, today=DAY)
    day = date(2020, 4, 8)
    district.report(town.codes, list_no="石脱贫〔2020〕3号", on=day, actor=ACTOR, today=day)
    assert district.ready(today=day) == ()
    first, second, third = town.codes
    answered = date(2020, 4, 10)
    outcome = district.record_decisions(
        [
            Decision(household_code=first, answer=DistrictAnswer.APPROVED, decision_no="区审1号"),
            Decision(
                household_code=second, answer=DistrictAnswer.RETURNED, reason="补收入证明", due_on=date(2020, 4, 14)
            ),
            Decision(household_code=third, answer=DistrictAnswer.UNANSWERED),
        ],
        on=answered,
        actor=ACTOR,
        today=answered,
    )
    assert {done.household_code: done.state for done in outcome.done} == {
        first: CaseState.APPROVED,
        second: CaseState.TO_BE_MENDED,
    }
    assert outcome.refused == ()
    waiting = {row.household.code: row for row in district.awaiting(village_id=town.village.id)}
    assert (waiting[third].state, waiting[third].list_no, waiting[third].reported_on) == (
        CaseState.REPORTED_TO_DISTRICT,
        "石脱贫〔2020〕3号",
        day,
    )
    assert waiting[second].mend_due_on == date(2020, 4, 14)
    refusal = Decision(household_code=third, answer=DistrictAnswer.REFUSED, decision_no="区审2号", reason="不符合")
    outcome = district.record_decisions([refusal], on=answered, actor=ACTOR, today=answered)
    assert outcome.done[0].state is CaseState.NOT_INCLUDED


def test_one_approval_paper_names_all_who_were_approved_alike(town, meetings, district, valid, ledger):
    meetings.record_votes(valid, [_vote(code) for code in town.codes], actor=ACTOR, today=DAY)
    district.report(town.codes, list_no="3号", on=DAY, actor=ACTOR, today=DAY)
    decisions = [
        Decision(household_code=code, answer=DistrictAnswer.APPROVED, decision_no="区审1号") for code in town.codes
    ]
    twice = [*decisions, Decision(household_code=town.codes[0], answer=DistrictAnswer.REFUSED)]
    outcome = district.record_decisions(twice, on=DAY, actor=ACTOR, today=DAY)
    assert _codes(outcome) == {town.codes[0]: ("district.decision_twice",)}
    with ledger.reading() as session:
        papers = session.scalars(select(PaperSnapshot).where(PaperSnapshot.kind == "approved_list")).all()
        spells = session.scalars(select(MonitoringSpell)).all()
        cases = session.scalars(select(Case).where(Case.state == "approved")).all()
    assert (len(papers), len(spells), len(cases)) == (1, 2, 2)
    assert {spell.category for spell in spells} == {Category.MARGINAL}


def test_a_clearing_meeting_follows_a_clearing_visit(town, meetings, ledger):
    town.bring_to("monitored", town.codes[0])
    day = date(2020, 5, 20)
    assert meetings.candidates(is_clearing=True) == ()
    town.act("record_clear_visit", (5, 18), town.codes[0], **{**VISIT, "medical_covered": 1})
    assert [c.household.code for c in meetings.candidates(is_clearing=True)] == [town.codes[0]]
    meeting = _call(town, meetings, day=day, is_clearing=True)
    meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=day)
    not_carried = _vote(town.codes[0], Conclusion.EXCLUDE, reason="收入不稳")
    assert meetings.record_votes(meeting, [not_carried], actor=ACTOR, today=day).done[0].state is CaseState.MONITORED
    with ledger.reading() as session:
        assert session.scalars(select(WorkflowStep).where(WorkflowStep.action == "record_clear_meeting")).all() == []
        assert session.scalars(select(MeetingItem)).one().conclusion == "exclude"
    assert meetings.record_votes(meeting, [_vote(town.codes[0])], actor=ACTOR, today=day).refused == ()
    assert meetings.candidates(is_clearing=True) == ()
