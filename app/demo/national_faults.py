"""Faults in the exports of the national system, by sheet: which cells say what, whom it fits, which checks find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.demo.layouts import Cell
from app.demo.manifest import Fault
from app.demo.people import Household, Person
from app.demo.person_faults import is_in_order

_STRONG = ("普通劳动力", "技能劳动力")
_ABLE = (*_STRONG, "弱劳动力或半劳动力")
_VOCATIONAL = ("中职", "高职", "技师")
_SCHOOL = date(2019, 9, 1)
# After the subsidy of the insurance has ended; so long ago that measures must be there.
_SUBSIDY_ENDED, _LONG_AGO = "202003", "201906"


@dataclass(frozen=True, slots=True)
class CellFault:
    """Cells by title that say something wrong; ``fits`` chooses the row, ``cleared`` the kind of record."""

    rules: tuple[str, ...]
    cells: Mapping[str, Cell]
    fault: Fault = Fault.CHECKED
    fits: Callable[[Household, Person], bool] = field(default=lambda _home, _person: True)
    cleared: bool = False


def is_in_good_order(household: Household) -> bool:
    """A household whose record can be written without a fault: at work, nobody disabled or on an allowance."""
    members = household.members
    plain = not any(p.disability or p.subsistence or p.extreme_poverty for p in members)
    return is_in_order(household) and plain and not _is_out_of_school(household)


def is_ill(household: Household) -> bool:
    """Whether somebody is ill."""
    return any("病" in (person.health or "") for person in household.members)


def has_vocational(household: Household) -> bool:
    """Whether somebody learns a trade."""
    return any((person.school_status or "").startswith(_VOCATIONAL) for person in household.members)


def _is_out_of_school(household: Household) -> bool:
    of_age = (p for p in household.members if 6 <= p.age_on(_SCHOOL) <= 16)
    return any(p.dropout_reason or p.school_status in (None, "学龄前儿童", "学前教育") for p in of_age)


def _well(household: Household, _person: Person) -> bool:
    return not is_ill(household) and not has_vocational(household)


def _ill(household: Household, _person: Person) -> bool:
    return is_ill(household) and not has_vocational(household)


def _learning(household: Household, _person: Person) -> bool:
    return not is_ill(household) and has_vocational(household)


def _strong(least: int, most: int) -> Callable[[Household, Person], bool]:
    """Not ill, so many members, more than half of them able, but not all."""

    def fits(household: Household, person: Person) -> bool:
        members = household.members
        able = sum(p.labour_skill in _ABLE for p in members)
        strong = sum(p.labour_skill in _STRONG for p in members)
        some = able < len(members) <= 2 * able and 4 * strong > len(members)
        return some and least <= len(members) <= most and _well(household, person)

    return fits


_NOTHING: Mapping[str, Cell] = dict.fromkeys(("产业帮扶", "就业帮扶", "健康帮扶", "教育帮扶"))
_NO_DEVELOPMENT: Mapping[str, Cell] = {
    "产业帮扶": None,
    "就业帮扶": None,
    "实施开发式帮扶措施情况": "尚未实施",
    "识别监测时间": _LONG_AGO,
}
_HOUSE, _SCHOOLING, _WATER = "是否住房出现安全问题", "是否义务教育阶段适龄儿童少年失学辍学", "是否饮水出现安全问题"
_INSURED = "是否有家庭成员未参加城乡居民(职工)基本医疗保险"

RECORD_FAULTS: Sequence[CellFault] = (
    CellFault(("1_11_001", "1_11_002"), {"致贫/返贫风险1": None}, Fault.NO_RISK, fits=_well),
    CellFault(("1_11_002",), {"识别监测时间": None}),
    CellFault(("2_11_001",), {"致贫/返贫风险2": "因残", "社会帮扶": "结对帮扶"}),
    CellFault(("5_15_015",), {"致贫/返贫风险2": "因病", "合规自付支出": "3200"}, fits=_well),
    CellFault(("5_15_020",), {"合规自付支出": "0"}, fits=_ill),
    CellFault(("5_18_008",), {"致贫/返贫风险2": "缺劳动力"}, fits=_strong(3, 3)),
    CellFault(("5_18_008", "5_11_029"), {"致贫/返贫风险2": "缺劳动力"}, fits=_strong(4, 9)),
    CellFault(("2_11_004",), {"致贫/返贫风险2": "其他"}, Fault.OTHER_WITHOUT_REMARK),
    CellFault(("2_11_005",), {"致贫/返贫风险2": "因自然灾害"}),
    CellFault(("4_11_006",), {_WATER: "是"}),
    CellFault(("4_11_007",), {_INSURED: "是"}, fits=_well),
    CellFault(("4_11_008",), {_SCHOOLING: "是", "义务教育保障": "劝返复学"}),
    CellFault(("4_11_008", "5_18_005"), {_SCHOOLING: "是"}),
    CellFault(("5_18_001", "1111_06"), {"健康帮扶": None}, Fault.NO_MEASURE_FOR_RISK, fits=_ill),
    CellFault(("5_18_002",), {"致贫/返贫风险2": "因学"}, fits=_well),
    CellFault(("5_18_003", "2_11_001"), {"致贫/返贫风险2": "因残"}),
    CellFault(("5_18_004",), {"致贫/返贫风险2": "因安全住房"}),
    CellFault(("5_18_006",), {"致贫/返贫风险2": "因安全饮水"}),
    CellFault(("5_12_007",), _NO_DEVELOPMENT, fits=_well),
    CellFault(
        ("5_12_007", "5_11_032", "1111_06"), {**_NO_DEVELOPMENT, "健康帮扶": None, "综合保障": "临时救助"}, fits=_well
    ),
    CellFault(("M-82",), {"住房安全保障": "危房改造"}),
    CellFault(("5_11_030",), {"实施开发式帮扶措施情况": "尚未实施"}, Fault.STATUS_AGAINST_MEASURES),
    CellFault(("5_12_011",), {"产业帮扶": None}),
    CellFault(("1_11_010", "5_12_007", "1111_06"), {**_NOTHING, **_NO_DEVELOPMENT}, fits=_well),
    CellFault(("4_11_015",), {"综合保障": "低保"}),
    CellFault(("5_16_005",), {"综合保障": "特困供养"}),
    CellFault(("4_11_016",), {"综合保障": "残疾人补贴"}),
    CellFault(("5_15_012",), {"教育帮扶": "雨露计划"}, fits=_well),
    CellFault(("1111_2",), {"教育帮扶": None}, fits=_learning),
    CellFault(("1111_10",), {"就业帮扶": "外出务工补贴,技能培训"}),
    CellFault(("1111_09",), {"识别监测时间": _SUBSIDY_ENDED}),
    CellFault(("5_15_023",), {"工资性收入": "50"}),
    CellFault(("1_11_004",), {f"风险消除后{_WATER}": None}, cleared=True),
    CellFault(("1_11_005",), {f"风险消除后{_SCHOOLING}": "是"}, cleared=True),
    CellFault(("1_11_006",), {f"风险消除后{_HOUSE}": "是"}, cleared=True),
    CellFault(("1_11_007",), {f"风险消除后{_WATER}": "是"}, cleared=True),
    CellFault(("1_11_008",), {f"风险消除后{_INSURED}": "是"}, cleared=True),
    CellFault(("1_11_011",), {"联系方式": None}, cleared=True),
    CellFault(("1_11_009",), _NOTHING, cleared=True, fits=_well),
    CellFault(("4_11_010",), {"风险消除后家庭人均纯收入": "1000.00"}, cleared=True),
    CellFault(("4_11_012",), {"风险消除后工资性收入": "0"}, cleared=True),
    CellFault(("5_11_013",), {"风险消除后生产经营性收入": "0"}, cleared=True),
    CellFault(("5_18_009",), {"识别监测时间": "202001"}, cleared=True),
)

_AREAS = {
    "耕地面积（亩）": ("3_02_008", "5_14_001", "350"),
    "林地面积（亩）": ("3_02_009", "5_14_003", "2600"),
    "退耕还林面积（亩）": ("3_02_010", "5_14_005", "140"),
    "林果面积（亩）": ("3_02_013", "5_14_007", "208"),
    "牧草地面积（亩）": ("5_14_019", "5_14_009", "101"),
    "水面面积（亩）": ("5_14_020", "5_14_011", "-3"),
}
_CONDITIONS = {
    "是否通生活用电": "3_02_004",
    "入户路类型": "3_02_005",
    "住房面积（㎡）": "3_02_006",
    "是否有卫生厕所": "3_02_007",
    "与村主干路距离（公里）": "5_14_021",
    "是否通广播电视": "5_19_005",
    "主要燃料类型": "5_19_006",
}
LIVING_FAULTS: Sequence[CellFault] = (
    *(CellFault((rule,), {title: None}, Fault.LIVING_EMPTY) for title, rule in _CONDITIONS.items()),
    *(CellFault((rule,), {title: None}, Fault.LIVING_EMPTY) for title, (rule, _, _) in _AREAS.items()),
    *(CellFault((rule,), {title: far}, Fault.LAND_OUT_OF_RANGE) for title, (_, rule, far) in _AREAS.items()),
    CellFault(("5_14_013",), {"与村主干路距离（公里）": "350"}, Fault.DISTANCE_OUT_OF_RANGE),
)


def _born_late(_household: Household, person: Person) -> bool:
    return person.born_on.year >= 1976


WORK_FAULTS: Sequence[CellFault] = (
    CellFault(("5_16_001", "1111_12"), {"务工月收入": "35"}, Fault.PAY_OUT_OF_RANGE),
    CellFault(("5_16_001",), {"务工月收入": "320000"}, Fault.PAY_OUT_OF_RANGE),
    CellFault(("1111_12",), {"务工月收入": "300"}, Fault.PAY_OUT_OF_RANGE),
    CellFault(("4_12_001",), {"务工所在县": None}, Fault.NO_WORKPLACE),
    CellFault(("3_12_001",), {"开始时间": None}, Fault.NO_START),
    CellFault(("5_16_010",), {"开始时间": "1990年01月"}, fits=_born_late),
    CellFault(("5_12_001",), {"结束时间": "2019年11月"}),
    CellFault(("1111_16",), {"是否已务工": "否"}),
    CellFault(("5_01_007",), {"务工企业名称": None}),
    CellFault(("5_01_003",), {"务工所在县": "县外", "就业渠道": "公益性岗位"}),
)
PLAN_FAULTS: Sequence[CellFault] = tuple(
    CellFault(("5_15_008",), {"就业服务需求": None}, Fault.PLAN_WITHOUT_NEED) for _ in range(3)
)
