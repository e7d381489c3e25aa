"""Making and opening an office's database: from a place and a secret to an open, current, checked file."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.models import keys, schema, self_check
from app.models.atomic import sync_folder
from app.models.copies import inspect_copy
from app.models.engine import Database
from app.models.keys import KeyRing
from app.models.owner import lock_file
from app.models.problems import StorageProblem
from app.services.backup import restoring
from app.services.backup.automatic import AutomaticBackups
from app.services.backup.making import sweep_work_folder
from app.services.context import Actor
from app.services.errors import refuse
from app.services.keyring import check_password
from app.services.ledger import Ledger
from app.services.storage import refuse_write, refusing

FIRST_ROLE = "clerk"


class NewDatabase(NamedTuple):
    """A database just made, open, and the recovery code that is shown this one time."""

    database: Database
    recovery_code: str


def location(named: str) -> Path:
    """The file that ``--db`` names; the address of a database server is refused for now (design 5)."""
    scheme, separator, _ = named.partition("://")
    if separator and len(scheme) > 1:
        raise refuse("database.postgresql", path=scheme)
    return Path(named)


def create_office_database(
    path: Path, password: str, user: str, *, role: str = FIRST_ROLE, office: str = ""
) -> NewDatabase:
    """Make an encrypted database with the current schema and one user, and open it.

    It is built under another name and renamed when it is whole: a half-made one never lies at ``path``.
    Refuses a weak password with every reason, a place that is not allowed, and a file that exists.
    """
    path = path.absolute()
    check_password(password, user=user, office=office)
    with refusing():
        self_check.check_library()
        self_check.check_place(path)
    if path.exists():
        raise refuse("database.exists", path=path)
    if keys.key_file(path).exists():
        raise refuse("database.keys_left", path=path)
    data_key = keys.new_data_key()
    ring, code = KeyRing.create(data_key, password, user=user, role=role)
    making = path.with_name(f"{path.name}.{secrets.token_hex(4)}.making")
    try:
        with refusing():
            _build(making, data_key)
            keys.save(path, ring)
            making.rename(path)
            sync_folder(path.parent)
            return NewDatabase(Database.open(path, data_key), code)
    except OSError as error:
        raise refuse_write(error, path) from error
    finally:
        for left in (making, _log_of(making), making.with_name(f"{making.name}-shm"), lock_file(making)):
            with suppress(OSError):
                left.unlink()


def _build(making: Path, data_key: bytes) -> None:
    database = Database.create(making, data_key)
    try:
        with database.migration_connection() as connection:
            schema.upgrade(connection)
    finally:
        database.close()
    # Closing may fail to write the log back and cannot say so: what is renamed must be whole without it.
    if _log_of(making).exists() or inspect_copy(making, data_key).schema != schema.SCHEMA_HEAD:
        raise StorageProblem("database.input_output", path=making)


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def open_database(path: Path, secret: str, user: str | None = None) -> Database:
    """Unlock with a password or the recovery code, check, and bring the schema up to date (after a backup).

    A restore that was cut off is carried through first. Refuses with the first thing that is wrong; the file is
    then as it was.
    """
    path = path.absolute()
    restoring.resume(path)
    with refusing():
        self_check.check_library()
        self_check.check_place(path)
        self_check.check_file(path)
        unlocked = keys.load(path).unlock(secret, user=user)
        database = Database.open(path, unlocked.data_key)
    try:
        sweep_work_folder(database.path)
        database.vault.sweep()
        _bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _bring_up_to_date(database: Database) -> None:
    with refusing():
        with database.read() as session:
            version = schema.current_version(session.connection())
        if version == schema.SCHEMA_HEAD:
            return
        if version is None:
            raise refuse("database.unfinished", path=database.path)
        AutomaticBackups(database).before("migration")
        with database.migration_connection() as connection:
            schema.upgrade(connection)


def note_opening(ledger: Ledger, *, actor: Actor, today: date) -> None:
    """Say in the audit who opened the office's window (reliability: every login leaves an entry)."""
    with ledger.transaction("office.open", actor=actor, today=today):
        pass
