"""Who is who: the rows of a roster against the households and persons of the ledger (design 4: identity).

A household is known by 户编号, else by where its head lives now; a person by 人编号, else by ID number. The same ID
number may stand on several persons (a finding, not an error), so the household and the name decide between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Date, Integer, Table, and_, case, cast, extract, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.household_codes import is_issued
from app.services.imports.roster_child import HEAD
from app.services.imports.roster_places import NO_VILLAGE
from app.services.imports.roster_tables import HOUSEHOLD, KNOWN, MEMBER, PLACE, STAGE
from app.services.imports.sql import Expression, build_indexes

PERSON, MEMBERSHIP, HOUSEHOLDS = VERSIONED["person"], VERSIONED["membership"], VERSIONED["household"]

REPEATED = "repeated"
NO_HOUSEHOLD = "no_household"

# Household values that any member's row may carry.
GATHERED = frozenset(HOUSEHOLD.c.keys()) - {
    *("key", "first_n", "head_n", "code", "household_id", "by_code", "village_id", "group_id", "problem", "fact_id"),
    *("outcome", "data_on", "year"),
}


class When:
    """The day and year that a row speaks of: its own, else its file's, else the year of the import."""

    def __init__(self, data_on: Iterable[date | None], *, year: int, stage: Table = STAGE) -> None:
        days = {number: day for number, day in enumerate(data_on) if day is not None}
        by_file = [(stage.c.file == number, literal(day, Date)) for number, day in days.items()]
        self.day: Expression = func.coalesce(stage.c.data_on, case(*by_file)) if by_file else stage.c.data_on
        self.year: Expression = func.coalesce(
            stage.c.year, cast(extract("year", self.day), Integer), literal(year, Integer)
        )


def take_stock(session: Session) -> None:
    """The persons of the ledger as they can be recognised; an alias stands for the person that it was merged into."""
    survivor = func.coalesce(PERSON.c.alias_of_id, PERSON.c.id)
    open_membership = and_(MEMBERSHIP.c.person_id == survivor, MEMBERSHIP.c.to_on.is_(None))
    rows = select(
        survivor,
        func.substr(func.upper(PERSON.c.id_number), 1, 18),
        PERSON.c.national_code,
        PERSON.c.name,
        MEMBERSHIP.c.id,
        MEMBERSHIP.c.household_id,
        MEMBERSHIP.c.relation,
    ).select_from(PERSON.outerjoin(MEMBERSHIP, open_membership))
    names = ["person_id", "id_key", "code", "name", "membership_id", "household_id", "relation"]
    session.execute(insert(KNOWN).from_select(names, rows))
    build_indexes(session, KNOWN)


def gather_households(session: Session, when: When, *, fields: frozenset[str]) -> None:
    """One line for each household of the file, matched by its code where it has one."""
    stage = STAGE.c
    gathered = sorted(GATHERED & fields)
    grouped = (
        select(
            stage.household_key,
            func.min(stage.n).label("first_n"),
            func.min(case((stage.relation == HEAD, stage.n))).label("head_n"),
            func.max(stage.household_code).label("code"),
            func.max(when.day).label("data_on"),
            func.max(when.year).label("year"),
            *(_gathered(name) for name in gathered),
        )
        .where(stage.household_key.is_not(None))
        .group_by(stage.household_key)
        .subquery()
    )
    first = STAGE.alias("first_row")
    here = and_(
        PLACE.c.village.is_not_distinct_from(first.c.village),
        PLACE.c.group_name.is_not_distinct_from(first.c.group),
        PLACE.c.township.is_not_distinct_from(first.c.township),
    )
    code = household_of(grouped.c.code)
    rows = (
        select(*grouped.c, PLACE.c.village_id, PLACE.c.group_id, PLACE.c.problem, code, case((code.is_not(None), 1)))
        .join(first, first.c.n == grouped.c.first_n)
        .join(PLACE, here)
    )
    names = ["key", "first_n", "head_n", "code", "data_on", "year", *gathered]
    names += ["village_id", "group_id", "problem", "household_id", "by_code"]
    session.execute(insert(HOUSEHOLD).from_select(names, rows))
    build_indexes(session, HOUSEHOLD)


def _gathered(name: str) -> Expression:
    """What the head's row says, else the greatest that any row says (a choice that is the same on every run)."""
    value = STAGE.c[name]
    return func.coalesce(func.max(case((STAGE.c.relation == HEAD, value))), func.max(value)).label(name)


