"""How each household stands: members, guarantees, expected income, tags. Set-based, for all or for some (design 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    SmallInteger,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
)

from app.models.enums import Tag
from app.models.history import VERSIONED
from app.services import effective as e
from app.services.effective import Sql
from app.services.workflow.plan import Counting

# A select of household ids.
Homes = Select[Any]
TAGS = tuple(tag.value for tag in Tag)
PRESCHOOL = ("学龄前儿童", "学前教育")
ABLE = ("普通劳动力", "技能劳动力")
HALF_ABLE = "弱劳动力或半劳动力"
SECONDARY = ("初中", "高中", "大专", "本科及以上")
EXCUSED_DROPOUT = ("因病", "因残")
SCHOOLING = ("school_status", "education", "dropout_reason")
HEAD = "户主"
_PERSON_FIELDS = (
    "education",
    "school_status",
    "dropout_reason",
    "health",
    "resident_medical",
    "employee_medical",
    "subsistence_allowance",
    "extreme_poverty_support",
)
_list_entry = VERSIONED["list_entry"]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the standing depends on beside the facts: the day of school age, and the plan's rules of counting."""

    school_day: date
    counting: Counting

    @classmethod
    def on(cls, day: date, counting: Counting) -> Reckoning:
        """The reckoning of a day."""
        return cls(last_first_of_september(day), counting)


def last_first_of_september(day: date) -> date:
    """The day at which school age is counted (design 2)."""
    this_year = date(day.year, 9, 1)
    return this_year if day >= this_year else date(day.year - 1, 9, 1)


def schooled(status: Sql, level: Sql, reason: Sql) -> Sql:
    """In school, or 初中 and above, or excused by illness or disability = yes; another drop-out reason = not."""
    return case(
        (and_(reason.is_not(None), reason.not_in(EXCUSED_DROPOUT)), 0),
        (and_(status.is_not(None), status.not_in(PRESCHOOL)), 1),
        (level.in_(SECONDARY), 1),
        (reason.in_(EXCUSED_DROPOUT), 1),
        else_=null(),
    )


def school_births(reckoning: Reckoning) -> tuple[date, date]:
    """Whoever was born after the first day and not after the second is 6 to 15 (plan setting) on the school day."""
    day, counting = reckoning.school_day, reckoning.counting
    return day.replace(year=day.year - counting.school_to_age - 1), day.replace(
        year=day.year - counting.school_from_age
    )


def of_school_age(born_on: Sql, reckoning: Reckoning) -> Sql:
    """1 when of school age on the school day, 0 when not; without a birth date it cannot be said."""
    oldest, youngest = school_births(reckoning)
    return case((born_on.is_(None), null()), (and_(born_on <= youngest, born_on > oldest), 1), else_=0)


def _some(table_column: Sql, homes: Homes | None) -> list[Sql]:
    return [] if homes is None else [table_column.in_(homes)]


def _person_values(homes: Homes | None) -> Subquery:
    """The effective values of every living member, and the years that insurance and schooling are known of."""
    f, key = e.person_fact, e.key_of(e.person_fact)
    year = e.year_of(f.c.year)
    schooling = schooling_columns(key)
    of_insurance = or_(f.c.resident_medical.is_not(None), f.c.employee_medical.is_not(None))
    of_school = _says_of_school(f.c)
    members = select(e.membership.c.person_id).where(e.membership.c.to_on.is_(None))
    members = members.where(*_some(e.membership.c.household_id, homes))
    return (
        select(
            f.c.person_id,
            *(schooling.get(name, e.latest_of(f, name, key)).label(name) for name in _PERSON_FIELDS),
            func.max(case((of_insurance, year))).label("insured_year"),
            func.max(case((of_school, year))).label("school_year"),
        )
        .where(*([] if homes is None else [f.c.person_id.in_(members)]))
        .group_by(f.c.person_id)
        .subquery("person_values")
    )


def _says_of_school(f: Any) -> Sql:
    return func.coalesce(*(f[name] for name in SCHOOLING)).is_not(None)


def _says_of_leaving(f: Any) -> Sql:
    """A class, a level that only a school gives, or a reason: what an older drop-out reason does not outlive."""
    return or_(f.school_status.is_not(None), f.dropout_reason.is_not(None), f.education.in_(SECONDARY))


