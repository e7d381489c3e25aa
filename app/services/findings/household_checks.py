"""Checks of one household by its summary and the make-up of its members (domain 6.2, 6.7-6.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select

from app.models.enums import HouseholdType
from app.services.effective import Sql
from app.services.findings.base import HEAD, SPOUSE, Asked, homes_table, members
from app.services.findings.rules import Rule

Condition = Callable[[Subquery, Asked, Rule], Sql]


@dataclass(frozen=True, slots=True)
class HouseholdCheck:
    """A condition over ``households``, and the columns that are its evidence."""

    condition: Condition
    evidence: Sequence[str]


def households(asked: Asked) -> Subquery:
    """One row per living household: its summary, and how many heads and spouses of which sex it has."""
    p, h = members(asked), homes_table(asked)

    def sex_of(relation: str) -> Sql:
        return func.max(case((p.c.relation == relation, p.c.sex_digit)))

    make_up = (
        select(
            p.c.household_id,
            func.sum(case((p.c.relation == HEAD, 1), else_=0)).label("heads"),
            func.sum(case((p.c.relation == SPOUSE, 1), else_=0)).label("spouses"),
            sex_of(HEAD).label("head_sex"),
            sex_of(SPOUSE).label("spouse_sex"),
        )
        .group_by(p.c.household_id)
        .subquery("make_up")
    )
    columns: list[Any] = [column for column in h.c if column.name not in ("words", "search_text")]
    return (
        select(
            *columns,
            func.coalesce(make_up.c.heads, 0).label("heads"),
            func.coalesce(make_up.c.spouses, 0).label("spouses"),
            make_up.c.head_sex,
            make_up.c.spouse_sex,
        )
        .select_from(h.outerjoin(make_up, make_up.c.household_id == h.c.household_id))
        .subquery("households")
    )


def _no_head(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.member_count > 0, h.c.heads == 0)


def _several_heads(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return h.c.heads > 1


def _several_spouses(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return h.c.spouses > 1


def _couple_of_one_sex(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.heads == 1, h.c.spouses == 1, h.c.head_sex == h.c.spouse_sex)


def _no_mobile(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    phone = func.coalesce(h.c.phone, "")
    digits: list[Sql] = [func.substr(phone, n, 1).between("0", "9") for n in range(3, 12)]
    mobile = and_(func.length(phone) == 11, func.substr(phone, 1, 1) == "1", func.substr(phone, 2, 1).between("3", "9"))
    return ~and_(mobile, *digits)


def _unsafe(name: str) -> Condition:
    def condition(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c[name] == 0, h.c.category.is_(None))

    return condition


def _unrecorded(name: str) -> Condition:
    def condition(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
        return h.c[name].is_(None)

    return condition


def _poor_but_not_watched(h: Subquery, asked: Asked, _rule: Rule) -> Sql:
    exited = h.c.household_type == HouseholdType.EXITED.value
    return and_(exited, h.c.net_per_head_fen < asked.line_fen, h.c.category.is_(None))


def _very_poor(h: Subquery, _asked: Asked, rule: Rule) -> Sql:
    return and_(h.c.category.is_not(None), h.c.net_per_head_fen < rule.params["line_fen"])


def _without_risk(h: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.category.is_not(None), or_(h.c.risks.is_(None), h.c.risks == ""))


HOUSEHOLD_CHECKS: Mapping[str, HouseholdCheck] = {
    "3_02_012": HouseholdCheck(_no_head, ("member_count",)),
    "3_02_011": HouseholdCheck(_several_heads, ("heads",)),
    "R3-06": HouseholdCheck(_several_spouses, ("spouses",)),
    "2_02_001": HouseholdCheck(_couple_of_one_sex, ("head_sex", "spouse_sex")),
    "4_02_001": HouseholdCheck(_no_mobile, ("phone",)),
    "1_02_001": HouseholdCheck(_unsafe("housing_safe"), ("housing_safe",)),
    "1_02_002": HouseholdCheck(_unsafe("water_safe"), ("water_safe",)),
    "3_02_002": HouseholdCheck(_unrecorded("housing_safe"), ("housing_safe",)),
    "3_02_003": HouseholdCheck(_unrecorded("water_safe"), ("water_safe",)),
    "1_02_006": HouseholdCheck(_poor_but_not_watched, ("net_per_head_fen",)),
    "3_11_010": HouseholdCheck(_very_poor, ("net_per_head_fen",)),
    "1_11_001": HouseholdCheck(_without_risk, ("risks",)),
}
