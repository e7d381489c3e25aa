"""What the checks ask of: one row per living member and one per household, effective values, for all or for some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Integer, Subquery, Table, case, func, select
from sqlalchemy import cast as sql_cast

from app.models.household import HouseholdSummary
from app.services import effective as e
from app.services.effective import Sql
from app.services.standing import SCHOOLING, Homes, last_first_of_september, schooling_columns

summary = cast("Table", HouseholdSummary.__table__)
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
    "public_post",
    "public_post_months",
)
_OWN = ("name", "id_number", "id_kind", "sex", "born_on", "ethnicity")
HEAD, SPOUSE = "户主", "配偶"
_CITIZEN = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """The day and the households that are checked, and the plan's line."""

    today: date
    line_fen: int
    homes: Homes | None = None

    def age(self, born_on: Sql, years: int) -> Sql:
        """Whether somebody has completed so many years today."""
        return born_on <= _years_before(self.today, years)

    def school_age(self, born_on: Sql, years: int) -> Sql:
        """The same on the last 1 September."""
        return born_on <= _years_before(last_first_of_september(self.today), years)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # born on 29 February: a year older on 1 March
        return day.replace(year=day.year - years, day=28)


def members(asked: Asked) -> Subquery:
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


def people(asked: Asked) -> Subquery:
    """The living members with their effective facts."""
    own, facts = members(asked), _facts(asked.homes)
    values = [facts.c[name] for name in (*_FACTS, *SCHOOLING)]
    joined = own.outerjoin(facts, facts.c.person_id == own.c.person_id)
    return select(*own.c, *values).select_from(joined).subquery("people")


def _facts(homes: Homes | None) -> Subquery:
    f, key = e.person_fact, e.key_of(e.person_fact)
    columns: dict[str, Sql] = {name: e.latest_of(f, name, key) for name in _FACTS} | schooling_columns(key)
    statement = select(f.c.person_id, *(value.label(name) for name, value in columns.items())).group_by(f.c.person_id)
    if homes is not None:
        living = select(e.membership.c.person_id).where(
            e.membership.c.to_on.is_(None), e.membership.c.household_id.in_(homes)
        )
        statement = statement.where(f.c.person_id.in_(living))
    return statement.subquery("facts")


def digit(number: Sql, position: int) -> Sql:
    """The digit at a position, counted from 1; the checks ask it of digits only."""
    return sql_cast(func.substr(number, position, 1), Integer)


def homes_table(asked: Asked) -> Any:
    """One row per living household: what the summary says."""
    statement = select(summary).where(summary.c.status == "active")
    if asked.homes is not None:
        statement = statement.where(summary.c.household_id.in_(asked.homes))
    return statement.subquery("homes")
