"""What a case is made of: people, a household and its records, each in order unless a case says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.services.id_number import check_digit

SPRING, WINTER = date(2020, 4, 15), date(2023, 12, 20)
LAST_OF_AUGUST, FIRST_OF_SEPTEMBER = date(2020, 8, 31), date(2020, 9, 1)
REGION = "519999"
Values = Mapping[str, Any]
Number = Callable[[str], str | None]

ADULT = {
    "education": "初中",
    "health": "健康",
    "labour_skill": "普通劳动力",
    "work_months": 6,
    "work_place": "成都市武侯区",
    "resident_medical": 1,
    "employee_medical": 0,
    "major_illness_insurance": 1,
    "medical_aid": 0,
    "resident_pension": 1,
    "employee_pension": 0,
    "subsistence_allowance": 0,
    "extreme_poverty_support": 0,
}
IDLE = {**ADULT, "labour_skill": "弱劳动力或半劳动力", "health": "长期慢性病", "work_months": None, "work_place": None}
ELDER = {**IDLE, "labour_skill": "无劳动力"}
PUPIL = {
    **ELDER,
    "education": None,
    "school_status": "小学",
    "health": "健康",
    "resident_pension": None,
    "employee_pension": None,
}
JOB = {
    "is_working": 1,
    "from_text": "201903",
    "to_text": "201912",
    "county": "武侯区",
    "monthly_pay_fen": 350_000,
    "employer": "测试建材厂",
    "industry": "制造业",
    "channel": "自主就业",
    "point_to_point": 0,
    "traffic_subsidy_fen": 30_000,
    "planned": 0,
}
LAND = {
    "farmland": 350,
    "woodland": 1_000,
    "returned_woodland": 200,
    "orchard": 0,
    "pasture": 0,
    "water_surface": 0,
    "dwelling_area": 9_000,
    "road_kind": "水泥路",
    "road_distance": 300,
    "fuel": "液化气",
    "has_electricity": 1,
    "has_broadcast": 1,
    "has_toilet": 1,
}
TAKEN = {
    "housing_problem": 0,
    "school_dropout": 0,
    "water_problem": 0,
    "member_uninsured": 0,
    "wage_fen": 3_000_000,
    "business_fen": 500_000,
    "property_fen": 0,
    "transfer_fen": 200_000,
    "expense_fen": 100_000,
    "net_fen": 3_600_000,
    "net_per_head_fen": 1_200_000,
    "claims_fen": 0,
    "self_paid_fen": 50_000,
}
WATCHED = {
    "category": "脱贫不稳定户",
    "is_exited": 1,
    "no_labour_household": 0,
    "risk_1": "因意外事故",
    "identified_on": date(2019, 6, 1),
    "cleared": 0,
    **TAKEN,
}
CLEARED = {
    **WATCHED,
    "cleared": 1,
    "cleared_on": date(2020, 2, 1),
    "cleared_way": "帮扶消除",
    "contact_name": "测联系人",
    "contact_phone": "19900009999",
}
HELP = {"development_status": "已实施", "industry": "发展生产", "health": "参加城乡居民基本医疗保险个人缴费补贴"}


@dataclass(frozen=True, slots=True)
class Who:
    """A member; a year alone is any day of it, ``number`` turns the number made for it into the stored one."""

    relation: str | None = "户主"
    born: str = "1980"
    male: bool = True
    number: Number | None = None
    facts: Values = field(default_factory=dict)
    person: Values = field(default_factory=dict)
    member: Values = field(default_factory=dict)
    jobs: tuple[Values, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A row that belongs to the household: what kind, and its values."""

    kind: str  # home, fact, watched, after, spell, measures, land, village, neighbour
    values: Values
    people: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A household (or village) of its own, and whether the rule must speak of it."""

    family: int
    code: str
    label: str
    found: bool
    day: date
    people: tuple[Who, ...]
    records: tuple[Record, ...]

    @property
    def name(self) -> str:
        """What a report shows."""
        return f"{self.family}-{self.code}-{'found' if self.found else 'near'}-{self.label}"


def hit(family: int, code: str, label: str, *parts: Who | Record, day: date = SPRING) -> Case:
    """A case that the rule must find."""
    return _case(family, code, label, True, parts, day)


def near(family: int, code: str, label: str, *parts: Who | Record, day: date = SPRING) -> Case:
    """A case that the rule must leave alone."""
    return _case(family, code, label, False, parts, day)


def _case(family: int, code: str, label: str, found: bool, parts: tuple[Who | Record, ...], day: date) -> Case:
    people = tuple(part for part in parts if isinstance(part, Who)) or (who(),)
    return Case(family, code, label, found, day, people, tuple(part for part in parts if isinstance(part, Record)))


_OWN = frozenset({"number", "person", "member", "jobs", "lists"})


def _somebody(base: Values, relation: str | None, born: str, male: bool, given: dict[str, Any]) -> Who:
    own = {key: given.pop(key) for key in _OWN & given.keys()}
    return Who(relation, born, male, facts={**base, **given}, **own)  # type: ignore[arg-type]


def who(relation: str | None = "户主", born: str = "1980", *, male: bool = True, **given: Any) -> Who:
    """A healthy adult who works."""
    return _somebody(ADULT, relation, born, male, given)


def idle(relation: str | None = "户主", born: str = "1970", *, male: bool = True, **given: Any) -> Who:
    """An adult with a chronic illness and half the strength, who does not work."""
    return _somebody(IDLE, relation, born, male, given)


def elder(relation: str | None = "户主", born: str = "1945", *, male: bool = True, **given: Any) -> Who:
    """An old person who cannot work."""
    return _somebody(ELDER, relation, born, male, given)


def pupil(born: str = "20100301", status: str | None = "小学", *, relation: str = "之女", **given: Any) -> Who:
    """A daughter at school."""
    return _somebody({**PUPIL, "school_status": status}, relation, born, bool(given.pop("male", False)), given)


def job(**values: Any) -> Values:
    """A job of the monthly list."""
    return {**JOB, **values}


def home(**values: Any) -> Record:
    """Columns of the household."""
    return Record("home", values)


def fact(**values: Any) -> Record:
    """The yearly export of the household."""
    return Record("fact", values)


def watched(**values: Any) -> Record:
    """The record as identified, of a household that is still watched."""
    return Record("watched", {**WATCHED, **values})


def cleared(**values: Any) -> Record:
    """The record as identified, of a household whose risk is gone."""
    return Record("watched", {**CLEARED, **values})


def after(**values: Any) -> Record:
    """The record taken after the risk was gone."""
    return Record("after", {**TAKEN, **values})


def spell(**values: Any) -> Record:
    """The office's own monitoring spell."""
    return Record(
        "spell", {"category": "unstable_exited", "risks": "accident", "identified_on": date(2019, 6, 1), **values}
    )


def measures(**values: Any) -> Record:
    """Exactly these measures."""
    return Record("measures", values)


def own(group: str, state: str = "planned") -> Record:
    """A measure in the office's own books."""
    return Record("own", {"group": group, "state": state})


def no_measures() -> Record:
    """No row of measures at all."""
    return Record("no_measures", {})


def land(**values: Any) -> Record:
    """Land, road and connections."""
    return Record("land", {**LAND, **values})


def village(household_count: int | None = 900, person_count: int | None = 2_700, **values: Any) -> Record:
    """The sheet of a village of its own."""
    return Record("village", {"household_count": household_count, "person_count": person_count, **values})


def neighbour(*people: Who, **values: Any) -> Record:
    """Another household of the same town."""
    return Record("neighbour", values, people)


def citizen(born: str, order: int) -> str:
    """An invented number with its right check digit."""
    core = f"{REGION}{born}{order:03}"
    return core + check_digit(core)


def citizen_ending(born: str, end: str) -> str:
    """An invented number with its right check digit that ends so."""
    return next(number for order in range(1_000) if (number := citizen(born, order)).endswith(end))
