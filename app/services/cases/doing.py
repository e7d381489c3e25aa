"""A step of a case under way, as the effects see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.household import Household
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.traces import Traces
from app.services.workflow.plan import Plan


@dataclass(frozen=True, slots=True)
class Doing:
    """The case has its new state; the step is stored; what else is written goes through ``traces``."""

    tx: Transaction
    running: RunningPlan
    household: Household
    case: Case
    step: WorkflowStep
    given: StepInput
    traces: Traces

    @property
    def session(self) -> Session:
        """The session of the transaction."""
        return self.tx.session

    @property
    def plan(self) -> Plan:
        """The plan that judged the step."""
        return self.running.plan

    @property
    def on(self) -> date:
        """The day on which it happened."""
        return self.step.occurred_on

    @property
    def data(self) -> Mapping[str, object]:
        """The fields of the row."""
        return self.given.data
