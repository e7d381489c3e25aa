"""The books of the imports: past batches, what each left to decide, and taking one back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, bulk_update
from app.models.imports import ImportBatch, ImportIssue
from app.services.clock import OFFICE_ZONE
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.imports.results import BatchRow, ImportResult, TouchedRecord, UndoResult
from app.services.ledger import Ledger, Transaction
from app.services.undo import TouchedRow, apply_undo, plan_undo, without_touched

_DONE = frozenset({"founded", "new_groups", "moved", "repaired"})
# A refusal names so many records; the rest is a number.
_NAMED = 20
_PLACES = frozenset({"region", "region_name"})


@dataclass(frozen=True, slots=True)
class IssueRow:
    """Something that an import left: a refused row, a question, a repair."""

    id: int
    batch: int
    kind: str
    sheet: str
    row: int | None
    column: str | None
    message: str
    state: str


class ImportBooks:
    """Reads past imports and takes them back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def batches(self) -> tuple[BatchRow, ...]:
        """Every import, the latest first."""
        with self._ledger.reading() as session:
            found = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()))
            return tuple(_batch_row(batch) for batch in found)

    def issues(self, *, batch: int | None = None, state: str | None = "open") -> tuple[IssueRow, ...]:
        """What is left to decide, of one import or of all that were not taken back."""
        statement = select(ImportIssue).join(ImportBatch, ImportBatch.id == ImportIssue.batch_id)
        if batch is not None:
            statement = statement.where(ImportIssue.batch_id == batch)
        if state is not None:
            statement = statement.where(ImportIssue.state == state, ImportBatch.undone_seq.is_(None))
        with self._ledger.reading() as session:
            return tuple(_issue_row(issue) for issue in session.scalars(statement.order_by(ImportIssue.id)))

    def settle(self, issue: int, *, state: str, actor: Actor, today: date) -> None:
        """Note that a person has looked at an issue: ``accepted``, ``kept`` or ``done``."""
        with self._ledger.transaction("import.settle", actor=actor, today=today) as tx:
            row = tx.session.get(ImportIssue, issue)
            if row is None:
                raise NotFound(Reason("import.issue_not_found", {"id": issue}))
            row.state, row.decided_on = state, today
            tx.about("import_issue", row.uid)

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
            issues = VERSIONED["import_issue"]
            bulk_update(
                tx.session, issues, (issues.c.batch_id == batch) & (issues.c.state == "open"), {"state": "done"}
            )
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


def _issue_row(issue: ImportIssue) -> IssueRow:
    return IssueRow(
        id=issue.id,
        batch=issue.batch_id,
        kind=issue.kind,
        sheet=issue.sheet or "",
        row=issue.row,
        column=issue.column,
        message=issue.message or "",
        state=issue.state,
    )


def open_issue_count(session: Session) -> int:
    """How many issues of imports that still stand wait for a person."""
    statement = select(func.count()).select_from(ImportIssue).join(ImportBatch, ImportBatch.id == ImportIssue.batch_id)
    return session.scalar(statement.where(ImportIssue.state == "open", ImportBatch.undone_seq.is_(None))) or 0


def store_issues(tx: Transaction, batch_id: int, result: ImportResult) -> None:
    """Keep every refused row, question and repair of a batch."""
    rejected = [
        {
            "batch_id": batch_id,
            "kind": "rejected",
            "sheet": _place(r.file, r.sheet, result),
            "row": r.row,
            "column": r.column,
            "code": r.code,
            "message": r.message,
            "state": "open",
        }
        for r in result.rejected
    ]
    questions = [
        {
            "batch_id": batch_id,
            "kind": q.kind,
            "sheet": _place(q.file, q.sheet, result),
            "row": q.row,
            "message": q.message,
            "state": "done" if q.kind in _DONE else "open",
        }
        for q in result.questions
    ]
    repairs = [
        {
            "batch_id": batch_id,
            "kind": "repaired",
            "sheet": _place(r.file, r.sheet, result),
            "column": r.column,
            "code": r.code,
            "field": r.field,
            "theirs": r.example,
            "message": r.rows,
            "state": "done",
        }
        for r in result.repairs
    ]
    for rows in (rejected, questions, repairs):
        if rows:
            bulk_insert(tx.session, VERSIONED["import_issue"], rows)


def _place(file: str, sheet: str, result: ImportResult) -> str:
    return sheet if len(result.files) == 1 else f"{file}·{sheet}" if sheet else file
