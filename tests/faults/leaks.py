"""Bar 17: a thousand known names are found in no file that is not the clerk's own, whenever the program is killed.

``python -m tests.faults.leaks 20`` works and is killed 20 times (every other time its child goes first), then looks
into the system's temporary folder, the program's own folder and its logs; at last the program starts once more and
they are looked at again. CI plays two moments (``test_leaks.py``). The exported list and the printed papers are the
clerk's own files and lie elsewhere.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from app.bootstrap import open_office
from app.demo.year import Invented, invent
from app.services import opening
from app.services.context import Actor
from app.worker import temp

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Lehrgang-2020-vier"
ACTOR, TODAY = Actor("王测", "王测", "石门镇"), date(2020, 3, 24)
KNOWN = 1_000
# How names of three or four characters and ID numbers look in each writing: (encoding, bytes of a character, runs).
_WRITINGS = (
    ("utf-8", 3, re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3,}")),
    ("utf-16-le", 2, re.compile(rb"(?:[\x00-\xff][\x4e-\x9f]){3,}", re.DOTALL)),
    ("gb18030", 2, re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe]){3,}")),
)
_NUMBERS = re.compile(rb"(?:[0-9]\x00?){17}[0-9Xx]")
_LENGTHS = (3, 4)
_PATIENCE = 60.0


def work(folder: Path, lists: list[Path]) -> None:
    """A morning's work: import, check, screen, print, export, backup. Runs as the child that is killed."""
    actor, today = ACTOR, TODAY
    office = open_office(folder / "home" / "office.db", PASSWORD)
    print("open", flush=True)
    for kind, file in zip(("roster", "roster", "incomes", "clues"), lists, strict=True):
        office.imports.run(kind, [file], actor=actor, today=today)
    office.findings.check(actor=actor, today=today)
    office.exports.export("roster", folder / "out" / "名单.xlsx", actor=actor, today=today)
    office.screening.run(actor=actor, today=today)
    office.papers.print("reason_sheet", folder / "out" / "理由单.pdf", actor=actor, today=today)
    office.backup.back_up(folder / "out" / "备份.swbak", actor=actor, today=today)
    office.database.close()
    print("done", flush=True)


