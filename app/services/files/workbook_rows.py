"""The rows of a worksheet as XML: text cells are inline strings and never formulas, whatever they begin with.

openpyxl spends most of its time on a tree node for each cell; a list of a whole town has millions. The cells here are
the same, their styles are those that openpyxl numbered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import cast

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from app.services.errors import refuse
from app.services.files.sheets import ColumnKind

LONGEST_TEXT = 32_767
_ROWS_AT_ONCE = 500
# Excel reads _x0041_ as A, so a text that looks like it is written with its underscore escaped.
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = re.compile(r"[^&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]*")
_LATIN = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile("[&<>]")
WriteCell = Callable[[str, object], str]


def escaped(text: str) -> str:
    """A text with the characters that a workbook cannot hold as Excel writes them: _x0000_."""
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def is_day(value: str) -> bool:
    """Whether a text is a day that a workbook can hold."""
    try:
        return date.fromisoformat(value).year >= 1900
    except ValueError:
        return False


def begins_a_formula(text: str) -> bool:
    """Whether a program could take the text for a formula when somebody edits the cell."""
    return text.startswith(_BEGINS_A_FORMULA)


@dataclass(frozen=True, slots=True)
class CellColumn:
    """A column: its title, what its values are, and the numbers of its plain and its quoted style."""

    title: str
    kind: ColumnKind
    style: int
    quoted: int


class RowWriter:
    """Makes the rows of one sheet; ``row`` is the last row that was made."""

    def __init__(self, columns: Sequence[CellColumn], *, after: int, file: str, sheet: str) -> None:
        self.row = after
        self._file, self._sheet = file, sheet
        self._days: dict[str, str] = {}
        self._cells = [self._writer(number, column) for number, column in enumerate(columns, start=1)]

    def made(self, rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
        """The rows, some hundreds at a time."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, _ROWS_AT_ONCE)):
            yield "".join(map(self._made, chunk)).encode()

    def _made(self, values: Sequence[object]) -> str:
        self.row += 1
        row = str(self.row)
        cells = "".join([write(row, value) for write, value in zip(self._cells, values, strict=True)])
        return f'<row r="{row}">{cells}</row>'

    def _writer(self, number: int, column: CellColumn) -> WriteCell:
        """What writes a cell of this column, made once."""
        letter = get_column_letter(number)
        start, style = f'<c r="{letter}', f'" s="{column.style}'
        empty, number_tail = f'{style}"/>', f'{style}"><v>'
        text_head = f'{style}" t="inlineStr"><is><t>'
        kind, days = column.kind, self._days

        def write(row: str, value: object) -> str:
            if value is None or value == "":
                return f"{start}{row}{empty}"
            if isinstance(value, str):
                if kind is ColumnKind.DAY and (day := days.get(value) or self._day(value)):
                    return f"{start}{row}{number_tail}{day}</v></c>"
                if _PLAIN.fullmatch(value) and not value.startswith(_BEGINS_A_FORMULA) and value.strip() == value:
                    if len(value) > LONGEST_TEXT:
                        self._too_long(column)
                    return f"{start}{row}{text_head}{value}</t></is></c>"
                return self._unusual(f"{start}{row}", column, value)
            shown = cast("float", value) / 100 if kind is ColumnKind.FEN else value
            return f"{start}{row}{number_tail}{shown!r}</v></c>"

        return write

    def _unusual(self, start: str, column: CellColumn, value: str) -> str:
        if len(value) > LONGEST_TEXT:
            self._too_long(column)
        style = column.quoted if begins_a_formula(value) else column.style
        text = _MARKUP.sub(lambda found: _LATIN[found.group()], escaped(value))
        return f'{start}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def _day(self, value: str) -> str:
        if not is_day(value):
            return ""
        self._days[value] = f"{to_excel(date.fromisoformat(value)):g}"
        return self._days[value]

    def _too_long(self, column: CellColumn) -> None:
        raise refuse("files.cell_too_long", file=self._file, sheet=self._sheet, row=self.row, column=column.title)
