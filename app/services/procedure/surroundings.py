"""What is the same for every household of a call: the plan that judges, its calendar, the other plans, the villages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from app.models.enums import PlanStage
from app.models.plans import Holiday, PlanYear
from app.models.region import Region
from app.models.screening import VillageSheet
from app.services import plans
from app.services.plans import RunningPlan
from app.services.workflow.facts import Calendar
from app.services.workflow.plan import Plan
from app.services.workflow.working_days import WorkCalendar, shipped_calendar


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Loaded once for a call."""

    running: RunningPlan
    working_days: WorkCalendar
    years: dict[int, int]  # plan id -> year
    continuing_until: date | None
    villages_missing: tuple[str, ...]
    closed: frozenset[int] = frozenset()  # plan ids

    @property
    def plan(self) -> Plan:
        """The plan that judges."""
        return self.running.plan

    def closed_year(self, plan_id: int | None) -> int | None:
        """The year that is read-only, if that of a case or alert (of the running plan before there is one) is."""
        plan_id = self.running.plan_id if plan_id is None else plan_id
        return self.years.get(plan_id) if plan_id in self.closed else None

    def open_plan_id(self) -> int:
        """The running plan; once its year is read-only, the next one that is not: help waits for no new plan."""
        running = self.running.plan_id
        later = sorted((year, id_) for id_, year in self.years.items() if year > self.plan.year)
        following = [id_ for _, id_ in later if id_ not in self.closed]
        return following[0] if running in self.closed and following else running

    def calendar_of(self, plan_id: int, *, since: date) -> Calendar:
        """How the year of a case or alert that began on a day lies to the plan that judges it."""
        return Calendar(
            self.years.get(plan_id),
            is_rolled_over=since.year < self.plan.year,
            continuing_until=self.continuing_until,
        )


def around(session: Session, *, day: date) -> Surroundings:
    """What surrounds a step of this day; NotFound when no plan judges it."""
    return around_plan(session, plans.plan_in(session, day=day))


def around_plan(session: Session, running: RunningPlan) -> Surroundings:
    """The same for a plan that is already loaded."""
    rows = session.execute(select(PlanYear.id, PlanYear.year, PlanYear.status)).all()
    years = {row.id: row.year for row in rows}
    closed = frozenset(row.id for row in rows if row.status == "closed")
    following = running.plan.year + 1
    until = None
    if following in years.values():
        monitoring = plans.plan_in(session, year=following).plan.stage(PlanStage.MONITORING)
        until = monitoring.opens_on - timedelta(days=1) if monitoring else None
    missing = _villages_missing(session, running.plan_id)
    return Surroundings(running, working_days(session), years, until, missing, closed)


def working_days(session: Session) -> WorkCalendar:
    """The shipped calendar with the days that the office added."""
    own = list(session.execute(select(Holiday.day, Holiday.is_working)))
    if not own:
        return shipped_calendar()
    return shipped_calendar().with_days(off=_days(own, working=False), on=_days(own, working=True))


def _days(rows: Iterable[object], *, working: bool) -> frozenset[date]:
    return frozenset(day for day, is_working in rows if bool(is_working) == working)  # type: ignore[misc]


def _villages_missing(session: Session, plan_id: int) -> tuple[str, ...]:
    closed = exists().where(
        and_(VillageSheet.plan_id == plan_id, VillageSheet.village_id == Region.id, VillageSheet.closed_on.is_not(None))
    )
    missing = select(Region.name).where(Region.kind == "village", Region.merged_into_id.is_(None), ~closed)
    return tuple(session.scalars(missing.order_by(Region.position, Region.id)))
