"""Where each field of the catalogue comes from: a column of a part, or an expression over several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Date, String, case, cast, func, literal, null, or_

from app.models.household import Household, HouseholdSummary, Membership, Person
from app.services.effective import Sql
from app.services.rosters.sources import age_on

_S, _H, _M, _P = (model.__table__.c for model in (HouseholdSummary, Household, Membership, Person))
_SUMMARY = frozenset(
    {
        *("village_name", "group_name", "code", "head_name", "head_id_number", "member_count", "counted_heads"),
        *("household_type", "phone", "net_per_head_fen", "net_basis", "tags"),
    }
)
_GUARANTEES = frozenset(
    {"food_enough", "clothing_enough", "education_secured", "medical_covered", "housing_safe", "water_safe"}
)

# Fields of one source that are read from a part of another name, or from several: key -> (part, name) needed.
Needs = tuple[tuple[str, str], ...]
Read = Callable[[Mapping[str, Mapping[str, Sql]], date], Sql]
Given = Mapping[str, Mapping[str, Sql]]


def _tag(given: Given, tag: str, sign: Sql) -> Sql:
    listed = (literal(",") + func.coalesce(given["lists"]["lists"], "") + ",").contains(f",{tag},")
    return case((or_(sign, listed), f"{tag},"), else_="")


def _person_tags(given: Given, _: date) -> Sql:
    f = given["facts"]
    signs = {
        "subsistence": f["subsistence_allowance"] == 1,
        "extreme_poverty": f["extreme_poverty_support"] == 1,
        "serious_illness": f["health"].contains("患有大病"),
        "disability": f["health"].contains("残疾"),
    }
    text: Sql = literal("")
    for tag, sign in signs.items():
        text = text + _tag(given, tag, sign)
    return func.nullif(func.rtrim(text, ","), "")


def _is_away(given: Given, _: date) -> Sql:
    """The job's own word goes before the months of the export."""
    months, working = given["facts"]["work_months"], given["work"]["is_working"]
    return case((working.is_not(None), working), (months > 0, 1), (months == 0, 0), else_=null())


def _age(_: Given, today: date) -> Sql:
    return case((cast(_P.born_on, String) <= today.isoformat(), age_on(today, _P.born_on)))


def _plain(part: str, name: str) -> tuple[Needs, Read]:
    return ((part, name),), lambda given, _: given[part][name]


_OWN: Mapping[str, tuple[Needs, Read]] = {
    "person.age": ((), _age),
    "person.tags": (
        (
            ("facts", "subsistence_allowance"),
            ("facts", "extreme_poverty_support"),
            ("facts", "health"),
            ("lists", "lists"),
        ),
        _person_tags,
    ),
    "person.lists": _plain("lists", "lists"),
    "person.findings": _plain("person_findings", "findings"),
    "work.is_away": ((("facts", "work_months"), ("work", "is_working")), _is_away),
    "monitoring.identified_on": _plain("open_spell", "identified_on"),
    **{
        f"monitoring.{name}": _plain("open_case", name)
        for name in ("case_track", "case_opened_on", "state_since_on", "entered_on")
    },
    "monitoring.alert_gaps": _plain("alerts", "alert_gaps"),
    "monitoring.findings": _plain("findings", "findings"),
    "monitoring.measures": _plain("help", "measures"),
    "monitoring.responsible": _plain("help", "responsible"),
}


def needs_of(key: str) -> Needs:
    """The parts and their fields that this field is read from; nothing for a column of the row itself."""
    if key in _OWN:
        return _OWN[key][0]
    source, _, name = key.partition(".")
    if source in ("person", "household", "monitoring"):
        return ()
    if source == "guarantees":
        return () if name in _GUARANTEES else (("home", name),)
    return ((source, name),)


def expression(key: str, given: Given, today: date) -> Sql:
    """The field as SQL; days as ISO text."""
    found = _OWN[key][1](given, today) if key in _OWN else _direct(key, given)
    return cast(found, String) if isinstance(found.type, Date) else found


def _direct(key: str, given: Given) -> Sql:
    source, _, name = key.partition(".")
    if source == "person":
        return _M[name] if name in ("relation", "counts_per_head", "from_on") else _P[name]
    if source == "household":
        return _S[name] if name in _SUMMARY else _H[name]
    if source == "monitoring" or (source == "guarantees" and name in _GUARANTEES):
        return _S[name]
    return given["home" if source == "guarantees" else source][name]


def sort_expression(key: str, given: Given, today: date) -> list[Sql]:
    """What a field is ordered by: names by their sound, relations by the household book, groups by their number."""
    match key:
        case "person.name":
            return [_P.pinyin, _P.name]
        case "person.relation":
            return [_M.position, _M.id]
        case "household.village_name":
            return [_S.village_id]
        case "household.group_name":
            return [_S.group_order, _S.group_name]
        case _:
            return [expression(key, given, today)]


def place_order() -> list[Sql]:
    """Village, group, head, household: how every list of the office is ordered unless said otherwise."""
    return [_S.village_id, _S.group_order, _S.group_name, _S.head_name, _S.household_id]


def alive() -> list[Sql]:
    """Households that are there."""
    return [_S.status == "active"]
