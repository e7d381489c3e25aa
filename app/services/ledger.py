"""The ledger: the one way to write. A service call = one transaction = one audit entry = one ``seq`` (design 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from app.models.engine import Database
from app.models.history import JOURNAL, Journal
from app.services import audit, clock
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.storage import refusing

# More ids than this are not listed one by one: whoever shows the table reads it again.
_MANY = 2_000


@dataclass(slots=True)
class Transaction:
    """A write under way: its session, its number, and what the audit entry shall say beside the usual."""

    session: Session
    seq: int
    actor: Actor
    today: date
    journal: Journal
    details: dict[str, object] = field(default_factory=dict)
    _subject: tuple[str, str] | None = None
    _occurred_on: date | None = None
    changes: ChangeSet | None = None
    # What is written stands on the national platform already: nothing has to be put right there.
    from_platform: bool = False

    def about(self, kind: str, uid: str, *, occurred_on: date | None = None) -> None:
        """Name the record that the entry is about, and the day on which the thing happened."""
        self._subject = (kind, uid)
        self._occurred_on = occurred_on or self._occurred_on

    def note(self, **details: object) -> None:
        """Add counts, numbers and codes to the audit entry; never names, numbers or illnesses of persons."""
        self.details.update(details)

    def body(self) -> dict[str, object]:
        """What the audit entry says about who and what."""
        return {
            "session_user": self.actor.session_user,
            "actor": self.actor.name,
            "on_behalf_of": self.actor.on_behalf_of,
            "today": self.today.isoformat(),
            "details": self.details,
        }

    @property
    def subject(self) -> tuple[str, str] | None:
        """(kind, uid) of the record that the entry is about."""
        return self._subject

    @property
    def occurred_on(self) -> date | None:
        """The day on which the thing happened, where it has one."""
        return self._occurred_on

    def change_set(self) -> ChangeSet:
        """What has been touched so far."""
        touched = {
            name: frozenset(self.journal.touched[name])
            if name not in self.journal.bulk and len(self.journal.touched[name]) <= _MANY
            else frozenset[int]()
            for name in self.journal.tables
        }
        return ChangeSet(self.seq, touched)


# Called at the end of every transaction, before the audit entry: keeps derived tables in step.
Deriver = Callable[[Transaction], None]
Listener = Callable[[ChangeSet], None]


class Ledger:
    """Reads and writes of one database, with the audit chain and the derived tables kept in step."""

    def __init__(self, database: Database, *, derive: Deriver | None = None) -> None:
        self._database = database
        self._derive = derive
        self._listeners: list[Listener] = []

    @property
    def database(self) -> Database:
        """The database under this ledger."""
        return self._database

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` after each committed write, in the writing thread."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one consistent snapshot; it refuses to write."""
        with refusing(), self._database.read() as session:
            yield session

    @contextmanager
    def transaction(self, action: str, *, actor: Actor, today: date) -> Iterator[Transaction]:
        """Write in one transaction that leaves exactly one audit entry, or nothing at all on any exception.

        ``action`` is a dotted verb such as ``import.roster`` or ``case.record_visit``. Inside, ORM objects are
        added, changed and deleted as usual; bulk changes go through ``app.models.history``.
        """
        with refusing(), self._database.write() as session:
            seq = audit.head(session).seq + 1
            journal = Journal(seq)
            session.info[JOURNAL] = journal
            transaction = Transaction(session, seq, actor, today, journal)
            try:
                yield transaction
                session.flush()
                if self._derive:
                    self._derive(transaction)
                transaction.changes = transaction.change_set()
                audit.append(
                    session,
                    journal,
                    recorded_at=clock.instant_on(today),
                    action=action,
                    subject=transaction.subject,
                    occurred_on=transaction.occurred_on,
                    body=transaction.body(),
                )
            finally:
                session.info.pop(JOURNAL, None)
        for listener in self._listeners:
            listener(transaction.changes)
