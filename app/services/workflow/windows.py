"""The window judges the day on which a thing happened, not the day of typing (workflow 1)."""

from __future__ import annotations

from datetime import date, timedelta

from app.models.enums import PlanStage, Track
from app.services.errors import Reason
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.plan import Plan, StageWindow
from app.services.workflow.table import Transition
from app.services.workflow.working_days import WorkCalendar


def continuing_window(plan: Plan) -> StageWindow:
    """接续: from 1 January after the plan until the next plan's 动态监测 opens; taken to open on this plan's day."""
    year = plan.year + 1
    monitoring = plan.shifted(year).stage(PlanStage.MONITORING)
    last = (monitoring.opens_on if monitoring else date(year, 4, 16)) - timedelta(days=1)
    return StageWindow(PlanStage.CONTINUING, "接续期", date(year, 1, 1), last)


def windows_of(transition: Transition, plan: Plan) -> tuple[StageWindow, ...]:
    """The dated windows of a row under this plan, in order; empty = any day."""
    found = [continuing_window(plan) if s is PlanStage.CONTINUING else plan.stage(s) for s in transition.windows]
    return tuple(sorted((w for w in found if w), key=lambda w: w.opens_on))


def window_reasons(
    transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request, calendar: WorkCalendar
) -> tuple[Reason, ...]:
    """Every reason of date against taking this row; a permit answers only closed windows and late typing."""
    reasons = list(_order_reasons(transition, facts, request))
    against = _closed_reason(transition, facts, plan, request, calendar)
    if against and not _is_permitted(transition, request):
        reasons.append(against)
    return tuple(reasons)


def _order_reasons(transition: Transition, facts: CaseFacts | AlertFacts, request: Request) -> list[Reason]:
    values = {"name": transition.name, "day": request.occurred_on}
    reasons: list[Reason] = []
    if request.occurred_on > request.today:
        reasons.append(Reason("window.future", {**values, "today": request.today}))
    if facts.last_step_on and request.occurred_on < facts.last_step_on:
        reasons.append(Reason("window.before_previous", {**values, "previous": facts.last_step_on}))
    if transition.opens_from:
        month, day = transition.opens_from
        if (request.occurred_on.month, request.occurred_on.day) < (month, day):
            reasons.append(Reason("window.opens_later", {**values, "month": month, "date": day}))
    return reasons


def _is_permitted(transition: Transition, request: Request) -> bool:
    permit = request.permit
    return permit is not None and transition.action in permit.actions and request.today <= permit.last_day


def _closed_reason(
    transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request, calendar: WorkCalendar
) -> Reason | None:
    if not transition.windows or _follows_no_calendar(transition, facts, plan, request):
        return None
    if _opened_by_district(facts, plan, request, calendar):
        return None
    windows = windows_of(transition, plan)
    inside = next((window for window in windows if request.occurred_on in window), None)
    if inside is None:
        shown = [f"{w.name} {_short(w.opens_on)}—{_short(w.closes_on)}" for w in windows]
        return Reason("window.closed", {"name": transition.name, "day": request.occurred_on, "windows": shown})
    last = calendar.after(inside.closes_on, plan.limits.typing_grace_working_days)
    if request.today <= max(last, inside.closes_on):
        return None
    return Reason("window.typing_late", {"name": transition.name, "stage": inside.name, "last": last})


def _follows_no_calendar(transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request) -> bool:
    """A case once on S or G takes its steps on any day; a new S case may begin after 走访 closes, a G case always."""
    if isinstance(facts, AlertFacts):
        return False
    if facts.state is not None:
        return facts.track is not Track.BATCH
    if transition.action != "propose":
        return False
    named = request.text("track")
    visiting = plan.stage(PlanStage.VISITING)
    if named == Track.GREEN:
        return True
    return named == Track.SUPPLEMENT and visiting is not None and request.occurred_on > visiting.closes_on


def _opened_by_district(facts: CaseFacts | AlertFacts, plan: Plan, request: Request, calendar: WorkCalendar) -> bool:
    """等区: a district answer opens the next own steps, each for three working days from the answer or last step."""
    if isinstance(facts, AlertFacts) or facts.answered_on is None:
        return False
    if facts.mend_due_on and request.occurred_on <= facts.mend_due_on:
        return True
    since = max(facts.answered_on, facts.last_step_on or facts.answered_on)
    return since <= request.occurred_on <= calendar.after(since, plan.limits.district_answer_days)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
