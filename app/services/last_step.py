"""撤销上一步: taking back one's own last change of the roster, by name (screens: Ctrl+Z undoes)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.household import Household, HouseholdSummary
from app.models.imports import ImportBatch
from app.services.changes import ChangeSet
from app.services.clock import OFFICE_ZONE
from app.services.context import Actor
from app.services.errors import refuse
from app.services.imports.batches import ImportBooks, name_records
from app.services.imports.issues import ask_again
from app.services.ledger import Ledger, Transaction
from app.services.undo import Plan, apply_undo, plan_undo

UNDO = "household.undo"
_PREFIXES = ("household.", "attachment.", "findings.exempt", "findings.reopen", "import.")
_DECIDE = "import.decide"
_READS = frozenset({UNDO, "attachment.open"})
# Steps of the procedure are taken back by the procedure's own row 35, never by setting rows back.
_OF_THE_DOORS = frozenset({"workflow_step", "monitoring_case", "monitoring_spell", "alert"})
_LOOKED_AT = 500
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LastStep:
    """A change that can be asked back: its audit number, its action, whose household, and when it was typed."""

    seq: int
    action: str
    household_id: int | None
    head_name: str  # the head's name; of an import its file
    recorded_at: datetime
    batch: int | None = None  # the import that this step is


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was undone, in how many rows."""

    step: LastStep
    rows: int
    changes: ChangeSet | None


class LastStepService:
    """Finds and undoes the last change of the roster that the person at the keyboard made."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def last(self, *, actor: Actor) -> LastStep | None:
        """The latest own change that was not undone yet; None without one."""
        with self._ledger.reading() as session:
            return _last(session, actor)

    def undo(self, seq: int, *, what: str, actor: Actor, today: date) -> TakenBack:
        """Take the change ``seq`` back as a whole; ``what`` is the name under which the user knows it.

        Refused: ``undo.nothing``, ``.already``, ``.through_the_door``, ``.touched_later`` naming the records.
        """
        with self._ledger.reading() as session:
            known = _last(session, actor, seq=seq)
        if known is not None and known.batch is not None:
            undone = ImportBooks(self._ledger).undo(known.batch, actor=actor, today=today)
            return TakenBack(known, undone.rows, undone.change_set)
        with self._ledger.transaction(UNDO, actor=actor, today=today) as tx:
            step = _last(tx.session, actor, seq=seq)
            if step is None:
                raise refuse("undo.already" if seq in undone_in(tx.session) else "undo.nothing")
            plan = plan_undo(tx.session, seq)
            _judge(tx, plan, what)
            rows = apply_undo(tx.session, plan, seq)
            if step.action == _DECIDE:
                ask_again(tx.session, seq)
            household = tx.session.get(Household, step.household_id) if step.household_id else None
            if household is not None:
                tx.about("household", household.uid)
            tx.note(undone=seq, rows=rows)
        return TakenBack(step, rows, tx.changes)


def _judge(tx: Transaction, plan: Plan, what: str) -> None:
    wrote = {name for part in (plan.created, plan.updated, plan.deleted) for name, ids in part.items() if ids}
    if wrote & _OF_THE_DOORS:
        raise refuse("undo.through_the_door", what=what)
    touched = name_records(tx.session, plan.touched)
    if touched:
        names = [record.label for record in touched[:_NAMED]]
        raise refuse("undo.touched_later", what=what, records=names)


def undone_in(session: Session) -> frozenset[int]:
    """The audit numbers of the steps that were taken back."""
    bodies = session.scalars(select(AuditEntry.body).where(AuditEntry.action == UNDO))
    return frozenset(int(json.loads(body)["details"]["undone"]) for body in bodies)


def _last(session: Session, actor: Actor, *, seq: int | None = None) -> LastStep | None:
    undone = undone_in(session)
    named = or_(*(AuditEntry.action.startswith(prefix) for prefix in _PREFIXES))
    statement = select(AuditEntry).where(named, AuditEntry.action.not_in(_READS))
    if seq is not None:
        statement = statement.where(AuditEntry.seq == seq)
    for entry in session.scalars(statement.order_by(AuditEntry.seq.desc()).limit(_LOOKED_AT)):
        if entry.seq in undone or json.loads(entry.body)["session_user"] != actor.session_user:
            continue
        step = _step(session, entry)
        if step is not None:
            return step
    return None


def _step(session: Session, entry: AuditEntry) -> LastStep | None:
    """The change of this entry; None for entries about imports that changed no record, or are taken back."""
    at = entry.recorded_at.astimezone(OFFICE_ZONE)
    if entry.action.startswith("import."):
        batch = session.scalars(select(ImportBatch).where(ImportBatch.applied_seq == entry.seq)).first()
        if batch is not None and batch.undone_seq is None:
            return LastStep(entry.seq, entry.action, None, batch.file_name, at, batch.id)
        return LastStep(entry.seq, entry.action, None, "", at) if entry.action == _DECIDE else None
    summary = None
    if entry.subject_kind == "household":
        statement = select(HouseholdSummary).join(Household, Household.id == HouseholdSummary.household_id)
        summary = session.scalars(statement.where(Household.uid == entry.subject_uid)).first()
    return LastStep(
        entry.seq,
        entry.action,
        summary.household_id if summary else None,
        (summary.head_name or summary.code) if summary else "",
        at,
    )
