"""Lists out of the program: what a sheet shows, and writing it as a workbook in a child.

IDs are text cells, no cell is ever a formula, the header is frozen and repeated on every printed page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from app.services.children import Cancelled, Progress, child
from app.services.files.atomic import replacing
from app.worker.limits import Limits
from app.worker.parent import Worker

ROWS_AT_ONCE = 2_000
SheetValue: TypeAlias = str | int | float | date | None


class ColumnKind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    ID = "id"  # ID numbers, codes, phones: text that stays text when somebody edits the cell
    NUMBER = "number"
    FEN = "fen"  # an amount in fen, shown in yuan with two places
    DAY = "day"


class PaperFormat(StrEnum):
    """The paper that a sheet is printed on; the value is Excel's number for it."""

    A4 = "9"
    A3 = "8"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; without a width it is as wide as its title and its first rows need."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float | None = None
    # On a locked sheet: who gets the file fills this column in; ``options`` are offered in each of its cells.
    is_open: bool = False
    options: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: a title over all columns, lines below it, the header, the rows, lines at the foot."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[SheetValue]]
    title: str | None = None
    lines: Sequence[str] = ()
    foot: Sequence[str] = ()
    landscape: bool = True
    paper: PaperFormat = PaperFormat.A4
    # Only open columns can be typed into; no password: what comes back is compared anyway.
    is_locked: bool = False


def write_workbook(
    target: Path,
    sheets: Iterable[SheetSpec],
    *,
    total: int = 0,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> int:
    """Write the sheets to ``target`` at once or not at all; returns the number of rows.

    Rows are taken from their iterables in chunks, so a query may feed them. ``total`` is for the progress.
    """
    limits = Limits(seconds=60 + total / 200, memory_mb=2048)
    written = 0
    with replacing(target) as temporary:
        request = {"path": str(temporary.absolute()), "name": target.name}
        with child("write-workbook", request, about=target.name, limits=limits, cancelled=cancelled) as worker:
            for sheet in sheets:
                written = _send_sheet(worker, sheet, written=written, total=total, on_progress=on_progress)
            worker.send({"type": "end"})
            for _ in worker.messages():
                pass
    return written


def _send_sheet(worker: Worker, sheet: SheetSpec, *, written: int, total: int, on_progress: Progress | None) -> int:
    worker.send(
        {
            "type": "sheet",
            "name": sheet.name,
            "title": sheet.title,
            "lines": list(sheet.lines),
            "foot": list(sheet.foot),
            "landscape": sheet.landscape,
            "paper": sheet.paper,
            "is_locked": sheet.is_locked,
            "columns": [
                [column.title, column.kind, column.width, column.is_open, column.is_hidden, list(column.options)]
                for column in sheet.columns
            ],
        }
    )
    rows = iter(sheet.rows)
    while chunk := [[_plain(value) for value in row] for row in islice(rows, ROWS_AT_ONCE)]:
        worker.send({"type": "rows", "rows": chunk})
        written += len(chunk)
        if on_progress:
            on_progress(written, max(total, written))
    return written


def _plain(value: SheetValue) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
