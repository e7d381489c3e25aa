"""Who and which household is on one side only, in another household, or under another head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.comparison.kinds import Draft, ItemKind
from app.services.comparison.matching import ListHome, ListRow, Matched, OurMember
from app.services.comparison.same import bare
from app.services.comparison.scope import Scope
from app.services.imports.roster_child import HEAD
from app.services.imports.roster_tables import STAGE

_PERSON, _MEMBERSHIP, _HOUSEHOLD = (VERSIONED[name] for name in ("person", "membership", "household"))
_LEFT = {
    "died": "死亡",
    "married_out": "婚出",
    "moved_out": "迁出",
    "moved_household": "转到另一户",
    "split": "分户",
    "merged": "并户",
    "error": "录入有误已删",
}
_NAMES_SHOWN = 8
_ALIKE_SHOWN = 3
# What accepting a person or household of the list needs.
_OF_A_PERSON = ("name", "id_number", "sex", "born_on", "relation", "phone", "ethnicity", "person_code")
_OF_A_HOUSEHOLD = ("household_type", "natural_village", "address", "household_phone")


@dataclass(slots=True)
class Sides:
    """The two sides and what is to be compared of them."""

    matched: Matched
    scope: Scope
    fields: frozenset[str]
    whole_roster: bool  # absence from the list says something of everybody
    list_column: str = ""  # the fact that being on the list says

    def rows_in_scope(self) -> list[ListRow]:
        """The rows of the list that speak of the scope."""
        return [row for row in self.matched.rows if self.scope.has_row(self.matched, row)]


def presence(session: Session, sides: Sides) -> list[Draft]:
    """Every difference of presence, household and head."""
    rows = sides.rows_in_scope()
    found = [*_only_there(session, sides, rows), *_other_households(sides, rows)]
    if sides.whole_roster:
        found += [*_only_here(sides), *heads_that_differ(sides)]
    return found


# -- only in the list --------------------------------------------------------------------------------------------------


def _only_there(session: Session, sides: Sides, rows: list[ListRow]) -> Iterator[Draft]:
    matched, by_key = sides.matched, defaultdict[str, list[ListRow]](list)
    alone: list[ListRow] = []
    for row in rows:
        home = matched.homes.get(row.key or "")
        if home and home.household_id not in sides.scope.households and _is_new(sides, home, row):
            by_key[home.key].append(row)
        elif row.home_id is None:
            alone.append(row)
    left = _departures(session, [row.person_id for row in alone if row.person_id])
    alike = _Namesakes(session, [row.name for row in alone if row.person_id is None])
    values = _Values(session, [r.n for r in alone] + [r.n for rows in by_key.values() for r in rows], sides.fields)
    for key, members in by_key.items():
        yield _household_there(sides, matched.homes[key], members, values)
    for row in alone:
        note = left.get(row.person_id, "") if row.person_id else alike.of(row.name)
        yield _person_there(sides, row, note, values)


def _is_new(sides: Sides, home: ListHome, row: ListRow) -> bool:
    """Whether the whole household is missing here: unknown, or not watched where only watched ones are compared."""
    if home.household_id is not None:
        return sides.scope.monitored_only and home.household_id in sides.matched.households
    return row.home_id is None and sides.whole_roster


def _household_there(sides: Sides, home: ListHome, members: list[ListRow], values: _Values) -> Draft:
    head = next((row for row in members if row.n == home.head_n), members[0])
    people = [values.of(row.n, _OF_A_PERSON) for row in members]
    names = "、".join(row.name for row in members[:_NAMES_SHOWN])
    known = sides.matched.households.get(home.household_id or 0)
    return Draft(
        kind=ItemKind.HOUSEHOLD_THERE,
        key=f"household_there|{home.code or head.id_number or head.name}",
        household_id=known.household_id if known else None,
        village_id=known.village_id if known else home.village_id,
        name=head.name,
        id_number=head.id_number,
        household_code=home.code or (known.code if known else None),
        theirs=f"{len(members)}人：{names}",
        theirs_on=home.day,
        note="本镇台账有此户，未在监测" if known else "",
        details={
            "members": people,
            "household": values.of(head.n, _OF_A_HOUSEHOLD),
            "group_id": home.group_id if (home.group_id or 0) > 0 else None,
        },
        n=head.n,
    )


def _person_there(sides: Sides, row: ListRow, note: str, values: _Values) -> Draft:
    household_id = sides.matched.target_of(row)
    ours = sides.matched.households.get(household_id or 0)
    home = sides.matched.homes.get(row.key or "")
    code = ours.code if ours else home.code if home else None
    return Draft(
        kind=ItemKind.PERSON_THERE,
        key=f"person_there|{row.person_code or row.id_number or row.name}|{code or ''}",
        household_id=ours.household_id if ours else None,
        person_id=row.person_id,
        village_id=sides.scope.village_of(sides.matched, row),
        name=row.name,
        id_number=row.id_number,
        household_code=code,
        column="membership.person_id" if row.person_id else None,
        field="家庭成员",
        theirs="，".join(part for part in (row.relation, row.id_number) if part) or row.name,
        theirs_on=row.day,
        note=note,
        details={"members": [values.of(row.n, _OF_A_PERSON)]},
        n=row.n,
    )


class _Values:
    """Cells of chosen rows, as JSON keeps them."""

    def __init__(self, session: Session, rows: list[int], fields: frozenset[str]) -> None:
        names = [name for name in (*_OF_A_PERSON, *_OF_A_HOUSEHOLD) if name in fields or name == "name"]
        self._rows: dict[int, RowMapping] = {}
        wanted = set(rows)
        if not wanted:
            return
        statement = select(STAGE.c.n, *(STAGE.c[name] for name in names))
        for row in session.execute(statement).mappings():
            if row["n"] in wanted:
                self._rows[row["n"]] = row

    def of(self, n: int, names: tuple[str, ...]) -> dict[str, object]:
        """What the row says of these."""
        row: Mapping[Any, Any] = self._rows.get(n, {})
        return {name: row[name] for name in names if row.get(name) is not None}


class _Namesakes:
    """Members of the same name in our ledger, to be looked at before somebody new is entered."""

    def __init__(self, session: Session, names: list[str]) -> None:
        self._found = defaultdict[str, list[str]](list)
        wanted = {bare(name) for name in names}
        statement = (
            select(_PERSON.c.name, _PERSON.c.born_on, _HOUSEHOLD.c.code)
            .join(_MEMBERSHIP, _MEMBERSHIP.c.person_id == _PERSON.c.id)
            .join(_HOUSEHOLD, _HOUSEHOLD.c.id == _MEMBERSHIP.c.household_id)
            .where(_MEMBERSHIP.c.to_on.is_(None))
        )
        for name, born_on, code in session.execute(statement) if wanted else ():
            if bare(name) in wanted:
                self._found[bare(name)].append(f"{code}户{f'，{born_on.year}年生' if born_on else ''}")

    def of(self, name: str) -> str:
        """Where our ledger has the name."""
        found = self._found.get(bare(name), [])
        return f"本镇有同名：{'；'.join(found[:_ALIKE_SHOWN])}" if found else ""


def _departures(session: Session, person_ids: list[int]) -> dict[int | None, str]:
    """How each of these persons left, in words."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    told: dict[int | None, str] = {}
    statement = (
        select(_MEMBERSHIP.c.person_id, _MEMBERSHIP.c.end_reason, _MEMBERSHIP.c.to_on, _PERSON.c.died_on)
        .join(_PERSON, _PERSON.c.id == _MEMBERSHIP.c.person_id)
        .where(_MEMBERSHIP.c.to_on.is_not(None))
        .order_by(_MEMBERSHIP.c.to_on, _MEMBERSHIP.c.id)
    )
    for person_id, reason, to_on, died_on in session.execute(statement):
        if person_id in wanted:
            word = _LEFT["died"] if died_on else _LEFT.get(reason or "", "已不在户内")
            told[person_id] = f"本镇台账：{_day(died_on or to_on)}{word}"
    return told


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


