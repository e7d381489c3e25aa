"""Families 82 to 85: measures against risks, when they are missing, when they do not fit (domain 6.10)."""

from __future__ import annotations

from datetime import date

from tests.services.findings.cases.parts import (
    WINTER,
    after,
    cleared,
    elder,
    hit,
    idle,
    measures,
    near,
    no_measures,
    own,
    spell,
    watched,
    who,
)

# rule -> how the household is watched, the measures of which one is enough
MATRIX = {
    "5_18_001": ({"risk_1": "因病"}, ("health", "society")),
    "5_18_002": ({"risk_2": "因学"}, ("education", "compulsory_education", "society")),
    "5_18_003": ({"risk_1": "因残"}, ("comprehensive", "society")),
    "5_18_004": ({"risk_5": "因安全住房"}, ("housing", "relocation")),
    "5_18_006": ({"risk_1": "因安全饮水"}, ("water",)),
    "5_18_005": ({"school_dropout": 1}, ("compulsory_education",)),
    "5_18_007": ({"member_uninsured": 1}, ("health", "society")),
}
EVERY = (
    *("industry", "employment", "finance", "public_post", "housing", "water", "health", "compulsory_education"),
    *("education", "comprehensive", "society", "relocation", "living", "infrastructure"),
)
DEVELOPMENT = ("industry", "employment", "finance", "public_post")
FIRST = date(2019, 10, 1)


def all_but(*left_out: str) -> dict[str, str]:
    """Every measure except these."""
    return {name: "其他帮扶" for name in EVERY if name not in left_out}


SIX_MONTHS, NOT_YET = date(2019, 10, 15), date(2019, 10, 16)

AGAINST_RISK = [
    *(
        hit(82, code, "everything else", idle(), watched(**how), measures(**all_but(*fits)))
        for code, (how, fits) in MATRIX.items()
    ),
    *(hit(82, code, "nothing", idle(), watched(**how), no_measures()) for code, (how, _) in MATRIX.items()),
    *(
        near(82, code, f"{name} alone", idle(), watched(**how), measures(**{name: "其他帮扶"}))
        for code, (how, fits) in MATRIX.items()
        for name in fits
    ),
    *(near(82, code, "another risk", idle(), watched(), measures(living="改厕")) for code in MATRIX),
    hit(82, "5_18_001", "社保 while watched", idle(), watched(risk_1="因病"), measures(comprehensive="低保")),
    near(82, "5_18_001", "社保 when cleared", idle(), cleared(risk_1="因病"), after(), measures(comprehensive="低保")),
    hit(82, "5_18_002", "社保 when cleared", idle(), cleared(risk_1="因学"), after(), measures(comprehensive="低保")),
    hit(82, "5_18_001", "a word for none", idle(), watched(risk_1="因病"), measures(health="无", living="改厕")),
    hit(82, "5_18_001", "our own spell", idle(), spell(risks="illness"), measures(living="改厕")),
]

OWN = [
    near(82, "5_18_001", "our own measure", idle(), watched(risk_1="因病"), no_measures(), own("health")),
    near(82, "5_18_001", "our own, done", idle(), spell(risks="illness"), no_measures(), own("health", "done")),
    hit(
        82, "5_18_001", "our own, cancelled", idle(), watched(risk_1="因病"), no_measures(), own("health", "cancelled")
    ),
    near(84, "1_11_010", "our own measure", who(), watched(), no_measures(), own("industry")),
    hit(84, "1_11_010", "our own, cancelled", who(), watched(), no_measures(), own("industry", "cancelled")),
    near(82, "5_12_007", "our own measure", who(), watched(), no_measures(), own("finance")),
    hit(82, "5_12_007", "our own, another", who(), watched(), no_measures(), own("living_conditions")),
    hit(82, "5_11_032", "our own alone", who(), watched(), no_measures(), own("social_security")),
    near(82, "5_11_032", "our own and another", who(), watched(), measures(comprehensive="低保"), own("social")),
]

