"""Where the year stands: stage, counts, and what is late (each with the list behind it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, PlatformTask
from app.models.cross_check import CrossCheckItem
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, PlanStage
from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.models.screening import VillageSheet
from app.services import plans
from app.services.ledger import Ledger
from app.services.plans import RunningPlan
from app.services.workflow.plan import StageWindow, day_of_stage, next_stage


@dataclass(frozen=True, slots=True)
class Late:
    """A kind of work that is overdue: how many, since when, and the household codes or names behind it."""

    kind: str
    name: str
    since: date
    items: tuple[str, ...]


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


class StatusService:
    """Counts for the workbench and ``status``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def now(self, *, today: date) -> Status:
        """Where the year stands on this day."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            stage = running.plan.stage_on(today)
            day, left = day_of_stage(stage, today) if stage else (None, None)
            households, members = session.execute(
                select(func.count(), func.coalesce(func.sum(HouseholdSummary.member_count), 0)).where(
                    HouseholdSummary.status == "active"
                )
            ).one()
            return Status(
                running.plan.name,
                stage,
                day,
                left,
                next_stage(running.plan, today),
                households,
                members,
                _case_counts(session, running),
                _alert_counts(session),
                tuple(late for late in _late(session, running, today) if late.items),
            )


def _case_counts(session: Session, running: RunningPlan) -> dict[CaseState, int]:
    rows = session.execute(select(Case.state, func.count()).where(Case.plan_id == running.plan_id).group_by(Case.state))
    counts = {CaseState(state): count for state, count in rows}
    return {state: counts[state] for state in CaseState if state in counts}


def _alert_counts(session: Session) -> dict[AlertState, int]:
    rows = session.execute(select(Alert.state, func.count()).group_by(Alert.state))
    counts = {AlertState(state): count for state, count in rows}
    return {state: counts[state] for state in AlertState if state in counts}


def _codes(session: Session, running: RunningPlan, *states: CaseState) -> tuple[str, ...]:
    statement = (
        select(Household.code)
        .join(Case, Case.household_id == Household.id)
        .where(Case.plan_id == running.plan_id, Case.state.in_([s.value for s in states]), Case.track == "B")
        .order_by(Household.code)
    )
    return tuple(session.scalars(statement))


# What should have been left behind when a stage closes: (stage, kind, name, states).
_AFTER_STAGE = (
    (PlanStage.SCREENING, "not_reported", "村未上报", (CaseState.PROPOSED, CaseState.REPORTED_BY_VILLAGE)),
    (PlanStage.VISITING, "not_visited", "未走访", (CaseState.LISTED,)),
    (PlanStage.EVALUATING, "not_evaluated", "未评议报区", (CaseState.VISITED, CaseState.EVALUATED)),
    (PlanStage.ENTERING, "not_entered", "未录入", (CaseState.APPROVED,)),
)


def _late(session: Session, running: RunningPlan, today: date) -> list[Late]:
    found: list[Late] = []
    for code, kind, name, states in _AFTER_STAGE:
        window = running.plan.stage(code)
        if window and today > window.closes_on:
            found.append(Late(kind, name, window.closes_on, _codes(session, running, *states)))
    due = {deadline.code: deadline.due_on for deadline in running.plan.deadlines}
    if "village_report" in due and today > due["village_report"]:
        found.append(Late("village_sheet", "村上报表未交", due["village_report"], _villages_out(session, running)))
    if "cross_check" in due and today > due["cross_check"]:
        found.append(Late("cross_check", "信息比对未答复", due["cross_check"], _unanswered(session)))
    found.append(Late("alert", "预警超期", today, _overdue_alerts(session, today)))
    found.append(Late("platform", "平台待办", today, _platform(session)))
    return found


def _villages_out(session: Session, running: RunningPlan) -> tuple[str, ...]:
    sheets = select(VillageSheet.village_id).where(
        VillageSheet.plan_id == running.plan_id, VillageSheet.closed_on.is_not(None)
    )
    missing = select(Region.name).where(
        Region.kind == "village", Region.merged_into_id.is_(None), Region.id.not_in(sheets)
    )
    return tuple(session.scalars(missing.order_by(Region.position, Region.id)))


def _unanswered(session: Session) -> tuple[str, ...]:
    statement = (
        select(Household.code)
        .distinct()
        .join(CrossCheckItem, CrossCheckItem.household_id == Household.id)
        .where(CrossCheckItem.outcome == "unanswered")
    )
    return tuple(session.scalars(statement.order_by(Household.code)))


def _overdue_alerts(session: Session, today: date) -> tuple[str, ...]:
    states = [state.value for state in OPEN_ALERT_STATES]
    statement = select(Alert.number).where(Alert.state.in_(states), Alert.due_on < today)
    return tuple(session.scalars(statement.order_by(Alert.due_on)))


def _platform(session: Session) -> tuple[str, ...]:
    statement = (
        select(Household.code)
        .join(PlatformTask, PlatformTask.household_id == Household.id)
        .where(PlatformTask.done_on.is_(None), PlatformTask.is_void.is_(None))
    )
    return tuple(session.scalars(statement.order_by(Household.code)))
