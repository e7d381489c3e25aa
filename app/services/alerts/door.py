"""The one door to an alert's state (workflow 3): judges, assigns, records step and papers, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.enums import AlertState, NoState
from app.models.household import Household
from app.models.plans import Permit
from app.services.alerts import effects
from app.services.alerts.book import AlertLine, lines_in
from app.services.alerts.doing import DoingAlert
from app.services.alerts.loading import LoadedAlert, load
from app.services.alerts.page import AlertPage, FormFacts, form_facts_in, page_in
from app.services.cases.consequences import open_green_case_in, provisional_spell_in
from app.services.cases.loading import find_household
from app.services.cases.request import PermitInput, StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.procedure.papers import Taken, freeze_in
from app.services.procedure.permits import Judged, Outlook, PermitDesk, outlook_of
from app.services.procedure.state import assign_state
from app.services.procedure.steps import record_step
from app.services.procedure.surroundings import Surroundings, around
from app.services.procedure.taking_back import take_back_in
from app.services.procedure.traces import Traces
from app.services.workflow.alert_guards import gap_of
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Request
from app.services.workflow.judge import Verdict, judge, open_actions
from app.services.workflow.table import Transition


@dataclass(frozen=True, slots=True)
class DoneAlert:
    """An alert whose step was taken, and its new state: none when it was taken back altogether."""

    number: str
    household_code: str
    state: AlertState | NoState


@dataclass(frozen=True, slots=True)
class RefusedAlert:
    """What was asked for (an alert's number or a household's code), and every reason against it."""

    named: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AlertOutcome:
    """完成 n / 拒绝 m. ``changes`` is None when nothing was done: then nothing was written at all."""

    done: tuple[DoneAlert, ...]
    refused: tuple[RefusedAlert, ...]
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


class AlertService:
    """Takes steps of alerts and says which are open."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def take(
        self,
        action: str,
        *,
        alerts: Sequence[str] = (),
        households: Sequence[str] = (),
        given: StepInput,
        actor: Actor,
        today: date,
        permit: PermitInput | None = None,
    ) -> AlertOutcome:
        """Take an action for alerts by number, or raise new ones for households; all that may, the rest is named."""
        done: list[DoneAlert] = []
        refused: list[RefusedAlert] = []
        try:
            with self._ledger.transaction(f"alert.{action}", actor=actor, today=today) as tx:
                found, refused = take_all_in(
                    tx, action, alerts=alerts, households=households, given=given, permit=permit
                )
                done += found
                if not done:
                    raise _NothingDoneError
                tx.note(done=len(done), refused=len(refused))
        except _NothingDoneError:
            return AlertOutcome((), tuple(refused))
        return AlertOutcome(tuple(done), tuple(refused), tx.changes)

    def lines(self) -> tuple[AlertLine, ...]:
        """Every alert with its clocks, what is due first on top."""
        with self._ledger.reading() as session:
            return lines_in(session)

    def page(self, number: str, *, today: date) -> AlertPage:
        """One alert with measures, steps, evidence and what its forms offer."""
        with self._ledger.reading() as session:
            alert = find_alert(session, number)
            if alert is None:
                raise NotFound(Reason("alert.not_found", {"number": number}))
            near = around(session, day=today)
            household = session.get_one(Household, alert.household_id)
            return page_in(session, load(session, household, alert, StepInput(today), near), near.plan, today=today)

    def form_facts(self, code: str, *, today: date) -> FormFacts:
        """What the forms of a new alert for this household offer."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": code}))
            near = around(session, day=today)
            loaded = load(session, household, None, StepInput(today), near)
            return form_facts_in(session, near.plan, loaded, today=today, members=0)

    def open_actions(self, number: str, *, today: date) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
        """For the window: what leaves this alert's state, and every reason why some of it is closed today."""
        with self._ledger.reading() as session:
            alert = find_alert(session, number)
            if alert is None:
                return ()
            return _outlook(session, session.get_one(Household, alert.household_id), alert, today).steps

    def outlook(self, number: str, *, today: date) -> Outlook:
        """The same, with the numbers of the stored permits that open what its window has closed."""
        with self._ledger.reading() as session:
            alert = find_alert(session, number)
            if alert is None:
                return Outlook()
            return _outlook(session, session.get_one(Household, alert.household_id), alert, today)

    def open_for_household(self, code: str, *, today: date) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
        """Whether an alert can be raised for a household today: 标注 and 应急 with the reasons against them."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            return () if household is None else _outlook(session, household, None, today).steps

    def add_line(self, number: str, *, fact: str, found_on: date, actor: Actor, today: date) -> ChangeSet | None:
        """The same gap was seen again: a dated line joins the open alert instead of a second alert (row 1)."""
        if not fact.strip():
            raise refuse("data.missing", field="fact")
        with self._ledger.transaction("alert.add_line", actor=actor, today=today) as tx:
            add_line_in(tx, number, fact=fact, found_on=found_on)
        return tx.changes


def add_line_in(tx: Transaction, number: str, *, fact: str, found_on: date) -> None:
    """A dated line for an open alert, inside a running transaction."""
    alert = find_alert(tx.session, number)
    if alert is None:
        raise NotFound(Reason("alert.not_found", {"number": number}))
    if not alert.is_open:
        raise refuse("alert.is_closed", number=number)
    alert.fact = "\n".join(filter(None, (alert.fact, f"{found_on.isoformat()} {fact.strip()}")))
    tx.about("alert", alert.uid, occurred_on=found_on)


def find_alert(session: Session, number: str) -> Alert | None:
    """The alert of a number."""
    return session.scalars(select(Alert).where(Alert.number == number.strip())).one_or_none()


def _outlook(session: Session, household: Household, alert: Alert | None, today: date) -> Outlook:
    near = around(session, day=today)
    facts = load(session, household, alert, StepInput(today), near).facts
    return outlook_of(
        session,
        household.id,
        Request(today, today),
        lambda request: open_actions("alert", facts, near.plan, request, calendar=near.working_days),
    )


def take_in(tx: Transaction, action: str, *, named: str, is_alert: bool, given: StepInput) -> DoneAlert | RefusedAlert:
    """One alert by its number, or one household by its code, inside a running transaction."""
    alerts, households = ((named,), ()) if is_alert else ((), (named,))
    done, refused = take_all_in(tx, action, alerts=alerts, households=households, given=given)
    return done[0] if done else refused[0]


def take_all_in(
    tx: Transaction,
    action: str,
    *,
    alerts: Sequence[str] = (),
    households: Sequence[str] = (),
    given: StepInput,
    permit: PermitInput | None = None,
) -> tuple[list[DoneAlert], list[RefusedAlert]]:
    """The same inside a running transaction, for services that bring data of their own (monthly checks, imports)."""
    near = around(tx.session, day=given.occurred_on)
    call = _Call(tx, near, action, PermitDesk(tx, near.running, permit))
    done: list[DoneAlert] = []
    refused: list[RefusedAlert] = []
    for named, is_alert in [
        *((n, True) for n in dict.fromkeys(alerts)),
        *((c, False) for c in dict.fromkeys(households)),
    ]:
        answer = _take_one(call, named, given.of(named), is_alert=is_alert)
        if isinstance(answer, DoneAlert):
            done.append(answer)
        else:
            refused.append(RefusedAlert(named, answer))
    freeze_in(tx, near.running, call.taken, given)
    return done, refused


def _take_one(call: _Call, named: str, given: StepInput, *, is_alert: bool) -> DoneAlert | tuple[Reason, ...]:
    session = call.tx.session
    alert = find_alert(session, named) if is_alert else None
    if is_alert and alert is None:
        return (Reason("alert.not_found", {"number": named}),)
    household = session.get_one(Household, alert.household_id) if alert else find_household(session, named)
    if household is None:
        return (Reason("household.not_found", {"code": named}),)
    loaded = load(session, household, alert, given, call.near)
    closed = call.near.closed_year(_plan_id(call, loaded))
    if closed is not None:
        return (Reason("plan.closed", {"year": closed}),)
    judged = _judged(call, loaded, given)
    verdict, row = judged.verdict, judged.verdict.transition
    if verdict.reasons or row is None:
        return verdict.reasons
    call.tx.about("household", household.uid, occurred_on=given.occurred_on)
    if row.action == "take_back" and alert is not None and loaded.last_step is not None:
        number = alert.number
        if judged.permit is not None:
            call.desk.spend(judged.permit, household, row.action)
        state = take_back_in(call.tx, alert, loaded.last_step, given)
        return DoneAlert(number, household.code, AlertState(state) if state else NoState.NONE)
    return _carry_out(call, loaded, row, AlertState(str(verdict.to)), given, judged.permit)


def _plan_id(call: _Call, loaded: LoadedAlert) -> int:
    """The plan of an alert; of a new one the running plan, once that is closed the one the case was rolled over to.

    An emergency without a case belongs to the next plan then: it is registered on any day.
    """
    if loaded.alert is not None:
        return loaded.alert.plan_id
    running = call.near.running.plan_id
    if not call.near.closed_year(running):
        return running
    if loaded.case is not None:
        return loaded.case.plan_id
    return call.near.open_plan_id() if call.action == "emergency" else running


def _judged(call: _Call, loaded: LoadedAlert, given: StepInput) -> Judged:
    def ask(asked: Request) -> Verdict:
        return judge("alert", call.action, loaded.facts, call.near.plan, asked, calendar=call.near.working_days)

    return call.desk.judge(loaded.household, given.request(today=call.tx.today), call.action, ask)


def _carry_out(
    call: _Call, loaded: LoadedAlert, row: Transition, target: AlertState, given: StepInput, permit: Permit | None
) -> DoneAlert:
    tx, running, household = call.tx, call.near.running, loaded.household
    traces = Traces(tx.session)
    before = loaded.facts.state
    if loaded.alert is None:
        alert = _new_alert(call, loaded, row, target, given, traces)
    else:
        alert = loaded.alert
        traces.move(alert, target, on=given.occurred_on)
    step = record_step(tx, running, alert, row, given, from_state=before, to_state=target)
    effects.apply(DoingAlert(tx, running, alert, step, given, traces))
    step.undo_data = traces.as_json()
    if permit is not None:
        call.desk.use(permit, household, step)
    call.taken.append(Taken(row, household, alert, step))
    tx.session.flush()
    return DoneAlert(alert.number, household.code, target)


def _new_alert(
    call: _Call, loaded: LoadedAlert, row: Transition, target: AlertState, given: StepInput, traces: Traces
) -> Alert:
    tx, running, data, plan_id = call.tx, call.near.running, given.data, _plan_id(call, loaded)
    spell = loaded.spell
    if row.action == "emergency" and loaded.facts.case_state is None:
        spell = open_green_case_in(tx, running, loaded.household, given, plan_id=plan_id, traces=traces)
    elif row.action == "emergency" and loaded.case is not None:
        spell = provisional_spell_in(tx, loaded.household.id, loaded.case.category, traces=traces)
    alert = Alert(
        number=_next_number(tx.session, call.near.years[plan_id]),
        household_id=loaded.household.id,
        spell_id=spell.id if spell else None,
        plan_id=plan_id,
        gap=gap_of(loaded.facts, given.request(today=tx.today)),
        origin="emergency" if row.action == "emergency" else str(data.get("source") or "monthly_check")[:40],
        fact=str(data.get("fact") or data.get("event") or ""),
        found_on=a_day(data.get("found_on")) or given.occurred_on,
    )
    assign_state(alert, target, on=given.occurred_on)
    return traces.add(alert)


def _next_number(session: Session, year: int) -> str:
    """YJ2020-0001: runs within the year; a number that was taken back is not given again while a later one stands."""
    prefix = f"YJ{year}-"
    number = cast(func.substr(Alert.number, len(prefix) + 1), Integer)
    last = session.scalar(select(func.max(number)).where(Alert.number.like(f"{prefix}%"))) or 0
    return f"{prefix}{last + 1:04d}"
