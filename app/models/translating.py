"""What the world does to a statement - a full disk, a lost drive, a damaged page - told from bugs of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.models import pragmas
from app.models.problems import StorageProblem

# SQLite's primary result codes that are the world's doing, not ours.
_WORLD_CODES = {
    3: "database.unreadable",
    5: "database.busy",
    8: "database.read_only",
    10: "database.input_output",
    11: "database.damaged",
    13: "database.disk_full",
    14: "database.unreadable",
    26: "database.damaged",
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Name what a full disk, a damaged page or a lost drive does to a statement; everything else stays a bug."""
    try:
        yield
    except (DBAPIError, pragmas.driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", None)
        known = _WORLD_CODES.get(code & 0xFF) if isinstance(code, int) else None
        if known is None:
            raise
        raise StorageProblem(known, path=path) from error
