"""A household's income item by item: what counts how, and what it comes to (domain 5.1, 5.2, 5.4)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.paths import resource
from app.services.errors import Reason
from app.services.visits.formula import FormulaError, reckon

GROUPS = ("wage", "business", "property", "transfer", "expense")
EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class ItemKind:
    """An item that an empty form offers."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeLine:
    """One line as the paper says it: an amount, or a formula that gives it, or both when they agree. Money in fen."""

    code: str
    label: str
    amount_fen: int | None = None
    formula: str = ""
    basis: str = ""

    @property
    def group(self) -> str:
        """wage, business, property, transfer or expense."""
        return self.code.split(".", 1)[0]

    @property
    def reckoned_fen(self) -> int | None:
        """What the formula gives; None without one or when it cannot be read."""
        if not self.formula.strip():
            return None
        try:
            return reckon(self.formula)
        except FormulaError:
            return None

    @property
    def value_fen(self) -> int:
        """The amount that counts."""
        if self.amount_fen is not None:
            return self.amount_fen
        return self.reckoned_fen or 0


@cache
def item_kinds() -> tuple[ItemKind, ...]:
    """What an empty form offers, in the order of the paper."""
    table = tomllib.loads(resource("income_items.toml").read_text(encoding="utf-8"))
    return tuple(ItemKind(entry["code"], entry["label"]) for entry in table["item"])


def net_fen(lines: Sequence[IncomeLine]) -> int:
    """Net income: wages + business + property + transfers - business expenses. May be negative."""
    return sum(-line.value_fen if line.group == EXPENSE else line.value_fen for line in lines)


def line_problems(line: IncomeLine) -> Iterator[Reason]:
    """Why a line cannot be taken as it stands."""
    if line.group not in GROUPS:
        yield Reason("visit.income_group_unknown", {"label": line.label, "code": line.code})
    reckoned = line.reckoned_fen
    if line.formula.strip() and reckoned is None:
        yield Reason("visit.formula_unreadable", {"label": line.label, "formula": line.formula})
    elif line.amount_fen is None and reckoned is None:
        yield Reason("visit.amount_missing", {"label": line.label})
    elif reckoned is not None and line.amount_fen not in (None, reckoned):
        values = {
            "label": line.label,
            "formula": line.formula,
            "reckoned": yuan(reckoned),
            "amount": yuan(line.value_fen),
        }
        yield Reason("visit.formula_differs", values)
    if line.value_fen < 0:
        yield Reason("visit.amount_negative", {"label": line.label, "amount": yuan(line.value_fen)})


def yuan(fen: int) -> str:
    """An amount for a sentence: 20800, 20800.5."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def twelve_months_before(day: date) -> tuple[date, date]:
    """The rolling twelve months that end with the month before ``day`` (domain 5.1)."""
    last = day.replace(day=1) - timedelta(days=1)
    first = (last + timedelta(days=1)).replace(year=(last + timedelta(days=1)).year - 1)
    return first, last
