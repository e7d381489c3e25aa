"""The books of the imports: past batches, what each left to decide, and taking one back."""

from __future__ import annotations

from app.models.history import VERSIONED, bulk_insert
from app.services.imports.results import ImportResult
from app.services.ledger import Transaction

_DONE = frozenset({"founded", "new_groups", "moved", "repaired"})


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
