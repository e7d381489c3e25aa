"""补录和绿色通道: every case that does not follow the calendar, with its clock and the district's days told apart.

S runs from the registration of the clue to the district's decision, G until its papers are in (workflow 1). An overrun
blocks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import BEFORE_APPROVAL, CaseState, Category, Track
from app.models.history import in_chunks
from app.models.household import HouseholdSummary
from app.services import plans
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.cases.clocks import district_days
from app.services.ledger import Ledger
from app.services.plan_cases import of_plan
from app.services.plans import RunningPlan
from app.services.procedure.surroundings import working_days
from app.services.workflow.plan import Plan
from app.services.workflow.working_days import WorkCalendar

_BEFORE = frozenset(state.value for state in BEFORE_APPROVAL)


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A case on S or G as of a day. ``stopped_on``: the district decided (S), the papers were in (G); None = it runs.

    ``days`` = from ``from_on`` to where the clock stopped, or to today; ``own_days`` are those not spent in the
    district; ``left`` may be negative.
    """

    household: HouseholdBrief
    case_id: int
    track: Track
    category: Category
    state: CaseState
    is_open: bool
    from_on: date
    due_on: date
    stopped_on: date | None
    state_since: date
    days: int
    district_days: int
    left: int

    @property
    def own_days(self) -> int:
        """The days on which the township, the village or the household had it."""
        return max(self.days - self.district_days, 0)

    @property
    def is_running(self) -> bool:
        """Whether the clock still runs."""
        return self.stopped_on is None

    @property
    def is_overrun(self) -> bool:
        """Whether it ran, or runs, past its last day."""
        return self.left < 0


class TrackService:
    """Answers the list of 补录 and 绿色通道."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rows(self, *, today: date) -> tuple[TrackRow, ...]:
        """The open cases, and this plan's that have ended; running clocks first, those with the fewest days left."""
        with self._ledger.reading() as session:
            return rows_in(session, plans.plan_in(session, day=today), today=today)

    def running(self, household_id: int, *, today: date) -> TrackRow | None:
        """The clock of a household's open case, while it runs."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            own = rows_in(session, running, today=today, household_id=household_id)
        return next((row for row in own if row.is_open and row.is_running), None)


def rows_in(
    session: Session, running: RunningPlan, *, today: date, household_id: int | None = None
) -> tuple[TrackRow, ...]:
    """The same inside a reading; of one household where it is named."""
    statement = (
        select(*BRIEF, Case)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(
            Case.track != Track.BATCH.value,
            Case.opened_on <= today,
            or_(Case.is_open == 1, of_plan(running.plan_id)),
        )
        .order_by(HouseholdSummary.code, Case.id)
    )
    if household_id is not None:
        statement = statement.where(Case.household_id == household_id)
    found = session.execute(statement).all()
    steps = _steps(session, [row[-1].id for row in found])
    calendar = working_days(session)
    rows = [_row(row, steps.get(row[-1].id, ()), running.plan, calendar, today) for row in found]
    return tuple(sorted(rows, key=lambda row: (not row.is_running, row.left if row.is_running else -row.days)))


def _steps(session: Session, case_ids: Sequence[int]) -> Mapping[int, list[WorkflowStep]]:
    found: dict[int, list[WorkflowStep]] = {}
    for chunk in in_chunks(case_ids):
        taken = select(WorkflowStep).where(WorkflowStep.case_id.in_(chunk), WorkflowStep.taken_back_on.is_(None))
        for step in session.scalars(taken.order_by(WorkflowStep.case_id, WorkflowStep.number)):
            found.setdefault(step.case_id or 0, []).append(step)
    return found


def _row(row: Any, steps: Sequence[WorkflowStep], plan: Plan, calendar: WorkCalendar, today: date) -> TrackRow:
    case: Case = row[-1]
    is_green = case.track == Track.GREEN
    from_on = case.opened_on if is_green else case.clock_from_on or case.opened_on
    allowed = plan.limits.green_papers_days if is_green else plan.limits.supplement_days
    due_on = calendar.due(from_on, allowed, in_working_days=bool(plan.limits.supplement_working_days))
    stopped = _stopped_on(case, steps)
    until = stopped or today
    return TrackRow(
        household=brief_of(row),
        case_id=case.id,
        track=Track(case.track),
        category=Category(case.category),
        state=CaseState(case.state),
        is_open=bool(case.is_open),
        from_on=from_on,
        due_on=due_on,
        stopped_on=stopped,
        state_since=case.state_since_on,
        days=(until - from_on).days,
        district_days=district_days([step for step in steps if step.occurred_on <= until], until=until),
        left=(due_on - until).days,
    )


def _stopped_on(case: Case, steps: Sequence[WorkflowStep]) -> date | None:
    running = {CaseState.PROPOSED.value} if case.track == Track.GREEN else _BEFORE
    if case.state in running:
        return None
    # A case that went back to where its clock runs has it running from the same beginning.
    stop = None
    for step in steps:
        if step.to_state in running:
            stop = None
        elif stop is None:
            stop = step.occurred_on
    return stop or case.state_since_on
