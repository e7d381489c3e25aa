"""What a row of the alert table does beside the change of state: clocks, departments, measures, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select

from app.models.cases import Alert, Measure, PlatformTask, WorkflowStep
from app.models.enums import OPEN_ALERT_STATES, AlertState
from app.models.facts import HouseholdFact
from app.services import departments
from app.services.cases.request import StepInput
from app.services.errors import Reason, Refused, refuse
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.workflow.common_guards import a_day, integer

Effect = Callable[[Transaction, RunningPlan, Alert, WorkflowStep, StepInput], None]
_FACTS = {"education": "education_secured", "medical": "medical_covered", "housing": "housing_safe",
          "water": "water_safe", "electricity": "has_electricity", "broadcast": "has_broadcast"}  # fmt: skip


def apply(tx: Transaction, running: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    """Carry out what the step's action brings; the state itself has been assigned by the door."""
    effect = _EFFECTS.get(step.action)
    if effect:
        effect(tx, running, alert, step, given)
    alert.is_open = int(AlertState(alert.state) in OPEN_ALERT_STATES)


def _marked(tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    alert.platform_on = a_day(given.data.get("platform_on"))
    if alert.platform_on is None:
        tx.session.add(
            PlatformTask(
                kind="mark_alert", household_id=alert.household_id, alert_id=alert.id, opened_on=step.occurred_on
            )
        )


def _confirmed(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, given: StepInput) -> None:
    alert.level, alert.limit_on = str(given.data["level"]), a_day(given.data["limit_on"])


def _assigned(tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    department = departments.find_in(tx.session, str(given.data["department"]))
    if department is None:
        raise refuse("alert.unknown_department", department=given.data["department"])
    alert.department_id, alert.department_contact = department.id, str(given.data.get("contact") or "") or None
    alert.assigned_on, alert.responded_on = step.occurred_on, None
    alert.response_due_on = a_day(given.data["response_due_on"])
    alert.due_on = a_day(given.data["due_on"])


def _accepted(_tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, _given: StepInput) -> None:
    alert.responded_on = step.occurred_on


def _declined(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, _given: StepInput) -> None:
    alert.declined += 1
    alert.department_id = None


def _reminded(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, _given: StepInput) -> None:
    alert.reminders += 1


def _escalated(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, _given: StepInput) -> None:
    alert.is_escalated = 1


def _measures_planned(tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    rows = given.data["measures"]
    for row in rows if isinstance(rows, list) else []:
        _add_measure(tx, alert, step, row)
    alert.responded_on = alert.responded_on or step.occurred_on


def _add_measure(tx: Transaction, alert: Alert, step: WorkflowStep, row: Mapping[str, object]) -> Measure:
    measure = Measure(
        spell_id=alert.spell_id,
        household_id=alert.household_id,
        alert_id=alert.id,
        department_id=alert.department_id,
        group=str(row["group"]),
        description=str(row.get("description") or ""),
        responsible=str(row.get("responsible") or ""),
        starts_on=a_day(row.get("starts_on")) or step.occurred_on,
        due_on=a_day(row.get("due_on")),
        amount_fen=integer(row.get("amount_fen")),
    )
    tx.session.add(measure)
    return measure


def _measure_updated(tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    """Done needs date and evidence; cancelled needs a reason; a new one is added."""
    row = given.data["measure"]
    if not isinstance(row, Mapping) or not row.get("group"):
        raise refuse("alert.measure_incomplete")
    known = tx.session.scalars(
        select(Measure).where(Measure.alert_id == alert.id, Measure.group == row["group"], Measure.state == "planned")
    ).first()
    measure = known or _add_measure(tx, alert, step, row)
    state = str(row.get("state") or "planned")
    if state == "done":
        if not row.get("evidence"):
            raise Refused(Reason("alert.done_without_evidence"))
        measure.done_on, measure.evidence = a_day(row.get("done_on")) or step.occurred_on, str(row["evidence"])
    elif state == "cancelled":
        if not row.get("reason"):
            raise Refused(Reason("data.missing", {"field": "reason"}))
        measure.cancelled_reason = str(row["reason"])
    measure.state = state


def _extended(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, given: StepInput) -> None:
    alert.due_on = a_day(given.data["due_on"])


def _paused(_tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, _given: StepInput) -> None:
    alert.paused_on = step.occurred_on


def _resumed(_tx: Transaction, _run: RunningPlan, alert: Alert, step: WorkflowStep, _given: StepInput) -> None:
    """Paused time does not count: the due date moves by as many days."""
    if alert.paused_on is None:
        return
    days = (step.occurred_on - alert.paused_on).days
    alert.paused_days, alert.paused_on = alert.paused_days + days, None
    alert.due_on = alert.due_on + timedelta(days=days) if alert.due_on else None


def _closure_refused(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, given: StepInput) -> None:
    alert.returned += 1
    alert.due_on = a_day(given.data["due_on"])


def _closed(tx: Transaction, running: RunningPlan, alert: Alert, step: WorkflowStep, given: StepInput) -> None:
    alert.closed_on = step.occurred_on
    alert.close_platform_on = a_day(given.data.get("platform_on"))
    alert.follow_up_due_on = step.occurred_on + timedelta(days=running.plan.limits.follow_up_days)
    items = given.data.get("exit_items")
    found = {_FACTS[k]: int(bool(v)) for k, v in items.items() if k in _FACTS} if isinstance(items, Mapping) else {}
    if found:
        tx.session.add(
            HouseholdFact(
                household_id=alert.household_id,
                year=step.occurred_on.year,
                occasion="annual",
                source="verification",
                observed_on=step.occurred_on,
                step_id=step.id,
                **found,
            )
        )


def _reopened(_tx: Transaction, _run: RunningPlan, alert: Alert, _step: WorkflowStep, given: StepInput) -> None:
    alert.closed_on = alert.follow_up_due_on = None
    alert.fact = str(given.data["fact"])


_EFFECTS: Mapping[str, Effect] = {
    "mark": _marked,
    "confirm": _confirmed,
    "assign": _assigned,
    "reassign": _assigned,
    "accept": _accepted,
    "decline": _declined,
    "remind": _reminded,
    "escalate": _escalated,
    "plan_measures": _measures_planned,
    "update_measure": _measure_updated,
    "extend": _extended,
    "pause": _paused,
    "resume": _resumed,
    "refuse_closure": _closure_refused,
    "close": _closed,
    "reopen": _reopened,
}
