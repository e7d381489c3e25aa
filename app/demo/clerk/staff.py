"""The persons who act: names that follow from the village alone, so that every phase knows who signs."""

from __future__ import annotations

from functools import cache
from random import Random

from app.demo.names import HAN, draw_name, draw_surname
from app.demo.people import FEMALE, MALE

COMMITTEE_POSTS = ("村党支部书记", "村委会主任", "村党支部副书记", "村委会委员", "妇联主席", "会计")
TEAM_POSTS = ("驻村工作队队长", "驻村工作队队员", "驻村工作队队员")


@cache
def _people(village: str) -> tuple[str, ...]:
    random = Random(f"staff of {village}")
    names: list[str] = []
    while len(names) < len(COMMITTEE_POSTS) + len(TEAM_POSTS):
        sex = FEMALE if len(names) == 4 else random.choice((MALE, MALE, FEMALE))
        name = draw_name(random, surname=draw_surname(random), sex=sex, ethnicity=HAN)
        if name not in names:
            names.append(name)
    return tuple(names)


def committee(village: str) -> tuple[str, ...]:
    """The members of the two committees of a village, secretary and head first."""
    return _people(village)[: len(COMMITTEE_POSTS)]


def work_team(village: str) -> tuple[str, ...]:
    """The work team of a village, its leader first."""
    return _people(village)[len(COMMITTEE_POSTS) :]


def landline(number: int) -> str:
    """An office's telephone: the area code 0500 belongs to no place."""
    return f"0500-8800{number:03d}"
