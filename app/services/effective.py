"""Which of several facts counts: by source rank, then by date, then the later one (design 2 and 4).

Every truth is SMALLINT 1 / 0 / NULL in SELECT, never a bare WHERE: yes, no, unknown.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, null, or_, select

from app.models.history import VERSIONED
from app.services.workflow.plan import Counting

# SQLAlchemy's expressions are invariant in their type, which the database, not Python, decides.
Sql = ColumnElement[Any]

# A later entry outranks an earlier one whatever their dates: what was seen on the spot beats any list.
SOURCE_RANK = (
    "household_book",
    "import",
    "national_export",
    "department",
    "village",
    "clerk",
    "meeting",
    "visit",
    "verification",
)

household = VERSIONED["household"]
person = VERSIONED["person"]
membership = VERSIONED["membership"]
person_fact = VERSIONED["person_fact"]
household_fact = VERSIONED["household_fact"]
statement = VERSIONED["income_statement"]
household_event = VERSIONED["household_event"]

PRESCHOOL = ("学龄前儿童", "学前教育")
SECONDARY = ("初中", "高中", "大专", "本科及以上")
EXCUSED_DROPOUT = ("因病", "因残")


def rank(source: Sql) -> Sql:
    """The rank of a source; one that is not on the list ranks lowest."""
    return case({name: position + 1 for position, name in enumerate(SOURCE_RANK)}, value=source, else_=0)


def _latest(table: Table, field: Sql, subject: Sql) -> Sql:
    order = (rank(table.c.source).desc(), table.c.observed_on.desc().nulls_last(), table.c.id.desc())
    return select(field).where(subject, field.is_not(None)).order_by(*order).limit(1).scalar_subquery()


def household_value(field: str) -> Sql:
    """The effective value of a household fact's field, correlated to ``household``."""
    return _latest(household_fact, household_fact.c[field], household_fact.c.household_id == household.c.id)


def person_value(field: str) -> Sql:
    """The effective value of a person fact's field, correlated to ``person``."""
    return _latest(person_fact, person_fact.c[field], person_fact.c.person_id == person.c.id)


def living_members(owner: Sql) -> Sql:
    """The open memberships of a household; join ``person`` on ``membership.person_id``."""
    return and_(membership.c.household_id == owner, membership.c.to_on.is_(None))


def last_first_of_september(today: date) -> date:
    """The day at which school age is counted (design 2)."""
    this_year = date(today.year, 9, 1)
    return this_year if today >= this_year else date(today.year - 1, 9, 1)


def _over_members(truth: Sql, *, counts: Sql | None = None, none_is: int | None) -> Sql:
    """One member not = not; else one unknown = unknown; else yes. Without members that count: ``none_is``."""
    no = func.coalesce(func.sum(case((truth == 0, 1), else_=0)), 0)
    unknown = func.coalesce(func.sum(case((truth.is_(None), 1), else_=0)), 0)
    nobody = null() if none_is is None else none_is
    verdict = case((no > 0, 0), (unknown > 0, null()), (func.count() == 0, nobody), else_=1)
    members = select(verdict).select_from(membership.join(person, person.c.id == membership.c.person_id))
    members = members.where(living_members(household.c.id))
    if counts is not None:
        members = members.where(counts)
    return members.correlate(household).scalar_subquery()


def member_insured() -> Sql:
    """居民医保 or 职工医保 是 = yes; both 否 = not; else unknown. 大病保险 proves nothing."""
    resident, employee = person_value("resident_medical"), person_value("employee_medical")
    return case((or_(resident == 1, employee == 1), 1), (and_(resident == 0, employee == 0), 0), else_=null())


def member_schooled() -> Sql:
    """In school, or 初中 and above, or excused by illness or disability = yes; another drop-out reason = not."""
    status, level = person_value("school_status"), person_value("education")
    reason = person_value("dropout_reason")
    return case(
        (and_(reason.is_not(None), reason.not_in(EXCUSED_DROPOUT)), 0),
        (and_(status.is_not(None), status.not_in(PRESCHOOL)), 1),
        (level.in_(SECONDARY), 1),
        (reason.in_(EXCUSED_DROPOUT), 1),
        else_=null(),
    )


