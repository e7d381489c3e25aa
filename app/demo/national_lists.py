"""What the national system exports of the township: monitored households, living conditions, work and plans of work.

Every kind of fault that the province asks about there stands in them once, written down by row; the rest is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from app.demo.layouts import Cell, document_number
from app.demo.manifest import Planted
from app.demo.national_faults import (
    LIVING_FAULTS,
    PLAN_FAULTS,
    RECORD_FAULTS,
    WORK_FAULTS,
    CellFault,
    has_vocational,
    is_ill,
    is_in_good_order,
)
from app.demo.numbers import landline
from app.demo.people import COUNTY, TOWNSHIP, Household, Person, Township
from app.demo.workbooks import letter, write_xlsx

DAY = date(2020, 3, 18)
FOLDER = "国家系统导出"
MONITORING_FILE = f"（自定义）监测对象信息_{DAY:%Y%m%d}.xlsx"
LIVING_FILE = f"（乡村建设）户信息_{DAY:%Y%m%d}.xlsx"
WORK_FILE = f"（务工月监测）已外出务工信息_{DAY:%Y%m%d}.xlsx"
PLAN_FILE = f"计划外出务工信息_{DAY:%Y%m%d}.xlsx"
_MONITORED, _LIVING, _WORKING, _PLANNING = 60, 110, 120, 80

_MEMBER = """
省 市 县 乡 户编号 户主姓名 户主证件号码 行政村 自然村 家庭住址 联系电话 人编号 监测对象类别 姓名 证件号码 与户主关系
民族 政治面貌 文化程度 在校生情况 健康状况 劳动技能 是否参加居民医疗保险 是否参加大病保险 享受低保政策情况 是否脱贫户
整户无劳动能力兜底保障户
"""
_FACTS = (
    *("是否住房出现安全问题", "是否义务教育阶段适龄儿童少年失学辍学", "是否饮水出现安全问题"),
    "是否有家庭成员未参加城乡居民(职工)基本医疗保险",
)
_MONEY = (
    "工资性收入 生产经营性收入 财产性收入 转移性收入 生产经营性支出 家庭纯收入 家庭人均纯收入 理赔收入 合规自付支出"
)
_RECORD = """
致贫/返贫风险1 致贫/返贫风险2 其他风险备注 识别监测时间 风险是否已消除 风险消除时间 风险消除方式 监测联系人 联系方式
实施开发式帮扶措施情况 产业帮扶 就业帮扶 金融帮扶 公益性岗位帮扶 住房安全保障 饮水安全保障 健康帮扶 义务教育保障
教育帮扶 综合保障 社会帮扶 搬迁 生产生活条件改善 基础设施建设
"""
_AFTER = [f"风险消除后{title}" for title in (*_FACTS, *_MONEY.split())]
_LIVING_TITLES = """
序号 县 乡 行政村 户编号 户主姓名 户主证件号码 户类型 耕地面积（亩） 林地面积（亩） 退耕还林面积（亩） 林果面积（亩）
牧草地面积（亩） 水面面积（亩） 入户路类型 与村主干路距离（公里） 住房面积（㎡） 主要燃料类型 是否通生活用电
是否通广播电视 是否有卫生厕所 是否加入农民专业合作组织 是否有龙头企业带动 是否有创业致富带头人带动 到户产业帮扶类型
饮用水源
"""
_WORK_TITLES = """
户类型 监测对象类别 行政村 户编号 人编号 姓名 证件号码 是否已务工 开始时间 结束时间 务工所在县 务工月收入 务工企业名称
所属行业 就业渠道 是否点对点输送 年度交通费补助
"""
_PLAN_TITLES = "户类型 监测对象类别 行政村 户编号 人编号 姓名 证件号码 是否计划务工 计划务工所在县 就业服务需求"

_ABLE = ("普通劳动力", "技能劳动力")
# What a household has beside its wages, less what it spends on its trade.
_OTHER_INCOME = 3_000 + 1_200 - 800

Values = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class NationalLists:
    """The files, and what was planted in them."""

    monitoring: Path
    living: Path
    working: Path
    planning: Path
    # Rows of the sheets that have one entry each: living, working, planning.
    entries: tuple[int, ...]
    # The numbers of the households that the export says are monitored.
    watched: frozenset[int]
    planted: tuple[Planted, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.monitoring, self.living, self.working, self.planning)


@dataclass(slots=True)
class _Sheet:
    """A sheet under way: the lines above its header, titles, rows by title, and the faults that are still to go in."""

    file: str
    titles: Sequence[str]
    faults: Iterable[CellFault]
    above: Sequence[str] = ()
    rows: list[list[Cell]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults = list(self.faults)

    def take(self, household: Household, person: Person, *, cleared: bool = False) -> CellFault | None:
        """The next fault that fits this row, which is then no longer to go in."""
        waiting = [fault for fault in self.faults if fault.cleared == cleared and fault.fits(household, person)]
        if not waiting:
            return None
        self.faults = [fault for fault in self.faults if fault is not waiting[0]]
        return waiting[0]

    def add(self, household: Household, values: Values, fault: CellFault | None = None, person: str = "") -> None:
        """A row; a fault overrules some titles and is written down."""
        cells = fault.cells if fault else {}
        told = {**values, **cells}
        self.rows.append([told.get(title) for title in self.titles])
        if fault is None:
            return
        number, column = len(self.above) + 1 + len(self.rows), letter(self.titles.index(next(iter(cells))))
        place = (self.file, "Sheet1", number, column)
        self.planted.append(Planted(fault.fault, household.number, *place, person=person, rules=fault.rules))

    def write(self, folder: Path) -> Path:
        """The workbook."""
        rows = [*([line] for line in self.above), list(self.titles), *self.rows]
        return write_xlsx(folder / self.file, {"Sheet1": rows})


def write_national_lists(township: Township, folder: Path, *, reserved: frozenset[int]) -> NationalLists:
    """Write the four exports about households that are not in ``reserved``; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    quiet = [h for h in township.households if h.exited and h.code and h.number not in reserved]
    rng = Random(township.seed + 9)
    monitored = [household for household in quiet if is_in_good_order(household)][:_MONITORED]
    watched = {household.number for household in monitored}
    others = [household for household in quiet if household.number not in watched]
    sheets = (
        _monitoring(monitored, rng),
        _living(quiet[:_LIVING], rng),
        _working(_of_age(others, _WORKING), rng),
        _planning(_of_age(list(reversed(quiet)), _PLANNING)),
    )
    paths = [sheet.write(folder) for sheet in sheets]
    planted = tuple(plant for sheet in sheets for plant in sheet.planted)
    return NationalLists(*paths, entries=tuple(len(sheet.rows) for sheet in sheets[1:]), watched=frozenset(watched),
                         planted=planted)  # fmt: skip


