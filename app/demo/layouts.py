"""The lists as offices hand them on: titles in their order, and a person as one row of cells (domain 4.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.demo.people import COUNTY, MALE, TOWNSHIP, Household, Person

Cell = str | int | float | None
Making = Callable[[Household, Person], Cell]
EXPORT_DAY = date(2020, 3, 10)
SURVEY_DAY = date(2020, 3, 18)


@dataclass(frozen=True, slots=True)
class Layout:
    """A list: the line above its header, and its columns as title and what stands in the cell."""

    title: str
    columns: tuple[tuple[str, Making], ...]

    @property
    def titles(self) -> list[str]:
        """The header."""
        return [title for title, _ in self.columns]

    def place(self, title: str) -> int:
        """The column of a title, from 0."""
        return self.titles.index(title)

    def row(self, household: Household, person: Person) -> list[Cell]:
        """One person as cells."""
        return [make(household, person) for _, make in self.columns]


def yes_no(answer: bool | None) -> str | None:
    """是, 否, or an empty cell."""
    return None if answer is None else "是" if answer else "否"


def document_number(person: Person) -> str:
    """The number that the export shows: 脱贫户 members with a disability certificate are known by it."""
    if person.code and person.disability and len(person.id_number) == 18:
        kind, grade = person.disability
        return f"{person.id_number}{_DISABILITY_CLASSES.index(kind) + 1}{grade}"
    return person.id_number


_DISABILITY_CLASSES = ("视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾")


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen / 100:.2f}"


def _sex(person: Person) -> str:
    return "男" if person.sex == MALE else "女"


def _of(name: str) -> Making:
    return lambda _household, person: getattr(person, name)


def _is(name: str) -> Making:
    return lambda _household, person: yes_no(getattr(person, name))


def _fixed(value: Cell) -> Making:
    return lambda _household, _person: value


_PERSON: Mapping[str, Making] = {
    "姓名": _of("name"),
    "性别": lambda _, p: _sex(p),
    "出生日期": lambda _, p: f"{p.born_on:%Y%m%d}",
    "证件类型": lambda _, p: "残疾人证" if len(document_number(p)) > 18 else "身份证",
    "证件号码": lambda _, p: document_number(p),
    "民族": _of("ethnicity"),
    "与户主关系": _of("relation"),
    "文化程度": _of("education"),
    "在校生状况": _of("school_status"),
    "失学或辍学原因": _of("dropout_reason"),
    "健康状况": _of("health"),
    "劳动技能": _of("labour_skill"),
    "政治面貌": _of("political_status"),
    "务工时间（月）": _of("work_months"),
    "务工所在地": _of("work_place"),
    "务工企业名称": _of("employer"),
    "就业渠道": _of("channel"),
    "产业分类": _of("industry"),
    "是否享受低保": _is("subsistence"),
    "是否特困供养人员": _is("extreme_poverty"),
    "是否参加大病保险": _is("major_illness_insurance"),
    "是否参加新型农村合作医疗（城乡居民基本医疗保险）": _is("resident_medical"),
    "是否参加城镇职工基本医疗保险": _is("employee_medical"),
    "是否参加城乡居民基本养老保险": _is("resident_pension"),
    "是否参加城镇职工基本养老保险": _is("employee_pension"),
    "是否会讲普通话": _is("speaks_mandarin"),
    "公益性岗位类型": _of("public_post"),
    "公益性岗位(月数)": _of("public_post_months"),
    "残疾类别": lambda _, p: p.disability[0] if p.disability else None,
    "残疾证办证年度": _of("disability_since"),
}
_HOUSEHOLD: Mapping[str, Making] = {
    "户编号": lambda h, _: h.code,
    "自然村": lambda h, _: h.natural_village,
    "户联系电话": lambda h, _: h.phone,
    "户主姓名": lambda h, _: h.head.name,
    "户主证件号码": lambda h, _: document_number(h.head),
    "危房户": lambda h, _: yes_no(h.dangerous_housing),
    "危房等级": lambda h, _: h.housing_grade,
    "是否解决安全饮用水": lambda h, _: yes_no(h.safe_water),
    "人均纯收入": lambda h, _: _yuan(h.net_per_head_fen),
    "致贫原因1": lambda h, _: h.poverty_cause,
    "户类型": lambda h, _: "脱贫户" if h.exited else "一般农户",
}


def _layout(title: str, titles: Sequence[str], **own: Making) -> Layout:
    known = {**_PERSON, **_HOUSEHOLD, **own}
    return Layout(title, tuple((name, known[name]) for name in titles))


_EXPORT_TITLES = """
省 市 县 乡 村 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 成员联系电话
年度 与户主关系 文化程度 在校生状况 劳动技能 务工时间（月） 健康状况 政治面貌 务工企业名称
是否享受低保 是否参加城镇职工基本养老保险 是否参加大病保险
是否参加新型农村合作医疗（城乡居民基本医疗保险） 是否参加城乡居民基本养老保险 失学或辍学原因
是否会讲普通话 是否参加商业补充医疗保险 是否国外务工 产业分类 是否接受大病医疗救助
是否接受其他健康扶贫 公益性岗位类型 公益性岗位(月数) 就业渠道 残疾类别 务工所在地 户主姓名
户主证件号码 是否参加城镇职工基本医疗保险 是否特困供养人员 残疾证办证年度 识别标准
"""
_ROSTER_TITLES = """
序号 数据日期 县(市、区、旗) 乡(镇) 行政村 自然村 户编号 人编号 姓名 证件号码 人数 与户主关系 民族
文化程度 在校生状况 健康状况 劳动技能 务工时间（月） 是否参加大病保险 致贫原因1 危房户
是否解决安全饮用水 人均纯收入 户联系电话 人联系电话 首次识别时间 人员识别时间 户类型
易返贫致贫户(监测对象)类型 风险是否消除 风险识别时间 风险消除时间
"""
_SURVEY_TITLES = """
数据日期 村 组 自然村 户主姓名 户主证件号码 户类型 户联系电话 姓名 性别 证件号码 与户主关系 民族
文化程度 在校生状况 健康状况 劳动技能 务工时间（月） 务工所在地
是否参加新型农村合作医疗（城乡居民基本医疗保险） 是否参加城镇职工基本医疗保险 是否参加大病保险
是否参加城乡居民基本养老保险 是否享受低保 是否特困供养人员 残疾类别 危房户 危房等级
是否解决安全饮用水 人均纯收入 备注
"""

# 47 columns, 2021: one row for each person, the title above the header.
PERSON_EXPORT = _layout(
    "全国扶贫开发信息系统 脱贫人口信息",
    _EXPORT_TITLES.split(),
    省=_fixed("四川省"),
    市=_fixed("示范市"),
    县=_fixed(COUNTY),
    乡=_fixed(TOWNSHIP),
    村=lambda h, _: h.village.name,
    人口编号=_of("code"),
    成员联系电话=_of("phone"),
    年度=_fixed("2019"),
    是否参加商业补充医疗保险=_fixed("否"),
    是否国外务工=_fixed("否"),
    是否接受大病医疗救助=lambda _, p: yes_no(p.health == "患有大病"),
    是否接受其他健康扶贫=_fixed("否"),
    识别标准=lambda h, _: "国家标准" if h.exited else None,
)
# 32 columns, 2022: the roster with the household's own columns.
ROSTER = _layout(
    "农户花名册",
    _ROSTER_TITLES.split(),
    **{
        "序号": _fixed(None),  # the row's number is known only when the sheet is written
        "数据日期": _fixed(EXPORT_DAY.isoformat()),
        "县(市、区、旗)": _fixed(COUNTY),
        "乡(镇)": _fixed(TOWNSHIP),
        "行政村": lambda h, _: h.village.name,
        "人编号": _of("code"),
        "人数": lambda h, _: len(h.members),
        "人联系电话": _of("phone"),
        "首次识别时间": lambda h, _: "201412" if h.exited else None,
        "人员识别时间": lambda h, _: "201412" if h.exited else None,
        "易返贫致贫户(监测对象)类型": _fixed(None),
        "风险是否消除": _fixed(None),
        "风险识别时间": _fixed(None),
        "风险消除时间": _fixed(None),
    },
)
# What the township itself asks of households without a national number.
SURVEY = _layout(
    "石门镇2020年一般农户摸底台账",
    _SURVEY_TITLES.split(),
    数据日期=_fixed(SURVEY_DAY.isoformat()),
    村=lambda h, _: h.village.name,
    组=lambda h, _: h.group,
    备注=_fixed(None),
)
# Relations as household books write them.
_BOOK_WORDS = {"之子": "儿子", "之女": "女儿", "之父": "父亲", "之母": "母亲", "之孙子": "孙子", "之孙女": "孙女"}


def _book_relation(_: Household, person: Person) -> str:
    if person.relation == "配偶":
        return "夫" if person.sex == MALE else "妻"
    return _BOOK_WORDS.get(person.relation, person.relation)


# A village's own book: no national number, nothing but who lives together.
HOUSEHOLD_BOOK = Layout(
    "户籍册",
    (
        ("组", lambda h, _: h.group),
        ("户主", lambda h, _: h.head.name),
        ("姓名", _of("name")),
        ("身份证", lambda _, p: document_number(p)),
        ("关系", _book_relation),
        ("电话", _of("phone")),
    ),
)
