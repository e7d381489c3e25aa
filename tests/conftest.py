"""What tests stand on: a real encrypted database, migrated once and copied, with its ledger."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models import schema
from app.models.engine import Database
from app.services.context import Actor
from app.services.ledger import Ledger

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

DATA_KEY = bytes(range(32))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger at the newest schema; copied by each test, never opened by one."""
    path = tmp_path_factory.mktemp("migrated") / "ledger.db"
    database = Database.create(path, DATA_KEY)
    with database.migration_connection() as connection:
        schema.upgrade(connection)
    database.close()
    return path


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the real user's folders."""
    home = tmp_path / "home"
    monkeypatch.setenv("SHOUWANG_HOME", str(home))
    return home


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A real encrypted database of this test."""
    path = tmp_path / "ledger.db"
    shutil.copy(migrated_file, path)
    opened = Database.open(path, DATA_KEY)
    yield opened
    opened.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """A ledger without derived tables."""
    return Ledger(database)


@pytest.fixture
def actor() -> Actor:
    """The clerk, typing for the township."""
    return Actor(session_user="王测", name="王测", on_behalf_of="石门镇")


@pytest.fixture
def today() -> date:
    """A day inside 排查 of the 2020 plan."""
    return date(2020, 3, 20)
