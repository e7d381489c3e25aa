"""The benchmark township: 20,000 households with 60,000 persons, written set-based, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.models.history import VERSIONED, bulk_insert
from app.models.region import Region
from app.services import regions
from app.services.id_number import check_digit
from app.services.ledger import Transaction
from app.services.names import romanise

VILLAGES = 20
GROUPS = 6
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾覃单"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香建国华玉梅"
_CHUNK = 5_000
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class TownSize:
    """How many households, and how many persons live in them."""

    households: int = 20_000
    persons: int = 60_000


def build_town(tx: Transaction, *, size: TownSize = TownSize(), seed: int = 60) -> None:
    """Regions, households, persons, memberships and one export's facts, in the running transaction."""
    rng = random.Random(seed)
    places = make_places(tx, villages=VILLAGES, groups=GROUPS)
    households = [_household(rng, number, places) for number in range(size.households)]
    insert(tx, "household", iter(households))
    per_home = size.persons // size.households
    homes = [1 + number // per_home for number in range(per_home * size.households)]
    people = [_person(rng, number, position=number % per_home) for number in range(len(homes))]
    insert(tx, "person", iter(people))
    insert(tx, "membership", (_membership(number, home, number % per_home) for number, home in enumerate(homes)))
    insert(tx, "person_fact", (_person_fact(rng, number + 1, person) for number, person in enumerate(people)))
    insert(tx, "household_fact", (_household_fact(rng, number + 1) for number in range(size.households)))
    stated = (number + 1 for number in range(size.households) if rng.random() < 0.1)
    insert(tx, "income_statement", (_statement(rng, number) for number in stated))
    watched = [number + 1 for number in range(size.households) if rng.random() < 0.15]
    records = [_records(rng, number) for number in watched]
    insert(tx, "monitoring_fact", (pair[0] for pair in records))
    insert(tx, "monitoring_fact", (pair[1] for pair in records if len(pair) > 1))
    insert(tx, "measure_fact", (_measures(rng, number) for number in watched))
    exited = (number + 1 for number in range(size.households) if rng.random() < 0.3)
    insert(tx, "living_condition", (_conditions(rng, number) for number in exited))
    working = (number + 1 for number, person in enumerate(people) if _works(rng, person))
    insert(tx, "work_spell", (_job(rng, number) for number in working))
    clued = (number + 1 for number in range(size.households) if rng.random() < 0.01)
    insert(tx, "clue", (_clue(number) for number in clued))


def insert(tx: Transaction, table: str, rows: Iterable[Row]) -> None:
    """Write these rows, some thousands at a time."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            bulk_insert(tx.session, VERSIONED[table], chunk)
            chunk = []
    bulk_insert(tx.session, VERSIONED[table], chunk)


def make_places(tx: Transaction, *, villages: int, groups: int) -> list[tuple[Region, list[Region]]]:
    """The township's villages, each with its groups."""
    town = regions.found_in(tx, kind="township", name="石门镇", parent_id=None)
    found = []
    for position in range(villages):
        village = regions.found_in(tx, kind="village", name=f"测{position + 1}村", parent_id=town.id, position=position)
        own = [
            regions.found_in(tx, kind="group", name=f"{n + 1}组", parent_id=village.id, position=n)
            for n in range(groups)
        ]
        found.append((village, own))
    return found


def _household(rng: random.Random, number: int, places: list[tuple[Region, list[Region]]]) -> Row:
    village, groups = places[number % VILLAGES]
    return {
        "id": number + 1,
        "code": f"5199990000{number:08}",
        "village_id": village.id,
        "group_id": rng.choice(groups).id,
        "phone": f"199{number:08}" if rng.random() < 0.9 else None,
        "household_type": rng.choice(["exited", "exited", "ordinary", "ordinary", "ordinary"]),
        "status": "active",
    }


def _person(rng: random.Random, number: int, *, position: int) -> Row:
    name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=2))
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(11_000) + (position > 1) * 13_000)
    return {**identity(number, name, born), "phone": f"199{number:08}"}


def identity(number: int, name: str, born: date) -> Row:
    """The person of this number, from 0: name, how it sounds, and an ID number with its check digit."""
    pinyin, initials = romanise(name)
    core = f"519999{born:%Y%m%d}{number % 1_000:03}"
    return {
        "id": number + 1,
        "name": name,
        "pinyin": pinyin,
        "initials": initials,
        "id_number": core + check_digit(core),
        "id_kind": "身份证",
        "sex": "male" if number % 2 else "female",
        "born_on": born,
        "ethnicity": "汉族",
    }


def _membership(number: int, home: int, position: int) -> Row:
    relation = ("户主", "配偶", "之子")[min(position, 2)]
    return {
        "person_id": number + 1,
        "household_id": home,
        "relation": relation,
        "position": position,
        "counts_per_head": 1,
    }


EXPORT: Row = {"year": 2020, "occasion": "annual", "source": "national_export", "observed_on": date(2020, 1, 10)}


