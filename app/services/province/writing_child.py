"""The child that fills answers into a workbook of the province (kind fill-answers), in place.

An .xlsx is loaded and saved by openpyxl: styles, widths, merged cells, formulas stay. Any other form becomes a new
workbook with the same sheets and cells as text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import cast

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services.child_end import refusals_to
from app.services.errors import refuse
from app.services.files.cells import cell_text
from app.services.files.scan import FileForm, ScannedFile, scan
from app.services.files.unnamed import save_unnamed
from app.services.files.workbook_cells import put_text
from app.services.files.workbooks import sheets
from app.services.province.words import AnswerState
from app.worker.channel import Channel
from app.worker.frames import Message

_BOOKS = frozenset({FileForm.XLSX})
_STATE, _NOTE = "核实情况", "情况说明"
_WIDTHS = {_STATE: 12.0, _NOTE: 40.0}


def run(channel: Channel, request: Message) -> None:
    """Receive answers, fill them into the file of the request, save it in its place."""
    with refusals_to(channel):
        _run(channel, request)


def _run(channel: Channel, request: Message) -> None:
    path, name = Path(str(request["path"])), str(request["name"])
    layout = cast("Mapping[str, Mapping[str, object]]", request["layout"])
    answers = _receive(channel)
    file = scan(path, name=name)
    is_same = file.form in _BOOKS
    book = _load(file) if is_same else _rebuilt(file)
    names = {int(index): str(sheet["name"]) for index, sheet in layout.items()}
    for index, sheet in layout.items():
        page = _page(book, int(index), names[int(index)])
        rows = [answer for answer in answers if answer[0] == int(index)]
        _Filler(page, sheet).fill(rows)
    save_unnamed(book, str(path))
    book.close()
    channel.send({"type": "filled", "is_same_book": is_same})


def _receive(channel: Channel) -> list[list[object]]:
    return [answer for message in channel.messages() for answer in cast("list[list[object]]", message["rows"])]


def _load(file: ScannedFile) -> Workbook:
    try:
        return openpyxl.load_workbook(io.BytesIO(file.data), rich_text=True)
    except Exception:  # whatever the library says of a file that another program wrote
        raise refuse("province.cannot_fill", file=file.name) from None


def _rebuilt(file: ScannedFile) -> Workbook:
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for number, sheet in enumerate(sheets(file), start=1):
        page = cast("Worksheet", book.create_sheet(sheet.name or f"表{number}"))
        if sheet.hidden:
            page.sheet_state = "hidden"
        for row_number, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row, start=1 + sheet.first_column):
                if value != "":
                    put_text(cast("Cell", page.cell(row_number, place)), cell_text(value))
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _page(book: Workbook, index: int, name: str) -> Worksheet:
    if name in book.sheetnames:
        return cast("Worksheet", book[name])
    return cast("Worksheet", book.worksheets[index])


class _Filler:
    """One sheet: where its columns for answers are, and the cells below them."""

    def __init__(self, page: Worksheet, layout: Mapping[str, object]) -> None:
        self._page = page
        self._header = cast("int", layout["header_row"])
        columns = cast("Sequence[Sequence[str | None]]", layout["columns"])
        self._places = {str(field): column_index_from_string(str(letter)) for letter, _, field in columns if field}
        self._last = max((column_index_from_string(str(letter)) for letter, _, _ in columns), default=1)

    def fill(self, answers: Sequence[Sequence[object]]) -> None:
        """Fill every answer of the sheet; columns are appended where the sheet has none for it."""
        if not answers:
            return
        if not {"answer_state", "answer_note", "answer_is_mended", "answer_is_true"} & self._places.keys():
            self._places |= {"answer_state": self._append(_STATE), "answer_note": self._append(_NOTE)}
        elif not {"answer_note", "answer_state"} & self._places.keys():
            self._places["answer_note"] = self._append(_NOTE)
        for _, row, state, note, by, on in answers:
            values = self._values(AnswerState(str(state)), str(note or ""), str(by or ""), str(on or ""))
            for field, text in values.items():
                if field in self._places and text:
                    self._set(cast("int", row), self._places[field], text)

    def _values(self, state: AnswerState, note: str, by: str, on: str) -> dict[str, str | date]:
        is_true = state is AnswerState.TRUE
        told = "：".join(part for part in (state.label, note) if part)
        has_note, has_state = "answer_note" in self._places, "answer_state" in self._places
        told_elsewhere = has_state or bool({"answer_is_true", "answer_is_mended"} & self._places.keys())
        return {
            "answer_state": state.label if has_note else told,
            "answer_note": (note or state.label) if told_elsewhere else told,
            "answer_is_true": "是" if is_true else "否",
            "answer_is_mended": "否" if is_true else "是",
            "answered_by": by,
            "answered_on": date.fromisoformat(on) if on else "",
        }

    def _append(self, title: str) -> int:
        """A new column at the right, dressed as the last one is."""
        model = self._last
        place = max(self._last, self._page.max_column) + 1
        for number in range(1, max(self._page.max_row, self._header) + 1):
            _dress(self._page.cell(number, place), self._page.cell(number, model))
        self._page.column_dimensions[get_column_letter(place)].width = _WIDTHS[title]
        self._set(self._header, place, title)
        return place

    def _set(self, row: int, column: int, value: str | date) -> None:
        cell = self._page.cell(row, column)
        if isinstance(cell, MergedCell):
            cell = self._top_of(row, column)
        if isinstance(value, date):
            cell.value = value
            if cell.number_format == "General":
                cell.number_format = "yyyy-mm-dd"
        else:
            put_text(cell, value)

    def _top_of(self, row: int, column: int) -> Cell:
        for found in self._page.merged_cells.ranges:
            if (row, column) in ((r, c) for r, c in found.cells):
                return cast("Cell", self._page.cell(found.min_row, found.min_col))
        raise AssertionError("a merged cell without its range")


def _dress(cell: object, model: object) -> None:
    """The style of another cell."""
    if isinstance(cell, Cell) and isinstance(model, (Cell, MergedCell)) and model.has_style:
        cell._style = copy(model._style)  # noqa: SLF001 - openpyxl's own way to share a style
