"""监测对象信息, 脱贫户信息 and 户信息: with members and without, their own tables and the roster's."""

from __future__ import annotations

import pytest

from app.services import audit
from app.services.files.cells import column_letter
from app.services.imports.batches import ImportBooks
from app.services.imports.results import Counts
from tests.services.files.making import EXPORT_32, xlsx
from tests.services.imports.exports import (
    WIDTH,
    by_household,
    living_export,
    monitoring_export,
    monitoring_row,
    monitoring_titles,
)
from tests.services.imports.people import ACTOR_DAY, ask, codes, kinds, list_32, one, row_32, take


def content(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


def undo(ledger, actor, *results) -> None:
    for result in results:
        ImportBooks(ledger).undo(result.batch, actor=actor, today=ACTOR_DAY)


@pytest.fixture
def township(imports, actor, tmp_path):
    """Three households with three members each."""
    return take(imports, xlsx(tmp_path / "花名册.xlsx", list_32(9)), actor)


def test_the_layout_has_the_letters_of_the_national_export():
    letters = {column_letter(i): title for i, title in enumerate(monitoring_titles())}
    assert len(letters) == WIDTH
    assert {letter: letters[letter] for letter in ("E", "M", "AO", "AV", "BI", "CH", "DE", "DF", "ET", "EZ")} == {
        "E": "户编号",
        "M": "监测对象类别",
        "AO": "在校生状况",
        "AV": "享受低保政策情况",
        "BI": "享受特困供养政策情况",
        "CH": "整户无劳动能力兜底保障户",
        "DE": "风险是否已消除",
        "DF": "识别监测时间",
        "ET": "健康帮扶",
        "EZ": "教育帮扶",
    }
    assert all(letters[column_letter(i)].startswith("风险消除后") for i in range(164, WIDTH - 0))


def test_a_monitoring_export_with_members_founds_the_township_too(imports, ledger, actor, tmp_path):
    before = content(ledger)
    path = xlsx(tmp_path / "（自定义）监测对象信息 (22).xlsx", monitoring_export(9))
    result = take(imports, path, actor, kind="monitoring")
    assert (result.households, result.members, result.entries) == (
        Counts(created=3),
        Counts(created=9),
        Counts(created=3),
    )
    facts = (
        "SELECT occasion, year, observed_on, category, risk_1, risk_2, housing_problem, net_fen FROM monitoring_fact"
    )
    assert ask(ledger, f"{facts} WHERE household_id = 1 ORDER BY occasion DESC") == [
        ("identification", 2023, "2023-12-18", "脱贫不稳定户", "因病", "因意外事故", 0, 1_500_050),
        ("elimination", 2023, "2023-12-18", None, None, None, 0, 3_000_000),
    ]
    days = (
        "SELECT identified_on, cleared, cleared_on, cleared_way, contact_phone, net_per_head_fen FROM monitoring_fact"
    )
    assert ask(ledger, f"{days} WHERE household_id = 1 AND occasion = 'identification'") == [
        ("2021-06-01", 1, "2022-12-01", "措施消除", "13800000001", 500_017)
    ]
    assert ask(ledger, "SELECT development_status, health, comprehensive FROM measure_fact WHERE household_id = 1") == [
        ("已实施", "参加城乡居民基本医疗保险个人缴费补贴,大病救助", "低保,残疾人补贴")
    ]
    assert one(ledger, "SELECT subsistence_allowance FROM person_fact WHERE person_id = 1") == 1
    # What the household earned when it was found is not what it earns now.
    assert one(ledger, "SELECT DISTINCT net_per_head_fen FROM household_fact") is None
    assert {repair.code for repair in result.repairs} == {"date_form", "separator", "word"}
    again = take(imports, path, actor, kind="monitoring")
    assert (again.households, again.members, again.entries) == (
        Counts(unchanged=3),
        Counts(unchanged=9),
        Counts(unchanged=3),
    )
    assert again.change_count == 0
    undo(ledger, actor, result)
    assert content(ledger) == before


def test_one_row_for_each_household_speaks_of_known_households_only(imports, ledger, actor, township, tmp_path):
    before = content(ledger)
    rows = by_household(monitoring_export(12))
    result = take(imports, xlsx(tmp_path / "监测对象信息_20231218.xlsx", rows), actor, kind="monitoring")
    assert (result.rows, result.members, result.entries) == (4, Counts(), Counts(created=3))
    assert codes(result) == [(7, "row.not_found")]
    assert kinds(result) == {}
    assert one(ledger, "SELECT count(*) FROM person") == 9
    exported = "SELECT exported_category, exported_risk_cleared FROM household_fact WHERE year = 2023"
    assert set(ask(ledger, exported)) == {("脱贫不稳定户", "是")}
    undo(ledger, actor, result)
    assert content(ledger) == before


def test_changes_are_shown_by_field_and_an_older_file_only_fills_gaps(imports, ledger, actor, township, tmp_path):
    first = by_household(monitoring_export(3))
    take(imports, xlsx(tmp_path / "a.xlsx", first), actor, kind="monitoring")
    newer = by_household(monitoring_export(3, 家庭纯收入="20000", 产业帮扶="小额养殖;种植"))
    result = take(imports, xlsx(tmp_path / "b.xlsx", newer), actor, kind="monitoring")
    assert result.entries == Counts(updated=1)
    assert [(change.field, change.old, change.new) for change in result.changes] == [
        ("家庭纯收入", "15000.50", "20000.00"),
        ("产业帮扶", None, "小额养殖,种植"),
    ]
    older = by_household(monitoring_export(3, 家庭纯收入="1", 收入参考范围="1万—2万"))
    older[1] = ["数据截止日期：2023-06-30"]
    result = take(imports, xlsx(tmp_path / "c.xlsx", older), actor, kind="monitoring")
    assert [(change.field, change.new) for change in result.changes] == [("收入参考范围", "1万—2万")]
    stored = "SELECT net_fen, observed_on FROM monitoring_fact WHERE occasion = 'identification'"
    assert ask(ledger, stored) == [(2_000_000, "2023-12-18")]


def test_a_second_column_of_a_title_is_told_apart(imports, ledger, actor, township, tmp_path):
    titles = [
        "户编号",
        "户主姓名",
        "监测对象类别",
        "家庭纯收入",
        "风险是否已消除",
        "家庭纯收入",
        "风险是否已消除",
        "备注甲",
    ]
    row = [row_32(0)[6], row_32(0)[8], "边缘户", 9000, "", 21000, "是", ""]
    result = take(imports, xlsx(tmp_path / "a.xlsx", [titles, row]), actor, kind="monitoring")
    incomes = "SELECT occasion, net_fen, cleared FROM monitoring_fact ORDER BY occasion"
    assert ask(ledger, incomes) == [("elimination", 2_100_000, None), ("identification", 900_000, 1)]
    assert [column.title for column in result.unmatched_columns] == ["备注甲"]


def test_a_row_of_a_member_without_name_or_number_is_refused_in_its_place(imports, ledger, actor, tmp_path):
    rows = monitoring_export(4)
    titles = monitoring_titles()
    rows[4] = monitoring_row(1, 姓名="")
    rows[5] = monitoring_row(2, 证件号码="", 人编号="")
    rows[6][titles.index("证件号码")] = 519999198001010010.0
    result = take(imports, xlsx(tmp_path / "a.xlsx", rows), actor, kind="monitoring")
    assert codes(result) == [(5, "row.no_identity"), (6, "row.no_identity"), (7, "row.precision_lost")]
    assert result.members.total + len(result.rejected) == result.rows == 4


def test_land_road_and_dwelling_without_members(imports, ledger, actor, township, tmp_path):
    before = content(ledger)
    path = xlsx(tmp_path / "（乡村建设）户信息_20231218.xlsx", living_export(3))
    result = take(imports, path, actor, kind="living")
    assert (result.rows, result.entries) == (3, Counts(created=3))
    typed = (
        "SELECT farmland, woodland, dwelling_area, road_kind, road_distance, fuel, has_electricity, has_broadcast,"
        " has_toilet, in_cooperative, industry_aid_kind, year FROM living_condition WHERE household_id = 1"
    )
    assert ask(ledger, typed) == [(350, 1_000, 12_000, "水泥路", 350, "电", 1, 1, 1, 0, "种植业,养殖业", 2023)]
    assert one(ledger, 'SELECT DISTINCT "values" FROM living_condition') == '{"是否军烈属": "否", "饮用水源": "自来水"}'
    assert one(ledger, "SELECT DISTINCT housing_grade FROM household_fact WHERE year = 2023") == "A"
    assert {repair.code for repair in result.repairs} == {"word", "unit", "separator"}
    assert take(imports, path, actor, kind="living").entries == Counts(unchanged=3)
    undo(ledger, actor, result)
    assert content(ledger) == before


ITEMS = (
    "耕地面积",
    "主要燃料类型",
    "工资性收入",
    "务工收入",
    "村级公益岗",
    "种植业收入",
    "种植业支出",
    "低保金",
    "转移性收入",
)


def exited(members: int, **given: object) -> list[list[object]]:
    """脱贫户信息: members with the roster's columns, land and income items beside the head."""
    told: dict[str, object] = {"耕地面积": "2.5亩", "主要燃料类型": "柴草", "务工收入": "12000", "村级公益岗": "3,000"}
    told |= {"种植业收入": "5000", "种植业支出": "1000", "低保金": "600", "转移性收入": "800", **given}
    rows = [[*row_32(i), *(told.get(title, "") if i % 3 == 0 else "" for title in ITEMS)] for i in range(members)]
    return [["脱贫户信息"], [*EXPORT_32, *ITEMS], *rows]


def test_exited_households_with_members_land_and_income_items_in_one_file(imports, ledger, actor, tmp_path):
    before = content(ledger)
    path = xlsx(tmp_path / "脱贫户信息_20200301-继续享受政策.xlsx", exited(6))
    result = take(imports, path, actor, kind="living")
    assert (result.households, result.members, result.entries) == (
        Counts(created=2),
        Counts(created=6),
        Counts(created=2),
    )
    assert ask(ledger, "SELECT farmland, fuel FROM living_condition") == [(250, "柴草")] * 2
    # 12000 + 3000 + 5000 + 800 - 1000: a sum goes before its items, and is written where it has none.
    assert ask(ledger, "SELECT occasion, year, net_fen, heads FROM income_statement WHERE household_id = 1") == [
        ("annual", 2020, 1_980_000, 3)
    ]
    items = "SELECT item_code, label, amount_fen FROM income_item WHERE statement_id = 1 ORDER BY item_code"
    assert ask(ledger, items) == [
        ("business.crops", "种植业收入", 500_000),
        ("expense.crops", "种植业支出", 100_000),
        ("transfer.subsistence", "低保金", 60_000),
        ("wage.migrant", "务工收入", 1_200_000),
        ("wage.post_village", "村级公益岗", 300_000),
    ]
    again = take(imports, path, actor, kind="living")
    assert (again.households, again.members, again.entries) == (
        Counts(unchanged=2),
        Counts(unchanged=6),
        Counts(unchanged=2),
    )
    more = take(imports, xlsx(tmp_path / "b.xlsx", exited(6, 务工收入="13000")), actor, kind="living")
    assert more.entries == Counts(updated=2)
    assert [(change.field, change.old, change.new) for change in more.changes[:2]] == [
        ("务工收入", "12000.00", "13000.00"),
        ("家庭纯收入", "19800.00", "20800.00"),
    ]
    assert one(ledger, "SELECT amount_fen FROM income_item WHERE statement_id = 1 AND item_code = 'wage.migrant'") == (
        1_300_000
    )
    undo(ledger, actor, more, result)
    assert content(ledger) == before


def test_a_sheet_for_each_village_named_without_its_ending(imports, ledger, actor, tmp_path):
    """A list without a column of villages, and two heads of one name in two villages."""
    rows = [
        row_32(i, 姓名="王同名" if i % 30 == 0 else f"王{i}", 行政村="红星村" if i < 30 else "青山村")
        for i in range(60)
    ]
    take(imports, xlsx(tmp_path / "花名册.xlsx", [list(EXPORT_32), *rows]), actor)
    sheet = [["户主姓名", "耕地面积"], ["王同名", 3]]
    other = [["户主姓名", "耕地面积"], ["王同名", 5]]
    path = xlsx(tmp_path / "各村户信息.xlsx", [["说明"]], sheets={"红星": sheet, "青山": other})
    result = take(imports, path, actor, kind="living")
    assert (result.entries, result.rejected) == (Counts(created=2), ())
    land = (
        "SELECT r.name, c.farmland FROM living_condition c JOIN household h ON h.id = c.household_id"
        " JOIN region r ON r.id = h.village_id ORDER BY c.farmland"
    )
    assert ask(ledger, land) == [("红星村", 300), ("青山村", 500)]
