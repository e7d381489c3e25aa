"""What an import would change, value by value, before anything is changed.

A value that the township wrote after the file's 数据日期 is kept and listed; an empty cell says nothing. Nothing here
writes to the ledger: all statements fill temporary tables of the writing connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    Date,
    Integer,
    Join,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.history import HISTORY
from app.services import audit, clock
from app.services.imports import roster_fields as fields
from app.services.imports.roster_fields import Target
from app.services.imports.roster_match import (
    When,
    gather_households,
    match_households_by_people,
    match_members,
    settle_members,
    take_stock,
)
from app.services.imports.roster_places import Place, fill_villages, is_founding, match_places, places_of
from app.services.imports.roster_tables import DIFFERENCE, HOUSEHOLD, MEMBER, STAGE, TABLES
from app.services.imports.sql import Expression, drop, make_empty
from app.services.imports.staging import Staged

ANNUAL = "annual"
NATIONAL_EXPORT, HOUSEHOLD_BOOK = IMPORTED_SOURCES = ("national_export", "household_book")
# plan_member.moves: what happens to the household that a known person belongs to.
MOVES, STAYS, HAS_LEFT = 1, 2, 3

_DIFFERENCE_COLUMNS = ["subject", "subject_id", "n", "key", "field", "old", "new", "kept", "since", "ours_on"]


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """The plan's frame: whether it founds the villages, what the file's facts are called, which fields it has."""

    founding: bool
    places: tuple[Place, ...]
    source: str
    present: frozenset[str]


def make_plan(session: Session, staged: Staged, *, today: date) -> RosterPlan:
    """Fill the plan tables from the staging table and the ledger as it is now."""
    for table in TABLES:
        make_empty(session, table)
    present = staged.fields | fields.ALWAYS
    when = When(staged.data_on, year=today.year)
    founding = is_founding(session)
    fill_villages(session, staged)
    places = places_of(session)
    match_places(session, places, founding=founding)
    take_stock(session)
    gather_households(session, when, fields=present)
    match_members(session, when)
    match_households_by_people(session)
    settle_members(session)
    source = NATIONAL_EXPORT if {"household_code", "person_code"} & staged.fields else HOUSEHOLD_BOOK
    _find_facts(session, source)
    _find_differences(session, present)
    _settle_outcomes(session, present)
    return RosterPlan(founding, tuple(places), source, present)


def forget_plan(session: Session) -> None:
    """Drop the plan tables."""
    for table in TABLES:
        drop(session, table)


def _find_facts(session: Session, source: str) -> None:
    """The fact rows of this source and year that the file speaks of."""
    for target, owner, subject_id in (
        (fields.PERSON_FACT, "person_id", MEMBER.c.person_id),
        (fields.HOUSEHOLD_FACT, "household_id", HOUSEHOLD.c.household_id),
    ):
        fact, plan = target.table, target.plan
        found = (
            select(func.min(fact.c.id))
            .where(
                fact.c[owner] == subject_id,
                fact.c.year == plan.c.year,
                fact.c.occasion == ANNUAL,
                fact.c.source == source,
            )
            .scalar_subquery()
        )
        session.execute(update(plan).where(subject_id.is_not(None), plan.c.problem.is_(None)).values(fact_id=found))


def joined(target: Target) -> Join | Table:
    """The plan's rows with the file's values and the ledger's rows that they are about."""
    same = target.table.c.id == target.row_id
    if target.source is STAGE:
        return MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n).join(target.table, same)
    return HOUSEHOLD.join(target.table, same)


def _find_differences(session: Session, present: frozenset[str]) -> None:
    cutoff = _Cutoff(session)
    _judge_moves(session, cutoff)
    for target in fields.TARGETS:
        columns = target.present(present)
        if not columns:
            continue
        some = select(literal(1)).select_from(joined(target)).where(_usable(target), or_(*target.differs(columns)))
        # The same file again, the most frequent case, costs one look and not one for each column.
        for column in columns if session.scalar(some.limit(1)) else ():
            _note_differences(session, target, column, cutoff)
        if target.is_fact:
            _note_newer_facts(session, target, columns)


