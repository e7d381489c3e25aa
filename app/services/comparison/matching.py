"""Whose row is whose: a staged list against the ledger, with the statements of the roster's import.

Beside what an import knows: a row whose number fits nobody is the member of its household with the same name, so that
a wrong number is one differing field and not a person here and another there; and who was found not to be the same
person stays apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Date, and_, select, type_coerce, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.comparison.same import bare
from app.services.errors import refuse
from app.services.imports import roster_fields as fields
from app.services.imports.roster_child import HEAD
from app.services.imports.roster_match import (
    REPEATED,
    When,
    gather_households,
    match_households_by_people,
    match_members,
    settle_members,
    take_stock,
)
from app.services.imports.roster_places import OTHER_TOWNSHIP, fill_villages, is_founding, match_places, places_of
from app.services.imports.roster_tables import HOUSEHOLD, MEMBER, STAGE, TABLES
from app.services.imports.sql import drop, make_empty
from app.services.imports.staging import Staged

_PERSON, _MEMBERSHIP, _HOUSEHOLD = (VERSIONED[name] for name in ("person", "membership", "household"))

# (person, name as the list writes it, number as the list writes it) that a person has taken apart.
Apart = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of the list and whom it speaks of."""

    n: int
    key: str | None
    person_id: int | None
    home_id: int | None  # where the ledger has the person now
    name: str
    id_number: str | None
    person_code: str | None
    relation: str | None
    category: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class ListHome:
    """A household of the list and which of ours it is."""

    key: str
    code: str | None
    household_id: int | None
    village_id: int | None
    group_id: int | None
    head_n: int | None
    day: date | None


@dataclass(frozen=True, slots=True)
class OurMember:
    """A person who belongs to a household of ours now."""

    person_id: int
    membership_id: int
    household_id: int
    name: str
    id_number: str | None
    relation: str | None
    from_on: date | None


@dataclass(frozen=True, slots=True)
class OurHome:
    """An active household of ours."""

    household_id: int
    code: str
    village_id: int
    group_id: int | None


@dataclass
class Matched:
    """Both sides, keyed for looking up."""

    rows: tuple[ListRow, ...]
    homes: dict[str, ListHome]
    members: dict[int, OurMember]
    households: dict[int, OurHome]

    @cached_property
    def by_household_only(self) -> bool:
        """Whether the list names one person for each household: absence of the others says nothing."""
        keyed = [row.key for row in self.rows if row.key]
        return len(keyed) == len(self.rows) > 1 and len(set(keyed)) == len(keyed)

    def target_of(self, row: ListRow) -> int | None:
        """Our household that the list puts this row into."""
        home = self.homes.get(row.key or "")
        return home.household_id if home else None

    @cached_property
    def heads(self) -> Mapping[int, OurMember]:
        """The head of each household of ours; of two the first."""
        return {m.household_id: m for m in reversed(self.members.values()) if m.relation == HEAD}


def match(session: Session, staged: Staged, *, apart: Collection[Apart], today: date) -> Matched:
    """Fill the plan's tables and read both sides; Refused when the ledger is empty or nothing fits."""
    if is_founding(session):
        raise refuse("comparison.empty_ledger")
    for table in TABLES:
        make_empty(session, table)
    when = When(staged.data_on, year=today.year)
    fill_villages(session, staged)
    match_places(session, places_of(session), founding=False)
    take_stock(session)
    gather_households(session, when, fields=staged.fields | fields.ALWAYS)
    match_members(session, when)
    match_households_by_people(session)
    _keep_apart(session, apart)
    _match_by_name(session, apart)
    settle_members(session)
    matched = _read(session)
    if not any(row.person_id or matched.target_of(row) for row in matched.rows):
        raise refuse("comparison.nothing_matched", file="、".join(staged.names))
    return matched


def forget(session: Session) -> None:
    """Drop the plan's tables."""
    for table in TABLES:
        drop(session, table)


def _keep_apart(session: Session, apart: Collection[Apart]) -> None:
    known = {person_id for person_id, _, _ in apart}
    if not known:
        return
    rows = select(STAGE.c.n, MEMBER.c.person_id, STAGE.c.name, STAGE.c.id_number).join(MEMBER, MEMBER.c.n == STAGE.c.n)
    for n, person_id, name, number in session.execute(rows.where(MEMBER.c.person_id.in_(known))).all():
        if (person_id, bare(name), number or "") in apart:
            values = {"person_id": None, "membership_id": None, "home_id": None}
            session.execute(update(MEMBER).where(MEMBER.c.n == n).values(values))


