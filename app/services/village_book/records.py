"""What a village workbook consists of, and what a returned one comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.services.changes import ChangeSet
from app.services.errors import Reason
from app.services.monitoring.grid import CheckWay
from app.services.monitoring.months import Month
from app.services.plans import RunningPlan
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class Place:
    """The village whose book it is, and when."""

    running: RunningPlan
    village_id: int
    village_uid: str
    village: str
    today: date
    whole_ids: bool = False

    @property
    def month(self) -> Month:
        """The month that a book of today speaks of."""
        return Month.of(self.today)


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: locked and shown, or with room to fill in."""

    key: str
    title: str
    width: float = 10
    is_fill: bool = False
    choices: tuple[str, ...] = ()
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class BookRow:
    """A row: whom it is about, the locked cells, and what the ledger says now in the columns to fill in."""

    key: str
    who: str
    cells: tuple[str, ...]
    now: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: Reason | None = None  # why nothing more is taken for this row


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of the book."""

    key: str
    name: str
    title: str
    lines: tuple[str, ...]
    columns: tuple[BookColumn, ...]
    rows: tuple[BookRow, ...]


@dataclass(frozen=True, slots=True)
class BookWritten:
    """How many rows stand in each sheet."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class BooksWritten:
    """The rows of each village's book, and the villages without one: nothing is due there."""

    rows: Mapping[str, int]
    nothing_due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookChange:
    """A field in which the returned book says something else than the ledger; ``is_stale``: we changed it since."""

    sheet: str
    sheet_name: str
    row: int
    column: str
    key: str
    who: str
    field: str
    old: str
    theirs: str
    is_stale: bool

    @property
    def id(self) -> tuple[str, str, str]:
        """What a decision names it by."""
        return (self.sheet, self.key, self.field)


@dataclass(frozen=True, slots=True)
class BookProblem:
    """A place in the book that is not taken, and why; ``row`` 0 = the row is not there."""

    sheet_name: str
    row: int
    column: str
    who: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned book against the ledger as it stands; nothing is written."""

    file: str
    village: str
    period: str
    changes: tuple[BookChange, ...]
    problems: tuple[BookProblem, ...]
    same: int  # filled cells that say what the ledger says already
    needs: frozenset[str]  # the sheets with changes: what must be asked about signing


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed and when, asked once; a row's own day, checker and way come before it."""

    on: date
    signers: tuple[Signer, ...]
    sheet_no: str = ""
    way: CheckWay = CheckWay.VISIT


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that a service refused, with its place and its reasons."""

    sheet_name: str
    row: int
    who: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class BookTaken:
    """完成 n / 拒绝 m: fields that were written, rows that were refused."""

    fields: int
    rows: int
    refused: tuple[RowRefused, ...]
    changes: Sequence[ChangeSet]