class Leaks:
    """One invented roster, the names that stand in it, and an empty office to take it in, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        invented = invent(self.folder / "lists")
        self._lists = [str(file) for file in _lists_of(invented)]
        people = [person for home in invented.township.households for person in home.members]
        # Shorter names are words that stand in any text.
        names = dict.fromkeys(p.name for p in people if len(p.name) in _LENGTHS and min(p.name) >= "\u4e00")
        self.names = list(names)[:KNOWN]
        self.numbers = frozenset(p.id_number.encode() for p in people if len(p.id_number) == 18)
        self._written = {code: frozenset(name.encode(code) for name in self.names) for code, _, _ in _WRITINGS}
        self._found_office()

    def _found_office(self) -> None:
        path = self.folder / "base.db"
        opening.create_office_database(path, PASSWORD, "王测", office="石门镇").database.close()
        office = open_office(path, PASSWORD)
        office.settings.found("石门镇", is_training=True, actor=ACTOR, today=TODAY)
        office.plans.create_from_preset("2020", year=2020, actor=ACTOR, today=TODAY)
        office.database.close()

    def play(self, *, kill_after: float | None = None, child_first: bool = False) -> float:
        """Work once, killed after so many seconds; returns how long it took."""
        place = self._fresh()
        command = [sys.executable, "-m", "tests.faults.leaks", "--work", str(place), *self._lists]
        environment = {**os.environ, "TMPDIR": str(place / "temp"), "SHOUWANG_HOME": str(place / "home")}
        with (
            (place / "err").open("wb") as errors,
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors) as process,
        ):
            assert process.stdout is not None
            assert process.stdout.readline() == b"open\n", (place / "err").read_text()
            begun = time.monotonic()
            if kill_after is not None:
                self._wait(process, begun + kill_after)
                if child_first:
                    _kill_children(process.pid)
                process.send_signal(signal.SIGKILL)
            process.wait(_PATIENCE)
            assert kill_after is not None or process.returncode == 0, (place / "err").read_text()
        return time.monotonic() - begun

    @staticmethod
    def _wait(process: subprocess.Popen[bytes], until: float) -> None:
        with_time_left = max(until - time.monotonic(), 0)
        try:
            process.wait(with_time_left)
        except subprocess.TimeoutExpired:
            return

    def _fresh(self) -> Path:
        place = self.folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        for name in ("temp", "home", "out"):
            (place / name).mkdir(parents=True)
        for made in self.folder.glob("base.db*"):
            shutil.copy(made, place / "home" / made.name.replace("base", "office"))
        return place

    def start_again(self) -> None:
        """What the next start does before anything else."""
        before = os.environ.get("SHOUWANG_HOME")
        os.environ["SHOUWANG_HOME"] = str(self.folder / "place" / "home")
        try:
            temp.sweep()
        finally:
            if before is None:
                del os.environ["SHOUWANG_HOME"]
            else:
                os.environ["SHOUWANG_HOME"] = before

    def found(self) -> list[str]:
        """The files outside the clerk's own folder in which a known name stands, packed ones looked into."""
        place = self.folder / "place"
        files = [file for part in ("temp", "home") for file in (place / part).rglob("*") if file.is_file()]
        return [str(file.relative_to(place)) for file in [*files, place / "err"] if self._is_in(file.read_bytes())]

    def _is_in(self, data: bytes) -> bool:
        return any(self._has_number(text) or self._has_name(text) for text in _texts(data))

    def _has_number(self, text: bytes) -> bool:
        found = (match.group().replace(b"\x00", b"").upper() for match in _NUMBERS.finditer(text))
        return any(number in self.numbers for number in found)

    def _has_name(self, text: bytes) -> bool:
        for code, width, runs in _WRITINGS:
            known = self._written[code]
            for run in (match.group() for match in runs.finditer(text)):
                starts = range(0, len(run), width)
                if any(run[at : at + length * width] in known for at in starts for length in _LENGTHS):
                    return True
        return False


def _lists_of(invented: Invented) -> tuple[Path, ...]:
    rosters, lists = invented.rosters, invented.lists
    return rosters.export, rosters.roster, lists.incomes, lists.clues


def _texts(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and what is packed in them: parts of a workbook, compressed streams of a PDF."""
    yield data
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(data)) as packed:
                yield from (packed.read(name) for name in packed.namelist())
        except (zipfile.BadZipFile, zlib.error, OSError):
            yield from _inflated(data)
    elif data.startswith(b"%PDF"):
        yield from _inflated(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    for start in range(len(data) - 1):
        if data[start] == 0x78 and data[start + 1] in (0x01, 0x9C, 0xDA):
            try:
                yield zlib.decompressobj().decompress(data[start:], 10_000_000)
            except zlib.error:
                continue


def _kill_children(process_id: int) -> None:
    listed = subprocess.run(
        ["ps", "--ppid", str(process_id), "-o", "pid="], capture_output=True, text=True, check=False
    ).stdout
    for child in listed.split():
        os.kill(int(child), signal.SIGKILL)


def campaign(moments: int) -> int:
    """Play so many moments spread over the work; prints what was found; 0 when nothing was."""
    with tempfile.TemporaryDirectory(prefix="shouwang-leaks-") as folder:
        leaks = Leaks(Path(folder))
        whole = leaks.play()
        found = {"不中断": leaks.found()}
        for number in range(moments):
            after = whole * (number + 0.5) / moments
            leaks.play(kill_after=after, child_first=number % 2 == 1)
            found[f"{after:.2f} 秒"] = leaks.found()
            leaks.start_again()
            found[f"{after:.2f} 秒后再启动"] = leaks.found()
    for moment, files in found.items():
        print(moment, files or "没有")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    if sys.argv[1] == "--work":
        work(Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
    else:
        sys.exit(campaign(int(sys.argv[1])))
