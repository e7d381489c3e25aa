"""What was exported and is imported again changes nothing: the roster, and every ready-made list of persons."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.models.engine import Database
from app.services import derived
from app.services.exports.service import ExportService
from app.services.files.tables import read_table
from app.services.imports.service import ImportService
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.rosters.design import Digits, Subject
from app.services.rosters.ready import ready_lists
from app.services.rosters.service import RosterService
from tests.conftest import DATA_KEY
from tests.services.files.making import EXPORT_47, fast_xlsx, id_number
from tests.services.towns import ACTOR

DAY = date(2020, 4, 15)
RARE = ("张䶮", "李㛃", "王𬭎", "买买提·玉山", "=李四", "赵𫖯")


def person(number: int, **told: str) -> list[str]:
    """A row of the 47-column export; every third person begins a household."""
    home, place = divmod(number, 3)
    born = date(1930 + (number * 7) % 88, 1 + number % 12, 1 + number % 28)
    values = {
        "县": "某县", "乡": "石门镇", "村": f"第{home % 3 + 1}村", "户编号": f"5199990000{home:08}",
        "人口编号": f"5199991111{number:08}", "姓名": RARE[number % len(RARE)], "性别": "男" if number % 2 else "女",
        "出生日期": f"{born:%Y%m%d}", "证件类型": "身份证",
        "证件号码": id_number(number * 2 + number % 2, born=f"{born:%Y%m%d}"), "民族": "汉族",
        "户联系电话": f"138{home:08}", "年度": "2020", "与户主关系": ("户主", "配偶", "之子")[place],
        "文化程度": ("小学", "初中", "")[place], "在校生状况": "" if place < 2 else "小学",
        "劳动技能": "普通劳动力", "务工时间（月）": "8" if number % 4 == 0 else "",
        "健康状况": ("健康", "残疾,长期慢性病", "患有大病")[number % 3],
        "政治面貌": "中共党员" if number % 5 == 0 else "群众", "是否享受低保": "是" if number % 4 == 0 else "否",
        "是否特困供养人员": "是" if number % 7 == 0 else "否",
        "是否参加新型农村合作医疗（城乡居民基本医疗保险）": "否" if number % 6 == 0 else "是",
        "是否参加城镇职工基本医疗保险": "否", "是否参加城乡居民基本养老保险": "是",
        "是否接受大病医疗救助": "是" if number % 9 == 0 else "否", "残疾类别": "肢体" if number % 3 == 1 else "",
        "公益性岗位类型": "保洁员" if number % 8 == 0 else "", "公益性岗位(月数)": "12" if number % 8 == 0 else "",
        "务工所在地": "成都市" if number % 4 == 0 else "",
        **told,
    }  # fmt: skip
    return [values.get(title, "") for title in EXPORT_47]


def ledger_at(folder: Path, migrated: Path) -> Ledger:
    folder.mkdir()
    shutil.copy(migrated, folder / "ledger.db")
    ledger = Ledger(Database.open(folder / "ledger.db", DATA_KEY), derive=derived.refresh)
    PlanService(ledger).create_from_preset("2020", year=2020, actor=ACTOR, today=DAY)
    return ledger


@pytest.fixture
def ledger(tmp_path: Path, migrated_file: Path):
    made = ledger_at(tmp_path / "db", migrated_file)
    file = fast_xlsx(tmp_path / "导出.xlsx", [EXPORT_47, *(person(number) for number in range(60))])
    result = ImportService(made).run("roster", [file], actor=ACTOR, today=DAY)
    assert result.members.created == 60
    yield made
    made.database.close()


def rows(path: Path) -> list[tuple[object, ...]]:
    """All cells but the title line, which has a date."""
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))


def again(ledger: Ledger, path: Path) -> tuple[int, int, int, int]:
    result = ImportService(ledger).run("roster", [path], actor=ACTOR, today=DAY)
    assert result.rejected == ()
    return result.members.created, result.members.updated, result.households.created, result.households.updated


def test_the_exported_roster_changes_nothing_and_founds_the_same_town_elsewhere(ledger, tmp_path, migrated_file):
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    ExportService(ledger).export("roster", first, actor=ACTOR, today=DAY)
    # The 47 columns had no 人数: that is news to the households, once.
    assert again(ledger, first) == (0, 0, 0, 20)
    assert again(ledger, first) == (0, 0, 0, 0)
    other = ledger_at(tmp_path / "other", migrated_file)
    ImportService(other).run("roster", [first], actor=ACTOR, today=DAY)
    ExportService(other).export("roster", second, actor=ACTOR, today=DAY)
    other.database.close()
    assert sorted(map(str, rows(second))) == sorted(map(str, rows(first)))
    assert set(RARE) <= {str(row[5]) for row in rows(first)}


def test_every_ready_made_list_of_persons_changes_nothing(ledger, tmp_path):
    rosters, written = RosterService(ledger), 0
    for code, ready in ready_lists().items():
        if ready.design.subject is not Subject.PERSONS or not rosters.preview(ready.design, today=DAY).rows:
            continue
        path = tmp_path / f"{code}.xlsx"
        rosters.export(replace(ready.design, ids=Digits.WHOLE), path, actor=ACTOR, today=DAY)
        assert again(ledger, path) == (0, 0, 0, 0), code
        written += 1
    assert written >= 10


def test_every_ready_made_list_of_households_reads_back_by_its_titles(ledger, tmp_path):
    rosters = RosterService(ledger)
    for code, ready in ready_lists().items():
        found = rosters.preview(replace(ready.design, ids=Digits.WHOLE), limit=1_000, today=DAY)
        if ready.design.subject is not Subject.HOUSEHOLDS or not found.rows:
            continue
        path = tmp_path / f"{code}.xlsx"
        rosters.export(replace(ready.design, ids=Digits.WHOLE), path, actor=ACTOR, today=DAY)
        table = read_table(path, "carried-over")
        place = [heading.title for heading in found.headings].index("户编号")
        assert [row.text("household_code") for row in table.rows] == [line[place] for line in found.lines], code
