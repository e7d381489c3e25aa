"""One row per living household: summary, make-up of its members, monitoring, measures, land and connections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Integer, Select, String, and_, case, cast, func, or_, select

from app.models.history import VERSIONED
from app.services import effective as e
from app.services.effective import Sql
from app.services.findings import watched
from app.services.findings.base import (
    HEAD,
    SPOUSE,
    UNABLE,
    Asked,
    is_filled,
    summary,
    works,
)
from app.services.standing import ABLE, HALF_ABLE, PRESCHOOL

_living, _entry = VERSIONED["living_condition"], VERSIONED["list_entry"]
_CERTIFICATE = 20
_VOCATIONAL, _TECHNICAL = ("中职", "高职"), ("中职", "高职", "技师")
# The compulsory years, counted at the last 1 September, as the school checks count them.
_SCHOOL_AGES = (6, 16)
CONDITIONS = (
    "farmland",
    "woodland",
    "returned_woodland",
    "orchard",
    "pasture",
    "water_surface",
    "dwelling_area",
    "road_kind",
    "road_distance",
    "fuel",
    "has_electricity",
    "has_broadcast",
    "has_toilet",
)
_SEXES = ("head_sex", "spouse_sex")
_SUMMARY = (
    "household_id",
    "village_id",
    "household_type",
    "phone",
    "net_per_head_fen",
    "housing_safe",
    "water_safe",
    "medical_covered",
    "education_secured",
    "tags",
)


def households(asked: Asked, people: FromClause) -> Select[*tuple[Any, ...]]:
    """The source of all checks of households."""
    home = select(*(summary.c[name] for name in _SUMMARY)).where(summary.c.status == "active")
    if asked.homes is not None:
        home = home.where(summary.c.household_id.in_(asked.homes))
    h, family, phones = home.subquery("home"), _family(asked, people), _shared_phones(people)
    s, r, x = watched.spells(asked), watched.records(asked), watched.exported_state(asked)
    out, own, land = watched.exported_measures(asked), watched.own_measures(asked, s), _conditions(asked)
    source = h
    for part in (family, phones, s, r, x, out, own, land):
        source = source.outerjoin(part, part.c.household_id == h.c.household_id)
    counts = (func.coalesce(c, 0).label(c.name) for c in family.c if c.name not in ("household_id", *_SEXES))
    columns = {
        **watched.state_columns(s, r, x),
        **watched.measure_columns(out, own),
        "development_status": out.c.development_status,
        "has_measures_row": case((out.c.id.is_not(None), 1), else_=0),
        **{f"x_{group}": out.c[group] for group in ("industry", "employment", "finance", "public_post")},
        **{name: land.c[name] for name in CONDITIONS},
        "has_conditions": case((land.c.id.is_not(None), 1), else_=0),
        "shared_phone": phones.c.shared_phone,
    }
    labelled = (value.label(name) for name, value in columns.items())
    sexes = (family.c[name] for name in _SEXES)
    return select(*h.c, *counts, *sexes, *labelled).select_from(source)


def _family(asked: Asked, p: FromClause) -> FromClause:
    counted = {**_relations(p), **_labour(p), **_health(p), **_schooling(asked, p), **_insurance(p), **_jobs(asked, p)}

    def sex_of(relation: str) -> Sql:
        return func.max(case((p.c.relation == relation, p.c.sex_digit)))

    return (
        select(
            p.c.household_id,
            func.count().label("members"),
            sex_of(HEAD).label("head_sex"),
            sex_of(SPOUSE).label("spouse_sex"),
            *(_number_of(condition).label(name) for name, condition in counted.items()),
        )
        .group_by(p.c.household_id)
        .subquery("family")
    )


def _number_of(condition: Sql) -> Sql:
    return func.sum(case((condition, 1), else_=0))


def _relations(p: FromClause) -> dict[str, Sql]:
    return {"heads": p.c.relation == HEAD, "spouses": p.c.relation == SPOUSE}


def _labour(p: FromClause) -> dict[str, Sql]:
    skill = p.c.labour_skill
    return {
        "skill_known": skill.is_not(None),
        "strong": skill.in_(ABLE),
        "able": skill.in_((*ABLE, HALF_ABLE)),
        "unable": skill.in_(UNABLE),
    }


def _health(p: FromClause) -> dict[str, Sql]:
    number = func.coalesce(p.c.id_number, "")
    long = func.length(number) >= _CERTIFICATE
    listed = select(_entry.c.person_id).where(_entry.c.list_kind == "disability", _entry.c.person_id.is_not(None))
    certified = or_(long, p.c.id_kind == "残疾人证", p.c.person_id.in_(listed))
    return {
        "health_known": p.c.health.is_not(None),
        "ill": or_(p.c.health.contains("大病"), p.c.health.contains("慢性病")),
        "disabled": or_(p.c.health.contains("残疾"), certified),
        "certified": certified,
        "severe": and_(long, func.substr(number, _CERTIFICATE, 1).in_(("1", "2"))),
    }


def _schooling(asked: Asked, p: FromClause) -> dict[str, Sql]:
    status = p.c.school_status
    youngest, oldest = _SCHOOL_AGES
    of_age = and_(asked.school_age(p.c.born_on, youngest), ~asked.school_age(p.c.born_on, oldest + 1))
    away = or_(p.c.dropout_reason.is_not(None), status.is_(None), status.in_(PRESCHOOL))
    return {
        "students": and_(is_filled(status), status.not_in(PRESCHOOL)),
        "vocational": or_(*(status.startswith(word) for word in _VOCATIONAL)),
        "technical": or_(*(status.startswith(word) for word in _TECHNICAL)),
        "school_aged": of_age,
        "out_of_school": and_(of_age, away),
    }


def _insurance(p: FromClause) -> dict[str, Sql]:
    resident, employee = p.c.resident_medical, p.c.employee_medical
    neither = func.coalesce(resident, 0) + func.coalesce(employee, 0) == 0
    return {
        "uninsured": and_(func.coalesce(resident, employee).is_not(None), neither),
        "insured_twice": and_(resident == 1, employee == 1),
        "major_uninsured": p.c.major_illness_insurance == 0,
    }


def _jobs(asked: Asked, p: FromClause) -> dict[str, Sql]:
    place = func.coalesce(p.c.county, p.c.work_place)
    working = works(p)
    return {
        "workers": working,
        "jobs": or_(working, is_filled(p.c.public_post)),
        "maybe_outside": and_(working, func.coalesce(asked.is_outside(place), 1) == 1, is_filled(place)),
        "subsidised": func.coalesce(p.c.subsidy_fen, 0) > 0,
        "with_subsidy_record": p.c.subsidy_fen.is_not(None),
    }


def _shared_phones(p: FromClause) -> FromClause:
    """Phones of a household whose users work in different places; 武侯区 is the same as 成都市武侯区."""
    place = func.coalesce(func.nullif(p.c.county, ""), func.nullif(p.c.work_place, ""))
    users = select(
        *(p.c.household_id, p.c.phone, place.label("place")),
        func.min(func.length(place)).over(partition_by=(p.c.household_id, p.c.phone)).label("least"),
    )
    u = users.where(is_filled(p.c.phone), place.is_not(None)).subquery("users")
    end = func.substr(u.c.place, func.length(u.c.place) - u.c.least + 1)
    rows = select(u.c.household_id, u.c.phone).group_by(u.c.household_id, u.c.phone)
    shared = rows.having(func.count(end.distinct()) > 1).subquery("phones")
    found = select(shared.c.household_id, func.max(shared.c.phone).label("shared_phone"))
    return found.group_by(shared.c.household_id).subquery("shared_phones")


def _conditions(asked: Asked) -> FromClause:
    c = _living.c
    day = func.coalesce(cast(c.observed_on, String), "0000-00-00")
    newest = select(func.max(cast(c.year, String) + day + e.padded(c.id)).label("place"))
    if asked.homes is not None:
        newest = newest.where(c.household_id.in_(asked.homes))
    chosen = newest.group_by(c.household_id).subquery("newest_condition")
    return select(_living).join(chosen, c.id == cast(func.substr(chosen.c.place, -10), Integer)).subquery("condition")
