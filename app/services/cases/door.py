"""The one door to a case's state: judges, assigns, records the step and its papers, in one transaction (design 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseState, NoState
from app.models.household import Household
from app.models.plans import Permit
from app.services.cases import effects
from app.services.cases.doing import Doing
from app.services.cases.loading import Loaded, find_household, load
from app.services.cases.request import PermitInput, StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger, Transaction
from app.services.procedure.papers import Taken, freeze_in
from app.services.procedure.permits import Judged, Outlook, PermitDesk, outlook_of, usable_permits
from app.services.procedure.state import assign_state
from app.services.procedure.steps import record_step
from app.services.procedure.surroundings import Surroundings, around
from app.services.procedure.taking_back import take_back_in
from app.services.procedure.traces import Traces
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Request
from app.services.workflow.judge import Verdict, judge, open_actions
from app.services.workflow.table import Transition
from app.services.workflow.windows import track_of


@dataclass(frozen=True, slots=True)
class Done:
    """A household whose step was taken, and its new state: none when its case was taken back altogether."""

    household_code: str
    state: CaseState | NoState


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


class _NothingDoneError(Exception):
    """Rolls an empty batch back, so that it leaves no audit entry."""


@dataclass(slots=True)
class _Call:
    """A call under way."""

    tx: Transaction
    near: Surroundings
    action: str
    desk: PermitDesk
    taken: list[Taken] = field(default_factory=list)


class CaseService:
    """Takes steps of cases and says which are open."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

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
                found, refused = take_in(tx, action, households=households, given=given, permit=permit)
                done += found
                if not done:
                    raise _NothingDoneError
                tx.note(done=len(done), refused=len(refused))
        except _NothingDoneError:
            return Outcome((), tuple(refused))
        return Outcome(tuple(done), tuple(refused), tx.changes)

    def open_actions(self, code: str, *, today: date) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
        """For the window: what leaves this household's state, and every reason why some of it is closed today."""
        return self.outlook(code, today=today).steps

    def outlook(self, code: str, *, today: date) -> Outlook:
        """The same, with the numbers of the stored permits that open what its window has closed."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            if household is None:
                return Outlook()
            near = around(session, day=today)
            facts = load(session, household, near.running, surroundings=near).facts
            return outlook_of(
                session,
                household.id,
                Request(today=today, occurred_on=today),
                lambda request: open_actions("case", facts, near.plan, request, calendar=near.working_days),
            )


def take_in(
    tx: Transaction,
    action: str,
    *,
    households: Sequence[str],
    given: StepInput,
    permit: PermitInput | None = None,
) -> tuple[list[Done], list[RefusedHousehold]]:
    """The same inside a running transaction, for services that bring data of their own (imports, visits, meetings)."""
    near = around(tx.session, day=given.occurred_on)
    call = _Call(tx, near, action, PermitDesk(tx, near.running, permit))
    done: list[Done] = []
    refused: list[RefusedHousehold] = []
    for code in dict.fromkeys(households):
        household = find_household(tx.session, code)
        if household is None:
            refused.append(RefusedHousehold(code, (Reason("household.not_found", {"code": code}),)))
            continue
        answer = _take_one(call, household, given.of(code))
        if isinstance(answer, Done):
            done.append(answer)
        else:
            refused.append(RefusedHousehold(code, answer))
    freeze_in(tx, near.running, call.taken, given)
    return done, refused


def reasons_in(
    session: Session, household: Household, action: str, given: StepInput, *, today: date
) -> tuple[Reason, ...]:
    """Every reason for which ``take_in`` would refuse this step; nothing is written and no permit used."""
    near = around(session, day=given.occurred_on)
    back = action == "take_back"
    loaded = load(session, household, near.running, surroundings=near, closed_too=back, clue_no=_clue_no(given))
    closed = near.closed_year(loaded.case.plan_id if loaded.case else None)
    if closed is not None:
        return (Reason("plan.closed", {"year": closed}),)
    request = replace(given.request(today=today), permit=usable_permits(session, household.id, today=today).get(action))
    return judge("case", action, loaded.facts, near.plan, request, calendar=near.working_days).reasons


def _take_one(call: _Call, household: Household, given: StepInput) -> Done | tuple[Reason, ...]:
    running = call.near.running
    back = call.action == "take_back"
    clue_no = _clue_no(given)
    loaded = load(call.tx.session, household, running, surroundings=call.near, closed_too=back, clue_no=clue_no)
    closed = call.near.closed_year(loaded.case.plan_id if loaded.case else None)
    if closed is not None:
        return (Reason("plan.closed", {"year": closed}),)
    judged = _judged(call, loaded, given)
    verdict, row = judged.verdict, judged.verdict.transition
    if verdict.reasons or row is None:
        return verdict.reasons
    call.tx.about("household", household.uid, occurred_on=given.occurred_on)
    if row.action == "take_back" and loaded.case is not None and loaded.last_step is not None:
        if judged.permit is not None:
            call.desk.spend(judged.permit, household, row.action)
        state = take_back_in(call.tx, loaded.case, loaded.last_step, given)
        return Done(household.code, CaseState(state) if state else NoState.NONE)
    return _carry_out(call, loaded, row, CaseState(str(verdict.to)), given, judged.permit)


def _clue_no(given: StepInput) -> str:
    return str(given.data.get("clue_no") or "").strip()


def _judged(call: _Call, loaded: Loaded, given: StepInput) -> Judged:
    def ask(asked: Request) -> Verdict:
        return judge("case", call.action, loaded.facts, call.near.plan, asked, calendar=call.near.working_days)

    return call.desk.judge(loaded.household, given.request(today=call.tx.today), call.action, ask)


def _carry_out(
    call: _Call, loaded: Loaded, row: Transition, target: CaseState, given: StepInput, permit: Permit | None
) -> Done:
    tx, household = call.tx, loaded.household
    traces = Traces(tx.session)
    before = loaded.facts.state
    if loaded.case is None:
        case = traces.add(_new_case(call, household, row, target, given))
    else:
        case = loaded.case
        traces.move(case, target, on=given.occurred_on)
    step = record_step(tx, call.near.running, case, row, given, from_state=before, to_state=target)
    effects.apply(Doing(tx, call.near.running, household, case, step, given, traces))
    step.undo_data = traces.as_json()
    if permit is not None:
        call.desk.use(permit, household, step)
    call.taken.append(Taken(row, household, case, step))
    tx.session.flush()
    return Done(household.code, target)


def _new_case(call: _Call, household: Household, row: Transition, target: CaseState, given: StepInput) -> Case:
    data = given.data
    track = track_of(row, call.near.plan, given.request(today=call.tx.today))
    case = Case(
        plan_id=call.near.running.plan_id,
        household_id=household.id,
        track=track.value,
        category=str(data["category"]),
        origin=str(data.get("origin") or row.action)[:40],
        opened_on=given.occurred_on,
        clock_from_on=a_day(data.get("clock_from_on")),
    )
    assign_state(case, target, on=given.occurred_on)
    return case
