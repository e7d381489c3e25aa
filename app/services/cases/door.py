"""The one door to a case's state: judges, assigns, records the step and its papers, in one transaction (design 4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlalchemy import func, select

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, PlanStage, Track
from app.models.household import Household
from app.models.plans import Permit as PermitRow
from app.services import clock, plans
from app.services.cases import effects
from app.services.cases.loading import Loaded, find_household, load
from app.services.cases.request import PermitInput, StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger, Transaction
from app.services.papers_frozen import ListedHousehold, freeze_list_in
from app.services.plans import RunningPlan
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Permit, Request
from app.services.workflow.judge import Verdict, judge, open_actions
from app.services.workflow.table import Transition

_PERMITTED = frozenset({"window.closed", "window.typing_late"})


@dataclass(frozen=True, slots=True)
class Done:
    """A household whose step was taken, and its new state."""

    household_code: str
    state: CaseState


@dataclass(frozen=True, slots=True)
class RefusedHousehold:
    """A household whose step was refused, with every reason."""

    household_code: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """完成 n / 拒绝 m. ``changes`` is None when nothing was done: then nothing was written at all."""

    done: tuple[Done, ...]
    refused: tuple[RefusedHousehold, ...]
    changes: ChangeSet | None = None


class AfterClosing(Protocol):
    """What else ends with a case: its open alerts (alert row 23), given by the composition."""

    def __call__(self, tx: Transaction, household_id: int, *, on: date) -> None:
        """Called in the same transaction."""
        ...


class _NothingDoneError(Exception):
    """Rolls an empty batch back, so that it leaves no audit entry."""


@dataclass(slots=True)
class _Batch:
    """A call under way."""

    tx: Transaction
    running: RunningPlan
    action: str
    given: StepInput
    permit: PermitInput | None
    permit_row: PermitRow | None = None
    after_closing: AfterClosing | None = None
    steps: list[tuple[Transition, Case, WorkflowStep]] = field(default_factory=list)


class CaseService:
    """Takes steps of cases and says which are open."""

    def __init__(self, ledger: Ledger, *, after_closing: AfterClosing | None = None) -> None:
        self._ledger = ledger
        self._after_closing = after_closing

    def take(
        self,
        action: str,
        *,
        households: Sequence[str],
        given: StepInput,
        actor: Actor,
        today: date,
        permit: PermitInput | None = None,
    ) -> Outcome:
        """Take an action for each household that may; one transaction, one audit entry, or nothing at all."""
        done: list[Done] = []
        refused: list[RefusedHousehold] = []
        try:
            with self._ledger.transaction(f"case.{action}", actor=actor, today=today) as tx:
                found, refused = take_in(
                    tx, action, households=households, given=given, permit=permit, after_closing=self._after_closing
                )
                done += found
                if not done:
                    raise _NothingDoneError
                tx.note(done=len(done), refused=len(refused))
        except _NothingDoneError:
            return Outcome((), tuple(refused))
        return Outcome(tuple(done), tuple(refused), tx.changes)

    def open_actions(self, code: str, *, today: date) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
        """For the window: what leaves this household's state, and why some of it is closed today."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            if household is None:
                return ()
            running = plans.plan_in(session, day=today)
            loaded = load(session, household, running)
            return open_actions("case", loaded.facts, running.plan, Request(today=today, occurred_on=today))


def take_in(
    tx: Transaction,
    action: str,
    *,
    households: Sequence[str],
    given: StepInput,
    permit: PermitInput | None = None,
    after_closing: AfterClosing | None = None,
) -> tuple[list[Done], list[RefusedHousehold]]:
    """The same inside a running transaction, for services that bring data of their own (imports, visits, meetings)."""
    batch = _Batch(tx, _plan_for(tx, given), action, given, permit, after_closing=after_closing)
    done: list[Done] = []
    refused: list[RefusedHousehold] = []
    for code in dict.fromkeys(households):
        household = find_household(tx.session, code)
        if household is None:
            refused.append(RefusedHousehold(code, (Reason("household.not_found", {"code": code}),)))
            continue
        batch.given = given.of(code)
        loaded = load(tx.session, household, batch.running)
        verdict, permit_used = _judged(batch, loaded)
        if verdict.reasons or verdict.transition is None:
            refused.append(RefusedHousehold(code, verdict.reasons))
            continue
        state = _carry_out(batch, loaded, verdict, permit_used=permit_used)
        done.append(Done(household.code, state))
    batch.given = given
    _freeze(batch)
    return done, refused


