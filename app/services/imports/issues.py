"""What imports left for a person: stored with each batch, asked once, kept with what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, bulk_update
from app.models.household import Household
from app.models.imports import ImportBatch, ImportIssue
from app.models.region import Region
from app.services.imports.results import ImportResult, Question, Rejection
from app.services.ledger import Transaction

OPEN, SUPERSEDED, DONE = "open", "superseded", "done"
DECIDED = ("accepted", "kept", DONE)
_CHUNK, _LONGEST_PLACE = 500, 200
# Told, not asked.
TOLD = frozenset({"founded", "new_groups", "repaired"})
# The rows of an unknown village wait for one question, not for one each.
ASKED_TOGETHER = frozenset({"village.unknown"})


@dataclass(frozen=True, slots=True)
class IssueRow:
    """Something that an import left: a refused row, a question; with what was decided."""

    id: int
    batch: int
    batch_kind: str
    files: str
    kind: str
    sheet: str
    row: int | None
    column: str | None
    message: str
    state: str
    village: str
    household_id: int | None
    person_id: int | None
    other_person_id: int | None
    field: str | None
    theirs: str | None
    digest: str | None
    decision: str | None
    decided_by: str | None
    decided_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.state == OPEN


def issue_rows(
    session: Session, *, batch: int | None = None, kind: str | None = None, state: str | None = OPEN
) -> tuple[IssueRow, ...]:
    """The issues of one import or of all that stand, the latest import first.

    ``state`` None = whatever became of them, told ones included.
    """
    statement = _listed()
    if batch is not None:
        statement = statement.where(ImportIssue.batch_id == batch)
    if kind is not None:
        statement = statement.where(ImportIssue.kind == kind)
    wanted = ImportIssue.state == state if state is not None else ImportIssue.state != SUPERSEDED
    return tuple(
        _row(*row)
        for row in session.execute(statement.where(wanted).order_by(ImportIssue.batch_id.desc(), ImportIssue.id))
    )


def _listed() -> Select[ImportIssue, str, str, str]:
    return (
        select(ImportIssue, ImportBatch.kind, ImportBatch.file_name, Region.name)
        .join(ImportBatch, ImportBatch.id == ImportIssue.batch_id)
        .outerjoin(Household, Household.id == ImportIssue.household_id)
        .outerjoin(Region, Region.id == Household.village_id)
        .where(ImportBatch.undone_seq.is_(None))
    )


def _row(issue: ImportIssue, batch_kind: str, files: str, village: str | None) -> IssueRow:
    return IssueRow(
        id=issue.id,
        batch=issue.batch_id,
        batch_kind=batch_kind,
        files=files,
        kind=issue.kind,
        sheet=issue.sheet or "",
        row=issue.row,
        column=issue.column,
        message=issue.message or "",
        state=issue.state,
        village=village or "",
        household_id=issue.household_id,
        person_id=issue.person_id,
        other_person_id=issue.other_person_id,
        field=issue.field,
        theirs=issue.theirs,
        digest=issue.digest,
        decision=issue.decision,
        decided_by=issue.decided_by,
        decided_on=issue.decided_on,
    )


def store_issues(tx: Transaction, batch_id: int, result: ImportResult) -> None:
    """Keep every refused row, question and repair of a batch; what was decided before is decided."""
    rows = [*(_of_rejection(r, result) for r in result.rejected), *(_of_question(q, result) for q in result.questions)]
    known = _decided_before(tx.session, [str(row["digest"]) for row in rows if row["state"] == OPEN])
    for row in rows:
        if row["state"] == OPEN and (answer := known.get(str(row["digest"]))):
            row |= answer
    _supersede(tx, [str(row["digest"]) for row in rows if row["state"] == OPEN])
    repairs = [
        {
            "kind": "repaired",
            "sheet": _place(r.file, r.sheet, result),
            "column": r.column,
            "code": r.code,
            "field": r.field,
            "theirs": r.example,
            "message": r.rows,
            "state": DONE,
        }
        for r in result.repairs
    ]
    for some in (rows, repairs):
        if some:
            bulk_insert(tx.session, VERSIONED["import_issue"], [{"batch_id": batch_id, **row} for row in some])


def _of_rejection(rejected: Rejection, result: ImportResult) -> dict[str, object]:
    about = Question("rejected", "", "", None, rejected.message, field=rejected.code, theirs="|".join(rejected.cells))
    return {
        **_EMPTY,
        "kind": "rejected",
        "sheet": _place(rejected.file, rejected.sheet, result),
        "row": rejected.row,
        "column": rejected.column,
        "code": rejected.code,
        "message": rejected.message,
        "state": DONE if rejected.code in ASKED_TOGETHER else OPEN,
        "digest": about.digest,
    }


def _of_question(question: Question, result: ImportResult) -> dict[str, object]:
    return {
        **_EMPTY,
        "kind": question.kind,
        "sheet": _place(question.file, question.sheet, result),
        "row": question.row,
        "code": None if question.record is None else str(question.record),
        "message": question.message,
        "state": DONE if question.kind in TOLD else OPEN,
        "digest": question.digest,
        "household_id": question.household_id,
        "person_id": question.person_id,
        "other_household_id": question.other_household_id,
        "other_person_id": question.other_person_id,
        "field": question.field,
        "ours": question.ours,
        "theirs": question.theirs,
    }


# One shape for all rows of an insert.
_EMPTY: Mapping[str, object] = dict.fromkeys(
    (
        *("column", "code", "household_id", "person_id", "other_household_id", "other_person_id", "field"),
        *("ours", "theirs", "decision", "decided_by", "decided_on"),
    )
)
_ANSWER = ("state", "decision", "decided_by", "decided_on")


def _decided_before(session: Session, digests: Sequence[str]) -> dict[str, dict[str, object]]:
    """The last decision on each of these questions, of imports that still stand."""
    if not digests:
        return {}
    statement = (
        select(ImportIssue.digest, *(getattr(ImportIssue, name) for name in _ANSWER))
        .join(ImportBatch, ImportBatch.id == ImportIssue.batch_id)
        .where(ImportIssue.decided_on.is_not(None), ImportBatch.undone_seq.is_(None))
        .order_by(ImportIssue.id)
    )
    wanted = set(digests)
    rows = session.execute(statement).all()
    return {str(row[0]): dict(zip(_ANSWER, row[1:], strict=True)) for row in rows if row[0] in wanted}


def _supersede(tx: Transaction, digests: Sequence[str]) -> None:
    """A question that an earlier import has asked already is asked by the latest one alone."""
    issues = VERSIONED["import_issue"]
    waiting = tx.session.execute(select(issues.c.id, issues.c.digest).where(issues.c.state == OPEN)).all()
    asked = set(digests)
    again = [id_ for id_, digest in waiting if digest in asked]
    for start in range(0, len(again), _CHUNK):
        bulk_update(tx.session, issues, issues.c.id.in_(again[start : start + _CHUNK]), {"state": SUPERSEDED})


def ask_again(session: Session, seq: int) -> None:
    """The question that transaction ``seq`` decided waits for a person again."""
    issues = VERSIONED["import_issue"]
    reopened = {"state": OPEN, "decision": None, "decided_by": None, "decided_on": None}
    bulk_update(session, issues, and_(issues.c.seq == seq, issues.c.decision.is_not(None)), reopened)


def close_issues(session: Session, batch: int) -> None:
    """An import that is taken back asks nothing; what it had taken over from earlier ones is asked there again."""
    issues = VERSIONED["import_issue"]
    mine = and_(issues.c.batch_id == batch, issues.c.state == OPEN)
    own = select(issues.c.digest).where(mine)
    before = issues.alias("before")
    last = (
        select(func.max(before.c.id))
        .join(VERSIONED["import_batch"], VERSIONED["import_batch"].c.id == before.c.batch_id)
        .where(
            before.c.state == SUPERSEDED,
            before.c.batch_id != literal(batch),
            before.c.digest.in_(own),
            VERSIONED["import_batch"].c.undone_seq.is_(None),
        )
        .group_by(before.c.digest)
    )
    again = list(session.scalars(last))
    bulk_update(session, issues, mine, {"state": DONE})
    if again:
        bulk_update(session, issues, issues.c.id.in_(again), {"state": OPEN})


def _place(file: str, sheet: str, result: ImportResult) -> str:
    place = sheet if len(result.files) == 1 else f"{file}·{sheet}" if sheet else file
    return place[:_LONGEST_PLACE]
