"""What the ledger proposes for a household at the turn of the year; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from app.models.enums import Category, EndCause, HouseholdType
from app.models.household import Household
from app.services.rollover.records import Choice, Proposal, Why


@dataclass(frozen=True, slots=True)
class Known:
    """What speaks for or against carrying a household over."""

    status: str
    said_cleared: bool
    members: int

    @staticmethod
    def fields() -> tuple[ColumnElement[Any], ...]:
        """The columns that come first, in order."""
        return (Household.status,)  # type: ignore[return-value]


_ENDED = {
    "gone": (Why.NOBODY_LEFT, EndCause.GONE),
    "moved": (Why.MOVED, EndCause.MOVED),
    "merged": (Why.MERGED, EndCause.MERGED),
}
_FITTING = {HouseholdType.EXITED.value: Category.UNSTABLE_EXITED, HouseholdType.ORDINARY.value: Category.MARGINAL}


def propose(known: Known, category: Category, household_type: str | None, *, on_watch: bool) -> Proposal:
    """The first that applies: gone, moved or merged; said to be cleared; another category; else carried over."""
    ended = _ENDED.get(known.status) or (_ENDED["gone"] if known.members == 0 else None)
    if ended is not None:
        return Proposal(Choice.LEAVE_OUT, ended[0], cause=ended[1])
    if known.said_cleared:
        return Proposal(Choice.CARRY, Why.SAID_CLEARED)
    fitting = _FITTING.get(household_type or "")
    if on_watch and fitting is not None and not category.fits(household_type):
        return Proposal(Choice.RECATEGORISE, Why.CATEGORY, category=fitting)
    return Proposal(Choice.CARRY, Why.WATCHED)
