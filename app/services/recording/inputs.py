"""What a recorded fact, an income or an event says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.services.visits.income import IncomeLine


@dataclass(frozen=True, slots=True, kw_only=True)
class FactInput:
    """Values of fact columns, who said so, and when it was seen."""

    values: Mapping[str, object]
    observed_on: date
    source: str = "clerk"
    occasion: str = "annual"
    step_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeInput:
    """A statement of income: items, or a net sum; ``heads`` empty = who counts at present. Money in fen."""

    year: int
    observed_on: date
    basis: str
    occasion: str = "expected"
    source: str = "clerk"
    items: tuple[IncomeLine, ...] = ()
    net_fen: int | None = None
    heads: int | None = None
    claims_fen: int | None = None
    self_paid_fen: int | None = None
    period_from_on: date | None = None
    period_to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInput:
    """Something that happened: income_drop, spending_jump, emergency or petition."""

    kind: str
    happened_on: date
    description: str
    amount_fen: int | None = None
    source: str = "village"
