"""Lists and registers: one ruled table of any length with its title, figures, signatures and notes.

Most papers of the year are lists. Their headings stand in the data, so that a frozen list is printed again as it was
even when the columns of its kind have changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.services.papers.codec import LATER
from app.services.papers.parts import (
    Align,
    Column,
    Field,
    Fields,
    Fit,
    Lead,
    Line,
    Look,
    Note,
    Paper,
    Part,
    Place,
    Sheet,
    Signatures,
    Span,
    Table,
    Title,
)
from app.services.papers.wording import day


class RowKind(StrEnum):
    """What a row of a list is."""

    LINE = "line"
    STRUCK = "struck"  # crossed out, with its reason
    GROUP = "group"  # the name of the rows below, over all columns
    TOTAL = "total"


class Sort(StrEnum):
    """What the values of a column are: where they stand, and how a workbook stores them."""

    TEXT = "text"
    WORD = "word"  # short, centred
    ID = "id"  # ID numbers, codes, phones
    NUMBER = "number"
    YUAN = "yuan"
    DAY = "day"
    HAND = "hand"  # room for handwriting


_ALIGN = {Sort.TEXT: Align.LEFT, Sort.YUAN: Align.RIGHT}
_FIT = {Sort.TEXT: Fit.TEXT, Sort.WORD: Fit.WORD, Sort.HAND: Fit.HAND}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: ``weight`` is its share of the width."""

    heading: str
    weight: int
    sort: Sort = Sort.WORD


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: as many cells as columns, or one for a group."""

    cells: tuple[str, ...]
    kind: RowKind = RowKind.LINE
    keys: tuple[str, ...] = field(default=(), metadata=LATER)  # of the figures in its cells


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and a value above the table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ListData:
    """Everything that is printed on a list."""

    title: str
    columns: tuple[ListColumn, ...]
    rows: tuple[ListRow, ...]
    subtitle: str = ""
    office: str = ""  # who reports
    number: str = ""
    day: date | None = None
    facts: tuple[Fact, ...] = ()
    empty: str = ""  # stands in the table when it has no rows: the zero report
    signers: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    portrait: bool = False
    tall: bool = False


def lay_out(data: ListData) -> Paper:
    """The list on pages of its own."""
    look = Look.SLIP if data.portrait else Look.LIST
    return Paper((Sheet(look, parts_of(data)),))


def parts_of(data: ListData) -> tuple[Part, ...]:
    """The list as parts, for a sheet of its own or behind a letter."""
    facts_per_row = 2 if data.portrait else 3
    parts: list[Part] = [Title(data.title, data.subtitle)]
    office = f"填报单位：{data.office}" if data.office else ""
    number = f"编号：{data.number}" if data.number else ""
    parts.append(Lead(office, day(data.day), number) if number else Lead(office, "", day(data.day)))
    if data.facts:
        fields = [Field(fact.label, fact.value) for fact in data.facts]
        rows = [tuple(fields[i : i + facts_per_row]) for i in range(0, len(fields), facts_per_row)]
        parts.append(Fields(tuple(rows)))
    parts.append(table_of(data))
    places = [Place(label) for label in data.signers] + [Place(label, is_seal=True) for label in data.seals]
    if places:
        parts.append(Signatures(tuple(places), per_row=min(len(places), 2 if data.portrait else 4)))
    parts += [Note(note) for note in data.notes]
    return tuple(parts)


def table_of(data: ListData) -> Table:
    """The ruled table alone."""
    columns = tuple(
        Column(c.heading, c.weight, _ALIGN.get(c.sort, Align.CENTRE), _FIT.get(c.sort, Fit.WHOLE)) for c in data.columns
    )
    rows = tuple(map(_row, data.rows)) or (Span(data.empty, Align.CENTRE, strong=False),)
    return Table(columns, rows, tall=data.tall)


def _row(row: ListRow) -> Line | Span:
    if row.kind is RowKind.GROUP:
        return Span(row.cells[0])
    return Line(row.cells, struck=row.kind is RowKind.STRUCK, keys=row.keys)
