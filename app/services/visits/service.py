"""Visits as they are typed back: forms, attempts, households met on the way (workflow rows 11-14, 31a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, Category, HouseholdType, NoState, VisitOutcome
from app.models.facts import HouseholdFact
from app.models.household import Household, IncomeStatement, Membership, Person
from app.models.visits import Visit
from app.services import plans
from app.services.cases.door import Done, take_in
from app.services.cases.loading import find_household
from app.services.cases.request import PermitInput, StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse
from app.services.ledger import Ledger, Transaction
from app.services.visits.form import VisitForm, as_step, form_problems
from app.services.visits.income import twelve_months_before
from app.services.visits.prefill import FormStart, form_start
from app.services.visits.worklist import Progress, WorkRow, work_rows
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class VisitSaved:
    """A household's step was taken; ``next_code`` is the next household of the same team without a visit."""

    household_code: str
    state: CaseState | NoState
    next_code: str | None
    changes: ChangeSet | None


class VisitService:
    """Types visits back. One household per call; a refusal names every reason and changes nothing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def form_for(self, code: str, *, today: date) -> FormStart:
        """The form of a household with an open case, as it stands before typing."""
        with self._ledger.reading() as session:
            household = _household(session, code)
            case = _open_case(session, household)
            running = plans.plan_in(session, day=today)
            work = next((w for w in work_rows(session, running.plan_id) if w.case_id == case.id), None)
            return form_start(
                session, household, state=CaseState(case.state), category=Category(case.category), work=work
            )

    def record_visit(
        self,
        code: str,
        form: VisitForm,
        *,
        actor: Actor,
        today: date,
        clearing: bool = False,
        permit: PermitInput | None = None,
    ) -> VisitSaved:
        """Row 13 (31a when ``clearing``): facts, itemised income, visit and step in one transaction."""
        action = "record_clear_visit" if clearing else "record_visit"
        with self._ledger.transaction(f"visit.{action}", actor=actor, today=today) as tx:
            household = _household(tx.session, code)
            known = _known(tx.session, household)
            heads = form.heads if form.heads is not None else known.heads
            kin = any(visitor.name.strip() in known.members for visitor in form.visitors)
            given = as_step(form, heads=heads, kin=kin, away=known.was_away)
            problems = tuple(form_problems(form, heads=heads))
            done = _take(tx, action, household.code, given, permit=permit, problems=problems)
            _add_to_visit(tx, household, form, action=action)
            next_code = None if clearing else _next_code(tx.session, household.code, today)
        return VisitSaved(household.code, done.state, next_code, tx.changes)

    def record_attempt(
        self,
        code: str,
        outcome: VisitOutcome,
        *,
        on: date,
        next_on: date,
        visitors: Sequence[Signer] = (),
        leader_decision: str = "",
        actor: Actor,
        today: date,
        permit: PermitInput | None = None,
    ) -> VisitSaved:
        """Row 12: nobody met, refused, or away; the third one needs what the leader decided."""
        with self._ledger.transaction("visit.record_attempt", actor=actor, today=today) as tx:
            household = _household(tx.session, code)
            if next_on <= on:
                raise refuse("visit.next_before_attempt", on=on, next_on=next_on)
            data: dict[str, object] = {
                "outcome": outcome.value,
                "next_on": next_on.isoformat(),
                "visitors": [{"name": v.name, "office": v.office} for v in visitors],
                "leader_decision": leader_decision.strip(),
            }
            done = _take(
                tx, "record_attempt", household.code, StepInput(on, tuple(visitors), None, data), permit=permit
            )
            next_code = _next_code(tx.session, household.code, today)
        return VisitSaved(household.code, done.state, next_code, tx.changes)

    def join(
        self,
        code: str,
        *,
        finder: str,
        difficulty: str,
        expected_income_fen: int,
        on: date,
        actor: Actor,
        today: date,
        category: Category | None = None,
        permit: PermitInput | None = None,
    ) -> VisitSaved:
        """Row 11: a household met on the way joins the list; its comparison opens. Income of the whole household."""
        with self._ledger.transaction("visit.join", actor=actor, today=today) as tx:
            household = _household(tx.session, code)
            data: dict[str, object] = {
                "category": (category or fitting_category(household.household_type)).value,
                "finder": finder.strip(),
                "difficulty": difficulty.strip(),
                "expected_income_fen": expected_income_fen,
            }
            signers = (Signer(finder.strip()),) if finder.strip() else ()
            done = _take(tx, "join_on_visit", household.code, StepInput(on, signers, None, data), permit=permit)
        return VisitSaved(household.code, done.state, household.code, tx.changes)

    def require_revisit(
        self, code: str, *, cause: str, on: date, actor: Actor, today: date, permit: PermitInput | None = None
    ) -> VisitSaved:
        """Row 14: what the visit found no longer holds (split, death, income across the line, late hit)."""
        with self._ledger.transaction("visit.require_revisit", actor=actor, today=today) as tx:
            household = _household(tx.session, code)
            given = StepInput(on, data={"cause": cause.strip()})
            done = _take(tx, "require_revisit", household.code, given, permit=permit)
        return VisitSaved(household.code, done.state, household.code, tx.changes)

    def next_code(self, after: str, *, today: date) -> str | None:
        """The household after this one in the order of its team; None when the team is through."""
        with self._ledger.reading() as session:
            return _next_code(session, after, today)


def fitting_category(household_type: str | None) -> Category:
    """脱贫监测户 for 脱贫户, else 边缘户: what two clicks propose."""
    return Category.UNSTABLE_EXITED if household_type == HouseholdType.EXITED else Category.MARGINAL


def _household(session: Session, code: str) -> Household:
    household = find_household(session, code)
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": code}))
    return household


def _open_case(session: Session, household: Household) -> Case:
    case = session.scalars(
        select(Case).where(Case.household_id == household.id, Case.is_open == 1).order_by(Case.id.desc())
    ).first()
    if case is None:
        raise NotFound(Reason("case.not_found", {"code": household.code}))
    return case


def _take(
    tx: Transaction,
    action: str,
    code: str,
    given: StepInput,
    *,
    permit: PermitInput | None,
    problems: Sequence[Reason] = (),
) -> Done:
    """Take the step; the form's own contradictions and the door's reasons come in one refusal."""
    done, refused = take_in(tx, action, households=[code], given=given, permit=permit)
    reasons = [*problems, *(reason for household in refused for reason in household.reasons)]
    if reasons:
        raise Refused(*_once(reasons))
    return done[0]


def _once(reasons: Sequence[Reason]) -> list[Reason]:
    """Each reason once; values are mappings, so equal ones are found by their text."""
    seen: dict[str, Reason] = {}
    for reason in reasons:
        seen.setdefault(f"{reason.code}{reason.values}", reason)
    return list(seen.values())


@dataclass(frozen=True, slots=True)
class _Known:
    heads: int
    members: frozenset[str]
    was_away: bool


def _known(session: Session, household: Household) -> _Known:
    rows = session.execute(
        select(Person.name, Membership.counts_per_head)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == household.id, Membership.to_on.is_(None))
    ).all()
    away = session.scalar(
        select(func.count()).where(Visit.household_id == household.id, Visit.outcome == VisitOutcome.AWAY.value)
    )
    return _Known(sum(row.counts_per_head for row in rows), frozenset(row.name for row in rows), bool(away))


def _add_to_visit(tx: Transaction, household: Household, form: VisitForm, *, action: str) -> None:
    """What the form says beyond the step's fields: finding, period, claims and self-paid cost."""
    step = tx.session.scalars(
        select(WorkflowStep)
        .where(WorkflowStep.household_id == household.id, WorkflowStep.action == action, WorkflowStep.seq == tx.seq)
        .order_by(WorkflowStep.number.desc())
    ).first()
    assert step is not None
    visit = tx.session.scalars(select(Visit).where(Visit.step_id == step.id)).one()
    visit.finding = form.finding.strip() or None
    statement = tx.session.get_one(IncomeStatement, visit.statement_id)
    statement.claims_fen, statement.self_paid_fen = form.claims_fen, form.self_paid_fen
    statement.period_from_on, statement.period_to_on = twelve_months_before(form.visited_on)
    fact = tx.session.get_one(HouseholdFact, visit.fact_id)
    fact.note = form.difficulty.strip() or None


def _next_code(session: Session, after: str, today: date) -> str | None:
    running = plans.plan_in(session, day=today)
    rows = work_rows(session, running.plan_id)
    here = next((i for i, row in enumerate(rows) if row.household.code == after), None)
    if here is None:
        return None
    team = rows[here].team_id
    waiting: list[WorkRow] = [
        row for row in (*rows[here + 1 :], *rows[:here]) if row.team_id == team and row.progress is not Progress.VISITED
    ]
    return waiting[0].household.code if waiting else None
