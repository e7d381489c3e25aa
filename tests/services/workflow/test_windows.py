"""Each window on its first and last day and on the days outside; typing grace, permits, tracks, waiting for 区."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.models.enums import CaseState, Track
from app.services.wording import known_codes, sentence
from app.services.workflow.facts import AlertFacts, CaseFacts, LastStep, Permit, Request
from app.services.workflow.judge import TABLES, judge, rows_of
from app.services.workflow.plan import preset
from app.services.workflow.windows import window_reasons, windows_of
from app.services.workflow.working_days import shipped_calendar

PLAN = preset("2020")
CALENDAR = shipped_calendar()
ONE = timedelta(days=1)
WINDOWS = {
    "propose": ("2020-03-20", "2020-03-24"),
    "report_village": ("2020-03-20", "2020-03-24"),
    "submit_cross_check": ("2020-03-20", "2020-03-24"),
    "close_cross_check": ("2020-03-20", "2020-04-05"),
    "confirm_list": ("2020-03-20", "2020-04-05"),
    "join_on_visit": ("2020-03-25", "2020-04-05"),
    "record_attempt": ("2020-03-25", "2020-04-05"),
    "record_visit": ("2020-03-25", "2020-04-05"),
    "evaluate": ("2020-04-06", "2020-04-10"),
    "reject": ("2020-04-06", "2020-04-10"),
    "report_district": ("2020-04-06", "2020-04-10"),
    "record_entry": ("2020-04-11", "2020-04-15"),
    "confirm_ledger": ("2020-04-11", "2021-04-15"),
    "propose_clear": ("2020-04-16", "2021-04-15"),
}


def _codes(action, day, *, today=None, facts=None, workflow="case", **request):
    row = rows_of(workflow, action, "sc2020")[0]
    facts = facts or CaseFacts(state=row.from_states[0] if row.from_states else None)
    asked = Request(today=today or day, occurred_on=day, **request)
    return [reason.code for reason in window_reasons(row, facts, PLAN, asked, CALENDAR)]


@pytest.mark.parametrize(("action", "first", "last"), [(a, *map(date.fromisoformat, w)) for a, w in WINDOWS.items()])
def test_first_and_last_day_are_open_and_the_days_outside_closed(action, first, last):
    assert _codes(action, first) == []
    assert _codes(action, last) == []
    assert _codes(action, first - ONE) == ["window.closed"]
    assert _codes(action, last + ONE) == ["window.closed"]


def test_every_day_of_the_year_agrees_with_the_windows():
    for workflow, table in TABLES.items():
        for row in table:
            facts = AlertFacts() if workflow == "alert" else CaseFacts(state=CaseState.PROPOSED)
            spans = windows_of(row, PLAN)
            for number in range(0, 366, 5):
                day = date(2020, 1, 1) + timedelta(days=number)
                codes = [r.code for r in window_reasons(row, facts, PLAN, Request(day, day), CALENDAR)]
                assert ("window.closed" in codes) == bool(spans and not any(day in span for span in spans)), row.action


def test_typing_is_free_until_three_working_days_after_the_window():
    visited = date(2020, 4, 5)
    # 4-6 is a holiday (清明): the working days after 4-5 are 4-7, 4-8, 4-9
    assert _codes("record_visit", visited, today=date(2020, 4, 9)) == []
    assert _codes("record_visit", visited, today=date(2020, 4, 10)) == ["window.typing_late"]


def test_a_permit_opens_a_closed_window_until_its_last_day_and_only_for_its_actions():
    permit = Permit(frozenset({"record_visit"}), date(2020, 4, 20), "洪水断路", "补1号", "李镇长")
    day = date(2020, 4, 12)
    assert _codes("record_visit", day, permit=permit) == []
    assert _codes("evaluate", day, permit=permit) == ["window.closed", "permit.other_action"]
    assert _codes("record_visit", day, today=date(2020, 4, 21), permit=permit) == ["window.closed", "permit.expired"]
    assert _codes("record_visit", date(2020, 4, 25), today=day, permit=permit) == ["window.future"]


def test_no_step_lies_in_the_future_or_before_the_previous_one():
    facts = CaseFacts(state=CaseState.LISTED, last=LastStep(date(2020, 3, 30)))
    assert _codes("record_visit", date(2020, 4, 2), today=date(2020, 4, 1), facts=facts) == ["window.future"]
    assert _codes("record_visit", date(2020, 3, 29), facts=facts) == ["window.before_previous"]


@pytest.mark.parametrize("track", [Track.SUPPLEMENT, Track.GREEN])
def test_a_case_on_a_track_of_its_own_takes_its_steps_on_any_day(track):
    facts = CaseFacts(state=CaseState.LISTED, track=track)
    assert _codes("record_visit", date(2020, 8, 1), facts=facts) == []


def test_a_supplement_begins_the_day_after_visiting_closes_and_green_always():
    supplement = {"data": {"track": "S"}}
    assert _codes("propose", date(2020, 4, 5), **supplement) == ["window.closed"]
    assert _codes("propose", date(2020, 4, 6), **supplement) == []
    assert _codes("propose", date(2020, 2, 1), data={"track": "G"}) == []


def test_a_late_district_answer_opens_the_next_steps_for_three_working_days():
    facts = CaseFacts(state=CaseState.APPROVED, reopened_from=date(2020, 4, 24), last=LastStep(date(2020, 4, 24)))
    # Friday 4-24; Sunday 4-26 is worked: 4-26, 4-27, 4-28
    assert _codes("record_entry", date(2020, 4, 28), facts=facts) == []
    assert _codes("record_entry", date(2020, 4, 29), facts=facts) == ["window.closed"]


def test_what_the_district_sends_is_recordable_on_any_day():
    facts = CaseFacts(state=CaseState.REPORTED_TO_DISTRICT)
    for action in ("record_approval", "record_return", "record_refusal"):
        assert _codes(action, date(2020, 11, 11), facts=facts) == []


def test_rolling_over_begins_on_the_first_of_december():
    facts = CaseFacts(state=CaseState.MONITORED)
    assert _codes("roll_over", date(2020, 11, 30), facts=facts) == ["window.opens_later"]
    assert _codes("roll_over", date(2020, 12, 1), facts=facts) == []


def test_the_refusal_names_the_day_and_the_window():
    row = rows_of("case", "record_visit", "sc2020")[0]
    day = date(2020, 4, 6)
    reasons = window_reasons(row, CaseFacts(state=CaseState.LISTED), PLAN, Request(day, day), CALENDAR)
    assert sentence(reasons[0]) == (
        "走访日期 2020年4月6日 不在办理期（走访阶段 3月25日—4月5日）内。请核对日期；确需补办的，由分管领导开补办单。"
    )


def test_all_reasons_come_at_once_and_each_has_a_sentence():
    facts = CaseFacts(state=CaseState.VISITED, open_suspects=1)
    data = {"expected": 12, "present": 7, "votes_for": 3, "votes_against": 1, "votes_abstained": 0, "votes_recused": 0}
    request = Request(today=date(2020, 5, 1), occurred_on=date(2020, 5, 1), data=data)
    codes = [reason.code for reason in judge("case", "evaluate", facts, PLAN, request).reasons]
    assert codes == [
        "window.closed",
        "data.missing",
        "meeting.no_quorum",
        "votes.do_not_add_up",
        "risks.none",
        "cross_check.open_suspects",
    ]
    assert set(codes) <= known_codes()


def test_a_monthly_window_of_an_alert_covers_three_stages():
    moved = replace(PLAN, name="x")
    row = rows_of("alert", "mark", "sc2020")[0]
    spans = windows_of(row, moved)
    assert (spans[0].opens_on, spans[-1].closes_on) == (date(2020, 4, 16), date(2021, 4, 15))
