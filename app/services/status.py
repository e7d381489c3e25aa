"""Where the year stands: stage, counts, tasks of the stage, and what is late; each count has its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case
from app.models.enums import AlertState, CaseState
from app.models.household import HouseholdSummary
from app.services import plans
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.ledger import Ledger
from app.services.plan_cases import of_plan
from app.services.plans import RunningPlan
from app.services.status_ahead import Ahead, VillageProgress, village_progress, week_ahead
from app.services.status_late import Late, LateItem, find_late
from app.services.status_tasks import StageTask, stage_tasks
from app.services.workflow.plan import Plan, StageWindow, day_of_stage, next_stage
from app.services.workflow.windows import continuing_windows

__all__ = [
    "Ahead",
    "AlertBrief",
    "Late",
    "LateItem",
    "StageTask",
    "Status",
    "StatusService",
    "VillageProgress",
]


@dataclass(frozen=True, slots=True)
class Status:
    """The year at a glance."""

    plan_name: str
    stage: StageWindow | None
    day_of_stage: int | None
    days_left: int | None
    next_stage: StageWindow | None
    households: int
    members: int
    cases: dict[CaseState, int]
    alerts: dict[AlertState, int]
    late: tuple[Late, ...]
    tasks: tuple[StageTask, ...]


@dataclass(frozen=True, slots=True)
class AlertBrief:
    """An alert in the list behind a count."""

    number: str
    household: HouseholdBrief
    gap: str
    state: AlertState
    due_on: date | None


class StatusService:
    """Counts for the workbench and ``status``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def now(self, *, today: date, days_since_backup: int | None = None) -> Status:
        """Where the year stands on this day; the caller knows the age of the last backup, if it wants it judged."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            stage = running.plan.stage_on(today) or _continuing(running.plan, today)
            day, left = day_of_stage(stage, today) if stage else (None, None)
            households, members = _sizes(session)
            return Status(
                plan_name=running.plan.name,
                stage=stage,
                day_of_stage=day,
                days_left=left,
                next_stage=next_stage(running.plan, today),
                households=households,
                members=members,
                cases=_case_counts(session, running),
                alerts=_alert_counts(session),
                late=find_late(session, running, today, days_since_backup=days_since_backup),
                tasks=stage_tasks(session, running, today),
            )

    def late(self, *, today: date, days_since_backup: int | None = None) -> tuple[Late, ...]:
        """Only what is late: what, whom, since when."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            return find_late(session, running, today, days_since_backup=days_since_backup)

    def ahead(self, *, today: date) -> tuple[Ahead, ...]:
        """The next seven days: what ends, opens or is due, the nearest first."""
        with self._ledger.reading() as session:
            return week_ahead(session, plans.plan_in(session, day=today), today)

    def villages(self, *, today: date) -> tuple[VillageProgress, ...]:
        """Each village's progress in the running stage, and its alerts."""
        with self._ledger.reading() as session:
            return village_progress(session, plans.plan_in(session, day=today), today)

    def households_in(self, state: CaseState, *, today: date) -> tuple[HouseholdBrief, ...]:
        """The list behind a count of cases."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            rows = session.execute(
                select(*BRIEF)
                .join(Case, Case.household_id == HouseholdSummary.household_id)
                .where(of_plan(running.plan_id), Case.state == state.value)
                .order_by(*BY_PLACE, Case.id)
            )
            return tuple(brief_of(row) for row in rows)

    def alerts_in(self, state: AlertState) -> tuple[AlertBrief, ...]:
        """The list behind a count of alerts, what is due first on top."""
        with self._ledger.reading() as session:
            rows = session.execute(
                select(*BRIEF, Alert.number, Alert.gap, Alert.due_on)
                .join(Alert, Alert.household_id == HouseholdSummary.household_id)
                .where(Alert.state == state.value)
                .order_by(Alert.due_on.is_(None), Alert.due_on, Alert.id)
            )
            return tuple(_alert_brief(row, state) for row in rows)


def _alert_brief(row: Sequence, state: AlertState) -> AlertBrief:
    number, gap, due_on = row[len(BRIEF) :]
    return AlertBrief(number, brief_of(row), gap, state, due_on)


def _sizes(session: Session) -> tuple[int, int]:
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(HouseholdSummary.member_count), 0)).where(
            HouseholdSummary.status == "active"
        )
    ).one()
    return row[0], row[1]


def _continuing(plan: Plan, today: date) -> StageWindow | None:
    """接续, which no plan dates: from January until the next plan begins."""
    return next((window for window in continuing_windows(plan) if today in window), None)


def _case_counts(session: Session, running: RunningPlan) -> dict[CaseState, int]:
    rows = session.execute(select(Case.state, func.count()).where(of_plan(running.plan_id)).group_by(Case.state))
    counts = {CaseState(state): count for state, count in rows}
    return {state: counts[state] for state in CaseState if state in counts}


def _alert_counts(session: Session) -> dict[AlertState, int]:
    rows = session.execute(select(Alert.state, func.count()).group_by(Alert.state))
    counts = {AlertState(state): count for state, count in rows}
    return {state: counts[state] for state in AlertState if state in counts}
