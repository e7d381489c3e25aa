"""Families 51 to 62: work and public posts (domain 6.6)."""

from __future__ import annotations

from typing import Any

from tests.services.findings.cases.parts import (
    WINTER,
    elder,
    hit,
    idle,
    job,
    measures,
    near,
    pupil,
    watched,
    who,
)

NO_WORK = {"work_months": None, "work_place": None}
HALF, LOST = "弱劳动力或半劳动力", "丧失劳动力"


def jobs(*spells: dict, **given: Any):
    """A head with these jobs."""
    return who(jobs=tuple(job(**values) for values in spells), **given)


def worker(born: str, start: str):
    return who("户主", born, jobs=(job(from_text=start),))


def post(name: str | None, months: int | None, **given: Any):
    return who(public_post=name, public_post_months=months, **given)


def helped(words: dict[str, str], *people):
    """A watched household with these measures."""
    return *people, watched(), measures(**words)


PERSONS = [
    hit(51, "R3-13", "place alone", who(work_months=None)),
    hit(51, "R3-13", "months alone", who(work_place=None)),
    hit(51, "R3-13", "months, blank place", who(work_place="")),
    near(51, "R3-13", "both", who(work_months=1)),
    near(51, "R3-13", "neither", idle()),
    hit(52, "2_01_015", "none", elder(work_months=1, work_place="成都市武侯区")),
    hit(52, "2_01_015", "lost", elder(labour_skill=LOST, work_months=1, work_place="成都市武侯区")),
    hit(52, "2_01_015", "plans", elder(jobs=(job(is_working=0, planned=1, planned_county="武侯区"),))),
    hit(52, "2_01_015", "job of the month", elder(jobs=(job(to_text=None),))),
    near(52, "2_01_015", "half", idle(work_months=1, work_place="成都市武侯区")),
    near(52, "2_01_015", "does not work", elder()),
    near(52, "2_01_015", "plans nothing", elder(jobs=(job(is_working=0, planned=0, county=None),))),
    hit(53, "4_01_006", "months", who(), pupil("20030301", "普通高中二年级", work_months=1, work_place="成都市武侯区")),
    hit(53, "4_01_006", "job of the month", who(), pupil("20000301", "本科一年级", jobs=(job(to_text=None),))),
    near(53, "4_01_006", "no months", who(), pupil("20030301", "普通高中二年级", work_months=0)),
    near(53, "4_01_006", "left school", who("户主", "20000301")),
    hit(54, "5_16_010", "month before", worker("20030510", "201904")),
    hit(54, "5_16_010", "day of the month before", worker("20030510", "2019-04-30")),
    near(54, "5_16_010", "same month", worker("20030510", "201905")),
    near(54, "5_16_010", "that day", worker("20030510", "2019-05-10")),
    near(54, "5_16_010", "month after", worker("20030510", "201906")),
]

