"""The cast of the year: which households have which troubles, and what becomes of each of them.

The parts are given before the files are written, so that the files themselves carry the signs that the screening
finds; nobody tells the program who is a hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from app.demo.people import Household, Person, Township

_USUAL_HOUSEHOLDS = 3_120
# A village without a single hit: it signs a zero report.
ZERO_VILLAGE = 11
TOPICS = ("vehicle", "business", "housing", "social_security", "public_office")


class Part(StrEnum):
    """Why a household appears in the year."""

    CARRIED_OVER = "carried_over"  # known from last year's 两摸底
    HOUSING = "housing"  # 脱贫户 below the line, bad house
    WATER = "water"
    MEDICAL = "medical"
    SCHOOLING = "schooling"
    INCOME_DROP = "income_drop"  # 脱贫户 with a recorded drop, whatever the line says
    CLUE = "clue"  # 一般农户 below the line whom a clue names
    GUARANTEE = "guarantee"  # 一般农户 below the line with a bad house or water
    VILLAGE = "village"  # proposed by the village without a hit
    ON_THE_WAY = "on_the_way"  # met while visiting others
    SUPPLEMENT = "supplement"  # known only in May
    FIRE = "fire"  # the house burns down in August


@dataclass(frozen=True, slots=True)
class Character:
    """A household with its part and its fate at every step; ``decision`` is the district's word for it."""

    household: Household
    part: Part
    category: str
    risks: tuple[str, ...]
    gap: str | None = None
    struck: bool = False
    suspected: str | None = None
    disqualified: bool = False
    absent_first: bool = False
    by_phone: bool = False
    rejected: bool = False
    decision: str = "同意"


