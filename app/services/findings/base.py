"""What the checks ask of: the day, and one row per living member with effective values, of all or of one home."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import FromClause, Integer, Select, Table, bindparam, case, func, literal, null, or_, select
from sqlalchemy import cast as sql_cast

from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.services import effective as e
from app.services.effective import Sql
from app.services.findings.rules import Rule
from app.services.standing import SCHOOLING, last_first_of_september, schooling_columns

summary = cast("Table", HouseholdSummary.__table__)
spell = VERSIONED["work_spell"]
# Effective values beside those of schooling, which count by year.
_FACTS = (
    "health",
    "labour_skill",
    "work_months",
    "work_place",
    "resident_medical",
    "employee_medical",
    "major_illness_insurance",
    "medical_aid",
    "resident_pension",
    "employee_pension",
    "subsistence_allowance",
    "extreme_poverty_support",
    "public_post",
    "public_post_months",
)
_OWN = ("name", "id_number", "id_kind", "sex", "born_on", "ethnicity", "phone")
_SPELLS = ("has_work", "plans_work", "county", "subsidy_fen")
HEAD, SPOUSE = "户主", "配偶"
UNABLE = ("丧失劳动力", "无劳动力")
_CITIZEN = 18
# 成都市武侯区 is written 武侯区 as often as not.
_PREFECTURE = re.compile(r"^.*?[省市](?=.)(?:.*?市(?=.))?")
_ABROAD = ("县外", "区外", "市外", "省外", "境外", "国外")
_HERE = ("本县", "本区", "县内", "区内", "本镇", "本乡", "镇内", "乡内", "本村", "村内", "本地")

ASKED_HOUSEHOLD = "asked_household"
# The one household whose id is given with the statement.
ONE = select(e.household.c.id).where(e.household.c.id == bindparam(ASKED_HOUSEHOLD))


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the plan's line, and the district by whose name a place is known to be here."""

    today: date
    line_fen: int
    district: str = ""
    household_id: int | None = None

    @property
    def homes(self) -> Select[*tuple[Any, ...]] | None:
        """The household that is asked about; None = all."""
        return None if self.household_id is None else ONE

    @property
    def values(self) -> Mapping[str, object]:
        """What the statements are executed with."""
        return {} if self.household_id is None else {ASKED_HOUSEHOLD: self.household_id}

    @property
    def recipe(self) -> Asked:
        """The part of it that statements are built from."""
        return self if self.household_id is None else Asked(self.today, self.line_fen, self.district, 0)

    def age(self, born_on: Sql, years: int) -> Sql:
        """Whether somebody has completed so many years today."""
        return born_on <= years_before(self.today, years)

    def school_age(self, born_on: Sql, years: int) -> Sql:
        """The same on the last 1 September."""
        return born_on <= years_before(last_first_of_september(self.today), years)

    def is_outside(self, place: Sql) -> Sql:
        """1 = outside the county, 0 = here, NULL = nothing known or it cannot be told without the district's name."""
        said = or_(*(place.contains(word) for word in _ABROAD))
        here = or_(*(place.contains(word) for word in _HERE))
        county = _PREFECTURE.sub("", self.district)
        whens: list[tuple[Sql, object]] = [(func.coalesce(place, "") == "", None), (said, 1), (here, 0)]
        if county:
            whens.append((place.contains(county), 0))
        return case(*whens, else_=literal(1) if county else null())


