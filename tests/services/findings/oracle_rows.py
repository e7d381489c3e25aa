"""Random rows with holes for a township: plain dictionaries that a test writes and an oracle reads."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.services.id_number import check_digit

EXPORT = {"year": 2023, "source": "national_export", "observed_on": date(2023, 11, 30)}
SCHOOL = (
    "学龄前儿童",
    "学前教育",
    "小学",
    "七年级",
    "九年级",
    "普通高中一年级",
    "中职二年级",
    "高职高专一年级",
    "技师学院一年级",
    "本科三年级",
    "硕士研究生及以上",
)
SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")
HEALTH = ("健康", "健康", "长期慢性病", "患有大病", "残疾", "残疾,长期慢性病")
RISKS = ("因病", "因学", "因残", "因自然灾害", "因务工就业不稳", "缺劳动力", "因安全住房", "因安全饮水", "其他", "因灾")
MEASURE_WORDS = {
    "industry": ("发展生产", "其他"),
    "employment": ("技能培训", "劳务输出", "其他"),
    "finance": ("小额信贷",),
    "public_post": ("护林员",),
    "housing": ("危房改造",),
    "water": ("水窖",),
    "health": ("参保缴费补贴", "大病救治"),
    "compulsory_education": ("送教上门",),
    "education": ("雨露计划",),
    "comprehensive": ("低保", "残疾人补贴", "特困供养"),
    "society": ("结对帮扶", "无"),
    "relocation": ("集中安置",),
}
TAKEN = ("housing_problem", "school_dropout", "water_problem", "member_uninsured")
INCOMES = ("wage_fen", "business_fen", "transfer_fen", "net_fen", "net_per_head_fen", "self_paid_fen")
Row = dict[str, object]


@dataclass
class Rows:
    """Every table's rows, with ids."""

    household: list[Row] = field(default_factory=list)
    person: list[Row] = field(default_factory=list)
    membership: list[Row] = field(default_factory=list)
    person_fact: list[Row] = field(default_factory=list)
    household_fact: list[Row] = field(default_factory=list)
    monitoring_fact: list[Row] = field(default_factory=list)
    measure_fact: list[Row] = field(default_factory=list)
    work_spell: list[Row] = field(default_factory=list)


def _maybe(rng: random.Random, values, empty: float = 0.2):
    return None if rng.random() < empty else rng.choice(values)


def random_rows(seed: int, *, homes: int, village_id: int) -> Rows:
    """A township of this seed."""
    rng, rows = random.Random(seed), Rows()
    for home in range(1, homes + 1):
        rows.household.append(
            {
                "id": home,
                "code": f"5199990001{home:04}",
                "village_id": village_id,
                "household_type": rng.choice(["exited", "ordinary", None]),
                "phone": f"199{home:08}",
                "status": "active",
            }
        )
        rows.household_fact.append(
            {**EXPORT, "occasion": "annual", "household_id": home, "net_per_head_fen": _amount(rng)}
        )
        for _ in range(rng.randint(1, 5)):
            _person(rng, rows, home)
        if rng.random() < 0.6:
            _monitored(rng, rows, home)
    return rows


def _amount(rng: random.Random) -> int | None:
    return _maybe(rng, [0, 5_000, 400_000, 599_999, 600_000, 600_001, 2_500_000])


