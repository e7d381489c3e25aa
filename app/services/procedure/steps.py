"""Every transition that is taken leaves a step: who signed, for whom, who typed, when it happened and was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import AlertState, CaseState, Party, Track
from app.models.plans import Permit
from app.services import clock
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.state import Subject
from app.services.procedure.traces import has_gone_on
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import LastStep
from app.services.workflow.judge import TABLES
from app.services.workflow.table import Transition


def record_step(
    tx: Transaction,
    running: RunningPlan,
    subject: Subject,
    row: Transition,
    given: StepInput,
    *,
    from_state: CaseState | AlertState | None,
    to_state: CaseState | AlertState,
) -> WorkflowStep:
    """Store the step of a case or alert that has its id; its number runs within the case or alert."""
    session, actor = tx.session, tx.actor
    is_case = isinstance(subject, Case)
    own = WorkflowStep.case_id == subject.id if is_case else WorkflowStep.alert_id == subject.id
    last = session.scalar(select(func.max(WorkflowStep.number)).where(own))
    step = WorkflowStep(
        workflow="case" if is_case else "alert",
        case_id=subject.id if is_case else None,
        alert_id=None if is_case else subject.id,
        household_id=subject.household_id,
        number=(last or 0) + 1,
        row=row.row,
        action=row.action,
        from_state=from_state.value if from_state else None,
        to_state=to_state.value,
        track=subject.track if isinstance(subject, Case) else None,
        party=_party(row, given),
        session_user=actor.session_user,
        actor=given.signers[0].name if given.signers else actor.name,
        on_behalf_of=actor.on_behalf_of,
        signers=json.dumps([asdict(signer) for signer in given.signers], ensure_ascii=False),
        occurred_on=given.occurred_on,
        recorded_at=clock.instant_on(tx.today),
        paper_no=given.paper_no,
        data=json.dumps(dict(given.data), ensure_ascii=False, default=str),
        plan_version_id=running.version_id,
    )
    session.add(step)
    session.flush()
    return step


def _party(row: Transition, given: StepInput) -> str:
    """The party that is named among the row's, else the leader for the green channel, else the row's first."""
    named = str(given.data.get("party") or "")
    if not named and row.action == "propose" and given.data.get("track") == Track.GREEN:
        return Party.LEADER.value
    return named if named in {party.value for party in row.parties} else row.parties[0].value


def steps_of(session: Session, subject: Subject | None) -> list[WorkflowStep]:
    """The steps of a case or alert that were not taken back, in order."""
    if subject is None:
        return []
    own = WorkflowStep.case_id if isinstance(subject, Case) else WorkflowStep.alert_id
    taken = select(WorkflowStep).where(own == subject.id, WorkflowStep.taken_back_on.is_(None))
    return list(session.scalars(taken.order_by(WorkflowStep.number)))


def row_of(step: WorkflowStep) -> Transition | None:
    """The row of the table that the step took; None for what only follows from another step."""
    found = [row for row in TABLES[step.workflow] if row.action == step.action]
    return next((row for row in found if row.row == step.row), found[0] if found else None)


def last_step(session: Session, steps: Sequence[WorkflowStep], *, next_party_acted: bool = False) -> LastStep | None:
    """What the judge must know of the step before."""
    if not steps:
        return None
    last = steps[-1]
    row = row_of(last)
    permit = session.get(Permit, last.permit_id) if last.permit_id else None
    return LastStep(
        on=last.occurred_on,
        action=last.action,
        party=last.party,
        is_own=row.own if row else False,
        is_consequence=last.undo_data is None,
        paper_left=last.paper_id is not None,
        next_party_acted=next_party_acted or has_gone_on(session, last),
        windows=row.windows if row else (),
        permit_until=permit.last_day if permit else None,
    )


def data_of(step: WorkflowStep) -> Mapping[str, object]:
    """The fields that the step stored."""
    value = json.loads(step.data)
    return value if isinstance(value, dict) else {}


def day_of(step: WorkflowStep, name: str) -> date | None:
    """A date among the step's fields."""
    return a_day(data_of(step).get(name))
