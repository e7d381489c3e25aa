"""A stage report of a township of 60,000 persons with 3,000 cases: figures, lists, charts, to an fsynced file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models.engine import Database
from app.models.household import Household
from app.services import derived
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.reports import ReportService
from app.services.settings import SettingsService
from tests import factories as make
from tests.benchmarks.town import build_town
from tests.conftest import DATA_KEY

CASES = 3_000
ACTOR, DAY, LATER = Actor(session_user="测", name="测", on_behalf_of="石门镇"), date(2020, 3, 20), date(2020, 5, 30)


@pytest.fixture(scope="module")
def ledger(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("reports") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    made = Ledger(database, derive=derived.refresh)
    SettingsService(made).found("石门镇", is_training=True, actor=ACTOR, today=DAY)
    PlanService(made).create_from_preset("2020", year=2020, actor=ACTOR, today=DAY)
    with made.transaction("test.town", actor=ACTOR, today=DAY) as tx:
        build_town(tx)
    yield made
    database.close()
