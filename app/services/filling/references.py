"""Formulas and ranges after rows were put into a sheet: what stands below moves down, what spans the place grows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_PARTS = re.compile(
    rf"(?P<sheet>(?:'(?:[^']|'')+'|[^\s'!:,()]+)!)?"
    rf"(?P<range>{_CELL}(?::{_CELL})?|\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}})(?![A-Za-z0-9_(])"
)
_ROW = re.compile(r"(\$?[A-Za-z]{0,3}\$?)([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Insertion:
    """``count`` rows put in below row ``below`` of a sheet; the table given began in row ``first``."""

    sheet: str
    first: int
    below: int
    count: int

    def row(self, number: int) -> int:
        """Where a row lies afterwards."""
        return number + self.count if number > self.below else number

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a range of rows lies afterwards; one that reaches the table's last row takes the new rows in."""
        if last == self.below and first <= self.below and (last > first or self.first == self.below):
            return first, last + self.count
        return self.row(first), self.row(last)

    def reference(self, text: str) -> str:
        """A reference such as C5, $A$5:B9 or 3:5."""
        begin, _, end = text.partition(":")
        first = _ROW.fullmatch(begin)
        last = _ROW.fullmatch(end) if end else None
        if first is None:
            return text
        if last is None:
            return f"{first[1]}{self.row(int(first[2]))}"
        top, bottom = self.span(int(first[2]), int(last[2]))
        return f"{first[1]}{top}:{last[1]}{bottom}"

    def formula(self, text: str, *, on: str) -> str:
        """A formula that stands on the sheet ``on``."""
        tokens = Tokenizer(text)
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self.names(token.value, on=on)
        return tokens.render()

    def names(self, text: str, *, on: str) -> str:
        """Every reference in a text without strings: a print area, a defined name, one operand."""

        def moved(found: re.Match[str]) -> str:
            sheet = found["sheet"] or ""
            named = sheet[:-1].strip("'").replace("''", "'") if sheet else on
            return sheet + self.reference(found["range"]) if named == self.sheet else found[0]

        return _PARTS.sub(moved, text)
