"""Families: who lives together, how they are related to the head, how old they are. All 28 relations occur."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.demo.names import OWN_NAMES, draw_ethnicity, draw_name, draw_surname, family_surname
from app.demo.people import FEMALE, MALE, Person

_OLDEST = 96


@dataclass(slots=True)
class Family:
    """One family under way: whom it has so far and on which day the ages are counted."""

    random: Random
    day: date
    ethnicity: str
    surname: str
    members: list[Person] = field(default_factory=list)

    def add(self, relation: str, *, sex: str, age: int, surname: str | None = None) -> Person | None:
        """One more member of about this age; nobody who is not born yet, and nobody older than people get."""
        if not 0 <= age <= _OLDEST:
            return None
        born_on = self.day - timedelta(days=age * 365 + age // 4 + self.random.randrange(1, 365))
        family = surname if surname is not None else self.surname
        name = draw_name(self.random, surname=family, sex=sex, ethnicity=self.ethnicity)
        person = Person(name, sex, born_on, relation, ethnicity=self.ethnicity)
        self.members.append(person)
        return person

    def other_surname(self) -> str:
        """The surname of somebody who married in."""
        return "" if self.ethnicity in OWN_NAMES else draw_surname(self.random)

    def some(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return self.random.randint(low, high)

    def sex(self) -> str:
        """Either."""
        return MALE if self.random.random() < 0.52 else FEMALE


def _couple(family: Family, age: int) -> None:
    family.add("户主", sex=MALE, age=age)
    family.add("配偶", sex=FEMALE, age=max(20, age - family.some(-2, 5)), surname=family.other_surname())


def _children(family: Family, age: int, count: int) -> None:
    first = age - family.some(22, 29)
    for place in range(count):
        sex = family.sex()
        family.add("之子" if sex == MALE else "之女", sex=sex, age=first - place * family.some(2, 5))


def _single(family: Family) -> None:
    family.add("户主", sex=MALE if family.random.random() < 0.8 else FEMALE, age=family.some(42, 88))


def _old_couple(family: Family) -> None:
    _couple(family, family.some(58, 84))


def _nuclear(family: Family) -> None:
    age = family.some(27, 58)
    _couple(family, age)
    _children(family, age, family.random.choice((1, 1, 2, 2, 2, 3)))


def _one_parent(family: Family) -> None:
    age = family.some(30, 56)
    family.add("户主", sex=family.sex(), age=age)
    _children(family, age, family.some(1, 2))


def _parents_there(family: Family) -> None:
    age = family.some(30, 54)
    _couple(family, age)
    _children(family, age, family.some(1, 2))
    family.add("之父", sex=MALE, age=age + family.some(22, 31))
    if family.random.random() < 0.8:
        family.add("之母", sex=FEMALE, age=age + family.some(20, 29), surname=family.other_surname())


def _three_generations(family: Family) -> None:
    age = family.some(50, 74)
    _couple(family, age)
    son = age - family.some(22, 27)
    family.add("之子", sex=MALE, age=son)
    family.add("之儿媳", sex=FEMALE, age=max(20, son - family.some(0, 3)), surname=family.other_surname())
    for place in range(family.some(1, 2)):
        sex = family.sex()
        family.add("之孙子" if sex == MALE else "之孙女", sex=sex, age=son - family.some(22, 26) - 3 * place)


def _daughter_stays(family: Family) -> None:
    age = family.some(48, 72)
    _couple(family, age)
    daughter = age - family.some(21, 26)
    family.add("之女", sex=FEMALE, age=daughter)
    married = family.other_surname()
    family.add("之女婿", sex=MALE, age=daughter + family.some(-1, 5), surname=married)
    for place in range(family.some(1, 2)):
        sex = family.sex()
        relation = "之外孙子" if sex == MALE else "之外孙女"
        family.add(relation, sex=sex, age=daughter - family.some(21, 26) - 3 * place, surname=married)


def _grandparents_raise(family: Family) -> None:
    age = family.some(55, 76)
    _couple(family, age)
    sex = family.sex()
    family.add("之孙子" if sex == MALE else "之孙女", sex=sex, age=age - family.some(48, 54))


def _four_generations(family: Family) -> None:
    age = family.some(66, 80)
    _couple(family, age)
    son = age - family.some(20, 22)
    family.add("之子", sex=MALE, age=son)
    family.add("之儿媳", sex=FEMALE, age=son - 1, surname=family.other_surname())
    grandson = son - family.some(20, 22)
    family.add("之孙子", sex=MALE, age=grandson)
    sex = family.sex()
    family.add("之曾孙子" if sex == MALE else "之曾孙女", sex=sex, age=max(0, grandson - family.some(20, 23)))


def _wife_heads(family: Family) -> None:
    """A widow who heads the household of her husband's parents."""
    age = family.some(33, 56)
    family.add("户主", sex=FEMALE, age=age, surname=family.other_surname())
    _children(family, age, family.some(1, 2))
    family.add("之公公", sex=MALE, age=age + family.some(23, 29))
    family.add("之婆婆", sex=FEMALE, age=age + family.some(20, 27), surname=family.other_surname())


