"""Bar 1: whatever system call fails, the office is the old one or the new one, and "done" is true.

``python -m tests.faults.campaign POINTS [SEED]`` tries so many points of each scene and fault; 20 makes 400 runs.
A C compiler and Linux are needed; CI runs a handful (``test_faults.py``).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.models.engine import Database
from app.models.papers import Attachment
from app.models.region import Region
from app.services import audit
from app.services.backup import restoring
from app.services.backup.checking import verify
from app.services.backup.making import back_up
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.opening import create_office_database, open_database
from tests.faults.scenes import ACTOR, NEW_PASSWORD, PASSWORD, ROWS, SCENES, TODAY

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {
    "error once": {},
    "error from then on": {"F_STICKY": "1"},
    "disk full": {"F_ERRNO": "28", "F_STICKY": "1"},
    "killed": {"F_KILL": "1"},
}
WRITES = "write,pwrite64,fsync,fdatasync,ftruncate64,rename,unlink"


def _content(database: Database) -> str:
    with database.read() as session:
        return audit.content_hash(session)


def _villages(database: Database) -> int:
    with database.read() as session:
        return session.query(Region).count()


@dataclass(frozen=True, slots=True)
class Run:
    """What a child said, and whether it lived to say it."""

    said: str
    was_killed: bool
    errors: str

    @property
    def is_done(self) -> bool:
        return self.said == "done"


class Campaign:
    """One office, a backup of its earlier state, and children that work on copies while calls fail."""

    def __init__(self, folder: Path) -> None:
        self._base, self._work = folder / "base", folder / "work"
        self._shim = folder / "shim.so"
        compiler = ["cc", "-shared", "-fPIC", "-O1", "-o", str(self._shim), str(ROOT / "tests/faults/shim.c"), "-ldl"]
        subprocess.run(compiler, check=True)
        self._base.mkdir()
        self._found_office()

    def _found_office(self) -> None:
        database, _ = create_office_database(self._base / "office.db", PASSWORD, "王芳")
        ledger, name = Ledger(database), database.vault.put(b"x" * 9_000)
        with ledger.transaction("test.found", actor=ACTOR, today=TODAY) as tx:
            tx.session.add(Region(kind="village", name="一村", match_name="一"))
            tx.session.add(Attachment(file_key=name, original_name="a", size_bytes=9_000))
        back_up(database, self._base / "in.swbak")
        shutil.copy(self._base / "in.swbak", self._base / "out.swbak")
        self._earlier = _content(database)
        with ledger.transaction("test.found", actor=ACTOR, today=TODAY) as tx:
            tx.session.add(Region(kind="village", name="二村", match_name="二"))
        self._present = _content(database)
        database.close()

    def play(self, scene: str, *, at: int, fault: dict[str, str]) -> Run:
        """Play a scene on a fresh copy while its ``at``-th writing call fails."""
        shutil.rmtree(self._work, ignore_errors=True)
        shutil.copytree(self._base, self._work)
        shim = {"LD_PRELOAD": str(self._shim), "F_PATH": str(self._work), "F_OPS": WRITES, "F_AT": str(at), **fault}
        command = [sys.executable, "-m", "tests.faults.scenes", scene, str(self._work)]
        child = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, **shim}, cwd=ROOT, check=False
        )
        said = child.stdout.strip().split("\n")[-1]
        return Run(said, child.returncode == -signal.SIGKILL, child.stderr)

    def length(self, scene: str) -> int:
        """How many calls a scene makes."""
        low, high = 1, 8_192
        while low < high:
            middle = (low + high) // 2
            if self.play(scene, at=middle, fault=FAULTS["killed"]).was_killed:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def judge(self, scene: str, run: Run) -> str | None:
        """What is wrong with the office after a run; None if it is whole."""
        if not run.was_killed and not run.said.startswith(("done", "refused")):
            return f"a bug showed: {run.errors[-2_000:]}"
        path = self._work / ("new/office.db" if scene == "create" else "office.db")
        if scene == "create" and not path.exists():
            return "done, but nothing is there" if run.is_done else None
        try:
            return self._judge_office(scene, run, path)
        except Refused as refused:
            return f"cannot be opened: {refused}"

    def _judge_office(self, scene: str, run: Run, path: Path) -> str | None:
        database, is_new = self._open(path)
        try:
            if not verify(database).is_good:
                return "does not verify"
            content, villages = _content(database), _villages(database)
        finally:
            database.close()
        before = {"write": villages == 2, "restore": content == self._present, "password": not is_new}.get(scene)
        after = {
            "write": villages == 2 + ROWS,
            "restore": content == self._earlier,
            "password": is_new and content == self._present,
            "backup": content == self._present and self._backup_is_good(run),
            "create": villages == 0,
        }[scene]
        if run.is_done:
            return None if after else "done, but it is not"
        return None if after or before else "neither the old office nor the new"

    def _open(self, path: Path) -> tuple[Database, bool]:
        try:
            return open_database(path, PASSWORD), False
        except Refused as refused:
            if refused.codes != ("keys.wrong_password",):
                raise
            return open_database(path, NEW_PASSWORD), True

    def _backup_is_good(self, run: Run) -> bool:
        target = self._work / "check" / "office.db"
        restoring.restore(self._work / "out.swbak", target, PASSWORD)
        database = open_database(target, PASSWORD)
        content = _content(database)
        database.close()
        return content == self._present or (content == self._earlier and not run.is_done)


def main(points: int, seed: int) -> int:
    """Try every scene with every fault at ``points`` places; print the outcomes, return the number of bad ones."""
    rng, outcomes, bad = random.Random(seed), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder))
        for scene in SCENES:
            length = campaign.length(scene)
            for fault, settings in FAULTS.items():
                for at in sorted(rng.sample(range(1, length + 1), min(points, length))):
                    run = campaign.play(scene, at=at, fault=settings)
                    problem = campaign.judge(scene, run)
                    outcomes[f"{scene}, {fault}: {'killed' if run.was_killed else run.said.split(' ')[0]}"] += 1
                    if problem:
                        bad += 1
                        print(f"BAD {scene}, {fault} at call {at} of {length} ({run.said}): {problem}")
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:5} {outcome}")
    print(f"{outcomes.total()} faults, {bad} bad")
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1) else 0)
