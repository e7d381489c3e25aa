"""Files into temporary tables of the writing connection: rows as they come, notes, rejected rows, sheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import Column, Integer, String, Table, Text, func, select
from sqlalchemy.orm import Session

from app.models.engine import Database
from app.services.children import Cancelled, Progress
from app.services.errors import refuse
from app.services.files.columns import ColumnSet, column_set, title_key
from app.services.files.tables import (
    Event,
    FileSeen,
    NotesRead,
    RejectedRow,
    RowsRead,
    SheetEnded,
    SheetSeen,
    SheetSkipped,
    open_table,
)
from app.services.files.values import Value
from app.services.imports.results import CellRepairs, ReadColumn, SkippedSheet, UnmatchedColumn
from app.services.imports.sql import drop, insert_statement, make_empty, staging_columns, temporary_table

_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(?:年(1[0-2]|0?[1-9])月|[-_.]?(0[1-9]|1[0-2])(?!\d))")
_DATED = re.compile(r"(?:数据|截止|导出|截至|统计)\S{0,4}[:：]?\s*")

# Why a sheet was not read: a person left it out.
LEFT_OUT = "left_out"

NOTES = temporary_table(
    "stage_note",
    Column("file", Integer),
    Column("sheet", Integer),
    Column("row", Integer),
    Column("field", String),
    Column("title", String),
    Column("code", String),
    Column("raw", Text),
)


@cache
def stage_table(columns: str, added: tuple[str, ...] = ()) -> Table:
    """The staging table of a list; ``added`` are the columns that its own child puts beside each row."""
    return temporary_table(
        f"stage_{columns.replace('-', '_')}",
        Column("n", Integer, primary_key=True),
        Column("file", Integer),
        Column("sheet", Integer),
        Column("row", Integer),
        *staging_columns(column_set(columns)),
        *(Column(name, Integer if name == "position" else String) for name in added),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a reading: the columns of each file, sheets to leave out, the day it speaks of."""

    mapping: Mapping[int, Mapping[str, str | None]] = field(default_factory=dict)
    remembered: frozenset[int] = frozenset()  # files whose columns were chosen at an earlier import
    left_out: Collection[tuple[str, str]] = ()  # (file, sheet)
    data_on: date | None = None


@dataclass(slots=True)
class StagedSheet:
    """A sheet whose rows lie in the staging table."""

    file: int
    seen: SheetSeen
    rows: int = 0
    footers: int = 0


