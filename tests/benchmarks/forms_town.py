"""1,000 households with 1 to 20 members each, everything that a visit form prints filled in, no two alike."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.models.region import Region
from app.services.ledger import Transaction
from app.services.visits.income import item_kinds
from tests.benchmarks.town import EXPORT, Row, identity, insert, make_places

VILLAGES, GROUPS = 10, 6
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾覃单䶮"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香建国华玉梅㛃𬭎𫖯"
_WHO = ("户主", "配偶", "之子", "之女", "之儿媳", "之孙子", "之孙女", "之父", "之母", "之外孙子")
_TOLD = (
    "户主患病长期住院，自付医疗支出大",
    "长子在外务工，疫情后停工三个月，收入骤减",
    "住房后墙开裂，雨季有安全隐患",
    "次女在读，学费生活费负担重",
    "家中老人无人照料，主要劳动力不能外出",
    "养殖的生猪因疫病损失，尚欠贷款未还",
)


def code_of(number: int) -> str:
    """The code of a household, from 0."""
    return f"5199990020{number:06}"


def build_forms_town(tx: Transaction, *, households: int = 1_000, seed: int = 7) -> list[str]:
    """Households 1…n with 1, 2 … 20, 1, 2 … members; their codes."""
    rng = random.Random(seed)
    places = make_places(tx, villages=VILLAGES, groups=GROUPS)
    homes = [(number + 1, 1 + number % 20) for number in range(households)]
    insert(tx, "household", [_household(rng, home, places) for home, _ in homes])
    people = [(home, position) for home, count in homes for position in range(count)]
    persons = [_person(rng, number) for number, _ in enumerate(people)]
    insert(tx, "person", persons)
    insert(tx, "membership", [_membership(number + 1, *where) for number, where in enumerate(people)])
    insert(tx, "person_fact", [_person_fact(rng, number + 1) for number in range(len(people))])
    insert(tx, "household_fact", [_household_fact(rng, home) for home, _ in homes])
    insert(tx, "income_statement", [_statement(rng, home, count) for home, count in homes])
    insert(tx, "income_item", [row for home, _ in homes for row in _items(rng, home)])
    insert(tx, "clue", [row for home, _ in homes for row in _clues(rng, home)])
    return [code_of(home) for home, _ in homes]


def _household(rng: random.Random, home: int, places: list[tuple[Region, list[Region]]]) -> Row:
    village, groups = places[home % VILLAGES]
    group = rng.choice(groups)
    return {
        "id": home,
        "code": code_of(home),
        "village_id": village.id,
        "group_id": group.id,
        "address": f"石门镇{village.name}{group.name}{home}号（小地名：大垭口）",
        "phone": f"0999-83{home:05}",
        "household_type": rng.choice(["exited", "ordinary"]),
        "status": "active",
    }


def _person(rng: random.Random, number: int) -> Row:
    name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
    return identity(number, name, date(1945, 1, 1) + timedelta(days=rng.randrange(26_000)))


def _membership(person: int, home: int, position: int) -> Row:
    return {
        "person_id": person,
        "household_id": home,
        "relation": _WHO[min(position, len(_WHO) - 1)],
        "position": position,
        "counts_per_head": int(position != 7),
    }


def _person_fact(rng: random.Random, person: int) -> Row:
    months = rng.choice([None, 3, 6, 8, 10])
    return {
        **EXPORT,
        "person_id": person,
        "education": rng.choice(["文盲或半文盲", "小学", "初中", "高中"]),
        "school_status": rng.choice(["", "", "八年级", "普通高中二年级"]) or None,
        "health": rng.choice(["健康", "长期慢性病", "患有大病", "残疾,长期慢性病"]),
        "labour_skill": rng.choice(["普通劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"]),
        "work_months": months,
        "work_place": rng.choice(["广东省东莞市", "四川省成都市", "本县"]) if months else None,
        "resident_medical": rng.choice([1, 1, 0, None]),
        "employee_medical": 0,
        "subsistence_allowance": rng.choice([0, 0, 1]),
        "extreme_poverty_support": 0,
    }


def _household_fact(rng: random.Random, home: int) -> Row:
    return {
        **EXPORT,
        "household_id": home,
        "dangerous_housing": rng.choice([0, 0, 1, None]),
        "safe_water": rng.choice([1, 1, 0, None]),
        "net_per_head_fen": rng.randrange(200_000, 900_000),
    }


def _statement(rng: random.Random, home: int, heads: int) -> Row:
    return {
        "id": home,
        "household_id": home,
        "year": 2020,
        "occasion": "expected",
        "source": "village",
        "basis": "村级核算",
        "observed_on": date(2020, 3, 1 + home % 18),
        "heads": heads,
        "net_fen": rng.randrange(300_000, 900_000) * heads,
        "self_paid_fen": rng.randrange(100_000, 2_000_000),
    }


def _items(rng: random.Random, home: int) -> list[Row]:
    return [
        {
            "statement_id": home,
            "position": position,
            "item_code": kind.code,
            "label": kind.label,
            "amount_fen": rng.randrange(5_000, 2_000_000),
            "formula": f"{rng.randrange(1, 13)}个月×{rng.randrange(100, 3_000)}元，补助{rng.randrange(50, 900)}元",
            "basis": f"工资流水、一卡通和本人陈述（{home}号账册第{rng.randrange(1, 99)}页）",
        }
        for position, kind in enumerate(item_kinds())
    ]


def _clues(rng: random.Random, home: int) -> list[Row]:
    return [
        {
            "number": f"X{home:05}{part}",
            "channel": "neighbours",
            "received_on": date(2020, 2, 1 + home % 25),
            "household_id": home,
            "state": "unverified",
            "content": "，".join(rng.sample(_TOLD, 3)) + f"（第{home}号来件之{part}）。",
        }
        for part in range(1, 7)
    ]
