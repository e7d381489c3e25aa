"""The first values of a column, for a person who says what the column is; numbers of persons are masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.services.files.cells import Row, cell_text
from app.services.files.headers import Column

_SHOWN, _LONGEST = 3, 24
_NUMBER = re.compile(r"\d{6,}[\dXx]?")
_KEPT = 2


def samples_of(columns: Sequence[Column], rows: Sequence[Row]) -> list[tuple[int, list[str]]]:
    """The first three distinct values of each column, by the column's place."""
    return [(column.index, _first(column.index, rows)) for column in columns]


def _first(index: int, rows: Sequence[Row]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        text = " ".join(cell_text(row[index]).split()) if index < len(row) else ""
        if text:
            found[masked(text)] = None
        if len(found) == _SHOWN:
            break
    return list(found)


def masked(text: str) -> str:
    """Long numbers by their first and last two digits; other text cut to a cell's width."""
    shown = _NUMBER.sub(lambda m: m[0][:_KEPT] + "*" * (len(m[0]) - 2 * _KEPT) + m[0][-_KEPT:], text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