def _of_age(households: Iterable[Household], count: int) -> list[tuple[Household, Person]]:
    able = [
        (household, person)
        for household in households
        for person in household.members
        if 18 <= person.age_on(DAY) < 60 and person.labour_skill in _ABLE and person.work_place and person.code
    ]
    return able[:count]


def _monitoring(households: Sequence[Household], rng: Random) -> _Sheet:
    titles = [*_MEMBER.split(), *_FACTS, *_MONEY.split(), *_RECORD.split(), *_AFTER, "风险是否已消除"]
    above = ("（自定义）监测对象信息", f"数据截止日期：{DAY.isoformat()}")
    sheet = _Sheet(MONITORING_FILE, titles, RECORD_FAULTS, above)
    for place, household in enumerate(households):
        cleared = place % 4 == 3
        record = _record(household, rng, cleared=cleared)
        fault = sheet.take(household, household.head, cleared=cleared)
        for person in household.members:
            own = {**_member(household, person), **record}
            if person is household.head:
                sheet.add(household, own, fault)
            else:  # the household's columns say the same beside every member; the fault is written down once
                sheet.add(household, {**own, **(fault.cells if fault else {})})
    return sheet


def _member(household: Household, person: Person) -> Values:
    return {
        "县": COUNTY,
        "乡": TOWNSHIP,
        "户编号": household.code,
        "户主姓名": household.head.name,
        "户主证件号码": document_number(household.head),
        "行政村": household.village.name,
        "自然村": household.natural_village,
        "家庭住址": household.address,
        "联系电话": household.phone,
        "人编号": person.code,
        "姓名": person.name,
        "证件号码": document_number(person),
        "与户主关系": person.relation,
        "民族": person.ethnicity,
        "政治面貌": person.political_status,
        "文化程度": person.education,
        "在校生情况": person.school_status,
        "健康状况": person.health,
        "劳动技能": person.labour_skill,
        "是否参加居民医疗保险": _yes(person.resident_medical),
        "是否参加大病保险": _yes(person.major_illness_insurance),
        "享受低保政策情况": "农村低保" if person.subsistence else "未享受",
        "是否脱贫户": "是",
        "整户无劳动能力兜底保障户": "否",
    }


def _yes(answer: bool | None) -> str | None:
    return None if answer is None else "是" if answer else "否"


