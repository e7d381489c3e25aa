"""A township that came from one export, and the next export of the same households, changed cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from app.services.comparison.kinds import ItemState
from app.services.comparison.results import ComparisonResult, Decided, ItemFilter, ItemRow
from app.services.comparison.service import ComparisonService
from app.services.context import Actor
from app.services.following import follow
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from tests.services.files.making import EXPORT_32, xlsx
from tests.services.imports.people import list_32, take

PERSONS = 12  # four households of three
ALL = ItemFilter(states=(), with_closed=False)


@dataclass
class Export:
    """The rows of an export, to be changed by the persons' numbers."""

    folder: Path
    rows: list[list[object]] = field(default_factory=lambda: list_32(PERSONS, 数据日期="2020-03-15"))
    made: int = 0

    def set(self, number: int, **cells: object) -> Export:
        for title, value in cells.items():
            self.rows[number + 2][EXPORT_32.index(title)] = value
        return self

    def cell(self, number: int, title: str) -> str:
        return str(self.rows[number + 2][EXPORT_32.index(title)])

    def without(self, *numbers: int) -> Export:
        gone = {number + 2 for number in numbers}
        self.rows = [row for i, row in enumerate(self.rows) if i not in gone]
        return self

    def dated(self, day: str) -> Export:
        for row in self.rows[2:]:
            row[EXPORT_32.index("数据日期")] = day
        return self

    def file(self) -> Path:
        self.made += 1
        return xlsx(self.folder / f"导出{self.made}.xlsx", self.rows)


@dataclass
class Bench:
    """Compares and decides as the clerk."""

    ledger: Ledger
    actor: Actor
    service: ComparisonService
    day: date

    def compare(self, file: Path | Export, **scope: object) -> ComparisonResult:
        path = file.file() if isinstance(file, Export) else file
        return self.service.compare([path], actor=self.actor, today=self.day, **scope)  # type: ignore[arg-type]

    def open(self, **wanted: object) -> Sequence[ItemRow]:
        return self.service.items(ItemFilter(**wanted))  # type: ignore[arg-type]

    def all(self) -> Sequence[ItemRow]:
        return self.service.items(ALL)

    def decide(self, items: Sequence[ItemRow], state: ItemState, **more: object) -> Decided:
        ids = [item.id for item in items]
        return self.service.decide(ids, state, actor=self.actor, today=self.day, **more)  # type: ignore[arg-type]


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=follow)


@pytest.fixture
def bench(ledger, actor, tmp_path):
    take(ImportService(ledger), xlsx(tmp_path / "底册.xlsx", list_32(PERSONS)), actor)
    return Bench(ledger, actor, ComparisonService(ledger), date(2020, 3, 20))


@pytest.fixture
def export(tmp_path):
    return Export(tmp_path)
