"""The national lists out and in again: the same ledger sees no change, an empty one becomes equal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.services import derived
from app.services.errors import Refused
from app.services.exports.service import ExportService
from app.services.imports.batches import ImportBooks
from app.services.imports.results import Counts
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests.services.files.making import EXPORT_32, xlsx
from tests.services.imports.exports import by_household, living_export, monitoring_export
from tests.services.imports.people import list_32, row_32

DAY = date(2024, 1, 10)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def imports(ledger, actor, tmp_path):
    """A township of three households, with nothing of the national lists yet."""
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=date(2020, 3, 1))
    service = ImportService(ledger)
    service.run("roster", [xlsx(tmp_path / "花名册.xlsx", list_32(9))], actor=actor, today=DAY)
    return service


def table(ledger: Ledger, name: str, *, order: str) -> list[tuple[object, ...]]:
    """A table's content without what belongs to the import that brought it."""
    left_out = {"id", "uid", "seq", "row_version", "batch_id", "raw", "statement_id"}
    with ledger.reading() as session:
        result = session.connection().exec_driver_sql(f"SELECT * FROM {name} ORDER BY {order}")
        keep = [i for i, key in enumerate(result.keys()) if key not in left_out]
        return [tuple(row[i] for i in keep) for row in result]


def monitoring_content(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    return [
        table(ledger, "monitoring_fact", order="household_id, occasion"),
        table(ledger, "measure_fact", order="household_id"),
        table(ledger, "household_fact", order="household_id, year"),
    ]


def living_content(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    return [
        table(ledger, "living_condition", order="household_id"),
        table(ledger, "income_statement", order="household_id"),
        table(ledger, "income_item", order="statement_id, item_code"),
        table(ledger, "household_fact", order="household_id, year"),
    ]


def rows_of(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[0].values)


def exited() -> list[list[object]]:
    items = ("耕地面积", "务工收入", "低保金", "种植业支出", "转移性收入", "饮用水源")
    told = ("2.55", "12000", "600.5", "300", "", "自来水")
    return [[*EXPORT_32, *items], *([*row_32(i), *(told if i % 3 == 0 else [""] * 6)] for i in range(9))]


@pytest.mark.parametrize(
    ("kind", "rows", "content"),
    [
        ("monitoring", by_household(monitoring_export(9, 居住在易地扶贫搬迁集中安置区="否")), monitoring_content),
        ("living", living_export(3), living_content),
        ("living", exited(), living_content),
    ],
)
def test_out_and_in_again(imports, ledger, actor, tmp_path, kind, rows, content):
    first = imports.run(kind, [xlsx(tmp_path / "来件_20231218.xlsx", rows)], actor=actor, today=DAY)
    kept = content(ledger)
    out = tmp_path / "本地.xlsx"
    assert ExportService(ledger).export(kind, out, actor=actor, today=DAY).rows == 3
    again = imports.run(kind, [out], actor=actor, today=DAY)
    assert (again.rejected, again.change_count, again.entries) == ((), 0, Counts(unchanged=3))
    assert content(ledger) == kept
    for batch in (again.batch, first.batch):
        ImportBooks(ledger).undo(batch, actor=actor, today=DAY)
    anew = imports.run(kind, [out], actor=actor, today=DAY)
    assert (anew.rejected, anew.entries) == ((), Counts(created=3))
    if first.members == Counts():
        assert content(ledger) == kept


def test_the_titles_are_the_national_ones_and_empty_lists_say_so(imports, ledger, actor, tmp_path):
    out = tmp_path / "本地.xlsx"
    with pytest.raises(Refused) as refused:
        ExportService(ledger).export("monitoring", out, actor=actor, today=DAY)
    assert refused.value.codes == ("papers.nothing",)
    rows = by_household(monitoring_export(3))
    imports.run("monitoring", [xlsx(tmp_path / "来件.xlsx", rows)], actor=actor, today=DAY)
    ExportService(ledger).export("monitoring", out, actor=actor, today=DAY)
    titles, values = rows_of(out)[1:3]
    told = dict(zip(titles, values, strict=True))
    assert set(titles) >= {
        "监测对象类别",
        "致贫/返贫风险1",
        "风险消除后家庭纯收入",
        "健康帮扶",
        "整户无劳动能力兜底保障户",
    }
    assert told["综合保障"] == "低保,残疾人补贴"
    assert told["风险是否已消除"] == "是"