SPELLS = [
    hit(55, "3_12_001", "no start", jobs({"from_text": None})),
    near(55, "3_12_001", "start", jobs({"from_text": "202004", "to_text": None})),
    near(55, "3_12_001", "does not work", idle(jobs=(job(is_working=0, from_text=None),))),
    hit(55, "5_12_001", "month before", jobs({"from_text": "201901", "to_text": "201906"}, {"from_text": "201905"})),
    hit(
        55,
        "5_12_001",
        "listed the other way",
        jobs({"from_text": "201905"}, {"from_text": "201901", "to_text": "201906"}),
    ),
    near(55, "5_12_001", "same month", jobs({"from_text": "201901", "to_text": "201906"}, {"from_text": "201906"})),
    near(55, "5_12_001", "last end not said", jobs({"from_text": "201901", "to_text": None}, {"from_text": "201905"})),
    near(
        55,
        "5_12_001",
        "two persons",
        jobs({"from_text": "201901", "to_text": "201906"}),
        who("配偶", male=False, jobs=(job(from_text="201905"),)),
    ),
    near(55, "5_12_001", "next month", jobs({"from_text": "201901", "to_text": "201906"}, {"from_text": "201907"})),
    hit(55, "1111_16", "no end", idle(jobs=(job(is_working=0, to_text=None),))),
    hit(55, "1111_16", "ends next month", idle(jobs=(job(is_working=0, to_text="202005"),))),
    near(55, "1111_16", "ends this month", idle(jobs=(job(is_working=0, to_text="202004"),))),
    near(55, "1111_16", "still works", jobs({"to_text": None})),
    hit(55, "1111_08", "December 2020", jobs({"from_text": "202012", "to_text": None}), day=WINTER),
    hit(55, "1111_08", "2015", jobs({"from_text": "201503", "to_text": None}), day=WINTER),
    near(55, "1111_08", "January 2021", jobs({"from_text": "202101", "to_text": None}), day=WINTER),
    near(55, "1111_08", "came back", jobs({"from_text": "202003", "to_text": "202311"}), day=WINTER),
    hit(56, "4_12_001", "no county", jobs({"county": None})),
    hit(56, "4_12_001", "blank county", jobs({"county": ""})),
    near(56, "4_12_001", "county", jobs({"county": "武侯区"})),
    near(56, "4_12_001", "does not work", idle(jobs=(job(is_working=0, county=None),))),
    hit(57, "5_16_001", "99.99", jobs({"monthly_pay_fen": 9_999})),
    hit(57, "5_16_001", "30000.01", jobs({"monthly_pay_fen": 3_000_001})),
    hit(57, "5_16_001", "0", jobs({"monthly_pay_fen": 0})),
    hit(57, "1111_12", "0", jobs({"monthly_pay_fen": 0})),
    near(57, "5_16_001", "100", jobs({"monthly_pay_fen": 10_000})),
    near(57, "5_16_001", "30000", jobs({"monthly_pay_fen": 3_000_000})),
    near(57, "5_16_001", "not said", jobs({"monthly_pay_fen": None})),
    hit(57, "1111_12", "399.99", jobs({"monthly_pay_fen": 39_999})),
    near(57, "1111_12", "400", jobs({"monthly_pay_fen": 40_000})),
    *(
        hit(58, "5_01_007", f"no {column}", jobs({column: None}))
        for column in ("monthly_pay_fen", "employer", "industry", "channel", "point_to_point")
    ),
    hit(58, "5_01_007", "blank employer", jobs({"employer": ""})),
    near(58, "5_01_007", "all", jobs({})),
    near(58, "5_01_007", "no subsidy", jobs({"traffic_subsidy_fen": None})),
    near(58, "5_01_007", "does not work", idle(jobs=(job(is_working=0, employer=None),))),
    hit(59, "5_01_003", "post", jobs({"county": "武侯区", "channel": "公益性岗位"})),
    hit(59, "5_01_003", "workshop", jobs({"county": "武侯区", "channel": "帮扶车间"})),
    hit(59, "5_01_003", "post in the country", jobs({"county": "武侯区", "channel": "乡村公益性岗位"})),
    hit(59, "5_01_003", "outside", jobs({"county": "县外省内", "channel": "就业帮扶车间"})),
    near(59, "5_01_003", "own county", jobs({"county": "青石区", "channel": "公益性岗位"})),
    near(59, "5_01_003", "own county in full", jobs({"county": "四川省泸州市青石区", "channel": "帮扶车间"})),
    near(59, "5_01_003", "found it himself", jobs({"county": "武侯区", "channel": "自主就业"})),
    near(59, "5_01_003", "county not said", jobs({"county": None, "channel": "公益性岗位"})),
    hit(60, "5_15_008", "none", idle(jobs=(job(is_working=0, planned=1, service_needed=None),))),
    near(60, "5_15_008", "said", idle(jobs=(job(is_working=0, planned=1, service_needed="技能培训"),))),
    near(60, "5_15_008", "plans nothing", idle(jobs=(job(is_working=0, planned=0, service_needed=None),))),
]

