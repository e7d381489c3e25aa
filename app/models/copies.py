"""What a database holds, in figures that a copy must show too: the proof that a backup is one (bars 9 and 10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.models import pragmas
from app.models.problems import StorageProblem
from app.models.self_check import check_first_page, check_page_codes
from app.models.translating import translated

_NO_ENTRY = "0" * 64
_KEEP_FILES = ("attachment", "province_file")
Run = Callable[[str], Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Contents:
    """Schema version, last audit entry and the number of rows in every table."""

    schema: str | None
    audit_seq: int
    audit_hash: str
    rows: tuple[tuple[str, int], ...]

    def count(self, table: str) -> int:
        """How many rows a table has; 0 if there is no such table."""
        return dict(self.rows).get(table, 0)


def contents_of(session: Session) -> Contents:
    """The figures of the snapshot that ``session`` reads."""
    connection = session.connection()
    return _contents(lambda sql: connection.exec_driver_sql(sql).all())


def inspect_copy(path: Path, data_key: bytes) -> Contents:
    """Open a copy afresh, check the code of every page and the structure, and read its figures.

    Raises ``database.damaged``, ``database.key_or_first_page`` or ``database.input_output``; changes no byte.
    """
    with translated(path), closing(pragmas.connect_untouched(path, data_key)) as connection:
        check_first_page(connection, path)
        check_page_codes(connection, path)
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise StorageProblem("database.damaged", path=path)
        return _contents(lambda sql: connection.execute(sql).fetchall())


def setting_of_copy(path: Path, data_key: bytes, key: str) -> str | None:
    """The stored text of an office's setting in a copy that has been inspected; changes no byte."""
    with translated(path), closing(pragmas.connect_untouched(path, data_key)) as connection:
        found = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def attachment_names(session: Session) -> frozenset[str]:
    """The vault names of every file that a row names, now or in the past."""
    run = session.connection().exec_driver_sql
    tables = set(run("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    # A database that is about to be upgraded has not all of them yet.
    keeping = (t for name in _KEEP_FILES for t in (name, f"{name}_history") if t in tables)
    return frozenset(run(" UNION ".join(f"SELECT file_key FROM {table}" for table in keeping)).scalars())


def _contents(run: Run) -> Contents:
    found = run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [str(row[0]) for row in found if not str(row[0]).startswith("sqlite_")]
    rows = tuple((table, _number(run(f'SELECT count(*) FROM "{table}"')[0][0])) for table in tables)
    version = run("SELECT version_num FROM alembic_version") if "alembic_version" in tables else []
    heads = run("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1") if "audit_entry" in tables else []
    seq, digest = (_number(heads[0][0]), str(heads[0][1])) if heads else (0, _NO_ENTRY)
    return Contents(str(version[0][0]) if version else None, seq, digest, rows)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a count is a number")
    return value