def of_school_age(today: date, counting: Counting) -> Sql:
    """Aged 6 to 15 (plan setting) at the last 1 September; without a birth date it cannot be said, and counts."""
    day = last_first_of_september(today)
    youngest = day.replace(year=day.year - counting.school_from_age)
    oldest = day.replace(year=day.year - counting.school_to_age - 1)
    return or_(person.c.born_on.is_(None), and_(person.c.born_on <= youngest, person.c.born_on > oldest))


def housing_safe() -> Sql:
    """What was recorded of the house, else 危房户 turned round."""
    return func.coalesce(household_value("housing_safe"), 1 - household_value("dangerous_housing"))


def water_safe() -> Sql:
    """What was recorded of the water, else 是否解决安全饮用水."""
    return func.coalesce(household_value("water_safe"), household_value("safe_water"))


def medical_covered() -> Sql:
    """What was recorded of the household, else every living member insured."""
    return func.coalesce(household_value("medical_covered"), _over_members(member_insured(), none_is=None))


def education_secured(today: date, counting: Counting) -> Sql:
    """What was recorded of the household, else every child of school age; other ages do not count."""
    members = _over_members(member_schooled(), counts=of_school_age(today, counting), none_is=1)
    return func.coalesce(household_value("education_secured"), members)


def food_enough(counting: Counting) -> Sql:
    """Stable until recorded otherwise, where the plan says so."""
    recorded = household_value("food_enough")
    return func.coalesce(recorded, 1) if counting.food_default_stable else recorded


def clothing_enough(counting: Counting) -> Sql:
    """Stable until recorded otherwise, where the plan says so."""
    recorded = household_value("clothing_enough")
    return func.coalesce(recorded, 1) if counting.clothing_default_stable else recorded


def _statement_value(column: Sql) -> Sql:
    order = (rank(statement.c.source).desc(), statement.c.observed_on.desc().nulls_last(), statement.c.id.desc())
    chosen = and_(
        statement.c.household_id == household.c.id,
        statement.c.occasion.in_(("expected", "identification")),
        statement.c.net_fen.is_not(None),
        statement.c.heads > 0,
    )
    return select(column).where(chosen).order_by(*order).limit(1).scalar_subquery()


def below_line(line_fen: int) -> Sql:
    """Strict and exact: ``net_fen < line_fen * heads``; without a statement the imported figure per head."""
    stated = _statement_value(case((statement.c.net_fen < line_fen * statement.c.heads, 1), else_=0))
    imported = household_value("net_per_head_fen")
    by_import = case((imported.is_(None), null()), (imported < line_fen, 1), else_=0)
    return func.coalesce(stated, by_import)


def net_per_head_fen() -> Sql:
    """Effective expected income per head in fen, rounded down: for lists, never for judging."""
    return func.coalesce(
        _statement_value(statement.c.net_fen // statement.c.heads), household_value("net_per_head_fen")
    )


def net_basis() -> Sql:
    """Where the effective expected income comes from."""
    return func.coalesce(
        _statement_value(func.coalesce(statement.c.basis, "逐项核算")),
        case((household_value("net_per_head_fen").is_not(None), "导入"), else_=null()),
    )


def has_event(*kinds: str) -> Sql:
    """Closed-world: 1 when an event of these kinds is recorded and not withdrawn, else 0."""
    found = select(household_event.c.id).where(
        household_event.c.household_id == household.c.id,
        household_event.c.kind.in_(kinds),
        household_event.c.withdrawn_on.is_(None),
    )
    return case((found.exists(), 1), else_=0)


def any_member(condition: Sql) -> Sql:
    """1 when a living member meets the condition, else 0."""
    found = (
        select(membership.c.id)
        .select_from(membership.join(person, person.c.id == membership.c.person_id))
        .where(living_members(household.c.id), condition)
    )
    return case((found.correlate(household).exists(), 1), else_=0)
