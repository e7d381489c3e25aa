"""等区, S after 走访, 接续 of a rolled-over case, take-back in the window of its step: judged on plain facts."""

from __future__ import annotations

from datetime import date

from app.models.enums import CaseState, PlanStage
from app.services.workflow.facts import Calendar, CaseFacts, LastStep, Request
from app.services.workflow.judge import judge, open_actions, rows_of
from app.services.workflow.plan import preset
from app.services.workflow.reopening import PastStep, reopened_from
from app.services.workflow.windows import continuing_windows, window_reasons, windows_of
from app.services.workflow.working_days import shipped_calendar

PLAN = preset("2020")
CALENDAR = shipped_calendar()


def day(month: int, number: int) -> date:
    return date(2020, month, number)


def past(action: str, on: date, *, answer: date | None = None) -> PastStep:
    row = rows_of("case", action, "sc2020")[0]
    return PastStep(row, on, windows_of(row, PLAN), answer)


def codes(action: str, on: date, facts: CaseFacts, **data: object) -> list[str]:
    row = next(r for r in rows_of("case", action, "sc2020") if facts.state in r.from_states or facts.state is None)
    request = Request(today=on, occurred_on=on, data=data)
    return [reason.code for reason in window_reasons(row, facts, PLAN, request, CALENDAR)]


def test_an_answer_in_time_opens_nothing_beyond_the_calendar():
    on_time = [past("confirm_list", day(3, 24), answer=day(3, 24)), past("record_visit", day(4, 5))]
    assert reopened_from(on_time) is None
    evaluated = [*on_time, past("evaluate", day(4, 10))]
    facts = CaseFacts(state=CaseState.EVALUATED, reopened_from=reopened_from(evaluated))
    assert codes("report_district", day(4, 11), facts) == ["window.closed"]
    approved = CaseFacts(state=CaseState.APPROVED, reopened_from=day(4, 10), last=LastStep(day(4, 10)))
    assert codes("record_entry", day(4, 10), approved) == ["window.closed"], "before the window opens"
    assert codes("record_entry", day(4, 16), approved) == ["window.closed"]


def test_a_late_list_opens_each_next_step_for_three_working_days():
    late = [past("confirm_list", day(4, 8), answer=day(4, 8))]
    listed = CaseFacts(state=CaseState.LISTED, reopened_from=reopened_from(late))
    # 4-9, 4-10, 4-13 are the three working days after Wednesday 4-8
    assert codes("record_visit", day(4, 13), listed) == []
    assert codes("record_visit", day(4, 14), listed) == ["window.closed"]
    visited = reopened_from([*late, past("record_visit", day(4, 13))])
    assert visited == day(4, 13)
    facts = CaseFacts(state=CaseState.VISITED, reopened_from=visited)
    assert codes("evaluate", day(4, 16), facts) == []
    assert codes("evaluate", day(4, 17), facts) == ["window.closed"]


def test_the_list_itself_is_put_into_effect_within_three_days_of_its_date():
    facts = CaseFacts(state=CaseState.CROSS_CHECKED)
    assert codes("confirm_list", day(4, 9), facts, list_on="2020-04-08") == []
    assert codes("confirm_list", day(4, 14), facts, list_on="2020-04-08") == ["window.closed"]
    assert codes("confirm_list", day(4, 9), facts) == ["window.closed"]


def test_a_late_result_opens_the_closing_of_the_comparison():
    since = reopened_from([past("submit_cross_check", day(3, 22))], late_results=[day(4, 7)])
    assert since == day(4, 7)
    assert codes("close_cross_check", day(4, 9), CaseFacts(state=CaseState.CROSS_CHECKING, reopened_from=since)) == []


def test_a_return_gives_the_time_back_to_the_calendar():
    late = [past("confirm_list", day(4, 8), answer=day(4, 8)), past("record_visit", day(4, 9))]
    assert reopened_from([*late, past("require_revisit", day(4, 9))]) is None


def test_mending_opens_visit_meeting_and_report_to_the_due_date_and_nothing_else():
    facts = CaseFacts(state=CaseState.LISTED, mend_due_on=day(4, 30))
    assert codes("record_visit", day(4, 30), facts) == []
    assert codes("record_visit", date(2020, 5, 1), facts) == ["window.closed"]
    entering = CaseFacts(state=CaseState.APPROVED, mend_due_on=day(4, 30))
    assert codes("record_entry", day(4, 30), entering) == ["window.closed"]


def test_what_is_proposed_after_visiting_is_a_supplement_by_itself():
    assert codes("propose", day(4, 5), CaseFacts()) == ["window.closed"]
    assert codes("propose", day(4, 6), CaseFacts()) == []
    assert codes("propose", day(4, 6), CaseFacts(), track="B") == ["window.closed"]


def test_a_late_list_from_above_is_carried_over_on_any_day_once_it_is_named():
    assert codes("carry_over", day(3, 25), CaseFacts()) == ["window.closed", "case.late_list"]
    assert codes("carry_over", day(3, 25), CaseFacts(), late_reason="区补充名单") == []


def test_a_rolled_over_case_goes_on_in_january_and_until_monitoring_opens():
    following = preset("2020").shifted(2021)
    spans = continuing_windows(following, Calendar(2021, is_rolled_over=True))
    assert (spans[0].opens_on, spans[0].closes_on) == (date(2021, 1, 1), date(2021, 4, 15))
    assert len(continuing_windows(following, Calendar(2021))) == 1
    known = continuing_windows(PLAN, Calendar(2020, continuing_until=date(2021, 4, 24)))
    assert known[0].closes_on == date(2021, 4, 24)


def test_rolling_over_begins_in_december_of_the_cases_own_year():
    facts = CaseFacts(state=CaseState.MONITORED, calendar=Calendar(2020))
    assert codes("roll_over", day(11, 30), facts) == ["window.opens_later"]
    assert codes("roll_over", date(2021, 1, 15), facts) == []


def test_take_back_has_the_window_of_the_step_that_it_takes_back():
    last = LastStep(day(4, 5), "record_visit", windows=(PlanStage.VISITING,))
    facts = CaseFacts(state=CaseState.VISITED, last=last)
    assert codes("take_back", day(4, 5), facts) == []
    assert codes("take_back", day(4, 6), facts) == ["window.closed"]
    permitted = LastStep(day(4, 12), "record_visit", windows=(PlanStage.VISITING,), permit_until=day(4, 20))
    assert codes("take_back", day(4, 20), CaseFacts(state=CaseState.VISITED, last=permitted)) == []


def test_open_actions_say_everything_that_no_form_can_cure():
    facts = CaseFacts(state=CaseState.MONITORED, open_alerts=2)
    request = Request(today=date(2020, 5, 6), occurred_on=date(2020, 5, 6))
    found = {row.action: [r.code for r in reasons] for row, reasons in open_actions("case", facts, PLAN, request)}
    assert found["propose_clear"] == ["clearing.open_alerts", "clearing.visit_missing"]
    assert found["recategorise"] == []


def test_fields_are_of_their_kind():
    facts = CaseFacts(state=CaseState.VISITED)
    data = {"cause": "分户"}
    assert judge("case", "require_revisit", facts, PLAN, Request(day(4, 2), day(4, 2), data=data)).is_open
    wrong = {"outcome": "gone", "next_on": "soon"}
    request = Request(day(3, 28), day(3, 28), data=wrong)
    reasons = judge("case", "record_attempt", CaseFacts(state=CaseState.LISTED), PLAN, request).reasons
    assert [reason.code for reason in reasons] == ["data.not_a_choice", "data.bad_date", "visit.outcome_unknown"]
