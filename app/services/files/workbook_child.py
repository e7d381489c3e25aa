"""The child that writes workbooks (kind write-workbook): openpyxl makes the frame, the rows are streamed into the file.

Nothing lies in clear in a temporary file: each row goes into the packed workbook as it comes through the pipe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.services.child_end import refusals_to
from app.services.errors import refuse
from app.services.files.sheets import ColumnKind
from app.services.files.workbook_frame import sheet_xml, write_frame
from app.services.files.workbook_rows import LONGEST_TEXT, CellColumn, RowWriter, escaped
from app.worker.channel import Channel
from app.worker.frames import Message

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
_OPEN = "FFFFF8E1"  # cells that are to be filled in
_PACKED = 3  # half the time of the usual 6 for a file that is a tenth larger
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_END_OF_ROWS = b"</sheetData>"


@dataclass(frozen=True, slots=True)
class _Column:
    """What the parent has said of one column."""

    title: str
    kind: ColumnKind
    width: float | None
    is_open: bool
    is_hidden: bool
    options: list[str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the parent has said of one sheet."""

    name: str
    title: str | None
    lines: list[str]
    foot: list[str]
    landscape: bool
    paper: str
    is_locked: bool
    columns: list[_Column]


def run(channel: Channel, request: Message) -> None:
    """Receive sheets and rows, write the workbook to the path of the request."""
    with refusals_to(channel):
        _Writing(channel, path=str(request["path"]), name=str(request["name"])).run()


class _Writing:
    """One workbook, its sheets one after the other as they arrive."""

    def __init__(self, channel: Channel, *, path: str, name: str) -> None:
        self._channel, self._path, self._name = channel, path, name
        self._names: set[str] = set()
        self._following: Message | None = None

    def run(self) -> None:
        book = Workbook()
        if book.active is not None:
            book.remove(book.active)
        with ZipFile(self._path, "w", ZIP_DEFLATED, compresslevel=_PACKED) as file:
            message = self._next()
            while message is not None:
                sheet = _sheet(message)
                page = book.create_sheet(self._free_name(sheet.name))
                number = len(book.worksheets)
                with file.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                    _Page(page, sheet, file=self._name).write(part, self._rows())
                message, self._following = self._following, None
            write_frame(book, file)

    def _next(self) -> Message | None:
        message = self._channel.receive()
        if message is None:
            raise ConnectionError("the parent has gone")
        return None if message["type"] == "end" else message

    def _rows(self) -> Iterator[list[object]]:
        """The rows up to the next sheet, which is kept."""
        while (message := self._next()) is not None:
            if message["type"] == "sheet":
                self._following = message
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
    columns = cast("list[tuple[str, str, float | None, bool, bool, list[str]]]", message["columns"])
    title = message["title"]
    return _Sheet(
        name=str(message["name"]),
        title=None if title is None else str(title),
        lines=cast("list[str]", message["lines"]),
        foot=cast("list[str]", message["foot"]),
        landscape=bool(message["landscape"]),
        paper=str(message.get("paper", "9")),
        is_locked=bool(message["is_locked"]),
        columns=[_Column(c[0], ColumnKind(c[1]), c[2], c[3], c[4], c[5]) for c in columns],
    )


