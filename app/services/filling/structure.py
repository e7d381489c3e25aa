"""What a blank asks for: the table's columns with its empty rows, and the labelled cells beside and above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.services.files.cells import Row
from app.services.files.columns import ColumnSet, Field, FieldKind, fingerprint, title_key
from app.services.files.footers import footer_text, is_column_numbers
from app.services.files.headers import SEARCHED_ROWS, Column, Header, Top, find_header
from app.services.filling.catalogue import Level, field_of, fields, list_columns

MOST_COLUMNS = 512
_FEWEST_TITLES = 3
_LONGEST_LABEL = 24
_DENSE = 0.66
_EXAMPLE = re.compile(r"^[（(]?(?:示?例|填写?示例|样例)")
_DAY_BLANK = r"[\s_＿]*年[\s_＿]*月[\s_＿]*日?"
# 填报单位：____  日期：  年 月 日 — label, colon, nothing that somebody has filled in.
_INLINE = re.compile(rf"(?P<label>[^\s：:_＿]{{2,16}})[：:](?P<blank>{_DAY_BLANK}|[\s_＿]*)(?=\S|$)")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place to fill. ``key`` names it in a matching; ``where`` is a column letter or a cell; rows are Excel's."""

    key: str
    title: str
    where: str
    column: int
    row: int = 0  # 0: a column of the table
    inline: str = ""  # the label, when the blank is part of the label's own cell
    field: str | None = None
    has_formula: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table: the first and last that are given, and whether something stands below."""

    header_row: int
    first: int
    last: int
    has_foot: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """One sheet of a blank."""

    sheet: str
    slots: tuple[Slot, ...]
    table: Table | None

    @property
    def fingerprint(self) -> str:
        """The same for every copy of a blank with these headings, whatever is written in its name or title."""
        return fingerprint(slot.title for slot in self.slots)


def structure_of(sheet: Worksheet) -> Structure:
    """Look at one sheet."""
    found = _table(sheet)
    header, table = found if found else (None, None)
    columns = tuple(_columns(sheet, header, table)) if header and table else ()
    taken = (table.header_row if header and table else 0, table.last if table else 0)
    first = header.first_row if header else 0
    labels = tuple(_labels(sheet, between=(first, taken[1])))
    return Structure(sheet.title, (*columns, *labels), table)


# -- the table ---------------------------------------------------------------------------------------------------------


def _table(sheet: Worksheet) -> tuple[Header, Table] | None:
    rows, merged = _top(sheet)
    begin = 0
    while begin < len(rows):
        shifted = tuple((a - begin, b, c - begin, d) for a, b, c, d in merged if a >= begin)
        top = Top(rows[begin:], 0, shifted)
        header = find_header(top, list_columns()) or find_header(top, _whatever(rows[begin:]))
        if header is None:
            return None
        header = replace(header, first_row=header.first_row + begin, last_row=header.last_row + begin)
        header = replace(header, last_row=_below_merges(header, merged))
        table = _given(sheet, header)
        if table and _is_dense(sheet, header):
            return header, table
        begin = header.last_row
    return None


def _top(sheet: Worksheet) -> tuple[list[Row], list[tuple[int, int, int, int]]]:
    last = min(sheet.max_row, SEARCHED_ROWS * 2)
    rows: list[Row] = [
        ["" if value is None else str(value) for value in row]
        for row in sheet.iter_rows(
            min_row=1, max_row=last, max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True
        )
    ]
    merged = [(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in sheet.merged_cells.ranges]
    return rows, merged


def _whatever(rows: Sequence[Row]) -> ColumnSet:
    """For a table none of whose titles we know: the texts of its fullest row, each a field of its own."""
    fullest = max(rows[:SEARCHED_ROWS], key=lambda row: sum(_is_title(cell) for cell in row), default=[])
    titles = dict.fromkeys(title_key(str(cell)) for cell in fullest if _is_title(cell))
    listed = [Field(f"?{number}", FieldKind.TEXT, (title,)) for number, title in enumerate(filter(None, titles))]
    return ColumnSet("unknown", "套表", tuple(listed) if len(listed) >= _FEWEST_TITLES else (), needs=())


def _is_title(cell: object) -> bool:
    return isinstance(cell, str) and 0 < len(cell.strip()) <= _LONGEST_LABEL and not cell.startswith("=")


def _below_merges(header: Header, merged: Sequence[tuple[int, int, int, int]]) -> int:
    """Titles merged downwards belong to the header as a whole."""
    last = header.last_row
    for top, _, bottom, _ in merged:
        if header.first_row - 1 <= top <= last - 1:
            last = max(last, bottom + 1)
    return last


def _is_dense(sheet: Worksheet, header: Header) -> bool:
    """A heading fills its row; in a form labels and blanks take turns."""
    titled = [column.index for column in header.columns if column.title]
    if len(titled) < _FEWEST_TITLES:
        return False
    covered = sum(_anchor_text(sheet, header, index) != "" for index in range(titled[0], titled[-1] + 1))
    return covered >= _DENSE * (titled[-1] - titled[0] + 1)


def _anchor_text(sheet: Worksheet, header: Header, index: int) -> str:
    rows = range(header.first_row, header.last_row + 1)
    texts = [text_at(sheet, row, index + 1) or text_at(sheet, *anchor(sheet, row, index + 1)) for row in rows]
    return "".join(texts)


def anchor(sheet: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell that is written for this place: the first one of its merged cells."""
    if isinstance(sheet.cell(row, column), MergedCell):
        for merged in sheet.merged_cells.ranges:
            if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
                return merged.min_row, merged.min_col
    return row, column


