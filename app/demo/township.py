"""The invented township: reproducible from a seed, of any size up to 30 villages."""

from __future__ import annotations

from datetime import date
from random import Random

from app.demo.families import found_family
from app.demo.livelihood import settle_livelihood
from app.demo.names import RARE, with_rare_character
from app.demo.numbers import IdNumbers, Phones, number_households
from app.demo.people import Household, Person, Township, Village
from app.demo.places import found_villages
from app.demo.traits import describe

DEFAULT_SEED = 519999
DEFAULT_HOUSEHOLDS = 3_120
DEFAULT_VILLAGES = 12
_EXITED_SHARE = 0.24
_PHONE_SHARE = 0.6


def make_township(
    *,
    seed: int = DEFAULT_SEED,
    households: int = DEFAULT_HOUSEHOLDS,
    villages: int = DEFAULT_VILLAGES,
    day: date = date(2020, 3, 20),
) -> Township:
    """The township with this many households as it is on ``day``; the same arguments give the same people."""
    random = Random(seed)
    places = found_villages(random, villages)
    people = [_household(random, places, number, households, day) for number in range(1, households + 1)]
    _number_people(random, people, day)
    number_households(people)
    for household in people:
        describe(random, household, day)
        settle_livelihood(random, household, day)
    return Township(seed, day, places, tuple(people))


def _household(random: Random, places: tuple[Village, ...], number: int, total: int, day: date) -> Household:
    village = places[(number - 1) * len(places) // total]
    return Household(
        number=number,
        village=village,
        group=random.choice(village.groups),
        natural_village=random.choice(village.natural_villages),
        exited=random.random() < _EXITED_SHARE,
        members=found_family(random, day),
    )


def _number_people(random: Random, households: list[Household], day: date) -> None:
    numbers, phones = IdNumbers(random), Phones(random)
    for place, household in enumerate(households):
        if place % 400 < len(RARE):
            head = household.head
            head.name = with_rare_character(head.name, RARE[place % 400]) if "·" not in head.name else head.name
        for person in household.members:
            person.id_number = numbers.issue(person)
            if _has_phone(random, person, day):
                person.phone = phones.issue()
        household.phone = _household_phone(household) or phones.issue()


def _has_phone(random: Random, person: Person, day: date) -> bool:
    return person.age_on(day) >= 14 and random.random() < _PHONE_SHARE


def _household_phone(household: Household) -> str | None:
    return next((member.phone for member in household.members if member.phone), None)
