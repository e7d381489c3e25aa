"""Every readable file as sheets of rows, the parser's many ways of failing turned into one refusal."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import python_calamine

from app.services.errors import refuse
from app.services.files.cells import Row
from app.services.files.decoding import decode
from app.services.files.html_tables import html_tables
from app.services.files.scan import FileForm, ScannedFile
from app.services.files.text_tables import text_rows

T = TypeVar("T")
# First row, first column, last row, last column, all from 0 and all included.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from Excel's row 1 on; ``first_column`` is the place of each row's first cell."""

    name: str
    rows: Iterator[Row]
    height: int
    first_column: int = 0
    merged: tuple[Merged, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class _Calls:
    """Calls into the parser; whatever it throws, a Rust panic included, the file cannot be read."""

    name: str

    def __call__(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except (MemoryError, KeyboardInterrupt):
            raise
        except python_calamine.PasswordError:
            raise refuse("files.password", file=self.name) from None
        except BaseException:  # PanicException is no Exception
            raise refuse("files.unreadable", file=self.name) from None


def sheets(file: ScannedFile) -> Iterator[Sheet]:
    """The sheets of a scanned file, in its order."""
    match file.form:
        case FileForm.TEXT:
            text = decode(file.data, name=file.name)
            yield Sheet("", text_rows(text, name=file.name), height=text.count("\n") + 1)
        case FileForm.HTML:
            for number, table in enumerate(html_tables(file.data, name=file.name), start=1):
                name = f"表{number}"
                yield Sheet(name, iter(table.rows), height=len(table.rows), merged=tuple(table.merged))
        case _:
            yield from _workbook_sheets(file)


def _workbook_sheets(file: ScannedFile) -> Iterator[Sheet]:
    calls = _Calls(file.name)
    book = calls(lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data)))
    for index, about in enumerate(calls(lambda: book.sheets_metadata)):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            yield Sheet(about.name, iter(()), height=0, hidden=True)
            continue
        yield _workbook_sheet(book, index, name=about.name, calls=calls)


def _workbook_sheet(book: python_calamine.CalamineWorkbook, index: int, *, name: str, calls: _Calls) -> Sheet:
    sheet = calls(lambda: book.get_sheet_by_index(index))
    start = calls(lambda: sheet.start)
    if start is None:
        return Sheet(name, iter(()), height=0)
    merged = calls(lambda: sheet.merged_cell_ranges) or []
    return Sheet(
        name,
        _rows(sheet, calls),
        height=calls(lambda: sheet.total_height),
        first_column=start[1],
        merged=tuple((top, left, bottom, right) for (top, left), (bottom, right) in merged),
    )


def _rows(sheet: python_calamine.CalamineSheet, calls: _Calls) -> Iterator[Row]:
    rows = calls(sheet.iter_rows)
    while (row := calls(lambda: next(rows, None))) is not None:
        yield row
