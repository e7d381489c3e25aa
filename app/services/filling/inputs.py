"""What the filling of a blank is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.services.errors import Reason


class Ids(StrEnum):
    """How ID numbers are written."""

    WHOLE = "full"
    MASKED = "masked"
    LAST_TWO = "last2"


class Rows(StrEnum):
    """What one row of the blank's table is."""

    PERSONS = "persons"
    HOUSEHOLDS = "households"


class Copies(StrEnum):
    """A form is filled once for each household: on sheets of one workbook, or in files of one folder."""

    SHEETS = "sheets"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a blank: its key, heading, where it is, and the field proposed or remembered for it."""

    key: str
    title: str
    where: str
    in_table: bool
    has_formula: bool
    field: str | None


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """One sheet of a blank. ``given`` are the empty rows of its table, 0 when it has none."""

    index: int
    name: str
    places: tuple[Place, ...]
    given: int
    fingerprint: str
    is_protected: bool
    is_remembered: bool

    @property
    def matched(self) -> Mapping[str, str]:
        """Key of the place to field, for every place that has one."""
        return {place.key: place.field for place in self.places if place.field}


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank that was looked into. ``losses``: what a filled copy would not have any more."""

    path: Path
    sheets: tuple[BlankSheet, ...]
    losses: tuple[str, ...]

    @property
    def best(self) -> BlankSheet:
        """The sheet with the most places that we know."""
        return max(self.sheets, key=lambda sheet: (sheet.is_remembered, len(sheet.matched)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to fill. ``mapping``: key of a place to field of the ledger; ``household_ids`` in the order of the rows."""

    blank: Path
    sheet: int
    mapping: Mapping[str, str]
    household_ids: Sequence[int]
    rows: Rows = Rows.PERSONS
    copies: Copies = Copies.SHEETS
    ids: Ids = Ids.WHOLE
    purpose: str = ""
    may_insert: bool = True
    accepts_losses: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What was, or would be, written. ``notes``: values that were not, each with its reason."""

    households: int
    rows: int
    inserted: int
    notes: tuple[Reason, ...]
    more_notes: int
    headings: tuple[str, ...]
    shown: tuple[tuple[str, ...], ...]  # the first rows of the table
    labels: tuple[tuple[str, str], ...]  # labelled cells of the first copy
    files: tuple[str, ...]
    is_form: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """A blank that was matched before."""

    id: int
    name: str
    fields: int
    matched_on: str
