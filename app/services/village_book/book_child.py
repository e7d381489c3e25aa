"""The children that write a village workbook (write-village-book) and read a returned one (read-village-book)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any, cast
from unicodedata import east_asian_width

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.services.child_end import refusals_to
from app.services.errors import Refused, refuse
from app.services.files.scan import FileForm, scan
from app.services.files.unnamed import save_unnamed
from app.services.files.workbook_cells import put_text
from app.services.village_book.sealing import SHEET_MARK
from app.worker.channel import Channel
from app.worker.frames import Message

IDENTITY, LISTS = "_守望", "_选项"
MOST_ROWS, MOST_COLUMNS = 10_000, 60
_THIN = Side(style="thin", color="FF999999")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ROOM, _SHOWN = PatternFill("solid", fgColor="FFFFF9DB"), PatternFill("solid", fgColor="FFF2F2F2")
_ROW_HEIGHT = 20


def write(channel: Channel, request: Message) -> None:
    """Receive identity, sheets and rows; write the book to the path of the request."""
    with refusals_to(channel):
        book = Workbook()
        book.remove(cast("Worksheet", book.active))
        lists = _Lists(book)
        page: _Page | None = None
        for message in _messages(channel):
            if message["type"] == "identity":
                _identity(book, cast("list[list[str]]", message["entries"]))
            elif message["type"] == "sheet":
                page = _Page(book, message, lists)
            elif page is not None:
                page.add(cast("list[dict[str, Any]]", message["rows"]))
        # The visible sheets come first; a book must open on one of them.
        book.move_sheet(IDENTITY, len(book.sheetnames))
        book.move_sheet(LISTS, len(book.sheetnames))
        book.active = 0
        book.security.lockStructure = True
        save_unnamed(book, str(request["path"]))


def _messages(channel: Channel) -> Iterator[Message]:
    while (message := channel.receive()) is not None:
        if message["type"] == "end":
            return
        yield message
    raise ConnectionError("the parent has gone")


def _identity(book: Workbook, entries: list[list[str]]) -> None:
    sheet = book.create_sheet(IDENTITY)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    for line in entries:
        sheet.append(line)
        for cell in sheet[sheet.max_row]:
            cell.number_format = "@"


class _Lists:
    """The words to choose from, each list in a column of a hidden sheet: no limit of 255 characters there."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet(LISTS)
        self._sheet.sheet_state = "veryHidden"
        self._known: dict[tuple[str, ...], str] = {}

    def range_of(self, words: Sequence[str]) -> str:
        """Where these words stand."""
        key = tuple(words)
        if key not in self._known:
            column = len(self._known) + 1
            for number, word in enumerate(words, start=1):
                put_text(cast("Cell", self._sheet.cell(number, column)), word)
            letter = get_column_letter(column)
            self._known[key] = f"'{LISTS}'!${letter}$1:${letter}${len(words)}"
        return self._known[key]


