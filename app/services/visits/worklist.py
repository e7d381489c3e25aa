"""Whom to visit and how far each household is: 未打印, 已打印, 已走访, 需复访, 需领导定 (screens of 入户走访)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, Category, Labelled, VisitOutcome
from app.models.household import HouseholdSummary
from app.models.visits import Visit, VisitAssignment, VisitTeam
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.plan_cases import of_plan

ATTEMPTS_BEFORE_LEADER = 2


class Progress(Labelled):
    """How far the visit of a household is."""

    NOT_PRINTED = "not_printed", "未打印"
    PRINTED = "printed", "已打印"
    REVISIT = "revisit", "需复访"
    VISITED = "visited", "已走访"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A household of the visiting stage."""

    household: HouseholdBrief
    case_id: int
    category: Category
    progress: Progress
    team_id: int | None
    team_name: str
    printed_on: date | None
    visited_on: date | None
    attempts: int
    last_outcome: VisitOutcome | None
    next_on: date | None
    comparison_open: bool

    @property
    def needs_leader(self) -> bool:
        """Whether the next failed attempt goes to the leader (row 12)."""
        return self.progress is not Progress.VISITED and self.attempts >= ATTEMPTS_BEFORE_LEADER


def work_rows(
    session: Session, plan_id: int, *, team_id: int | None = None, village_id: int | None = None
) -> list[WorkRow]:
    """Every household that is to be visited or was, in the order in which people walk."""
    visits = _last_visits(session, plan_id)
    attempts = _attempts(session, plan_id)
    statement = (
        select(
            *BRIEF,
            Case.id,
            Case.category,
            Case.state,
            Case.comparison_open,
            VisitAssignment.team_id,
            VisitTeam.name,
            VisitAssignment.printed_on,
        )
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .join(VisitAssignment, VisitAssignment.case_id == Case.id, isouter=True)
        .join(VisitTeam, VisitTeam.id == VisitAssignment.team_id, isouter=True)
        .where(of_plan(plan_id), or_(_waiting(), Case.id.in_(list(visits))))
        .order_by(*BY_PLACE)
    )
    if team_id is not None:
        statement = statement.where(VisitAssignment.team_id == team_id)
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    return [_row(row, visits, attempts) for row in session.execute(statement)]


def _waiting():
    return and_(Case.is_open == 1, Case.state == CaseState.LISTED.value)


@dataclass(frozen=True, slots=True)
class _Last:
    visited_on: date | None = None
    outcome: str | None = None
    next_on: date | None = None


def _last_visits(session: Session, plan_id: int) -> dict[int, _Last]:
    """The last visit of the identification, by case; attempts that met nobody do not count."""
    rows = session.execute(
        select(Visit.case_id, func.max(Visit.visited_on))
        .join(Case, Case.id == Visit.case_id)
        .where(
            of_plan(plan_id),
            Visit.purpose == "identification",
            Visit.outcome.in_((VisitOutcome.VISITED.value, VisitOutcome.PHONE.value)),
        )
        .group_by(Visit.case_id)
    )
    return {case_id: _Last(visited_on) for case_id, visited_on in rows}


def _attempts(session: Session, plan_id: int) -> dict[int, tuple[int, _Last]]:
    """How often nobody was met, and the last such attempt, by case; taken-back steps do not count."""
    rows = session.execute(
        select(Visit.case_id, Visit.visited_on, Visit.outcome, Visit.next_on)
        .join(Case, Case.id == Visit.case_id)
        .join(WorkflowStep, WorkflowStep.id == Visit.step_id)
        .where(of_plan(plan_id), WorkflowStep.action == "record_attempt", WorkflowStep.taken_back_on.is_(None))
        .order_by(Visit.visited_on, Visit.id)
    )
    found: dict[int, tuple[int, _Last]] = {}
    for case_id, visited_on, outcome, next_on in rows:
        count, _ = found.get(case_id, (0, None))
        found[case_id] = (count + 1, _Last(visited_on, outcome, next_on))
    return found


def _row(row, visits: dict[int, _Last], attempts: dict[int, tuple[int, _Last]]) -> WorkRow:
    case_id, category, state, comparison_open, team_id, team_name, printed_on = row[len(BRIEF) :]
    visited = visits.get(case_id)
    count, last = attempts.get(case_id, (0, _Last()))
    return WorkRow(
        household=brief_of(row),
        case_id=case_id,
        category=Category(category),
        progress=_progress(state, printed_on, visited),
        team_id=team_id,
        team_name=team_name or "",
        printed_on=printed_on,
        visited_on=visited.visited_on if visited else None,
        attempts=count,
        last_outcome=VisitOutcome(last.outcome) if last.outcome else None,
        next_on=last.next_on,
        comparison_open=bool(comparison_open),
    )


def _progress(state: str, printed_on: date | None, visited: _Last | None) -> Progress:
    if state != CaseState.LISTED:
        return Progress.VISITED
    if visited is None:
        return Progress.PRINTED if printed_on else Progress.NOT_PRINTED
    # Printed again after the visit that has to be done over.
    last = visited.visited_on
    return Progress.PRINTED if printed_on and last and printed_on > last else Progress.REVISIT
