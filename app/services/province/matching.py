"""Whom a row of the province's list means: by ID number, by codes, at last by a name that its village has once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.household import Household, HouseholdSummary, Membership, Person
from app.models.region import Region
from app.services.id_number import keys_of
from app.services.names import plain_name, same_name
from app.services.province.reading import ListRow
from app.services.province.words import Matched
from app.services.regions import find_in


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row was matched to; with ``name_differs`` the ids are a guess for a person to judge."""

    matched: Matched
    household_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    person_id: int
    household_id: int
    name: str
    is_head: bool


@dataclass(slots=True)
class People:
    """Everybody who lives in a household, by what a list may say of them."""

    by_number: dict[str, list[_Known]] = field(default_factory=dict)
    by_code: dict[str, list[_Known]] = field(default_factory=dict)
    by_home: dict[int, list[_Known]] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[_Known]] = field(default_factory=dict)
    homes: dict[str, int] = field(default_factory=dict)
    villages: dict[str, int | None] = field(default_factory=dict)

    def meant(self, row: ListRow) -> Meant:
        """Whom this row means."""
        found = self._by_number(row)
        if found is not None:
            return found
        home = self.homes.get(row.household_code) if row.household_code else None
        if home is not None:
            return self._in_home(row, home)
        return self._by_name(row)

    def _by_number(self, row: ListRow) -> Meant | None:
        known = self.by_code.get(row.person_code, []) if row.person_code else []
        if not known and row.id_number:
            known = [one for key in keys_of(row.id_number) for one in self.by_number.get(key, ())]
        known = list(dict.fromkeys(known))
        if not known:
            return None
        home = self.homes.get(row.household_code)
        named = [one for one in known if not row.name or same_name(one.name, row.name)]
        here = [one for one in named if home is None or one.household_id == home] or named
        if not here:
            return Meant(Matched.NAME_DIFFERS, known[0].household_id, known[0].person_id)
        if len({one.person_id for one in here}) > 1:
            return Meant(Matched.AMBIGUOUS)
        return Meant(Matched.MATCHED, here[0].household_id, None if row.is_household else here[0].person_id)

    def _in_home(self, row: ListRow, home: int) -> Meant:
        if not row.name:
            return Meant(Matched.MATCHED, home)
        named = [one for one in self.by_home.get(home, ()) if same_name(one.name, row.name)]
        if not named:
            return Meant(Matched.NAME_DIFFERS, home)
        return Meant(Matched.MATCHED, home, None if row.is_household else named[0].person_id)

    def _by_name(self, row: ListRow) -> Meant:
        village = self.villages.get(row.village)
        if not row.name or village is None:
            return Meant(Matched.NOT_FOUND)
        named = self.by_name.get((village, plain_name(row.name)), [])
        if row.is_household:
            named = [one for one in named if one.is_head]
        if not named:
            return Meant(Matched.NOT_FOUND)
        if len(named) > 1:
            return Meant(Matched.AMBIGUOUS)
        return Meant(Matched.MATCHED, named[0].household_id, None if row.is_household else named[0].person_id)


def people_in(session: Session, rows: Sequence[ListRow]) -> People:
    """The town's living members, read once for a whole list."""
    people = People()
    summary = HouseholdSummary
    statement = (
        select(
            *(Person.id, Person.name, Person.id_number, Person.national_code, Membership.household_id),
            *(summary.village_id, summary.head_person_id),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(summary, summary.household_id == Membership.household_id)
        .where(Membership.to_on.is_(None), summary.status == "active")
    )
    for id_, name, number, code, home, village, head in session.execute(statement):
        one = _Known(id_, home, name, id_ == head)
        for key in keys_of(number) if number else ():
            people.by_number.setdefault(key, []).append(one)
        if code:
            people.by_code.setdefault(code, []).append(one)
        people.by_home.setdefault(home, []).append(one)
        people.by_name.setdefault((village, plain_name(name)), []).append(one)
    survivors = select(Household.id, Household.code, Household.national_code, Household.merged_into_id)
    for id_, own, national, into in session.execute(survivors):
        people.homes[own] = into or id_
        if national:
            people.homes.setdefault(national, into or id_)
    township = session.scalar(select(Region.id).where(Region.kind == "township").order_by(Region.id).limit(1))
    for name in {row.village for row in rows if row.village}:
        village = find_in(session, kind="village", name=name, parent_id=township)
        people.villages[name] = village.id if village else None
    return people


def member_of(session: Session, household_id: int, number: str | None, name: str | None) -> int | None:
    """The living member of a household with this number, else with this name; None if there is none."""
    statement = (
        select(Person.id, Person.name, Person.id_number)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == household_id, Membership.to_on.is_(None))
        .order_by(Person.id)
    )
    members = session.execute(statement).all()
    keys = keys_of(number) if number else frozenset()
    by_number = [m.id for m in members if m.id_number and keys & keys_of(m.id_number)]
    by_name = [m.id for m in members if name and same_name(m.name, name)]
    return next(iter([*by_number, *by_name]), None)
