"""The one versioning mechanism: every UPDATE and DELETE first copies the old row to ``<table>_history``.

A version of a row carries ``seq``, the number of the transaction that wrote it; its history copy also carries
``to_seq``, the number of the transaction that replaced it. From this follow undo, any day's truth, the audit's
digest of changes and, later, merging (design 4). ORM changes go through the session hook below; bulk changes
use ``bulk_insert``, ``archive`` and ``bulk_update``, which run the same statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Column as SqlColumn
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Index,
    Integer,
    Table,
    and_,
    event,
    insert,
    inspect,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session, UOWTransaction

from app.models import catalogue
from app.models.base import Base, Versioned, new_uid

JOURNAL = "journal"
# SQLite binds at most 32,766 values in a statement.
_IDS_AT_ONCE = 5_000


@dataclass(slots=True)
class Journal:
    """What the running transaction has touched; lives in ``session.info`` while a write is under way."""

    seq: int
    touched: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Tables changed by set-based statements: their rows of this transaction are found by seq.
    bulk: set[str] = field(default_factory=set)

    @property
    def tables(self) -> list[str]:
        """Every table with changes, in a fixed order."""
        return sorted(self.bulk | self.touched.keys())


def _versioned_tables() -> dict[str, Table]:
    tables = catalogue.metadata.tables
    return {name: tables[name] for name in _names(lambda cls: True)}


def _bookkeeping_tables() -> frozenset[str]:
    return frozenset(_names(lambda cls: cls.__bookkeeping__))


def _later_tables() -> frozenset[str]:
    return frozenset(_names(lambda cls: cls.__since__ > "0001"))


def _names(wanted: Callable[[type[Versioned]], bool]) -> list[str]:
    """The tables of the versioned classes that are wanted."""
    classes = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Versioned)]
    return [str(inspect(cls).local_table.key) for cls in classes if wanted(cls)]


def _make_history(table: Table) -> Table:
    columns = [SqlColumn(c.name, c.type, primary_key=c.name in ("id", "seq"), autoincrement=False) for c in table.c]
    made = Table(
        f"{table.name}_history",
        catalogue.metadata,
        *columns,
        SqlColumn("to_seq", Integer, nullable=False),
    )
    # With the id: undo asks for one row's version before a transaction, thousands of times.
    Index(f"ix_{table.name}_history_to_seq", made.c.to_seq, made.c.id)
    return made


VERSIONED: Mapping[str, Table] = _versioned_tables()
BOOKKEEPING: frozenset[str] = _bookkeeping_tables()
# Tables that the first schema did not have.
LATER: frozenset[str] = _later_tables()
HISTORY: Mapping[str, Table] = {name: _make_history(table) for name, table in VERSIONED.items()}


def journal_of(session: Session) -> Journal:
    """The journal of the running transaction; a write outside ``Ledger.transaction`` is a bug."""
    journal = session.info.get(JOURNAL)
    if not isinstance(journal, Journal):
        raise RuntimeError("a versioned row was changed outside Ledger.transaction")
    return journal


def in_chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    """The ids in lists short enough for one statement."""
    source = iter(ids)
    while chunk := list(islice(source, _IDS_AT_ONCE)):
        yield chunk


def archive(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    """Copy the rows that meet ``condition`` to history, unless this transaction itself wrote them."""
    seq = journal_of(session).seq
    history = HISTORY[table.name]
    names = [column.name for column in table.c]
    rows = select(*table.c, literal(seq)).where(and_(condition, table.c.seq < seq))
    session.execute(insert(history).from_select([*names, "to_seq"], rows))


def bulk_insert(session: Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of one table; ``uid``, ``seq`` and ``row_version`` are filled in where missing."""
    journal = journal_of(session)
    journal.bulk.add(table.name)
    stamped = [{"uid": new_uid(), **row, "seq": journal.seq, "row_version": 1} for row in rows]
    if stamped:
        session.execute(insert(table), stamped)


def bulk_update(session: Session, table: Table, condition: ColumnElement[bool], values: Mapping[str, object]) -> None:
    """Set ``values`` (constants or SQL expressions) on the rows that meet ``condition``, history first."""
    journal = journal_of(session)
    journal.bulk.add(table.name)
    archive(session, table, condition)
    stamped = {**values, "seq": journal.seq, "row_version": table.c.row_version + 1}
    session.execute(update(table).where(condition).values(stamped))


def as_of(table: Table, seq: int) -> FromClause:
    """The rows of ``table`` as they stood when transaction ``seq`` had been committed."""
    history = HISTORY[table.name]
    current = select(*table.c).where(table.c.seq <= seq)
    past = select(*(history.c[column.name] for column in table.c)).where(history.c.seq <= seq, history.c.to_seq > seq)
    return union_all(current, past).subquery(f"{table.name}_as_of")


def _archive_objects(session: Session, journal: Journal, objects: Iterable[Versioned]) -> None:
    by_table: dict[str, list[int]] = defaultdict(list)
    for row in objects:
        if row.seq != journal.seq:
            by_table[row.__tablename__].append(row.id)  # type: ignore[attr-defined]
    for name, ids in by_table.items():
        table = VERSIONED[name]
        for chunk in in_chunks(ids):
            archive(session, table, table.c.id.in_(chunk))


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    changed = [row for row in session.dirty if isinstance(row, Versioned) and session.is_modified(row)]
    deleted = [row for row in session.deleted if isinstance(row, Versioned)]
    created = [row for row in session.new if isinstance(row, Versioned)]
    if not (changed or deleted or created):
        return
    journal = journal_of(session)
    with session.no_autoflush:
        _archive_objects(session, journal, [*changed, *deleted])
    for row in changed:
        if row.seq != journal.seq:
            row.row_version += 1
        row.seq = journal.seq
    for row in created:
        row.seq = journal.seq
    for row in [*changed, *deleted]:
        journal.touched[row.__tablename__].add(row.id)  # type: ignore[attr-defined]


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    for row in session.new:
        if isinstance(row, Versioned):
            journal_of(session).touched[row.__tablename__].add(row.id)  # type: ignore[attr-defined]


event.listen(Session, "before_flush", _before_flush)
event.listen(Session, "after_flush", _after_flush)
