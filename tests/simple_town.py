"""A quick town for tests of files and commands: made up (region 519999), the same for the same seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.services.id_number import check_digit

REGION = "519999"  # no such county: the placeholder of 石门镇
TOWNSHIP = "石门镇"
VILLAGES = (
    "红星村",
    "清水村",
    "柏林村",
    "石桥村",
    "双河村",
    "大湾村",
    "青杠村",
    "观音村",
    "白岩村",
    "新店村",
    "龙井村",
    "麻柳村",
)
COLUMNS = (
    "省", "市", "县", "乡", "村", "组", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型", "证件号码",
    "民族", "户联系电话", "年度", "与户主关系", "文化程度", "在校生状况", "劳动技能", "务工时间（月）", "健康状况",
    "是否享受低保", "是否参加大病保险", "是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险",
    "是否特困供养人员", "危房户", "是否解决安全饮用水", "人均纯收入", "户类型",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗曾单"
_GIVEN = "明强英芳华军秀兰平勇霞涛桂珍建国玉梅成林春燕文武世友德贵正祥"
_RARE = ("䶮", "㛃", "𬭎", "𫖯")
_SCHOOL = ((6, 11, "小学"), (12, 12, "七年级"), (13, 13, "八年级"), (14, 15, "九年级"))


@dataclass(frozen=True, slots=True)
class _Someone:
    relation: str
    born_on: date
    male: bool


def roster_rows(*, households: int, seed: int, year: int = 2020) -> Iterator[tuple[str, ...]]:
    """One row per person in the columns ``COLUMNS``; villages and groups share the households evenly."""
    chance = random.Random(seed)
    person_number = 0
    for number in range(households):
        village = VILLAGES[number % len(VILLAGES)]
        group = f"{1 + number // len(VILLAGES) % 6}组"
        code = f"{REGION}{number:010d}"
        exited = chance.random() < 0.28
        home = _home(chance, exited=exited)
        surname = chance.choice(_SURNAMES)
        for someone in _family(chance, year):
            person_number += 1
            yield _row(chance, someone, code, village, group, surname, person_number, home, year=year)


@dataclass(frozen=True, slots=True)
class _Home:
    household_type: str
    dangerous: str
    water: str
    income: str
    low_income: bool


def _home(chance: random.Random, *, exited: bool) -> _Home:
    income = int(chance.lognormvariate(9.1, 0.45)) if chance.random() > 0.14 else chance.randint(2_600, 5_400)
    return _Home(
        "脱贫户" if exited else "一般农户",
        "是" if chance.random() < (0.14 if income < 5_000 else 0.01) else "否",
        "否" if chance.random() < (0.10 if income < 5_000 else 0.01) else "是",
        "" if chance.random() < 0.03 else str(income),
        income < 5_000,
    )


def _family(chance: random.Random, year: int) -> list[_Someone]:
    head_age = chance.randint(28, 78)
    head_male = chance.random() < 0.82
    people = [_Someone("户主", _born(chance, year, head_age), head_male)]
    if chance.random() < 0.75:
        people.append(_Someone("配偶", _born(chance, year, max(22, head_age - chance.randint(-2, 5))), not head_male))
    for _ in range(chance.choices((0, 1, 2, 3), (25, 40, 28, 7))[0]):
        age = head_age - chance.randint(22, 34)
        if age >= 0:
            male = chance.random() < 0.52
            people.append(_Someone("之子" if male else "之女", _born(chance, year, age), male))
    if head_age < 55 and chance.random() < 0.3:
        people.append(_Someone("之母", _born(chance, year, head_age + chance.randint(20, 28)), male=False))
    return people


def _born(chance: random.Random, year: int, age: int) -> date:
    return date(year - age - 1, chance.randint(1, 12), chance.randint(1, 28))


def _row(
    chance: random.Random,
    someone: _Someone,
    code: str,
    village: str,
    group: str,
    surname: str,
    number: int,
    home: _Home,
    *,
    year: int,
) -> tuple[str, ...]:
    age = year - someone.born_on.year
    first_17 = f"{REGION}{someone.born_on:%Y%m%d}{number % 500 * 2 + (1 if someone.male else 0):03d}"
    status = next((name for low, high, name in _SCHOOL if low <= age - 1 <= high), "")
    health = _health(chance, age, low_income=home.low_income)
    allowance = home.low_income and chance.random() < 0.35
    return (
        "某省", "某市", "某县", TOWNSHIP, village, group, code, f"{REGION}9{number:09d}",
        _name(chance, surname if someone.relation != "配偶" else chance.choice(_SURNAMES)),
        "男" if someone.male else "女", f"{someone.born_on:%Y%m%d}", "身份证", first_17 + check_digit(first_17), "汉族",
        f"199{int(code[-8:]):08d}", str(year), someone.relation,
        "" if status else _education(age), status, _labour(age, status, health),
        str(chance.randint(4, 11)) if 18 <= age < 58 and chance.random() < 0.5 else "", health,
        "是" if allowance else "否", "是", "否" if chance.random() < 0.01 else "是", "否", "否",
        home.dangerous, home.water, home.income, home.household_type,
    )  # fmt: skip


def _name(chance: random.Random, surname: str) -> str:
    given = "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2))))
    return surname + (chance.choice(_RARE) if chance.random() < 0.002 else given)


def _health(chance: random.Random, age: int, *, low_income: bool) -> str:
    ill = 0.04 + (0.1 if age > 60 else 0) + (0.12 if low_income else 0)
    return chance.choices(("健康", "长期慢性病", "患有大病", "残疾"), (1 - ill, ill * 0.5, ill * 0.2, ill * 0.3))[0]


def _education(age: int) -> str:
    if age < 7:
        return ""
    return "小学" if age > 60 else "初中" if age > 30 else "高中"


def _labour(age: int, status: str, health: str) -> str:
    if age < 16 or status or age > 75:
        return "无劳动力"
    if health != "健康" or age >= 60:
        return "弱劳动力或半劳动力"
    return "普通劳动力"


def write_roster(file: Path, *, households: int, seed: int) -> Path:
    """The roster as a UTF-8 csv with a header, one row per person."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows(roster_rows(households=households, seed=seed))
    return file