def text_at(sheet: Worksheet, row: int, column: int) -> str:
    """What a cell says."""
    value = sheet.cell(row, column).value
    return "" if value is None else str(value).strip()


def _given(sheet: Worksheet, header: Header) -> Table | None:
    """The empty rows below the header, up to what stands below them."""
    columns = [column.index + 1 for column in header.columns if column.title]
    first = header.last_row + 1
    while first <= sheet.max_row and _is_skipped(sheet, first, columns):
        first += 1
    framed = _is_framed(sheet, first, columns)
    last, row = first - 1, first
    while row <= sheet.max_row and _is_free(sheet, row, columns) and _is_framed(sheet, row, columns) == framed:
        last, row = row, row + 1
    has_foot = any(text_at(sheet, row, column) for row in range(last + 1, sheet.max_row + 1) for column in range(1, 60))
    if last < first:
        return None if has_foot else Table(header.last_row, first, first, has_foot=False)
    return Table(header.last_row, first, last, has_foot)


def _is_skipped(sheet: Worksheet, row: int, columns: Sequence[int]) -> bool:
    """The line 1 2 3 … below the titles, or an example of how to fill it in."""
    texts: Row = [text_at(sheet, row, column) for column in columns]
    return is_column_numbers(texts) or any(_EXAMPLE.match(str(text)) for text in texts)


def _is_free(sheet: Worksheet, row: int, columns: Sequence[int]) -> bool:
    texts = [text_at(sheet, row, column) for column in range(1, max(columns) + 1)]
    if footer_text(list(texts)):
        return False
    filled = [text for text in texts if text and not text.startswith("=")]
    return not filled or (len(filled) == 1 and filled[0].isdecimal())  # a number of the row, printed already


def _is_framed(sheet: Worksheet, row: int, columns: Sequence[int]) -> bool:
    sides = (sheet.cell(row, column).border for column in columns)
    return any(side.bottom and side.bottom.style for side in sides)


def _columns(sheet: Worksheet, header: Header, table: Table) -> Iterator[Slot]:
    for column in header.columns:
        if column.title:
            known = column.field if column.field and not column.field.startswith("?") else None
            first = sheet.cell(table.first, column.index + 1)
            has_formula = isinstance(first, Cell) and first.data_type == "f"
            yield Slot(
                key=f"{title_key(column.title) or column.letter}",
                title=column.title,
                where=column.letter,
                column=column.index + 1,
                field=None if has_formula else known or _known(column),
                has_formula=has_formula,
            )


def _known(column: Column) -> str | None:
    found = field_of(column.title)
    return found if found and fields()[found].level is not Level.OFFICE else None


# -- labelled cells ----------------------------------------------------------------------------------------------------


def _labels(sheet: Worksheet, *, between: tuple[int, int]) -> Iterator[Slot]:
    seen: dict[str, int] = {}
    last = min(sheet.max_row, between[1] + SEARCHED_ROWS * 2)
    for row in sheet.iter_rows(min_row=1, max_row=last, max_col=min(sheet.max_column, 60)):
        for cell in row:
            if not isinstance(cell, Cell) or cell.data_type != "s" or between[0] <= cell.row <= between[1]:
                continue
            for slot in _of_cell(sheet, cell):
                number = seen[slot.key] = seen.get(slot.key, 0) + 1
                yield replace(slot, key=f"{slot.key}@{number}") if number > 1 else slot


def _of_cell(sheet: Worksheet, cell: Cell) -> Iterator[Slot]:
    text = str(cell.value).strip()
    beside = _blank_beside(sheet, cell)
    if beside is not None and len(text) <= _LONGEST_LABEL:
        field = field_of(text.rstrip("：:"))
        if field or (_has_frame(cell) and not footer_text([text])):
            where = f"{get_column_letter(beside)}{cell.row}"
            yield Slot(f"#{title_key(text)}", text.rstrip("：:"), where, beside, cell.row, field=field)
            return
    for found in _INLINE.finditer(text):
        label = found["label"]
        if field := field_of(label):
            yield Slot(f"#{title_key(label)}", label, cell.coordinate, cell.column, cell.row, label, field)


def _blank_beside(sheet: Worksheet, cell: Cell) -> int | None:
    """The column of the empty cell to the right of a label, behind the cells merged with it."""
    column = cell.column
    for merged in sheet.merged_cells.ranges:
        if merged.min_row == cell.row and merged.min_col == cell.column:
            column = merged.max_col
    column += 1
    beside = sheet.cell(cell.row, column) if column <= sheet.max_column else None
    return column if isinstance(beside, Cell) and beside.value is None else None


def _has_frame(cell: Cell) -> bool:
    return bool(cell.border and cell.border.right and cell.border.right.style)


def put_inline(text: str, label: str, value: str) -> str:
    """The text with the blank behind a label filled in."""

    def filled(found: re.Match[str]) -> str:
        if found["label"] != label:
            return found[0]
        gap = "　" if found.end() < len(text) else ""
        return f"{label}{found[0][len(label)]}{value}{gap}"

    return _INLINE.sub(filled, text)
