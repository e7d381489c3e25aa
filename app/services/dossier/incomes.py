"""The incomes of one household: statements with their items, imported figures per head, and events."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.facts import HouseholdEvent
from app.models.household import IncomeItem, IncomeStatement
from app.services import effective as e
from app.services.dossier.parts import EventLine, IncomeItemLine, IncomeLine

_COUNTING = ("expected", "identification")


def incomes_of(session: Session, household_id: int) -> tuple[IncomeLine, ...]:
    """Every statement and imported figure, the one that counts first, then by source rank and day (design 2)."""
    stated, imported = _stated(session, household_id), _imported(session, household_id)
    counting = next((n for n, line in enumerate(stated) if _counts(line)), None)
    lines = [_as_effective(line) if n == counting else line for n, line in enumerate(stated)]
    if counting is None and imported:
        imported[0] = _as_effective(imported[0])
    return tuple(sorted((*lines, *imported), key=lambda line: not line.is_effective))


def _counts(line: IncomeLine) -> bool:
    return line.occasion in _COUNTING and line.net_fen is not None and bool(line.heads)


def _as_effective(line: IncomeLine) -> IncomeLine:
    values = {name: getattr(line, name) for name in IncomeLine.__dataclass_fields__}
    return IncomeLine(**{**values, "is_effective": True})


def _stated(session: Session, household_id: int) -> list[IncomeLine]:
    s = e.statement
    order = (e.rank(s.c.source).desc(), s.c.observed_on.desc().nulls_last(), s.c.id.desc())
    ids = list(session.scalars(select(s.c.id).where(s.c.household_id == household_id).order_by(*order)))
    rows = {row.id: row for row in session.scalars(select(IncomeStatement).where(IncomeStatement.id.in_(ids)))}
    items: dict[int, list[IncomeItemLine]] = {id_: [] for id_ in ids}
    found = session.scalars(select(IncomeItem).where(IncomeItem.statement_id.in_(ids)).order_by(IncomeItem.position))
    for item in found:
        line = IncomeItemLine(item.item_code, item.label, item.amount_fen, item.formula, item.basis)
        items[item.statement_id].append(line)
    return [_line(rows[id_], items[id_]) for id_ in ids]


def _line(row: IncomeStatement, items: Sequence[IncomeItemLine]) -> IncomeLine:
    per_head = row.net_fen // row.heads if row.net_fen is not None and row.heads else None
    return IncomeLine(
        row.id,
        row.year,
        row.occasion,
        row.source,
        row.basis,
        row.observed_on,
        row.heads,
        row.net_fen,
        per_head,
        is_effective=False,
        items=tuple(items),
    )


def _imported(session: Session, household_id: int) -> list[IncomeLine]:
    f = e.household_fact
    order = (e.rank(f.c.source).desc(), f.c.observed_on.desc().nulls_last(), f.c.id.desc())
    rows = session.execute(
        select(f.c.year, f.c.occasion, f.c.source, f.c.observed_on, f.c.net_per_head_fen)
        .where(f.c.household_id == household_id, f.c.net_per_head_fen.is_not(None))
        .order_by(*order)
    )
    return [
        IncomeLine(
            None,
            row.year,
            row.occasion,
            row.source,
            None,
            row.observed_on,
            None,
            None,
            row.net_per_head_fen,
            is_effective=False,
            items=(),
        )
        for row in rows
    ]


def events_of(session: Session, household_id: int) -> tuple[EventLine, ...]:
    """What happened to the household, the latest first."""
    found = session.scalars(
        select(HouseholdEvent)
        .where(HouseholdEvent.household_id == household_id)
        .order_by(HouseholdEvent.happened_on.desc().nulls_last(), HouseholdEvent.id.desc())
    )
    return tuple(EventLine(x.kind, x.happened_on, x.amount_fen, x.description, x.withdrawn_on) for x in found)