def _usable(target: Target) -> Expression:
    usable = target.plan.c.problem.is_(None)
    if target.table is fields.MEMBERSHIP.table:
        return and_(usable, MEMBER.c.moves.is_(None))
    return usable


def _note_differences(session: Session, target: Target, column: str, cutoff: _Cutoff) -> None:
    new, old = target.new_value(column), target.table.c[column]
    place = (MEMBER.c.n, MEMBER.c.key) if target.source is STAGE else (HOUSEHOLD.c.first_n, HOUSEHOLD.c.key)
    rows = (
        select(
            literal(target.table.name),
            target.row_id,
            *place,
            literal(column),
            cast(old, String),
            cast(new, String),
            case((cutoff.is_ours(target, column), 1), else_=0),
            target.table.c.seq if target.is_fact else cutoff.since(target, column),
            target.table.c.observed_on if target.is_fact else literal(None, Date),
        )
        .select_from(joined(target))
        .where(_usable(target), new.is_distinct_from(old))
    )
    session.execute(insert(DIFFERENCE).from_select(_DIFFERENCE_COLUMNS, rows))


def _note_newer_facts(session: Session, target: Target, columns: list[str]) -> None:
    """What a visit, a clerk or a department has said since the file's day: it counts more anyway, and is listed."""
    fact, plan = target.table.c, target.plan
    owner, subject = (
        ("person_id", plan.c.person_id) if target.source is STAGE else ("household_id", plan.c.household_id)
    )
    place = (MEMBER.c.n, MEMBER.c.key) if target.source is STAGE else (HOUSEHOLD.c.first_n, HOUSEHOLD.c.key)
    is_newer = or_(fact.observed_on > plan.c.data_on, and_(plan.c.data_on.is_(None), fact.year >= plan.c.year))
    rows = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n) if target.source is STAGE else HOUSEHOLD
    ours = rows.join(target.table, fact[owner] == subject)
    newer = and_(fact.source.not_in(IMPORTED_SOURCES), is_newer, plan.c.problem.is_(None))
    if session.scalar(select(literal(1)).select_from(ours).where(newer).limit(1)) is None:
        return
    for column in columns:
        theirs = target.source.c[target.columns[column]]
        differs = and_(newer, fact[column].is_not(None), theirs.is_not(None), theirs != fact[column])
        values = (literal(target.table.name), fact.id, *place, literal(column))
        sides = (cast(fact[column], String), cast(theirs, String), literal(1), fact.seq, fact.observed_on)
        kept = select(*values, *sides).select_from(ours)
        session.execute(insert(DIFFERENCE).from_select(_DIFFERENCE_COLUMNS, kept.where(differs)))


class _Cutoff:
    """The ledger's last number on each 数据日期 of the file; without a date every number is later."""

    def __init__(self, session: Session) -> None:
        days = session.scalars(select(MEMBER.c.data_on).where(MEMBER.c.data_on.is_not(None)).distinct())
        self._pairs = [(day, audit.seq_at(session, clock.end_of(day))) for day in days]
        self._imports = select(AuditEntry.seq).where(AuditEntry.action.like("import.%"))

    def is_newer(self, seq: Expression, day: Expression) -> Expression:
        """Whether a version was written after the day, and not by an import."""
        cases = [(day == literal(when, Date), literal(last, Integer)) for when, last in self._pairs]
        cutoff = case(*cases, else_=literal(0)) if cases else literal(0)
        return and_(seq > cutoff, seq.not_in(self._imports))

    def is_ours(self, target: Target, column: str) -> Expression:
        """Whether the township has written this value since the file's day."""
        return self.is_newer(self.since(target, column), target.plan.c.data_on)

    def since(self, target: Target, column: str) -> Expression:
        """The number since when the ledger has this value.

        The row may have been written since by others; the value is as old as the first version that has carried it
        without a break.
        """
        table, history = target.table, HISTORY[target.table.name]
        other, same = history.alias("other"), history.alias("same")
        last_other = (
            select(func.max(other.c.seq))
            .where(other.c.id == table.c.id, other.c[column].is_distinct_from(table.c[column]))
            .scalar_subquery()
        )
        since = (
            select(func.min(same.c.seq))
            .where(same.c.id == table.c.id, same.c.seq > func.coalesce(last_other, 0))
            .scalar_subquery()
        )
        return func.coalesce(since, table.c.seq)


