"""What an import found and did: the frozen results that the window and the command line show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
class ReadColumn:
    """A column as it was understood: its field, or None; ``samples`` are its first values, numbers masked.

    ``origin`` says who named it: ``title`` (the program), ``hand``, ``remembered``.
    """

    file: str
    sheet: str
    letter: str
    title: str
    field: str | None
    samples: tuple[str, ...] = ()
    origin: str = "title"


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
    """One value that changes: whose, which field, before and after; ``kept`` = ours is newer and stays.

    ``ours_on`` is the day our value was observed or written, ``theirs_on`` the file's 数据日期; ``newer`` says which
    side that makes the later one: ``ours``, ``theirs``, ``same`` day, or ``unknown``.
    """

    subject: str  # household, person
    label: str
    field: str
    old: str | None
    new: str | None
    file: str
    sheet: str
    row: int
    kept: bool = False
    village: str = ""
    household_code: str = ""
    household_id: int | None = None
    person_id: int | None = None
    ours_on: date | None = None
    theirs_on: date | None = None

    @property
    def newer(self) -> str:
        """Which side is the later one."""
        if self.ours_on is None or self.theirs_on is None:
            return "unknown"
        if self.ours_on == self.theirs_on:
            return "same"
        return "ours" if self.ours_on > self.theirs_on else "theirs"


@dataclass(frozen=True, slots=True)
class Question:
    """Something for a person to decide or to know; it never stops the import.

    ``field`` is ``table.column`` of the ledger and ``record`` that table's row; ``ours`` and ``theirs`` are the
    values as the ledger stores them (or the words that differ, where nothing is stored).
    """

    kind: str  # newer_here, member_missing, moved, unknown_village, founded, ...
    file: str
    sheet: str
    row: int | None
    message: str
    household_id: int | None = None
    person_id: int | None = None
    other_household_id: int | None = None
    other_person_id: int | None = None
    field: str | None = None
    record: int | None = None
    ours: str | None = None
    theirs: str | None = None

    @property
    def place(self) -> tuple[str, str, str, int | None, int | None]:
        """What makes it the same question before and after the writing, when new records have got their numbers."""
        return (self.kind, self.file, self.sheet, self.row, self.other_person_id)

    @property
    def digest(self) -> str:
        """The same for the same subject and values, whatever file brings them."""
        who = (self.household_id, self.person_id, self.other_household_id, self.other_person_id)
        about = [self.kind, who, self.field, self.ours, self.theirs]
        if not any(who) and self.field is None and self.ours is None and self.theirs is None:
            about.append(self.message)
        return hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()[:40]


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
    columns: tuple[ReadColumn, ...] = ()
    # A 数据日期 stands neither in the rows nor in the file's name or title: it should be asked.
    undated_files: tuple[str, ...] = ()
    change_set: ChangeSet | None = None

    @property
    def outcomes(self) -> Mapping[str, int]:
        """The rows of the files by what becomes of them; together as many as there are rows."""
        counts = self.members if self.members.total or self.households.total else self.entries
        return {
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": len(self.rejected),
            "footers": self.footers,
        }

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
