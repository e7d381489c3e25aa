"""The incomes of one household: statements with their items, imported figures per head, and events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.facts import HouseholdEvent
from app.models.household import IncomeItem, IncomeStatement
from app.services import effective as e
from app.services.dossier.parts import EventLine, IncomeItemLine, IncomeLine

# A line with the key by which ``effective`` orders statements and imported figures alike.
Keyed = tuple[str, IncomeLine]


def incomes_of(session: Session, household_id: int) -> tuple[IncomeLine, ...]:
    """Every statement and imported figure, the one that counts first, then in the order in which they would count."""
    lines = sorted((*_stated(session, household_id), *_imported(session, household_id)), key=_order, reverse=True)
    return tuple(
        replace(line, is_effective=number == 0 and line.per_head_fen is not None)
        for number, (_, line) in enumerate(lines)
    )


def _order(keyed: Keyed) -> tuple[bool, str]:
    key, line = keyed
    return line.per_head_fen is not None, key


def _stated(session: Session, household_id: int) -> list[Keyed]:
    s = e.statement
    keys = session.execute(
        select(s.c.id, e.statement_key().label("key"), e.per_head().label("per_head")).where(
            s.c.household_id == household_id
        )
    ).all()
    ids = [row.id for row in keys]
    rows = {row.id: row for row in session.scalars(select(IncomeStatement).where(IncomeStatement.id.in_(ids)))}
    items: dict[int, list[IncomeItemLine]] = {id_: [] for id_ in ids}
    found = session.scalars(select(IncomeItem).where(IncomeItem.statement_id.in_(ids)).order_by(IncomeItem.position))
    for item in found:
        line = IncomeItemLine(item.item_code, item.label, item.amount_fen, item.formula, item.basis)
        items[item.statement_id].append(line)
    return [(row.key, _line(rows[row.id], items[row.id], per_head=row.per_head)) for row in keys]


def _line(row: IncomeStatement, items: Sequence[IncomeItemLine], *, per_head: int | None) -> IncomeLine:
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


def _imported(session: Session, household_id: int) -> list[Keyed]:
    f = e.household_fact
    rows = session.execute(
        select(
            f.c.year, f.c.occasion, f.c.source, f.c.observed_on, f.c.net_per_head_fen, e.key_of(f).label("key")
        ).where(f.c.household_id == household_id, f.c.net_per_head_fen.is_not(None))
    )
    return [
        (
            row.key,
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
            ),
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
    return tuple(EventLine(x.id, x.kind, x.happened_on, x.amount_fen, x.description, x.withdrawn_on) for x in found)
