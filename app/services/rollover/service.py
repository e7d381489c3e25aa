"""年末结转: the desk of the turn of the year; decisions are kept, then the chosen households are done in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import MonitoringSpell
from app.models.enums import BEFORE_APPROVAL, Category
from app.models.household import Household
from app.models.rollover import CarryDecision
from app.services.cases.door import RefusedHousehold, reasons_in, take_in
from app.services.cases.loading import find_household
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.ledger import Ledger, Transaction
from app.services.plans import RunningPlan, plan_in
from app.services.rollover.reading import desk_in, ending_plan, own_list_name, rows_in
from app.services.rollover.records import (
    CarryInput,
    CarryOutcome,
    Choice,
    Decision,
    DeskRow,
    RolloverDesk,
    Standing,
)

# Where a decision still has something to act on.
_OPEN = frozenset({Standing.WAITING, Standing.CARRIED})


class _NothingDoneError(Exception):
    """Rolls an empty call back, so that it leaves no audit entry."""


class RolloverService:
    """The turn of a year."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def desk(self, *, today: date) -> RolloverDesk:
        """December's sheets by village, every household with its alerts, proposal and decision; NotFound = no plan."""
        with self._ledger.reading() as session:
            return desk_in(session, today=today)

    def decide(self, codes: Sequence[str], decision: Decision, *, actor: Actor, today: date) -> ChangeSet | None:
        """Keep one decision for these households, in place of an earlier one; refused as a whole with every reason."""
        refuse_all(_faults(decision))
        with self._ledger.transaction("rollover.decide", actor=actor, today=today) as tx:
            running = ending_plan(tx.session, today)
            rows = _waiting(tx.session, running, codes)
            for row in rows:
                stored = _stored(tx.session, running.plan_id, row.household.household_id)
                if stored is None:
                    stored = CarryDecision(plan_id=running.plan_id, household_id=row.household.household_id)
                    tx.session.add(stored)
                _write(stored, decision, actor=actor, today=today)
            tx.note(households=len(rows), decision=decision.choice.value)
        return tx.changes

    def forget(self, codes: Sequence[str], *, actor: Actor, today: date) -> ChangeSet | None:
        """Take the decisions of these households back: what the ledger proposes stands again."""
        with self._ledger.transaction("rollover.forget", actor=actor, today=today) as tx:
            running = ending_plan(tx.session, today)
            rows = _waiting(tx.session, running, codes)
            stored = [_stored(tx.session, running.plan_id, row.household.household_id) for row in rows]
            for found in filter(None, stored):
                tx.session.delete(found)
            tx.note(households=len(rows))
        return tx.changes

    def carry_out(self, codes: Sequence[str], given: CarryInput, *, actor: Actor, today: date) -> CarryOutcome:
        """Do for each household what was decided, or proposed where nothing speaks against it: 完成 n / 拒绝 m."""
        call = _Call(given)
        try:
            with self._ledger.transaction("rollover.carry", actor=actor, today=today) as tx:
                running = ending_plan(tx.session, today)
                rows = {row.household.code: row for row in rows_in(tx.session, running, codes)}
                call.sort(tx.session, rows, codes, running, today=today)
                call.take(tx, running)
                if not (call.changed or call.carried or call.left_out):
                    raise _NothingDoneError
                tx.note(
                    changed=len(call.changed),
                    carried=len(call.carried),
                    left_out=len(call.left_out),
                    refused=len(call.refused),
                )
        except _NothingDoneError:
            return CarryOutcome(refused=tuple(call.refused))
        return CarryOutcome(
            tuple(call.changed), tuple(call.carried), tuple(call.left_out), tuple(call.refused), tx.changes
        )


def _faults(decision: Decision) -> Iterable[Reason]:
    if decision.choice is Choice.LEAVE_OUT:
        if decision.cause is None:
            yield Reason("data.missing", {"field": "cause"})
        if not decision.reason.strip():
            yield Reason("data.missing", {"field": "reason"})
    if decision.choice is Choice.RECATEGORISE and decision.category is None:
        yield Reason("data.missing", {"field": "category"})


def _waiting(session: Session, running: RunningPlan, codes: Sequence[str]) -> Sequence[DeskRow]:
    """The rows of these households, all of them still to be decided."""
    if running.status == "closed":
        raise refuse("plan.closed", year=running.plan.year)
    rows = {row.household.code: row for row in rows_in(session, running, codes)}
    missing = [code for code in codes if code not in rows]
    if missing:
        raise NotFound(*(Reason("rollover.not_listed", {"code": code}) for code in missing))
    refuse_all(_settled(row) for row in rows.values() if row.standing not in _OPEN and row.state is not None)
    return list(rows.values())


def _settled(row: DeskRow) -> Reason:
    return Reason("rollover.settled", {"code": row.household.code, "standing": row.standing.label})


def _stored(session: Session, plan_id: int, household_id: int) -> CarryDecision | None:
    chosen = select(CarryDecision).where(CarryDecision.plan_id == plan_id, CarryDecision.household_id == household_id)
    return session.scalars(chosen).one_or_none()


def _write(row: CarryDecision, decision: Decision, *, actor: Actor, today: date) -> None:
    is_out, changes = decision.choice is Choice.LEAVE_OUT, decision.choice is Choice.RECATEGORISE
    row.decision = decision.choice.value
    row.category = decision.category.value if changes and decision.category else None
    row.cause = decision.cause.value if is_out and decision.cause else None
    row.reason, row.decision_no = decision.reason.strip() or None, decision.decision_no.strip() or None
    row.decided_on, row.decided_by = today, actor.name


