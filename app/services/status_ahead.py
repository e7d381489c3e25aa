"""What comes next: the days of the week ahead on which something ends or is due, and each village's progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.cases import Alert, Case, Measure, Problem, WorkflowStep
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, MeasureState, PlanStage, Track
from app.models.household import HouseholdSummary
from app.models.region import Region
from app.models.screening import ScreeningHit
from app.services.alerts.book import lines_in
from app.services.cases.clocks import running_clocks
from app.services.monitoring.grid import CellState, grid_in
from app.services.monitoring.months import Month
from app.services.plans import RunningPlan
from app.services.visits.worklist import Progress, work_rows

DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is due on a day: its kind (the list behind it, as of late work), in words, and how many."""

    day: date
    kind: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class VillageProgress:
    """A village in the running stage: done of total, and its alerts."""

    village_id: int
    name: str
    done: int
    total: int
    open_alerts: int
    late_alerts: int


def week_ahead(session: Session, running: RunningPlan, today: date, *, days: int = DAYS_AHEAD) -> tuple[Ahead, ...]:
    """Stage ends and beginnings, sub-deadlines and due dates from today on, the nearest first."""
    last = today + timedelta(days=days)
    found = [*_stages(running, today, last), *_alerts(session, today, last), *_others(session, today, last)]
    found += _tracks(session, running, today, last)
    return tuple(sorted(found, key=lambda one: (one.day, one.kind)))


def _stages(running: RunningPlan, today: date, last: date) -> Iterator[Ahead]:
    for window in running.plan.stages:
        if today <= window.closes_on <= last:
            yield Ahead(window.closes_on, "stage", f"{window.name}最后一天", 1)
        if today < window.opens_on <= last:
            yield Ahead(window.opens_on, "stage", f"{window.name}开始", 1)
    for deadline in running.plan.deadlines:
        if today <= deadline.due_on <= last:
            yield Ahead(deadline.due_on, deadline.code, f"{deadline.name}期限", 1)
    month = Month.of(today)
    watch = running.plan.stage(PlanStage.MONITORING)
    if watch and today >= watch.opens_on and month.last <= last:
        yield Ahead(month.last, "not_monitored", f"{month.number}月监测截止", 1)


def _tracks(session: Session, running: RunningPlan, today: date, last: date) -> Iterator[Ahead]:
    """补录 to be decided, and papers of 绿色通道 to be handed in."""
    clocks = running_clocks(session, running.plan, today=today)
    counted = Counter((clock.due_on, clock.track) for clock in clocks if today <= clock.due_on <= last)
    for (due, track), count in counted.items():
        if track is Track.SUPPLEMENT:
            yield Ahead(due, "supplement", "补录审定到期", count)
        else:
            yield Ahead(due, "green_papers", "绿色通道手续到期", count)


def _alerts(session: Session, today: date, last: date) -> Iterator[Ahead]:
    open_states = Alert.state.in_([state.value for state in OPEN_ALERT_STATES])
    silent = (Alert.state == AlertState.ASSIGNED.value) & Alert.responded_on.is_(None)
    waiting = Alert.state.in_([AlertState.CLOSED.value, AlertState.UPDATED.value])
    yield from _counted(session, Alert.response_due_on, "alert", "预警待部门接收", today, last, silent)
    yield from _counted(
        session, Alert.due_on, "alert", "预警办结到期", today, last, open_states, Alert.paused_on.is_(None)
    )
    yield from _counted(session, Alert.follow_up_due_on, "follow_up", "销号后回访到期", today, last, waiting)


def _others(session: Session, today: date, last: date) -> Iterator[Ahead]:
    planned = Measure.state == MeasureState.PLANNED.value
    yield from _counted(session, Measure.due_on, "measure", "帮扶措施到期", today, last, planned)
    yield from _counted(session, Problem.due_on, "problem", "问题整改到期", today, last, Problem.done_on.is_(None))