def _plan_for(tx: Transaction, given: StepInput) -> RunningPlan:
    return plans.plan_in(tx.session, day=given.occurred_on)


def _judged(batch: _Batch, loaded: Loaded) -> tuple[Verdict, bool]:
    request = Request(
        today=batch.tx.today,
        occurred_on=batch.given.occurred_on,
        signers=batch.given.signers,
        paper_no=batch.given.paper_no,
        data=batch.given.data,
    )
    verdict = judge("case", batch.action, loaded.facts, batch.running.plan, request)
    codes = {reason.code for reason in verdict.reasons}
    if batch.permit is None or not codes & _PERMITTED:
        return verdict, False
    left = _permit_left(batch, loaded.household)
    if isinstance(left, Reason):
        return Verdict(verdict.transition, verdict.to, (*verdict.reasons, left)), False
    permitted = Request(
        today=request.today,
        occurred_on=request.occurred_on,
        signers=request.signers,
        paper_no=request.paper_no,
        data=request.data,
        permit=left,
    )
    return judge("case", batch.action, loaded.facts, batch.running.plan, permitted), True


def _permit_left(batch: _Batch, household: Household) -> Permit | Reason:
    given = batch.permit
    assert given is not None
    if household.code not in given.households and household.national_code not in given.households:
        return Reason("permit.not_named", {"paper_no": given.permit.paper_no})
    if batch.permit_row is None:
        ids = [found.id for code in given.households if (found := find_household(batch.tx.session, code))]
        batch.permit_row = plans.grant_permit_in(
            batch.tx, plan_id=batch.running.plan_id, permit=given.permit, household_ids=ids
        )
    left = plans.permit_for_in(batch.tx.session, batch.permit_row, household.id)
    return left or Reason("permit.used_up", {"paper_no": given.permit.paper_no})


def _carry_out(batch: _Batch, loaded: Loaded, verdict: Verdict, *, permit_used: bool) -> CaseState:
    row = verdict.transition
    assert row is not None
    if row.action == "take_back":
        return _take_back(batch, loaded, row)
    case = loaded.case or _new_case(batch, loaded.household, row)
    before = {c: getattr(case, c) for c in _RESTORED} if loaded.case else None
    target = CaseState(str(verdict.to))
    step = _record(batch, case, row, from_state=loaded.facts.state, to_state=target, before=before)
    _assign(case, target, on=batch.given.occurred_on)
    effects.apply(batch.tx, batch.running, case, step, batch.given)
    if not case.is_open and batch.after_closing is not None:
        batch.after_closing(batch.tx, case.household_id, on=batch.given.occurred_on)
    if permit_used and batch.permit_row is not None:
        step.permit_id = batch.permit_row.id
        plans.use_permit_in(batch.tx, batch.permit_row, household_id=case.household_id, action=row.action)
    batch.steps.append((row, case, step))
    batch.tx.about("household", loaded.household.uid, occurred_on=batch.given.occurred_on)
    batch.tx.session.flush()
    return target


def recall_clearing_in(tx: Transaction, household: Household, *, on: date) -> None:
    """Alert row 1: an alert raised while clearing is proposed recalls the proposal."""
    case = tx.session.scalars(
        select(Case).where(Case.household_id == household.id, Case.state == CaseState.CLEARING_PROPOSED)
    ).first()
    if case is not None:
        _assign(case, CaseState.MONITORED, on=on)


_RESTORED = ("category", "comparison_open", "round_number", "national_code")


def _assign(case: Case, state: CaseState, *, on: date) -> None:
    """The only line of the program that changes the state of a case."""
    case.state, case.state_since_on = state.value, on


