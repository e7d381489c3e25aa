"""The township that played its plan up to summer, behind the real tab."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap import compose
from app.models.engine import Database
from app.services import derived
from app.services.ledger import Ledger
from app.services.office import Office
from app.ui.common.context import Navigator, TabContext
from app.ui.common.hub import ChangeHub
from app.ui.reports.papers_page import PapersPage
from tests.conftest import DATA_KEY
from tests.services.papers.year import ACTOR, Year, play
from tests.ui.printing import Machines, machines

SUMMER = date(2020, 5, 30)


@dataclass
class Desk:
    office: Office
    context: TabContext
    year: Year


@pytest.fixture(scope="session")
def played(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The year, played once."""
    path = tmp_path_factory.mktemp("year") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    yield play(Ledger(database, derive=derived.refresh))
    database.close()


@pytest.fixture
def desk(played: Year, tmp_path: Path, runner, memory, theme) -> Iterator[Desk]:
    path = tmp_path / "own.db"
    played.ledger.database.copy_into(path)
    database = Database.open(path, DATA_KEY)
    office, hub = compose(database), ChangeHub()
    office.ledger.on_change(hub.post)
    context = TabContext(office, runner, hub, Navigator(), memory, lambda: ACTOR, lambda: SUMMER)
    yield Desk(office, context, Year(office.ledger, played.found, played.homes))
    runner.shutdown()
    database.close()


@pytest.fixture
def reports(desk: Desk, qtbot) -> PapersPage:
    view = PapersPage(desk.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(desk, qtbot)
    return view


@pytest.fixture
def office_printers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    return machines(tmp_path, monkeypatch)


def settled(desk: Desk, qtbot) -> None:
    """Every question has been answered, also those that answers asked."""
    for _ in range(4):
        qtbot.waitUntil(lambda: desk.context.runner.running == (), timeout=20_000)
        QApplication.processEvents()
