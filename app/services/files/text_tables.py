"""Comma and tab separated text as rows; row numbers are those that Excel shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.services.errors import refuse
from app.services.files.cells import Row
from app.services.files.scan import MOST_COLUMNS, MOST_ROWS

_LONGEST_CELL = 100_000
_SAMPLE_LINES = 40
_DELIMITERS = ("\t", ",", ";", "|")


def text_rows(text: str, *, name: str) -> Iterator[Row]:
    """The records of a text file, blank lines included; a record over several lines is one row, as in Excel."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    while True:
        try:
            record = next(reader, None)
        except csv.Error:
            raise refuse("files.broken_quotes", file=name, row=number + 1) from None
        if record is None:
            return
        number += 1
        if number > MOST_ROWS or len(record) > MOST_COLUMNS:
            raise refuse("files.too_wide", file=name, row=number, rows=MOST_ROWS, columns=MOST_COLUMNS)
        yield [*record]


def _delimiter(text: str) -> str:
    """The separator that the first lines agree on."""
    head = text[:200_000].splitlines()[:_SAMPLE_LINES]
    if head and head[0].lower().startswith("sep=") and len(head[0]) == len("sep=,"):
        return head[0][-1]
    return max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in head))
