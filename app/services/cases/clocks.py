"""The clocks of the tracks S and G: 补录 to the district's decision, the papers of 绿色通道 (workflow 1).

An overrun blocks nothing: it is shown, and the days that the district had the case are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import BEFORE_APPROVAL, CaseState, Track
from app.models.household import HouseholdSummary
from app.services.procedure.steps import steps_of
from app.services.procedure.surroundings import working_days
from app.services.workflow.plan import Plan

# Where a case lies with the district: its comparison is under way, or it was reported.
_WITH_DISTRICT = frozenset({CaseState.CROSS_CHECKING.value, CaseState.REPORTED_TO_DISTRICT.value})


@dataclass(frozen=True, slots=True)
class TrackClock:
    """How long a case on S or G has run to the step that stops its clock, or to today."""

    household_code: str
    head_name: str
    track: Track
    from_on: date
    due_on: date
    days: int
    district_days: int

    def is_overrun(self, today: date) -> bool:
        """Whether the clock still runs after its last day."""
        return today > self.due_on


def running_clocks(session: Session, plan: Plan, *, today: date) -> tuple[TrackClock, ...]:
    """The open cases whose clock runs: S before the district's decision, G before its papers are in; due first."""
    before = [state.value for state in BEFORE_APPROVAL]
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name, Case)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(Case.is_open == 1, Case.track != Track.BATCH.value, Case.state.in_(before), Case.opened_on <= today)
        .order_by(HouseholdSummary.code)
    )
    found = [_clock(session, plan, case, code, head, today) for code, head, case in rows if _runs(case)]
    return tuple(sorted(found, key=lambda clock: clock.due_on))


def _runs(case: Case) -> bool:
    """The papers of a G case are in once the village has reported it: row 2's guards were asked then."""
    return case.track == Track.SUPPLEMENT or case.state == CaseState.PROPOSED


def _clock(session: Session, plan: Plan, case: Case, code: str, head: str, today: date) -> TrackClock:
    is_green = case.track == Track.GREEN
    from_on = case.opened_on if is_green else case.clock_from_on or case.opened_on
    allowed = plan.limits.green_papers_days if is_green else plan.limits.supplement_days
    steps = steps_of(session, case)
    counts = bool(plan.limits.supplement_working_days)
    due_on = working_days(session).due(from_on, allowed, in_working_days=counts)
    return TrackClock(
        code, head, Track(case.track), from_on, due_on, (today - from_on).days, district_days(steps, until=today)
    )


def district_days(steps: Sequence[WorkflowStep], *, until: date) -> int:
    """The days on which the case lay with the district."""
    total, since = 0, None
    for step in steps:
        is_there = step.to_state in _WITH_DISTRICT
        if since is None and is_there:
            since = step.occurred_on
        elif since is not None and not is_there:
            total, since = total + (step.occurred_on - since).days, None
    return total + ((until - since).days if since else 0)
