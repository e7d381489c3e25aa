"""What the checks must find in the invented people though nobody planted it, reckoned person by person.

The township has poor, ill and uninsured people because townships do; and where a row of a list was spoiled, the
ledger does not know what only that row said. Nothing here asks the checks: it looks at the people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.demo.cast import Cast, Part
from app.demo.changes_of_life import Life
from app.demo.lists import LOW_PARTS, low_income_per_head
from app.demo.manifest import REJECTED, Fault, Planted
from app.demo.people import Household, Person, Township
from app.demo.rosters import EXPORT_FILE, ROSTER_FILE, SURVEY_FILE
from app.demo.traits import LOST_LABOUR, NO_LABOUR

DAY, SEPTEMBER = date(2020, 3, 20), date(2019, 9, 1)
_LINE_FEN, _VERY_LOW_FEN = 500_000, 400_000
_SEVERE = 2
_STRONG = ("普通劳动力", "技能劳动力")
_UNABLE = (NO_LABOUR, LOST_LABOUR)
# What the 32-column roster does not say: whoever was refused in the export is known by the roster alone.
_ONLY_IN_EXPORT = (
    *("work_place", "resident_medical", "employee_medical", "resident_pension", "employee_pension"),
    *("dropout_reason", "public_post", "public_post_months", "code"),
)
# A village's book says who lives there and nothing else.
_NOT_IN_BOOKS = (
    *("ethnicity", "education", "school_status", "dropout_reason", "health", "labour_skill", "work_months"),
    *("work_place", "resident_medical", "employee_medical", "major_illness_insurance", "resident_pension"),
    *("employee_pension", "public_post", "public_post_months"),
)


@dataclass(frozen=True, slots=True)
class _Home:
    """A household as the ledger knows it once all files are taken in."""

    household: Household
    members: tuple[Person, ...]
    net_fen: int | None
    carried_over: bool
    watched: bool


def found_by_nature(
    township: Township, cast: Cast, life: Life, planted: tuple[Planted, ...], watched: frozenset[int]
) -> Iterator[Planted]:
    """The findings that nobody planted; ``watched`` = monitored by the export, ``planted`` = what is in the files."""
    parts = {character.household.number: character for character in cast.characters}
    spoiled = {(plant.household, plant.person): plant for plant in planted if plant.fault in _SPOILING}
    # The household's own columns stand in the roster alone: nobody said them if its only row was refused.
    unsaid = {plant.household for plant in spoiled.values() if plant.file == ROSTER_FILE and plant.fault in REJECTED}
    for household in township.households:
        part = parts[household.number].part if household.number in parts else None
        born = life.newborn.get(household.number)
        members = [_known(household, person, spoiled) for person in household.members]
        if born is not None:
            members.append(_without(born, _NOT_IN_BOOKS))
        net = low_income_per_head(household) * 100 if part in LOW_PARTS else household.net_per_head_fen
        carried = part == Part.CARRIED_OVER
        told = household
        if len(members) == 1 and household.number in unsaid:
            told, net = replace(household, dangerous_housing=None, safe_water=None), None
        home = _Home(told, tuple(members), net, carried, carried or household.number in watched)
        for person, rule in (*_of_members(home), *_of_home(home)):
            name = person.name if person else ""
            yield Planted(Fault.BY_NATURE, household.number, person=name, rules=(rule,))
        if carried:
            for rule in _of_record(home, parts[household.number].risks):
                yield Planted(Fault.BY_NATURE, household.number, rules=(rule,))


_SPOILING = {*REJECTED, Fault.UNKNOWN_HEALTH, Fault.IMPOSSIBLE_DATE} - {Fault.REPEATED_ROW}


def _known(household: Household, person: Person, spoiled: dict[tuple[int, str], Planted]) -> Person:
    plant = spoiled.get((household.number, person.name))
    if plant is None:
        return person
    if plant.fault is Fault.UNKNOWN_HEALTH:
        return replace(person, health="亚健康")
    if plant.fault in REJECTED and household.exited and plant.file == EXPORT_FILE:
        return _without(person, _ONLY_IN_EXPORT)
    if plant.fault in REJECTED and not household.exited and plant.file == SURVEY_FILE:
        return _without(person, _NOT_IN_BOOKS)
    return person


def _without(person: Person, names: tuple[str, ...]) -> Person:
    return replace(person, **dict.fromkeys(names))


_Found = Iterator[tuple[Person | None, str]]


def _of_members(home: _Home) -> _Found:
    for person in home.members:
        for holds, rule in (
            (person.disability is not None and not person.code, "4_01_002"),
            (not person.ethnicity, "2_01_001"),
            (not person.health, "2_01_002"),
            (not person.labour_skill, "2_01_003"),
            (not (person.education or person.school_status or person.dropout_reason), "3_01_002"),
            (_is_out_of_school(person), "1_02_005"),
            (not person.resident_medical and not person.employee_medical, "2_01_008"),
            (not person.major_illness_insurance, "2_01_006"),
            (_has_no_pension(person), "2_01_007"),
            (_is_trained_and_idle(person), "5_20_028"),
            (bool(person.work_place) != bool(person.work_months), "R3-13"),
            (_is_ill_but_able(person), "5_12_009"),
        ):
            if holds:
                yield person, rule


def _is_out_of_school(person: Person) -> bool:
    return 6 <= person.age_on(SEPTEMBER) <= 16 and not person.school_status and not person.dropout_reason


def _has_no_pension(person: Person) -> bool:
    unsaid = person.resident_pension is None and person.employee_pension is None
    return unsaid and not person.school_status and person.age_on(DAY) >= 16


def _is_trained_and_idle(person: Person) -> bool:
    trained = person.education in ("大专", "本科及以上") or person.labour_skill == "技能劳动力"
    works = person.work_place or person.work_months or person.public_post
    return trained and 16 <= person.age_on(DAY) <= 59 and not person.school_status and not works


def _is_ill_but_able(person: Person) -> bool:
    ill = person.health is not None and person.health != "健康"
    return ill and 16 <= person.age_on(DAY) <= 59 and person.labour_skill in _STRONG


def _of_home(home: _Home) -> _Found:
    household = home.household
    allowance = any(person.subsistence or person.extreme_poverty for person in home.members)
    unable = all(person.labour_skill in _UNABLE for person in home.members)
    poor = home.net_fen is not None and home.net_fen < _LINE_FEN
    for holds, rule in (
        (unable and not allowance, "5_19_003"),
        (household.exited and poor and not home.watched, "1_02_006"),
        (household.dangerous_housing is True and not home.watched, "1_02_001"),
        (household.safe_water is False and not home.watched, "1_02_002"),
        (household.dangerous_housing is None, "3_02_002"),
        (household.safe_water is None, "3_02_003"),
    ):
        if holds:
            yield None, rule


def _of_record(home: _Home, risks: tuple[str, ...]) -> Iterator[str]:
    """Carried over from last year with its risks and without a single measure."""
    members = home.members
    able = sum(person.labour_skill not in _UNABLE for person in members)
    strong = sum(person.labour_skill in _STRONG for person in members)
    ill = any("病" in (person.health or "") for person in members)
    for holds, rule in (
        ("illness" in risks, "5_18_001"),
        ("illness" in risks and not ill, "5_15_015"),
        ("no_labour" in risks and able == len(members), "4_11_009"),
        ("no_labour" in risks and strong * 4 > len(members), "5_18_008"),
        ("no_labour" in risks and len(members) >= 4 and able * 2 >= len(members), "5_11_029"),
        (home.net_fen is not None and home.net_fen < _VERY_LOW_FEN, "3_11_010"),
        (any(person.subsistence for person in members), "5_16_003"),
        (any(person.extreme_poverty for person in members), "5_16_004"),
        (any((person.school_status or "").startswith(("中职", "高职", "技师")) for person in members), "1111_2"),
        (any(p.code and p.disability and p.disability[1] <= _SEVERE for p in members), "5_16_008"),
    ):
        if holds:
            yield rule
