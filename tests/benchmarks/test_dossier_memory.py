"""A dossier batch of 200 pages, photographs among them, within 350 MB: this process and its child together."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
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

DAY, PAGES, MEGABYTES, PHOTOS = date(2020, 5, 30), 200, 350, 30
_PRINT = """
from datetime import date
from pathlib import Path
from app.models.engine import Database
from app.services import derived
from app.services.context import Actor
from app.services.dossier.files_service import DossierFiles
from app.services.ledger import Ledger

database = Database.open(Path({path!r}), {key!r})
files = DossierFiles(Ledger(database, derive=derived.refresh))
who, day = Actor("王测", "王测", "石门镇"), date(2020, 5, 30)
print(files.print(Path({out!r}), households={codes!r}, actor=who, today=day).pages)
database.close()
"""


@pytest.fixture
def year(migrated_file: Path, tmp_path: Path) -> Year:
    path = tmp_path / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    return play(Ledger(database, derive=derived.refresh))  # the test closes it: the print has a process of its own


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
    codes = [row.code for row in files.overview(today=DAY)][:12]
    Image.effect_noise((4000, 3000), 20).save(tmp_path / "一.jpg", quality=85)  # as a telephone takes them
    content = (tmp_path / "一.jpg").read_bytes()
    for number in range(PHOTOS):
        photo = tmp_path / f"照片{number}.jpg"
        photo.write_bytes(content + str(number).encode())  # telephones write something behind the picture's end
        given = AttachmentInput(file=photo, kind=AttachmentKind.PHOTO)
        keeping.add(year.homes[codes[number % len(codes)]], given, actor=ACTOR, today=DAY)
    year.ledger.database.close()
    script = _PRINT.format(path=str(tmp_path / "ledger.db"), key=DATA_KEY, codes=codes, out=str(tmp_path / "档.pdf"))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(str(process.pid)))
            time.sleep(0.01)
        assert process.stdout is not None
        pages = int(process.stdout.read())
    print(f"\n{pages} pages, {PHOTOS} photographs: peak {peak / 2**20:.0f} MB")
    assert pages >= PAGES
    assert peak < MEGABYTES * 2**20
