"""The other lists of the year as offices send them: carried-over, incomes, clues, categories, the district's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.demo.cast import Cast, Character, Part
from app.demo.layouts import Cell, document_number
from app.demo.people import Household, Person, Township
from app.demo.workbooks import write_xlsx
from app.services.id_number import check_digit

CARRIED_FILE = "2020年“两摸底”监测对象名单.xlsx"
INCOME_FILE = "2020年预计收入测算表_20200319.xlsx"
CLUE_FILE = "信访和群众反映线索登记表_2020年一季度.xlsx"
INCOME_DAY = date(2020, 3, 19)
_CARRIED_TITLES = """
序号 行政村 户编号 户主姓名 户主证件号码 家庭人口 监测对象类别 致贫返贫风险1 致贫返贫风险2 识别监测时间 备注
"""
_INCOME_TITLES = """
行政村 户编号 户主姓名 户主证件号码 家庭人口 工资性收入 生产经营性收入 生产经营性支出 财产性收入 转移性收入
家庭纯收入 家庭人均纯收入 合规自付支出 核算日期 核算依据
"""
_CLUE_TITLES = "编号 线索来源 登记日期 反映人 行政村 户主姓名 户主证件号码 反映内容 核查结果"
_CATEGORY_WORDS = {"unstable_exited": "脱贫监测户", "marginal": "边缘户"}
_RISK_WORDS = {"illness": "因病", "no_labour": "缺劳动力", "housing": "因安全住房", "unstable_work": "因务工就业不稳"}


@dataclass(frozen=True, slots=True)
class Lists:
    """The files, and what an import of each must come to."""

    carried_over: Path
    incomes: Path
    clues: Path
    categories: tuple[Path, ...]
    carried_over_matched: int
    carried_over_unmatched: int
    clues_unmatched: int


def write_lists(township: Township, cast: Cast, folder: Path) -> Lists:
    """Write every list that reaches the office before the screening."""
    carried = cast.of(Part.CARRIED_OVER)
    return Lists(
        carried_over=_carried_over(carried, folder / CARRIED_FILE),
        incomes=_incomes(cast, folder / INCOME_FILE),
        clues=_clues(cast, township, folder / CLUE_FILE),
        categories=tuple(_categories(township, folder)),
        carried_over_matched=len(carried),
        carried_over_unmatched=len(_STRANGERS),
        clues_unmatched=3,
    )


def stranger_number(place: int) -> str:
    """An ID number of the invented region that nobody in the township has."""
    first_17 = f"5199981965{place % 12 + 1:02}{place % 28 + 1:02}{700 + place:03}"
    return first_17 + check_digit(first_17)


# People who moved away before the list was made.
_STRANGERS = ("秦守义", "邹德芳", "薛仁贵才")


def _carried_over(carried: Sequence[Character], path: Path) -> Path:
    header = _CARRIED_TITLES.split()
    rows: list[list[Cell]] = []
    for count, character in enumerate(carried, start=1):
        home = character.household
        risks = [_RISK_WORDS[risk] for risk in character.risks]
        category = _CATEGORY_WORDS[character.category]
        row: list[Cell] = [count, home.village.name, home.code, home.head.name, document_number(home.head)]
        rows.append([*row, len(home.members), category, *risks, "201911", None])
    for place, name in enumerate(_STRANGERS):
        row = [len(rows) + 1, carried[0].household.village.name, None, name, stranger_number(place)]
        rows.append([*row, 2, "边缘户", "因病", None, "201911", "已迁出，待核"])
    title = "石门镇2020年“两摸底”脱贫监测户和边缘户名单（自动纳入监测范围）"
    return write_xlsx(path, {"名单": [[title], header, *rows, ["填表人：张经办　　审核人：李主任"]]})


# How the year's income is reckoned for each part: (months of wages lost, transfer share in percent).
LOW_PARTS = (Part.HOUSING, Part.MEDICAL, Part.CLUE, Part.VILLAGE, Part.GUARANTEE)


def _incomes(cast: Cast, path: Path) -> Path:
    header = _INCOME_TITLES.split()
    rows = [_income_row(character) for character in cast.of(*LOW_PARTS)]
    title = "石门镇2020年重点农户预计收入测算表（单位：元）"
    return write_xlsx(path, {"预计收入": [[title], header, *rows, ["合计"]]})


def low_income_per_head(home: Household) -> int:
    """What a household of these parts is expected to have per head this year, in yuan."""
    return 3_200 + home.number % 15 * 100


def _income_row(character: Character) -> list[Cell]:
    home = character.household
    heads, per_head = len(home.members), low_income_per_head(home)
    net = per_head * heads
    wage, property_, transfer = net * 45 // 100, 120, net * 30 // 100
    expense = 900
    business = net - wage - property_ - transfer + expense
    self_paid = 18_600 if "illness" in character.risks else None
    head: list[Cell] = [home.village.name, home.code, home.head.name, document_number(home.head), heads]
    amounts: list[Cell] = [wage, business, expense, property_, transfer, net, per_head, self_paid]
    return [*head, *amounts, INCOME_DAY.isoformat(), "受疫情影响推迟外出务工，按实际务工月数测算"]


_CONTENTS = (
    "家中老人住院自费开支大，生活困难",
    "主要劳动力因疫情未能外出务工，没有收入",
    "发生交通事故，医药费自付部分多",
    "子女在外读书，学费生活费负担重",
    "多病缠身，长期吃药，无力负担",
)
_CHANNELS = ("信访", "上访", "群众反映", "12345", "自主申报", "部门推送")


def _clues(cast: Cast, township: Township, path: Path) -> Path:
    header = _CLUE_TITLES.split()
    named = [character.household for character in cast.of(Part.CLUE)]
    quiet = [home for home in township.ordinary if home.number not in cast.households][40:46]
    rows: list[list[Cell]] = []
    for place, home in enumerate([*named, *quiet]):
        rows.append(_clue_row(place, home.village.name, home.head.name, document_number(home.head), anonymous=False))
    for place, name in enumerate(("", "秦守义", "不愿透露")):
        number = stranger_number(0) if name == "秦守义" else None
        rows.append(_clue_row(len(rows), "柳溪村", name, number, anonymous=place != 1))
    return write_xlsx(path, {"线索": [["石门镇2020年一季度线索登记表"], header, *rows]})


def _clue_row(place: int, village: str, name: str, number: str | None, *, anonymous: bool) -> list[Cell]:
    day = date(2020, 1, 6) + timedelta(days=place * 67 // 27)
    informant = None if anonymous else f"邻居{'甲乙丙丁戊己'[place % 6]}"
    start: list[Cell] = [f"XS2020{place + 1:03}", _CHANNELS[place % len(_CHANNELS)], day.isoformat(), informant]
    return [*start, village, name or None, number, _CONTENTS[place % len(_CONTENTS)], None]


_Member = tuple[Household, Person]


def _categories(township: Township, folder: Path) -> Iterable[Path]:
    """低保, 特困, 残疾: the departments' lists, each with its own titles."""
    people = [(home, person) for home in township.households for person in home.members]
    yield _category(
        folder / "2020年3月农村低保备案表.xlsx",
        [pair for pair in people if pair[1].subsistence],
        "石门镇农村低保对象备案表",
        ("低保", lambda _: None, "月保障金", lambda _: 210),
    )
    yield _category(
        folder / "特困供养人员花名册_20200310.xlsx",
        [pair for pair in people if pair[1].extreme_poverty],
        "石门镇特困供养人员花名册",
        ("特困", lambda _: None, "月保障金", lambda _: 585),
    )
    yield _category(
        folder / "持证残疾人花名册_20200310.xlsx",
        [pair for pair in people if pair[1].disability],
        "石门镇持证残疾人花名册",
        ("残疾", lambda p: p.disability[0] if p.disability else None, "残疾等级", _grade),
    )


def _grade(person: Person) -> Cell:
    return f"{'一二三四'[person.disability[1] - 1]}级" if person.disability else None


_Own = tuple[str, Callable[[Person], Cell], str, Callable[[Person], Cell]]


def _category(path: Path, people: Sequence[_Member], title: str, own: _Own) -> Path:
    word, kind, last_title, last = own
    header = ["序号", "行政村", "姓名", "身份证号", "名单类别", "残疾类别", last_title, "数据日期"]
    rows: list[list[Cell]] = [
        [count, home.village.name, person.name, person.id_number, word, kind(person), last(person), "2020-03-10"]
        for count, (home, person) in enumerate(people, start=1)
    ]
    return write_xlsx(path, {"Sheet1": [[title], header, *rows, ["合计", None, f"{len(rows)}人"]]})
