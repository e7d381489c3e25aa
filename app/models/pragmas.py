"""How a connection to the encrypted file is made: key, cipher and pragmas, in one place (reliability bars 3, 15, 16).

``driver`` is the only SQLite library that may open the live file: a second one in the process drops its locks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as driver

if TYPE_CHECKING:
    from sqlcipher3.dbapi2 import Connection as DriverConnection

KEY_BYTES = 32
BUSY_MILLISECONDS = 5_000
# A write-ahead log that a big import has blown up is cut back to this at the next checkpoint.
_JOURNAL_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Profile:
    """What a connection is for: size of its page cache, and whether it may write."""

    cache_kib: int
    may_write: bool


# Encryption costs nothing with a large cache (reliability 2.2); the three together stay far below 350 MB.
WRITER = Profile(cache_kib=64 * 1024, may_write=True)
WINDOW_READER = Profile(cache_kib=32 * 1024, may_write=False)
TASK_READER = Profile(cache_kib=16 * 1024, may_write=False)
# VACUUM INTO counts as writing, and reads every page once.
COPYIST = Profile(cache_kib=4 * 1024, may_write=True)


def _unlock(connection: DriverConnection, data_key: bytes) -> None:
    if len(data_key) != KEY_BYTES:
        raise ValueError("the data key has 32 bytes")
    connection.execute("PRAGMA cipher_log_level = NONE")  # else every wrong page is reported on stderr
    connection.execute(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    connection.execute("PRAGMA cipher_compatibility = 4")


def connect(path: Path, data_key: bytes, profile: Profile) -> DriverConnection:
    """Open (or create) the file with every pragma set. Transactions begin and end explicitly, never by themselves.

    The connection may travel between threads; it is used by one at a time.
    """
    connection = driver.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_MILLISECONDS / 1000
    )
    try:
        _unlock(connection, data_key)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "locking_mode = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            f"journal_size_limit = {_JOURNAL_LIMIT}",
            f"cache_size = -{profile.cache_kib}",
            f"query_only = {'OFF' if profile.may_write else 'ON'}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_untouched(path: Path, data_key: bytes) -> DriverConnection:
    """Open an existing file so that not one byte of it can change; a log left by a crash is read, not applied.

    The caller owns the file: without such a log it is taken as immutable, and no files appear beside it.
    """
    log = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size > 0 else "mode=ro&immutable=1"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        _unlock(connection, data_key)
    except BaseException:
        connection.close()
        raise
    return connection
