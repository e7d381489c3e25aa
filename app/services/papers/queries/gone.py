"""Households that nobody lives in any more, as they were last: papers name them, sums count them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import in_chunks
from app.models.household import Membership, Person

_HEAD = "户主"


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The head and the number of members on the day before the last of them left."""

    head: str
    id_number: str
    members: int


def last_known(session: Session, household_ids: Iterable[int]) -> dict[int, LastKnown]:
    """What is known of each of these households that has former members only."""
    rows: dict[int, list[Any]] = {}
    for chunk in in_chunks(sorted(set(household_ids))):
        statement = (
            select(
                Membership.household_id,
                Membership.relation,
                Membership.to_on,
                Membership.position,
                Membership.id,
                Person.name,
                Person.id_number,
            )
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.household_id.in_(chunk))
            .order_by(Membership.position, Membership.id)
        )
        for row in session.execute(statement):
            rows.setdefault(row.household_id, []).append(row)
    found: dict[int, LastKnown] = {}
    for household_id, own in rows.items():
        leaving = last_to_leave(own)
        if leaving:
            head = next((row for row in leaving if row.relation == _HEAD), leaving[0])
            found[household_id] = LastKnown(head.name, head.id_number or "", len(leaving))
    return found


def last_to_leave(memberships: Iterable[Any]) -> list[Any]:
    """Those who left on the last day; nobody while somebody still lives there."""
    own = list(memberships)
    if any(row.to_on is None for row in own):
        return []
    final: date | None = max((row.to_on for row in own), default=None)
    return [row for row in own if row.to_on == final]
