"""What happened between one list and the next: marriages, births, moves. Older lists still say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from app.demo.people import FEMALE, MALE, REGION, Household, Person, Township
from app.services.id_number import check_digit


@dataclass(frozen=True, slots=True)
class Life:
    """Who stands elsewhere on older lists, and who only the villages' own books know.

    ``married`` maps the old household's number to its daughter as the exports still carry her;
    ``former_villages`` a household's number to the village that the oldest export names.
    """

    married: Mapping[int, Person] = field(default_factory=dict)
    former_villages: Mapping[int, str] = field(default_factory=dict)
    newborn: Mapping[int, Person] = field(default_factory=dict)
    missing: Mapping[int, Person] = field(default_factory=dict)


def live_on(township: Township, *, reserved: frozenset[int]) -> Life:
    """Marry two daughters off, move two households, let nine children be born, let the books forget five members."""
    random = Random(township.seed + 3)
    free = [h for h in township.households if h.number not in reserved and 3 <= len(h.members) <= 6]
    random.shuffle(free)
    married = _marry(free, township.day)
    moved = [_take(free, exited=True) for _ in range(2)]
    born = [_take(free, exited=None) for _ in range(9)]
    forgotten = [_take(free, exited=None) for _ in range(5)]
    villages = [village.name for village in township.villages]
    return Life(
        married=married,
        former_villages={h.number: _another(villages, h.village.name) for h in moved},
        newborn={h.number: _newborn(random, h, place) for place, h in enumerate(born)},
        missing={h.number: h.members[-1] for h in forgotten},
    )


def _take(free: list[Household], *, exited: bool | None) -> Household:
    household = next(h for h in free if exited is None or h.exited == exited)
    free.remove(household)
    return household


def _another(villages: Sequence[str], own: str) -> str:
    return villages[(villages.index(own) + 1) % len(villages)]


def _marry(free: list[Household], day: date) -> dict[int, Person]:
    married: dict[int, Person] = {}
    for _ in range(2):
        home = next(h for h in free if h.exited and _daughter(h, day) is not None)
        free.remove(home)
        target = next(h for h in free if not h.exited and _son(h, day) is not None)
        free.remove(target)
        bride = _daughter(home, day)
        assert bride is not None
        home.members.remove(bride)
        married[home.number] = replace(bride)
        target.members.append(replace(bride, relation="之儿媳", code=None))
    return married


def _daughter(household: Household, day: date) -> Person | None:
    fits = (m for m in household.members if m.relation == "之女" and 20 <= m.age_on(day) <= 34)
    return next((m for m in fits if m.sex == FEMALE and m.disability is None and m.school_status is None), None)


def _son(household: Household, day: date) -> Person | None:
    return next((m for m in household.members if m.relation == "之子" and 20 <= m.age_on(day) <= 38), None)


def _newborn(random: Random, household: Household, place: int) -> Person:
    born_on = date(2020, 1, 2 + place * 3)
    sex = random.choice((MALE, FEMALE))
    first_17 = f"{REGION}{born_on:%Y%m%d}{990 + place // 2 * 2 % 10 + (1 if sex == MALE else 0):03}"
    name = household.head.name[0] + random.choice("一宁安乐悦")
    return Person(name, sex, born_on, "之孙子" if sex == MALE else "之孙女", id_number=first_17 + check_digit(first_17))
