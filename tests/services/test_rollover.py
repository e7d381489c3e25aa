"""The turn of the year: what the desk shows from 12-1, what is decided, what goes over, and the year that is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Case
from app.models.enums import Category, EndCause, MonthlyFinding, MonthlyItem
from app.models.facts import ListEntry
from app.models.household import Household
from app.services import derived
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.errors import NotFound, Refused
from app.services.exports.service import ExportService
from app.services.ledger import Ledger
from app.services.meetings.records import Call
from app.services.meetings.service import MeetingService
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.monitoring.service import MonitoringService
from app.services.papers.service import PaperService
from app.services.plans import PlanService
from app.services.rollover.records import CarryInput, Choice, Decision, NextPlan, Standing, Why
from app.services.rollover.service import RolloverService
from app.services.settings import SettingsService
from tests.services.papers.conftest import text_of
from tests.services.towns import ACTOR, Town, found

DECEMBER = date(2020, 12, 20)
NORMAL = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger: Ledger) -> Town:
    SettingsService(ledger).found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    made = found(ledger, households=4)
    made.bring_to("monitored")
    return made


def desk(town: Town, on: date = DECEMBER):
    return RolloverService(town.ledger).desk(today=on)


def row(town: Town, code: str, on: date = DECEMBER):
    return next(row for row in desk(town, on).rows if row.household.code == code)


def carry(town: Town, *codes: str, on: date = DECEMBER, **more):
    return RolloverService(town.ledger).carry_out(codes or town.codes, CarryInput(on, **more), actor=ACTOR, today=on)


def decide(town: Town, code: str, *, on: date = DECEMBER, **decision):
    RolloverService(town.ledger).decide([code], Decision(**decision), actor=ACTOR, today=on)


def check(town: Town, *codes: str, on: date = DECEMBER):
    entries = [CheckEntry(code, NORMAL, {}) for code in codes or town.codes]
    round_ = Round(month=Month.of(on), checked_on=on, checker="李")
    return MonitoringService(town.ledger).save(round_, entries, actor=ACTOR, today=on)


def next_plan(town: Town, on: date = DECEMBER) -> None:
    PlanService(town.ledger).copy_to(2021, from_year=2020, actor=ACTOR, today=on)


def codes_of(outcome) -> dict[str, list[str]]:
    return {refused.household_code: [reason.code for reason in refused.reasons] for refused in outcome.refused}


@pytest.mark.parametrize(
    ("on", "is_open", "missing"),
    [
        (date(2020, 11, 30), False, 0),
        (date(2020, 12, 1), True, 4),
        (date(2020, 12, 31), True, 4),
        (date(2021, 1, 1), True, 4),
    ],
)
def test_the_desk_opens_on_the_first_of_december_and_stays_over_new_year(town, on, is_open, missing):
    shown = desk(town, on)
    assert (shown.year, shown.opens_on, shown.is_open) == (2020, date(2020, 12, 1), is_open)
    assert sum(village.missing for village in shown.villages) == missing
    assert len(shown.pending) == 4


def test_december_s_sheets_are_counted_by_village_and_a_missing_one_needs_its_reason(town):
    next_plan(town)
    check(town, *town.codes[:3])
    (village,) = desk(town).villages
    assert (village.due, village.missing, village.cases, village.alerts) == (4, 1, 4, 0)
    late = town.codes[3]
    assert row(town, late).needs_reason
    answered = carry(town)
    assert (len(answered.carried), codes_of(answered)) == (3, {late: ["roll_over.december_missing"]})
    decide(town, late, choice=Choice.CARRY, reason="户主住院，1月补访")
    assert not row(town, late).needs_reason
    assert carry(town, late).carried == (late,)
    assert desk(town).count(Standing.CARRIED) == 4
    assert codes_of(carry(town, late)) == {late: ["rollover.settled"]}


def test_before_december_and_without_a_next_plan_nothing_goes_over(town):
    check(town, on=date(2020, 11, 30))
    early = carry(town, on=date(2020, 11, 30), missing_reason="提前")
    assert set(codes_of(early)[town.codes[0]]) == {"window.opens_later", "plan.not_found"}
    assert carry(town, missing_reason="缺").carried == ()
    assert desk(town).next_plan is NextPlan.MISSING


def test_a_next_plan_that_was_made_before_this_one_was_edited_is_stale_and_is_shifted_again(town):
    plans = PlanService(town.ledger)
    next_plan(town)
    assert desk(town).next_plan is NextPlan.READY
    running = plans.of_year(2020)
    changed = replace(running.plan, line_fen=running.plan.line_fen + 10_000)
    plans.save(changed, base_version=running.version, reason="按新标准", actor=ACTOR, today=DECEMBER)
    assert desk(town).next_plan is NextPlan.STALE
    renewed = plans.renew(2021, from_year=2020, actor=ACTOR, today=DECEMBER)
    assert renewed.plan.line_fen == changed.line_fen
    assert desk(town).next_plan is NextPlan.READY


def test_what_happened_to_a_household_is_its_proposal_and_a_person_decides(town):
    next_plan(town)
    gone, other, merged, plain = town.codes
    with town.ledger.transaction("test.life", actor=ACTOR, today=DECEMBER) as tx:
        homes = {home.code: home for home in tx.session.scalars(select(Household))}
        homes[gone].status = "gone"
        homes[other].household_type = "exited"
        homes[merged].status = "moved"
    told = {code: (row(town, code).proposal.choice, row(town, code).proposal.why) for code in town.codes}
    assert told == {
        gone: (Choice.LEAVE_OUT, Why.NOBODY_LEFT),
        other: (Choice.RECATEGORISE, Why.CATEGORY),
        merged: (Choice.LEAVE_OUT, Why.MOVED),
        plain: (Choice.CARRY, Why.WATCHED),
    }
    first = carry(town, missing_reason="已全部电话核实")
    assert first.carried == (plain,)
    assert codes_of(first) == {code: ["rollover.undecided"] for code in (gone, other, merged)}
    decide(town, gone, choice=Choice.LEAVE_OUT, cause=EndCause.GONE, reason="死亡证明", decision_no="区退1号")
    decide(town, merged, choice=Choice.LEAVE_OUT, cause=EndCause.MOVED, reason="户口迁出证明")
    decide(town, other, choice=Choice.RECATEGORISE, category=Category.UNSTABLE_EXITED, decision_no="区变1号")
    second = carry(town, gone, other, merged, missing_reason="已全部电话核实")
    assert (second.changed, second.carried, second.left_out) == ((other,), (other,), (gone,))
    assert codes_of(second) == {merged: ["data.missing"]}  # the district's decision
    assert row(town, other).category is Category.UNSTABLE_EXITED
    assert row(town, gone).standing is Standing.LEFT_OUT
    assert [r.household.code for r in desk(town).pending] == [merged]


def test_a_decision_needs_what_it_says_and_can_be_taken_back(town):
    code = town.codes[0]
    with pytest.raises(Refused) as refused:
        decide(town, code, choice=Choice.LEAVE_OUT)
    assert [reason.values["field"] for reason in refused.value.reasons] == ["cause", "reason"]
    with pytest.raises(Refused) as refused:
        decide(town, "无此户", choice=Choice.CARRY)
    assert refused.value.codes == ("rollover.not_listed",)
    decide(town, code, choice=Choice.LEAVE_OUT, cause=EndCause.MOVED, reason="迁出")
    RolloverService(town.ledger).forget([code], actor=ACTOR, today=DECEMBER)
    assert row(town, code).decision is None


def test_a_household_that_ended_after_it_went_over_is_shown_again_and_left_out(town):
    next_plan(town)
    carry(town, missing_reason="缺")
    code, spring = town.codes[0], date(2021, 3, 20)
    with town.ledger.transaction("test.life", actor=ACTOR, today=spring) as tx:
        tx.session.scalars(select(Household).where(Household.code == code)).one().status = "gone"
    assert [r.household.code for r in desk(town, spring).pending] == [code]
    decide(
        town, code, on=spring, choice=Choice.LEAVE_OUT, cause=EndCause.GONE, reason="死亡证明", decision_no="区退2号"
    )
    assert carry(town, code, on=spring).left_out == (code,)
    assert desk(town, spring).pending == ()


def test_a_roll_over_whose_list_has_left_is_not_taken_back_and_nothing_moves(town):
    next_plan(town)
    code = town.codes[0]
    carry(town, code, missing_reason="缺")
    given = parse_step({"reason": "办错了", "occurred_on": DECEMBER.isoformat()}, today=DECEMBER)
    answered = CaseService(town.ledger).take("take_back", households=[code], given=given, actor=ACTOR, today=DECEMBER)
    assert codes_of(answered) == {code: ["take_back.paper_left"]}
    assert row(town, code).standing is Standing.CARRIED
    with town.ledger.reading() as session:
        assert set(session.scalars(select(Case.plan_id))) == {1, 2}


def test_the_list_that_leaves_names_everyone_and_can_be_printed_again(town, tmp_path):
    next_plan(town)
    papers = PaperService(town.ledger)
    decide(town, town.codes[0], choice=Choice.LEAVE_OUT, cause=EndCause.MOVED, reason="已迁往外省")
    papers.print("carry_forward_list", tmp_path / "before.pdf", actor=ACTOR, today=DECEMBER)
    text = text_of((tmp_path / "before.pdf").read_bytes())
    assert "已迁往外省" in text.replace("\n", "")
    RolloverService(town.ledger).forget(town.codes[:1], actor=ACTOR, today=DECEMBER)
    assert all(code in text for code in town.codes)
    carry(town, missing_reason="雪封山路")
    (frozen,) = papers.snapshots(kind="carry_forward_list")
    papers.reprint("carry_forward_list", frozen.number, tmp_path / "after.pdf", today=DECEMBER)
    again = text_of((tmp_path / "after.pdf").read_bytes())
    assert all(code in again for code in town.codes)
    assert "雪封山路" in again


def test_ours_beside_the_list_from_above(town):
    assert desk(town).comparison is None
    with town.ledger.transaction("test.list", actor=ACTOR, today=DECEMBER) as tx:
        homes = {home.code: home.id for home in tx.session.scalars(select(Household))}
        for code in town.codes[:3]:
            tx.session.add(ListEntry(list_kind="carried_over", as_of_on=DECEMBER, household_id=homes[code], name="户"))
        tx.session.add(
            ListEntry(list_kind="carried_over", as_of_on=DECEMBER, name="测外人", id_number="0", matched="not_found")
        )
    shown = desk(town)
    assert shown.comparison is not None
    assert (shown.comparison.both, shown.comparison.only_ours) == (3, 1)
    assert [stranger.name for stranger in shown.comparison.only_theirs] == ["测外人"]
    assert row(town, town.codes[3]).on_list is False


def test_a_meeting_of_the_closed_year_is_read_only_and_one_of_january_is_not(town):
    next_plan(town)
    check(town)
    carry(town)
    january = date(2021, 1, 12)
    PlanService(town.ledger).close(2020, actor=ACTOR, today=january)
    meetings = MeetingService(town.ledger)
    call = Call(village_id=town.village.id, held_on=date(2020, 12, 30), is_clearing=True, place="村委会", chair="干部1")
    with pytest.raises(Refused) as refused:
        meetings.call(call, actor=ACTOR, today=january)
    assert refused.value.codes == ("plan.closed",)
    assert meetings.call(replace(call, held_on=january), actor=ACTOR, today=january).meeting_id


def test_january_goes_on_and_the_closed_year_is_read_only(town):
    next_plan(town)
    check(town)
    carry(town)
    january = date(2021, 1, 12)
    PlanService(town.ledger).close(2020, actor=ACTOR, today=january)
    assert check(town, on=january).saved == town.codes  # 接续
    late = Round(month=Month(2020, 12), checked_on=date(2020, 12, 28), checker="李")
    with pytest.raises(Refused) as refused:
        MonitoringService(town.ledger).save(late, [CheckEntry(town.codes[0], NORMAL, {})], actor=ACTOR, today=january)
    assert refused.value.codes == ("plan.closed",)
    with pytest.raises(Refused) as refused:
        decide(town, town.codes[0], on=january, choice=Choice.CARRY)
    assert refused.value.codes == ("plan.closed",)


def test_who_turns_the_year_late_gets_the_list_of_the_old_year(town, tmp_path):
    next_plan(town)
    late, papers = date(2021, 3, 22), PaperService(town.ledger)
    assert desk(town, late).year == 2020
    papers.preview("carry_forward_list", tmp_path / "before.pdf", today=late)
    assert "2020年末结转清单" in text_of((tmp_path / "before.pdf").read_bytes()).replace("\n", "")
    assert len(carry(town, on=late, missing_reason="12月大雪封山").carried) == 4
    (frozen,) = papers.snapshots(kind="carry_forward_list")
    assert "2020年末结转清单" in frozen.title
    assert desk(town, late).count(Standing.CARRIED) == 4


def test_the_old_year_is_looked_up_after_the_new_plan_has_begun(town, tmp_path):
    next_plan(town)
    check(town)
    carry(town)
    spring, papers, exports = date(2021, 3, 22), PaperService(town.ledger), ExportService(town.ledger)
    PlanService(town.ledger).close(2020, actor=ACTOR, today=date(2021, 1, 12))
    kinds = {row.kind: row.documents for row in papers.list_kinds(today=spring, year=2020)}
    now = {row.kind: row.documents for row in papers.list_kinds(today=spring)}
    assert (kinds["cross_check_request"], now["cross_check_request"]) == (1, 0)
    papers.preview("cross_check_request", tmp_path / "old.pdf", today=spring, year=2020)
    assert town.codes[0] in text_of((tmp_path / "old.pdf").read_bytes())
    assert exports.export("cases", tmp_path / "old.xlsx", actor=ACTOR, today=spring, year=2020).rows == 4
    with pytest.raises(NotFound):
        exports.export("cases", tmp_path / "none.xlsx", actor=ACTOR, today=spring, year=2019)