Condition = Callable[[FromClause, Asked, Rule], Sql]
# A row of a source by its columns.
Values = Mapping[Any, Any]
Telling = Callable[[Values, Asked, Rule], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Check:
    """A condition over a source, the columns that prove it, and what the message says beside them."""

    condition: Condition
    evidence: Sequence[str]
    telling: Telling | None = None


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # born on 29 February: a year older on 1 March
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def members(asked: Asked) -> FromClause:
    """One row per living member of a living household, without facts."""
    m, p = e.membership, e.person
    number = func.coalesce(p.c.id_number, "")
    sex = case((func.length(number) >= _CITIZEN, digit(number, 17) % 2))
    statement = (
        select(m.c.household_id, m.c.person_id, m.c.relation, *(p.c[name] for name in _OWN), sex.label("sex_digit"))
        .select_from(m.join(p, p.c.id == m.c.person_id).join(e.household, e.household.c.id == m.c.household_id))
        .where(m.c.to_on.is_(None), e.household.c.status == "active")
    )
    if asked.homes is not None:
        statement = statement.where(m.c.household_id.in_(asked.homes))
    return statement.subquery("members")


def people(asked: Asked) -> Select[*tuple[Any, ...]]:
    """The living members with their effective facts and what is known of their work."""
    own, facts, work = members(asked), _facts(asked), _work(asked)
    values: list[Sql] = [facts.c[name] for name in (*_FACTS, *SCHOOLING)]
    jobs: list[Sql] = [work.c[name] for name in _SPELLS]
    joined = own.outerjoin(facts, facts.c.person_id == own.c.person_id).outerjoin(
        work, work.c.person_id == own.c.person_id
    )
    return select(*own.c, *values, *jobs).select_from(joined)


def living_persons(asked: Asked) -> list[Select[*tuple[Any, ...]]]:
    """The narrowing of a table with ``person_id`` to the household that is asked about, if one is."""
    if asked.homes is None:
        return []
    m = e.membership.c
    return [select(m.person_id).where(m.to_on.is_(None), m.household_id.in_(asked.homes))]


def _facts(asked: Asked) -> FromClause:
    f = e.person_fact
    some = [f.c.person_id.in_(living) for living in living_persons(asked)]
    # The offset is a fence: the key of a row is worked out once, not for every column.
    own = (f.c[name] for name in ("person_id", "year", *_FACTS, *SCHOOLING))
    keyed = select(*own, e.key_of(f).label("key")).where(*some).offset(0).subquery("keyed")
    columns: dict[str, Sql] = {name: e.latest_of(keyed, name, keyed.c.key) for name in _FACTS}
    columns |= schooling_columns(keyed.c.key, keyed)
    labelled = (value.label(name) for name, value in columns.items())
    return select(keyed.c.person_id, *labelled).group_by(keyed.c.person_id).subquery("facts")


def _work(asked: Asked) -> FromClause:
    s = spell.c
    works = s.is_working == 1
    return (
        select(
            s.person_id,
            func.max(case((works, 1), else_=0)).label("has_work"),
            func.max(case((s.planned == 1, 1), else_=0)).label("plans_work"),
            func.max(case((works, s.county))).label("county"),
            func.sum(s.traffic_subsidy_fen).label("subsidy_fen"),
        )
        .where(*(s.person_id.in_(living) for living in living_persons(asked)))
        .group_by(s.person_id)
        .subquery("work")
    )


def digit(number: Sql, position: int) -> Sql:
    """The digit at a position, counted from 1; the checks ask it of digits only."""
    return sql_cast(func.substr(number, position, 1), Integer)


def works(p: FromClause) -> Sql:
    """Whether a member is recorded as working: months, a place, or a job of the monthly list."""
    months, listed = func.coalesce(p.c.work_months, 0) > 0, func.coalesce(p.c.has_work, 0) == 1
    return or_(months, listed, is_filled(p.c.work_place))


def is_filled(value: Sql) -> Sql:
    """Whether a text says anything; never NULL."""
    return func.coalesce(value, "") != ""


def month_of(text: Sql) -> Sql:
    """YYYYMM of a month or a day as a list gives it; NULL when it is neither."""
    digits = func.substr(func.replace(func.replace(func.replace(text, "-", ""), "年", ""), "月", ""), 1, 6)
    return case((func.length(digits) == len("YYYYMM"), digits))
