"""The effective values of a household reckoned row by row in Python, from the sentences and not from the SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import floor
from typing import Any

from app.models.facts import HouseholdFact, PersonFact
from app.models.household import IncomeStatement

RANKS = {"household_book": 1, "import": 2, "national_export": 3, "household": 4, "department": 5, "village": 6,
         "clerk": 7, "meeting": 8, "visit": 9, "verification": 9}  # fmt: skip
SEPTEMBER = date(2019, 9, 1)  # the last one before the tests' day
PLAN_YEAR = 2020


@dataclass
class Member:
    born_on: date | None
    counts: int
    facts: list[PersonFact] = field(default_factory=list)


@dataclass
class Home:
    members: list[Member] = field(default_factory=list)
    facts: list[HouseholdFact] = field(default_factory=list)
    statements: list[IncomeStatement] = field(default_factory=list)


def year_of(row: Any) -> int:
    return min(row.year, PLAN_YEAR)


def order(row: Any) -> tuple[Any, ...]:
    return year_of(row), RANKS.get(row.source, 0), row.observed_on or date.min, row.id


def best(rows: Iterable[Any], value: Callable[[Any], Any]) -> tuple[Any, int]:
    """The value that counts and its year; (None, 0) when no row says anything."""
    told = [row for row in rows if value(row) is not None]
    if not told:
        return None, 0
    chosen = max(told, key=order)
    return value(chosen), year_of(chosen)


def housing(row: HouseholdFact) -> int | None:
    if row.housing_safe is not None:
        return row.housing_safe
    if row.dangerous_housing is not None:
        return 1 - row.dangerous_housing
    return {"A": 1, "B": 1, "C": 0, "D": 0}.get(row.housing_grade or "")


def water(row: HouseholdFact) -> int | None:
    return row.water_safe if row.water_safe is not None else row.safe_water


def all_of(truths: Sequence[int | None]) -> int | None:
    if 0 in truths:
        return 0
    return None if None in truths else 1


def insured(member: Member) -> int | None:
    resident, employee = (
        best(member.facts, lambda r, n=n: getattr(r, n))[0] for n in ("resident_medical", "employee_medical")
    )
    if 1 in (resident, employee):
        return 1
    return 0 if (resident, employee) == (0, 0) else None


def medical(home: Home) -> int | None:
    said, year = best(home.facts, lambda row: row.medical_covered)
    newest = max(
        (year_of(r) for m in home.members for r in m.facts if (r.resident_medical, r.employee_medical) != (None, None)),
        default=0,
    )
    if said is not None and year >= newest:
        return said
    return all_of([insured(member) for member in home.members]) if home.members else None


def schooled(member: Member) -> int | None:
    told = [row for row in member.facts if row.school_status or row.education or row.dropout_reason]
    newest = [row for row in told if year_of(row) == max(map(year_of, told))]
    status, level = (best(newest, lambda r, n=n: getattr(r, n))[0] for n in ("school_status", "education"))
    # 小学 alone does not say that a drop-out is back at school
    leaving = [r for r in told if r.school_status or r.dropout_reason or r.education not in (None, "小学")]
    last = [row for row in leaving if year_of(row) == max(map(year_of, leaving))]
    reason = best(last, lambda r: r.dropout_reason)[0]
    if reason is not None and reason not in ("因病", "因残"):
        return 0
    if status is not None and status not in ("学龄前儿童", "学前教育"):
        return 1
    if level in ("初中", "高中", "大专", "本科及以上") or reason in ("因病", "因残"):
        return 1
    return None


def age_in_september(born_on: date) -> int:
    return SEPTEMBER.year - born_on.year - ((born_on.month, born_on.day) > (SEPTEMBER.month, SEPTEMBER.day))


def education(home: Home) -> int | None:
    said, year = best(home.facts, lambda row: row.education_secured)
    newest = max(
        (year_of(r) for m in home.members for r in m.facts if r.school_status or r.education or r.dropout_reason),
        default=0,
    )
    if said is not None and year >= newest:
        return said
    truths: list[int | None] = []
    for member in home.members:
        if member.born_on is None:  # a child or not: only a yes can be said
            truths.append(schooled(member) or None)
        elif 6 <= age_in_september(member.born_on) <= 15:
            truths.append(schooled(member))
    return all_of(truths)


def net_per_head(home: Home) -> int | None:
    counted = sum(member.counts for member in home.members)
    options: list[tuple[Any, int]] = []
    for row in home.statements:
        heads = row.heads if row.heads is not None else counted
        if row.net_fen is not None and heads > 0:
            annual = row.occasion == "annual"
            year = min(row.year + annual, PLAN_YEAR)
            options.append(((year, 1 if annual else 2, *order(row)[1:]), floor(row.net_fen / heads)))
    options += [
        ((year_of(r), 0, *order(r)[1:]), r.net_per_head_fen) for r in home.facts if r.net_per_head_fen is not None
    ]
    return max(options)[1] if options else None
