"""The other lists: incomes, clues, carried over, category lists, decisions, work, village profiles."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import audit
from app.services.imports.batches import ImportBooks
from app.services.imports.results import Counts
from app.services.plans import PlanService
from tests.services.files.making import csv_file, id_number, xlsx
from tests.services.imports.people import ACTOR_DAY, ask, codes, kinds, list_32, one, row_32, take
from tests.services.towns import found

NUMBER, NAME, CODE = 9, 8, 6


@pytest.fixture
def township(imports, ledger, actor, tmp_path):
    """Ten households of 脱贫户 and ten of 一般农户, on the plan of 2020."""
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=date(2020, 3, 1))
    rows = [*list_32(30, 行政村="第1村"), *(row_32(i, 行政村="第2村", 户类型="一般农户") for i in range(30, 60))]
    return take(imports, xlsx(tmp_path / "花名册.xlsx", rows), actor)


def undone(ledger, actor, result) -> None:
    ImportBooks(ledger).undo(result.batch, actor=actor, today=ACTOR_DAY)


# -- incomes


INCOMES = [
    "户编号",
    "户主",
    "工资性收入",
    "生产经营性收入",
    "转移性收入",
    "生产经营性支出",
    "家庭纯收入",
    "人口",
    "核算依据",
]


def test_incomes_by_item_as_sum_and_per_head(imports, ledger, actor, township, tmp_path):
    rows = [
        [
            "户编号",
            "工资性收入",
            "生产经营性收入",
            "转移性收入",
            "生产经营性支出",
            "家庭纯收入",
            "家庭人均纯收入",
            "家庭人口",
            "核算依据",
        ],
        [row_32(0)[CODE], 20000, "3,000.50", 1200, 1000, "", "", 3, "务工证明"],
        [row_32(3)[CODE], "", "", "", "", "14999.99", "", "", ""],
        [row_32(6)[CODE], "", "", "", "", "", "4,900元", "", ""],
        [row_32(9)[CODE], "", "", "", "", "", "", "3", ""],
        ["没有的户", 1, "", "", "", "", "", "", ""],
    ]
    path = xlsx(tmp_path / "收入.xlsx", rows)
    result = take(imports, path, actor, kind="incomes")
    assert (result.entries, codes(result)) == (Counts(created=3), [(5, "row.missing_value"), (6, "row.not_found")])
    assert ask(
        ledger, "SELECT household_id, net_fen, heads, basis, source, occasion FROM income_statement ORDER BY id"
    ) == [
        (1, 2_320_050, 3, "务工证明", "import", "expected"),
        (2, 1_499_999, 3, "导入", "import", "expected"),
        (3, 1_470_000, 3, "导入：人均×人口", "import", "expected"),
    ]
    assert ask(ledger, "SELECT item_code, amount_fen, statement_id FROM income_item ORDER BY position") == [
        ("wage", 2_000_000, 1), ("business", 300_050, 1), ("transfer", 120_000, 1), ("expense", 100_000, 1),
    ]  # fmt: skip
    assert one(ledger, "SELECT net_per_head_fen FROM household_summary WHERE household_id = 2") == 499_999
    assert take(imports, path, actor, kind="incomes").entries == Counts(unchanged=3)
    rows[1][1] = 21000
    again = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor, kind="incomes")
    assert again.entries == Counts(updated=1, unchanged=2)
    assert one(ledger, "SELECT amount_fen FROM income_item WHERE item_code = 'wage'") == 2_100_000
    assert one(ledger, "SELECT net_fen FROM income_statement WHERE id = 1") == 2_420_050
    undone(ledger, actor, again)
    assert one(ledger, "SELECT amount_fen FROM income_item WHERE item_code = 'wage'") == 2_000_000


def test_incomes_by_the_heads_name_where_it_is_the_only_one(imports, ledger, actor, township, tmp_path):
    rows = [["行政村", "户主", "家庭纯收入"], ["第1村", row_32(0)[NAME], 10000], ["第1村", "无此人", 1]]
    result = take(imports, csv_file(tmp_path / "收入.csv", rows), actor, kind="incomes")
    assert (result.entries, codes(result)) == (Counts(created=1), [(3, "row.not_found")])
    assert "无此人" in result.rejected[0].message


# -- clues


def test_clues_matched_unmatched_and_anonymous(imports, ledger, actor, township, tmp_path):
    rows = [
        ["线索登记表"],
        ["编号", "线索来源", "登记日期", "姓名", "身份证号", "行政村", "反映人", "反映内容"],
        ["XF-1", "来信", "2020年3月19日", row_32(1)[NAME], row_32(1)[NUMBER], "", "邻居", "家中有人住院"],
        ["", "12345热线", "2020-03-19", "外村人", "", "第2村", "", "房屋漏雨"],
        ["", "群众反映", "2020-03-20", "", "", "第1村", "匿名", "有一户没有水"],
        ["", "信访", "2020-03-20", "", "", "第1村", "", ""],
    ]
    path = xlsx(tmp_path / "线索.xlsx", rows)
    result = take(imports, path, actor, kind="clues")
    assert (result.entries, codes(result), kinds(result)) == (
        Counts(created=3),
        [(6, "row.missing_value")],
        {"clue_unmatched": 2},
    )
    assert ask(ledger, "SELECT number, channel, received_on, household_id, state FROM clue ORDER BY id") == [
        ("XF-1", "letter", "2020-03-19", 1, "unverified"),
        ("2020-0001", "hotline", "2020-03-19", None, "unverified"),
        ("2020-0002", "neighbours", "2020-03-20", None, "unverified"),
    ]
    assert take(imports, path, actor, kind="clues").entries == Counts(unchanged=3)
    undone(ledger, actor, result)
    assert one(ledger, "SELECT count(*) FROM clue") == 0


# -- carried over


CARRIED = [
    "户编号",
    "户主姓名",
    "身份证号",
    "监测对象类别",
    "致贫返贫风险1",
    "致贫返贫风险2",
    "风险是否消除",
    "监测对象编号",
]


def carried(*rows: list[object]) -> list[list[object]]:
    return [["两摸底监测对象名单"], CARRIED, *rows]


def test_carried_over_households_are_taken_in_through_the_door(imports, ledger, actor, township, tmp_path):
    rows = carried(
        [row_32(0)[CODE], row_32(0)[NAME], row_32(0)[NUMBER], "脱贫监测户", "因病", "缺劳动力", "否", "JC0001"],
        ["", row_32(30)[NAME], row_32(30)[NUMBER], "边缘易致贫户", "因残", "", "", ""],
        [row_32(3)[CODE], "", "", "边缘户", "因学", "", "否", ""],
        [row_32(6)[CODE], "", "", "脱贫监测户", "因病", "", "是", ""],
        ["", "无此人", id_number(999), "边缘户", "", "", "", ""],
        [row_32(9)[CODE], "", "", "", "", "", "", ""],
    )
    path = xlsx(tmp_path / "两摸底名单.xlsx", rows)
    preview = imports.run("carried-over", [path], actor=actor, today=ACTOR_DAY, dry_run=True)
    assert one(ledger, "SELECT count(*) FROM monitoring_case") == 0
    result = take(imports, path, actor, kind="carried-over")
    assert result.entries == preview.entries == Counts(created=2)
    assert codes(result) == [
        (5, "row.not_taken"),
        (6, "row.cleared"),
        (7, "row.not_found"),
        (8, "row.missing_value"),
    ]
    assert ask(
        ledger,
        "SELECT c.household_id, c.state, c.category, s.risks, c.national_code FROM monitoring_case c"
        " JOIN monitoring_spell s ON s.id = c.spell_id ORDER BY c.id",
    ) == [
        (1, "monitored", "unstable_exited", "illness,no_labour", "JC0001"),
        (11, "monitored", "marginal", "disability", None),
    ]
    assert one(ledger, "SELECT count(*) FROM paper_snapshot") == 1
    assert (
        one(
            ledger,
            "SELECT DISTINCT json_extract(data, '$.source_list') FROM workflow_step",
        )
        == "两摸底名单"
    )
    again = take(imports, path, actor, kind="carried-over")
    assert again.entries == Counts(unchanged=2)
    assert again.batch is not None


def test_a_wrong_list_of_carried_over_households_is_taken_back(imports, ledger, actor, township, tmp_path):
    with ledger.reading() as session:
        before = audit.content_hash(session)
    rows = carried([row_32(0)[CODE], "", "", "脱贫监测户", "因病", "", "", ""])
    result = take(imports, xlsx(tmp_path / "名单.xlsx", rows), actor, kind="carried-over")
    undone(ledger, actor, result)
    with ledger.reading() as session:
        assert audit.content_hash(session) == before
        assert audit.verify(session).is_good
    assert one(ledger, "SELECT category FROM household_summary WHERE household_id = 1") is None


def test_members_of_one_household_on_the_list_are_one_case(imports, ledger, actor, township, tmp_path):
    rows = [["户编号", "姓名", "证件号码", "监测对象类别"]]
    rows += [[row_32(i)[CODE], row_32(i)[NAME], row_32(i)[NUMBER], "脱贫不稳定户"] for i in range(3)]
    result = take(imports, xlsx(tmp_path / "名单.xlsx", rows), actor, kind="carried-over")
    assert (result.entries, result.rejected) == (Counts(created=1, unchanged=2), ())


# -- the district's decision


def test_the_districts_answers_move_the_cases(imports, ledger, actor, tmp_path):
    town = found(ledger, households=5)
    town.bring_to("reported_to_district", *town.codes[:4])
    first, second, third, fourth, fifth = town.codes
    rows = [
        ["区级审定结果"],
        ["户编号", "户主", "审定结果", "审定日期", "文号", "原因", "补正期限"],
        [first, "", "同意", "2020年4月10日", "区脱贫〔2020〕9号", "", ""],
        [second, "", "不同意", "2020-04-10", "区脱贫〔2020〕9号", "收入超线", ""],
        [third, "", "退回补正", "2020-04-10", "区脱贫〔2020〕9号", "缺住房照片", "2020-04-20"],
        [fourth, "", "", "", "", "", ""],
        [fifth, "", "同意", "2020-04-10", "", "", ""],
    ]
    path = xlsx(tmp_path / "审定结果.xlsx", rows)
    with ledger.reading() as session:
        before = audit.content_hash(session)
    day = date(2020, 4, 12)
    result = take(imports, path, actor, kind="district-decision", today=day)
    assert (result.entries, codes(result)) == (Counts(created=3), [(6, "row.missing_value"), (7, "row.not_taken")])
    states = "SELECT h.code, c.state FROM monitoring_case c JOIN household h ON h.id = c.household_id ORDER BY h.code"
    assert [state for _, state in ask(ledger, states)] == [
        "approved",
        "not_included",
        "to_be_mended",
        "reported_to_district",
    ]
    steps = "SELECT action, occurred_on, paper_no FROM workflow_step WHERE row IN ('22', '23', '26') ORDER BY action"
    assert ask(ledger, steps) == [
        ("record_approval", "2020-04-10", "区脱贫〔2020〕9号"),
        ("record_refusal", "2020-04-10", "区脱贫〔2020〕9号"),
        ("record_return", "2020-04-10", None),
    ]
    again = take(imports, path, actor, kind="district-decision", today=day)
    assert again.entries == Counts(unchanged=3)
    undone(ledger, actor, result)
    with ledger.reading() as session:
        assert audit.content_hash(session) == before


# -- category lists


def test_a_category_list_keeps_every_row_in_its_bucket(imports, ledger, actor, township, tmp_path):
    rows = [
        ["2020年3月份农村低保备案表"],
        ["序号", "姓名", "身份证号", "享受时间", "月保障金"],
        [1, row_32(0)[NAME], row_32(0)[NUMBER], "201901", "320"],
        [2, row_32(1)[NAME], f"'{row_32(1)[NUMBER]}", "201901", "320"],
        [3, "别的名字", row_32(2)[NUMBER], "", ""],
        [4, "外人", id_number(999), "", ""],
        [5, "坏号", "5.19999E+17", "", ""],
    ]
    path = xlsx(tmp_path / "2020年3月份农村低保备案表.xlsx", rows)
    result = take(imports, path, actor, kind="category-list")
    assert (result.entries, codes(result)) == (Counts(created=4), [(7, "row.precision_lost")])
    assert kinds(result) == {"list_not_found": 1, "list_name_differs": 1}
    assert ask(ledger, "SELECT list_kind, as_of_on, person_id, matched FROM list_entry ORDER BY id") == [
        ("subsistence", "2020-03-01", 1, "matched"),
        ("subsistence", "2020-03-01", 2, "repaired"),
        ("subsistence", "2020-03-01", None, "name_differs"),
        ("subsistence", "2020-03-01", None, "not_found"),
    ]
    assert ask(
        ledger,
        "SELECT person_id, subsistence_allowance, observed_on FROM person_fact WHERE source = 'department' ORDER BY 1",
    ) == [(1, 1, "2020-03-01"), (2, 1, "2020-03-01")]
    assert one(ledger, "SELECT tags FROM household_summary WHERE household_id = 1") == "subsistence"
    again = take(imports, path, actor, kind="category-list")
    assert (again.entries, one(ledger, "SELECT count(*) FROM person_fact WHERE source = 'department'")) == (
        Counts(unchanged=4),
        2,
    )


def test_a_list_with_a_column_of_kinds(imports, ledger, actor, township, tmp_path):
    rows = [
        ["姓名", "证件号码", "人员类别"],
        [row_32(0)[NAME], row_32(0)[NUMBER], "特困人员"],
        [row_32(3)[NAME], row_32(3)[NUMBER], "重度残疾"],
    ]
    take(imports, xlsx(tmp_path / "名单.xlsx", rows), actor, kind="category-list")
    assert ask(ledger, "SELECT list_kind, as_of_on FROM list_entry ORDER BY id") == [
        ("extreme_poverty", "2020-03-20"),
        ("disability", "2020-03-20"),
    ]


# -- work, villages


def test_work_spells(imports, ledger, actor, township, tmp_path):
    rows = [
        [
            "户类型",
            "监测对象类别",
            "人编号",
            "姓名",
            "是否已务工",
            "开始时间",
            "结束时间",
            "务工所在县",
            "务工月收入",
            "务工企业名称",
            "是否点对点输送",
        ],
        ["脱贫户", "", row_32(1)[7], row_32(1)[NAME], "是", "2019年03月", "", "成都市武侯区", "3200", "某公司", "否"],
        ["脱贫户", "", row_32(2)[7], "别人", "是", "2019年03月", "", "", "", "", ""],
        ["脱贫户", "", "查无此编号", "", "是", "", "", "", "", "", ""],
        ["脱贫户", "", row_32(4)[7], "", "", "", "", "", "", "", ""],
    ]
    path = xlsx(tmp_path / "（务工月监测）已外出务工信息_20200318.xlsx", rows)
    result = take(imports, path, actor, kind="work")
    assert (result.entries, codes(result)) == (
        Counts(created=1),
        [(3, "row.name_differs"), (4, "row.not_found"), (5, "row.missing_value")],
    )
    assert ask(
        ledger, "SELECT person_id, is_working, from_text, monthly_pay_fen, employer, point_to_point FROM work_spell"
    ) == [(2, 1, "201903", 320_000, "某公司", 0)]
    rows[1][6] = "2020年02月"
    again = take(imports, xlsx(tmp_path / "b.xlsx", rows), actor, kind="work")
    assert (again.entries, one(ledger, "SELECT to_text FROM work_spell")) == (Counts(updated=1), "202002")


def test_village_profiles(imports, ledger, actor, township, tmp_path):
    rows = [
        ["行政村", "总户数", "总人口数", "是否出列", "低保户数", "村级集体经济收入（万元）", "别的"],
        ["第1村", 10, "30人", "是", 2, "12.5", "x"],
        ["第2村村委会", 10, 30, "否", 1, "", ""],
        ["第9村", 1, 1, "", "", "", ""],
    ]
    path = xlsx(tmp_path / "（自定义）行政村信息.xlsx", rows)
    result = take(imports, path, actor, kind="village-profile")
    assert (result.entries, codes(result)) == (Counts(created=2), [(4, "village.unknown")])
    assert [column.title for column in result.unmatched_columns] == ["别的"]
    assert ask(ledger, "SELECT household_count, person_count, observed_on FROM village_profile ORDER BY id") == [
        (10, 30, "2020-03-20"),
        (10, 30, "2020-03-20"),
    ]
    assert take(imports, path, actor, kind="village-profile").entries == Counts(unchanged=2)


def test_the_list_of_carried_over_households_is_kept_to_be_compared(imports, ledger, actor, township, tmp_path):
    rows = carried(
        [row_32(0)[CODE], row_32(0)[NAME], row_32(0)[NUMBER], "脱贫监测户", "因病", "", "否", ""],
        [row_32(3)[CODE], row_32(3)[NAME], row_32(3)[NUMBER], "脱贫监测户", "因病", "", "是", ""],
        ["", "测外人", "519999197005010018", "边缘户", "因残", "", "否", ""],
    )
    path = xlsx(tmp_path / "名单.xlsx", rows)
    result = take(imports, path, actor, kind="carried-over")
    kept = "SELECT count(*) FROM list_entry WHERE list_kind = 'carried_over'"
    assert one(ledger, kept) == 2
    assert one(ledger, kept + " AND household_id IS NOT NULL AND matched = 'matched'") == 1
    take(imports, path, actor, kind="carried-over")
    assert one(ledger, kept) == 2
    assert result.batch is not None
    undone(ledger, actor, result)
    assert one(ledger, kept) == 0