def household_of(code: Expression) -> Expression:
    """The id of the household with this code, permanent or national; the survivor of a merged one."""
    survivor = func.coalesce(HOUSEHOLDS.c.merged_into_id, HOUSEHOLDS.c.id)
    permanent = select(survivor).where(HOUSEHOLDS.c.code == code).scalar_subquery()
    national = select(func.min(survivor)).where(HOUSEHOLDS.c.national_code == code).scalar_subquery()
    return func.coalesce(permanent, national)


def match_members(session: Session, when: When) -> None:
    """One line for each row, matched to a person where the ledger knows one."""
    stage = STAGE.c
    here = STAGE.outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == stage.household_key)
    person = func.coalesce(_by_code(stage.person_code), _by_number())
    rows = (
        select(
            *(stage.n, stage.household_key, stage.person_code, stage.id_key, stage.name, person),
            *(HOUSEHOLD.c.problem, when.day, when.year),
        )
        .select_from(here)
        .order_by(stage.n)
    )
    names = ["n", "key", "code", "id_key", "name", "person_id", "problem", "data_on", "year"]
    session.execute(insert(MEMBER).from_select(names, rows))
    build_indexes(session, MEMBER)
    _refuse_repeated_rows(session)
    _one_row_for_each_person(session)
    _find_homes(session)


def _by_code(code: Expression) -> Expression:
    return select(func.min(KNOWN.c.person_id)).where(KNOWN.c.code == code).scalar_subquery()


def _by_number() -> Expression:
    """The person with this ID number whose code does not contradict: of this household first, of this name next."""
    stage = STAGE.c
    fits = or_(KNOWN.c.code.is_(None), stage.person_code.is_(None), KNOWN.c.code == stage.person_code)
    return (
        select(KNOWN.c.person_id)
        .where(KNOWN.c.id_key == stage.id_key, fits)
        .order_by(
            case((KNOWN.c.household_id == HOUSEHOLD.c.household_id, 0), else_=1),
            case((KNOWN.c.name == stage.name, 0), else_=1),
            KNOWN.c.person_id,
        )
        .limit(1)
        .correlate(STAGE, HOUSEHOLD)
        .scalar_subquery()
    )


def _refuse_repeated_rows(session: Session) -> None:
    """The same person written twice in one household: the first row counts, the second is listed with it."""
    member = MEMBER.c
    identity = func.coalesce(literal("C") + member.code, literal("I") + member.id_key)
    without_code = member.code.is_(None)
    parts = [identity, case((without_code, member.name), else_=""), case((without_code, member.key), else_="")]
    ranked = select(member.n, func.min(member.n).over(partition_by=parts).label("first_n")).subquery()
    later = select(ranked.c.n, ranked.c.first_n).where(ranked.c.n > ranked.c.first_n).subquery("repeated")
    row_of = select(STAGE.c.row).where(STAGE.c.n == later.c.first_n).scalar_subquery()
    session.execute(
        update(MEMBER)
        .where(MEMBER.c.n == later.c.n, MEMBER.c.problem.is_(None))
        .values(problem=REPEATED, problem_row=row_of, person_id=None)
    )


def _one_row_for_each_person(session: Session) -> None:
    """Two rows cannot be one person: the row of the person's own household keeps it, else the first."""
    claims, home = MEMBER.alias("claims"), HOUSEHOLD.alias("home")
    twice = (
        select(claims.c.person_id)
        .where(claims.c.person_id.is_not(None))
        .group_by(claims.c.person_id)
        .having(func.count() > 1)
    )
    at_home = (
        select(literal(1))
        .select_from(KNOWN.join(home, home.c.household_id == KNOWN.c.household_id))
        .where(KNOWN.c.person_id == MEMBER.c.person_id, home.c.key == MEMBER.c.key)
        .correlate(MEMBER)
        .exists()
    )
    rank = func.row_number().over(partition_by=MEMBER.c.person_id, order_by=[case((at_home, 0), else_=1), MEMBER.c.n])
    ranked = select(MEMBER.c.n, rank.label("rank")).where(MEMBER.c.person_id.in_(twice)).subquery()
    losers = select(ranked.c.n).where(ranked.c.rank > 1)
    session.execute(update(MEMBER).where(MEMBER.c.n.in_(losers)).values(person_id=None))


def _find_homes(session: Session) -> None:
    """Where the ledger has each known person now."""
    session.execute(
        update(MEMBER)
        .where(MEMBER.c.person_id == KNOWN.c.person_id, KNOWN.c.membership_id.is_not(None))
        .values(membership_id=KNOWN.c.membership_id, home_id=KNOWN.c.household_id)
    )


