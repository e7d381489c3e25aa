"""The check at every start: proves in 100 ms that the file is whole, encrypted, ours and opened safely (bar 3).

Products have shipped unencrypted because a plain SQLite silently ignores ``PRAGMA key`` (reliability 0.4), so
nothing here is assumed: library, header, pages, schema and every pragma are read back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.models import pragmas
from app.models.places import drive_type, place_problem
from app.models.problems import StorageProblem

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection as DriverConnection

# 3.7.0 to 3.51.2 can corrupt a write-ahead log that is reset (reliability 0.5).
LEAST_SQLITE = (3, 51, 3)
PAGE_BYTES = 4096
_NOT_A_DATABASE = 26
_READ_BYTES = 1024 * 1024
_PLAIN_HEADER = b"SQLite format 3\x00"
# Page codes of a file up to this size are checked at every start; of larger ones by `verify` and every backup.
_CHEAP_BYTES = 12 * 1024 * 1024


def check_library() -> None:
    """Refuse a library without encryption, or one that is known to damage files."""
    connection = pragmas.driver.connect(":memory:")
    try:
        version = connection.execute("SELECT sqlite_version()").fetchone()[0]
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    if not cipher or not cipher[0]:
        raise StorageProblem("database.library_plain")
    if tuple(int(part) for part in version.split(".")[:3]) < LEAST_SQLITE:
        raise StorageProblem("database.library_old", version=version, least=".".join(map(str, LEAST_SQLITE)))


def check_place(path: Path) -> None:
    """Refuse a path on a share, a stick or in a synchronised folder."""
    code = place_problem(str(path), drive_type(path))
    if code:
        raise StorageProblem(code, path=path)


def check_file(path: Path) -> None:
    """Refuse what is missing, unreadable, unencrypted or cut off, by looking at size and header alone."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        raise StorageProblem("database.missing", path=path) from None
    except OSError as error:
        raise StorageProblem("database.unreadable", path=path) from error
    if header == _PLAIN_HEADER:
        raise StorageProblem("database.not_encrypted", path=path)
    if size < PAGE_BYTES or size % PAGE_BYTES:
        raise StorageProblem("database.damaged", path=path)


def check_content(path: Path, data_key: bytes, *, schema_head: str) -> None:
    """Refuse a wrong key, damaged pages and a newer schema; the file is opened so that no byte can change."""
    connection = pragmas.connect_untouched(path, data_key)
    try:
        check_first_page(connection, path)
        _check_pages(connection, path)
        check_schema(_schema_version(connection), head=schema_head, path=path)
    finally:
        connection.close()


def check_first_page(connection: DriverConnection, path: Path) -> None:
    """Refuse a key that does not open the first page, if the disk can be read at all."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except pragmas.driver.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != _NOT_A_DATABASE:
            raise
        _read_through(path)
        raise StorageProblem("database.key_or_first_page", path=path) from error


def _read_through(path: Path) -> None:
    """Tell a disk that cannot be read from a file that is damaged: only the second calls for a backup."""
    try:
        with path.open("rb") as file:
            while file.read(_READ_BYTES):
                pass
    except OSError as error:
        raise StorageProblem("database.input_output", path=path) from error


def _check_pages(connection: DriverConnection, path: Path) -> None:
    log = path.with_name(f"{path.name}-wal")
    # A log left by a crash may hold the good copy of a page that was torn while it was written back.
    if path.stat().st_size > _CHEAP_BYTES or (log.exists() and log.stat().st_size > 0):
        return
    check_page_codes(connection, path)


def check_page_codes(connection: DriverConnection, path: Path) -> None:
    """Refuse a file in which the code of any page is wrong, and still is when it is read again."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchone():
        _read_through(path)
        if connection.execute("PRAGMA cipher_integrity_check").fetchone():
            raise StorageProblem("database.damaged", path=path)


def _schema_version(connection: DriverConnection) -> str | None:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return row[0] if row else None


def check_schema(found: str | None, *, head: str, path: Path) -> None:
    """Refuse a schema newer than ``head``; revisions are numbered upwards, and a foreign one counts as newer."""
    if found is None or found == head:
        return
    if not found.isdigit() or found > head:
        raise StorageProblem("database.newer", path=path, version=found, known=head)


def check_settings(connection: DriverConnection, path: Path) -> None:
    """Refuse to go on with a connection on which a pragma of ours did not take."""
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    for name, wanted in expected.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or row[0] != wanted:
            raise StorageProblem("database.unsafe_settings", path=path, setting=name)