ABLE = [
    hit(82, "5_12_007", "six months", who(), watched(identified_on=SIX_MONTHS), measures(**all_but(*DEVELOPMENT))),
    hit(82, "5_12_007", "a word for none", who(), watched(), measures(industry="无", health="家庭医生")),
    hit(82, "5_12_007", "half", idle(), watched(identified_on=SIX_MONTHS), measures(health="家庭医生")),
    hit(82, "5_12_007", "nothing", who(), watched(identified_on=SIX_MONTHS), no_measures()),
    near(82, "5_12_007", "a day less", who(), watched(identified_on=NOT_YET), measures(**all_but(*DEVELOPMENT))),
    near(82, "5_12_007", "nobody able", elder(), watched(identified_on=FIRST), measures(**all_but(*DEVELOPMENT))),
    near(82, "5_12_007", "cleared", who(), cleared(identified_on=FIRST), measures(**all_but(*DEVELOPMENT))),
    *(
        near(82, "5_12_007", name, who(), watched(identified_on=FIRST), measures(**{name: "其他帮扶"}))
        for name in DEVELOPMENT
    ),
    hit(82, "5_11_032", "综合保障 alone", who(), watched(), measures(comprehensive="低保")),
    hit(82, "5_11_032", "a word for none", who(), watched(), measures(comprehensive="低保", health="无")),
    hit(82, "5_11_032", "half", idle(), watched(), measures(comprehensive="低保")),
    near(82, "5_11_032", "and another", who(), watched(), measures(comprehensive="低保", society="结对")),
    near(82, "5_11_032", "nobody able", elder(), watched(), measures(comprehensive="低保")),
    near(82, "5_11_032", "nothing", who(), watched(), no_measures()),
]

# Ours: a measure that answers no risk.
IDLE = [
    hit(82, "M-82", "housing for the ill", idle(), watched(risk_1="因病"), measures(housing="危房改造")),
    near(82, "M-82", "housing for housing", idle(), watched(risk_1="因安全住房"), measures(housing="危房改造")),
    near(82, "M-82", "housing problem", idle(), watched(housing_problem=1), measures(housing="危房改造")),
]

STATUS = [
    hit(83, "5_11_030", "not yet", who(), watched(), measures(industry="发展生产", development_status="尚未实施")),
    hit(83, "5_11_030", "empty", who(), watched(), measures(public_post="保洁员", development_status=None)),
    near(83, "5_11_030", "a word for none", who(), watched(), measures(industry="无", development_status="尚未实施")),
    near(83, "5_11_030", "done", who(), watched(), measures(industry="发展生产", development_status="已实施")),
    near(
        83, "5_11_030", "no such measure", who(), watched(), measures(health="家庭医生", development_status="尚未实施")
    ),
    hit(
        83, "5_12_011", "both idle", who(), watched(), measures(employment="技能培训,其他", development_status="已实施")
    ),
    hit(83, "5_12_011", "other", who(), watched(), measures(industry="其他", development_status="已实施")),
    near(
        83,
        "5_12_011",
        "and sent",
        who(),
        watched(),
        measures(employment="技能培训,劳务输出", development_status="已实施"),
    ),
    near(
        83,
        "5_12_011",
        "and farming",
        who(),
        watched(),
        measures(employment="技能培训", industry="发展生产", development_status="已实施"),
    ),
    near(83, "5_12_011", "not yet", who(), watched(), measures(employment="技能培训", development_status="尚未实施")),
]

LATE = [
    hit(84, "1_11_010", "a month and a day", who(), watched(identified_on=date(2020, 3, 14)), no_measures()),
    hit(84, "1_11_010", "an empty row", who(), watched(identified_on=date(2020, 3, 14)), measures()),
    hit(84, "1_11_010", "our own spell", who(), spell(identified_on=date(2020, 3, 14)), no_measures()),
    hit(84, "1_11_010", "a word for none", who(), watched(), measures(industry="无", health="无")),
    near(84, "1_11_010", "a month", who(), watched(identified_on=date(2020, 3, 15)), no_measures()),
    near(84, "1_11_010", "one measure", who(), watched(), measures(infrastructure="道路")),
    hit(
        85,
        "1111_4",
        "first day",
        who(),
        watched(identified_on=date(2021, 1, 1)),
        measures(relocation="搬迁"),
        day=WINTER,
    ),
    near(
        85,
        "1111_4",
        "day before",
        who(),
        watched(identified_on=date(2020, 12, 31)),
        measures(relocation="搬迁"),
        day=WINTER,
    ),
    hit(
        85,
        "1111_4",
        "our own",
        who(),
        spell(identified_on=date(2021, 1, 1)),
        no_measures(),
        own("relocation"),
        day=WINTER,
    ),
    near(85, "1111_4", "no move", who(), watched(identified_on=date(2021, 1, 1)), day=WINTER),
]

CASES = [*AGAINST_RISK, *OWN, *ABLE, *IDLE, *STATUS, *LATE]