def schooling_columns(key: Sql, facts: FromClause = e.person_fact) -> dict[str, Sql]:
    """Aggregates over facts of persons: school, level and drop-out reason as of the newest year that speaks of them.

    A child whose newest export names a level and no class has left the class that an older one named. A list that
    names 小学 and has no column for drop-outs does not bring a drop-out back to school.
    """
    year = e.year_in(key)
    newest = {name: func.max(case((_says_of_school(facts.c), year))) for name in SCHOOLING}
    newest["dropout_reason"] = func.max(case((_says_of_leaving(facts.c), year)))
    keyed = {name: func.max(key + facts.c[name]) for name in SCHOOLING}
    return {name: case((e.year_in(text) == newest[name], e.value_in(text))) for name, text in keyed.items()}


def _all_of(truth: Sql, counted: Sql, *, none_is: int | None) -> Sql:
    """Aggregate: one no = no; else one unknown = unknown; else yes. Nobody who counts: ``none_is``."""
    no = func.max(case((and_(counted == 1, truth == 0), 1), else_=0))
    unknown = func.max(case((and_(counted == 1, truth.is_(None)), 1), else_=0))
    maybe = func.max(case((and_(counted.is_(None), func.coalesce(truth, 0) == 0), 1), else_=0))
    nobody = null() if none_is is None else literal(none_is)
    anybody = func.max(counted)
    return case(
        (no == 1, 0), (or_(unknown == 1, maybe == 1), null()), (func.coalesce(anybody, 1) == 0, nobody), else_=1
    )


def members(reckoning: Reckoning, homes: Homes | None = None) -> Subquery:
    """One row per household with living members: counts, head, insurance, schooling, signs of illness, search text."""
    m, p, v = e.membership, e.person, _person_values(homes)
    insured = e.insured(v.c.resident_medical, v.c.employee_medical)
    at_school = schooled(v.c.school_status, v.c.education, v.c.dropout_reason)
    place = e.padded(m.c.position) + e.padded(m.c.id)
    head = func.min(case((m.c.relation == HEAD, place + cast(p.c.id, String))))
    return (
        select(
            m.c.household_id,
            func.count().label("member_count"),
            func.sum(m.c.counts_per_head).label("counted_heads"),
            cast(func.substr(head, 21), Integer).label("head_person_id"),
            _all_of(insured, literal(1), none_is=None).label("insured"),
            func.max(v.c.insured_year).label("insured_year"),
            _all_of(at_school, of_school_age(p.c.born_on, reckoning), none_is=1).label("schooled"),
            func.max(v.c.school_year).label("school_year"),
            *(_any_of(sign).label(name) for name, sign in _signs(v).items()),
            func.aggregate_strings(_search_words(p), " ").label("words"),
        )
        .select_from(m.join(p, p.c.id == m.c.person_id).outerjoin(v, v.c.person_id == m.c.person_id))
        .where(m.c.to_on.is_(None), *_some(m.c.household_id, homes))
        .group_by(m.c.household_id)
        .subquery("members")
    )


def _any_of(condition: Sql) -> Sql:
    return func.max(case((condition, 1), else_=0))


def _signs(values: Subquery) -> dict[str, Sql]:
    return {
        "subsistence": values.c.subsistence_allowance == 1,
        "extreme_poverty": values.c.extreme_poverty_support == 1,
        "serious_illness": values.c.health.contains("患有大病"),
        "disability": values.c.health.contains("残疾"),
    }


def _search_words(p: Any) -> Sql:
    tail = func.substr(func.coalesce(p.c.id_number, ""), -6, type_=String)
    words: Sql = p.c.name + " " + p.c.pinyin + " " + p.c.initials + " " + tail
    return words + " " + func.coalesce(p.c.phone, "")


def recorded(homes: Homes | None = None) -> Subquery:
    """One row per household with facts of its own: each guarantee as recorded, and the year of those by members."""
    f, key = e.household_fact, e.key_of(e.household_fact)
    medical, education = (func.max(key + cast(f.c[n], String)) for n in ("medical_covered", "education_secured"))
    rows = {
        "housing_safe": e.housing_of_row(),
        "water_safe": e.water_of_row(),
        "food_enough": f.c.food_enough,
        "clothing_enough": f.c.clothing_enough,
    }
    return (
        select(
            f.c.household_id,
            *(cast(e.latest(key, value), SmallInteger).label(name) for name, value in rows.items()),
            cast(e.value_in(medical), SmallInteger).label("medical_covered"),
            cast(e.year_in(medical), Integer).label("medical_year"),
            cast(e.value_in(education), SmallInteger).label("education_secured"),
            cast(e.year_in(education), Integer).label("education_year"),
            e.imported_figure().label("imported"),
        )
        .where(*_some(f.c.household_id, homes))
        .group_by(f.c.household_id)
        .subquery("recorded")
    )


