"""Which of several facts counts: the year first, then the source's rank, then the date, then the later entry.

A fact belongs to a subject and a year; inside a year the higher source wins whatever the dates: what was seen on
the spot beats any list (design 2 and 4). An export dated after the newest plan's year counts as of that year. Every
truth is SMALLINT 1 / 0 / NULL in SELECT, never a bare WHERE: yes, no, unknown.

``person_value`` and its like are scalar subqueries for a few records; ``app.services.standing`` builds the same from
``key_of`` for the whole town in one pass.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    SmallInteger,
    String,
    and_,
    case,
    cast,
    func,
    null,
    or_,
    select,
)

from app.models.history import VERSIONED

# SQLAlchemy's expressions are invariant in their type, which the database, not Python, decides.
Sql = ColumnElement[Any]

# Lowest first. A source that is not on the list ranks below all of them.
SOURCE_RANK = (
    "household_book",
    "import",
    "national_export",
    "household",
    "department",
    "village",
    "clerk",
    "meeting",
    "visit",
)
# What two verifiers see on the spot when an alert is closed stands beside a visit: the later day counts.
_RANKS = {name: position + 1 for position, name in enumerate(SOURCE_RANK)}
_RANKS["verification"] = _RANKS["visit"]

household = VERSIONED["household"]
person = VERSIONED["person"]
membership = VERSIONED["membership"]
person_fact = VERSIONED["person_fact"]
household_fact = VERSIONED["household_fact"]
statement = VERSIONED["income_statement"]
household_event = VERSIONED["household_event"]
_plan_year = VERSIONED["plan_year"]

IMPORTED_BASIS = "导入"
STATED_BASIS = "逐项核算"
_ANNUAL = "annual"

# year (4) + kind (1) + rank (1) + day (10) + id (10): of several facts the one with the greatest key counts.
KEY_LENGTH = 26
_ID_BASE = 10**10
_NO_DAY = "0000-00-00"
_FIGURE, _ANNUAL_STATEMENT, _STATEMENT = "0", "1", "2"


def rank(source: Sql) -> Sql:
    """The rank of a source, one digit."""
    return case(_RANKS, value=source, else_=0)


def rank_of(source: str) -> int:
    """The same in Python."""
    return _RANKS.get(source, 0)


def year_of(year: Sql) -> Sql:
    """The year that a fact counts for: its own; one after the newest plan's year counts as of that year."""
    newest = select(func.max(_plan_year.c.year)).scalar_subquery()
    return case((year > newest, newest), else_=year)


def key_of(table: FromClause, *, year: Sql | None = None, kind: Sql | str = _FIGURE) -> Sql:
    """The text by which the facts of a table are ordered, ``KEY_LENGTH`` characters."""
    counted = year_of(table.c.year) if year is None else year
    day = func.coalesce(cast(table.c.observed_on, String), _NO_DAY)
    return cast(counted, String) + kind + cast(rank(table.c.source), String) + day + padded(table.c.id)


def padded(number: Sql) -> Sql:
    """A number below 10,000,000,000 as ten digits, so that texts order as numbers do."""
    return func.substr(cast(number + _ID_BASE, String), 2, type_=String)


def latest(key: Sql, value: Sql) -> Sql:
    """Aggregate: the value of the greatest key among the rows that say anything, as text; NULL when none does."""
    return value_in(func.max(key + cast(value, String)))


def latest_of(table: FromClause, field: str, key: Sql) -> Sql:
    """The same for a column, in the column's own type."""
    column = table.c[field]
    return latest(key, column) if isinstance(column.type, String) else cast(latest(key, column), column.type)


def value_in(keyed: Sql) -> Sql:
    """The value behind a key."""
    return func.substr(keyed, KEY_LENGTH + 1, type_=String)


def year_in(keyed: Sql) -> Sql:
    """The year in front of a key."""
    return func.substr(keyed, 1, 4, type_=String)


def household_value(field: str) -> Sql:
    """The effective value of a household fact's field, correlated to ``household``."""
    found = select(latest_of(household_fact, field, key_of(household_fact)))
    return found.where(household_fact.c.household_id == household.c.id).correlate(household).scalar_subquery()


def person_value(field: str) -> Sql:
    """The effective value of a person fact's field, correlated to ``person``."""
    found = select(latest_of(person_fact, field, key_of(person_fact)))
    return found.where(person_fact.c.person_id == person.c.id).correlate(person).scalar_subquery()


