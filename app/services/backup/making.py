"""Making a backup: copy, write, read back, compare - and only then does a file of that name exist (bar 10)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app import __version__
from app.models import keys
from app.models.atomic import move_into_place, temporary_beside
from app.models.copies import Contents, attachment_names, contents_of, inspect_copy
from app.models.engine import Database
from app.models.problems import StorageProblem
from app.services import clock
from app.services.backup.container import Writer, reading
from app.services.backup.manifest import DATABASE, FILES, KEYS, Manifest
from app.services.errors import refuse
from app.services.storage import refuse_write, refusing

Report = Callable[[int, int], None]
_SPARE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A proven backup. ``bad_attachments`` were damaged or lost before: the backup keeps them as they were found."""

    path: Path
    size: int
    manifest: Manifest

    @property
    def bad_attachments(self) -> tuple[str, ...]:
        """Attachments that cannot be opened."""
        return self.manifest.bad_attachments


def work_folder(database: Path) -> Path:
    """Where copies are made: beside the database, encrypted like it, swept by its owner."""
    return database.with_name(f"{database.name}.work")


def sweep_work_folder(database: Path) -> None:
    """Remove what a killed process has left; only for the owner of the database."""
    shutil.rmtree(work_folder(database), ignore_errors=True)


def back_up(
    database: Database,
    target: Path,
    *,
    reason: str = "by_hand",
    replace: bool = False,
    report: Report | None = None,
    now: datetime | None = None,
) -> BackupMade:
    """Write one proven container to ``target``. Refuses and leaves nothing behind if any step of the proof fails.

    The copy was opened afresh, every page's code, all row counts and the audit head agree with the database, and
    every part was read back from ``target``'s disk. An existing file is replaced only when ``replace`` says so.
    ``report`` gets (bytes done, bytes in all); it may raise to cancel.
    """
    target = target.absolute()
    if target.exists() and not replace:
        raise refuse("backup.exists", path=target)
    _check_space(database, target)
    with _scratch(database.path) as scratch, refusing():
        job = _Job(database, scratch / DATABASE, report)
        temporary = temporary_beside(target)
        try:
            manifest = job.write(temporary, reason=reason, made_at=now or clock.now())
            job.prove(temporary)
            size = temporary.stat().st_size
            move_into_place(temporary, target)
        except OSError as error:
            raise refuse_write(error, target) from error
        finally:
            temporary.unlink(missing_ok=True)
    return BackupMade(target, size, manifest)


@contextmanager
def _scratch(database: Path) -> Iterator[Path]:
    parent = work_folder(database)
    try:
        parent.mkdir(exist_ok=True)
        with TemporaryDirectory(dir=parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise refuse_write(error, parent) from error


def _check_space(database: Database, target: Path) -> None:
    here = sum(file.stat().st_size for file in database.path.parent.glob(f"{database.path.name}*") if file.is_file())
    files = sum((database.vault.folder / name).stat().st_size for name in database.vault.names())
    for folder, need in ((target.parent, here + files), (database.path.parent, here)):
        try:
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise refuse_write(error, folder) from error
        if free < need + _SPARE_BYTES:
            megabyte = 1024 * 1024
            raise refuse("backup.no_space", path=folder, need=need // megabyte + 5, free=free // megabyte)


def _copy(database: Database, copy: Path) -> Contents:
    """Copy and compare; if somebody wrote in between, once more while nobody can."""
    before = _contents(database)
    database.copy_into(copy)
    found = inspect_copy(copy, database.data_key)
    if found == before:
        return found
    copy.unlink()
    with database.held():
        before = _contents(database)
        database.copy_into(copy)
    found = inspect_copy(copy, database.data_key)
    if found != before:
        raise refuse("backup.not_equal", path=database.path)
    return found


def _contents(database: Database) -> Contents:
    with database.read() as session:
        return contents_of(session)


class _Job:
    """One backup under way: the proven copy, the attachments found beside it, the progress."""

    def __init__(self, database: Database, copy: Path, report: Report | None) -> None:
        self._database = database
        self._vault = database.vault
        self._copy = copy
        self._contents = _copy(database, copy)
        with database.read() as session:
            self._expected = attachment_names(session)
        self._names = tuple(self._vault.names())
        files = sum((self._vault.folder / name).stat().st_size for name in self._names)
        self._report = report
        self._done, self._total = 0, 2 * (copy.stat().st_size + files) + 1

    def _advance(self, size: int) -> None:
        self._done += size
        if self._report:
            self._report(min(self._done, self._total), self._total)

    def write(self, temporary: Path, *, reason: str, made_at: datetime) -> Manifest:
        """Write the whole container and bring it to the disk."""
        with temporary.open("xb") as file, Writer(file, self._advance) as writer:
            writer.add_file(DATABASE, self._copy)
            writer.add_bytes(KEYS, keys.to_bytes(keys.load(self._database.path)))
            bad = self._expected.difference(self._names) | {n for n in self._names if not self._add(writer, n)}
            manifest = Manifest(
                made_at=made_at,
                reason=reason,
                program=__version__,
                schema=self._contents.schema,
                audit_seq=self._contents.audit_seq,
                audit_hash=self._contents.audit_hash,
                rows=self._contents.rows,
                parts=tuple(writer.parts),
                bad_attachments=tuple(sorted(bad)),
            )
            writer.finish(manifest, self._database.data_key)
        return manifest

    def _add(self, writer: Writer, name: str) -> bool:
        """Add an attachment as it is; whether it is sound."""
        sealed = (self._vault.folder / name).read_bytes()
        writer.add_bytes(f"{FILES}{name}", sealed)
        try:
            self._vault.open_sealed(name, sealed)
        except StorageProblem:
            return False
        return True

    def prove(self, temporary: Path) -> None:
        """Read the container back from the disk on which it is to stay."""
        with reading(temporary) as reader:
            reader.check_seal(self._database.data_key)
            reader.check_parts(self._advance)
