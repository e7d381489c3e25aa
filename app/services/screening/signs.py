"""The signs of every household in one statement; truths come out of SQL as 1 / 0 / NULL (design 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services import effective as e
from app.services.screening.clauses import GUARANTEES, Signs
from app.services.workflow.plan import Plan

_clue = VERSIONED["clue"]
_case = VERSIONED["monitoring_case"]
_region = VERSIONED["region"]


@dataclass(frozen=True, slots=True)
class Screened:
    """A household with its signs, its place, and the figure that the line was compared with."""

    household_id: int
    code: str
    village: str
    net_per_head_fen: int | None
    net_basis: str | None
    signs: Signs


def read_signs(
    session: Session, plan: Plan, *, today: date, household_id: int | None = None, with_open_case: bool = False
) -> Iterator[Screened]:
    """Living households (without an open case unless asked) with their signs under this plan, by village and code.

    Without ``household_id`` those are left out whose answer is known to be no; the reason sheet asks for one by id.
    """
    h, counting = e.household, plan.counting
    clues = select(func.count()).where(_clue.c.household_id == h.c.id, _clue.c.state.not_in(("unfounded", "duplicate")))
    open_case = select(_case.c.id).where(_case.c.household_id == h.c.id, _case.c.is_open == 1)
    truths = {
        "housing_safe": e.housing_safe(),
        "water_safe": e.water_safe(),
        "medical_covered": e.medical_covered(),
        "education_secured": e.education_secured(today, counting),
        "food_enough": e.food_enough(counting),
        "clothing_enough": e.clothing_enough(counting),
    }
    statement = (
        select(
            h.c.id,
            h.c.code,
            _region.c.name.label("village"),
            h.c.household_type,
            e.below_line(plan.line_fen).label("below_line"),
            e.net_per_head_fen().label("net_per_head_fen"),
            e.net_basis().label("net_basis"),
            e.has_event("income_drop", "spending_jump").label("income_event"),
            e.has_event("emergency").label("emergency"),
            clues.scalar_subquery().label("clues"),
            _priority().label("priority"),
            *(truth.label(name) for name, truth in truths.items()),
        )
        .join_from(h, _region, _region.c.id == h.c.village_id)
        .where(h.c.status == "active")
        .order_by(_region.c.position, _region.c.id, h.c.code)
    )
    if household_id is not None:
        statement = statement.where(h.c.id == household_id)
    else:
        # Known to be above the line and without any event: every clause answers no, whatever the rest says.
        event = e.has_event("income_drop", "spending_jump", "emergency")
        statement = statement.where((func.coalesce(e.below_line(plan.line_fen), 1) == 1) | (event == 1))
    if not with_open_case:
        statement = statement.where(~open_case.exists())
    for row in session.execute(statement).mappings().yield_per(1_000):
        signs = Signs(
            household_type=row["household_type"],
            below_line=_truth(row["below_line"]),
            guarantees={name: _truth(row[name]) for name in GUARANTEES},
            income_event=bool(row["income_event"]),
            clues=row["clues"],
            emergency=bool(row["emergency"]),
            priority_group=bool(row["priority"]),
        )
        yield Screened(row["id"], row["code"], row["village"], row["net_per_head_fen"], row["net_basis"], signs)


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _priority() -> e.Sql:
    """A member is 低保, 特困, 重病 or 残疾 (plan 五（一）)."""
    health = e.person_value("health")
    return e.any_member(
        (e.person_value("subsistence_allowance") == 1)
        | (e.person_value("extreme_poverty_support") == 1)
        | health.contains("患有大病")
        | health.contains("残疾")
    )
