"""3,000 households under the monthly watch, put in set by set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from app.models.enums import MonthlyItem
from app.models.history import VERSIONED, bulk_insert

COUNT = 3_000


def watch_many(session: Session, village_id: int, *, months: Iterable[int]) -> None:
    """Add the households to a village, each checked in these months of 2020."""
    numbers = range(10_000, 10_000 + COUNT)
    bulk_insert(
        session,
        VERSIONED["household"],
        [{"id": n, "code": f"M{n}", "village_id": village_id, "status": "active"} for n in numbers],
    )
    spell = {"category": "marginal", "risks": "", "is_provisional": 0, "identified_on": date(2020, 4, 10)}
    bulk_insert(session, VERSIONED["monitoring_spell"], [{"id": n, "household_id": n, **spell} for n in numbers])
    case = {
        "plan_id": 1, "track": "B", "state": "monitored", "category": "marginal", "is_open": 1,
        "opened_on": date(2020, 3, 20), "state_since_on": date(2020, 4, 15), "comparison_open": 0, "round_number": 1,
    }  # fmt: skip
    bulk_insert(session, VERSIONED["monitoring_case"], [{"household_id": n, "spell_id": n, **case} for n in numbers])
    normal = {item.value: "normal" for item in MonthlyItem}
    bulk_insert(
        session,
        VERSIONED["monthly_check"],
        [
            {"spell_id": n, "household_id": n, "month": f"2020-{month:02}", "checked_on": date(2020, month, 20),
             "checker": "李", "way": "visit", "is_carried": 0, **normal}
            for n in numbers
            for month in months
        ],
    )  # fmt: skip