def _new_case(batch: _Batch, household: Household, row: Transition) -> Case:
    data, on = batch.given.data, batch.given.occurred_on
    case = Case(
        plan_id=batch.running.plan_id,
        household_id=household.id,
        track=_track(batch, row).value,
        state="",
        category=str(data["category"]),
        origin=str(data.get("origin") or row.action),
        opened_on=on,
        state_since_on=on,
        clock_from_on=a_day(data.get("clock_from_on")),
    )
    batch.tx.session.add(case)
    return case


def _track(batch: _Batch, row: Transition) -> Track:
    named = str(batch.given.data.get("track") or "")
    if named in {track.value for track in Track}:
        return Track(named)
    visiting = batch.running.plan.stage(PlanStage.VISITING)
    late = visiting is not None and batch.given.occurred_on > visiting.closes_on
    return Track.SUPPLEMENT if late and row.action == "propose" else Track.BATCH


def _record(
    batch: _Batch,
    case: Case,
    row: Transition,
    *,
    from_state: object,
    to_state: CaseState,
    before: dict[str, object] | None,
) -> WorkflowStep:
    session, given, actor = batch.tx.session, batch.given, batch.tx.actor
    case.state = case.state or to_state.value
    session.flush()
    last = session.scalar(select(func.max(WorkflowStep.number)).where(WorkflowStep.case_id == case.id))
    signers = [{"name": s.name, "office": s.office} for s in given.signers]
    step = WorkflowStep(
        workflow="case",
        case_id=case.id,
        household_id=case.household_id,
        number=(last or 0) + 1,
        row=row.row,
        action=row.action,
        from_state=str(from_state) if from_state else None,
        to_state=to_state.value,
        track=case.track,
        party=row.parties[0].value,
        session_user=actor.session_user,
        actor=given.signers[0].name if given.signers else actor.name,
        on_behalf_of=actor.on_behalf_of,
        signers=json.dumps(signers, ensure_ascii=False),
        occurred_on=given.occurred_on,
        recorded_at=clock.instant_on(batch.tx.today),
        paper_no=given.paper_no,
        data=json.dumps(dict(given.data), ensure_ascii=False, default=str),
        undo_data=json.dumps(before, ensure_ascii=False, default=str),
        plan_version_id=batch.running.version_id,
    )
    session.add(step)
    session.flush()
    return step


def _take_back(batch: _Batch, loaded: Loaded, row: Transition) -> CaseState:
    """Back to the previous state; the step stays, marked; what it brought beside the state goes with it."""
    case, last = loaded.case, loaded.last_step
    assert case is not None
    assert last is not None
    last.taken_back_on = batch.given.occurred_on
    last.taken_back_reason = str(batch.given.data.get("reason") or "")
    effects.withdraw(batch.tx, last)
    previous = CaseState(last.from_state) if last.from_state else CaseState.NOT_INCLUDED
    for name, value in (json.loads(last.undo_data or "null") or {}).items():
        setattr(case, name, value)
    _assign(case, previous, on=batch.given.occurred_on)
    if last.from_state is None:
        case.is_open, case.closed_on = 0, batch.given.occurred_on
    batch.tx.about("household", loaded.household.uid, occurred_on=batch.given.occurred_on)
    batch.tx.note(row=row.row, taken_back=last.row)
    batch.tx.session.flush()
    return previous


def _freeze(batch: _Batch) -> None:
    """One numbered snapshot per frozen paper of the row, naming all households of this call."""
    rows = {id(row): row for row, _, _ in batch.steps}
    for row in rows.values():
        frozen = [paper for paper in row.papers if paper.is_frozen]
        own = [(case, step) for taken, case, step in batch.steps if taken is row]
        for paper in frozen:
            listed = [
                ListedHousehold(
                    batch.tx.session.get_one(Household, case.household_id),
                    case.category,
                    case.id,
                    remark="待比对" if case.comparison_open else "",
                )
                for case, _ in own
            ]
            snapshot = freeze_list_in(
                batch.tx,
                plan_id=batch.running.plan_id,
                kind=paper.kind,
                title=paper.name,
                paper_no=batch.given.paper_no or str(batch.given.data.get("list_no") or "") or None,
                issued_on=batch.given.occurred_on,
                listed=listed,
            )
            for _, step in own:
                step.paper_id = snapshot.id
    batch.tx.session.flush()
