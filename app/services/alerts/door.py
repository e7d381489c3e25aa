"""The one door to an alert's state (workflow 3): judges, assigns, records the step, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.cases import Alert, WorkflowStep
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, Track
from app.models.household import Household
from app.services import clock, plans
from app.services.alerts import effects
from app.services.alerts.loading import LoadedAlert, load
from app.services.cases import door as cases
from app.services.cases.loading import find_household
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger, Transaction
from app.services.papers_frozen import ListedHousehold, freeze_list_in
from app.services.plans import RunningPlan
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Request
from app.services.workflow.judge import judge, open_actions
from app.services.workflow.table import Transition


@dataclass(frozen=True, slots=True)
class DoneAlert:
    """An alert whose step was taken, and its new state."""

    number: str
    household_code: str
    state: AlertState


@dataclass(frozen=True, slots=True)
class RefusedAlert:
    """What was asked for (an alert's number or a household's code), and every reason against it."""

    named: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AlertOutcome:
    """完成 n / 拒绝 m."""

    done: tuple[DoneAlert, ...]
    refused: tuple[RefusedAlert, ...]
    changes: ChangeSet | None = None


class _NothingDoneError(Exception):
    """Rolls an empty batch back."""


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
    ) -> AlertOutcome:
        """Take an action for alerts by number, or raise new ones for households; all that may, the rest is named."""
        done: list[DoneAlert] = []
        refused: list[RefusedAlert] = []
        try:
            with self._ledger.transaction(f"alert.{action}", actor=actor, today=today) as tx:
                for named in dict.fromkeys([*alerts, *households]):
                    answer = take_in(tx, action, named=named, is_alert=named in alerts, given=given)
                    if isinstance(answer, DoneAlert):
                        done.append(answer)
                    else:
                        refused.append(answer)
                if not done:
                    raise _NothingDoneError
                tx.note(done=len(done), refused=len(refused))
        except _NothingDoneError:
            return AlertOutcome((), tuple(refused))
        return AlertOutcome(tuple(done), tuple(refused), tx.changes)

    def open_actions(self, number: str, *, today: date) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
        """For the window: what leaves this alert's state, and why some of it is closed today."""
        with self._ledger.reading() as session:
            alert = session.scalars(select(Alert).where(Alert.number == number)).one_or_none()
            if alert is None:
                return ()
            plan = plans.plan_in(session, day=today).plan
            household = session.get_one(Household, alert.household_id)
            facts = load(session, household, alert, StepInput(today), plan).facts
            return open_actions("alert", facts, plan, Request(today=today, occurred_on=today))


def take_in(tx: Transaction, action: str, *, named: str, is_alert: bool, given: StepInput) -> DoneAlert | RefusedAlert:
    """The same for one alert or household inside a running transaction."""
    alert = None
    if is_alert:
        alert = tx.session.scalars(select(Alert).where(Alert.number == named)).one_or_none()
        if alert is None:
            return RefusedAlert(named, (Reason("alert.not_found", {"number": named}),))
        household = tx.session.get_one(Household, alert.household_id)
    else:
        found = find_household(tx.session, named)
        if found is None:
            return RefusedAlert(named, (Reason("household.not_found", {"code": named}),))
        household = found
    running = plans.plan_in(tx.session, day=given.occurred_on)
    loaded = load(tx.session, household, alert, given, running.plan)
    request = Request(tx.today, given.occurred_on, given.signers, given.paper_no, given.data)
    verdict = judge("alert", action, loaded.facts, running.plan, request)
    if verdict.reasons or verdict.transition is None:
        return RefusedAlert(named, verdict.reasons)
    if action == "take_back":
        return _take_back(tx, loaded, given)
    if action == "emergency" and loaded.facts.case_state is None:
        against = _green_case(tx, household, given)
        if against:
            return RefusedAlert(named, against)
        loaded = load(tx.session, household, alert, given, running.plan)
    return _carry_out(tx, running, loaded, verdict.transition, given, to=AlertState(str(verdict.to)))


def _green_case(tx: Transaction, household: Household, given: StepInput) -> tuple[Reason, ...]:
    """Row 2: without a case an emergency opens a G case; its papers follow within the plan's days."""
    data = {
        "category": given.data.get("category") or "sudden",
        "origin": "emergency",
        "basis": str(given.data.get("event")),
        "track": Track.GREEN.value,
    }
    step = StepInput(given.occurred_on, given.signers, given.paper_no, data)
    done, refused = cases.take_in(tx, "propose", households=[household.code], given=step)
    return () if done else refused[0].reasons


