"""Taking a transaction back: a compensating transaction from history, appended to the audit (design 4).

A row was touched later when its version is no longer the one the transaction wrote, or when a row written
later refers to one it created. Then nothing is undone, and the rows are named; ``rest`` undoes the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, insert, literal, select, text, update
from sqlalchemy.orm import Session

from app.models.history import BOOKKEEPING, HISTORY, VERSIONED, archive, bulk_update, in_chunks, journal_of

# Tables in an order in which a row never refers to a later table: parents first.
_ORDER = [table for table in VERSIONED["region"].metadata.sorted_tables if table.name in VERSIONED]
_PLACES = frozenset({"region"})
# What an import left to decide speaks of records; it does not hold them.
_NOTES = frozenset({"import_issue"})
_STAMPS = frozenset({"seq", "row_version"})
_CONTENT = [table for table in _ORDER if table.name not in BOOKKEEPING]


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A row of the transaction that somebody has changed, or referred to, since."""

    table: str
    id: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What undoing would do, by table: rows to delete, to set back, to bring back; and what stands in the way."""

    created: dict[str, list[int]]
    updated: dict[str, list[int]]
    deleted: dict[str, list[int]]
    touched: tuple[TouchedRow, ...]
    # Rows that the transaction created and somebody has changed since: what was created with them belongs to them.
    changed_since: dict[str, set[int]] = field(default_factory=dict)


def plan_undo(session: Session, seq: int) -> Plan:
    """Look at what transaction ``seq`` wrote, without changing anything."""
    created: dict[str, list[int]] = {}
    updated: dict[str, list[int]] = {}
    deleted: dict[str, list[int]] = {}
    touched: list[TouchedRow] = []
    changed_since: dict[str, set[int]] = {}
    restored = {table.name: _changed_back(session, table, seq) for table in _ORDER}
    for table in _CONTENT:
        back = restored[table.name]
        born = _born(session, table, sorted(back), seq)
        made, changed = _own_rows(session, table, seq)
        created[table.name], updated[table.name] = [*made, *sorted(born)], [*changed, *sorted(back - born)]
        deleted[table.name] = _deleted_rows(session, table, seq)
        later = [id_ for id_ in _changed_since(session, table, seq) if id_ not in back]
        changed_since[table.name] = _born(session, table, later, seq)
        touched += [TouchedRow(table.name, id_) for id_ in later]
    for table in _CONTENT:
        touched += _referred_to(session, table, created[table.name], seq, restored=restored)
    return Plan(created, updated, deleted, tuple(dict.fromkeys(touched)), changed_since)


def _own_rows(session: Session, table: Table, seq: int) -> tuple[list[int], list[int]]:
    history = HISTORY[table.name]
    had_before = exists().where(history.c.id == table.c.id, history.c.to_seq == seq)
    own = table.c.seq == seq
    created = list(session.scalars(select(table.c.id).where(own, ~had_before)))
    updated = list(session.scalars(select(table.c.id).where(own, had_before)))
    return created, updated


def _deleted_rows(session: Session, table: Table, seq: int) -> list[int]:
    history = HISTORY[table.name]
    later = history.alias("later")
    statement = select(history.c.id).where(
        history.c.to_seq == seq,
        ~exists().where(table.c.id == history.c.id),
        ~exists().where(later.c.id == history.c.id, later.c.seq >= seq),
    )
    return list(session.scalars(statement))


def _changed_since(session: Session, table: Table, seq: int) -> list[int]:
    history = HISTORY[table.name]
    return list(session.scalars(select(history.c.id).where(history.c.seq == seq, history.c.to_seq > seq).distinct()))


def _changed_back(session: Session, table: Table, seq: int) -> set[int]:
    """Rows changed later and changed back (a later import that was undone): they are as the transaction left them."""
    history = HISTORY[table.name]
    names = [column.name for column in table.c if column.name not in _STAMPS]
    same = and_(*(table.c[name].is_not_distinct_from(history.c[name]) for name in names))
    statement = select(table.c.id).join(history, and_(history.c.id == table.c.id, history.c.seq == seq))
    return set(session.scalars(statement.where(table.c.seq > seq, same)))


def _born(session: Session, table: Table, ids: list[int], seq: int) -> set[int]:
    """Those of the rows that had no version before the transaction."""
    history, older = HISTORY[table.name], set[int]()
    for chunk in in_chunks(ids):
        older |= set(session.scalars(select(history.c.id).where(history.c.id.in_(chunk), history.c.to_seq == seq)))
    return set(ids) - older


def _references(table: Table) -> list[tuple[Table, ColumnElement[int]]]:
    return [
        (child, column)
        for child in _ORDER
        if child.name not in _NOTES
        for column in child.c
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _referred_to(
    session: Session, table: Table, created: list[int], seq: int, *, restored: dict[str, set[int]]
) -> list[TouchedRow]:
    own, found = set(created), list[TouchedRow]()
    for child, column in _references(table) if own else ():
        later = select(child.c.id, column).where(child.c.seq > seq, column.is_not(None))
        back = restored[child.name]
        found += [TouchedRow(table.name, id_) for row, id_ in session.execute(later) if id_ in own and row not in back]
    return list(dict.fromkeys(found))


def without_touched(session: Session, plan: Plan) -> Plan:
    """The same plan less the touched rows and every row of the plan that belongs to one of them.

    A row that refers to a touched row stays too when the touched row was created by the transaction (a new
    person's membership stays with the person), and so does what a staying row refers to.
    """
    keep: dict[str, set[int]] = {table.name: set() for table in _CONTENT}
    for row in plan.touched:
        keep[row.table].add(row.id)
    changed = True
    while changed:
        changed = _spread(session, plan, keep)
    return Plan(
        created={name: [i for i in ids if i not in keep[name]] for name, ids in plan.created.items()},
        updated={name: [i for i in ids if i not in keep[name]] for name, ids in plan.updated.items()},
        deleted=plan.deleted,
        touched=(),
    )


def _spread(session: Session, plan: Plan, keep: dict[str, set[int]]) -> bool:
    grew = False
    for child in _CONTENT:
        own = set(plan.created[child.name])
        if not own:
            continue
        for column in child.c:
            for key in column.foreign_keys:
                parent = key.column.table
                if parent.name in keep:
                    grew |= _spread_along(session, plan, keep, child=child, column=column, parent=parent, own=own)
    return grew


def _spread_along(
    session: Session,
    plan: Plan,
    keep: dict[str, set[int]],
    *,
    child: Table,
    column: ColumnElement[int],
    parent: Table,
    own: set[int],
) -> bool:
    """Down: rows created with a staying created row stay. Up: what a staying row refers to stays.

    A village that stays for one household does not hold its other households.
    """
    made = set(plan.created[parent.name])
    born = made | plan.changed_since.get(parent.name, set())
    staying = [id_ for id_ in keep[parent.name] if id_ in born] if parent.name not in _PLACES else []
    grew = False
    for chunk in in_chunks(staying):
        below = {i for i in session.scalars(select(child.c.id).where(column.in_(chunk))) if i in own}
        grew |= not below <= keep[child.name]
        keep[child.name] |= below
    for chunk in in_chunks(keep[child.name]):
        above = {i for i in session.scalars(select(column).where(child.c.id.in_(chunk))) if i in made}
        grew |= not above <= keep[parent.name]
        keep[parent.name] |= above
    return grew


def apply_undo(session: Session, plan: Plan, seq: int) -> int:
    """Carry the plan out in the running transaction; returns the number of rows taken back."""
    count = 0
    # A region and its parent may go in one statement or in two; the references are judged at the commit.
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in _CONTENT:  # parents come back before their children
        count += _bring_back(session, table, plan.deleted[table.name], seq)
    for table in _CONTENT:
        count += _set_back(session, table, plan.updated[table.name], seq)
    for table in reversed(_CONTENT):
        count += _remove(session, table, plan.created[table.name])
    _let_go(session)
    return count


def _let_go(session: Session) -> None:
    """Notes about records that are gone keep their words and lose the link."""
    for note in map(VERSIONED.__getitem__, _NOTES):
        for column in note.c:
            for key in column.foreign_keys:
                parent = key.column.table
                if parent.name in BOOKKEEPING:
                    continue
                gone = and_(column.is_not(None), ~exists().where(parent.c.id == column))
                bulk_update(session, note, gone, {column.name: None})


def _bring_back(session: Session, table: Table, ids: Iterable[int], seq: int) -> int:
    history, journal, count = HISTORY[table.name], journal_of(session), 0
    names = [column.name for column in table.c]
    for chunk in in_chunks(ids):
        rows = select(*(_restored(history, name, journal.seq) for name in names)).where(
            history.c.to_seq == seq, history.c.id.in_(chunk)
        )
        session.execute(insert(table).from_select(names, rows))
        journal.bulk.add(table.name)
        count += len(chunk)
    return count


def _restored(history: Table, name: str, seq: int) -> ColumnElement[Any]:
    if name == "seq":
        return literal(seq).label("seq")
    if name == "row_version":
        return (history.c.row_version + 2).label("row_version")
    return history.c[name]


def _set_back(session: Session, table: Table, ids: Iterable[int], seq: int) -> int:
    history, journal, count = HISTORY[table.name], journal_of(session), 0
    for chunk in in_chunks(ids):
        chosen = table.c.id.in_(chunk)
        archive(session, table, chosen)
        old = {c.name: history.c[c.name] for c in table.c if c.name not in ("id", "seq", "row_version")}
        stamped = {**old, "seq": journal.seq, "row_version": table.c.row_version + 1}
        was = and_(history.c.id == table.c.id, history.c.to_seq == seq)
        session.execute(update(table).where(chosen, was).values(stamped))
        journal.bulk.add(table.name)
        count += len(chunk)
    return count


def _remove(session: Session, table: Table, ids: Iterable[int]) -> int:
    count = 0
    for chunk in in_chunks(ids):
        chosen = table.c.id.in_(chunk)
        archive(session, table, chosen)
        session.execute(delete(table).where(chosen))
        journal_of(session).bulk.add(table.name)
        count += len(chunk)
    return count
