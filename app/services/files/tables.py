"""The parent's end of reading a list: typed events instead of messages, and small lists in one call."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, cast

from app.services.children import Cancelled, Progress, child
from app.services.files.columns import ColumnSet, column_set
from app.services.files.headers import Column
from app.services.files.scan import MEGABYTE
from app.services.files.values import Value
from app.worker.frames import Message
from app.worker.limits import Limits

_CPU_SECONDS, _CPU_SECONDS_PER_MEGABYTE, _MEMORY_MB = 8.0, 4.0, 1024
_PATIENCE = 15  # wall seconds for one of the processor: a slow disk, a virus scanner, a busy PC


@dataclass(frozen=True, slots=True)
class FileSeen:
    """The file may be parsed: its form by content and its SHA-256."""

    form: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet with a header. ``fields`` names the values of each row to come, after its number."""

    index: int
    name: str
    header_row: int
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    # The first values of each column by its place, numbers of persons masked.
    samples: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The titles of columns that nobody asked for."""
        return tuple(column.title for column in self.columns if not column.field)


@dataclass(frozen=True, slots=True)
class SheetSkipped:
    """A sheet that was not read: ``hidden``, ``empty`` or ``no_header``."""

    index: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class RowsRead:
    """Rows of one sheet: Excel's row number, then a value for each of ``SheetSeen.fields``."""

    sheet: int
    rows: list[list[Value]]


@dataclass(frozen=True, slots=True)
class NotesRead:
    """Repairs and problems of cells: row, field, column title, code (Repair or Problem), the raw text."""

    sheet: int
    notes: list[list[Value]]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be stored without lying, with its reasons (field, column title, code) and its cells."""

    sheet: int
    row: int
    reasons: tuple[tuple[str, str, str], ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetEnded:
    """How many rows of data a sheet had (rejected ones included), and its rows of totals and signatures."""

    index: int
    rows: int
    footers: tuple[tuple[int, str], ...]


Event: TypeAlias = FileSeen | SheetSeen | SheetSkipped | RowsRead | NotesRead | RejectedRow | SheetEnded


@contextmanager
def open_table(
    path: Path,
    columns: str,
    *,
    kind: str = "read-table",
    mapping: Mapping[str, str | None] | None = None,
    options: Mapping[str, object] | None = None,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> Iterator[Iterator[Event]]:
    """Events of reading ``path`` as the list ``resources/columns/<columns>.toml``, read in a child.

    Refused with the file's name when it is missing, locked, no table, hostile, or has no header that fits.
    """
    size = path.stat().st_size / MEGABYTE if path.exists() else 0.0
    cpu = _CPU_SECONDS + _CPU_SECONDS_PER_MEGABYTE * size
    limits = Limits(seconds=_PATIENCE * cpu, memory_mb=_MEMORY_MB, cpu_seconds=math.ceil(cpu))
    request = {
        "path": str(path.absolute()),
        "name": path.name,
        "columns": columns,
        "mapping": dict(mapping or {}),
        **(options or {}),
    }
    with child(kind, request, about=path.name, limits=limits, cancelled=cancelled) as worker:
        yield (event for message in worker.messages(on_progress=on_progress) for event in _events(message))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a small list."""

    sheet: str
    row: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str | None:
        """A value as text; None when the row says nothing or the list has no such column."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A whole number, an amount in fen or a truth (1, 0); None when nothing was said."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None


@dataclass(slots=True)
class Table:
    """A whole small list."""

    columns: ColumnSet
    file: FileSeen | None = None
    sheets: list[SheetSeen] = field(default_factory=list)
    skipped: list[SheetSkipped] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    notes: list[NotesRead] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    footers: list[tuple[str, int, str]] = field(default_factory=list)

    def sheet_name(self, index: int) -> str:
        """The name of a sheet by its place in the file."""
        return next((sheet.name for sheet in self.sheets if sheet.index == index), "")


def read_table(
    path: Path,
    columns: str,
    *,
    mapping: Mapping[str, str | None] | None = None,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> Table:
    """A small list at once; for a roster of a township use ``open_table`` and stage its chunks."""
    table = Table(column_set(columns))
    with open_table(path, columns, mapping=mapping, on_progress=on_progress, cancelled=cancelled) as events:
        for event in events:
            _collect(table, event)
    return table


def _collect(table: Table, event: Event) -> None:
    match event:
        case FileSeen():
            table.file = event
        case SheetSeen():
            table.sheets.append(event)
        case SheetSkipped():
            table.skipped.append(event)
        case RowsRead():
            sheet = next(s for s in table.sheets if s.index == event.sheet)
            for number, *values in event.rows:
                named = dict(zip(sheet.fields, values, strict=True))
                table.rows.append(TableRow(sheet.name, int(str(number)), named))
        case NotesRead():
            table.notes.append(event)
        case RejectedRow():
            table.rejected.append(event)
        case SheetEnded():
            table.footers += [(table.sheet_name(event.index), row, text) for row, text in event.footers]


# The child is our own program: its messages have the shapes that reading.py gives them.
def _events(message: Message) -> Iterator[Event]:
    index = cast("int", message.get("sheet", -1))
    match message["type"]:
        case "file":
            yield FileSeen(str(message["form"]), str(message["sha256"]), cast("int", message["bytes"]))
        case "sheet":
            yield _sheet_seen(message, index)
        case "skipped":
            yield SheetSkipped(index, str(message["name"]), str(message["why"]))
        case "rows":
            yield RowsRead(index, cast("list[list[Value]]", message["rows"]))
        case "notes":
            yield NotesRead(index, cast("list[list[Value]]", message["rows"]))
        case "rejected":
            rows = cast("list[tuple[int, list[list[str]], list[str]]]", message["rows"])
            for number, reasons, cells in rows:
                told = tuple((name, title, code) for name, title, code in reasons)
                yield RejectedRow(index, number, told, tuple(cells))
        case "sheet_end":
            footers = cast("list[tuple[int, str]]", message["footers"])
            yield SheetEnded(index, cast("int", message["rows"]), tuple((row, text) for row, text in footers))
        case other:
            raise ValueError(f"the reader sent {other}")


def _sheet_seen(message: Message, index: int) -> SheetSeen:
    columns = cast("list[tuple[int, str, str, str | None]]", message["columns"])
    return SheetSeen(
        index=index,
        name=str(message["name"]),
        header_row=cast("int", message["header_row"]),
        above=tuple(cast("list[str]", message["above"])),
        columns=tuple(Column(index, letter, title, name) for index, letter, title, name in columns),
        fields=tuple(cast("list[str]", message["fields"])),
        samples={place: tuple(texts) for place, texts in cast("list[tuple[int, list[str]]]", message["samples"])},
    )
