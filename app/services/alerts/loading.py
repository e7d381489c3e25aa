"""Loads what the guards must know of an alert, from the ledger as it stands in the transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, Measure, MonitoringSpell, WorkflowStep
from app.models.enums import AlertState, CaseState, Category, MeasureState
from app.models.household import Household
from app.models.papers import Attachment
from app.services import departments
from app.services import effective as e
from app.services.alerts.consequences import open_alerts_of
from app.services.cases.loading import household_facts, open_case_of, open_spell_of
from app.services.cases.request import StepInput
from app.services.procedure.steps import day_of, last_step, steps_of
from app.services.procedure.surroundings import Surroundings
from app.services.workflow.alert_guards import GAP_FACTS
from app.services.workflow.facts import AlertFacts, Signer
from app.services.workflow.plan import Plan


@dataclass(frozen=True, slots=True)
class LoadedAlert:
    """An alert (None before the first row) with its household, spell and the facts that the guards ask."""

    household: Household
    alert: Alert | None
    spell: MonitoringSpell | None
    case: Case | None
    last_step: WorkflowStep | None
    facts: AlertFacts


def load(
    session: Session, household: Household, alert: Alert | None, given: StepInput, near: Surroundings
) -> LoadedAlert:
    """Everything about one alert, with the department that the request names."""
    spell, case = open_spell_of(session, household.id), open_case_of(session, household.id)
    steps = steps_of(session, alert)
    named = str(given.data.get("department") or "").strip()
    department = departments.find_in(session, named) if named else None
    own = alert.id if alert else 0
    facts = AlertFacts(
        household=household_facts(session, household, near.running, has_open_case=case is not None),
        case_state=CaseState(case.state) if case else None,
        category=Category(spell.category) if spell else Category(case.category) if case else None,
        risks=tuple(filter(None, spell.risks.split(","))) if spell else (),
        open_gaps=frozenset(other.gap for other in open_alerts_of(session, household.id) if other.id != own),
        is_known_department=department is not None or not named,
        department_duties=frozenset(filter(None, department.duties.split(","))) if department else frozenset(),
    )
    if alert is not None:
        facts = _with_alert(session, facts, alert, steps, near)
    return LoadedAlert(household, alert, spell, case, steps[-1] if steps else None, facts)


def _with_alert(
    session: Session, facts: AlertFacts, alert: Alert, steps: Sequence[WorkflowStep], near: Surroundings
) -> AlertFacts:
    measures = list(session.scalars(select(Measure).where(Measure.alert_id == alert.id).order_by(Measure.id)))
    since = help_since(steps, measures)
    return AlertFacts(
        household=facts.household,
        case_state=facts.case_state,
        category=facts.category,
        risks=facts.risks,
        open_gaps=facts.open_gaps,
        is_known_department=facts.is_known_department,
        department_duties=facts.department_duties,
        state=AlertState(alert.state),
        gap=alert.gap,
        last=last_step(session, steps),
        calendar=near.calendar_of(alert.plan_id, since=alert.found_on),
        marker=_signers(steps, "mark"),
        closure_requesters=_signers(steps, "request_closure"),
        declined=alert.declined,
        reminders=alert.reminders,
        is_accepted=alert.responded_on is not None,
        response_due_on=alert.response_due_on,
        due_on=alert.due_on,
        limit_on=alert.limit_on,
        measures={measure.id: measure.state for measure in measures},
        evidence=_evidence(session, alert, measures),
        is_paused=alert.paused_on is not None,
        closed_on=alert.closed_on,
        follow_up_due_on=alert.follow_up_due_on,
        exit_items=_items_since(session, alert.household_id, since),
        above_exit_line=_above_line_since(session, alert.household_id, since, near.plan),
    )


def help_since(steps: Sequence[WorkflowStep], measures: Sequence[Measure]) -> date | None:
    """The day of the help that facts must not precede: the last measure done, else the last planning; None before."""
    planned = [step.occurred_on for step in steps if step.action == "plan_measures"]
    if not planned:
        return None
    done = [m.done_on for m in measures if m.state == MeasureState.DONE and m.done_on]
    return max([planned[-1], *done])


def pause_end(steps: Sequence[WorkflowStep]) -> date | None:
    """The end that the last pause was approved for."""
    found = [step for step in steps if step.action == "pause"]
    return day_of(found[-1], "until_on") if found else None


def _signers(steps: Sequence[WorkflowStep], action: str) -> tuple[Signer, ...]:
    """Who signed the last step of this kind."""
    found = [step for step in steps if step.action == action]
    entries = json.loads(found[-1].signers) if found else []
    return tuple(Signer(entry["name"], entry.get("office", "")) for entry in entries)


def _evidence(session: Session, alert: Alert, measures: Sequence[Measure]) -> int:
    """Measures with their proof, and files kept with the alert."""
    proved = sum(bool(measure.evidence) for measure in measures if measure.state == MeasureState.DONE)
    files = session.scalar(select(func.count()).select_from(Attachment).where(Attachment.alert_id == alert.id))
    return proved + (files or 0)


def _items_since(session: Session, household_id: int, since: date | None) -> Mapping[str, int | None]:
    """Each exit item from the ledger's facts dated after the help began; None when nobody has said."""
    if since is None:
        return {}
    return {item: _latest_since(session, household_id, fact, since) for item, fact in GAP_FACTS.items()}


def _latest_since(session: Session, household_id: int, name: str, since: date) -> int | None:
    fact = e.household_fact.c
    found = (
        select(fact[name])
        .where(fact.household_id == household_id, fact.observed_on >= since, fact[name].is_not(None))
        .order_by(e.rank(fact.source).desc(), fact.observed_on.desc(), fact.id.desc())
    )
    return session.scalars(found.limit(1)).first()


def _above_line_since(session: Session, household_id: int, since: date | None, plan: Plan) -> int | None:
    if since is None:
        return None
    said = e.statement.c
    stated = (
        select(said.net_fen, said.heads)
        .where(said.household_id == household_id, said.observed_on >= since, said.net_fen.is_not(None), said.heads > 0)
        .order_by(e.rank(said.source).desc(), said.observed_on.desc(), said.id.desc())
    )
    row = session.execute(stated.limit(1)).first()
    return None if row is None else int(row.net_fen > plan.exit_line_fen * row.heads)
