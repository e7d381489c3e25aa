"""What a sheet of the book must be able to do, and what taking its rows comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger
from app.services.village_book.records import BookColumn, BookRow, BookSheet, Place, Signing


@dataclass(frozen=True, slots=True)
class RowWanted:
    """A row with the values that were chosen from the book, by column."""

    sheet: str
    sheet_name: str
    row: int
    key: str
    code: str
    who: str
    values: Mapping[str, str]


@dataclass(slots=True)
class PartTaken:
    """What was written of a sheet, and what was refused."""

    taken: list[RowWanted] = field(default_factory=list)
    refused: list[tuple[RowWanted, tuple[Reason, ...]]] = field(default_factory=list)
    changes: list[ChangeSet] = field(default_factory=list)

    def done(self, row: RowWanted) -> None:
        """The row was written."""
        self.taken.append(row)

    def refuse(self, row: RowWanted, reasons: Sequence[Reason]) -> None:
        """The row was not written."""
        self.refused.append((row, tuple(reasons)))

    def wrote(self, changes: ChangeSet | None) -> None:
        """A transaction ended."""
        if changes is not None:
            self.changes.append(changes)


class Part(Protocol):
    """One sheet: what is due, what stands there now, how a cell is read, and how rows are taken."""

    key: str
    name: str
    columns: tuple[BookColumn, ...]

    def is_due(self, place: Place) -> bool:
        """Whether the sheet belongs into a book of today."""
        ...

    def sheet(self, session: Session, place: Place) -> BookSheet:
        """The sheet with everything that is due."""
        ...

    def rows(self, session: Session, place: Place, keys: Collection[str] | None) -> tuple[BookRow, ...]:
        """The rows of these keys as they stand now, also those that are done with; None = what is due."""
        ...

    def read(self, place: Place, row: BookRow, column: str, text: str) -> str | Reason:
        """A typed cell as it is compared and taken, or why it cannot be."""
        ...

    def take(
        self, ledger: Ledger, place: Place, rows: Sequence[RowWanted], signing: Signing, *, actor: Actor, today: date
    ) -> PartTaken:
        """Write these rows through the service they belong to."""
        ...