@dataclass(slots=True)
class Staged:
    """Everything that reading found beside the rows themselves."""

    columns: ColumnSet
    table: Table
    files: list[Path]
    seen: list[FileSeen] = field(default_factory=list)
    sheets: list[StagedSheet] = field(default_factory=list)
    skipped: list[SkippedSheet] = field(default_factory=list)
    rejected: list[tuple[int, RejectedRow]] = field(default_factory=list)
    data_on: list[date | None] = field(default_factory=list)
    # Per file, who named which column: title key or letter -> field (None = leave out).
    chosen: list[Mapping[str, str | None]] = field(default_factory=list)
    left_out: set[tuple[int, int]] = field(default_factory=set)
    remembered: set[int] = field(default_factory=set)  # files whose choices come from an earlier import

    @property
    def undated_files(self) -> tuple[str, ...]:
        """The files that say nowhere of which day they speak."""
        dated = {sheet.file for sheet in self.sheets if "data_on" in sheet.seen.fields}
        days = enumerate(self.data_on)
        return tuple(self.names[number] for number, day in days if day is None and number not in dated)

    @property
    def rows(self) -> int:
        """All rows of data, rejected ones included."""
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names."""
        return tuple(path.name for path in self.files)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that at least one sheet has."""
        return frozenset(name for sheet in self.sheets for name in sheet.seen.fields)

    def sheet_of(self, file: int, sheet: int) -> StagedSheet:
        """The sheet by the places of file and sheet."""
        return next(s for s in self.sheets if (s.file, s.seen.index) == (file, sheet))

    def title_of(self, file: int, sheet: int, name: str) -> str:
        """The title of a field's column in a sheet; the usual title when the sheet has no such column."""
        for column in self.sheet_of(file, sheet).seen.columns:
            if column.field == name:
                return column.title
        return next((f.titles[0] for f in self.columns.fields if f.name == name), "")

    def titles(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The titles of every sheet's columns in their order, empty where a column has none."""
        return {(self.names[sheet.file], sheet.seen.name): _titles(sheet.seen) for sheet in self.sheets}

    def unmatched(self) -> tuple[UnmatchedColumn, ...]:
        """The titled columns that nobody asked for."""
        return tuple(
            UnmatchedColumn(self.names[sheet.file], sheet.seen.name, column.letter, column.title)
            for sheet in self.sheets
            for column in sheet.seen.columns
            if not column.field
        )

    def read_columns(self) -> tuple[ReadColumn, ...]:
        """Every column as it was understood, with its first values and who named it."""
        return tuple(
            ReadColumn(
                file=self.names[sheet.file],
                sheet=sheet.seen.name,
                letter=column.letter,
                title=column.title,
                field=column.field,
                samples=sheet.seen.samples.get(column.index, ()),
                origin=self._origin(sheet.file, column.title, column.letter),
            )
            for sheet in self.sheets
            for column in sheet.seen.columns
        )

    def _origin(self, file: int, title: str, letter: str) -> str:
        chosen = self.chosen[file] if file < len(self.chosen) else {}
        if title_key(title) not in chosen and letter not in chosen:
            return "title"
        return "remembered" if file in self.remembered else "hand"


class Stager:
    """Reads files into the staging tables. One set of tables per connection: a new reading replaces the last."""

    def __init__(
        self,
        database: Database,
        columns: str,
        *,
        child_kind: str = "read-table",
        added: tuple[str, ...] = (),
    ) -> None:
        self._database = database
        self._columns = columns
        self._child_kind = child_kind
        self.table = stage_table(columns, added)

    def read(
        self,
        files: Sequence[Path],
        *,
        choices: Choices | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Staged:
        """Stage every row of every file; Refused when one of them cannot be read or none has a good row."""
        choices = choices or Choices()
        staged = Staged(column_set(self._columns), self.table, list(files))
        with self._database.write() as session:
            make_empty(session, self.table)
            make_empty(session, NOTES)
        for number, path in enumerate(files):
            staged.data_on.append(choices.data_on or day_in_text(path.stem))
            mapping = choices.mapping.get(number, {})
            staged.chosen.append(mapping)
            if number in choices.remembered:
                staged.remembered.add(number)
            with open_table(
                path,
                self._columns,
                kind=self._child_kind,
                mapping=mapping,
                options={"prefix": str(number)},
                on_progress=on_progress,
                cancelled=cancelled,
            ) as events:
                for event in events:
                    if not _is_left_out(staged, number, event):
                        self._take(staged, number, event, choices)
        if not staged.rows:
            raise refuse("files.no_rows", file="、".join(staged.names))
        return staged

    def discard(self) -> None:
        """Forget what was staged."""
        with self._database.write() as session:
            drop(session, self.table)
            drop(session, NOTES)

    def _take(self, staged: Staged, file: int, event: Event, choices: Choices) -> None:
        match event:
            case FileSeen():
                staged.seen.append(event)
            case SheetSeen() if (staged.names[file], event.name) in choices.left_out:
                staged.skipped.append(SkippedSheet(staged.names[file], event.name, LEFT_OUT))
                staged.left_out.add((file, event.index))
            case SheetSeen():
                staged.sheets.append(StagedSheet(file, event))
                staged.data_on[file] = choices.data_on or _day_above(event) or staged.data_on[file]
            case SheetSkipped():
                staged.skipped.append(SkippedSheet(staged.names[file], event.name, event.why))
            case RowsRead():
                names = ["file", "sheet", "row", *staged.sheet_of(file, event.sheet).seen.fields]
                self._insert(self.table, names, file, event.sheet, event.rows)
            case NotesRead():
                names = ["file", "sheet", "row", "field", "title", "code", "raw"]
                self._insert(NOTES, names, file, event.sheet, event.notes)
            case RejectedRow():
                staged.rejected.append((file, event))
            case SheetEnded():
                ended = staged.sheet_of(file, event.index)
                ended.rows, ended.footers = event.rows, len(event.footers)

    def _insert(self, table: Table, names: Sequence[str], file: int, sheet: int, rows: list[list[Value]]) -> None:
        with self._database.write() as session:
            connection = session.connection()
            statement = insert_statement(connection.engine, table, names)
            connection.exec_driver_sql(statement, [(file, sheet, *row) for row in rows])


def _is_left_out(staged: Staged, file: int, event: Event) -> bool:
    """Whether the event belongs to a sheet that a person does not want to be read."""
    if isinstance(event, (RowsRead, NotesRead, RejectedRow)):
        return (file, event.sheet) in staged.left_out
    return isinstance(event, SheetEnded) and (file, event.index) in staged.left_out


def _titles(sheet: SheetSeen) -> tuple[str, ...]:
    titles = [""] * (max((column.index for column in sheet.columns), default=-1) + 1)
    for column in sheet.columns:
        titles[column.index] = column.title
    return tuple(titles)


def day_in_text(text: str) -> date | None:
    """A day named in a file's name or title: 20231218, 2023年12月18日; of a month alone its first day."""
    if found := _DAY_IN_NAME.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_IN_NAME.search(text):
        return _date(int(found[1]), int(found[2] or found[3]), 1)
    return None


def _day_above(sheet: SheetSeen) -> date | None:
    days = (day_in_text(_DATED.sub("", text)) for text in sheet.above if _DATED.search(text))
    return next((day for day in days if day), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def repairs_of(session: Session, staged: Staged) -> tuple[CellRepairs, ...]:
    """The notes of the staged rows, one line for each kind in each column."""
    notes = NOTES.c
    order = (notes.file, notes.sheet, notes.field, notes.code)
    statement = (
        select(*order, func.min(notes.title), func.count(), func.group_concat(notes.row), func.min(notes.raw))
        .group_by(*order)
        .order_by(*order)
    )
    return tuple(
        CellRepairs(
            file=staged.names[file],
            sheet=staged.sheet_of(file, sheet).seen.name,
            column=title,
            field=name,
            code=code,
            count=count,
            rows=_spans(rows),
            example=example,
        )
        for file, sheet, name, code, title, count, rows, example in session.execute(statement)
    )


def _spans(joined: str) -> str:
    """Row numbers as 3-57,60."""
    numbers = sorted({int(text) for text in joined.split(",")})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