# -- in another household ----------------------------------------------------------------------------------------------


def _other_households(sides: Sides, rows: list[ListRow]) -> Iterator[Draft]:
    for row in rows:
        home = sides.matched.homes.get(row.key or "")
        ours = sides.matched.households.get(row.home_id or 0)
        if row.person_id is None or ours is None or home is None or home.household_id == ours.household_id:
            continue
        theirs = sides.matched.households.get(home.household_id or 0)
        if theirs is None and not home.code:
            continue  # the list does not name the household
        code = theirs.code if theirs else home.code
        yield Draft(
            kind=ItemKind.OTHER_HOUSEHOLD,
            key=f"other_household|{row.person_id}",
            household_id=ours.household_id,
            person_id=row.person_id,
            village_id=ours.village_id,
            name=row.name,
            id_number=row.id_number,
            household_code=ours.code,
            column="membership.household_id",
            field="所在户",
            ours=f"{ours.code}户",
            theirs=f"{code}户",
            value=theirs.code if theirs else None,
            theirs_on=row.day,
            note="" if theirs else "本镇台账没有表中这一户",
            details={"relation": row.relation},
            n=row.n,
        )


# -- only here ---------------------------------------------------------------------------------------------------------


def _only_here(sides: Sides) -> Iterator[Draft]:
    matched, scope = sides.matched, sides.scope
    seen = {row.person_id for row in matched.rows if row.person_id}
    named = {home.household_id for home in matched.homes.values()}
    homes = defaultdict[int, list[OurMember]](list)
    for member in matched.members.values():
        if member.household_id in scope.households:
            homes[member.household_id].append(member)
    for household_id in sorted(scope.households):
        members = homes.get(household_id, [])
        missing = [member for member in members if member.person_id not in seen]
        if household_id not in named and len(missing) == len(members):
            yield _household_here(sides, household_id, members)
        elif not matched.by_household_only:
            yield from (_person_here(sides, member) for member in missing)