class _Page:
    """One worksheet while it is written: openpyxl writes what stands above and below, the rows go in between."""

    def __init__(self, page: Worksheet, sheet: _Sheet, *, file: str) -> None:
        self._page, self._sheet, self._file = page, sheet, file
        self._row = 0
        thin = Side(style="thin", color="FF999999")
        self._box = Border(left=thin, right=thin, top=thin, bottom=thin)

    def write(self, part: IO[bytes], rows: Iterator[list[object]]) -> None:
        """The whole sheet into its part of the file."""
        sample = list(islice(rows, _SAMPLED_ROWS))
        self._begin(sample)
        columns = [
            CellColumn(c.title, c.kind, self._style(c, quoted=False), self._style(c, quoted=True))
            for c in self._sheet.columns
        ]
        above = self._row
        part.write(_DIMENSION.sub(b"", sheet_xml(self._page).partition(_END_OF_ROWS)[0]))
        writer = RowWriter(columns, after=above, file=self._file, sheet=self._sheet.name)
        for made in writer.made(chain(sample, rows)):
            part.write(made)
        self._row = writer.row
        self._offer(above + 1, writer.row)
        for line in self._sheet.foot:
            self._line(line, font=Font(name="宋体", size=11), alignment=Alignment("left", "center"))
        part.write(_after_row(sheet_xml(self._page), above))

    def _begin(self, sample: Sequence[list[object]]) -> None:
        """Widths, paper, title and header; all of it must stand before the first row."""
        self._set_paper()
        for number, width in enumerate(self._widths(sample), start=1):
            self._page.column_dimensions[get_column_letter(number)].width = width
        self._lock()
        if self._sheet.title:
            self._line(self._sheet.title, font=Font(name="黑体", size=16), alignment=Alignment("center", "center"))
        for line in self._sheet.lines:
            self._line(line, font=Font(name="宋体", size=11), alignment=Alignment("left", "center"))
        self._header()

    def _lock(self) -> None:
        """Hide what is only for the program, and let nobody type but into open columns."""
        for number, column in enumerate(self._sheet.columns, start=1):
            if column.is_hidden:
                self._page.column_dimensions[get_column_letter(number)].hidden = True
        protection = self._page.protection
        protection.sheet = self._sheet.is_locked
        protection.formatColumns = protection.formatRows = protection.autoFilter = False  # these stay allowed

    def _offer(self, first: int, last: int) -> None:
        """The choices of each open column as a list in its cells."""
        for number, column in enumerate(self._sheet.columns, start=1):
            if column.options and last >= first:
                letter, words = get_column_letter(number), ",".join(column.options)
                choices = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
                choices.errorTitle, choices.error = "请从列表中选择", "请从下拉列表中选择。"
                choices.add(f"{letter}{first}:{letter}{last}")
                self._page.add_data_validation(choices)

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

    def _widths(self, sample: Sequence[list[object]]) -> list[float]:
        return [
            c.width if c.width is not None else _fitting(c.title, [row[i] for row in sample])
            for i, c in enumerate(self._sheet.columns)
        ]

    def _line(self, text: str, *, font: Font, alignment: Alignment) -> None:
        self._row += 1
        cell = self._text_cell(1, text, column="标题")
        cell.font, cell.alignment = font, alignment
        if len(self._sheet.columns) > 1:
            last = get_column_letter(len(self._sheet.columns))
            self._page.merged_cells.add(f"A{self._row}:{last}{self._row}")

    def _header(self) -> None:
        self._row += 1
        for number, column in enumerate(self._sheet.columns, start=1):
            cell = self._text_cell(number, column.title, column=column.title)
            if self._sheet.is_locked and column.is_open:
                cell.fill = PatternFill("solid", fgColor=_OPEN)
            cell.font = Font(name="黑体", size=11)
            cell.alignment = Alignment("center", "center", wrap_text=True)
            cell.border = self._box

    def _text_cell(self, number: int, text: str, *, column: str) -> Cell:
        if len(text) > LONGEST_TEXT:
            raise refuse("files.cell_too_long", file=self._file, sheet=self._sheet.name, row=self._row, column=column)
        cell = cast("Cell", self._page.cell(self._row, number))
        cell.value = escaped(text)
        cell.data_type = "s"  # never a formula, never an error value, whatever it begins with
        return cell

    def _style(self, column: _Column, *, quoted: bool) -> int:
        """The workbook's number for the style of such cells; quoted ones stay text when somebody edits them."""
        pattern = cast("Cell", WriteOnlyCell(self._page))
        pattern.font = Font(name="宋体", size=11)
        pattern.border = self._box
        is_open = self._sheet.is_locked and column.is_open
        # What stands on a locked sheet cannot be made wider by reading it cell by cell.
        wraps = self._sheet.is_locked and column.kind is ColumnKind.TEXT
        pattern.alignment = Alignment("center" if column.kind in _CENTRED else None, "center", wrap_text=wraps)
        pattern.number_format = _FORMATS[column.kind]
        if is_open:
            pattern.protection = Protection(locked=False)
            pattern.fill = PatternFill("solid", fgColor=_OPEN)
        if quoted:
            pattern.quotePrefix = True  # type: ignore[attr-defined]
        return pattern.style_id


def _after_row(xml: bytes, row: int) -> bytes:
    """What a sheet's XML says behind a row: the rows below it and everything after the rows."""
    start = xml.index(b'<row r="%d"' % row)
    return xml[xml.index(b"</row>", start) + len(b"</row>") :]


def _fitting(heading: str, values: Sequence[object]) -> float:
    """A width for the heading and the longest of the first values; Chinese characters count twice."""
    longest = max((_cells_wide(str(value)) for value in values if value is not None), default=0)
    low, high = _WIDTHS
    return min(max(low, _cells_wide(heading) + 2, longest + 2), high)


def _cells_wide(text: str) -> int:
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line) for line in lines)