def match_households_by_people(session: Session) -> None:
    """A household without a known code is the one where its head lives now, else where most of its members do.

    Most members of the file's household or most who live in that home: one is not enough, because a bride still
    listed with her parents would bring her husband's family there.
    A file's code goes to a household that has none of its own yet; two households of the file never share one.
    """
    head, known, everybody = MEMBER.alias("head"), MEMBER.alias("known"), MEMBER.alias("everybody")
    living = MEMBERSHIP.alias("living")
    heads_home = select(head.c.home_id).where(head.c.n == HOUSEHOLD.c.head_n).scalar_subquery()
    size = select(func.count()).where(everybody.c.key == HOUSEHOLD.c.key).scalar_subquery()
    at_home = (
        select(func.count())
        .where(living.c.household_id == known.c.home_id, living.c.to_on.is_(None))
        .correlate(known)
        .scalar_subquery()
    )
    shared_home = (
        select(known.c.home_id)
        .where(known.c.key == HOUSEHOLD.c.key, known.c.home_id.is_not(None))
        .group_by(known.c.home_id)
        .having(or_(2 * func.count() > size, 2 * func.count() > at_home))
        .order_by(func.count().desc(), known.c.home_id)
        .limit(1)
        .scalar_subquery()
    )
    unplaced = or_(HOUSEHOLD.c.problem.is_(None), HOUSEHOLD.c.problem == NO_VILLAGE)
    open_ = and_(HOUSEHOLD.c.household_id.is_(None), unplaced)
    session.execute(update(HOUSEHOLD).where(open_).values(household_id=func.coalesce(heads_home, shared_home)))
    found = HOUSEHOLDS.alias("found")
    has_own_code = (
        select(literal(1))
        .where(
            found.c.id == HOUSEHOLD.c.household_id,
            or_(found.c.national_code.is_not(None), ~is_issued(found.c.code)),
        )
        .correlate(HOUSEHOLD)
        .exists()
    )
    by_people = HOUSEHOLD.c.by_code.is_(None)
    session.execute(
        update(HOUSEHOLD).where(by_people, HOUSEHOLD.c.code.is_not(None), has_own_code).values(household_id=None)
    )
    _one_line_for_each_household(session)
    _place_the_known(session)


def _place_the_known(session: Session) -> None:
    """A household that the ledger knows has its village, whether the file names it or not."""
    placed = and_(HOUSEHOLD.c.problem == NO_VILLAGE, HOUSEHOLD.c.household_id.is_not(None))
    session.execute(update(HOUSEHOLD).where(placed).values(problem=None))
    sound = select(HOUSEHOLD.c.key).where(HOUSEHOLD.c.problem.is_(None))
    session.execute(update(MEMBER).where(MEMBER.c.problem == NO_VILLAGE, MEMBER.c.key.in_(sound)).values(problem=None))


def _one_line_for_each_household(session: Session) -> None:
    claims = HOUSEHOLD.alias("claims")
    twice = (
        select(claims.c.household_id)
        .where(claims.c.household_id.is_not(None))
        .group_by(claims.c.household_id)
        .having(func.count() > 1)
    )
    head_there = (
        select(literal(1))
        .select_from(MEMBER.join(KNOWN, KNOWN.c.person_id == MEMBER.c.person_id))
        .where(MEMBER.c.n == HOUSEHOLD.c.head_n, KNOWN.c.relation == HEAD)
        .correlate(HOUSEHOLD)
        .exists()
    )
    order = [case((HOUSEHOLD.c.by_code == 1, 0), (head_there, 1), else_=2), HOUSEHOLD.c.first_n]
    rank = func.row_number().over(partition_by=HOUSEHOLD.c.household_id, order_by=order)
    ranked = select(HOUSEHOLD.c.key, rank.label("rank")).where(HOUSEHOLD.c.household_id.in_(twice)).subquery()
    losers = select(ranked.c.key).where(ranked.c.rank > 1)
    session.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.key.in_(losers)).values(household_id=None))


def settle_members(session: Session) -> None:
    """What is left to say of each row: no household to put a new person into, or a move between households."""
    alone = and_(MEMBER.c.key.is_(None), MEMBER.c.person_id.is_(None), MEMBER.c.problem.is_(None))
    session.execute(update(MEMBER).where(alone).values(problem=NO_HOUSEHOLD))
    session.execute(
        update(MEMBER)
        .where(
            MEMBER.c.key == HOUSEHOLD.c.key,
            MEMBER.c.home_id.is_not(None),
            MEMBER.c.problem.is_(None),
            MEMBER.c.home_id.is_distinct_from(HOUSEHOLD.c.household_id),
        )
        .values(moves=1)
    )
