"""The one function of the program that assigns the state of a case or an alert; a test holds it to that."""

from __future__ import annotations

from datetime import date

from app.models.cases import Alert, Case
from app.models.enums import CLOSED_CASE_STATES, OPEN_ALERT_STATES, AlertState, CaseState

Subject = Case | Alert


def assign_state(subject: Subject, state: CaseState | AlertState, *, on: date) -> None:
    """Put a case or alert into a state since a day; whether it is open, and when it was closed, follow from it."""
    subject.state, subject.state_since_on = state.value, on
    if isinstance(subject, Case):
        is_closed = state in CLOSED_CASE_STATES
        subject.is_open, subject.closed_on = int(not is_closed), on if is_closed else None
    else:
        subject.is_open = int(state in OPEN_ALERT_STATES)


def state_of(subject: Subject) -> CaseState | AlertState:
    """The state as its enum."""
    return CaseState(subject.state) if isinstance(subject, Case) else AlertState(subject.state)
