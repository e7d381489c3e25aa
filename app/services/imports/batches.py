"""The books of the imports: past batches, and taking one back."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.models.imports import ImportBatch
from app.services.clock import OFFICE_ZONE
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.imports.issues import close_issues
from app.services.imports.results import BatchRow, TouchedRecord, UndoResult
from app.services.ledger import Ledger
from app.services.undo import TouchedRow, apply_undo, plan_undo, without_touched

# A refusal names so many records; the rest is a number.
_NAMED = 20
_PLACES = frozenset({"region", "region_name"})


class ImportBooks:
    """Reads past imports and takes them back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def batches(self) -> tuple[BatchRow, ...]:
        """Every import, the latest first."""
        with self._ledger.reading() as session:
            found = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()))
            return tuple(_batch_row(batch) for batch in found)

    def undo(self, batch: int, *, actor: Actor, today: date, rest: bool = False) -> UndoResult:
        """Take an import back as a whole; with ``rest`` all of it that nobody has touched since.

        Refused with ``import.touched_later`` naming the records that were changed, or referred to, after it.
        """
        with self._ledger.transaction("import.undo", actor=actor, today=today) as tx:
            stored = _undoable(tx.session, batch)
            plan = plan_undo(tx.session, stored.applied_seq)
            left = name_records(tx.session, plan.touched)
            if left and not rest:
                shown = [record.label for record in left[:_NAMED]]
                shown += [f"等 {len(left)} 条"] if len(left) > _NAMED else []
                raise refuse("import.touched_later", batch=batch, count=len(left), records=shown)
            rows = apply_undo(tx.session, without_touched(tx.session, plan), stored.applied_seq)
            stored.undone_seq = tx.seq
            close_issues(tx.session, batch)
            tx.about("import_batch", stored.uid)
            tx.note(batch=batch, rows=rows, left=len(left))
        return UndoResult(batch, rows, left, tx.changes)


def _undoable(session: Session, batch: int) -> ImportBatch:
    stored = session.get(ImportBatch, batch)
    if stored is None:
        raise NotFound(Reason("import.batch_not_found", {"batch": batch}))
    if stored.undone_seq is not None:
        raise refuse("import.already_undone", batch=batch)
    return stored


def name_records(session: Session, touched: tuple[TouchedRow, ...]) -> tuple[TouchedRecord, ...]:
    """The touched rows by the names under which people know them, each record once."""
    # A village is only in the way because of the households that stand in it: those are named.
    rows = [row for row in touched if row.table not in _PLACES] or list(touched)
    named = [TouchedRecord(row.table, row.id, _label(session, row)) for row in rows]
    unique = {(record.label, record.table): record for record in named}
    return tuple(sorted(unique.values(), key=lambda record: record.label))


def _label(session: Session, row: TouchedRow) -> str:
    table = VERSIONED[row.table]
    stored = session.execute(select(table).where(table.c.id == row.id)).mappings().one_or_none()
    if stored is None:
        return f"{row.table} {row.id}（已删除）"
    if row.table == "household":
        return f"户 {stored['code']}"
    if row.table == "person":
        return f"{stored['name']}"
    if row.table == "region":
        return f"{stored['name']}"
    if stored.get("person_id"):
        people = VERSIONED["person"]
        return str(session.scalar(select(people.c.name).where(people.c.id == stored["person_id"])))
    if stored.get("membership_id"):
        people, members = VERSIONED["person"], VERSIONED["membership"]
        own = select(people.c.name).join(members, members.c.person_id == people.c.id)
        return str(session.scalar(own.where(members.c.id == stored["membership_id"])))
    if stored.get("household_id"):
        households = VERSIONED["household"]
        code = session.scalar(select(households.c.code).where(households.c.id == stored["household_id"]))
        return f"户 {code}"
    return f"{row.table} {row.id}"


def _batch_row(batch: ImportBatch) -> BatchRow:
    counts = json.loads(batch.counts)
    kinds = [counts.get(name, {}) for name in ("households", "members", "entries")]
    return BatchRow(
        id=batch.id,
        kind=batch.kind,
        files=batch.file_name,
        data_on=batch.data_on.isoformat() if batch.data_on else None,
        applied_at=batch.applied_at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M"),
        rows=batch.rows,
        created=sum(kind.get("created", 0) for kind in kinds),
        updated=sum(kind.get("updated", 0) for kind in kinds),
        rejected=counts.get("rejected", 0),
        undone=batch.undone_seq is not None,
    )
