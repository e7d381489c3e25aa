"""The temporary tables of lists about households: a line for each household, with what the file says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from sqlalchemy import Column, Date, Integer, String, Table, Text, and_, case, cast, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.services.imports.roster_child import HEAD
from app.services.imports.roster_match import When
from app.services.imports.roster_tables import HOUSEHOLD, MEMBER, STAGE
from app.services.imports.sql import Expression, build_indexes, drop, make_empty, temporary_table
from app.services.imports.staging import Staged
from app.services.imports.subjects import SUBJECT

# ``key`` names the household in the file; ``household_id`` is empty until a household that the file brings is made.
LINE = temporary_table(
    "plan_line",
    Column("key", String, primary_key=True),
    Column("n", Integer),
    Column("household_id", Integer),
    Column("data_on", Date),
    Column("year", Integer),
    Column("observed_on", Date),  # 数据日期; a file without one speaks of the end of its year, of this year until today
    Column("outcome", String),  # created, updated, unchanged; nothing = the file says nothing for the list's own tables
    indexes=[["household_id"]],
)
# The ledger's rows that a line continues, by table and occasion.
EXISTING = temporary_table(
    "plan_existing",
    Column("target", String),
    Column("key", String),
    Column("id", Integer),
    indexes=[["target", "key"]],
)
CHANGE = temporary_table(
    "plan_change",
    Column("target", String),
    Column("key", String),
    Column("field", String),
    Column("old", Text),
    Column("new", Text),
)
TABLES = (LINE, EXISTING, CHANGE)


@cache
def said_table(stage: Table) -> Table:
    """What a file says of each household, gathered from its rows: a column for each field of the stage."""
    own = [Column(column.name, column.type) for column in stage.c if column.name not in ("n", "file", "sheet", "row")]
    return temporary_table(f"said_{stage.name}", Column("key", String, primary_key=True), *own)


def lines_of_members(session: Session, staged: Staged, *, today: date) -> None:
    """A line for each household of a file with a row for each member; the roster's plan has matched it."""
    for table in (*TABLES, said_table(staged.table)):
        make_empty(session, table)
    names = ["key", "n", "household_id", "data_on", "year"]
    rows = select(
        HOUSEHOLD.c.key, HOUSEHOLD.c.first_n, HOUSEHOLD.c.household_id, HOUSEHOLD.c.data_on, HOUSEHOLD.c.year
    ).where(HOUSEHOLD.c.outcome.is_not(None))
    session.execute(insert(LINE).from_select(names, rows))
    stage = staged.table
    accepted = select(MEMBER.c.n).where(MEMBER.c.outcome.is_not(None))
    fields = _told_fields(staged)
    key = stage.c.household_key
    gathered = (
        select(key, *(_gathered(stage, name) for name in fields))
        .where(key.in_(select(LINE.c.key)), stage.c.n.in_(accepted))
        .group_by(key)
    )
    session.execute(insert(said_table(stage)).from_select(["key", *fields], gathered))
    _settle_days(session, today)


def _told_fields(staged: Staged) -> list[str]:
    return [column.name for column in said_table(staged.table).c if column.name in staged.fields]


def _settle_days(session: Session, today: date) -> None:
    for year in session.scalars(select(LINE.c.year).distinct()).all():
        end = min(date(year, 12, 31), today)
        of_year = LINE.update().where(LINE.c.year == year)
        session.execute(of_year.values(observed_on=func.coalesce(LINE.c.data_on, literal(end, Date))))
    build_indexes(session, LINE)


def _gathered(stage: Table, name: str) -> Expression:
    """What the head's row says, else the greatest that any row says (a choice that is the same on every run)."""
    value = stage.c[name]
    return func.coalesce(func.max(case((stage.c.relation == HEAD, value))), func.max(value))


def lines_of_households(session: Session, staged: Staged, *, today: date) -> None:
    """A line for each row of a file about households that the ledger knows."""
    when = When(staged.data_on, year=today.year, stage=staged.table)
    stage, said = staged.table, said_table(staged.table)
    for table in (*TABLES, said):
        make_empty(session, table)
    key = cast(SUBJECT.c.n, String)
    source = SUBJECT.join(stage, stage.c.n == SUBJECT.c.n)
    good = SUBJECT.c.problem.is_(None)
    rows = select(key, SUBJECT.c.n, SUBJECT.c.household_id, when.day, when.year).select_from(source).where(good)
    session.execute(insert(LINE).from_select(["key", "n", "household_id", "data_on", "year"], rows))
    fields = _told_fields(staged)
    told = select(key, *(stage.c[name] for name in fields)).select_from(source).where(good)
    session.execute(insert(said).from_select(["key", *fields], told))
    _settle_days(session, today)


def give_new_households(session: Session) -> None:
    """The numbers of the households that the roster's part has made."""
    made = select(HOUSEHOLD.c.household_id).where(HOUSEHOLD.c.key == LINE.c.key).scalar_subquery()
    session.execute(LINE.update().where(LINE.c.household_id.is_(None)).values(household_id=made))


def fill_roster_stage(session: Session, staged: Staged, *, take: Expression) -> None:
    """The rows with a member as the roster's own plan reads them, under their own numbers."""
    make_empty(session, STAGE)
    stage = staged.table
    names = [column.name for column in STAGE.c if column.name in stage.c]
    session.execute(insert(STAGE).from_select(names, select(*(stage.c[name] for name in names)).where(take)))


def forget_lines(session: Session, staged_tables: Iterable[Table]) -> None:
    """Drop the tables."""
    for table in (*TABLES, STAGE, *map(said_table, staged_tables)):
        drop(session, table)


def names_a_member(stage: Table) -> Expression:
    """Rows that say which person they are about."""
    return and_(stage.c.name.is_not(None), or_(stage.c.id_number.is_not(None), stage.c.person_code.is_not(None)))