def _judge_moves(session: Session, cutoff: _Cutoff) -> None:
    """A move that the township has overruled since, and persons who have left, are questions and no changes."""
    membership = fields.MEMBERSHIP.table
    overruled = (
        select(literal(1))
        .where(membership.c.id == MEMBER.c.membership_id, cutoff.is_newer(membership.c.seq, MEMBER.c.data_on))
        .correlate(MEMBER)
        .exists()
    )
    session.execute(update(MEMBER).where(MEMBER.c.moves == MOVES, overruled).values(moves=STAYS))
    left = select(literal(1)).where(membership.c.person_id == MEMBER.c.person_id).correlate(MEMBER).exists()
    nowhere = and_(MEMBER.c.person_id.is_not(None), MEMBER.c.home_id.is_(None), MEMBER.c.problem.is_(None))
    session.execute(update(MEMBER).where(nowhere, left).values(moves=HAS_LEFT))


def _settle_outcomes(session: Session, present: frozenset[str]) -> None:
    """created, updated or unchanged for every row and household that is not refused."""
    changed = select(DIFFERENCE.c.n).where(
        DIFFERENCE.c.kept == 0, DIFFERENCE.c.subject.in_(("person", "membership", "person_fact"))
    )
    joins = and_(MEMBER.c.moves.is_(None), MEMBER.c.membership_id.is_(None), MEMBER.c.key.is_not(None))
    updated = or_(MEMBER.c.n.in_(changed), MEMBER.c.moves == MOVES, joins)
    if fields.PERSON_FACT.present(present):
        updated = or_(updated, and_(MEMBER.c.fact_id.is_(None), MEMBER.c.n.in_(_rows_with_facts(present))))
    outcome = case((MEMBER.c.person_id.is_(None), "created"), (updated, "updated"), else_="unchanged")
    session.execute(update(MEMBER).where(MEMBER.c.problem.is_(None)).values(outcome=outcome))
    _settle_households(session, present)


def _rows_with_facts(present: frozenset[str]) -> Select[tuple[int]]:
    columns = fields.PERSON_FACT.present(present)
    says = or_(*(STAGE.c[fields.PERSON_FACT.columns[name]].is_not(None) for name in columns))
    return select(STAGE.c.n).where(says)


def _settle_households(session: Session, present: frozenset[str]) -> None:
    plan = HOUSEHOLD.c
    changed = select(DIFFERENCE.c.key).where(
        DIFFERENCE.c.kept == 0, DIFFERENCE.c.subject.in_(("household", "household_fact"))
    )
    updated = or_(plan.key.in_(changed), _gets_code())
    columns = fields.HOUSEHOLD_FACT.present(present)
    if columns:
        says = or_(*(plan[fields.HOUSEHOLD_FACT.columns[name]].is_not(None) for name in columns))
        updated = or_(updated, and_(plan.fact_id.is_(None), says))
    comes = or_(MEMBER.c.moves.is_(None), MEMBER.c.moves == MOVES)
    has_members = (
        select(literal(1))
        .where(MEMBER.c.key == plan.key, MEMBER.c.outcome.is_not(None), comes)
        .correlate(HOUSEHOLD)
        .exists()
    )
    outcome = case((plan.household_id.is_(None), "created"), (updated, "updated"), else_="unchanged")
    session.execute(
        update(HOUSEHOLD)
        .where(plan.problem.is_(None), or_(plan.household_id.is_not(None), has_members))
        .values(outcome=outcome)
    )


def _gets_code() -> Expression:
    """The file brings the national number of a household that has only ours."""
    household = fields.HOUSEHOLDS.table
    return (
        select(literal(1))
        .where(
            household.c.id == HOUSEHOLD.c.household_id,
            HOUSEHOLD.c.code.is_not(None),
            household.c.code != HOUSEHOLD.c.code,
            household.c.national_code.is_(None),
        )
        .correlate(HOUSEHOLD)
        .exists()
    )
