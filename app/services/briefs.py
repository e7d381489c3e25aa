"""The few words that name a household in every list: code, place, head, members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row

from app.models.household import HouseholdSummary as Summary


@dataclass(frozen=True, slots=True)
class HouseholdBrief:
    """A household as lists name it."""

    household_id: int
    code: str
    head_name: str
    village_id: int
    village_name: str
    group_name: str
    member_count: int
    phone: str | None


BRIEF: tuple[ColumnElement[Any], ...] = tuple(getattr(Summary, name) for name in HouseholdBrief.__dataclass_fields__)
# Villages as the tree has them, then groups, then heads: the order in which people walk and file.
BY_PLACE: tuple[ColumnElement[Any], ...] = (
    Summary.village_id,  # type: ignore[assignment]
    Summary.group_order,
    Summary.group_name,
    Summary.head_name,
    Summary.household_id,
)


def brief_of(row: Row[Any] | Sequence[Any]) -> HouseholdBrief:
    """The brief from the first columns of a row that was selected by ``BRIEF``."""
    return HouseholdBrief(*row[: len(BRIEF)])
