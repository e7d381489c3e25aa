"""The encrypted database of one office: opened once, read by at most two connections, written by one.

Everything that knows the file lies in this module and its neighbours (keys, pragmas, lock, self-check), so that
another engine can take its place one day. It refuses by ``StorageProblem``; services make a ``Refused`` of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.orm import Session

from app.models import pragmas, self_check
from app.models.owner import Owner
from app.models.problems import StorageProblem
from app.models.schema import SCHEMA_HEAD
from app.models.translating import translated
from app.models.turns import Turns
from app.models.vault import Vault

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection as DriverConnection


def _engine(path: Path, data_key: bytes, profile: pragmas.Profile) -> Engine:
    """An engine with exactly one connection; its transactions begin as the profile says and in no other way."""
    engine = create_engine(
        "sqlite://",
        module=pragmas.driver,
        creator=lambda: pragmas.connect(path, data_key, profile),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # values of rows stay out of exceptions
        query_cache_size=1_200,
    )
    begin = "BEGIN IMMEDIATE" if profile.may_write else "BEGIN"

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", on_begin)
    return engine


class _Reader:
    def __init__(self, path: Path, data_key: bytes, profile: pragmas.Profile) -> None:
        self.engine = _engine(path, data_key, profile)
        self.turns = Turns("reader")


class _Here(threading.local):
    reading: Session | None = None


class Database:
    """One open database file. Made by ``create`` or ``open``; ``close`` gives the file up."""

    path: Path
    vault: Vault  # the attachments beside it

    def __init__(self, path: Path, data_key: bytes, owner: Owner) -> None:
        self.path = path
        self.vault = Vault(vault_folder(path), data_key)
        self._data_key = data_key
        self._owner = owner
        self._writer = _engine(path, data_key, pragmas.WRITER)
        self._writer_turns = Turns("writer")
        # The window never waits behind a print job: it has a reader of its own, all tasks share the other.
        self._window_reader = _Reader(path, data_key, pragmas.WINDOW_READER)
        self._task_reader = _Reader(path, data_key, pragmas.TASK_READER)
        self._here = _Here()
        self._is_closed = False

    @classmethod
    def create(cls, path: Path, data_key: bytes) -> Database:
        """Make an empty encrypted file and open it; the schema is the caller's next step.

        Raises StorageProblem for a file that exists, a place that is not allowed, or a file in use.
        """
        path = path.absolute()
        self_check.check_library()
        self_check.check_place(path)
        if path.exists():
            raise StorageProblem("database.exists", path=path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageProblem("database.folder_not_writable", path=path.parent) from error
        return cls._owned(path, data_key, Owner.claim(path))

    @classmethod
    def open(cls, path: Path, data_key: bytes, *, schema_head: str = SCHEMA_HEAD) -> Database:
        """Open an existing file after the self-check; raises StorageProblem naming the first thing that is wrong.

        A file with a newer schema than ``schema_head`` is refused without changing a byte of it.
        """
        path = path.resolve()
        self_check.check_library()
        self_check.check_place(path)
        self_check.check_file(path)
        owner = Owner.claim(path)
        try:
            with translated(path):
                self_check.check_content(path, data_key, schema_head=schema_head)
        except BaseException:
            owner.release()
            raise
        return cls._owned(path, data_key, owner)

    @classmethod
    def _owned(cls, path: Path, data_key: bytes, owner: Owner) -> Database:
        database = cls(path, data_key, owner)
        try:
            with translated(path), database._writer.connect() as connection:
                self_check.check_settings(_raw(connection), path)
        except BaseException:
            database.close()
            raise
        return database

    @property
    def data_key(self) -> bytes:
        """The 32 bytes that unlock file, attachments and backups; for key slots and backups only."""
        return self._data_key

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over one snapshot, taken now; it cannot write. A read inside a read shares its snapshot.

        Every thread but the main one waits its turn for the same connection: read, then let go.
        """
        outer = self._here.reading
        if outer is not None:
            yield outer
            return
        is_window = threading.current_thread() is threading.main_thread()
        reader = self._window_reader if is_window else self._task_reader
        with reader.turns.taken(), translated(self.path), self._session(reader.engine) as session:
            session.connection().exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1")  # the snapshot begins here
            self._here.reading = session
            try:
                yield session
            finally:
                self._here.reading = None
            if session.new or session.dirty or session.deleted:
                raise RuntimeError("objects were changed in a reading session")

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one writing session: committed at the end of the block, rolled back on any exception.

        Threads write in the order in which they asked. Whoever writes decides by what it reads in here: opening
        this inside ``read`` or inside itself is a mistake in the program.
        """
        if self._here.reading is not None:
            raise RuntimeError("a write inside an open read of the same thread: its snapshot would be out of date")
        with self._writer_turns.taken(), translated(self.path), self._session(self._writer) as session:
            session.connection()  # BEGIN IMMEDIATE
            begun = session.get_transaction()
            yield session
            if session.get_transaction() is not begun:
                raise RuntimeError("the transaction was ended inside Database.write")
            session.commit()

    def _session(self, engine: Engine) -> Session:
        if self._is_closed:
            raise RuntimeError("the database has been closed")
        return Session(engine, expire_on_commit=False)

    @contextmanager
    def migration_connection(self) -> Iterator[Connection]:
        """The writer's connection inside one BEGIN IMMEDIATE, foreign keys off until the end (they are checked then).

        Alembic's own defaults leave a half-migrated file behind when killed (reliability 0.6); this does not.
        """
        with self._writer_turns.taken(), translated(self.path), self._writer.connect() as connection:
            _raw(connection).execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
            try:
                with connection.begin() as transaction:
                    yield connection
                    if not transaction.is_active:
                        raise RuntimeError("a migration ended the transaction it was given")
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise StorageProblem("database.migration_failed", path=self.path)
            finally:
                _raw(connection).execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody writes during the block: for comparing a copy with the original."""
        with self._writer_turns.taken():
            yield

    def copy_into(self, target: Path) -> None:
        """Write a consistent, compact copy under the same key to ``target``, which must not exist."""
        with translated(target):
            connection = pragmas.connect(self.path, self._data_key, pragmas.COPYIST)
            try:
                connection.execute("VACUUM INTO ?", (str(target),))
            finally:
                connection.close()

    def damaged_pages(self) -> tuple[str, ...]:
        """What is wrong with pages, indexes and references, in SQLite's words; empty for a sound file. Slow."""
        with self.read() as session:
            connection = session.connection()
            found = [
                *connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars(),
                *(line for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if line != "ok"),
                *(f"foreign key of {row[0]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")),
            ]
        return tuple(found)

    def close(self) -> None:
        """Wait for the running write and reads, write the log back, give the file up. Harmless when repeated."""
        if self._is_closed:
            return
        readers = (self._window_reader, self._task_reader)
        with self._writer_turns.taken(), readers[0].turns.taken(), readers[1].turns.taken():
            self._is_closed = True
            for engine in (readers[0].engine, readers[1].engine, self._writer):
                with suppress(pragmas.driver.Error):  # a lost drive cannot be closed any better
                    engine.dispose()
            self._owner.release()


def vault_folder(database: Path) -> Path:
    """Where the attachments of a database lie."""
    return database.with_name(f"{database.name}.files")


def _raw(connection: Connection) -> DriverConnection:
    return connection.connection.driver_connection  # type: ignore[return-value]