def _household_here(sides: Sides, household_id: int, members: list[OurMember]) -> Draft:
    ours = sides.matched.households[household_id]
    head = next((m for m in members if m.relation == HEAD), members[0] if members else None)
    names = "、".join(member.name for member in members[:_NAMES_SHOWN])
    return Draft(
        kind=ItemKind.HOUSEHOLD_HERE,
        key=f"household_here|{household_id}",
        household_id=household_id,
        person_id=head.person_id if head else None,
        village_id=ours.village_id,
        name=head.name if head else "",
        id_number=head.id_number if head else None,
        household_code=ours.code,
        ours=f"{len(members)}人：{names}" if members else "没有在户成员",
    )


def _person_here(sides: Sides, member: OurMember) -> Draft:
    ours = sides.matched.households[member.household_id]
    return Draft(
        kind=ItemKind.PERSON_HERE,
        key=f"person_here|{member.person_id}",
        household_id=member.household_id,
        person_id=member.person_id,
        village_id=ours.village_id,
        name=member.name,
        id_number=member.id_number,
        household_code=ours.code,
        column="membership.person_id",
        field="家庭成员",
        ours="，".join(part for part in (member.relation, member.id_number) if part) or member.name,
        ours_on=member.from_on,
        note=f"本镇台账：{_day(member.from_on)}入户" if member.from_on else "",
    )


# -- heads -------------------------------------------------------------------------------------------------------------


def heads_that_differ(sides: Sides) -> Iterator[Draft]:
    """Households whose head is somebody else in the list, with everybody's relation to the list's head."""
    if "relation" not in sides.fields:
        return
    heads, of_home = sides.matched.heads, defaultdict[str, list[ListRow]](list)
    for row in sides.matched.rows:
        of_home[row.key or ""].append(row)
    for home in sides.matched.homes.values():
        ours = heads.get(home.household_id or 0)
        if ours is None or home.household_id not in sides.scope.households or home.head_n is None:
            continue
        rows = of_home[home.key]
        theirs = next((row for row in rows if row.n == home.head_n), None)
        # Two heads in one household are a finding of the checks; here it is enough that one of them is ours.
        if theirs is None or any(row.person_id == ours.person_id for row in rows if row.relation == HEAD):
            continue
        known = sides.matched.households[ours.household_id]
        yield Draft(
            kind=ItemKind.HEAD,
            key=f"head|{known.household_id}",
            household_id=known.household_id,
            person_id=theirs.person_id,
            village_id=known.village_id,
            name=theirs.name,
            id_number=theirs.id_number,
            household_code=known.code,
            column="membership.relation",
            field="户主",
            ours=ours.name,
            theirs=theirs.name,
            theirs_on=home.day,
            details={
                "relations": {
                    str(row.person_id): row.relation
                    for row in rows
                    if row.person_id and row.home_id == known.household_id and row.relation
                }
            },
            n=theirs.n,
        )
