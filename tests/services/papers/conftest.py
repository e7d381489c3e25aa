"""Real fonts, one press for the whole folder, and PDFs read back by two readers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.models.engine import Database
from app.services import derived
from app.services.ledger import Ledger
from app.services.papers.press import Press
from tests.conftest import DATA_KEY
from tests.services.papers.year import Year, play


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


def text_of(content: bytes) -> str:
    """The text of a PDF as pypdf reads it, without spaces and line ends: what is printed, not how it is set."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return squeeze("".join(page.extract_text() for page in pages))


def poppler_text_of(content: bytes, folder: Path) -> str:
    """The same as poppler reads it, in the order of the page's own operators."""
    path = folder / "read-back.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return squeeze(done.stdout.decode())


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="session")
def played(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The year, played once; tests read it, or write only what no other test reads."""
    path = tmp_path_factory.mktemp("year") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    yield play(Ledger(database, derive=derived.refresh))
    database.close()


@pytest.fixture
def own_year(played: Year, tmp_path: Path) -> Iterator[Year]:
    """A copy of the year for tests that write."""
    path = tmp_path / "own.db"
    played.ledger.database.copy_into(path)
    database = Database.open(path, DATA_KEY)
    yield Year(Ledger(database, derive=derived.refresh), played.found, played.homes)
    database.close()
