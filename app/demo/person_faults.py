"""Faults of members and households that the province's checks ask about, each once, in households that play no part.

They stand in the persons themselves, so that every list that names them carries them. None of them makes a household
a hit of the screening: only households above the line in which nothing is shaky are spoiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from app.demo.manifest import Fault, Planted
from app.demo.people import MALE, Household, Person
from app.demo.traits import ILL, NO_LABOUR, WEAK_LABOUR
from app.services.id_number import check_digit

DAY, SEPTEMBER = date(2020, 3, 20), date(2019, 9, 1)
_ABLE = ("普通劳动力", "技能劳动力")
_WELL = "健康"
_LEAST_FEN = 560_000
_LANDLINE = "0830-1234567"


@dataclass(frozen=True, slots=True)
class _Kind:
    """The rules that a fault breaks, whom it fits, and what is done to him; ``whole`` = it is about the household."""

    rules: tuple[str, ...]
    fits: Callable[[Person], bool]
    change: Callable[[Household, Person], None]
    exited: bool = False
    whole: bool = False


def plant_checked(free: list[Household]) -> Iterator[Planted]:
    """Spoil one of the free households for each kind of fault; those that were spoiled are taken out of the list."""
    for kind in _KINDS:
        household, person = _find(free, kind)
        kind.change(household, person)
        subject = "" if kind.whole else person.name
        yield Planted(Fault.CHECKED, household.number, person=subject, rules=kind.rules)
    yield from _one_phone(free)


def _find(free: list[Household], kind: _Kind) -> tuple[Household, Person]:
    for household in free:
        if household.exited is not kind.exited or not is_in_order(household):
            continue
        person = next((member for member in household.members if kind.fits(member)), None)
        if person is not None:
            free.remove(household)
            return household, person
    raise ValueError(f"the township is too small to plant {kind.rules[0]}")


def is_in_order(household: Household) -> bool:
    """Above the line, safe, everybody insured, and somebody at work."""
    members = household.members
    safe = household.dangerous_housing is False and household.safe_water is True
    insured = all(person.resident_medical or person.employee_medical for person in members)
    worker = any(person.labour_skill in _ABLE and person.work_place for person in members)
    return safe and insured and worker and (household.net_per_head_fen or 0) >= _LEAST_FEN


def _one_phone(free: list[Household]) -> Iterator[Planted]:
    first, second = [home for home in free if not home.exited and is_in_order(home)][:2]
    second.phone = first.phone
    for household in (first, second):
        free.remove(household)
        yield Planted(Fault.CHECKED, household.number, rules=("5_15_022",))


def _set(**values: object) -> Callable[[Household, Person], None]:
    def change(_household: Household, person: Person) -> None:
        for name, value in values.items():
            setattr(person, name, value)

    return change


def _home(**values: object) -> Callable[[Household, Person], None]:
    def change(household: Household, _person: Person) -> None:
        for name, value in values.items():
            setattr(household, name, value)

    return change


def _same_sex(household: Household, person: Person) -> None:
    """The spouse's number says what the head's says; nobody else has the number."""
    number = person.id_number
    place = (int(number[14:17]) + 501) % 1000
    core = f"{number[:14]}{place:03}"
    person.id_number, person.sex = core + check_digit(core), household.head.sex


def _second_spouse(_household: Household, person: Person) -> None:
    person.relation = "配偶"


def _same_telephone(household: Household, person: Person) -> None:
    other = next(m for m in household.members if m is not person and m.age_on(DAY) >= 18)
    other.phone = person.phone = household.phone
    other.work_place, other.work_months = "四川省内江市", 6
    person.work_place, person.work_months = "广东省佛山市", 6
    other.labour_skill = "普通劳动力" if other.age_on(DAY) < 60 and other.health == _WELL else WEAK_LABOUR


# -- whom a fault fits


def _is_worker(p: Person) -> bool:
    """A healthy adult at work who has no certificate."""
    return 25 <= p.age_on(DAY) < 58 and p.labour_skill == "普通劳动力" and bool(p.work_place) and p.education != "大专"


def _is_second(p: Person) -> bool:
    return p.relation != "户主" and 25 <= p.age_on(DAY) < 58 and p.health == _WELL and p.school_status is None


def _in_school(*classes: str) -> Callable[[Person], bool]:
    return lambda p: (p.school_status or "").startswith(classes)


def _is_pupil(p: Person) -> bool:
    return p.school_status == "小学" and p.health == _WELL and 8 <= p.age_on(SEPTEMBER) <= 11


def _is_senior(p: Person) -> bool:
    """Of age for work, still at school."""
    return (p.school_status or "").startswith("普通高中") and p.age_on(DAY) >= 16 and p.age_on(SEPTEMBER) >= 15


def _is_old(first: int, last: int) -> Callable[[Person], bool]:
    return lambda p: first <= p.age_on(DAY) <= last and p.labour_skill == WEAK_LABOUR and p.public_post is None


def _is_young_adult(p: Person) -> bool:
    return 16 <= p.age_on(DAY) <= 22 and p.school_status is None and p.education == "初中" and bool(p.work_place)


def _is_idle_adult(p: Person) -> bool:
    return 25 <= p.age_on(DAY) < 58 and p.labour_skill == "普通劳动力" and p.work_place is None and p.relation != "户主"


def _is_spouse(p: Person) -> bool:
    return p.relation == "配偶" and p.age_on(DAY) >= 25


def _is_grown_daughter(p: Person) -> bool:
    return p.relation in ("之女", "之儿媳") and p.age_on(DAY) >= 21 and p.sex != MALE


def _anybody(_p: Person) -> bool:
    return True


_POST = {"public_post": "护林员", "public_post_months": 12}
_AT_WORK = {"work_months": 6, "work_place": "四川省内江市"}
_KINDS: tuple[_Kind, ...] = (
    _Kind(("2_01_001",), _is_second, _set(ethnicity=None)),
    _Kind(("2_01_002",), _is_second, _set(health=None)),
    _Kind(("2_01_003",), _is_idle_adult, _set(labour_skill=None)),
    _Kind(("3_01_002",), _is_worker, _set(education=None)),
    _Kind(("3_12_004",), _is_pupil, _set(education="小学")),
    _Kind(("1_02_005",), _is_pupil, _set(school_status=None, education="小学")),
    _Kind(("5_12_013",), _is_pupil, _set(school_status="学前教育")),
    _Kind(("5_12_014",), _is_senior, _set(school_status="小学")),
    _Kind(("5_12_015",), _is_pupil, _set(school_status="九年级")),
    _Kind(("5_12_016",), _is_pupil, _set(school_status="普通高中一年级")),
    _Kind(("5_12_017",), _is_senior, _set(school_status="本科一年级")),
    _Kind(("5_12_019",), _is_young_adult, _set(education="小学")),
    _Kind(("2_01_012",), _is_pupil, _set(school_status=None, dropout_reason="因病"), exited=True),
    _Kind(("2_01_011",), _in_school("学龄前", "学前"), _set(labour_skill="普通劳动力")),
    _Kind(("1111_07",), _is_senior, _set(labour_skill="普通劳动力")),
    _Kind(("2_01_005",), _is_worker, _set(labour_skill=WEAK_LABOUR)),
    _Kind(("5_12_009",), _is_worker, _set(health=ILL)),
    _Kind(("2_12_005",), _is_old(60, 74), _set(labour_skill="普通劳动力")),
    _Kind(("2_01_008",), _is_worker, _set(resident_medical=False, employee_medical=False)),
    _Kind(("2_01_009",), _is_worker, _set(resident_medical=True, employee_medical=True)),
    _Kind(("2_01_006",), _is_worker, _set(major_illness_insurance=None)),
    _Kind(("2_01_007",), _is_worker, _set(resident_pension=None, employee_pension=None)),
    _Kind(("5_15_018",), _is_idle_adult, _set(extreme_poverty=True)),
    _Kind(("5_01_004",), _is_old(60, 74), _set(extreme_poverty=True, **_AT_WORK)),
    _Kind(("4_01_006", "2_01_015"), _is_senior, _set(**_AT_WORK)),
    _Kind(("R3-13",), _is_worker, _set(work_months=None)),
    _Kind(("3_01_008", "5_15_006"), _is_pupil, _set(**_POST), exited=True),
    _Kind(("5_01_006",), _is_old(70, 74), _set(**_POST), exited=True),
    _Kind(("3_01_006",), _is_old(60, 69), _set(public_post="护林员"), exited=True),
    _Kind(("3_01_010",), _is_old(60, 69), _set(public_post="护林员,保洁员,护路员", public_post_months=6), exited=True),
    _Kind(("2_02_001",), _is_spouse, _same_sex, whole=True),
    _Kind(("R3-06",), _is_grown_daughter, _second_spouse, whole=True),
    _Kind(("4_02_001",), _anybody, _home(phone=_LANDLINE), whole=True),
    _Kind(("5_15_021",), _is_spouse, _same_telephone, exited=True, whole=True),
    _Kind(("3_02_002",), _anybody, _home(dangerous_housing=None, housing_grade=None), whole=True),
    _Kind(("3_02_003",), _anybody, _home(safe_water=None), whole=True),
    _Kind(("2_01_015",), lambda p: p.age_on(DAY) >= 75 and p.labour_skill == NO_LABOUR, _set(**_AT_WORK)),
)
