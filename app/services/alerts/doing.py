"""A step of an alert under way, as the effects see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models.cases import Alert, WorkflowStep
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.traces import Traces


@dataclass(frozen=True, slots=True)
class DoingAlert:
    """The alert has its new state; the step is stored; what else is written goes through ``traces``."""

    tx: Transaction
    running: RunningPlan
    alert: Alert
    step: WorkflowStep
    given: StepInput
    traces: Traces

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.tx.session

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return self.step.occurred_on

    @property
    def data(self) -> Mapping[str, object]:
        """The fields of the row."""
        return self.given.data
