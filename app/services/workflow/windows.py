"""The window judges the day on which a thing happened, not the day of typing (workflow 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.models.enums import PlanStage, Track
from app.services.errors import Reason
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import AlertFacts, Calendar, CaseFacts, Request
from app.services.workflow.plan import Plan, StageWindow
from app.services.workflow.table import Transition
from app.services.workflow.working_days import WorkCalendar

_MENDED = frozenset({PlanStage.VISITING, PlanStage.EVALUATING})
_NO_CALENDAR = Calendar()
# What a permit answers; everything else stands against the step with or without one.
ANSWERED_BY_PERMIT = frozenset({"window.closed", "window.typing_late", "case.late_list"})


def continuing_windows(plan: Plan, calendar: Calendar = _NO_CALENDAR) -> tuple[StageWindow, ...]:
    """接续: from 1 January after the plan until the next plan's 动态监测 opens, else until this plan's day of it.

    A case or alert that was rolled over also has the 接续 of the plan it came from, in this plan's own year.
    """
    monitoring = plan.stage(PlanStage.MONITORING)
    opens = (monitoring.opens_on.month, monitoring.opens_on.day) if monitoring else (4, 16)
    day_before = timedelta(days=1)
    following = calendar.continuing_until or date(plan.year + 1, *opens) - day_before
    found = [_continuing(plan.year + 1, following)]
    if calendar.is_rolled_over:
        found.insert(0, _continuing(plan.year, date(plan.year, *opens) - day_before))
    return tuple(found)


def _continuing(year: int, last: date) -> StageWindow:
    return StageWindow(PlanStage.CONTINUING, PlanStage.CONTINUING.label + "期", date(year, 1, 1), last)


def windows_of(transition: Transition, plan: Plan, calendar: Calendar = _NO_CALENDAR) -> tuple[StageWindow, ...]:
    """The dated windows of a row under this plan, in order; empty = any day."""
    return dated(transition.windows, plan, calendar)


def dated(stages: Sequence[PlanStage], plan: Plan, calendar: Calendar = _NO_CALENDAR) -> tuple[StageWindow, ...]:
    """The windows of these stages with their dates, in order."""
    found: list[StageWindow] = []
    for stage in stages:
        own = plan.stage(stage)
        found += continuing_windows(plan, calendar) if stage is PlanStage.CONTINUING else [own] if own else []
    return tuple(sorted(found, key=lambda window: window.opens_on))


def window_reasons(
    transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request, calendar: WorkCalendar
) -> tuple[Reason, ...]:
    """Every reason of date against taking this row; a permit answers only closed windows and late typing."""
    reasons = list(_order_reasons(transition, facts, plan, request))
    against = _closed_reason(transition, facts, plan, request, calendar)
    if against:
        reasons += [against, *_permit_reasons(transition, request)] if request.permit else [against]
        if transition.opened_by and against.code == "window.closed":
            reasons.append(Reason("case.late_list", {"field": transition.opened_by}))
    if against and request.permit and not _permit_reasons(transition, request):
        return tuple(reason for reason in reasons if reason.code not in ANSWERED_BY_PERMIT)
    return tuple(reasons)


def _order_reasons(
    transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request
) -> Iterator[Reason]:
    values = {"name": transition.name, "action": transition.action, "day": request.occurred_on}
    if request.occurred_on > request.today:
        yield Reason("window.future", {**values, "today": request.today})
    if facts.last and request.occurred_on < facts.last.on:
        yield Reason("window.before_previous", {**values, "previous": facts.last.on})
    if transition.opens_from:
        opens = date(facts.calendar.plan_year or plan.year, *transition.opens_from)
        if request.occurred_on < opens:
            yield Reason("window.opens_later", {**values, "opens_on": opens})


def _permit_reasons(transition: Transition, request: Request) -> list[Reason]:
    permit = request.permit
    if permit is None:
        return []
    values = {"paper_no": permit.paper_no, "name": transition.name, "last_day": permit.last_day}
    reasons: list[Reason] = []
    if transition.action not in permit.actions:
        reasons.append(Reason("permit.other_action", values))
    if request.today > permit.last_day:
        reasons.append(Reason("permit.expired", values))
    return reasons


def _closed_reason(
    transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request, calendar: WorkCalendar
) -> Reason | None:
    stages = facts.last.windows if transition.window_of_last and facts.last else transition.windows
    if not stages or _follows_no_calendar(transition, facts, plan, request):
        return None
    named = {"name": transition.name, "action": transition.action}  # what a permit would be asked for
    windows = dated(stages, plan, facts.calendar)
    inside = next((window for window in windows if request.occurred_on in window), None)
    closes = inside.closes_on if inside else None
    longer = _extended_to(transition, facts, plan, request, calendar, windows)
    if longer and request.occurred_on <= longer:
        closes = max(longer, closes or longer)
    if closes is None:
        shown = [f"{w.name} {_short(w.opens_on)}—{_short(w.closes_on)}" for w in windows]
        return Reason("window.closed", {**named, "day": request.occurred_on, "windows": shown})
    last = calendar.after(closes, plan.limits.typing_grace_working_days)
    if request.today <= last:
        return None
    stage = (inside or windows[-1]).name
    return Reason("window.typing_late", {**named, "stage": stage, "last": last})


def _follows_no_calendar(transition: Transition, facts: CaseFacts | AlertFacts, plan: Plan, request: Request) -> bool:
    """A case once on S or G takes its steps on any day; a late list is named; a new case after 走访 is S."""
    if isinstance(facts, AlertFacts):
        return False
    if transition.opened_by and request.text(transition.opened_by):
        return True
    if facts.state is not None:
        return facts.track is not Track.BATCH
    return transition.action == "propose" and track_of(transition, plan, request) is not Track.BATCH


def track_of(transition: Transition, plan: Plan, request: Request) -> Track:
    """The track of a new case: the one that is named; else S for what is proposed after 走访 has closed."""
    named = request.text("track")
    visiting = plan.stage(PlanStage.VISITING)
    is_late = visiting is not None and request.occurred_on > visiting.closes_on
    if named == Track.GREEN:
        return Track.GREEN
    if transition.action == "propose" and is_late and named in ("", Track.SUPPLEMENT):
        return Track.SUPPLEMENT
    return Track.BATCH


def _extended_to(
    transition: Transition,
    facts: CaseFacts | AlertFacts,
    plan: Plan,
    request: Request,
    calendar: WorkCalendar,
    windows: Sequence[StageWindow],
) -> date | None:
    """The last day to which the row stays open beyond its windows: 补正 to its due date, 等区, a permitted step."""
    ends: list[date] = []
    if transition.window_of_last and facts.last and facts.last.permit_until:
        ends.append(facts.last.permit_until)
    if isinstance(facts, CaseFacts):
        if facts.mend_due_on and _MENDED.issuperset(transition.windows):
            ends.append(facts.mend_due_on)
        named = a_day(request.value(transition.answer_field)) if transition.answer_field else None
        since = max((day for day in (facts.reopened_from, named) if day), default=None)
        has_closed = any(window.closes_on < request.occurred_on for window in windows)
        if since and has_closed and request.occurred_on >= since:
            ends.append(calendar.after(since, plan.limits.district_answer_days))
    return max(ends, default=None)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
