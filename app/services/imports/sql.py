"""Set-based statements of the imports: a loop over rows in Python would keep the window from painting."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Engine,
    FromClause,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropTable, Index
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from app.models.history import archive, journal_of
from app.services.files.columns import ColumnSet, FieldKind

# SQLAlchemy's columns are invariant in their type, and these functions take columns of all types.
Expression: TypeAlias = ColumnElement[Any]
AnyColumn: TypeAlias = Column[Any]

_TYPES: Mapping[FieldKind, type[Integer] | type[BigInteger] | type[Date] | type[String]] = {
    FieldKind.TRUTH: Integer,
    FieldKind.COUNT: Integer,
    FieldKind.YEAR: Integer,
    FieldKind.AREA: Integer,
    FieldKind.DISTANCE: Integer,
    FieldKind.FEN: BigInteger,
    FieldKind.DAY: Date,
    FieldKind.DATA_DAY: Date,
}


class RandomUid(GenericFunction[str]):
    """A UUIDv7 for each row of an INSERT … SELECT; its argument is ``uid_prefix()``."""

    type = String()
    inherit_cache = True
    name = "random_uid"


@compiles(RandomUid, "sqlite")
def _random_uid_sqlite(element: RandomUid, compiler: SQLCompiler, **options: object) -> str:
    prefix = compiler.process(element.clauses, **options)
    return (
        f"printf('%s-7%03x-%04x-%012x', {prefix}, random() & 4095, "
        "32768 | (random() & 16383), random() & 281474976710655)"
    )


@compiles(RandomUid, "postgresql")
def _random_uid_postgresql(_element: RandomUid, _compiler: SQLCompiler, **_options: object) -> str:
    return "CAST(uuidv7() AS VARCHAR)"


def uid_prefix() -> str:
    """The first twelve digits of a UUIDv7 made now."""
    milliseconds = f"{time.time_ns() // 1_000_000:012x}"
    return f"{milliseconds[:8]}-{milliseconds[8:]}"


def staging_columns(columns: ColumnSet) -> list[AnyColumn]:
    """A column for each field of a list, in the type that the ledger stores."""
    groups = dict.fromkeys(field.group for field in columns.fields if field.group)
    fields = [Column(field.name, _TYPES.get(field.kind, String)) for field in columns.fields]
    rest = [Column("rest", Text)] if columns.rest is not None else []
    return [*fields, *(Column(f"raw_{group}", Text) for group in groups), *rest]


def temporary_table(name: str, *columns: AnyColumn, indexes: Sequence[Sequence[str]] = ()) -> Table:
    """A table of this connection alone; in memory, gone with it."""
    table = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
    for names in indexes:
        Index(f"ix_{name}_{'_'.join(names)}", *(table.c[column] for column in names))
    return table


def make_empty(session: Session, table: Table) -> None:
    """(Re)make a temporary table without its indexes: they are built after the rows are in."""
    drop(session, table)
    columns = [Column(c.name, c.type, primary_key=c.primary_key) for c in table.c]
    Table(table.name, MetaData(), *columns, prefixes=["TEMPORARY"]).create(session.connection(), checkfirst=False)


def build_indexes(session: Session, table: Table) -> None:
    """The indexes of a filled temporary table, and the statistics that the planner needs."""
    for index in table.indexes:
        session.execute(CreateIndex(index))


def drop(session: Session, table: Table) -> None:
    """Forget a temporary table, if it is there."""
    session.execute(DropTable(table, if_exists=True))


def insert_statement(engine: Engine, table: Table, names: Sequence[str]) -> str:
    """The driver's own INSERT for plain tuples: SQLAlchemy's parameter handling costs more than the insert."""
    # INSERT … SELECT keeps the order of the names; VALUES would take that of the table.
    row = select(*(bindparam(name, type_=table.c[name].type) for name in names))
    return str(insert(table).from_select(list(names), row, include_defaults=False).compile(engine))


def differs(new: Expression, old: Expression) -> ColumnElement[bool]:
    """Whether a file says something else than the ledger; an empty cell says nothing."""
    return and_(new.is_not(None), new.is_distinct_from(old))


def insert_from(
    session: Session,
    table: Table,
    values: Mapping[str, Expression],
    source: FromClause,
    *where: ColumnElement[bool],
) -> int:
    """INSERT … SELECT of new versioned rows in the running transaction; returns how many."""
    journal = journal_of(session)
    stamped: dict[str, Expression] = {
        **values,
        "uid": RandomUid(literal(uid_prefix())),
        "seq": literal(journal.seq),
        "row_version": literal(1),
    }
    rows = select(*stamped.values()).select_from(source).where(*where)
    result = session.execute(insert(table).from_select(list(stamped), rows))
    count = int(getattr(result, "rowcount", 0))
    if count:
        journal.bulk.add(table.name)
    return count


def update_from(
    session: Session,
    table: Table,
    values: Mapping[str, Expression],
    *,
    ids: ColumnElement[bool],
    joined: Sequence[ColumnElement[bool]],
) -> None:
    """UPDATE … FROM of versioned rows, their old versions kept: ``ids`` chooses rows, ``joined`` pairs them."""
    journal = journal_of(session)
    archive(session, table, ids)
    stamped = {**values, "seq": literal(journal.seq), "row_version": table.c.row_version + 1}
    result = session.execute(update(table).where(ids, *joined).values(stamped))
    if int(getattr(result, "rowcount", 0)):
        journal.bulk.add(table.name)


def said_only(pairs: Sequence[Expression]) -> Expression:
    """Names and values by turns as one JSON text, without what a row says nothing of."""
    return cast(func.json_patch("{}", func.json_object(*pairs)), String)


def count_rows(session: Session, source: FromClause, *where: ColumnElement[bool]) -> int:
    """How many rows meet the conditions."""
    return session.scalar(select(func.count()).select_from(source).where(*where)) or 0
