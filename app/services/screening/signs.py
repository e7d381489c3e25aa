"""The signs of every household in one statement; truths come out of SQL as 1 / 0 / NULL (design 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, Table, and_, func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.services import derived
from app.services import effective as e
from app.services.effective import Sql
from app.services.screening.clauses import GUARANTEES, Signs
from app.services.standing import Reckoning, standing
from app.services.workflow.plan import Plan

INCOME_EVENTS = ("income_drop", "spending_jump")
EMERGENCY = "emergency"
# A clue counts unless 不属实 or 重复 (workflow 5).
UNCOUNTED_CLUES = ("unfounded", "duplicate")
_STANDING = (*GUARANTEES, "net_per_head_fen", "net_basis", "tags")

_clue = VERSIONED["clue"]
_case = VERSIONED["monitoring_case"]
_region = VERSIONED["region"]
_event = VERSIONED["household_event"]
_summary = cast("Table", HouseholdSummary.__table__)


@dataclass(frozen=True, slots=True)
class Screened:
    """A household with its signs, its place, and the figure that the line is compared with."""

    household_id: int
    code: str
    village: str
    head_name: str
    net_per_head_fen: int | None
    net_basis: str | None
    tags: tuple[str, ...]
    signs: Signs


def read_signs(
    session: Session, plan: Plan, *, today: date, household_id: int | None = None, with_open_case: bool = False
) -> Iterator[Screened]:
    """Living households (without an open case unless asked) with their signs under this plan, by village and code."""
    statement = _statement(session, plan, today=today)
    h = e.household
    if household_id is not None:
        statement = statement.where(h.c.id == household_id)
    if not with_open_case:
        open_case = select(_case.c.id).where(_case.c.household_id == h.c.id, _case.c.is_open == 1)
        statement = statement.where(~open_case.correlate(h).exists())
    for row in session.execute(statement).yield_per(2_000):
        yield _screened(row, plan)


def _statement(session: Session, plan: Plan, *, today: date) -> Select[*tuple[Any, ...]]:
    """The summary knows how households stand, unless it was built for another school day or another counting."""
    h, clues, events = e.household, _clues(), _events()
    reckoning = Reckoning.on(today, plan.counting)
    if derived.is_current(session, reckoning):
        source: Any = h.join(_summary, _summary.c.household_id == h.c.id)
        stands: dict[str, Sql] = {name: _summary.c[name] for name in _STANDING}
    else:
        live = standing(reckoning)
        source = live.source.join(_summary, _summary.c.household_id == h.c.id)
        stands = {name: live.columns[name] for name in _STANDING}
    return (
        select(
            h.c.id,
            h.c.code,
            _region.c.name,
            _summary.c.head_name,
            h.c.household_type,
            clues.c.clues,
            events.c.income_event,
            events.c.emergency,
            *stands.values(),
        )
        .select_from(
            source.join(_region, _region.c.id == h.c.village_id)
            .outerjoin(clues, clues.c.household_id == h.c.id)
            .outerjoin(events, events.c.household_id == h.c.id)
        )
        .where(h.c.status == "active")
        .order_by(_region.c.position, _region.c.id, h.c.code)
    )


def _clues() -> Any:
    c = _clue.c
    counted = select(c.household_id, func.count().label("clues"))
    counted = counted.where(c.household_id.is_not(None), c.state.not_in(UNCOUNTED_CLUES))
    return counted.group_by(c.household_id).subquery("clues")


def _events() -> Any:
    """Closed-world: an event counts while it is recorded and not withdrawn."""
    v = _event.c
    return (
        select(
            v.household_id,
            func.max(v.kind.in_(INCOME_EVENTS)).label("income_event"),
            func.max(v.kind == EMERGENCY).label("emergency"),
        )
        .where(and_(v.withdrawn_on.is_(None), v.kind.in_((*INCOME_EVENTS, EMERGENCY))))
        .group_by(v.household_id)
        .subquery("events")
    )


def _screened(row: Any, plan: Plan) -> Screened:
    id_, code, village, head, type_, clues, income_event, emergency, *truths, net, basis, tags = row
    signs = Signs(
        household_type=type_,
        below_line=None if net is None else net < plan.line_fen,
        guarantees=tuple(None if truth is None else truth == 1 for truth in truths),
        income_event=bool(income_event),
        clues=clues or 0,
        emergency=bool(emergency),
        priority_group=bool(tags),
    )
    return Screened(id_, code, village, head, net, basis, tuple(tags.split(",")) if tags else (), signs)
