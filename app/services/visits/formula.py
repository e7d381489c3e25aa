"""How an amount was reckoned: "8个月 × 2600元" to fen, exactly and without guessing (domain 5.1)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?P<scale>万?)(?P<percent>%?)"
    r"|(?P<operator>[*+()-]|/(?=[\s(]*\d))"
    r"|(?P<unit>[^\d*+()%.-])"
)
_TIMES = str.maketrans({"×": "*", "x": "*", "X": "*", "✕": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "—": "-"})
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class FormulaError(Exception):
    """The text is no formula of numbers, units, + - × ÷ and brackets."""


def reckon(formula: str) -> int:
    """The amount in fen that the formula (in yuan) comes to, rounded half up; FormulaError if it is none."""
    yuan = _Reader(_tokens(formula)).whole()
    return int((yuan * 100 + Fraction(1, 2)).__floor__())


def _tokens(formula: str) -> list[str | Fraction]:
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", formula).translate(_TIMES))
    tokens: list[str | Fraction] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError
        position = match.end()
        if match["number"]:
            tokens.append(
                Fraction(match["number"]) * (10_000 if match["scale"] else 1) / (100 if match["percent"] else 1)
            )
        elif match["operator"]:
            tokens.append(match["operator"])
    return tokens


@dataclass(slots=True)
class _Reader:
    tokens: list[str | Fraction]
    position: int = 0

    def whole(self) -> Fraction:
        value = self._sum()
        if self.position != len(self.tokens):
            raise FormulaError
        return value

    def _next(self, *wanted: str) -> str | None:
        if self.position < len(self.tokens) and self.tokens[self.position] in wanted:
            self.position += 1
            return str(self.tokens[self.position - 1])
        return None

    def _sum(self) -> Fraction:
        value = self._product()
        while operator := self._next("+", "-"):
            other = self._product()
            value = value + other if operator == "+" else value - other
        return value

    def _product(self) -> Fraction:
        value = self._number()
        while operator := self._next("*", "/"):
            other = self._number()
            if operator == "/" and not other:
                raise FormulaError
            value = value * other if operator == "*" else value / other
        return value

    def _number(self) -> Fraction:
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                raise FormulaError
            return value
        if self.position < len(self.tokens) and isinstance(number := self.tokens[self.position], Fraction):
            self.position += 1
            return number
        raise FormulaError
