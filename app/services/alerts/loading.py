"""Loads what the guards must know of an alert, from the ledger as it stands in the transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, Measure, MonitoringSpell, WorkflowStep
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, Category
from app.models.household import Household
from app.services import departments
from app.services.cases.request import StepInput
from app.services.workflow.common_guards import integer
from app.services.workflow.facts import AlertFacts, Signer
from app.services.workflow.judge import TABLES
from app.services.workflow.plan import Plan

_OPEN = [state.value for state in OPEN_ALERT_STATES]


@dataclass(frozen=True, slots=True)
class LoadedAlert:
    """An alert (None before the first row) with its household, spell and the facts that the guards ask."""

    household: Household
    alert: Alert | None
    spell: MonitoringSpell | None
    last_step: WorkflowStep | None
    facts: AlertFacts


def load(session: Session, household: Household, alert: Alert | None, given: StepInput, plan: Plan) -> LoadedAlert:
    """Everything about one alert, with what the request itself brings: the department, the facts of an inspection."""
    spell = session.scalars(
        select(MonitoringSpell)
        .where(MonitoringSpell.household_id == household.id, MonitoringSpell.closed_on.is_(None))
        .order_by(MonitoringSpell.id.desc())
    ).first()
    case_state = session.scalar(
        select(Case.state).where(Case.household_id == household.id, Case.is_open == 1).order_by(Case.id.desc())
    )
    gap = alert.gap if alert else str(given.data.get("gap") or "")
    steps = _steps(session, alert)
    last = steps[-1] if steps else None
    facts = AlertFacts(
        state=AlertState(alert.state) if alert else None,
        case_state=CaseState(case_state) if case_state else None,
        category=Category(spell.category) if spell else None,
        gap=gap,
        has_open_same_gap=alert is None and _has_open(session, household, gap),
        last_step_on=last.occurred_on if last else None,
        last_action=last.action if last else None,
        last_party=last.party if last else None,
        last_paper_frozen=bool(last and last.paper_id),
        steps_since_own=int(last is not None and not _is_own(last)),
        marker=_signers(steps, "mark"),
        closure_requesters=_signers(steps, "request_closure"),
        department_duties=_duties(session, alert, given),
        **_counts(session, alert),
        **_inspected(given, plan),
    )
    return LoadedAlert(household, alert, spell, last, facts)


def _steps(session: Session, alert: Alert | None) -> list[WorkflowStep]:
    if alert is None:
        return []
    taken = select(WorkflowStep).where(WorkflowStep.alert_id == alert.id, WorkflowStep.taken_back_on.is_(None))
    return list(session.scalars(taken.order_by(WorkflowStep.number)))


def _has_open(session: Session, household: Household, gap: str) -> bool:
    same = select(Alert.id).where(Alert.household_id == household.id, Alert.gap == gap, Alert.state.in_(_OPEN))
    return session.scalars(same).first() is not None


def _is_own(step: WorkflowStep) -> bool:
    return all(row.own for row in TABLES["alert"] if row.action == step.action)


def _signers(steps: list[WorkflowStep], action: str) -> tuple[Signer, ...]:
    """Who signed the last step of this kind."""
    found = [step for step in steps if step.action == action]
    entries = json.loads(found[-1].signers) if found else []
    return tuple(Signer(entry["name"], entry.get("office", "")) for entry in entries)


def _duties(session: Session, alert: Alert | None, given: StepInput) -> frozenset[str]:
    named = str(given.data.get("department") or "")
    department = departments.find_in(session, named) if named else None
    return frozenset(department.duties.split(",")) if department else frozenset()


def _counts(session: Session, alert: Alert | None) -> Mapping[str, Any]:
    if alert is None:
        return {}
    rows = session.execute(
        select(Measure.state, func.count(), func.count(Measure.evidence))
        .where(Measure.alert_id == alert.id)
        .group_by(Measure.state)
    ).all()
    return {
        "declined": alert.declined,
        "reminders": alert.reminders,
        "due_on": alert.due_on,
        "limit_on": alert.limit_on,
        "measures": sum(row[1] for row in rows),
        "open_measures": sum(row[1] for row in rows if row[0] == "planned"),
        "evidence": sum(row[2] for row in rows if row[0] == "done"),
        "is_paused": alert.paused_on is not None,
        "closed_on": alert.closed_on,
        "follow_up_due_on": alert.follow_up_due_on,
    }


def _inspected(given: StepInput, plan: Plan) -> Mapping[str, Any]:
    """What the two inspectors found on the spot, dated on the day of the closure and so after the help."""
    said = given.data.get("exit_items")
    items = {str(k): _truth(v) for k, v in said.items()} if isinstance(said, Mapping) else {}
    net, heads = integer(given.data.get("net_income_fen")), integer(given.data.get("heads"))
    above = None if net is None or not heads else int(net > plan.exit_line_fen * heads)
    return {"exit_items": items, "above_exit_line": above, "gap_covered": _truth(given.data.get("gap_covered"))}


def _truth(value: object) -> int | None:
    return int(bool(value)) if value in (0, 1, True, False) else None