def living_members(owner: Sql) -> Sql:
    """The open memberships of a household; join ``person`` on ``membership.person_id``."""
    return and_(membership.c.household_id == owner, membership.c.to_on.is_(None))


def insured(resident: Sql, employee: Sql) -> Sql:
    """居民医保 or 职工医保 是 = yes; both 否 = not; else unknown. 大病保险 proves nothing (design 2)."""
    return case((or_(resident == 1, employee == 1), 1), (and_(resident == 0, employee == 0), 0), else_=null())


def member_insured() -> Sql:
    """Whether a person has basic medical insurance, correlated to ``person``."""
    return insured(person_value("resident_medical"), person_value("employee_medical"))


def housing_of_row() -> Sql:
    """What one household fact says of the house: as recorded, else 危房户 turned round, else its grade."""
    f = household_fact.c
    graded = case((f.housing_grade.in_(("A", "B")), 1), (f.housing_grade.in_(("C", "D")), 0), else_=null())
    return func.coalesce(f.housing_safe, 1 - f.dangerous_housing, graded)


def water_of_row() -> Sql:
    """What one household fact says of the water: as recorded, else 是否解决安全饮用水."""
    return func.coalesce(household_fact.c.water_safe, household_fact.c.safe_water)


def floor_division(amount: Sql, by: Sql) -> Sql:
    """Rounded down also below zero, where SQL's own division rounds towards zero."""
    rest = (amount % by + by) % by
    return (amount - rest) // by


def stated_figure() -> Sql:
    """Aggregate over a household's statements: key and net income per head in fen, rounded down.

    An annual statement is what is known in the year after; a 预计 one goes before it.
    """
    return func.max(statement_key() + cast(per_head(), String))


def stated_basis() -> Sql:
    """Aggregate over a household's statements: key and basis of the one that counts."""
    told = case((per_head().is_not(None), func.coalesce(statement.c.basis, STATED_BASIS)))
    return func.max(statement_key() + told)


def imported_figure() -> Sql:
    """Aggregate over a household's facts: key and imported 人均纯收入 in fen; a statement of its year goes before."""
    return func.max(key_of(household_fact) + cast(household_fact.c.net_per_head_fen, String))


def statement_key() -> Sql:
    """The text by which statements are ordered among themselves and with imported figures."""
    s, is_annual = statement.c, statement.c.occasion == _ANNUAL
    year = year_of(case((is_annual, s.year + 1), else_=s.year))
    return key_of(statement, year=year, kind=case((is_annual, _ANNUAL_STATEMENT), else_=_STATEMENT))


def per_head() -> Sql:
    """A statement's net income per head, rounded down; the heads that are counted now where it names none."""
    counted = (
        select(func.sum(membership.c.counts_per_head))
        .where(membership.c.household_id == statement.c.household_id, membership.c.to_on.is_(None))
        .correlate(statement)
        .scalar_subquery()
    )
    heads = func.coalesce(statement.c.heads, counted)
    figure = floor_division(statement.c.net_fen, cast(heads, Integer))
    return case((heads > 0, figure))


def greater(first: Sql, second: Sql) -> Sql:
    """The greater of two keyed texts; one that is missing never wins."""
    return case((func.coalesce(first, "") >= func.coalesce(second, ""), first), else_=second)


def net_per_head_fen() -> Sql:
    """Effective expected net income per head in fen, rounded down, correlated to ``household``."""
    stated = select(stated_figure()).where(statement.c.household_id == household.c.id)
    imported = select(imported_figure()).where(household_fact.c.household_id == household.c.id)
    figures = (found.correlate(household).scalar_subquery() for found in (stated, imported))
    return cast(value_in(greater(*figures)), Integer)


def is_below(net_per_head: Sql, line_fen: int | Sql) -> Sql:
    """Strict and exact although rounded down: ``net < line * heads`` just when ``floor(net / heads) < line``."""
    return cast(case((net_per_head.is_(None), null()), (net_per_head < line_fen, 1), else_=0), SmallInteger)


def below_line(line_fen: int) -> Sql:
    """Whether the effective expected income is below the line, correlated to ``household``."""
    return is_below(net_per_head_fen(), line_fen)


def has_event(*kinds: str) -> Sql:
    """Closed-world: 1 when an event of these kinds is recorded and not withdrawn, else 0; beside ``household``."""
    found = select(household_event.c.id).where(
        household_event.c.household_id == household.c.id,
        household_event.c.kind.in_(kinds),
        household_event.c.withdrawn_on.is_(None),
    )
    return case((found.correlate(household).exists(), 1), else_=0)
