"""Hits, never cases: what a run found, kept beside the villages' answers (workflow 5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import Category
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.models.screening import ScreeningHit, ScreeningRun
from app.services.ledger import Transaction
from app.services.plan_cases import of_plan
from app.services.plans import RunningPlan
from app.services.screening.results import Candidate, HitRow, ScreeningResult

REPORTED, STRUCK = "reported", "struck"


@dataclass(frozen=True, slots=True)
class HitFilter:
    """Which hits: of a village, only those still found, only those without an answer."""

    village_id: int | None = None
    only_current: bool = True
    only_unanswered: bool = False


def write_run_in(tx: Transaction, running: RunningPlan, result: ScreeningResult) -> None:
    """Store a run and its hits; a hit that is no longer found stays, marked, unless its household was reported."""
    run = ScreeningRun(
        plan_id=running.plan_id,
        plan_version_id=running.version_id,
        run_on=tx.today,
        line_fen=running.plan.line_fen,
        candidate_count=len(result.candidates),
        unknown_count=len(result.unknown),
    )
    tx.session.add(run)
    tx.session.flush()
    known = {hit.household_id: hit for hit in tx.session.scalars(_of_plan(running.plan_id))}
    found = {candidate.household_id for candidate in result.candidates}
    # Whoever has an open case was not judged: the hit that led there stands.
    judged = set(known) - _with_open_case(tx.session, known)
    for household_id in judged - found:
        known[household_id].is_current = 0
    for candidate in result.candidates:
        hit = known.get(candidate.household_id)
        if hit is None:
            hit = ScreeningHit(plan_id=running.plan_id, household_id=candidate.household_id, category="")
            tx.session.add(hit)
        _fill(hit, candidate, run_id=run.id)


def _of_plan(plan_id: int) -> Select[ScreeningHit]:
    return select(ScreeningHit).where(ScreeningHit.plan_id == plan_id)


def _with_open_case(session: Session, household_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in in_chunks(household_ids):
        found |= set(session.scalars(select(Case.household_id).where(Case.is_open == 1, Case.household_id.in_(chunk))))
    return found


def _fill(hit: ScreeningHit, candidate: Candidate, *, run_id: int) -> None:
    clauses = {reason.clause for reason in candidate.reasons}
    # A struck hit stays struck until another clause speaks for the household.
    if hit.answer == STRUCK and not clauses <= set(clauses_of(hit.reasons)):
        hit.answer = hit.answer_reason = hit.answered_on = hit.signers = hit.sheet_id = None
    hit.run_id, hit.category, hit.is_current = run_id, candidate.category.value, 1
    hit.priority = int(candidate.priority)
    hit.reasons = json.dumps([reason.as_json() for reason in candidate.reasons], ensure_ascii=False)


def clauses_of(reasons: str) -> tuple[str, ...]:
    """The clauses of a stored hit."""
    return tuple(str(reason["clause"]) for reason in json.loads(reasons))


def carried_over(session: Session, plan_id: int) -> int:
    """The households with a row-1 case of the plan."""
    statement = (
        select(func.count(func.distinct(Case.household_id)))
        .join(WorkflowStep, WorkflowStep.case_id == Case.id)
        .where(of_plan(plan_id), WorkflowStep.action == "carry_over", WorkflowStep.taken_back_on.is_(None))
    )
    return session.scalar(statement) or 0


def stands() -> ColumnElement[bool]:
    """Hits that count: what the village answered stays on its sheet, also where the answer took the sign away."""
    return or_(ScreeningHit.is_current == 1, ScreeningHit.answer.is_not(None))


def find_hits(session: Session, plan_id: int, wanted: HitFilter) -> Sequence[HitRow]:
    """The hits of a plan with their answers: priority first, then by village and code."""
    hit, home = ScreeningHit, HouseholdSummary
    statement = (
        select(hit, home)
        .join(home, home.household_id == hit.household_id)
        .where(hit.plan_id == plan_id)
        .order_by(hit.priority.desc(), home.village_id, home.code)
    )
    if wanted.village_id is not None:
        statement = statement.where(home.village_id == wanted.village_id)
    if wanted.only_current:
        statement = statement.where(stands())
    rows = session.execute(statement).all()
    taken = _taken_up(session, plan_id)
    found = (_hit_row(h, s, taken) for h, s in rows)
    return [row for row in found if row.answer is None or not wanted.only_unanswered]


def _taken_up(session: Session, plan_id: int) -> Mapping[int, str]:
    """The state of the latest case of each household in this plan: a case made of a hit answers it."""
    rows = session.execute(select(Case.household_id, Case.state).where(of_plan(plan_id)).order_by(Case.id))
    return {row.household_id: row.state for row in rows}


def _hit_row(hit: ScreeningHit, home: HouseholdSummary, taken: Mapping[int, str]) -> HitRow:
    state = taken.get(hit.household_id)
    return HitRow(
        household_id=hit.household_id,
        household_code=home.code,
        head_name=home.head_name,
        village_id=home.village_id,
        village=home.village_name,
        category=Category(hit.category),
        priority=bool(hit.priority),
        is_current=bool(hit.is_current),
        clauses=clauses_of(hit.reasons),
        net_per_head_fen=home.net_per_head_fen,
        answer=hit.answer or (REPORTED if state else None),
        answer_reason=hit.answer_reason,
        answered_on=hit.answered_on,
        case_state=state,
    )


def hit_of(session: Session, plan_id: int, household: Household) -> ScreeningHit | None:
    """The hit of a household in a plan."""
    return session.scalars(_of_plan(plan_id).where(ScreeningHit.household_id == household.id)).one_or_none()
