"""What a case does to its household's alerts: they end with it (row 23), or go on into the next year (row 24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.enums import OPEN_ALERT_STATES, AlertEnd, AlertState
from app.models.household import Household
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.papers import Taken, freeze_in
from app.services.procedure.steps import record_step
from app.services.procedure.traces import Traces
from app.services.workflow.judge import rows_of

_OPEN = tuple(state.value for state in OPEN_ALERT_STATES)


def open_alerts_of(session: Session, household_id: int) -> Sequence[Alert]:
    """The open alerts of a household, oldest first."""
    own = select(Alert).where(Alert.household_id == household_id, Alert.state.in_(_OPEN)).order_by(Alert.id)
    return session.scalars(own).all()


def end_alerts_in(
    tx: Transaction,
    running: RunningPlan,
    household_id: int,
    *,
    on: date,
    cause: AlertEnd,
    proof: str,
    traces: Traces,
) -> None:
    """Row 23 for every open alert of a household: its case has ended, or nobody is left."""
    (row,) = rows_of("alert", "terminate", running.plan.variant)
    for alert in open_alerts_of(tx.session, household_id):
        given = StepInput(max(on, alert.state_since_on), data={"cause": cause.value, "proof": proof})
        step = record_step(
            tx, running, alert, row, given, from_state=AlertState(alert.state), to_state=AlertState.TERMINATED
        )
        traces.note_made(step)
        traces.move(alert, AlertState.TERMINATED, on=given.occurred_on)


def carry_alerts_in(
    tx: Transaction, running: RunningPlan, household_id: int, *, to_plan_id: int, on: date, traces: Traces
) -> None:
    """Row 24 with case row 34: number and clock are kept, the alert belongs to the next plan."""
    (row,) = rows_of("alert", "carry", running.plan.variant)
    given = StepInput(on)
    taken: list[Taken] = []
    household = tx.session.get_one(Household, household_id)
    for alert in open_alerts_of(tx.session, household_id):
        state = AlertState(alert.state)
        step = record_step(tx, running, alert, row, given, from_state=state, to_state=state)
        traces.note_made(step)
        traces.set(alert, plan_id=to_plan_id)
        taken.append(Taken(row, household, alert, step))
    freeze_in(tx, running, taken, given)