def _person(rng: random.Random, rows: Rows, home: int) -> None:
    id_ = len(rows.person) + 1
    born = date(1940, 1, 1) + timedelta(days=rng.randrange(30_600))
    if rng.random() < 0.3:  # about the days on which somebody comes of age
        born = date(
            2023 - rng.choice([6, 7, 12, 14, 15, 16, 17, 18, 20, 60]), rng.choice([8, 9, 12]), rng.randint(1, 17)
        )
    core = f"519999{born:%Y%m%d}{rng.randrange(1000):03}"
    number = core + (check_digit(core) if rng.random() < 0.8 else rng.choice("0123456789X"))
    number += rng.choice(["", "", "", "41", "83", "1", "4112"])
    rows.person.append(
        {
            "id": id_,
            "name": f"测{id_}",
            "pinyin": "ce",
            "initials": "c",
            "id_number": _maybe(rng, [number, number.lower()], 0.05),
            "sex": _maybe(rng, ["male", "female"]),
            "born_on": None if rng.random() < 0.05 else born,
        }
    )
    rows.membership.append({"person_id": id_, "household_id": home, "relation": "其他", "counts_per_head": 1})
    rows.person_fact.append(
        {
            **EXPORT,
            "occasion": "annual",
            "person_id": id_,
            "education": _maybe(rng, ["小学", "初中", "大专", "文盲或半文盲"], 0.4),
            "school_status": _maybe(rng, SCHOOL, 0.6),
            "dropout_reason": _maybe(rng, ["因病", "因残", "其他"], 0.9),
            "health": _maybe(rng, HEALTH),
            "labour_skill": _maybe(rng, SKILLS),
            "resident_medical": _maybe(rng, [0, 1]),
            "employee_medical": _maybe(rng, [0, 0, 1]),
            "medical_aid": _maybe(rng, [0, 1]),
            "subsistence_allowance": _maybe(rng, [0, 0, 0, 1]),
            "extreme_poverty_support": _maybe(rng, [0, 0, 0, 1]),
            "work_months": _maybe(rng, [0, 3, 10], 0.5),
        }
    )
    for _ in range(rng.choice([0, 0, 1, 3])):
        _job(rng, rows, id_)


def _job(rng: random.Random, rows: Rows, person: int) -> None:
    months = [f"{year}{month:02}" for year in (2019, 2020, 2022, 2023) for month in (1, 6, 11)]
    rows.work_spell.append(
        {
            "id": len(rows.work_spell) + 1,
            "person_id": person,
            "is_working": _maybe(rng, [0, 1, 1]),
            "planned": _maybe(rng, [0, 1], 0.6),
            "from_text": _maybe(rng, [*months, "2023-03-05"]),
            "to_text": _maybe(rng, [*months, "202401", "2023-12-20"]),
            "monthly_pay_fen": _maybe(rng, [0, 9_999, 10_000, 39_999, 40_000, 3_000_000, 3_000_001]),
            "service_needed": _maybe(rng, ["岗位信息", ""], 0.5),
        }
    )


def _monitored(rng: random.Random, rows: Rows, home: int) -> None:
    cleared = _maybe(rng, [0, 1])
    taken = {name: _maybe(rng, [0, 0, 1]) for name in TAKEN} | {name: _amount(rng) for name in INCOMES}
    rows.monitoring_fact.append(
        {
            **EXPORT,
            **taken,
            "occasion": "identification",
            "household_id": home,
            "category": _maybe(rng, ["脱贫不稳定户", "边缘易致贫户"], 0.1),
            "risk_1": _maybe(rng, RISKS, 0.1),
            "risk_2": _maybe(rng, RISKS, 0.6),
            "risk_remark": _maybe(rng, ["火灾"], 0.5),
            "identified_on": _maybe(
                rng, [date(2022, 3, 1), date(2022, 11, 1), date(2023, 6, 16), date(2023, 6, 17)], 0.1
            ),
            "cleared": cleared,
            "cleared_on": _maybe(rng, [date(2022, 4, 1), date(2022, 9, 1), date(2023, 4, 1), date(2023, 5, 1)], 0.1),
            "cleared_way": _maybe(rng, ["帮扶消除", "自然消除"]),
        }
    )
    if rng.random() < 0.7:
        after = {name: _maybe(rng, [0, 0, 1], 0.08) for name in TAKEN} | {name: _amount(rng) for name in INCOMES}
        rows.monitoring_fact.append({**EXPORT, **after, "occasion": "elimination", "household_id": home})
    if rng.random() < 0.85:
        ticked = {
            name: ",".join(rng.sample(words, rng.randint(1, len(words)))) if rng.random() < 0.25 else None
            for name, words in MEASURE_WORDS.items()
        }
        status = _maybe(rng, ["已实施", "尚未实施"])
        rows.measure_fact.append(
            {**EXPORT, **ticked, "occasion": "annual", "household_id": home, "development_status": status}
        )
