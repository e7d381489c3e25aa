"""What every kind of import has in common: a list to stage, a plan to make, a plan to apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.errors import Reason
from app.services.files.columns import FieldKind
from app.services.files.tables import RejectedRow
from app.services.imports.results import Counts, FieldChange, Question, Rejection
from app.services.imports.staging import Staged
from app.services.ledger import Transaction
from app.services.wording import sentence

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a plan comes to, before anything is written."""

    households: Counts = field(default_factory=Counts)
    members: Counts = field(default_factory=Counts)
    entries: Counts = field(default_factory=Counts)
    rejected: tuple[Rejection, ...] = ()
    questions: tuple[Question, ...] = ()
    question_counts: tuple[tuple[str, int], ...] = ()
    changes: tuple[FieldChange, ...] = ()
    change_count: int = 0


class ImportKind(Protocol, Generic[P]):
    """One kind of list. ``plan`` and ``findings`` write to temporary tables only."""

    @property
    def name(self) -> str:
        """The kind's name on the command line."""
        ...

    @property
    def columns(self) -> str:
        """The list's fields: a file of ``resources/columns/``."""
        ...

    @property
    def child_kind(self) -> str:
        """The child that reads it."""
        ...

    @property
    def added(self) -> tuple[str, ...]:
        """What that child puts beside each row."""
        ...

    def plan(self, session: Session, staged: Staged, *, today: date) -> P:
        """Match the staged rows with the ledger as it is now."""
        ...

    def findings(self, session: Session, staged: Staged, plan: P) -> Findings:
        """Counts, refused rows, questions and changes of the plan."""
        ...

    def apply(self, tx: Transaction, staged: Staged, plan: P, *, batch_id: int) -> Sequence[Question]:
        """Write what the plan says; returns what only came up while writing."""
        ...

    def forget(self, session: Session) -> None:
        """Drop the plan's temporary tables."""
        ...


Placed = tuple[tuple[int, int, int], Rejection]


def rejection(session: Session, staged: Staged, n: int, *, field: str, code: str, **values: object) -> Placed:
    """A refused staged row: its place for sorting, and its sentence with its cells as they were understood."""
    stage = staged.table
    stored = session.execute(select(stage).where(stage.c.n == n)).mappings().one()
    sheet = staged.sheet_of(stored["file"], stored["sheet"]).seen
    column = staged.title_of(stored["file"], stored["sheet"], field)
    cells = [""] * (max((c.index for c in sheet.columns), default=-1) + 1)
    for known in sheet.columns:
        if known.field and stored[known.field] is not None:
            cells[known.index] = str(stored[known.field])
    message = sentence(Reason(code, {"column": column, **values}))
    name = staged.names[stored["file"]]
    place = (stored["file"], stored["sheet"], stored["row"])
    return place, Rejection(name, sheet.name, stored["row"], column, code, message, tuple(cells))


def all_rejections(staged: Staged, planned: Iterable[Placed]) -> tuple[Rejection, ...]:
    """The rows that the reader could not take and those that the plan refuses, in the order of the files."""
    read = [((file, told.sheet, told.row), _of_reader(staged, file, told)) for file, told in staged.rejected]
    return tuple(refused for _, refused in sorted([*read, *planned], key=lambda pair: pair[0]))


def _of_reader(staged: Staged, file: int, rejected: RejectedRow) -> Rejection:
    field, column, code = rejected.reasons[0]
    columns = "、".join(title for _, title, _ in rejected.reasons)
    if code == "precision_lost":
        known = "row.precision_lost"
    else:
        known = "row.no_identity" if _says_who(staged, field) else "row.missing_value"
    message = sentence(Reason(known, {"column": columns}))
    name = staged.sheet_of(file, rejected.sheet).seen.name
    return Rejection(staged.names[file], name, rejected.row, column, known, message, rejected.cells)


def _says_who(staged: Staged, name: str) -> bool:
    field = next(field for field in staged.columns.fields if field.name == name)
    return field.identifies or field.kind == FieldKind.NAME
