"""A stage report of a township of 60,000 persons with 3,000 cases: figures, lists, charts, to an fsynced file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.engine import Database
from app.models.household import Household
from app.services import derived
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.reports import ReportService
from app.services.settings import SettingsService
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


def carry_over(ledger: Ledger) -> None:
    """3,000 households of the list, through the door."""
    with ledger.reading() as session:
        codes = list(session.scalars(select(Household.code).where(Household.household_type == "ordinary").limit(CASES)))
    given = parse_step(
        {
            "occurred_on": DAY.isoformat(),
            "category": "marginal",
            "source_list": "两摸底名单",
            "risks": ["illness", "disability"],
        },
        today=DAY,
    )
    outcome = CaseService(ledger).take("carry_over", households=codes, given=given, actor=ACTOR, today=DAY)
    assert outcome.refused == ()


@pytest.mark.benchmark
def test_a_stage_report_of_the_town(ledger: Ledger, tmp_path: Path) -> None:
    carry_over(ledger)
    service = ReportService(ledger)
    taken: dict[str, float] = {}
    for name, appendix in (("报告", False), ("再印", False), ("带附表", True)):
        started = time.perf_counter()
        made = service.stage_report("M", tmp_path / f"{name}.pdf", actor=ACTOR, today=LATER, appendix=appendix)
        taken[f"{name} {made.pages} 页"] = time.perf_counter() - started
    started = time.perf_counter()
    behind = service.figure("M", "listed", today=LATER)
    taken["一个数字的名单"] = time.perf_counter() - started
    started = time.perf_counter()
    service.export("M", tmp_path / "lists.xlsx", actor=ACTOR, today=LATER)
    taken["工作簿"] = time.perf_counter() - started
    assert behind.value == len(behind.rows) == CASES
    print(f"\n阶段报告，60,000 人、{CASES} 户：" + "，".join(f"{name} {spent:.1f} s" for name, spent in taken.items()))