def _match_by_name(session: Session, apart: Collection[Apart]) -> None:
    """The one member of a matched household whom no row has and whose name an unmatched row of it writes."""
    free = defaultdict[tuple[int, str], list[tuple[int, int]]](list)
    taken = select(MEMBER.c.person_id).where(MEMBER.c.person_id.is_not(None))
    lacking = select(HOUSEHOLD.c.household_id).join(MEMBER, MEMBER.c.key == HOUSEHOLD.c.key)
    lacking = lacking.where(MEMBER.c.person_id.is_(None), HOUSEHOLD.c.household_id.is_not(None))
    ours = (
        select(_MEMBERSHIP.c.household_id, _PERSON.c.name, _PERSON.c.id, _MEMBERSHIP.c.id)
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .where(_MEMBERSHIP.c.to_on.is_(None), _MEMBERSHIP.c.household_id.in_(lacking), _PERSON.c.id.not_in(taken))
    )
    for household_id, name, person_id, membership_id in session.execute(ours):
        free[household_id, bare(name)].append((person_id, membership_id))
    rows = (
        select(MEMBER.c.n, HOUSEHOLD.c.household_id, MEMBER.c.name, STAGE.c.id_number)
        .join(HOUSEHOLD, HOUSEHOLD.c.key == MEMBER.c.key)
        .join(STAGE, STAGE.c.n == MEMBER.c.n)
        .where(MEMBER.c.person_id.is_(None), HOUSEHOLD.c.household_id.is_not(None))
        .where(MEMBER.c.problem.is_distinct_from(REPEATED))
    )
    for n, household_id, name, number in session.execute(rows).all():
        found = free.get((household_id, bare(name)), [])
        if len(found) == 1 and (found[0][0], bare(name), number or "") not in apart:
            person_id, membership_id = found.pop()
            values = {"person_id": person_id, "membership_id": membership_id, "home_id": household_id}
            session.execute(update(MEMBER).where(MEMBER.c.n == n).values(values))


def _read(session: Session) -> Matched:
    homes = {
        row.key: ListHome(*row)
        for row in session.execute(
            select(
                *(HOUSEHOLD.c.key, HOUSEHOLD.c.code, HOUSEHOLD.c.household_id, HOUSEHOLD.c.village_id),
                *(HOUSEHOLD.c.group_id, HOUSEHOLD.c.head_n, HOUSEHOLD.c.data_on),
            ).where(HOUSEHOLD.c.problem.is_distinct_from(OTHER_TOWNSHIP))
        )
    }
    return Matched(tuple(_rows(session)), homes, _members(session), _households(session))


def _rows(session: Session) -> Iterator[ListRow]:
    usable = MEMBER.c.problem.is_(None) | MEMBER.c.problem.not_in((REPEATED, OTHER_TOWNSHIP))
    statement = (
        select(
            *(MEMBER.c.n, MEMBER.c.key, MEMBER.c.person_id, MEMBER.c.home_id, STAGE.c.name, STAGE.c.id_number),
            *(STAGE.c.person_code, STAGE.c.relation, STAGE.c.category, type_coerce(MEMBER.c.data_on, Date)),
        )
        .join(STAGE, STAGE.c.n == MEMBER.c.n)
        .where(usable)
        .order_by(MEMBER.c.n)
    )
    for row in session.execute(statement):
        yield ListRow(*row)


def _members(session: Session) -> dict[int, OurMember]:
    statement = (
        select(
            *(_PERSON.c.id, _MEMBERSHIP.c.id, _MEMBERSHIP.c.household_id, _PERSON.c.name, _PERSON.c.id_number),
            *(_MEMBERSHIP.c.relation, _MEMBERSHIP.c.from_on),
        )
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .join(_HOUSEHOLD, _HOUSEHOLD.c.id == _MEMBERSHIP.c.household_id)
        .where(and_(_MEMBERSHIP.c.to_on.is_(None), _HOUSEHOLD.c.status == "active"))
        .order_by(_MEMBERSHIP.c.household_id, _MEMBERSHIP.c.position, _MEMBERSHIP.c.id)
    )
    return {row[0]: OurMember(*row) for row in session.execute(statement)}


def _households(session: Session) -> dict[int, OurHome]:
    columns = (_HOUSEHOLD.c.id, _HOUSEHOLD.c.code, _HOUSEHOLD.c.village_id, _HOUSEHOLD.c.group_id)
    rows = session.execute(select(*columns).where(_HOUSEHOLD.c.status == "active")).all()
    return {row[0]: OurHome(*row) for row in rows}
