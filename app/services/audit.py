"""The audit chain: appending, digesting row changes, verifying, and the head that is printed on papers.

Entry n holds SHA-256(previous hash + canonical JSON of the entry); the JSON holds the digest of the rows that
the transaction wrote. Values stay in the tables and their history, so ``verify`` recomputes the digests from
there and finds a row changed behind the ledger's back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, literal, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.history import BOOKKEEPING, HISTORY, LATER, VERSIONED, Journal, in_chunks

GENESIS = "0" * 64
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number and the first 12 digits of its hash, as printed."""

    seq: int
    hash: str

    @property
    def short(self) -> str:
        """What stands in a paper's footer."""
        return self.hash[:12]


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of walking the chain: ``bad_seq`` is the first entry that does not fit, if any."""

    entries: int
    head: str
    bad_seq: int | None
    problem: str | None

    @property
    def is_good(self) -> bool:
        """Whether every entry fits."""
        return self.bad_seq is None


def head(session: Session) -> Head:
    """The last entry in this session's snapshot; number 0 before the first."""
    row = session.execute(
        select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).one_or_none()
    return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)


def last_day(session: Session) -> date | None:
    """The latest day of which anything was recorded."""
    return session.scalar(select(func.max(AuditEntry.occurred_on)))


def seq_at(session: Session, instant: datetime) -> int:
    """The number of the last transaction recorded before ``instant``; 0 if there was none."""
    found = session.scalar(select(func.max(AuditEntry.seq)).where(AuditEntry.recorded_at < instant))
    return found or 0


def _row_json(table: Table, *, without: frozenset[str] = frozenset()) -> ColumnElement[str]:
    """A row as JSON text without its empty columns, made inside SQLite: a later column changes no old digest."""
    pairs: list[ColumnElement[object]] = []
    for column in sorted(table.c, key=lambda c: c.name):
        if column.name not in without:
            pairs += [literal(column.name), column]
    return func.json_patch("{}", func.json_object(*pairs))


def _written_rows(session: Session, journal: Journal, name: str) -> Iterator[str]:
    table = VERSIONED[name]
    row = _row_json(table)
    own = table.c.seq == journal.seq
    if name in journal.bulk:
        yield from session.scalars(select(row).where(own).order_by(table.c.id)).yield_per(500)
        return
    for chunk in in_chunks(sorted(journal.touched[name])):
        yield from session.scalars(select(row).where(own, table.c.id.in_(chunk)).order_by(table.c.id))


def _deleted_ids(session: Session, name: str, seq: int) -> Iterator[int]:
    table, history = VERSIONED[name], HISTORY[name]
    later = history.alias("later")
    gone = ~exists().where(table.c.id == history.c.id, table.c.seq == seq)
    not_rewritten = ~exists().where(later.c.id == history.c.id, later.c.seq == seq)
    yield from session.scalars(
        select(history.c.id).where(history.c.to_seq == seq, gone, not_rewritten).order_by(history.c.id)
    )


def changes_digest(session: Session, journal: Journal) -> str:
    """SHA-256 over the rows that the running transaction wrote and the ids that it deleted, by table and id."""
    session.flush()
    digest = hashlib.sha256()
    for name in journal.tables:
        lines = [*_written_rows(session, journal, name)]
        lines += [f"-{id_}" for id_ in _deleted_ids(session, name, journal.seq)]
        if lines:
            digest.update(f"{name}\n".encode())
        for first in range(0, len(lines), 500):
            digest.update("\n".join((*lines[first : first + 500], "")).encode())
    return digest.hexdigest()


