"""What holds for every kind of list: rows in are rows told, the same file again is no change, undo leaves no trace."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from app.cli.commands.import_lists import as_json
from app.services import audit
from app.services.imports.batches import ImportBooks
from app.services.imports.results import Counts, ImportResult
from app.services.imports.service import ImportService
from app.services.plans import PlanService
from tests.services.files.making import EXPORT_32, csv_file, id_number, xls, xlsx
from tests.services.imports.exports import LIVING_TITLES, by_household, living_row, monitoring_export, monitoring_row
from tests.services.imports.people import ACTOR_DAY, list_32, row_32, take
from tests.services.towns import found

Rows = list[Sequence[object]]
CODE, PERSON, NAME, NUMBER = 6, 7, 8, 9
KNOWN = 60


def somebody(rng: random.Random) -> int:
    """A person of the township, seldom one whom nobody knows."""
    return rng.randrange(KNOWN) if rng.random() < 0.85 else rng.randrange(KNOWN, KNOWN + 9)


def damaged(rng: random.Random, cell: object) -> object:
    """What a spreadsheet or a hurried hand may do to a number."""
    text = str(cell)
    ways: tuple[object, ...] = (
        text,
        text,
        text,
        f"'{text}",
        f" {text}",
        f'="{text}"',
        "",
        f"{text[0]}.{text[1:6]}E+17",
    )
    return rng.choice(ways)


def roster(rng: random.Random) -> Rows:
    rows = [row_32(i, 户类型=rng.choice(["脱贫户", "一般农户"])) for i in range(40, 80)]
    for row in rows:
        row[NUMBER], row[PERSON] = damaged(rng, row[NUMBER]), rng.choice([row[PERSON], ""])
        row[EXPORT_32.index("行政村")] = rng.choice([row[EXPORT_32.index("行政村")]] * 9 + ["没有的村"])
    rng.shuffle(rows)
    return [["花名册"], list(EXPORT_32), *rows, rows[0], ["合计", *[""] * 30]]


def incomes(rng: random.Random) -> Rows:
    titles = ["户编号", "户主", "工资性收入", "生产经营性支出", "家庭纯收入", "家庭人口"]
    amounts = ("", "1,200", 3000.5, "1.2万元", "无", "约五千")
    rows = [
        [row_32(somebody(rng))[CODE], "", *(rng.choice(amounts) for _ in range(3)), rng.choice(["", 3])]
        for _ in range(40)
    ]
    return [titles, *rows]


def clues(rng: random.Random) -> Rows:
    titles = ["编号", "线索来源", "登记日期", "姓名", "身份证号", "行政村", "反映人", "反映内容"]
    rows = []
    for i in range(30):
        person = row_32(somebody(rng))
        content = rng.choice(["房屋漏雨", "家中有人住院", ""])
        rows.append(
            [f"XF-{i}", "来信", "2020年3月19日", person[NAME], damaged(rng, person[NUMBER]), person[4], "", content]
        )
    return [titles, *rows]


def carried_over(rng: random.Random) -> Rows:
    titles = ["户编号", "户主姓名", "身份证号", "监测对象类别", "致贫返贫风险1", "风险是否消除"]
    chosen = rng.sample(range(20), 12)
    rows = [
        [row_32(3 * i)[CODE], "", "", rng.choice(["脱贫监测户", "边缘户", ""]), "因病", rng.choice(["否", "否", "是"])]
        for i in chosen
    ]
    return [titles, *rows, ["没有的户", "", "", "边缘户", "", ""]]


def category_list(rng: random.Random) -> Rows:
    titles = ["序号", "姓名", "身份证号", "低保类别", "月保障金"]
    people = [row_32(somebody(rng)) for _ in range(40)]
    rows = [
        [i, rng.choice([p[NAME]] * 5 + ["别人"]), damaged(rng, p[NUMBER]), rng.choice(["A类", "B类", ""]), "320元"]
        for i, p in enumerate(people)
    ]
    return [["2020年3月份农村低保备案表"], titles, *rows, ["合计", "", "", "", "9999"]]


def department_list(rng: random.Random) -> Rows:
    titles = ["推送部门", "预警类型", "行政村", "姓名", "身份证号", "个人自付费用", "出院日期", "病种"]
    kinds = ["住院", "门诊", "新患大病", "说不清的", ""]
    people = [row_32(somebody(rng)) for _ in range(40)]
    rows = [
        [
            "区医保局",
            rng.choice(kinds),
            "",
            rng.choice([p[NAME]] * 5 + ["别人"]),
            damaged(rng, p[NUMBER]),
            rng.choice(["", "4,800.50", "2万"]),
            rng.choice(["2020-03-01", ""]),
            rng.choice(["肺炎", ""]),
        ]
        for p in people
    ]
    return [["医保局2020年3月推送"], titles, *rows]


WORK = ["户类型", "监测对象类别", "人编号", "姓名", "证件号码", "是否已务工", "开始时间", "结束时间"]
WORK += ["务工所在县", "务工月收入", "务工企业名称", "所属行业", "就业渠道", "是否点对点输送", "年度交通费补助"]


def work(rng: random.Random) -> Rows:
    rows: Rows = []
    for _ in range(40):
        person = row_32(somebody(rng))
        who = rng.choice([[person[PERSON], ""], ["", damaged(rng, person[NUMBER])]])
        says = rng.choice([["是", "2019年03月", "", "某区", "3200", "某公司"], ["否", "", "", "", "", ""], [""] * 6])
        rows.append(["脱贫户", "", who[0], person[NAME], who[1], *says, "制造业", "自主外出", "否", ""])
    return [WORK, *rows]


def planned_work(rng: random.Random) -> Rows:
    titles = ["户类型", "监测对象类别", "人编号", "姓名", "是否计划务工", "计划务工所在县", "就业服务需求"]
    people = [row_32(somebody(rng)) for _ in range(30)]
    rows = [
        ["脱贫户", "", p[PERSON], p[NAME], rng.choice(["是", "否", ""]), rng.choice(["某县", ""]), ""] for p in people
    ]
    return [titles, *rows]


def village_profile(rng: random.Random) -> Rows:
    titles = ["县", "乡(镇)", "行政村", "总户数", "总人口数", "是否出列", "低保户数", "危房户数", "未实现饮水安全户数"]
    titles += ["村级集体经济收入（万元）", "卫生室个数", "是否通客运班车", "到乡镇是否通沥青（水泥）路"]
    villages = ["第1村", "第2村村委会", "第3村", "第9村"]
    rows = [
        [
            "某县",
            "石门镇",
            name,
            rng.randrange(9, 99),
            "300人",
            "是",
            rng.choice([2, "", "两户"]),
            0,
            0,
            "12.5",
            1,
            "√",
            "有",
        ]
        for name in villages
    ]
    return [titles, *rows]


def monitoring(rng: random.Random) -> Rows:
    rows: Rows = [*monitoring_export(0)]
    for i in range(40, 70):
        row = monitoring_row(
            i, 产业帮扶=rng.choice(["", "小额养殖、种植"]), 家庭纯收入=rng.choice(["", "21000", "约两万"])
        )
        titles = rows[2]
        row[titles.index("证件号码")] = damaged(rng, row[titles.index("证件号码")])
        row[titles.index("人编号")] = rng.choice([row[titles.index("人编号")], ""])
        rows.append(row)
    return rows


def monitoring_by_household(rng: random.Random) -> Rows:
    rows = by_household(monitoring_export(72, 产业帮扶=rng.choice(["", "小额养殖、种植"])))
    return list[Sequence[object]]([*rows[:3], *rng.sample(rows[3:], 20), rows[3]])


def living(rng: random.Random) -> Rows:
    titles = LIVING_TITLES
    rows = [living_row(rng.randrange(24), 主要燃料类型=rng.choice(["电", "柴草", ""])) for _ in range(20)]
    for row in rows:
        row[titles.index("耕地面积（亩）")] = rng.choice(["3.5", "3亩", "不详", ""])
    return [list(titles), *rows]


def exited(rng: random.Random) -> Rows:
    more = ["耕地面积", "务工收入", "低保金", "种植业支出", "家庭纯收入"]
    rows = [
        [*row_32(i), *(rng.choice(["", "1,200", "2.5", "无"]) if i % 3 == 0 else "" for _ in more)]
        for i in range(40, 70)
    ]
    for row in rows:
        row[NUMBER] = damaged(rng, row[NUMBER])
    return [["脱贫户信息"], [*EXPORT_32, *more], *rows]


MAKERS: Mapping[str, tuple[str, str, Callable[[random.Random], Rows]]] = {
    "花名册": ("roster", "花名册_20200315.xlsx", roster),
    "收入": ("incomes", "收入表.csv", incomes),
    "线索": ("clues", "线索登记表.xlsx", clues),
    "两摸底": ("carried-over", "两摸底名单.xlsx", carried_over),
    "低保": ("category-list", "2020年3月份农村低保备案表.xls", category_list),
    "部门推送": ("department-list", "医保推送_20200318.xlsx", department_list),
    "已外出": ("work", "（务工月监测）已外出务工信息_20200318.xlsx", work),
    "计划外出": ("work", "计划外出务工信息_20200318.xlsx", planned_work),
    "行政村": ("village-profile", "（自定义）行政村信息.xlsx", village_profile),
    "监测对象": ("monitoring", "（自定义）监测对象信息 (22).xlsx", monitoring),
    "监测对象按户": ("monitoring", "防止返贫致贫监测对象信息_20200318-风险未消除.xlsx", monitoring_by_household),
    "户信息": ("living", "（乡村建设）户信息_20200318.xlsx", living),
    "脱贫户": ("living", "脱贫户信息_20200318-继续享受政策.xlsx", exited),
}
WRITERS = {".xlsx": xlsx, ".xls": xls, ".csv": csv_file}


@pytest.fixture
def township(imports, ledger, actor, tmp_path):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=date(2020, 3, 1))
    take(imports, xlsx(tmp_path / "先.xlsx", list_32(KNOWN)), actor)


def told(result: ImportResult) -> int:
    """Every row of the file by what becomes of it."""
    counted = result.members.total or result.entries.total
    return counted + len(result.rejected)


def content(ledger) -> str:
    with ledger.reading() as session:
        return audit.content_hash(session)


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("what", MAKERS)
def test_rows_outcomes_again_and_undo(
    imports: ImportService, ledger, actor, township, tmp_path: Path, what: str, seed: int
):
    kind, name, make = MAKERS[what]
    path = WRITERS[Path(name).suffix](tmp_path / name, make(random.Random(seed)))
    before = content(ledger)
    preview = imports.run(kind, [path], actor=actor, today=ACTOR_DAY, dry_run=True)
    assert content(ledger) == before
    result = imports.run(kind, [path], actor=actor, today=ACTOR_DAY)
    assert (result.households, result.members, result.entries) == (preview.households, preview.members, preview.entries)
    assert result.rows == told(result) > 0
    answer = as_json(result)
    assert {"batch", "rows", "households", "members", "rejected", "unmatched_columns"} <= answer.keys()
    after = content(ledger)
    again = imports.run(kind, [path], actor=actor, today=ACTOR_DAY)
    for counts in (again.households, again.members, again.entries):
        assert counts == Counts(unchanged=counts.total)
    assert (again.rows, told(again), content(ledger)) == (result.rows, result.rows, after)
    books = ImportBooks(ledger)
    for batch in (again.batch, result.batch):
        assert batch is not None
        books.undo(batch, actor=actor, today=ACTOR_DAY)
    assert content(ledger) == before


def test_the_districts_decisions(imports: ImportService, ledger, actor, tmp_path: Path):
    town = found(ledger, households=6)
    town.bring_to("reported_to_district", *town.codes[:4])
    answers = ["同意", "不同意", "退回补正", "", "同意", ""]
    rows = [
        [code, answer, "2020-04-10", "区脱贫〔2020〕9号", "原因", "2020-04-20"]
        for code, answer in zip(town.codes, answers, strict=True)
    ]
    path = xlsx(tmp_path / "审定结果.xlsx", [["户编号", "审定结果", "审定日期", "文号", "原因", "补正期限"], *rows])
    before, day = content(ledger), date(2020, 4, 12)
    result = take(imports, path, actor, kind="district-decision", today=day)
    assert result.rows == told(result) == 6
    again = take(imports, path, actor, kind="district-decision", today=day)
    assert again.entries == Counts(unchanged=3)
    books = ImportBooks(ledger)
    for batch in (again.batch, result.batch):
        assert batch is not None
        books.undo(batch, actor=actor, today=day)
    assert content(ledger) == before


def test_every_kind_is_tried():
    assert {kind for kind, _, _ in MAKERS.values()} | {"district-decision"} == set(ImportService.kinds())


def test_the_two_files_of_the_monthly_work_check(imports: ImportService, ledger, actor, township, tmp_path: Path):
    person = row_32(1)
    plan = [
        ["人编号", "姓名", "是否计划务工", "计划务工所在县", "就业服务需求"],
        [person[PERSON], person[NAME], "是", "某县", "技能培训"],
    ]
    first = take(imports, xlsx(tmp_path / "计划外出务工信息_20200218.xlsx", plan), actor, kind="work")
    assert first.entries == Counts(created=1)
    with ledger.reading() as session:
        spell = (
            session.connection().exec_driver_sql("SELECT planned, planned_county, observed_on FROM work_spell").one()
        )
    assert tuple(spell) == (1, "某县", "2020-02-18")
    plan[1][2] = "否"
    assert take(imports, xlsx(tmp_path / "计划外出务工信息_20200318.xlsx", plan), actor, kind="work").entries == Counts(
        updated=1
    )
    gone = [
        ["证件号码", "姓名", "是否已务工", "开始时间", "结束时间"],
        [person[NUMBER], person[NAME], "是", "2020年02月", "2020年12月"],
    ]
    away = take(imports, xlsx(tmp_path / "（务工月监测）已外出务工信息_20200318.xlsx", gone), actor, kind="work")
    assert away.entries == Counts(created=1)


def test_somebody_unknown_is_named_in_a_list_of_low_incomes(
    imports: ImportService, ledger, actor, township, tmp_path: Path
):
    rows = [
        ["低收入人口花名册"],
        ["姓名", "身份证号码", "类别"],
        [row_32(0)[NAME], row_32(0)[NUMBER], "低保边缘"],
        ["外人", id_number(999), ""],
    ]
    result = take(imports, xls(tmp_path / "低收入人口花名册.xls", rows), actor, kind="category-list")
    assert (result.entries, dict(result.question_counts)) == (Counts(created=2), {"list_not_found": 1})
    with ledger.reading() as session:
        kinds = session.connection().exec_driver_sql("SELECT DISTINCT list_kind FROM list_entry").scalars().all()
    assert kinds == ["low_income"]
