"""What maintenance needs to know about a machine and an office: figures and versions, and nothing of any person.

Also the self-test as a user starts it: in a process of its own, far from the office's database.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.models import pragmas
from app.models.atomic import write_whole
from app.models.copies import contents_of
from app.models.places import drive_type
from app.paths import default_database, log_folder
from app.services import clock
from app.services.backup.service import BackupService
from app.services.children import CancelledByUser
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.storage import refuse_write

_LOG_LINES = 200
_CREATE_NO_WINDOW = 0x08000000
_WATCH_SECONDS = 0.1
_FROM_SOURCE = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


@dataclass(frozen=True, slots=True)
class SelfTested:
    """How the self-test ended: a line for each of its checks."""

    is_good: bool
    lines: tuple[str, ...]


class DiagnosisService:
    """Looks, and changes nothing."""

    def __init__(self, ledger: Ledger, backup: BackupService) -> None:
        self._ledger = ledger
        self._backup = backup

    def write(self, target: Path) -> None:
        """Write the diagnostic file: versions, sizes, counts, what is damaged, and the log's last lines."""
        text = "\n".join((*_machine(), *self._office(), *_logs()))
        try:
            write_whole(target, (text + "\n").encode("utf-8-sig"))
        except OSError as error:
            raise refuse_write(error, target) from error

    def _office(self) -> Iterator[str]:
        path = self._ledger.database.path
        place = "default folder" if path == default_database().absolute() else "another folder"
        yield f"database: {path.stat().st_size} bytes, {place}, {drive_type(path).name.lower()} drive"
        yield f"free on that disk: {shutil.disk_usage(path.parent).free // 1_000_000} MB"
        with self._ledger.reading() as session:
            contents = contents_of(session)
        yield f"schema {contents.schema}, audit {contents.audit_seq} {contents.audit_hash[:12]}"
        yield from (f"rows {table}: {count}" for table, count in contents.rows if count)
        yield from (f"backup {kept.made_at.isoformat()} {kept.reason}" for kept in self._backup.automatic.kept())
        try:
            found = self._backup.verify()
        except Refused as refused:
            yield f"verify: refused {', '.join(refused.codes)}"
            return
        yield f"verify: {'good' if found.is_good else ', '.join(reason.code for reason in found.problems)}"


def _machine() -> Iterator[str]:
    yield f"Shouwang {__version__}, {'packaged' if getattr(sys, 'frozen', False) else 'from source'}"
    yield f"written {clock.now().isoformat()}"
    yield f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    connection = pragmas.driver.connect(":memory:")
    try:
        yield f"SQLite {pragmas.driver.sqlite_version}, {connection.execute('PRAGMA cipher_version').fetchone()}"
    finally:
        connection.close()


def _logs() -> Iterator[str]:
    for path in sorted(log_folder().glob("*.log")):
        yield f"-- {path.name}"
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        yield from lines[-_LOG_LINES:]


def run_self_test(
    *, on_line: Callable[[str], None] = lambda _: None, cancelled: Callable[[], bool] = lambda: False
) -> SelfTested:
    """Run the self-test in a process of its own; takes about half a minute, and leaves nothing behind."""
    environment = {key: value for key, value in os.environ.items() if key != "SHOUWANG_PASSWORD"}
    process = subprocess.Popen(
        [*_own_program(), "--self-test"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env=environment,
        creationflags=_CREATE_NO_WINDOW if sys.platform == "win32" else 0,
    )
    lines: list[str] = []
    with process:
        reader = threading.Thread(target=_follow, args=(process, lines), daemon=True)
        reader.start()
        try:
            _wait(process, lines, on_line, cancelled)
        finally:
            process.kill()  # nothing to do when it has ended
            reader.join()
    return SelfTested(process.returncode == 0, tuple(lines))


def _wait(
    process: subprocess.Popen[str], lines: list[str], on_line: Callable[[str], None], cancelled: Callable[[], bool]
) -> None:
    told = 0
    while process.poll() is None:
        for line in lines[told:]:
            told += 1
            on_line(line)
        if cancelled():
            raise CancelledByUser
        time.sleep(_WATCH_SECONDS)


def _follow(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line.rstrip())


def _own_program() -> list[str]:
    if getattr(sys, "frozen", False):
        console = Path(sys.executable).with_name("shouwang.exe")
        return [str(console if console.exists() else sys.executable)]
    return [sys.executable, "-c", _FROM_SOURCE, str(Path(__file__).resolve().parents[2])]
