"""Income, housing, water and allowances of a household, before the year's story gives some of them their troubles."""

from __future__ import annotations

from datetime import date
from random import Random

from app.demo.people import Household
from app.demo.traits import NO_LABOUR, SERIOUS

_CAUSES = ("因病", "因残", "因学", "缺劳力", "缺技术", "缺资金")
_LOWEST_FEN = 530_000
_POOR_FEN = (310_000, 495_000)
_UNKNOWN_SHARE = 0.2


def settle_livelihood(random: Random, household: Household, day: date) -> None:
    """Nobody here is below the line and shaky at once: those households are chosen by the story."""
    household.net_per_head_fen = _income(random, household)
    if household.exited:
        household.poverty_cause = _cause(random, household)
        household.housing_grade = random.choice("AAB")
    _troubles(random, household)
    _allowances(random, household, day)


def _income(random: Random, household: Household) -> int:
    if random.random() < (0.035 if household.exited else 0.012):
        return random.randrange(*_POOR_FEN)  # below the line, but nothing is shaky
    middle = 880_000 if household.exited else 1_260_000
    return max(_LOWEST_FEN, round(random.gauss(middle, middle * 0.28) / 100) * 100)


def _cause(random: Random, household: Household) -> str:
    if any(person.health == SERIOUS for person in household.members):
        return "因病"
    if any(person.disability for person in household.members):
        return "因残"
    return random.choice(_CAUSES)


def _troubles(random: Random, household: Household) -> None:
    """A bad house, water or a missing insurance, only where the income is above the line; some facts are unknown."""
    dice = random.random()
    if household.net_per_head_fen is None or household.net_per_head_fen < _LOWEST_FEN:
        if dice < _UNKNOWN_SHARE:
            household.safe_water = None  # the only way to an answer of "unknown"
        return
    if dice < 0.006:
        household.dangerous_housing, household.housing_grade = True, random.choice("CD")
    elif dice < 0.012:
        household.safe_water = False
    elif dice < 0.020:
        random.choice(household.members).resident_medical = False
    elif dice < 0.030:
        random.choice(household.members).resident_medical = None
    elif dice < 0.036:
        household.safe_water = None


def _allowances(random: Random, household: Household, day: date) -> None:
    alone_and_old = len(household.members) == 1 and household.head.age_on(day) >= 60
    able = any(person.labour_skill != NO_LABOUR for person in household.members)
    if alone_and_old and not able and random.random() < 0.7:
        household.head.extreme_poverty = True
        return
    weak = any(person.health != "健康" for person in household.members)
    share = 0.16 if household.exited else 0.02
    if weak and random.random() < share * 2.2:
        for person in household.members:
            person.subsistence = True
