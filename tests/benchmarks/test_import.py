"""Import of a 47-column export of 60,000 persons: first, again, with 5 % changed (design 7).

The measure is the bare work on the same machine in the same run: calamine's read and one bulk insert of its rows
into one table of an encrypted file.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from app.models.engine import Database
from app.services import derived
from app.services.context import Actor
from app.services.imports.results import Counts
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from tests.conftest import DATA_KEY
from tests.services.files.making import EXPORT_47, fast_xlsx, id_number

PERSONS = 60_000
HOUSEHOLD_SIZE = 3
VILLAGES = 20
ROUNDS = 2
BARS = {"首次导入": 4.0, "再次导入": 3.0, "5%有变化": 4.0}

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香"


def rows(rng: random.Random) -> Iterator[list[str]]:
    yield ["（自定义）人口信息"]
    yield EXPORT_47
    head: tuple[str, str] = ("", "")
    for i in range(PERSONS):
        household, place = divmod(i, HOUSEHOLD_SIZE)
        born = f"{1940 + i % 75}{1 + i % 12:02}{1 + i % 28:02}"
        number = id_number(i // 900 * 7 + i, born=born, area=f"5199{i // 2_100:02}")
        name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=2))
        if place == 0:
            head = (name, number)
        yes = iter(rng.choices("是否", k=13))
        yield [
            *("四川省", "某市", "某县", "石门镇", f"第{household % VILLAGES + 1}村"),
            *(f"5199990000{household:08}", f"5199991000{i:08}", name, rng.choice("男女"), born, "身份证", number),
            *("汉族", f"138{household:08}", f"139{i:08}", "2019", "户主" if place == 0 else "之子"),
            *(
                rng.choice(["小学", "初中", "高中"]),
                "",
                rng.choice(["普通劳动力", "无劳动力"]),
                rng.choice(["", "6", "12"]),
            ),
            *(rng.choice(["健康", "健康", "残疾", "长期慢性病,残疾"]), "群众", rng.choice(["", "某建筑公司"])),
            *(next(yes), next(yes), next(yes), next(yes), next(yes), "", next(yes), next(yes), next(yes)),
            *("制造业", next(yes), next(yes), "", "", "企业招聘", "", rng.choice(["", "成都市"])),
            *(*head, next(yes), next(yes), "", "国家标准"),
        ]


def written(path: Path, *, changed_every: int | None = None) -> Path:
    """The export; with ``changed_every`` each so many-th person has moved on in life."""

    def all_rows() -> Iterator[list[str]]:
        for number, row in enumerate(rows(random.Random(60))):
            if changed_every and number > 1 and number % changed_every == 0:
                row = [*row[:14], f"137{number:08}", *row[15:20], "9", *row[21:]]
            yield row

    return fast_xlsx(path, all_rows())


def timed(work: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def bare(path: Path, folder: Path) -> float:
    """Calamine's read and one bulk insert into an encrypted file."""
    database = Database.create(folder / "bare.db", DATA_KEY)

    def work() -> None:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        data = sheet.to_python()[2:]
        columns = ", ".join(f"c{i}" for i in range(len(EXPORT_47)))
        with database.write() as session:
            connection = session.connection()
            connection.exec_driver_sql(f"CREATE TABLE bare ({columns})")
            marks = ", ".join("?" * len(EXPORT_47))
            connection.exec_driver_sql(f"INSERT INTO bare VALUES ({marks})", [tuple(row) for row in data])

    seconds, _ = timed(work)
    database.close()
    return seconds


@dataclass(frozen=True)
class Taken:
    seconds: float
    members: Counts
    households: Counts


def round_of_imports(files: tuple[Path, Path], empty: Path, folder: Path, actor: Actor, today: date) -> list[Taken]:
    """First, again and with changes, into a fresh ledger."""
    folder.mkdir()
    path = folder / "ledger.db"
    shutil.copy(empty, path)
    database = Database.open(path, DATA_KEY)
    service = ImportService(Ledger(database, derive=derived.refresh))
    taken = []
    for file in (files[0], files[0], files[1]):
        started = time.perf_counter()
        result = service.run("roster", [file], actor=actor, today=today)
        taken.append(Taken(time.perf_counter() - started, result.members, result.households))
    database.close()
    return taken


@pytest.mark.benchmark
def test_the_import_of_a_township_keeps_its_bars(migrated_file: Path, tmp_path: Path, actor: Actor, today: date):
    files = written(tmp_path / "人口信息.xlsx"), written(tmp_path / "人口信息-改.xlsx", changed_every=20)
    # Other work on the machine only ever makes a run longer, so the shortest of each counts.
    measures: list[float] = []
    rounds: list[list[Taken]] = []
    for number in range(ROUNDS):
        measures.append(bare(files[0], tmp_path / f"bare{number}"))
        rounds.append(round_of_imports(files, migrated_file, tmp_path / f"round{number}", actor, today))
    measure = min(measures)
    print(f"\n裸读取+裸写入 {measure:.2f} 秒")
    best = [min(runs, key=lambda taken: taken.seconds) for runs in zip(*rounds, strict=True)]
    for (name, bar), taken in zip(BARS.items(), best, strict=True):
        ratio = taken.seconds / measure
        print(
            f"{name} {taken.seconds:.2f} 秒 = {ratio:.2f} 倍（要求 ≤ {bar:.0f} 倍） {taken.members} {taken.households}"
        )
    assert best[0].members == Counts(created=PERSONS)
    assert best[1].members == Counts(unchanged=PERSONS)
    assert best[2].members.updated == PERSONS // 20
    for (name, bar), taken in zip(BARS.items(), best, strict=True):
        assert taken.seconds / measure <= bar, name
