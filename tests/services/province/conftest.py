from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from app.models.household import Household, Person
from app.services import derived
from app.services.findings.service import FindingService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.province.service import ProvinceService
from tests import factories as make
from tests.services.files.making import id_number

DAY = date(2020, 3, 20)


@dataclass
class Town:
    """Two villages: 测甲 and 测乙 without ethnicity (2_01_001), 测丙 in order, a household without phone."""

    homes: dict[str, Household]
    people: dict[str, Person]


@pytest.fixture
def ledger(database, actor) -> Ledger:
    made = Ledger(database, derive=derived.refresh)
    PlanService(made).create_from_preset("2020", year=2020, actor=actor, today=DAY)
    return made


@pytest.fixture
def town(ledger, actor) -> Town:
    homes: dict[str, Household] = {}
    people: dict[str, Person] = {}
    with ledger.transaction("test.town", actor=actor, today=DAY) as tx:
        for place, (name, village, ethnicity) in enumerate(
            (("测甲", "红星村", None), ("测乙", "红星村", None), ("测丙", "石桥村", "汉族"), ("测丁", "石桥村", None))
        ):
            where = next((h.village_id for n, h in homes.items() if (n in "测甲测乙") == (village == "红星村")), None)
            region = make.village(tx, village) if where is None else where
            home = make.household(
                tx,
                village_id=region if isinstance(region, int) else region.id,
                code=f"5199990000{place}",
                phone="19900001234",
            )
            homes[name] = home
            people[name] = make.member(
                tx, home, name=name, id_number=id_number(place + 1), id_kind="身份证", ethnicity=ethnicity
            )
    return Town(homes, people)


@pytest.fixture
def findings(ledger) -> FindingService:
    return FindingService(ledger)


@pytest.fixture
def province(ledger) -> ProvinceService:
    return ProvinceService(ledger)


def province_book(path: Path, rows: list[list[object]], *, extra: list[str] | None = None) -> Path:
    """A list as it comes down: a merged title, styles, widths, a formula, their own columns for the answer."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "疑点明细"
    titles = ["序号", "行政村", "姓名", "证件号码", "疑点类型", "疑点说明", *(extra or [])]
    page.append(["××县疑点数据核查表"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(titles))
    page["A1"].font = Font(name="黑体", size=20, color="FFAA0000")
    page.append(titles)
    for cell in page[2]:
        cell.fill = PatternFill("solid", fgColor="FFFFFF00")
    for row in rows:
        page.append(row)
    page.column_dimensions["D"].width = 31.5
    last = page.max_row + 1
    page.cell(last, 1, "合计")
    page.cell(last, 2, f"=COUNTA(B3:B{last - 1})")
    other = book.create_sheet("填报说明")
    other["A1"] = "请于3月底前反馈"
    book.save(path)
    return path