def stated(homes: Homes | None = None) -> Subquery:
    """One row per household with income statements: figure and basis of the one that counts, behind their keys."""
    s = e.statement
    return (
        select(s.c.household_id, e.stated_figure().label("figure"), e.stated_basis().label("basis"))
        .where(*_some(s.c.household_id, homes))
        .group_by(s.c.household_id)
        .subquery("stated")
    )


def _listed(homes: Homes | None) -> Subquery:
    """One row per household on a department's list: its newest list of each kind for its village counts."""
    entry, m, h = _list_entry, e.membership, e.household
    home = func.coalesce(m.c.household_id, entry.c.household_id)
    day = func.coalesce(cast(entry.c.as_of_on, String), "")
    source = entry.outerjoin(m, and_(m.c.person_id == entry.c.person_id, m.c.to_on.is_(None))).join(h, h.c.id == home)
    own = (entry.c.list_kind.in_(TAGS), entry.c.matched.in_(("matched", "repaired")))
    newest = (
        select(entry.c.list_kind, h.c.village_id, func.max(day).label("day"))
        .select_from(source)
        .where(*own)
        .group_by(entry.c.list_kind, h.c.village_id)
        .subquery("newest_list")
    )
    current = and_(newest.c.list_kind == entry.c.list_kind, newest.c.village_id == h.c.village_id, newest.c.day == day)
    return (
        select(h.c.id.label("household_id"), *(_any_of(entry.c.list_kind == tag).label(tag) for tag in TAGS))
        .select_from(source.join(newest, current))
        # Plus nothing: the entries lead to their households; led by many households, each would read every entry.
        .where(*own, *_some(h.c.id + 0, homes))
        .group_by(h.c.id)
        .subquery("listed")
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The joined parts and the columns that lists, screening and papers read."""

    source: Any
    columns: dict[str, Sql]


def standing(reckoning: Reckoning, homes: Homes | None = None) -> Standing:
    """Every household joined with its members, recorded facts, income and lists; select ``columns`` from ``source``."""
    h, counting = e.household, reckoning.counting
    m, r, s, listed = members(reckoning, homes), recorded(homes), stated(homes), _listed(homes)
    source = h
    for part in (m, r, s, listed):
        source = source.outerjoin(part, part.c.household_id == h.c.id)
    figure = e.greater(s.c.figure, r.c.imported)
    by_statement = s.c.figure == figure
    columns: dict[str, Sql] = {
        "head_person_id": m.c.head_person_id,
        "member_count": func.coalesce(m.c.member_count, 0),
        "counted_heads": func.coalesce(m.c.counted_heads, 0),
        "net_per_head_fen": cast(e.value_in(figure), Integer),
        "net_basis": case(
            (figure.is_(None), null()), (by_statement, e.value_in(s.c.basis)), else_=literal(e.IMPORTED_BASIS)
        ),
        "housing_safe": r.c.housing_safe,
        "water_safe": r.c.water_safe,
        "medical_covered": _newer(r.c.medical_covered, r.c.medical_year, m.c.insured, m.c.insured_year),
        "education_secured": _schooling(m, r),
        "food_enough": _default(r.c.food_enough, is_stable=counting.food_default_stable),
        "clothing_enough": _default(r.c.clothing_enough, is_stable=counting.clothing_default_stable),
        "tags": _tags(m, listed),
        "words": func.coalesce(m.c.words, ""),
    }
    return Standing(source, columns)


def _newer(own: Sql, own_year: Sql, of_members: Sql, members_year: Sql) -> Sql:
    """What was recorded of the household, unless the members' facts are of a later year."""
    return case((and_(own.is_not(None), own_year >= func.coalesce(members_year, 0)), own), else_=of_members)


def _schooling(m: Subquery, r: Subquery) -> Sql:
    # A household without members has no child out of school.
    return _newer(
        r.c.education_secured,
        r.c.education_year,
        case((m.c.household_id.is_(None), 1), else_=m.c.schooled),
        m.c.school_year,
    )


def _default(recorded_truth: Sql, *, is_stable: bool) -> Sql:
    """Stable until recorded otherwise, where the plan says so."""
    return func.coalesce(recorded_truth, 1) if is_stable else recorded_truth


def _tags(m: Subquery, listed: Subquery) -> Sql:
    text: Sql = literal("")
    for tag in TAGS:
        text = text + case((or_(m.c[tag] == 1, listed.c[tag] == 1), f"{tag},"), else_="")
    return func.rtrim(text, ",")