POSTS = [
    hit(61, "3_01_008", "sixteen tomorrow", who("户主", "20040416", public_post="保洁员", public_post_months=3)),
    near(61, "3_01_008", "sixteen today", who("户主", "20040415", public_post="保洁员", public_post_months=3)),
    hit(61, "5_01_006", "seventy today", idle("户主", "19500415", public_post="保洁员", public_post_months=3)),
    near(61, "5_01_006", "seventy tomorrow", idle("户主", "19500416", public_post="保洁员", public_post_months=3)),
    near(61, "5_01_006", "seventy without", idle("户主", "19500415")),
    hit(61, "3_01_006", "no months", post("保洁员", None)),
    hit(61, "3_01_006", "no post", post(None, 3)),
    near(61, "3_01_006", "both", post("保洁员", 3)),
    near(61, "3_01_006", "neither", post(None, None)),
    hit(61, "3_01_010", "three", post("保洁员,护林员,护路员", 3)),
    hit(61, "3_01_010", "three, parted otherwise", post("保洁员、护林员、护路员", 3)),
    near(61, "3_01_010", "two", post("保洁员,护林员", 3)),
    hit(61, "5_15_006", "none", post("保洁员", 3, labour_skill="无劳动力")),
    hit(61, "5_15_006", "lost", post("保洁员", 3, labour_skill=LOST)),
    near(61, "5_15_006", "half", post("保洁员", 3, labour_skill=HALF)),
    near(61, "5_15_006", "no post", elder()),
]

MEASURES = [
    hit(62, "1111_3", "job measure", *helped({"employment": "技能培训"}, idle())),
    hit(62, "1111_3", "post measure", *helped({"public_post": "保洁员"}, idle())),
    hit(62, "1111_3", "no month", *helped({"employment": "技能培训"}, idle(work_months=0))),
    near(62, "1111_3", "months", *helped({"employment": "技能培训"}, idle(), who("之子", "20000101"))),
    near(62, "1111_3", "job of the month", *helped({"employment": "技能培训"}, idle(jobs=(job(to_text=None),)))),
    near(62, "1111_3", "post", *helped({"public_post": "保洁员"}, idle(public_post="保洁员", public_post_months=3))),
    near(62, "1111_3", "a word for none", *helped({"employment": "无", "public_post": "无"}, idle())),
    near(62, "1111_3", "another measure", *helped({"industry": "发展生产"}, idle())),
    hit(62, "5_17_011", "nobody works", *helped({"employment": "劳务输出"}, idle())),
    hit(62, "5_17_011", "own county", *helped({"employment": "外出务工补贴"}, who(work_place="青石区"))),
    hit(62, "5_17_011", "inside", *helped({"employment": "劳务输出"}, who(work_place="县内"))),
    near(62, "5_17_011", "outside", *helped({"employment": "劳务输出"}, who(work_place="县外省内"))),
    near(62, "5_17_011", "another province", *helped({"employment": "劳务输出"}, who(work_place="浙江省义乌市"))),
    near(62, "5_17_011", "away", *helped({"employment": "外出务工补贴"}, who(work_place="成都市武侯区"))),
    near(
        62,
        "5_17_011",
        "job away",
        *helped({"employment": "劳务输出"}, who(jobs=(job(to_text=None),), **NO_WORK)),
    ),
    near(62, "5_17_011", "another measure", *helped({"employment": "技能培训"}, who(work_place="青石区"))),
    hit(62, "1111_10", "0", *helped({"employment": "外出务工补贴"}, jobs({"traffic_subsidy_fen": 0, "to_text": None}))),
    near(
        62,
        "1111_10",
        "some",
        *helped({"employment": "外出务工补贴"}, jobs({"traffic_subsidy_fen": 1, "to_text": None})),
    ),
    near(62, "1111_10", "sent", *helped({"employment": "劳务输出"}, jobs({"traffic_subsidy_fen": 0, "to_text": None}))),
    near(
        62,
        "1111_10",
        "one of two has it",
        *helped(
            {"employment": "外出务工补贴"},
            jobs({"traffic_subsidy_fen": 0, "to_text": None}),
            who("配偶", male=False, jobs=(job(to_text=None),)),
        ),
    ),
]

CASES = [*PERSONS, *SPELLS, *POSTS, *MEASURES]
