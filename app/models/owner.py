"""One owner per database: a lock of the operating system, taken by window and command line alike.

The system releases it when the process dies, so a crash needs no manual unlocking (reliability bar 6).
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from app.models.problems import StorageProblem

# Long enough for a window that is just closing, short enough for a person who waits.
_PATIENCE_SECONDS = 0.8


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the database open, for the refusal that the second one gets."""

    account: str
    process: int
    since: datetime | None


def lock_file(database: Path) -> Path:
    """The file that is locked; it stays when the lock is gone, and means nothing by itself."""
    return database.with_name(f"{database.name}.lock")


def _note_file(database: Path) -> Path:
    # Windows lets nobody read a locked file, so the owner's name stands in a second one.
    return database.with_name(f"{database.name}.owner")


def holder(database: Path) -> Holder | None:
    """What the owner has written down; None if that cannot be read."""
    try:
        note = json.loads(_note_file(database).read_text(encoding="utf-8"))
        return Holder(str(note["account"]), int(note["process"]), datetime.fromisoformat(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


class Owner:
    """The ownership of one database file; ``release`` or the end of the process gives it up."""

    def __init__(self, database: Path, lock: FileLock) -> None:
        self._database = database
        self._lock = lock

    @classmethod
    def claim(cls, database: Path) -> Owner:
        """Become the owner, or raise ``database.in_use`` within 1.5 seconds."""
        lock = FileLock(lock_file(database), thread_local=False, fallback_to_soft=False)
        try:
            lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout:
            found = holder(database)
            account = found.account if found else "?"
            process = found.process if found else "?"
            raise StorageProblem("database.in_use", path=database, account=account, process=process) from None
        except OSError as error:
            raise StorageProblem("database.folder_not_writable", path=database.parent) from error
        owner = cls(database, lock)
        owner._write_note()
        return owner

    def _write_note(self) -> None:
        note = {"account": _account(), "process": os.getpid(), "since": datetime.now(UTC).isoformat()}
        with contextlib.suppress(OSError):  # the note only makes a refusal friendlier; the lock is what counts
            _note_file(self._database).write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")

    def release(self) -> None:
        """Give the database up; harmless when it has been given up already."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                _note_file(self._database).unlink(missing_ok=True)
            self._lock.release()