def _carry_out(
    tx: Transaction,
    running: RunningPlan,
    loaded: LoadedAlert,
    row: Transition,
    given: StepInput,
    *,
    to: AlertState,
) -> DoneAlert:
    alert = loaded.alert or _new_alert(tx, running, loaded, row, given)
    step = _record(tx, running, alert, row, given, from_state=loaded.facts.state, to_state=to)
    _assign(alert, to, on=given.occurred_on)
    effects.apply(tx, running, alert, step, given)
    if loaded.facts.case_state is CaseState.CLEARING_PROPOSED and row.action == "mark":
        cases.recall_clearing_in(tx, loaded.household, on=given.occurred_on)
    frozen = [paper for paper in row.papers if paper.is_frozen]
    for paper in frozen:
        listed = ListedHousehold(loaded.household, alert.gap, alert_id=alert.id)
        snapshot = freeze_list_in(
            tx,
            plan_id=running.plan_id,
            kind=paper.kind,
            title=paper.name,
            paper_no=given.paper_no,
            issued_on=given.occurred_on,
            listed=[listed],
        )
        step.paper_id = snapshot.id
    tx.about("household", loaded.household.uid, occurred_on=given.occurred_on)
    tx.session.flush()
    return DoneAlert(alert.number, loaded.household.code, to)


def _assign(alert: Alert, state: AlertState, *, on: date) -> None:
    """The only line of the program that changes the state of an alert."""
    alert.state, alert.state_since_on = state.value, on


def _new_alert(tx: Transaction, running: RunningPlan, loaded: LoadedAlert, row: Transition, given: StepInput) -> Alert:
    count = tx.session.scalar(select(func.count()).select_from(Alert).where(Alert.plan_id == running.plan_id)) or 0
    data = given.data
    alert = Alert(
        number=f"YJ{running.plan.year}-{count + 1:04d}",
        household_id=loaded.household.id,
        spell_id=loaded.spell.id if loaded.spell else None,
        plan_id=running.plan_id,
        gap=str(data.get("gap") or "emergency"),
        state="",
        origin="emergency" if row.action == "emergency" else str(data.get("source") or "monthly_check"),
        fact=str(data.get("fact") or data.get("event") or ""),
        found_on=a_day(data.get("found_on")) or given.occurred_on,
        state_since_on=given.occurred_on,
    )
    tx.session.add(alert)
    tx.session.flush()
    return alert


def _record(
    tx: Transaction,
    running: RunningPlan,
    alert: Alert,
    row: Transition,
    given: StepInput,
    *,
    from_state: AlertState | None,
    to_state: AlertState,
) -> WorkflowStep:
    last = tx.session.scalar(select(func.max(WorkflowStep.number)).where(WorkflowStep.alert_id == alert.id))
    step = WorkflowStep(
        workflow="alert",
        alert_id=alert.id,
        household_id=alert.household_id,
        number=(last or 0) + 1,
        row=row.row,
        action=row.action,
        from_state=from_state.value if from_state else None,
        to_state=to_state.value,
        party=row.parties[0].value,
        session_user=tx.actor.session_user,
        actor=given.signers[0].name if given.signers else tx.actor.name,
        on_behalf_of=tx.actor.on_behalf_of,
        signers=json.dumps([{"name": s.name, "office": s.office} for s in given.signers], ensure_ascii=False),
        occurred_on=given.occurred_on,
        recorded_at=clock.instant_on(tx.today),
        paper_no=given.paper_no,
        data=json.dumps(dict(given.data), ensure_ascii=False, default=str),
        plan_version_id=running.version_id,
    )
    tx.session.add(step)
    tx.session.flush()
    return step


def _take_back(tx: Transaction, loaded: LoadedAlert, given: StepInput) -> DoneAlert:
    alert, last = loaded.alert, loaded.last_step
    if alert is None or last is None:
        raise RuntimeError("the guard asked for a last step")
    last.taken_back_on = given.occurred_on
    last.taken_back_reason = str(given.data.get("reason") or "")
    previous = AlertState(last.from_state) if last.from_state else AlertState.TERMINATED
    _assign(alert, previous, on=given.occurred_on)
    alert.is_open = int(previous in OPEN_ALERT_STATES)
    tx.about("household", loaded.household.uid, occurred_on=given.occurred_on)
    tx.session.flush()
    return DoneAlert(alert.number, loaded.household.code, previous)


def end_alerts_in(tx: Transaction, household_id: int, *, on: date) -> None:
    """Row 23 for every open alert of a household whose case ends."""
    states = [state.value for state in OPEN_ALERT_STATES]
    found = list(tx.session.scalars(select(Alert).where(Alert.household_id == household_id, Alert.state.in_(states))))
    given = StepInput(on, data={"cause": "case_ended", "proof": "监测程序已结束"})
    for alert in found:
        take_in(tx, "terminate", named=alert.number, is_alert=True, given=given)
