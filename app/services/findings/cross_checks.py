"""Checks that compare records of the whole town: the same number twice, the same telephone in two households."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.services import effective as e
from app.services.effective import Sql
from app.services.findings.base import Asked, summary

_KEY = 18
# Behind every character of a number: the end of the range of numbers that begin alike.
_BEHIND = "~"


@dataclass(frozen=True, slots=True)
class Record:
    """A person or household with the value that is compared."""

    subject_id: int
    household_id: int
    value: str
    name: str
    household_code: str


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """Finds groups of records with the same value, of which at least one is asked for."""

    groups: Callable[[Session, Asked], Iterable[Sequence[Record]]]
    subject: str
    field: str


def same_number(session: Session, asked: Asked) -> list[list[Record]]:
    """Living members with the same first 18 characters of the ID number."""
    p, m, h = e.person, e.membership, e.household
    key = func.substr(p.c.id_number, 1, _KEY)
    living = (
        select(p.c.id, m.c.household_id, key.label("value"), p.c.name, h.c.code)
        .select_from(m.join(p, p.c.id == m.c.person_id).join(h, h.c.id == m.c.household_id))
        .where(m.c.to_on.is_(None), h.c.status == "active", func.length(p.c.id_number) >= _KEY)
    )
    if asked.household_id is None:
        numbers = select(key).where(func.length(p.c.id_number) >= _KEY).group_by(key).having(func.count() > 1)
        return _grouped(session, living.where(key.in_(numbers)))
    own = session.scalars(living.where(m.c.household_id == asked.household_id).with_only_columns(key)).all()
    # Ranges of the index on the numbers: a household is checked while its page opens.
    ranges = [and_(p.c.id_number >= number, p.c.id_number < number + _BEHIND) for number in own]
    return _grouped(session, living.where(or_(*ranges))) if ranges else []


def same_phone(session: Session, asked: Asked) -> list[list[Record]]:
    """Living households with the same telephone."""
    s = summary.c
    living = select(s.household_id.label("id"), s.household_id, s.phone.label("value"), s.head_name, s.code)
    living = living.where(s.status == "active", s.phone != "")
    if asked.household_id is None:
        phones: Sql | Select[Any] = (
            select(s.phone).where(s.status == "active", s.phone != "").group_by(s.phone).having(func.count() > 1)
        )
    else:
        phones = select(e.household.c.phone).where(e.household.c.id == asked.household_id)
    return _grouped(session, living.where(s.phone.in_(phones)))


def _grouped(session: Session, statement: Select[*tuple[Any, ...]]) -> list[list[Record]]:
    groups: dict[str, dict[int, Record]] = defaultdict(dict)
    for row in session.execute(statement):
        record = Record(*row)
        groups[record.value][record.subject_id] = record
    return [sorted(own.values(), key=lambda record: record.subject_id) for own in groups.values() if len(own) > 1]


CROSS_CHECKS: Mapping[str, CrossCheck] = {
    "1_01_001": CrossCheck(same_number, "person", "id_number"),
    "5_15_022": CrossCheck(same_phone, "household", "phone"),
}
