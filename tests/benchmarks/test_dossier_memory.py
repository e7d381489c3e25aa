"""A dossier batch of 200 pages, photographs among them, within 350 MB: this process and its child together."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.models.engine import Database
from app.services import derived
from app.services.attachments import AttachmentInput, AttachmentKind, AttachmentService
from app.services.dossier.files_service import DossierFiles
from app.services.ledger import Ledger
from tests.conftest import DATA_KEY
from tests.services.papers.year import ACTOR, Year, play

DAY, PAGES, MEGABYTES, PHOTOS = date(2020, 5, 30), 200, 350, 40


@pytest.fixture
def year(migrated_file: Path, tmp_path: Path) -> Iterator[Year]:
    path = tmp_path / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    yield play(Ledger(database, derive=derived.refresh))
    database.close()


def resident(pid: str) -> int:
    """Bytes of a process and its children that lie in memory."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += (task / "children").read_text().split() if task.name != pid else []
    except OSError:
        return 0
    return own + sum(resident(child) for child in children)


@pytest.mark.benchmark
def test_two_hundred_pages_with_photographs_stay_within_their_memory(year: Year, tmp_path: Path):
    if not Path("/proc/self/statm").exists():
        pytest.skip("memory of other processes is read from /proc")
    files, keeping = DossierFiles(year.ledger), AttachmentService(year.ledger)
    codes = [row.code for row in files.overview(today=DAY)][:17]
    Image.effect_noise((4000, 3000), 20).save(tmp_path / "一.jpg", quality=85)  # as a telephone takes them
    content = (tmp_path / "一.jpg").read_bytes()
    for number in range(PHOTOS):
        photo = tmp_path / f"照片{number}.jpg"
        photo.write_bytes(content + str(number).encode())  # telephones write something behind the picture's end
        given = AttachmentInput(file=photo, kind=AttachmentKind.PHOTO)
        keeping.add(year.homes[codes[number % len(codes)]], given, actor=ACTOR, today=DAY)
    peak, before, stop = [0, 0], resident(str(os.getpid())), threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            own = int(Path("/proc/self/statm").read_text().split()[1]) * 4096
            peak[:] = max(peak, [resident(str(os.getpid())), own])

    watcher = threading.Thread(target=watch)
    watcher.start()
    made = files.print(tmp_path / "档.pdf", households=codes, actor=ACTOR, today=DAY)
    stop.set()
    watcher.join()
    print(
        f"\n{made.pages} pages, {PHOTOS} photographs: peak {peak[0] / 2**20:.0f} MB, "
        f"{peak[1] / 2**20:.0f} of it here ({before / 2**20:.0f} before)"
    )
    assert made.pages >= PAGES
    assert peak[0] < MEGABYTES * 2**20