def _counted(
    session: Session,
    day: InstrumentedAttribute,
    kind: str,
    name: str,
    today: date,
    last: date,
    *conditions: ColumnElement[bool],
) -> Iterator[Ahead]:
    days = Counter(session.scalars(select(day).where(day >= today, day <= last, *conditions)))
    for due, count in days.items():
        yield Ahead(due, kind, name, count)


def village_progress(session: Session, running: RunningPlan, today: date) -> tuple[VillageProgress, ...]:
    """Each living village in the running stage, in the order of the tree."""
    window = running.plan.stage_on(today)
    counts = _COUNTERS.get(window.stage if window else PlanStage.CONTINUING, _watching)(session, running, today)
    lines = lines_in(session)
    open_ = Counter(line.household.village_id for line in lines if line.is_open)
    late = Counter(line.household.village_id for line in lines if line.is_late(today))
    villages = session.execute(
        select(Region.id, Region.name)
        .where(Region.kind == "village", Region.merged_into_id.is_(None))
        .order_by(Region.position, Region.id)
    )
    return tuple(
        VillageProgress(id_, name, *counts.get(id_, (0, 0)), open_alerts=open_[id_], late_alerts=late[id_])
        for id_, name in villages
    )


_Counts = dict[int, tuple[int, int]]  # village -> done, total


def _screening(session: Session, running: RunningPlan, today: date) -> _Counts:
    rows = session.execute(
        select(HouseholdSummary.village_id, ScreeningHit.answer)
        .join(ScreeningHit, ScreeningHit.household_id == HouseholdSummary.household_id)
        .where(ScreeningHit.plan_id == running.plan_id, ScreeningHit.is_current == 1)
    )
    return _tally((village, answer is not None) for village, answer in rows)


def _visiting(session: Session, running: RunningPlan, today: date) -> _Counts:
    rows = work_rows(session, running.plan_id)
    return _tally((row.household.village_id, row.progress is Progress.VISITED) for row in rows)


def _evaluating(session: Session, running: RunningPlan, today: date) -> _Counts:
    return _by_step(session, running, ("evaluate", "reject"), (CaseState.VISITED,))


def _entering(session: Session, running: RunningPlan, today: date) -> _Counts:
    return _by_step(session, running, ("record_entry",), (CaseState.APPROVED,))


def _by_step(
    session: Session, running: RunningPlan, done_by: tuple[str, ...], waiting: tuple[CaseState, ...]
) -> _Counts:
    """Cases that took one of these steps and do not wait for it again, and those that wait."""
    taken = select(WorkflowStep.case_id).where(
        WorkflowStep.action.in_(done_by), WorkflowStep.taken_back_on.is_(None), WorkflowStep.case_id.is_not(None)
    )
    states = [state.value for state in waiting]
    rows = session.execute(
        select(HouseholdSummary.village_id, Case.state)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(Case.plan_id == running.plan_id, Case.state.in_(states) | Case.id.in_(taken))
    )
    return _tally((village, state not in states) for village, state in rows)


def _watching(session: Session, running: RunningPlan, today: date) -> _Counts:
    grid = grid_in(session, [Month.of(today)], today=today)
    cells = ((row.household.village_id, row.cells[0].state) for row in grid.rows)
    return _tally((village, state is CellState.DONE) for village, state in cells if state is not CellState.NOT_DUE)


def _tally(rows: Iterator[tuple[int, bool]]) -> _Counts:
    found: _Counts = {}
    for village, is_done in rows:
        done, total = found.get(village, (0, 0))
        found[village] = (done + is_done, total + 1)
    return found


_COUNTERS: Mapping[PlanStage, Callable[[Session, RunningPlan, date], _Counts]] = {
    PlanStage.SCREENING: _screening,
    PlanStage.VISITING: _visiting,
    PlanStage.EVALUATING: _evaluating,
    PlanStage.ENTERING: _entering,
}
