"""Stored data outlives versions: an office of every released version opens in this one and still says the same."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import open_office
from app.services import audit
from app.services.backup.checking import verify
from app.services.office import Office

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = sorted(folder.name for folder in FIXTURES.glob("*") if folder.is_dir())


@pytest.fixture(params=VERSIONS)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A copy of a version's office and its password; the fixture itself is never opened."""
    for file in (FIXTURES / request.param).iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / "office.db", (tmp_path / "key.txt").read_text(encoding="utf-8").strip()


def content(office: Office) -> str:
    with office.ledger.reading() as session:
        return audit.content_hash(session)


def test_there_is_a_fixture_of_the_first_version():
    assert "0.1.0" in VERSIONS


def test_it_opens_and_says_the_same(earlier):
    path, password = earlier
    office = open_office(path, password)
    try:
        assert content(office) == (path.parent / "content_hash.txt").read_text(encoding="utf-8").strip()
        assert verify(office.database).is_good
        status = office.status.now(today=date(2020, 12, 20))
        assert status.households > 0
        assert sum(status.cases.values()) > 0
        assert office.papers.list_kinds(today=date(2020, 12, 20))
    finally:
        office.database.close()


def test_it_opens_a_second_time_without_a_further_migration(earlier):
    path, password = earlier
    open_office(path, password).database.close()
    again = path.read_bytes()
    open_office(path, password).database.close()
    assert path.read_bytes() == again
