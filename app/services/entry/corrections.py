"""国家系统待修改清单: lines that fill themselves from comparisons and from our own changes after 录入 (workflow 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import PlatformTask
from app.models.comparison import PlatformCorrection
from app.models.enums import Labelled
from app.services.ledger import Transaction

CORRECT = "correct"
# Where a line comes from.
COMPARISON, EDIT, BY_HAND = "comparison", "edit", "hand"
BLANK = "（空）"
_LONGEST = 200


class CorrectionState(Labelled):
    """Where a line stands."""

    TO_DO = "to_do", "待改"
    SENT_BACK = "sent_back", "退回"
    DONE = "done", "已在系统修改"
    VERIFIED = "verified", "已核验"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCorrection:
    """A value that is wrong on the platform: whose, which, what stands there and what should."""

    household_id: int
    person_id: int | None = None
    column: str | None
    field: str
    old_value: str
    new_value: str
    origin: str  # comparison, edit
    reason: str = ""


def state_of(task: PlatformTask, line: PlatformCorrection | None) -> CorrectionState:
    """The state of a line; one without particulars was typed by hand."""
    if line is not None and line.verified_on:
        return CorrectionState.VERIFIED
    if task.done_on:
        return CorrectionState.DONE
    return CorrectionState.SENT_BACK if line is not None and line.sent_back_on else CorrectionState.TO_DO


def put_correction_in(tx: Transaction, given: NewCorrection) -> PlatformTask | None:
    """Add a line, or set the open one of the same value right; None when nothing is to be put right any more."""
    found = _open_line(tx.session, given)
    if found is None:
        return _added(tx, given) if _cut(given.old_value) != _cut(given.new_value) else None
    task, line = found
    task.new_value = _cut(given.new_value)
    line.reason = given.reason[:_LONGEST] or line.reason
    if task.old_value == task.new_value:
        task.is_void = 1  # changed back: the platform was right
        return None
    return task


def _open_line(session: Session, given: NewCorrection) -> tuple[PlatformTask, PlatformCorrection] | None:
    statement = (
        select(PlatformTask, PlatformCorrection)
        .join(PlatformCorrection, PlatformCorrection.task_id == PlatformTask.id)
        .where(
            PlatformTask.household_id == given.household_id,
            PlatformTask.done_on.is_(None),
            PlatformTask.is_void.is_(None),
            PlatformCorrection.column == given.column,
            PlatformCorrection.person_id.is_not_distinct_from(given.person_id),
        )
    )
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def _added(tx: Transaction, given: NewCorrection) -> PlatformTask:
    task = PlatformTask(
        kind=CORRECT,
        household_id=given.household_id,
        field=given.field[:_LONGEST],
        old_value=_cut(given.old_value),
        new_value=_cut(given.new_value),
        opened_on=tx.today,
    )
    tx.session.add(task)
    tx.session.flush()
    tx.session.add(
        PlatformCorrection(
            task_id=task.id,
            person_id=given.person_id,
            column=given.column,
            origin=given.origin,
            reason=given.reason[:_LONGEST] or None,
        )
    )
    tx.session.flush()
    return task


def _cut(value: str) -> str:
    return (value.strip() or BLANK)[:_LONGEST]


def send_back_in(tx: Transaction, task: PlatformTask, *, reason: str, on: date) -> None:
    """The platform did not take the change: the line is open again with the reason."""
    statement = select(PlatformCorrection).where(PlatformCorrection.task_id == task.id)
    line = tx.session.scalars(statement).one_or_none()
    if line is None:
        line = PlatformCorrection(task_id=task.id, origin=BY_HAND)
        tx.session.add(line)
    line.sent_back_on, line.sent_back_reason = on, reason.strip()[:_LONGEST]
    line.times_sent_back = (line.times_sent_back or 0) + 1
    task.done_on = task.done_by = None
