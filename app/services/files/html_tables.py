"""Web pages that were saved as ``.xls``: the tables in them, as text cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from typing_extensions import override

from app.services.errors import refuse
from app.services.files.cells import Row
from app.services.files.decoding import decode
from app.services.files.scan import MOST_COLUMNS, MOST_ROWS

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "title"})
_CHINESE = frozenset({"gb2312", "gbk", "gb18030"})
_Span = tuple[int, int, int, int]


@dataclass(slots=True)
class HtmlTable:
    """One table of a page; merged cells as (first row, first column, last row, last column), from 0."""

    rows: list[Row] = field(default_factory=list)
    merged: list[_Span] = field(default_factory=list)


def html_tables(data: bytes, *, name: str) -> list[HtmlTable]:
    """The outermost tables of a page; Refused when it has none (a log-in page saved as a list, for example)."""
    parser = _Parser(name)
    parser.feed(_decoded(data, name=name))
    parser.close()
    tables = [table for table in parser.tables if any(any(row) for row in table.rows)]
    if not tables:
        raise refuse("files.web_page", file=name)
    return tables


def _decoded(data: bytes, *, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and declared.group(1).decode().lower() in _CHINESE:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass  # pages lie about themselves; the content decides
    return decode(data, name=name)


class _Parser(HTMLParser):
    """Collects cells; a table inside a cell is text of that cell."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[HtmlTable] = []
        self._name = name
        self._depth = 0
        self._unseen = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)
        self._taken: set[tuple[int, int]] = set()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(HtmlTable())
                self._taken = set()
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._start_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append(" ")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    @override
    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def _start_row(self) -> None:
        rows = self.tables[-1].rows
        if len(rows) >= MOST_ROWS:
            raise refuse("files.too_wide", file=self._name, row=len(rows), rows=MOST_ROWS, columns=MOST_COLUMNS)
        rows.append([])

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        if not self.tables[-1].rows:
            self._start_row()
        self._text = []
        self._spans = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))

    def _end_cell(self) -> None:
        if self._text is None:
            return
        table, (down, across) = self.tables[-1], self._spans
        row_number, row = len(table.rows) - 1, table.rows[-1]
        while (row_number, len(row)) in self._taken:
            row.append("")
        first = len(row)
        if first + across > MOST_COLUMNS:
            raise refuse("files.too_wide", file=self._name, row=row_number, rows=MOST_ROWS, columns=MOST_COLUMNS)
        row.append(" ".join("".join(self._text).split(" ")).strip())
        row.extend([""] * (across - 1))
        self._text = None
        if down > 1:
            self._taken.update((row_number + i, first + j) for i in range(1, down) for j in range(across))
        if down > 1 or across > 1:
            table.merged.append((row_number, first, row_number + down - 1, first + across - 1))


def _span(value: str | None) -> int:
    digits = (value or "").strip()
    return min(max(int(digits[:6]), 1), MOST_COLUMNS) if digits.isascii() and digits.isdigit() else 1
