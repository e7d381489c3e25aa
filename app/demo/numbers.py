"""ID numbers, household codes and phones that no real person or office can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from random import Random

from app.demo.people import MALE, REGION, Household, Person
from app.services.id_number import check_digit

# 154 is assigned to no operator, and 0840 is no area code of China; both have the shape that checks ask for.
MOBILE_PREFIX = "154"
LANDLINE_PREFIX = "0840-5199"


class IdNumbers:
    """Hands out ID numbers with right check digits, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._next: dict[tuple[date, str], int] = defaultdict(self._first)

    def _first(self) -> int:
        return self._random.randrange(0, 300)

    def issue(self, person: Person) -> str:
        """The number of this person: region, day of birth, a sequence whose last digit tells the sex."""
        key = (person.born_on, person.sex)
        turn = self._next[key]
        self._next[key] += 1
        sequence = turn * 2 % 1000 + (1 if person.sex == MALE else 0)
        first_17 = f"{REGION}{person.born_on:%Y%m%d}{sequence:03}"
        return first_17 + check_digit(first_17)


def landline(number: int) -> str:
    """The office's telephone with this number."""
    return f"{LANDLINE_PREFIX}{number:03}"


def number_households(households: Iterable[Household]) -> None:
    """户编号 and 人编号 for 脱贫户; the others have none before they are entered."""
    for household in households:
        if household.exited:
            household.code = f"{household.village.code}{household.number:05}"
            for place, member in enumerate(household.members, start=1):
                member.code = f"{household.code}{place:02}"


class Phones:
    """Mobile numbers, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[int] = set()

    def issue(self) -> str:
        """A number that has not been given to anybody else."""
        while (number := self._random.randrange(10_000_000, 100_000_000)) in self._used:
            continue
        self._used.add(number)
        return f"{MOBILE_PREFIX}{number}"
