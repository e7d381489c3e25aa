"""Faults that lie in the persons and households themselves: every file that names them carries them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from app.demo.manifest import RULES, Fault, Planted
from app.demo.people import FEMALE, MALE, Household, Person, Township
from app.demo.person_faults import plant_checked

_DIGITS = "0123456789X"
# The household, and the member whom the fault is about (None = the whole household).
_Spoiled = tuple[Household, Person | None]
UNKNOWN_RELATIONS = ("之干儿子", "同住人", "之表弟")


def plant_record_faults(township: Township, *, reserved: frozenset[int]) -> list[Planted]:
    """Spoil some households that play no part in the year, each at most once."""
    random = Random(township.seed + 2)
    free = [h for h in township.households if h.number not in reserved and _is_plain(h)]
    random.shuffle(free)
    planted: list[Planted] = []
    for fault, count, spoil in _FAULTS:
        for _ in range(count):
            planted.extend(
                Planted(fault, household.number, person=person.name if person else "", rules=RULES[fault])
                for household, person in spoil(random, free)
            )
    return [*planted, *plant_checked(free)]


def _is_plain(household: Household) -> bool:
    """At least a couple with a child, so that there is something to spoil; no certificate that hides the number."""
    return len(household.members) >= 3 and all(member.disability is None for member in household.members)


def _take(free: list[Household], fits: Callable[[Household], bool] = lambda _: True) -> Household:
    household = next(candidate for candidate in free if fits(candidate))
    free.remove(household)
    return household


def _wrong_check_digit(random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free)
    person = household.members[1]
    right = person.id_number[-1]
    person.id_number = person.id_number[:-1] + random.choice([digit for digit in _DIGITS if digit != right])
    yield household, household.members[1]


def _fifteen_digits(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free, lambda h: h.members[0].born_on.year < 1990)
    number = household.members[0].id_number
    household.members[0].id_number = number[:6] + number[8:17]
    yield household, household.members[0]


def _duplicate_id(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    """Two persons of two 脱贫户 with one number; each has a 人编号 of his own."""
    first = _take(free, lambda h: h.exited)
    second = _take(free, lambda h: h.exited and h.members[1].sex == first.members[1].sex)
    second.members[1].id_number = first.members[1].id_number
    yield from ((first, first.members[1]), (second, second.members[1]))


def _no_id(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free, lambda h: h.exited)
    household.members[2].id_number = ""
    yield household, household.members[2]


def _two_heads(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free)
    household.members[1].relation = "户主"
    yield household, None


def _no_head(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free, lambda h: h.exited)
    household.members[0].relation = "其他"
    yield household, None


def _unknown_relation(random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    household = _take(free)
    household.members[2].relation = random.choice(UNKNOWN_RELATIONS)
    yield household, household.members[2]


def _wrong_sex(_random: Random, free: list[Household]) -> Iterator[_Spoiled]:
    wrong = {MALE: "之女", FEMALE: "之子"}

    def child(household: Household) -> Person | None:
        return next((m for m in household.members if m.relation in ("之子", "之女")), None)

    household = _take(free, lambda h: child(h) is not None)
    person = child(household)
    assert person is not None
    person.relation = wrong[person.sex]
    yield household, person


_Spoil = Callable[[Random, list[Household]], Iterator[_Spoiled]]
_FAULTS: tuple[tuple[Fault, int, _Spoil], ...] = (
    (Fault.WRONG_CHECK_DIGIT, 12, _wrong_check_digit),
    (Fault.FIFTEEN_DIGITS, 6, _fifteen_digits),
    (Fault.DUPLICATE_ID, 3, _duplicate_id),
    (Fault.NO_ID, 3, _no_id),
    (Fault.TWO_HEADS, 5, _two_heads),
    (Fault.NO_HEAD, 4, _no_head),
    (Fault.UNKNOWN_RELATION, 5, _unknown_relation),
    (Fault.WRONG_SEX_FOR_RELATION, 4, _wrong_sex),
)
