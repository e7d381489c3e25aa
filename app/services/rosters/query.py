"""A design as SQL: first the rows in their order, then the values of some of them at a time.

The order is found with what filter and order need; the columns are read for a few thousand rows at once, each part in
one pass. So a roster of a whole town streams, and the first fifty rows of it are there at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, func, literal, or_, select
from sqlalchemy.orm import Session

from app.models.household import Household, HouseholdSummary, Membership, Person
from app.services.effective import Sql
from app.services.rosters.columns import alive, expression, needs_of, place_order, sort_expression
from app.services.rosters.conditions import groups_of, sql_of
from app.services.rosters.design import BLANK, RosterDesign, Subject
from app.services.rosters.sources import HOUSEHOLD_PARTS, PERSON_PARTS, Asked

ROWS_AT_ONCE = 1_000
_s, _h, _m, _p = (model.__table__ for model in (HouseholdSummary, Household, Membership, Person))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its own key, whom it is about, and the group it belongs to."""

    key: int
    person_id: int
    household_id: int
    group: object


@dataclass(frozen=True, slots=True)
class Found:
    """A row with its stored values in the order of the design's columns."""

    place: Place
    values: tuple[Any, ...]


class RosterSql:
    """The statements of one design on one day."""

    def __init__(self, design: RosterDesign, *, today: date, households: Sequence[int] | None = None) -> None:
        self._design, self._today, self._households = design, today, households
        self._of_persons = design.subject is Subject.PERSONS
        self._key: Sql = _m.c.id if self._of_persons else _s.c.household_id
        self._fields = [c.field for c in design.columns if c.field != BLANK]

    @property
    def filter_reads_facts(self) -> bool:
        """Whether the filter needs more than the rows themselves."""
        return any(needs_of(condition.field) for condition in self._design.conditions)

    def places(self, session: Session, *, limit: int | None = None) -> list[Place]:
        """The rows in their order."""
        design = self._design
        order_keys = [key.field for key in design.sort]
        named = [c.field for c in design.conditions] + order_keys + ([design.group_by] if design.group_by else [])
        source, given = self._source(named, None)
        group = expression(design.group_by, given, self._today) if design.group_by else literal(None)
        person: Sql = _m.c.person_id if self._of_persons else literal(0, Integer)
        statement = (
            select(self._key, person, _s.c.household_id, group)
            .select_from(source)
            .where(*self._conditions(given))
            .order_by(*self._order(given))
            .limit(limit)
        )
        return [Place(*row) for row in session.execute(statement)]

    def count(self, session: Session) -> int:
        """How many rows there are."""
        source, given = self._source([c.field for c in self._design.conditions], None)
        statement = select(func.count()).select_from(source).where(*self._conditions(given))
        return int(session.scalar(statement) or 0)

    def rows(self, session: Session, places: Sequence[Place]) -> Iterator[Found]:
        """The values of these rows, some thousands at a time."""
        waiting = iter(places)
        while chunk := list(islice(waiting, ROWS_AT_ONCE)):
            source, given = self._source(self._fields, chunk)
            columns = [expression(key, given, self._today).label(f"v{n}") for n, key in enumerate(self._fields)]
            statement = select(self._key, *columns).select_from(source).where(self._key.in_([p.key for p in chunk]))
            found = {row[0]: tuple(row[1:]) for row in session.execute(statement)}
            for place in chunk:
                if place.key in found:
                    yield Found(place, found[place.key])

    def _source(self, keys: Sequence[str], chunk: Sequence[Place] | None) -> tuple[FromClause, Mapping[str, Any]]:
        """The joined tables and the columns of each part, by the part's name."""
        wanted: dict[str, set[str]] = {}
        for key in keys:
            for part, name in needs_of(key):
                wanted.setdefault(part, set()).add(name)
        persons = None if chunk is None else list({p.person_id for p in chunk})
        homes = None if chunk is None else list({p.household_id for p in chunk})
        source: FromClause = _s.join(_h, _h.c.id == _s.c.household_id)
        if self._of_persons:
            source = _m.join(_p, _p.c.id == _m.c.person_id).join(source, _s.c.household_id == _m.c.household_id)
        given: dict[str, Any] = {}
        for part, names in wanted.items():
            build = PERSON_PARTS.get(part) or HOUSEHOLD_PARTS[part]
            own, ids = (_m.c.person_id, persons) if part in PERSON_PARTS else (_s.c.household_id, homes)
            made = build(Asked(self._today, frozenset(names), ids))
            source = source.outerjoin(made, made.c.subject_id == own)
            given[part] = made.c
        return source, given

    def _conditions(self, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [*alive()]
        if self._of_persons:
            found.append(_m.c.to_on.is_(None))
        if self._households is not None:
            found.append(_s.c.household_id.in_(self._households))
        for group in groups_of(self._design.conditions):
            alternatives = (sql_of(c, expression(c.field, given, self._today)) for c in group)
            found.append(or_(*alternatives))
        return found

    def _order(self, given: Mapping[str, Any]) -> list[Sql]:
        ordered: list[Sql] = []
        if self._design.group_by:
            ordered += _asc(sort_expression(self._design.group_by, given, self._today))
        for key in self._design.sort:
            values = sort_expression(key.field, given, self._today)
            ordered += [
                v for value in values for v in (value.is_(None), value.desc() if key.descending else value.asc())
            ]
        ordered += place_order()
        return [*ordered, _m.c.position, _m.c.id] if self._of_persons else ordered


def _asc(values: Sequence[Sql]) -> list[Sql]:
    return [part for value in values for part in (value.is_(None), value.asc())]