def _person_fact(rng: random.Random, person_id: int, person: Row) -> Row:
    born = person["born_on"]
    assert isinstance(born, date)
    age = 2020 - born.year
    schooled = 6 <= age <= 15
    working = 16 <= age < 60
    months = rng.choice([None, 6, 10]) if working else None
    return {
        **EXPORT,
        "person_id": person_id,
        "education": None if schooled else rng.choice(["小学", "初中", "高中"]),
        "school_status": rng.choice(["小学", "七年级", None]) if schooled else None,
        "dropout_reason": None,
        "health": rng.choices(["健康", "长期慢性病", "患有大病", "残疾,长期慢性病", None], [85, 8, 3, 3, 1])[0],
        "labour_skill": "普通劳动力" if working else "无劳动力",
        "work_months": months,
        "work_place": rng.choice(["成都市", "绵阳市"]) if months else None,
        "resident_medical": rng.choices([1, 0, None], [95, 2, 3])[0],
        "employee_medical": rng.choices([0, 1], [97, 3])[0],
        "major_illness_insurance": 1,
        "subsistence_allowance": rng.choices([0, 1], [96, 4])[0],
        "extreme_poverty_support": rng.choices([0, 1], [99, 1])[0],
    }


def _household_fact(rng: random.Random, household_id: int) -> Row:
    return {
        **EXPORT,
        "household_id": household_id,
        "dangerous_housing": rng.choices([0, 1, None], [97, 2, 1])[0],
        "safe_water": rng.choices([1, 0, None], [97, 1, 2])[0],
        "net_per_head_fen": rng.choices([rng.randrange(200_000, 3_000_000), None], [95, 5])[0],
    }


def _statement(rng: random.Random, household_id: int) -> Row:
    return {
        "household_id": household_id,
        "year": 2020,
        "occasion": "expected",
        "source": "village",
        "basis": "村核算",
        "observed_on": date(2020, 3, 1),
        "heads": 3,
        "net_fen": rng.randrange(600_000, 6_000_000),
    }


_RISKS = ("因病", "因残", "因学", *["因意外事故"] * 9, *["因产业项目失败"] * 9)


def _records(rng: random.Random, household_id: int) -> list[Row]:
    cleared = rng.random() < 0.4
    record = {
        **EXPORT,
        **_taking(rng),
        "occasion": "identification",
        "household_id": household_id,
        "category": rng.choice(["脱贫不稳定户", "边缘易致贫户"]),
        "risk_1": rng.choice(_RISKS),
        "risk_2": rng.choice([*[None] * 20, *_RISKS]),
        "identified_on": date(2019, rng.randint(1, 12), 1),
        "cleared": int(cleared),
        "cleared_on": date(2020, 2, 1) if cleared else None,
        "cleared_way": rng.choice(["帮扶消除", "自然消除"]) if cleared else None,
    }
    after = {**EXPORT, **_taking(rng), "occasion": "elimination", "household_id": household_id}
    return [record, after] if cleared else [record]


def _taking(rng: random.Random) -> Row:
    problems = {name: rng.choices([0, 1], [97, 3])[0] for name in ("housing_problem", "water_problem")}
    net = rng.randrange(300_000, 1_500_000)
    return {
        **problems,
        "school_dropout": 0,
        "member_uninsured": rng.choices([0, 1], [97, 3])[0],
        "wage_fen": rng.choice([0, 1_200_000, 3_000_000]),
        "net_fen": net * 3,
        "net_per_head_fen": net,
        "self_paid_fen": rng.choice([0, 80_000]),
    }


def _measures(rng: random.Random, household_id: int) -> Row:
    return {
        **EXPORT,
        "household_id": household_id,
        "development_status": rng.choices(["已实施", "尚未实施", None], [94, 3, 3])[0],
        "industry": rng.choices([None, "发展生产"], [10, 90])[0],
        "employment": rng.choice([None, "技能培训,劳务输出"]),
        "health": rng.choices([None, "参加城乡居民基本医疗保险个人缴费补贴"], [5, 95])[0],
        "comprehensive": rng.choices([None, "低保", "残疾人补贴"], [94, 3, 3])[0],
    }


def _conditions(rng: random.Random, household_id: int) -> Row:
    areas = {name: rng.randrange(0, 1_500) for name in ("farmland", "woodland", "orchard")}
    return {
        "household_id": household_id,
        "year": 2020,
        "observed_on": date(2020, 1, 10),
        **areas,
        "pasture": 0,
        "dwelling_area": rng.choices([9_000, 12_000, None], [50, 47, 3])[0],
        "road_kind": rng.choice(["水泥路", "水泥路", "泥土路"]),
        "road_distance": rng.choices([100, 800, 6_000], [60, 38, 2])[0],
        "has_electricity": 1,
        "has_toilet": rng.choices([1, None], [95, 5])[0],
    }


def _works(rng: random.Random, person: Row) -> bool:
    born = person["born_on"]
    assert isinstance(born, date)
    return 16 <= 2020 - born.year < 60 and rng.random() < 0.3


def _job(rng: random.Random, person_id: int) -> Row:
    return {
        "person_id": person_id,
        "is_working": 1,
        "from_text": f"2019{rng.randint(1, 12):02}",
        "to_text": None,
        "county": rng.choices(["武侯区", "白云区", None], [60, 38, 2])[0],
        "monthly_pay_fen": rng.choices([250_000, 400_000, 5_000], [50, 49, 1])[0],
        "employer": rng.choices(["测试建材厂", None], [97, 3])[0],
        "channel": "自主就业",
    }


def _clue(household_id: int) -> Row:
    return {
        "number": f"X{household_id:06}",
        "channel": "neighbours",
        "received_on": date(2020, 2, 20),
        "household_id": household_id,
        "state": "unverified",
    }