# Part -> (how many at the usual size, 脱贫户 or not, risks, gap)
_PARTS: dict[Part, tuple[int, bool | None, tuple[str, ...], str | None]] = {
    Part.CARRIED_OVER: (84, None, ("illness", "no_labour"), None),
    Part.HOUSING: (10, True, ("housing",), "housing"),
    Part.WATER: (8, True, ("water",), "water"),
    Part.MEDICAL: (8, True, ("illness",), "medical"),
    Part.SCHOOLING: (3, True, ("schooling",), "education"),
    Part.INCOME_DROP: (6, True, ("unstable_work",), None),
    Part.CLUE: (18, False, ("illness", "unstable_work"), None),
    Part.GUARANTEE: (10, False, ("housing",), "housing"),
    Part.VILLAGE: (3, False, ("disability",), None),
    Part.ON_THE_WAY: (9, False, ("accident",), None),
    Part.SUPPLEMENT: (2, False, ("illness",), None),
    Part.FIRE: (1, False, ("accident",), "housing"),
}
# In a small township too: one clue of the summer and one of December.
_LEAST = {Part.SUPPLEMENT: 2}
# Parts that the village reports in March, in the order of the plan's own sentences.
REPORTED_PARTS = (
    Part.HOUSING,
    Part.WATER,
    Part.MEDICAL,
    Part.SCHOOLING,
    Part.INCOME_DROP,
    Part.CLUE,
    Part.GUARANTEE,
    Part.VILLAGE,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who plays a part."""

    characters: tuple[Character, ...]

    def of(self, *parts: Part) -> list[Character]:
        """Those with these parts, in the order of the parts."""
        return [character for part in parts for character in self.characters if character.part == part]

    @property
    def households(self) -> frozenset[int]:
        """The numbers of their households."""
        return frozenset(character.household.number for character in self.characters)


def cast_year(township: Township) -> Cast:
    """Give the parts of the year to quiet households and let their facts show it."""
    random = Random(township.seed + 1)
    quiet = [household for household in township.households if _is_quiet(household)]
    random.shuffle(quiet)
    free = {household.number: household for household in quiet}
    share = len(township.households) / _USUAL_HOUSEHOLDS
    characters: list[Character] = []
    for part, (count, exited, risks, gap) in _PARTS.items():
        chosen = list(_choose(free, part, exited=exited, count=max(_LEAST.get(part, 1), round(count * share))))
        for household in chosen:
            _show(random, part, household, township)
            category = "unstable_exited" if household.exited else "marginal"
            characters.append(Character(household, part, category, risks, gap))
    return Cast(tuple(_with_fates(characters)))


def _is_quiet(household: Household) -> bool:
    """Neither below the line nor shaky, every fact known, and of more than one person."""
    members = household.members
    return (
        household.net_per_head_fen is not None
        and household.net_per_head_fen >= 560_000
        and household.dangerous_housing is False
        and household.safe_water is True
        and 2 <= len(members) <= 6
        and all(member.resident_medical or member.employee_medical for member in members)
        and not any(member.extreme_poverty for member in members)
    )


def _choose(free: dict[int, Household], part: Part, *, exited: bool | None, count: int) -> Iterator[Household]:
    """Take households in turns from village to village, so that every village has its share."""
    fits = [household for household in free.values() if _fits(household, part, exited)]
    by_village: dict[int, list[Household]] = {}
    for household in fits:
        by_village.setdefault(household.village.position, []).append(household)
    taken = 0
    while taken < count and any(by_village.values()):
        for position in sorted(by_village):
            if by_village[position] and taken < count:
                household = by_village[position].pop()
                del free[household.number]
                taken += 1
                yield household


def _fits(household: Household, part: Part, exited: bool | None) -> bool:
    if exited is not None and household.exited != exited:
        return False
    if part != Part.CARRIED_OVER and household.village.position == ZERO_VILLAGE:
        return False
    return part != Part.SCHOOLING or any(_is_pupil(member) for member in household.members)


def _is_pupil(member: Person) -> bool:
    return member.school_status in ("七年级", "八年级", "九年级")


_LOW_FEN = (300_000, 480_000)
# The line of 2020 is 500,000; these stand just above it in the roster and below it by the 预计 income list.
_LOWERED_BY_LIST = (Part.MEDICAL, Part.VILLAGE)


def _show(random: Random, part: Part, household: Household, township: Township) -> None:
    """Let the household's facts show its part."""
    if part in (Part.HOUSING, Part.WATER, Part.SCHOOLING, Part.CLUE, Part.GUARANTEE):
        household.net_per_head_fen = random.randrange(*_LOW_FEN)
    elif part in _LOWERED_BY_LIST:
        household.net_per_head_fen = random.randrange(510_000, 560_000)
    elif part == Part.CARRIED_OVER:
        household.net_per_head_fen = random.randrange(350_000, 620_000)
    if part == Part.HOUSING or (part == Part.GUARANTEE and random.random() < 0.6):
        household.dangerous_housing, household.housing_grade = True, random.choice("CD")
    elif part in (Part.WATER, Part.GUARANTEE):
        household.safe_water = False
    elif part == Part.MEDICAL:
        household.members[-1].resident_medical, household.members[-1].employee_medical = False, False
    elif part == Part.SCHOOLING:
        pupil = next(member for member in household.members if _is_pupil(member))
        pupil.school_status, pupil.education, pupil.dropout_reason = None, "小学", "厌学"


def _with_fates(characters: Sequence[Character]) -> Iterator[Character]:
    """Decide by counting, so that each fate has its fixed share and nothing depends on a dice."""
    reported = 0
    seen = 0
    for character in characters:
        if character.part in REPORTED_PARTS:
            seen += 1
            if seen % 11 == 4 and character.part != Part.VILLAGE:
                yield replace(character, struck=True)
            else:
                reported += 1
                yield _reported(character, reported)
        else:
            yield character


def _reported(character: Character, i: int) -> Character:
    suspected = TOPICS[i // 6 % len(TOPICS)] if i % 6 == 1 else None
    return replace(
        character,
        suspected=suspected,
        disqualified=i % 12 == 7,
        absent_first=i % 9 == 2,
        by_phone=i % 13 == 5,
        rejected=i % 10 == 4,
        decision=_decision(i),
    )


def _decision(i: int) -> str:
    words: tuple[tuple[Callable[[int], bool], str], ...] = (
        (lambda n: n % 17 == 6, "不同意"),
        (lambda n: n % 17 == 12, "退回补正"),
        (lambda n: n % 29 == 15, "未答复"),
    )
    return next((word for fits, word in words if fits(i)), "同意")
