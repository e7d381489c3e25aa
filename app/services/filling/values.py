"""The values of chosen households and their members, read as rosters read them, some hundred households at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.services.filling.catalogue import FillField, Level, fields
from app.services.id_number import read_id
from app.services.rosters.catalogue import FieldKind, catalogue
from app.services.rosters.design import Column, RosterDesign, Subject
from app.services.rosters.plan_words import plan_words
from app.services.rosters.query import RosterSql
from app.services.rosters.showing import in_words
from app.services.settings import TOWNSHIP, setting_in

_AT_ONCE = 500
_HEAD, _CODE, _NAME, _RELATION = "户主", "household.code", "household.head_name", "person.relation"
_NUMBER, _BORN = "person.id_number", "person.born_on"
# What a value is put together from beside its sources.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "address": ("household.village_name", "household.group_name"),
    "risk_cleared": ("spell.eliminated_on", "monitoring.category"),
    **dict.fromkeys(("sex", "born_on", "age"), (_NUMBER, _BORN)),
}

# A value as it goes into a frame: text, number, ISO day.
Plain = str | int | float | None
Words = Mapping[str, Mapping[str, str]]
Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PersonValues:
    """One member."""

    person_id: int
    values: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class HomeValues:
    """One household with its members, the head first."""

    household_id: int
    code: str
    head_name: str
    values: Mapping[str, Plain]
    members: tuple[PersonValues, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is read of whom: keys of the catalogue; the plan's words of codes; the day for ages."""

    keys: frozenset[str]
    words: Words
    township: str
    today: date


def asking_in(session: Session, keys: Collection[str], *, today: date) -> Asking:
    """These keys in the words of the plan that runs on this day."""
    township = str(setting_in(session, TOWNSHIP) or "")
    return Asking(frozenset(keys), plan_words(session, day=today), township, today)


def read_homes(session: Session, ids: Sequence[int], asking: Asking) -> Iterator[HomeValues]:
    """The households in the order of ``ids``; one that is gone is left out."""
    for first in range(0, len(ids), _AT_ONCE):
        chunk = ids[first : first + _AT_ONCE]
        members = _members(session, chunk, asking)
        found = {home.household_id: home for home in _homes(session, chunk, members, asking)}
        yield from (found[id_] for id_ in chunk if id_ in found)


def _homes(
    session: Session, ids: Sequence[int], members: Mapping[int, list[PersonValues]], asking: Asking
) -> Iterator[HomeValues]:
    sayings = _sayings(asking, Level.HOUSEHOLD)
    for _, id_, stored in _read(session, Subject.HOUSEHOLDS, sayings, ids, asking):
        values = {key: say(stored) for key, say in sayings.items()}
        if "township" in asking.keys:
            values["township"] = asking.township
        yield HomeValues(id_, stored[_CODE], stored[_NAME], values, tuple(members.get(id_, ())))


def _members(session: Session, ids: Sequence[int], asking: Asking) -> dict[int, list[PersonValues]]:
    sayings = _sayings(asking, Level.PERSON)
    heads: dict[int, list[PersonValues]] = {}
    others: dict[int, list[PersonValues]] = {}
    for person_id, home, stored in _read(session, Subject.PERSONS, sayings, ids, asking):
        one = PersonValues(person_id, {key: say(stored) for key, say in sayings.items()})
        (heads if stored[_RELATION] == _HEAD else others).setdefault(home, []).append(one)
    return {home: heads.get(home, []) + others.get(home, []) for home in {*heads, *others}}


def _read(
    session: Session, subject: Subject, keys: Collection[str], ids: Sequence[int], asking: Asking
) -> Iterator[tuple[int, int, Stored]]:
    """(person, household, stored values by field) of each row."""
    wanted = [source.field for key in keys for source in fields()[key].sources]
    wanted += [field for key in keys for field in _ALSO.get(key, ())]
    wanted += [_CODE, _NAME] if subject is Subject.HOUSEHOLDS else [_RELATION]
    names = tuple(dict.fromkeys(wanted))
    design = RosterDesign(name="", subject=subject, columns=tuple(map(Column, names)))
    sql = RosterSql(design, today=asking.today, households=ids)
    for row in sql.rows(session, sql.places(session)):
        yield row.place.person_id, row.place.household_id, dict(zip(names, row.values, strict=True))


# -- from stored to written ------------------------------------------------------------------------------------------

Say = Callable[[Stored], Plain]


def _sayings(asking: Asking, level: Level) -> dict[str, Say]:
    """How each key that is asked for is said."""
    wanted = [field for field in fields().values() if field.key in asking.keys and field.level is level]
    return {field.key: _own(field, asking) or _first(field, asking.words) for field in wanted if field.sources}


def _first(field: FillField, words: Words) -> Say:
    converts = [(source, _convert(source.field, words)) for source in field.sources]

    def say(stored: Stored) -> Plain:
        for source, convert in converts:
            value = stored[source.field]
            if value is not None and value != "":
                return convert(1 - value if source.is_opposite else value)
        return None

    return say


def _convert(key: str, words: Words) -> Callable[[Any], Plain]:
    field = catalogue()[key]
    if field.kind in (FieldKind.FEN, FieldKind.AREA):
        return lambda value: value / 100 if value % 100 else value // 100
    return in_words(field, words) or (lambda value: value)  # type: ignore[return-value]


def _own(field: FillField, asking: Asking) -> Say | None:
    """Values that are put together from several."""
    first = _first(field, asking.words)
    match field.key:
        case "address":
            return lambda stored: first(stored) or "".join(stored[name] or "" for name in _ALSO["address"])
        case "is_exited":
            return lambda stored: {None: None, "exited": "是"}.get(stored["household.household_type"], "否")
        case "risk_cleared":
            return lambda stored: _is_cleared(stored) or first(stored)
        case "born_on":
            return lambda stored: _born(stored)
        case "age":
            return lambda stored: _age(_born(stored), asking.today)
        case "sex":
            return lambda stored: first(stored) or _sex(stored)
        case _ if field.key.startswith("risk_"):
            place = int(field.key.removeprefix("risk_"))
            return lambda stored: _nth(first(stored), place)
        case _:
            return None


def _is_cleared(stored: Stored) -> Plain:
    if stored["spell.eliminated_on"]:
        return "是"
    return "否" if stored["monitoring.category"] else None


def _nth(joined: Plain, place: int) -> Plain:
    parts = str(joined or "").split("、")
    return parts[place - 1] or None if place <= len(parts) else None


def _born(stored: Stored) -> str | None:
    """The birth date stands in the ID number where no column says it."""
    if stored[_BORN]:
        return str(stored[_BORN])
    told = read_id(stored[_NUMBER]) if stored[_NUMBER] else None
    return told.born_on.isoformat() if told and told.born_on else None


def _sex(stored: Stored) -> str | None:
    told = read_id(stored[_NUMBER]) if stored[_NUMBER] else None
    return catalogue()["person.sex"].shown(told.sex.value) if told and told.sex else None


def _age(born: str | None, on: date) -> int | None:
    if born is None:
        return None
    day = date.fromisoformat(born)
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))
