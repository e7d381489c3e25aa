"""A roster of 60,000 persons in 45 columns out, against openpyxl alone writing the same cells (design 7).

Both write streamed into a file on the same disk in the same run; openpyxl alone gets its cells from memory, without
styles, borders or a child.
"""

from __future__ import annotations

import gc
import resource
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.models.engine import Database
from app.services import derived
from app.services.context import Actor
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.rosters.catalogue import catalogue
from app.services.rosters.design import Column, Digits, RosterDesign, Subject
from app.services.rosters.service import RosterService
from tests.benchmarks.town import build_town
from tests.conftest import DATA_KEY

BAR = 1.3
COLUMNS = 45
ROUNDS = 2
MEMORY_BAR_MB = 60
PREVIEW_BAR = 0.5
ACTOR, DAY = Actor(session_user="测", name="测", on_behalf_of="石门镇"), date(2020, 3, 20)
FROM = ("household", "person", "facts", "guarantees")


def design() -> RosterDesign:
    fields = [field for field in catalogue().values() if field.source in FROM]
    own = [f for f in fields if f.key not in ("person.lists", "person.findings", "person.tags")]
    seen: dict[str, str] = {}
    for field in own:
        seen.setdefault(field.title, field.key)
    columns = tuple(Column(key) for key in list(seen.values())[: COLUMNS - 1])
    return RosterDesign(name="全表", subject=Subject.PERSONS, columns=columns, ids=Digits.WHOLE)


@pytest.fixture(scope="module")
def ledger(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("rosters") / "ledger.db"
    shutil.copy(migrated_file, path)
    database = Database.open(path, DATA_KEY)
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=ACTOR, today=DAY)
    with made.transaction("test.town", actor=ACTOR, today=DAY) as tx:
        build_town(tx)
    yield made
    database.close()


def bare(rows: list[list[object]], out: Path) -> float:
    started = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("全表")
    for row in rows:
        sheet.append(row)
    book.save(out)
    return time.perf_counter() - started


@pytest.mark.benchmark
def test_a_whole_town_goes_out_as_fast_as_openpyxl_alone(ledger: Ledger, tmp_path: Path) -> None:
    rosters = RosterService(ledger)
    wanted = design()
    assert len(wanted.columns) + 1 == COLUMNS
    ours, theirs = [], []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(ROUNDS):
        started = time.perf_counter()
        made = rosters.export(wanted, tmp_path / f"ours{number}.xlsx", actor=ACTOR, today=DAY)
        ours.append(time.perf_counter() - started)
        assert made.rows == 60_000
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rows = [list(line.cells) for line in rosters.rows(wanted, today=DAY)]
    for number in range(ROUNDS):
        theirs.append(bare(rows, tmp_path / f"bare{number}.xlsx"))
        gc.collect()
    ratio = min(ours) / min(theirs)
    print(f"\n名册导出 60,000 人 × {COLUMNS} 列：{min(ours):.1f} s，openpyxl 单独 {min(theirs):.1f} s，"
          f"{ratio:.2f} 倍（≤ {BAR}），窗口进程内存 +{grown:.0f} MB")  # fmt: skip
    assert ratio <= BAR
    assert grown <= MEMORY_BAR_MB


@pytest.mark.benchmark
def test_the_first_rows_of_every_ready_made_list_are_there_at_once(ledger: Ledger) -> None:
    rosters, slowest = RosterService(ledger), (0.0, "")
    for entry in rosters.list():
        started = time.process_time()
        rosters.preview(entry.design, today=DAY)
        taken = time.process_time() - started
        print(f"  {entry.name} {taken:.2f}")
        slowest = max(slowest, (taken, entry.name))
    print(f"\n现成名册的前 50 行和总数：最慢 {slowest[0]:.2f} s 处理器时间（{slowest[1]}，≤ {PREVIEW_BAR}）")
    assert slowest[0] <= PREVIEW_BAR
