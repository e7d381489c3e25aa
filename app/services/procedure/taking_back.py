"""撤回: the step stays, marked with day and reason; what it wrote goes, and the state before comes back (row 35)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.papers import Attachment
from app.models.visits import VisitAssignment
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.procedure.state import Subject
from app.services.procedure.traces import undo_traces


def take_back_in(tx: Transaction, subject: Subject, last: WorkflowStep, given: StepInput) -> str | None:
    """Undo the last step; the state that is left, None when the step was the first and nothing is left.

    A case or alert whose first step is taken back never was: it goes with its steps, and history and audit keep it.
    """
    reason = str(given.data.get("reason") or "")
    tx.note(row=last.row, taken_back=last.action)
    if last.from_state is None:
        record = last.undo_data
        _let_go(tx.session, subject)
        undo_traces(tx.session, record)
        return None
    last.taken_back_on, last.taken_back_reason = given.occurred_on, reason
    undo_traces(tx.session, last.undo_data)
    tx.session.flush()
    return last.from_state


def _let_go(session: Session, subject: Subject) -> None:
    """Delete the steps and loosen what hangs on a case or alert that is about to go."""
    is_case = isinstance(subject, Case)
    own = WorkflowStep.case_id if is_case else WorkflowStep.alert_id
    held = Attachment.case_id if is_case else Attachment.alert_id
    for attachment in session.scalars(select(Attachment).where(held == subject.id)):
        attachment.case_id = attachment.alert_id = None
    if is_case:
        for assignment in session.scalars(select(VisitAssignment).where(VisitAssignment.case_id == subject.id)):
            session.delete(assignment)
    for step in session.scalars(select(WorkflowStep).where(own == subject.id)):
        session.delete(step)
    session.flush()
