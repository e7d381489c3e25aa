"""The strip of a stage's tasks: what is done of how many (plan 五)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, PlatformTask, WorkflowStep
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, PlanStage
from app.models.region import Region
from app.models.screening import ScreeningHit, VillageSheet
from app.services.monitoring.grid import CellState, grid_in
from app.services.monitoring.months import Month
from app.services.plan_cases import of_plan
from app.services.plans import RunningPlan
from app.services.raising.service import counts_in
from app.services.visits.worklist import Progress, work_rows


@dataclass(frozen=True, slots=True)
class StageTask:
    """A task of the running stage: ``done`` of ``total`` (total 0 = nothing to do yet), and its sub-deadline."""

    code: str
    name: str
    done: int
    total: int
    due_on: date | None = None

    @property
    def left(self) -> int:
        """What is still to be done."""
        return max(self.total - self.done, 0)


def stage_tasks(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    """The tasks of the stage in which this day lies; outside every stage the watch goes on."""
    window = running.plan.stage_on(today)
    stage = window.stage if window else PlanStage.CONTINUING
    return _STRIPS.get(stage, _watching)(session, running, today)


def _screening(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    due = {deadline.code: deadline.due_on for deadline in running.plan.deadlines}
    steps = _step_counts(session, running)
    hits = (ScreeningHit.plan_id == running.plan_id, ScreeningHit.is_current == 1)
    villages = _count(session, Region.kind == "village", Region.merged_into_id.is_(None))
    sheets = session.scalar(
        select(func.count(VillageSheet.village_id.distinct())).where(
            VillageSheet.plan_id == running.plan_id, VillageSheet.closed_on.is_not(None)
        )
    )
    asked, open_ = _asked(session, running)
    reported, submitted = steps.get("report_village", 0), steps.get("submit_cross_check", 0)
    listed = steps.get("confirm_list", 0) + steps.get("list_before_result", 0)
    carried = steps.get("carry_over", 0)
    return (
        StageTask("carry_over", "自动纳入", carried, carried),
        StageTask("hits", "筛查核实", _count(session, *hits, ScreeningHit.answer.is_not(None)), _count(session, *hits)),
        StageTask("village_report", "村级上报", sheets or 0, villages, due.get("village_report")),
        StageTask("township_report", "镇级汇总", submitted, reported, due.get("township_report")),
        StageTask("cross_check", "信息比对", asked - open_, asked, due.get("cross_check")),
        StageTask("distribute", "审定分发", listed, submitted, due.get("distribute")),
    )


def _visiting(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    rows = work_rows(session, running.plan_id)
    total = len(rows)
    assigned = sum(row.team_id is not None or row.progress is Progress.VISITED for row in rows)
    printed = sum(row.progress is not Progress.NOT_PRINTED for row in rows)
    visited = sum(row.progress is Progress.VISITED for row in rows)
    again = [row for row in rows if row.visited_on is not None and row.progress is not Progress.VISITED]
    leader = sum(row.needs_leader for row in rows)
    return (
        StageTask("assigned", "分组", assigned, total),
        StageTask("printed", "打印走访表", printed, total),
        StageTask("visited", "入户走访", visited, total),
        StageTask("revisit", "需复访", 0, len(again)),
        StageTask("leader", "需领导决定", 0, leader),
    )


def _evaluating(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    steps = _step_counts(session, running)
    waiting = _cases(session, running, CaseState.VISITED)
    decided = steps.get("evaluate", 0) + steps.get("reject", 0)
    to_report = _cases(session, running, CaseState.EVALUATED, CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER)
    reported = steps.get("report_district", 0)
    open_ = _cases(session, running, CaseState.REPORTED_TO_DISTRICT, CaseState.TO_BE_MENDED)
    return (
        StageTask("evaluated", "评议", decided, decided + waiting),
        StageTask("reported", "报区", reported, reported + to_report),
        StageTask("decided", "区审定", max(reported - open_, 0), reported),
    )


def _entering(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    steps = _step_counts(session, running)
    approved, entered = steps.get("record_approval", 0), steps.get("record_entry", 0)
    open_tasks = _count(session, PlatformTask.done_on.is_(None), PlatformTask.is_void.is_(None))
    done_tasks = _count(session, PlatformTask.done_on.is_not(None), PlatformTask.is_void.is_(None))
    return (
        StageTask("entered", "录入标注", entered, approved),
        StageTask("confirmed", "台账核对", steps.get("confirm_ledger", 0), entered),
        StageTask("platform", "平台待办", done_tasks, done_tasks + open_tasks),
    )


def _watching(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    grid = grid_in(session, [Month.of(today)], today=today)
    cells = [row.cells[0].state for row in grid.rows]
    due = [state for state in cells if state is not CellState.NOT_DUE]
    alerts = {row[0]: row[1] for row in session.execute(select(Alert.state, func.count()).group_by(Alert.state)).all()}
    open_ = sum(alerts.get(state.value, 0) for state in OPEN_ALERT_STATES)
    closed = sum(alerts.get(s.value, 0) for s in (AlertState.CLOSED, AlertState.UPDATED, AlertState.FOLLOWED_UP))
    waiting = alerts.get(AlertState.CLOSURE_REQUESTED.value, 0)
    follow_up = (AlertState.CLOSED.value, AlertState.UPDATED.value)
    late = _count(session, Alert.state.in_(follow_up), Alert.follow_up_due_on <= today)
    return (
        StageTask(
            "monitored", "本月监测", sum(state is CellState.DONE for state in due), len(due), Month.of(today).last
        ),
        StageTask("alert_offers", "待标注", 0, counts_in(session, today=today).total),
        StageTask("alerts", "预警办结", closed, closed + open_),
        StageTask("closure", "销号待核实", 0, waiting),
        StageTask("follow_up", "回访到期", 0, late),
        *_turning(session, running, today),
    )


def _turning(session: Session, running: RunningPlan, today: date) -> tuple[StageTask, ...]:
    """From 1 December: the cases that go over into the next plan, due with the year."""
    year = running.plan.year
    if running.status == "closed" or today < date(year, 12, 1):
        return ()
    carried = _step_counts(session, running).get("roll_over", 0)
    left = _count(session, Case.plan_id == running.plan_id, Case.is_open == 1)
    return (StageTask("rollover", "年末结转", carried, carried + left, date(year, 12, 31)),)


_STRIPS: Mapping[PlanStage, Callable[[Session, RunningPlan, date], tuple[StageTask, ...]]] = {
    PlanStage.SCREENING: _screening,
    PlanStage.VISITING: _visiting,
    PlanStage.EVALUATING: _evaluating,
    PlanStage.ENTERING: _entering,
}


def _step_counts(session: Session, running: RunningPlan) -> dict[str, int]:
    """How many cases took each action (taken-back steps do not count)."""
    rows = session.execute(
        select(WorkflowStep.action, func.count(WorkflowStep.case_id.distinct()))
        .join(Case, Case.id == WorkflowStep.case_id)
        .where(of_plan(running.plan_id), WorkflowStep.taken_back_on.is_(None))
        .group_by(WorkflowStep.action)
    )
    return {row[0]: row[1] for row in rows}


def _cases(session: Session, running: RunningPlan, *states: CaseState) -> int:
    return _count(session, of_plan(running.plan_id), Case.state.in_([state.value for state in states]))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0


def _asked(session: Session, running: RunningPlan) -> tuple[int, int]:
    """Requested person × items, and those that are open: unanswered, or a doubt without a conclusion."""
    own = (CrossCheckItem.batch_id == CrossCheckBatch.id, CrossCheckBatch.plan_id == running.plan_id)
    open_ = (CrossCheckItem.outcome == "unanswered") | (
        (CrossCheckItem.outcome == "suspect") & CrossCheckItem.conclusion.is_(None)
    )
    return _count(session, *own), _count(session, *own, open_)
