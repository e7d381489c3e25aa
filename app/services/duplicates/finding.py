"""Pairs of living records that may be one person, each with its reasons and a score out of 100.

The score is a sum, capped at 0 and 100: same first 18 characters 70, or one habit of mistakes between the numbers 15;
name equal or differing by an interpunct 45, same sound 30, one character missing 28, different under the same
number -15; birth date equal 30, day and month swapped 20, different -10; same village 10, same household 5;
sex differs -20; both numbers sound and different -45. Pairs below 60 are not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.household import DistinctPair, HouseholdSummary
from app.services import effective as e
from app.services import id_number as ids
from app.services.clinic.candidates import keeps_what_is_left
from app.services.clinic.faults import is_placeholder
from app.services.duplicates.names import Likeness, likeness
from app.services.errors import Reason

Progress = Callable[[int, int], None]
SAME_ID, SAME_NAME = "id", "name"
_LISTED = 60
_MOST_ALIKE = 400  # so many with one birth date in one village share a placeholder date: only equal names are compared
_NAME_POINTS = {Likeness.EQUAL: 45, Likeness.INTERPUNCT: 45, Likeness.SOUND: 30, Likeness.SHORTER: 28}


@dataclass(frozen=True, slots=True)
class Record:
    """One living record of a person in its household."""

    person_id: int
    row_version: int
    membership_id: int
    name: str
    sounds: str
    number: str
    sex: str | None
    born_on: date | None
    relation: str
    household_id: int
    household_code: str
    head_name: str
    village_id: int
    village: str

    @property
    def key(self) -> str:
        """The number by which it is compared; empty for none and for placeholders."""
        if len(self.number) < 15 or is_placeholder(self.number):
            return ""
        return ids.widened(self.number) if len(self.number) == 15 and self.number.isdigit() else self.number[:18]

    @property
    def is_sound(self) -> bool:
        """Whether the number is a good one."""
        return bool(self.number) and ids.read_id(self.number).is_sound


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person. ``kind``: found by number, or by name and birth date."""

    first: Record
    second: Record
    kind: str
    score: int
    reasons: tuple[Reason, ...]

    @property
    def key(self) -> tuple[int, int]:
        """Both person ids, the smaller first."""
        return key_of(self.first.person_id, self.second.person_id)

    @property
    def is_same_household(self) -> bool:
        """Whether both stand in one household."""
        return self.first.household_id == self.second.household_id


def key_of(one: int, two: int) -> tuple[int, int]:
    """A pair's two ids, the smaller first."""
    return (one, two) if one < two else (two, one)


def find_pairs(session: Session, *, report: Progress = lambda d, t: None) -> list[Pair]:
    """All pairs that nobody has told apart, the likeliest first."""
    records = read_records(session)
    report(1, 3)
    distinct = {
        key_of(first, second)
        for first, second in session.execute(select(DistinctPair.first_person_id, DistinctPair.second_person_id))
    }
    found: dict[tuple[int, int], Pair] = {}
    for first, second in _by_number(records):
        _keep(found, first, second, distinct)
    report(2, 3)
    for first, second in _by_birth(records):
        _keep(found, first, second, distinct)
    report(3, 3)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.key))


def read_records(session: Session, people: Sequence[int] | None = None) -> list[Record]:
    """Every open membership of a living household with its person."""
    m, p, s = e.membership, e.person, HouseholdSummary
    own = (p.c.id, p.c.row_version, m.c.id.label("member"), p.c.name, p.c.pinyin)
    said = (p.c.id_number, p.c.sex, p.c.born_on, m.c.relation)
    home = (s.household_id, s.code, s.head_name, s.village_id, s.village_name)
    joined = m.join(p, p.c.id == m.c.person_id).join(s, s.household_id == m.c.household_id)
    chosen: Any = select(*own, *said, *home).select_from(joined).where(m.c.to_on.is_(None), s.status == "active")
    if people is not None:
        chosen = chosen.where(p.c.id.in_(people))
    return [_record(row) for row in session.execute(chosen.order_by(m.c.id))]


def _record(row: Any) -> Record:
    id_, version, member, name, sounds, number, sex, born_on, relation, *home = row
    return Record(id_, version, member, name, sounds, (number or "").upper(), sex, born_on, relation or "", *home)


def judge(first: Record, second: Record) -> Pair:
    """The pair with its score and reasons."""
    parts: list[tuple[int, str]] = []
    is_same_number = bool(first.key) and first.key == second.key
    alike = likeness(first.name, second.name, sounds=(first.sounds, second.sounds))
    parts += _of_numbers(first, second, is_same=is_same_number)
    parts.append((_NAME_POINTS[alike], alike.value) if alike else (-15, "name_differs"))
    parts += _of_births(first.born_on, second.born_on)
    if first.village_id == second.village_id:
        parts.append((10, "same_village"))
    if first.household_id == second.household_id:
        parts.append((5, "same_household"))
    if first.sex and second.sex and first.sex != second.sex:
        parts.append((-20, "sex_differs"))
    score = max(0, min(100, sum(points for points, _ in parts)))
    kind = SAME_ID if is_same_number else SAME_NAME
    return Pair(first, second, kind, score, tuple(Reason(f"twin_reason.{code}") for _, code in parts))


def _of_numbers(first: Record, second: Record, *, is_same: bool) -> list[tuple[int, str]]:
    if is_same:
        return [(70, "id_equal")]
    if not first.number or not second.number:
        return []
    if first.is_sound and second.is_sound:
        return [(-45, "id_differs")]
    good, bad = (first, second) if first.is_sound else (second, first)
    return [(15, "id_alike")] if good.key and keeps_what_is_left(bad.number, good.number) else []


def _of_births(one: date | None, two: date | None) -> list[tuple[int, str]]:
    if one is None or two is None:
        return []
    if one == two:
        return [(30, "birth_equal")]
    if one.year == two.year and (one.month, one.day) == (two.day, two.month):
        return [(20, "birth_swapped")]
    return [(-10, "birth_differs")]


def _keep(found: dict[tuple[int, int], Pair], first: Record, second: Record, distinct: set[tuple[int, int]]) -> None:
    key = key_of(first.person_id, second.person_id)
    if first.person_id == second.person_id or key in distinct or key in found:
        return
    pair = judge(first, second)
    if pair.score >= _LISTED or pair.kind == SAME_ID:
        found[key] = pair


def _by_number(records: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.key:
            groups[record.key].append(record)
    for group in groups.values():
        yield from combinations(group, 2)


def _by_birth(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Records of one village with one birth date, or with day and month swapped, whose names are alike."""
    groups: dict[tuple[int, int, int, int], list[Record]] = defaultdict(list)
    for record in records:
        if record.born_on:
            low, high = sorted((record.born_on.month, record.born_on.day))
            groups[record.village_id, record.born_on.year, low, high].append(record)
    for group in groups.values():
        for first, second in combinations(group, 2) if len(group) <= _MOST_ALIKE else _equal_names(group):
            if likeness(first.name, second.name, sounds=(first.sounds, second.sounds)):
                yield first, second


def _equal_names(group: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    named: dict[str, list[Record]] = defaultdict(list)
    for record in group:
        named[record.name].append(record)
    for same in named.values():
        yield from combinations(same, 2)
