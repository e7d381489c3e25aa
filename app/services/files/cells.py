"""One cell as it lies in a file: text or number, never a guess between them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

# What calamine gives. A text cell is ``str`` even when it holds digits; "" is the empty cell.
Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
Row: TypeAlias = list[Cell]

_EXACT = 10**15


def is_number(cell: Cell) -> bool:
    """Whether the cell was numeric in the file (a date cell is not)."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def cell_text(cell: Cell) -> str:
    """The cell as a person sees it; a number of 16 digits or more as what the file really holds of it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time.min else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def number_text(value: float) -> str:
    """A number without exponent and without a needless ".0"."""
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return format(Decimal(repr(value)), "f")


def column_letter(index: int) -> str:
    """Excel's name for the 0-based column ``index``: A, B ... Z, AA ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