def append(
    session: Session,
    journal: Journal,
    *,
    recorded_at: datetime,
    action: str,
    subject: tuple[str, str] | None,
    occurred_on: date | None,
    body: Mapping[str, object],
) -> Head:
    """Write the entry of the running transaction behind the last one and return the new head."""
    before = head(session)
    if journal.seq != before.seq + 1:
        raise RuntimeError("the audit chain moved under the write lock")
    content = {
        **body,
        "seq": journal.seq,
        "action": action,
        "subject": list(subject) if subject else None,
        "occurred_on": occurred_on.isoformat() if occurred_on else None,
        "recorded_at": recorded_at.isoformat(),
        "changes": changes_digest(session, journal),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    entry_hash = hashlib.sha256(f"{before.hash}{text}".encode()).hexdigest()
    session.add(
        AuditEntry(
            seq=journal.seq,
            recorded_at=recorded_at,
            action=action,
            subject_kind=subject[0] if subject else None,
            subject_uid=subject[1] if subject else None,
            occurred_on=occurred_on,
            body=text,
            previous_hash=before.hash,
            hash=entry_hash,
        )
    )
    session.flush()
    return Head(journal.seq, entry_hash)


def _versions_by_seq(session: Session, name: str) -> Iterator[tuple[int, int, str]]:
    """(seq, id, JSON) of every version ever written to a table, and (seq, id, "-id") of every deletion."""
    table, history = VERSIONED[name], HISTORY[name]
    written = select(table.c.seq, table.c.id, _row_json(table).label("row"))
    past = select(history.c.seq, history.c.id, _row_json(history, without=frozenset({"to_seq"})).label("row"))
    statement: Select[int, int, str]
    for statement in (written, past):
        for seq, id_, row in session.execute(statement).yield_per(500):
            yield seq, id_, row
    later = history.alias("later")
    deleted = select(history.c.to_seq, history.c.id).where(
        and_(
            ~exists().where(table.c.id == history.c.id, table.c.seq == history.c.to_seq),
            ~exists().where(later.c.id == history.c.id, later.c.seq == history.c.to_seq),
        )
    )
    for seq, id_ in session.execute(deleted):
        yield seq, id_, f"-{id_}"


def _recomputed_digests(session: Session, report: Report | None) -> dict[int, str]:
    hashes: dict[int, hashlib._Hash] = {}
    names = sorted(VERSIONED)
    for done, name in enumerate(names):
        by_seq: dict[int, list[tuple[bool, int, str]]] = {}
        for seq, id_, row in _versions_by_seq(session, name):
            by_seq.setdefault(seq, []).append((row.startswith("-"), id_, row))
        for seq, rows in by_seq.items():
            digest = hashes.setdefault(seq, hashlib.sha256())
            digest.update(f"{name}\n".encode())
            digest.update("\n".join((*(row for *_, row in sorted(rows)), "")).encode())
        if report:
            report(done + 1, len(names))
    return {seq: digest.hexdigest() for seq, digest in hashes.items()}


def verify(session: Session, *, report: Report | None = None) -> Verification:
    """Walk the whole chain and recompute every digest from the rows; name the first entry that does not fit."""
    digests = _recomputed_digests(session, report)
    empty = hashlib.sha256().hexdigest()
    previous, count = GENESIS, 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).yield_per(500):
        count += 1
        problem = _problem_of(entry, expected_seq=count, previous=previous, digest=digests.pop(entry.seq, empty))
        if problem:
            return Verification(count, previous, entry.seq, problem)
        previous = entry.hash
    if digests:
        return Verification(count, previous, min(digests), "rows without an entry")
    return Verification(count, previous, None, None)


def _problem_of(entry: AuditEntry, *, expected_seq: int, previous: str, digest: str) -> str | None:
    if entry.seq != expected_seq:
        return "gap"
    if entry.previous_hash != previous:
        return "chain"
    if hashlib.sha256(f"{previous}{entry.body}".encode()).hexdigest() != entry.hash:
        return "entry"
    if json.loads(entry.body)["changes"] != digest:
        return "rows"
    return None


def content_hash(session: Session) -> str:
    """SHA-256 over what the ledger says now, apart from version numbers and the books of the program itself."""
    digest = hashlib.sha256()
    without = frozenset({"seq", "row_version"})
    for name in sorted(VERSIONED.keys() - BOOKKEEPING):
        table = VERSIONED[name]
        rows = session.scalars(select(_row_json(table, without=without)).order_by(table.c.id)).yield_per(500)
        first = next(rows, None)
        if first is not None or name not in LATER:
            digest.update(f"{name}\n".encode())
        for row in () if first is None else chain((first,), rows):
            digest.update(f"{row}\n".encode())
    return digest.hexdigest()
