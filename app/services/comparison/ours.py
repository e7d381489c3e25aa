"""What our ledger says now of a difference: its household, its member, the value of its column."""

from __future__ import annotations

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from app.models.comparison import ComparisonItem
from app.models.household import Household, HouseholdSummary, Membership, Person
from app.models.region import Region
from app.services import effective as e
from app.services.comparison.same import shown
from app.services.files.columns import Field, column_set
from app.services.household_events import common as c
from app.services.imports import roster_fields as fields


def household_of(session: Session, item: ComparisonItem) -> Household | None:
    """The living household of a difference."""
    found = session.get(Household, item.household_id) if item.household_id else None
    return found if found is not None and found.status == c.ACTIVE else None


def membership_of(session: Session, item: ComparisonItem) -> Membership | None:
    """The open membership of a difference."""
    statement = select(Membership).where(
        Membership.person_id == item.person_id,
        Membership.household_id == item.household_id,
        Membership.to_on.is_(None),
    )
    return session.scalars(statement).first()


def field_of(column: str) -> Field | None:
    """The list's field behind a column of the ledger."""
    table, _, name = column.partition(".")
    target = next((t for t in fields.TARGETS if t.table.name == table and name in t.columns), None)
    wanted = target.columns[name] if target else None
    return next((field for field in column_set("roster").fields if field.name == wanted), None)


def current(session: Session, item: ComparisonItem) -> str:
    """What our ledger says now, in the words of the difference."""
    table, _, name = (item.column or "").partition(".")
    field = field_of(item.column or "")
    if table == "household" and name in ("village_id", "group_id"):
        home = session.get_one(Household, item.household_id)
        region = session.get(Region, getattr(home, name) or 0)
        return region.name if region else ""
    if field is None:
        return item.ours or ""
    return shown(field, stored(session, item, table, name))


def stored(session: Session, item: ComparisonItem, table: str, name: str) -> str | None:
    """The effective value of this column as text."""
    if name == "net_per_head_fen":
        summary = session.get(HouseholdSummary, item.household_id)
        return str(summary.net_per_head_fen) if summary and summary.net_per_head_fen is not None else None
    if table in ("person_fact", "household_fact"):
        keyed = keyed_value(session, item, table, name)
        return keyed[e.KEY_LENGTH :] if keyed else None
    row: object = None
    if table == "person":
        row = session.get(Person, item.person_id)
    elif table == "membership":
        row = membership_of(session, item)
    elif table == "household":
        row = session.get(Household, item.household_id)
    value = getattr(row, name, None)
    return None if value is None else str(value)


def keyed_value(session: Session, item: ComparisonItem, table: str, name: str) -> str | None:
    """The effective value of a fact behind the key by which facts are ranked."""
    facts, owner, id_ = (
        (e.person_fact, "person_id", item.person_id)
        if table == "person_fact"
        else (e.household_fact, "household_id", item.household_id)
    )
    found = select(func.max(e.key_of(facts) + cast(facts.c[name], String))).where(facts.c[owner] == id_)
    return session.scalar(found)
