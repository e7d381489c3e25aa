"""The frozen papers of a call: every household that took the step is named on them (workflow 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models.cases import Alert, Case, WorkflowStep
from app.models.household import Household
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.state import Subject
from app.services.workflow.table import Transition

if TYPE_CHECKING:
    from app.models.papers import PaperSnapshot
    from app.services.papers.freezing import Named


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken in this call."""

    row: Transition
    household: Household
    subject: Subject
    step: WorkflowStep


def freeze_in(tx: Transaction, running: RunningPlan, taken: Sequence[Taken], given: StepInput) -> None:
    """Freeze what left the office with these steps; a step remembers the last of its papers."""
    from app.services.papers import freezing  # the first window is there before anything is frozen

    rows = {id(one.row): one.row for one in taken}
    for row in rows.values():
        own = [one for one in taken if one.row is row]
        for paper in row.papers:
            if paper.is_frozen:
                snapshots = freezing.freeze_in(
                    tx,
                    plan_id=running.plan_id,
                    kind=paper.kind,
                    paper_no=_number(given),
                    issued_on=given.occurred_on,
                    named=[_named(one) for one in own],
                )
                _look_through(tx, paper.kind, snapshots)
                for one, snapshot in zip(own, snapshots, strict=True):
                    one.step.paper_id = snapshot.id
    tx.session.flush()


def _look_through(tx: Transaction, kind: str, frozen: Sequence[PaperSnapshot]) -> None:
    """A notice leaves only when nothing stands on its finished pages that must not hang in public (row 18)."""
    from app.services.papers import noticing
    from app.services.papers.kinds import kinds
    from app.services.papers.snapshots import document_of

    found = kinds().get(kind)
    if found is not None and found.notice:
        own = {snapshot.id: snapshot for snapshot in frozen}
        noticing.look_through_documents(tx.session, [document_of(one) for one in own.values()], found)


def _number(given: StepInput) -> str | None:
    named = (given.data.get(name) for name in ("list_no", "sheet_no", "decision_no"))
    return given.paper_no or next((str(number) for number in named if number), None)


def _named(taken: Taken) -> Named:
    from app.services.papers.freezing import Named

    subject = taken.subject
    return Named(
        taken.household.id,
        case_id=subject.id if isinstance(subject, Case) else None,
        alert_id=subject.id if isinstance(subject, Alert) else None,
    )