def _record(household: Household, rng: Random, *, cleared: bool) -> Values:
    """The household's record: a risk that its members carry, the measures that fit, and both takings."""
    ill, heads = is_ill(household), len(household.members)
    wage = rng.randrange(8, 20) * 1000
    net = wage + _OTHER_INCOME
    told: dict[str, Cell] = {
        "监测对象类别": "脱贫不稳定户",
        "致贫/返贫风险1": "因病" if ill else "因务工就业不稳",
        "识别监测时间": f"2019{rng.randrange(6, 13):02}",
        "监测联系人": "周联系",
        "联系方式": landline(household.village.position),
        "实施开发式帮扶措施情况": "已实施",
        "产业帮扶": "发展生产",
        "就业帮扶": "技能培训",
        "健康帮扶": "参加城乡居民基本医疗保险个人缴费补贴",
        "教育帮扶": "雨露计划" if has_vocational(household) else None,
        **dict.fromkeys(_FACTS, "否"),
        **_money(wage, net, heads),
        "合规自付支出": "3200" if ill else "0",
        "风险是否已消除": "是" if cleared else "否",
    }
    if cleared:
        net = heads * 6_500 + rng.randrange(10) * 100
        after = {f"风险消除后{title}": cell for title, cell in _money(net - _OTHER_INCOME, net, heads).items()}
        told |= {"风险消除时间": "202002", "风险消除方式": "帮扶消除", **after}
        told |= {f"风险消除后{title}": "否" for title in _FACTS}
    return told


def _money(wage: int, net: int, heads: int) -> dict[str, Cell]:
    return {
        "工资性收入": str(wage),
        "生产经营性收入": "3000",
        "财产性收入": "0",
        "转移性收入": "1200",
        "生产经营性支出": "800",
        "家庭纯收入": str(net),
        "家庭人均纯收入": f"{net / heads:.2f}",
        "理赔收入": "0",
        "合规自付支出": "0",
    }


def _living(households: Sequence[Household], rng: Random) -> _Sheet:
    sheet = _Sheet(LIVING_FILE, _LIVING_TITLES.split(), LIVING_FAULTS)
    for place, household in enumerate(households):
        values: dict[str, Cell] = {
            "序号": place + 1,
            "县": COUNTY,
            "乡": TOWNSHIP,
            "行政村": household.village.name,
            "户编号": household.code,
            "户主姓名": household.head.name,
            "户主证件号码": document_number(household.head),
            "户类型": "脱贫户",
            "耕地面积（亩）": f"{rng.randrange(10, 80) / 10:g}",
            "林地面积（亩）": f"{rng.randrange(0, 200) / 10:g}",
            "退耕还林面积（亩）": "0",
            "林果面积（亩）": f"{rng.randrange(0, 30) / 10:g}",
            "牧草地面积（亩）": "0",
            "水面面积（亩）": "0",
            "入户路类型": rng.choice(("水泥路", "水泥路", "沥青路", "砂石路")),
            "与村主干路距离（公里）": f"{rng.randrange(0, 25) / 10:g}",
            "住房面积（㎡）": str(rng.randrange(60, 160)),
            "主要燃料类型": rng.choice(("电", "天然气", "柴草")),
            "饮用水源": rng.choice(("自来水", "自来水", "山泉水")),
            "到户产业帮扶类型": rng.choice(("种植业", "养殖业", "种植业,养殖业")),
            **dict.fromkeys(("是否通生活用电", "是否通广播电视", "是否有卫生厕所"), "是"),
            **dict.fromkeys(("是否加入农民专业合作组织", "是否有龙头企业带动", "是否有创业致富带头人带动"), "否"),
        }
        sheet.add(household, values, sheet.take(household, household.head) if place % 4 == 3 else None)
    return sheet


def _who(household: Household, person: Person) -> dict[str, Cell]:
    return {
        "户类型": "脱贫户",
        "行政村": household.village.name,
        "户编号": household.code,
        "人编号": person.code,
        "姓名": person.name,
        "证件号码": document_number(person),
    }


def _working(people: Sequence[tuple[Household, Person]], rng: Random) -> _Sheet:
    sheet = _Sheet(WORK_FILE, _WORK_TITLES.split(), WORK_FAULTS)
    for place, (household, person) in enumerate(people):
        values: dict[str, Cell] = {
            **_who(household, person),
            "是否已务工": "是",
            "开始时间": f"2020年{rng.randrange(1, 4):02}月",
            "结束时间": "2020年12月",
            "务工所在县": rng.choice((COUNTY, "邻江县", "省城新区")),
            "务工月收入": str(rng.randrange(22, 60) * 100),
            "务工企业名称": rng.choice(("示范建筑公司", "邻江服装厂", "新区物业公司")),
            "所属行业": rng.choice(("建筑业", "制造业", "居民服务业")),
            "就业渠道": rng.choice(("自主外出", "政府组织劳务输出", "亲友介绍")),
            "是否点对点输送": "否",
            "年度交通费补助": "300",
        }
        sheet.add(household, values, sheet.take(household, person) if place % 5 == 4 else None, person.name)
    return sheet


def _planning(people: Sequence[tuple[Household, Person]]) -> _Sheet:
    sheet = _Sheet(PLAN_FILE, _PLAN_TITLES.split(), PLAN_FAULTS)
    for place, (household, person) in enumerate(people):
        values = {**_who(household, person), "是否计划务工": "是", "计划务工所在县": COUNTY, "就业服务需求": "岗位信息"}
        sheet.add(household, values, sheet.take(household, person) if place % 20 == 11 else None, person.name)
    return sheet
