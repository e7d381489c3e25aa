"""The child that writes workbooks (kind write-workbook): small ones in memory, large ones streamed.

Streaming keeps rows in clear in a temporary file, so it is used above 500,000 cells only, in the child's own folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.errors import Refused, refuse
from app.services.files.sheets import ColumnKind
from app.worker.channel import Channel
from app.worker.frames import Message

STREAMED_CELLS = 500_000
LONGEST_TEXT = 32_767

_FORMATS = {
    ColumnKind.TEXT: "General",
    ColumnKind.ID: "@",
    ColumnKind.NUMBER: "General",
    ColumnKind.FEN: "#,##0.00",
    ColumnKind.DAY: "yyyy-mm-dd",
}
_CENTRED = frozenset({ColumnKind.ID, ColumnKind.DAY})
_WIDTHS = (6.0, 42.0)
_SAMPLED_ROWS = 200
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
# Excel reads _x0041_ as A, so a text that looks like it is written with its underscore escaped.
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BEGINS_A_FORMULA = ("=", "+", "-", "@")


@dataclass(slots=True)
class _Sheet:
    """What the parent has said of one sheet."""

    name: str
    title: str | None
    lines: list[str]
    foot: list[str]
    landscape: bool
    paper: str
    columns: list[tuple[str, ColumnKind, float | None]]
    rows: list[list[object]] = field(default_factory=list)


def run(channel: Channel, request: Message) -> None:
    """Receive sheets and rows, write the workbook to the path of the request."""
    try:
        _Writing(channel, path=str(request["path"]), name=str(request["name"])).run()
    except Refused as refused:
        channel.refuse([(reason.code, dict(reason.values)) for reason in refused.reasons])


class _Writing:
    """One workbook. Rows are kept until it is known whether they are many."""

    def __init__(self, channel: Channel, *, path: str, name: str) -> None:
        self._channel, self._path, self._name = channel, path, name
        self._names: set[str] = set()

    def run(self) -> None:
        waiting, cells, streamed = list[_Sheet](), 0, False
        while (message := self._next()) is not None:
            if message["type"] == "sheet":
                waiting.append(_sheet(message))
                continue
            rows = cast("list[list[object]]", message["rows"])
            waiting[-1].rows.extend(rows)
            cells += len(rows) * len(waiting[-1].columns)
            if cells > STREAMED_CELLS:
                streamed = True
                break
        book = Workbook(write_only=streamed)
        if not streamed and book.active is not None:
            book.remove(book.active)
        following: _Sheet | None = None
        for number, sheet in enumerate(waiting):
            last = number == len(waiting) - 1
            following = self._write(book, sheet, more=streamed and last)
        while following is not None:
            following = self._write(book, following, more=True)
        book.save(self._path)
        book.close()

    def _next(self) -> Message | None:
        message = self._channel.receive()
        if message is None:
            raise ConnectionError("the parent has gone")
        return None if message["type"] == "end" else message

    def _write(self, book: Workbook, sheet: _Sheet, *, more: bool) -> _Sheet | None:
        """Write one sheet; with ``more`` its rows go on in the pipe. Returns the sheet that follows there."""
        name = self._free_name(sheet.name)
        # A streamed sheet has all that is used of an ordinary one.
        page = cast("Worksheet", book.create_sheet(name))
        writer = _Page(page, sheet, file=self._name)
        writer.begin()
        following: list[_Sheet] = []
        writer.rows(chain(sheet.rows, self._arriving(following) if more else ()))
        writer.end()
        return following[0] if following else None

    def _arriving(self, following: list[_Sheet]) -> Iterator[list[object]]:
        while (message := self._next()) is not None:
            if message["type"] == "sheet":
                following.append(_sheet(message))
                return
            yield from cast("list[list[object]]", message["rows"])

    def _free_name(self, wanted: str) -> str:
        base = _FORBIDDEN_IN_NAMES.sub("－", wanted).strip("' ")[:_LONGEST_NAME] or "名单"
        name, number = base, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{base[: _LONGEST_NAME - 4]}({number})"
        self._names.add(name.casefold())
        return name


def _sheet(message: Message) -> _Sheet:
    columns = cast("list[tuple[str, str, float | None]]", message["columns"])
    title = message["title"]
    return _Sheet(
        name=str(message["name"]),
        title=None if title is None else str(title),
        lines=cast("list[str]", message["lines"]),
        foot=cast("list[str]", message["foot"]),
        landscape=bool(message["landscape"]),
        paper=str(message["paper"]),
        columns=[(heading, ColumnKind(kind), width) for heading, kind, width in columns],
    )


class _Page:
    """One worksheet while it is written."""

    def __init__(self, page: Worksheet, sheet: _Sheet, *, file: str) -> None:
        self._page, self._sheet, self._file = page, sheet, file
        self._row = 0
        thin = Side(style="thin", color="FF999999")
        self._box = Border(left=thin, right=thin, top=thin, bottom=thin)
        self._styled: dict[tuple[ColumnKind, bool], Cell] = {}

    def begin(self) -> None:
        """Widths, paper, title and header; all of it must stand before the first row of a streamed sheet."""
        self._set_paper()
        for number, width in enumerate(self._widths(), start=1):
            self._page.column_dimensions[get_column_letter(number)].width = width
        if self._sheet.title:
            self._line(self._sheet.title, font=Font(name="黑体", size=16), alignment=Alignment("center", "center"))
        for line in self._sheet.lines:
            self._line(line, font=Font(name="宋体", size=11), alignment=Alignment("left", "center"))
        self._header()

    def rows(self, rows: Iterator[list[object]]) -> None:
        """Write rows as they come."""
        columns = [(kind, heading) for heading, kind, _ in self._sheet.columns]
        for row in rows:
            self._row += 1
            cells = [self._cell(value, kind, heading) for value, (kind, heading) in zip(row, columns, strict=True)]
            self._page.append(cells)

    def end(self) -> None:
        """The lines at the foot."""
        for line in self._sheet.foot:
            self._line(line, font=Font(name="宋体", size=11), alignment=Alignment("left", "center"))

    def _set_paper(self) -> None:
        page, lead = self._page, bool(self._sheet.title) + len(self._sheet.lines) + 1
        page.freeze_panes = f"A{lead + 1}"
        page.print_title_rows = f"{lead}:{lead}"
        page.page_setup.paperSize = self._sheet.paper
        page.page_setup.orientation = "landscape" if self._sheet.landscape else "portrait"
        page.page_setup.fitToHeight = 0
        page.page_setup.fitToWidth = 1
        page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
        page.print_options.horizontalCentered = True
        page.page_margins.left = page.page_margins.right = 0.5
        page.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]

    def _widths(self) -> list[float]:
        sample = self._sheet.rows[:_SAMPLED_ROWS]
        return [
            width if width is not None else _fitting(heading, [row[i] for row in sample])
            for i, (heading, _, width) in enumerate(self._sheet.columns)
        ]

    def _line(self, text: str, *, font: Font, alignment: Alignment) -> None:
        self._row += 1
        cell = self._text_cell(text, column="标题")
        cell.font, cell.alignment = font, alignment
        self._page.append([cell])
        if len(self._sheet.columns) > 1:
            last = get_column_letter(len(self._sheet.columns))
            self._page.merged_cells.add(f"A{self._row}:{last}{self._row}")

    def _header(self) -> None:
        self._row += 1
        cells: list[Cell] = []
        for heading, _, _ in self._sheet.columns:
            cell = self._text_cell(heading, column=heading)
            cell.font = Font(name="黑体", size=11)
            cell.alignment = Alignment("center", "center", wrap_text=True)
            cell.border = self._box
            cells.append(cell)
        self._page.append(cells)

    def _cell(self, value: object, kind: ColumnKind, heading: str) -> Cell:
        if value is None or value == "":
            cell = self._new(kind, marked=False)
        elif isinstance(value, str) and kind == ColumnKind.DAY and _is_day(value):
            cell = self._new(kind, marked=False)
            cell.value = date.fromisoformat(value)
        elif isinstance(value, str):
            cell = self._new(kind, marked=value.startswith(_BEGINS_A_FORMULA))
            self._put_text(cell, value, column=heading)
        else:
            cell = self._new(kind, marked=False)
            cell.value = cast("float", value) / 100 if kind == ColumnKind.FEN else cast("float", value)
        return cell

    def _new(self, kind: ColumnKind, *, marked: bool) -> Cell:
        """An empty cell with the style of its column, made once and copied: styling each cell is slow."""
        pattern = self._styled.get((kind, marked))
        if pattern is None:
            pattern = cast("Cell", WriteOnlyCell(self._page))
            pattern.font = Font(name="宋体", size=11)
            pattern.border = self._box
            pattern.alignment = Alignment("center" if kind in _CENTRED else None, "center", wrap_text=False)
            pattern.number_format = _FORMATS[kind]
            if marked:
                pattern.quotePrefix = True  # type: ignore[attr-defined]
            self._styled[kind, marked] = pattern
        cell = cast("Cell", WriteOnlyCell(self._page))
        cell._style = copy(pattern._style)  # noqa: SLF001 - openpyxl's own way to share a style
        return cell

    def _text_cell(self, text: str, *, column: str) -> Cell:
        cell = cast("Cell", WriteOnlyCell(self._page))
        self._put_text(cell, text, column=column)
        return cell

    def _put_text(self, cell: Cell, text: str, *, column: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise refuse("files.cell_too_long", file=self._file, sheet=self._sheet.name, row=self._row, column=column)
        cell.value = _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
        cell.data_type = "s"  # never a formula, never an error value, whatever it begins with


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).year >= 1900
    except ValueError:
        return False


def _fitting(heading: str, values: Sequence[object]) -> float:
    """A width for the heading and the longest of the first values; Chinese characters count twice."""
    longest = max((_cells_wide(str(value)) for value in values if value is not None), default=0)
    low, high = _WIDTHS
    return min(max(low, _cells_wide(heading) + 2, longest + 2), high)


def _cells_wide(text: str) -> int:
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line) for line in lines)
