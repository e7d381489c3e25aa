"""What an import found and did: the frozen results that the window and the command line show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.changes import ChangeSet


@dataclass(frozen=True, slots=True)
class Counts:
    """Records by outcome; ``updated`` had a value changed, another spelling of the same value is ``unchanged``."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not stored: where it stands, which column, why, and its cells for the error workbook."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmatchedColumn:
    """A titled column that nobody asked for."""

    file: str
    sheet: str
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A sheet that was not read: ``hidden``, ``empty`` or ``no_header``."""

    file: str
    sheet: str
    why: str


@dataclass(frozen=True, slots=True)
class CellRepairs:
    """One kind of repair or problem in one column: how often, in which rows (3-57,60), and an example."""

    file: str
    sheet: str
    column: str
    field: str
    code: str
    count: int
    rows: str
    example: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that changes: whose, which field, before and after; ``kept`` = ours is newer and stays."""

    subject: str  # household, person
    label: str
    field: str
    old: str | None
    new: str | None
    file: str
    sheet: str
    row: int
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Something for a person to decide or to know; it never stops the import."""

    kind: str  # newer_here, member_missing, moved, unknown_village, founded, ...
    file: str
    sheet: str
    row: int | None
    message: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One run over one or several files. ``batch`` is None for a dry run."""

    kind: str
    files: tuple[str, ...]
    batch: int | None
    rows: int
    households: Counts = field(default_factory=Counts)
    members: Counts = field(default_factory=Counts)
    # What the kind itself brings: statements, clues, list entries, jobs ...
    entries: Counts = field(default_factory=Counts)
    rejected: tuple[Rejection, ...] = ()
    unmatched_columns: tuple[UnmatchedColumn, ...] = ()
    skipped_sheets: tuple[SkippedSheet, ...] = ()
    repairs: tuple[CellRepairs, ...] = ()
    footers: int = 0
    questions: tuple[Question, ...] = ()
    question_counts: tuple[tuple[str, int], ...] = ()
    changes: tuple[FieldChange, ...] = ()
    change_count: int = 0
    # (file, sheet) -> the titles of its columns from the first on, for the error workbook.
    titles: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    change_set: ChangeSet | None = None

    @property
    def is_dry_run(self) -> bool:
        """Whether nothing was written."""
        return self.batch is None


@dataclass(frozen=True, slots=True)
class TouchedRecord:
    """A record of a batch that somebody has changed since, named so that a person finds it."""

    table: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class UndoResult:
    """A batch taken back; ``left`` are the records that stayed because they were touched later."""

    batch: int
    rows: int
    left: tuple[TouchedRecord, ...]
    change_set: ChangeSet | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import of the past."""

    id: int
    kind: str
    files: str
    data_on: str | None
    applied_at: str
    rows: int
    created: int
    updated: int
    rejected: int
    undone: bool