class _Page:
    """One sheet: title, lines, header, rows; what is shown is locked, what is to be filled in is not."""

    def __init__(self, book: Workbook, message: Message, lists: _Lists) -> None:
        self._columns = cast("list[dict[str, Any]]", message["columns"])
        self._lists = lists
        self._validations: dict[str, DataValidation] = {}
        self._sheet = book.create_sheet(str(message["name"]))
        self._begin(str(message["key"]), str(message["title"]), cast("list[str]", message["lines"]))
        sheet = self._sheet
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
        sheet.protection.autoFilter = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"  # type: ignore[union-attr]

    def _begin(self, key: str, title: str, lines: list[str]) -> None:
        sheet, last = self._sheet, len(self._columns) + 1
        sheet.column_dimensions["A"].hidden = True
        for number, column in enumerate(self._columns, start=2):
            sheet.column_dimensions[get_column_letter(number)].width = column["width"]
        texts = [(title, Font(name="黑体", size=16)), *((line, Font(name="宋体", size=11)) for line in lines)]
        for row, (text, font) in enumerate(texts, start=1):
            cell = cast("Cell", sheet.cell(row, 2))
            put_text(cell, text)
            cell.font = font
            cell.alignment = Alignment("center" if row == 1 else "left", "center", wrap_text=True)
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=last)
            sheet.row_dimensions[row].height = 30 if row == 1 else 18 * (1 + len(text) // 70)
        head = self._row = len(texts) + 1
        put_text(cast("Cell", sheet.cell(head, 1)), f"{SHEET_MARK}{key}")
        for number, column in enumerate(self._columns, start=2):
            cell = cast("Cell", sheet.cell(head, number))
            put_text(cell, column["title"])
            cell.font, cell.border = Font(name="黑体", size=11), _BOX
            cell.alignment = Alignment("center", "center", wrap_text=True)
            cell.fill = _ROOM if column["is_fill"] else _SHOWN
        sheet.row_dimensions[head].height = 34
        sheet.freeze_panes = f"E{head + 1}"
        sheet.print_title_rows = f"{head}:{head}"

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Write rows under those that stand there."""
        for row in rows:
            self._row += 1
            put_text(cast("Cell", self._sheet.cell(self._row, 1)), row["token"])
            self._sheet.row_dimensions[self._row].height = _ROW_HEIGHT * self._lines_of(row["cells"])
            shown = iter(row["cells"])
            for number, column in enumerate(self._columns, start=2):
                cell = cast("Cell", self._sheet.cell(self._row, number))
                cell.border, cell.font = _BOX, Font(name="宋体", size=11)
                cell.alignment = Alignment("left", "center", wrap_text=True)
                if column["is_fill"]:
                    self._room(cell, column, row["choices"].get(column["key"]) or column["choices"])
                else:
                    cell.number_format = "@"
                    put_text(cell, next(shown))

    def _lines_of(self, cells: list[str]) -> int:
        """How many lines the fullest shown cell needs: a height that is set does not grow by itself."""
        widths = [column["width"] for column in self._columns if not column["is_fill"]]
        return max(ceil(_width(text) / max(width - 1, 1)) for text, width in zip(cells, widths, strict=True)) or 1

    def _room(self, cell: Cell, column: dict[str, Any], words: Sequence[str]) -> None:
        cell.protection = Protection(locked=False)
        cell.fill = _ROOM
        cell.number_format = "yyyy-mm-dd" if column["is_day"] else "@"
        if not words:
            return
        place = self._lists.range_of(words)
        if place not in self._validations:
            rule = DataValidation(type="list", formula1=place, allow_blank=True, showErrorMessage=True)
            rule.errorStyle, rule.errorTitle = "warning", "请从下拉中选"
            rule.error = "这里请选下拉中的一项。"
            self._sheet.add_data_validation(rule)
            self._validations[place] = rule
        self._validations[place].add(cell)


def _width(text: str) -> int:
    """In half-width characters."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def read(channel: Channel, request: Message) -> None:
    """Send every sheet of a returned book as texts; what it computes is not computed again."""
    with refusals_to(channel):
        name = str(request["name"])
        file = scan(Path(str(request["path"])), name=name)
        if file.form is not FileForm.XLSX:
            raise refuse("book.only_xlsx", file=name)
        try:
            book = load_workbook(io.BytesIO(file.data), data_only=True)
        except (MemoryError, Refused):
            raise
        except Exception:
            raise refuse("files.unreadable", file=name) from None
        for sheet in book.worksheets:
            if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
                raise refuse("book.too_large", sheet=sheet.title, rows=MOST_ROWS, columns=MOST_COLUMNS)
            channel.send({"type": "sheet", "name": sheet.title})
            chunk: list[list[object]] = []
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                texts = [_text(value) for value in values]
                if any(texts):
                    chunk.append([number, texts])
            for first in range(0, len(chunk), 500):
                channel.send({"type": "rows", "rows": chunk[first : first + 500]})


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