@dataclass(slots=True)
class _Call:
    """One carrying out: which household takes which step, what was done, what was refused."""

    given: CarryInput
    roll_over: dict[str, Mapping[str, object]] = field(default_factory=dict)
    recategorise: dict[str, Mapping[str, object]] = field(default_factory=dict)
    end: dict[str, Mapping[str, object]] = field(default_factory=dict)
    remove: dict[str, Mapping[str, object]] = field(default_factory=dict)
    carry_over: dict[str, Mapping[str, object]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[RefusedHousehold] = field(default_factory=list)

    def sort(
        self,
        session: Session,
        rows: Mapping[str, DeskRow],
        codes: Iterable[str],
        running: RunningPlan,
        *,
        today: date,
    ) -> None:
        """Each household to its step; what cannot be done is refused with its reason."""
        for code in dict.fromkeys(codes):
            row = rows.get(code)
            reason = _against(row, code, session, running, on=self.given.occurred_on)
            if reason is not None or row is None:
                self._refuse(code, *([reason] if reason else []))
                continue
            household = find_household(session, code)
            assert household is not None
            reasons = self._sort_one(session, row, household, running, today=today)
            if reasons:
                self._refuse(code, *reasons)

    def _sort_one(
        self, session: Session, row: DeskRow, household: Household, running: RunningPlan, *, today: date
    ) -> Sequence[Reason]:
        code, choice, decision = row.household.code, row.choice, row.decision or Decision(Choice.CARRY)
        if choice is Choice.LEAVE_OUT:
            is_early = row.state in BEFORE_APPROVAL
            target = self.end if is_early else self.remove
            target[code] = _ending(decision, is_early=is_early)
            return ()
        if row.state is None:
            self.carry_over[code] = _taking_over(session, row, household, decision, running)
            return ()
        is_over = row.standing is Standing.CARRIED
        over = {"new_plan": running.plan.year + 1, "missing_reason": decision.reason or self.given.missing_reason}
        if choice is Choice.RECATEGORISE:
            change = {
                "category": decision.category.value if decision.category else "",
                "decision_no": decision.decision_no,
            }
            reasons = list(reasons_in(session, household, "recategorise", self._step(change), today=today))
            if not is_over:
                reasons += reasons_in(session, household, "roll_over", self._step(over), today=today)
            if reasons:
                return reasons
            self.recategorise[code] = change
        if not is_over:
            self.roll_over[code] = over
        return ()

    def _step(self, data: Mapping[str, object]) -> StepInput:
        return StepInput(self.given.occurred_on, self.given.signers, self.given.paper_no, data)

    def _refuse(self, code: str, *reasons: Reason) -> None:
        self.refused.append(RefusedHousehold(code, reasons))

    def take(self, tx: Transaction, running: RunningPlan) -> None:
        """Take the steps, one call for each action, so that what left in one go is one frozen list."""
        for action, chosen, done in (
            ("recategorise", self.recategorise, self.changed),
            ("roll_over", self.roll_over, self.carried),
            ("carry_over", self.carry_over, self.carried),
            ("end", self.end, self.left_out),
            ("remove", self.remove, self.left_out),
        ):
            if not chosen:
                continue
            given = StepInput(self.given.occurred_on, self.given.signers, self.given.paper_no, each=chosen)
            found, refused = take_in(tx, action, households=list(chosen), given=given)
            self.refused += refused
            done += [entry.household_code for entry in found]


def _against(row: DeskRow | None, code: str, session: Session, running: RunningPlan, *, on: date) -> Reason | None:
    """Why nothing can be done with a household at the desk."""
    if row is None:
        return Reason("rollover.not_listed", {"code": code})
    is_changed = row.decision is not None and row.decision.choice is not Choice.CARRY
    if row.standing is not Standing.WAITING and not (row.standing is Standing.CARRIED and is_changed):
        return _settled(row)
    if row.choice is None:
        return Reason("rollover.undecided", {"code": code, "why": row.proposal.why.label})
    is_new = row.state is None and row.choice is not Choice.LEAVE_OUT
    if is_new and plan_in(session, day=on).plan.year <= running.plan.year:
        return Reason("rollover.waits_for_screening", {"year": running.plan.year + 1})
    return None


def _ending(decision: Decision, *, is_early: bool) -> Mapping[str, object]:
    data: dict[str, object] = {"cause": decision.cause.value if decision.cause else "", "proof": decision.reason}
    return data if is_early else {**data, "decision_no": decision.decision_no}


def _taking_over(
    session: Session, row: DeskRow, household: Household, decision: Decision, running: RunningPlan
) -> Mapping[str, object]:
    """Row 1 from our own ledger."""
    spell = session.scalars(
        select(MonitoringSpell)
        .where(MonitoringSpell.household_id == household.id, MonitoringSpell.closed_on.is_(None))
        .order_by(MonitoringSpell.id.desc())
    ).first()
    category = decision.category if decision.choice is Choice.RECATEGORISE and decision.category else row.category
    return {
        "source_list": own_list_name(running.plan.year),
        "category": Category(category).value,
        "risks": spell.risks.split(",") if spell is not None and spell.risks else [],
        "national_code": household.national_code,
    }