def _lives_with_wifes_parents(family: Family) -> None:
    age = family.some(28, 52)
    _couple(family, age)
    _children(family, age, family.some(1, 2))
    theirs = family.other_surname()
    family.add("之岳父", sex=MALE, age=age + family.some(22, 29), surname=theirs)
    family.add("之岳母", sex=FEMALE, age=age + family.some(20, 27), surname=family.other_surname())


def _with_grandparents(family: Family) -> None:
    age = family.some(24, 36)
    family.add("户主", sex=MALE, age=age)
    on_mothers_side = family.random.random() < 0.4
    prefix = "之外" if on_mothers_side else "之"
    surname = family.other_surname() if on_mothers_side else None
    family.add(f"{prefix}祖父", sex=MALE, age=age + family.some(46, 52), surname=surname)
    family.add(f"{prefix}祖母", sex=FEMALE, age=age + family.some(44, 50), surname=family.other_surname())


def _siblings(family: Family) -> None:
    age = family.some(42, 72)
    family.add("户主", sex=MALE, age=age)
    family.add("之兄弟姐妹", sex=family.sex(), age=age - family.some(1, 9))


def _brothers_family(family: Family) -> None:
    age = family.some(40, 60)
    family.add("户主", sex=MALE, age=age)
    brother = age - family.some(2, 8)
    family.add("之兄弟姐妹", sex=MALE, age=brother)
    family.add("之兄弟媳妇", sex=FEMALE, age=brother - 2, surname=family.other_surname())
    sex = family.sex()
    family.add("之侄儿" if sex == MALE else "之侄女", sex=sex, age=max(0, brother - family.some(23, 28)))


def _uncle_there(family: Family) -> None:
    age = family.some(32, 54)
    _couple(family, age)
    _children(family, age, 1)
    family.add("之叔伯", sex=MALE, age=age + family.some(16, 26))


def _lodger(family: Family) -> None:
    _couple(family, family.some(50, 70))
    family.add("其他", sex=family.sex(), age=family.some(8, 40), surname=family.other_surname())


_Kind = Callable[[Family], None]
# Shares of a township; the rare kinds make the relations that a list of common families never shows.
_KINDS: tuple[tuple[_Kind, int], ...] = (
    (_single, 205),
    (_old_couple, 230),
    (_nuclear, 300),
    (_one_parent, 50),
    (_parents_there, 120),
    (_three_generations, 90),
    (_daughter_stays, 25),
    (_grandparents_raise, 35),
    (_four_generations, 12),
    (_wife_heads, 12),
    (_lives_with_wifes_parents, 12),
    (_with_grandparents, 9),
    (_siblings, 12),
    (_brothers_family, 8),
    (_uncle_there, 8),
    (_lodger, 8),
)
_FUNCTIONS = [kind for kind, _ in _KINDS]
_WEIGHTS = [weight for _, weight in _KINDS]


def found_family(random: Random, day: date) -> list[Person]:
    """The members of one household, its head first."""
    ethnicity = draw_ethnicity(random)
    family = Family(random, day, ethnicity, family_surname(random, ethnicity))
    random.choices(_FUNCTIONS, _WEIGHTS)[0](family)
    return family.members
