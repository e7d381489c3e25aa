"""Checks of the monthly list of work: one row per job, found once per person (domain 6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import FromClause, Integer, Select, and_, case, cast, extract, func, literal, not_, or_, select

from app.services import effective as e
from app.services.effective import Sql
from app.services.findings.base import Asked, Check, Condition, Values, is_filled, living_persons, month_of, spell
from app.services.findings.rules import Rule

_COLUMNS = (
    "id",
    "is_working",
    "from_text",
    "to_text",
    "county",
    "monthly_pay_fen",
    "employer",
    "industry",
    "channel",
    "point_to_point",
    "planned",
    "service_needed",
)
# What 58 asks for, and how it is called.
DETAILS = {
    "monthly_pay_fen": "月收入",
    "employer": "务工企业",
    "industry": "所属行业",
    "channel": "就业渠道",
    "point_to_point": "是否点对点",
}


def jobs(asked: Asked) -> Select[*tuple[Any, ...]]:
    """One row per job of a living member: the job, its person, months as YYYYMM, the end of the job before."""
    m, p, h = e.membership, e.person, e.household
    own = select(*(spell.c[name] for name in _COLUMNS), spell.c.person_id)
    own = own.where(*(spell.c.person_id.in_(living) for living in living_persons(asked)))
    s = own.subquery("job")
    starts, ends = month_of(s.c.from_text), month_of(s.c.to_text)
    order = (func.coalesce(starts, ""), s.c.id)
    before = func.lag(ends).over(partition_by=s.c.person_id, order_by=order)
    # Which columns the office's lists carry at all: what nobody fills in is not asked for.
    carried = [_carried(name).label(f"carries_{name}") for name in DETAILS]
    born = extract("year", p.c.born_on) * 12 + extract("month", p.c.born_on)
    columns = {"starts": starts, "ends": ends, "last_to": before, "born_months": born}
    labelled = [value.label(name) for name, value in columns.items()]
    statement = select(
        m.c.household_id, p.c.name, p.c.id_number, p.c.born_on, *(s.c[n] for n in _COLUMNS), s.c.person_id
    ).add_columns(*labelled, *carried)
    source = s.join(m, m.c.person_id == s.c.person_id).join(p, p.c.id == m.c.person_id)
    source = source.join(h, h.c.id == m.c.household_id)
    return statement.select_from(source).where(m.c.to_on.is_(None), h.c.status == "active")


def _carried(name: str) -> Sql:
    other = spell.alias("carried_job")
    some = select(literal(1)).select_from(other).where(other.c[name].is_not(None)).limit(1)
    return func.coalesce(some.scalar_subquery(), 0)


def _works(j: FromClause) -> Sql:
    """A job that is had, or was: not one that is only planned."""
    return func.coalesce(j.c.is_working, case((func.coalesce(j.c.planned, 0) == 1, 0), else_=1)) == 1


def _too_young(j: FromClause, _asked: Asked, rule: Rule) -> Sql:
    year, month = (cast(func.substr(j.c.starts, *part), Integer) for part in ((1, 4), (5, 2)))
    return year * 12 + month < j.c.born_months + rule.params["age"] * 12


def _without_start(j: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(_works(j), not_(is_filled(j.c.from_text)))


def _overlapping(j: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return or_(j.c.starts < j.c.last_to, j.c.ends < j.c.starts)


def _what_overlaps(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    own_end = row["ends"] is not None and row["ends"] < row["starts"]
    return {"last_to": row["ends"] if own_end else row["last_to"]}


def _left_without_end(j: FromClause, asked: Asked, _rule: Rule) -> Sql:
    left = and_(j.c.is_working == 0, func.coalesce(j.c.planned, 0) == 0)
    return and_(left, or_(not_(is_filled(j.c.to_text)), j.c.ends > f"{asked.today:%Y%m}"))


def _never_back(j: FromClause, _asked: Asked, rule: Rule) -> Sql:
    return and_(_works(j), j.c.starts <= f"{rule.params['year']}12", not_(is_filled(j.c.to_text)))


def _empty(name: str) -> Condition:
    def condition(j: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(_works(j), not_(is_filled(j.c[name])))

    return condition


def _strange_pay(j: FromClause, _asked: Asked, rule: Rule) -> Sql:
    strange = j.c.monthly_pay_fen < rule.params["least_fen"]
    if "most_fen" in rule.params:
        strange = or_(strange, j.c.monthly_pay_fen > rule.params["most_fen"])
    return and_(_works(j), strange)


def _without_details(j: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    empty = [and_(j.c[f"carries_{name}"] == 1, func.nullif(j.c[name], "").is_(None)) for name in DETAILS]
    return and_(_works(j), or_(*empty))


def _which_details(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    empty = [word for name, word in DETAILS.items() if row[f"carries_{name}"] and row[name] in (None, "")]
    return {"missing": "、".join(empty)}


def _post_outside(j: FromClause, asked: Asked, _rule: Rule) -> Sql:
    local = or_(j.c.channel.contains("公益"), j.c.channel.contains("帮扶车间"))
    return and_(local, asked.is_outside(j.c.county) == 1)


def _without_wish(j: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(j.c.planned == 1, not_(is_filled(j.c.service_needed)))


_PAY = ("from_text", "monthly_pay_fen")
WORK_CHECKS: Mapping[str, Check] = {
    "5_16_010": Check(_too_young, ("born_on", "from_text")),
    "3_12_001": Check(_without_start, ("from_text", "employer")),
    "5_12_001": Check(_overlapping, ("from_text", "to_text", "last_to"), _what_overlaps),
    "1111_16": Check(_left_without_end, ("from_text", "to_text")),
    "1111_08": Check(_never_back, ("from_text", "to_text")),
    "4_12_001": Check(_empty("county"), ("from_text", "county")),
    "5_16_001": Check(_strange_pay, _PAY),
    "1111_12": Check(_strange_pay, _PAY),
    "5_01_007": Check(_without_details, ("from_text", *DETAILS), _which_details),
    "5_01_003": Check(_post_outside, ("county", "channel")),
    "5_15_008": Check(_without_wish, ("planned", "service_needed")),
}
