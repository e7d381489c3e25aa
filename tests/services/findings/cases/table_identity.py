"""Families 1 to 16: identity, structure of the household, phones (domain 6.1, 6.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.services.findings.cases.parts import citizen, citizen_ending, hit, home, job, near, neighbour, pupil, who

GONE = {"to_on": date(2020, 3, 1), "end_reason": "moved_out"}
NO_WORK = {"work_months": None, "work_place": None}
ONCE, TWICE = citizen("19770707", 901), citizen("19770707", 903)
FEMALE = (
    *(
        "之女",
        "之儿媳",
        "之孙女",
        "之外孙女",
        "之母",
        "之岳母",
        "之婆婆",
        "之祖母",
        "之外祖母",
        "之曾孙女",
        "之侄女",
        "之兄弟媳妇",
    ),
    *(),
)
MALE = (
    *(
        "之子",
        "之女婿",
        "之孙子",
        "之外孙子",
        "之父",
        "之岳父",
        "之公公",
        "之祖父",
        "之外祖父",
        "之曾孙子",
        "之侄儿",
        "之叔伯",
    ),
    *(),
)
EITHER = ("配偶", "之兄弟姐妹", "其他")


def numbered(number: str | None):
    return who(number=lambda _: number)


def spouse(**given: Any):
    return who("配偶", "19820102", **{"male": False, **given})


def caller(relation: str, place: str | None, phone: str | None, *, male: bool):
    months = 6 if place else None
    return who(relation, male=male, work_place=place, work_months=months, person={"phone": phone})


IDENTITY = [
    hit(1, "1_01_001", "same number next door", numbered(ONCE), neighbour(numbered(ONCE))),
    hit(1, "1_01_001", "certificate of the same number", numbered(TWICE), neighbour(numbered(TWICE + "43"))),
    near(
        1,
        "1_01_001",
        "born the same day",
        numbered(citizen("19770709", 901)),
        neighbour(numbered(citizen("19770709", 903))),
    ),
    near(1, "1_01_001", "both without number", numbered(None), neighbour(numbered(None))),
    near(1, "1_01_001", "both blank", numbered(""), neighbour(numbered(""))),
    hit(2, "1_01_002", "one short", who(number=lambda n: n[:-1])),
    hit(2, "1_01_002", "19", who(number=lambda n: n + "4")),
    hit(2, "1_01_002", "21", who(number=lambda n: n + "43B")),
    hit(2, "1_01_002", "old number of 15", who(number=lambda n: n[:6] + n[8:17])),
    near(2, "1_01_002", "20", who(number=lambda n: n + "43")),
    near(2, "1_01_002", "22", who(number=lambda n: n + "43B1")),
    near(2, "1_01_002", "none at all", numbered(None)),
    hit(3, "1_01_003", "last digit", who(number=lambda n: n[:-1] + ("1" if n[-1] != "1" else "2"))),
    hit(
        3,
        "1_01_003",
        "certificate with a wrong core",
        who(number=lambda n: n[:-1] + ("1" if n[-1] != "1" else "2") + "43"),
    ),
    hit(3, "1_01_003", "class 8", who(number=lambda n: n + "83")),
    hit(3, "1_01_003", "class 0", who(number=lambda n: n + "03")),
    hit(3, "1_01_003", "class 8 of 22", who(number=lambda n: n + "83B1")),
    near(3, "1_01_003", "small x", numbered(citizen_ending("19770711", "X").lower())),
    near(3, "1_01_003", "class 7", who(number=lambda n: n + "73")),
    near(3, "1_01_003", "class 1 of 22", who(number=lambda n: n + "13B1")),
    near(3, "1_01_003", "too short to have one", who(number=lambda n: n[:-1])),
    hit(4, "R3-01", "1899", numbered(citizen("18991231", 901))),
    hit(4, "R3-01", "next year", numbered(citizen("20210101", 901))),
    hit(4, "R3-01", "month 13", numbered(citizen("19801301", 901))),
    near(4, "R3-01", "1900", numbered(citizen("19000101", 901))),
    near(4, "R3-01", "this year", pupil("20200110", "学龄前儿童")),
    near(4, "R3-01", "month 12", numbered(citizen("19801231", 901))),
    hit(5, "4_01_003", "no number", numbered(None)),
    hit(5, "4_01_003", "blank", numbered("")),
    hit(5, "4_01_003", "placeholder", numbered("999999198001010010")),
    near(5, "4_01_003", "five nines", numbered("999998198001010010")),
    near(5, "4_01_003", "nines at the end", numbered("519999198001999999")),
    hit(6, "4_01_002", "identity card", who(health="残疾", labour_skill="弱劳动力或半劳动力")),
    hit(6, "4_01_002", "also chronically ill", who(health="残疾,长期慢性病", labour_skill="弱劳动力或半劳动力")),
    hit(6, "4_01_002", "kind not said", who(health="残疾", person={"id_kind": None})),
    hit(6, "4_01_002", "certificate number under an identity card", who(health="残疾", number=lambda n: n + "43")),
    near(6, "4_01_002", "certificate", who(health="残疾", number=lambda n: n + "43", person={"id_kind": "残疾人证"})),
    near(6, "4_01_002", "ill but not disabled", who(health="长期慢性病")),
    hit(7, "2_01_001", "none", who(person={"ethnicity": None})),
    hit(7, "2_01_001", "blank", who(person={"ethnicity": ""})),
    near(7, "2_01_001", "moved out", who(), spouse(person={"ethnicity": None}, member=GONE)),
    near(7, "2_01_001", "filled", who(person={"ethnicity": "彝族"})),
]

STRUCTURE = [
    hit(8, "3_02_012", "spouse and daughter", spouse(), pupil()),
    hit(8, "3_02_012", "head moved out", who(member=GONE), spouse()),
    near(8, "3_02_012", "head alone", who()),
    hit(9, "3_02_011", "two heads", who(), who(male=False)),
    near(9, "3_02_011", "one of two moved out", who(), who(male=False, member=GONE)),
    hit(10, "R3-06", "two spouses", who(), spouse(), spouse()),
    near(10, "R3-06", "one of two moved out", who(), spouse(member=GONE), spouse()),
    hit(11, "2_02_001", "both odd", who(), spouse(male=True)),
    hit(11, "2_02_001", "both even, columns differ", who(male=False, person={"sex": "male"}), spouse()),
    hit(11, "2_02_001", "certificate", who(), spouse(male=True, number=lambda n: n + "43")),
    near(11, "2_02_001", "numbers differ, columns same", who(), spouse(person={"sex": "male"})),
    near(11, "2_02_001", "spouse moved out", who(), spouse(male=True, member=GONE)),
    near(11, "2_02_001", "son of the same sex", who(), who("之子", "20000101")),
    hit(12, "3_01_001", "none", who(), who(None)),
    hit(12, "3_01_001", "blank", who(), who("")),
    hit(12, "3_01_001", "not of the list", who(), who("儿子")),
    *(near(12, "3_01_001", relation, who(), who(relation, male=False)) for relation in (*FEMALE, *EITHER)),
    *(near(12, "3_01_001", relation, who(), who(relation)) for relation in MALE),
    *(hit(13, "2_01_004", relation, who(), who(relation)) for relation in FEMALE),
    *(hit(13, "2_01_004", relation, who(), who(relation, male=False)) for relation in MALE),
    *(near(13, "2_01_004", relation, who(), who(relation, male=False)) for relation in FEMALE),
    *(near(13, "2_01_004", relation, who(), who(relation)) for relation in MALE),
    *(near(13, "2_01_004", f"{relation} man", who(), who(relation)) for relation in EITHER),
    *(near(13, "2_01_004", f"{relation} woman", who(), who(relation, male=False)) for relation in EITHER),
    near(13, "2_01_004", "woman as head", who(male=False)),
]

PHONES = [
    hit(14, "4_02_001", "none", home(phone=None)),
    hit(14, "4_02_001", "blank", home(phone="")),
    hit(14, "4_02_001", "ten digits", home(phone="1990000000")),
    hit(14, "4_02_001", "twelve digits", home(phone="199000000000")),
    hit(14, "4_02_001", "second digit 2", home(phone="12900000000")),
    hit(14, "4_02_001", "fixed line", home(phone="0830-1234567")),
    hit(14, "4_02_001", "a letter", home(phone="1990000000o")),
    near(14, "4_02_001", "household gone", home(phone=None, status="gone")),
    near(14, "4_02_001", "second digit 3", home(phone="13000000001")),
    near(14, "4_02_001", "second digit 9", home(phone="19999999999")),
    hit(15, "5_15_022", "next door", home(phone="19911110001"), neighbour(who(), phone="19911110001")),
    near(15, "5_15_022", "last digit", home(phone="19911110002"), neighbour(who(), phone="19911110003")),
    near(15, "5_15_022", "both none", home(phone=None), neighbour(who(), phone=None)),
    near(15, "5_15_022", "both blank", home(phone=""), neighbour(who(), phone="")),
    near(15, "5_15_022", "the other is gone", home(phone="19911110004"), neighbour(phone="19911110004", status="gone")),
    hit(
        16,
        "5_15_021",
        "two counties",
        caller("户主", "成都市武侯区", "19922220001", male=True),
        caller("配偶", "广州市天河区", "19922220001", male=False),
    ),
    near(
        16,
        "5_15_021",
        "one county",
        caller("户主", "成都市武侯区", "19922220002", male=True),
        caller("配偶", "成都市武侯区", "19922220002", male=False),
    ),
    near(
        16,
        "5_15_021",
        "two phones",
        caller("户主", "成都市武侯区", "19922220003", male=True),
        caller("配偶", "广州市天河区", "19922220004", male=False),
    ),
    near(
        16,
        "5_15_021",
        "one stays at home",
        caller("户主", "成都市武侯区", "19922220005", male=True),
        caller("配偶", None, "19922220005", male=False),
    ),
    near(
        16,
        "5_15_021",
        "no phones",
        caller("户主", "成都市武侯区", None, male=True),
        caller("配偶", "广州市天河区", None, male=False),
    ),
]

SAME_PLACE = [
    near(
        16,
        "5_15_021",
        "one county written twice",
        caller("户主", "四川省成都市武侯区", "19922220006", male=True),
        caller("配偶", "成都市武侯区", "19922220006", male=False),
    ),
    hit(
        16,
        "5_15_021",
        "two counties by the monthly list",
        who(person={"phone": "19922220007"}, jobs=(job(county="武侯区", to_text=None),), **NO_WORK),
        spouse(person={"phone": "19922220007"}, jobs=(job(county="天河区", to_text=None),), **NO_WORK),
    ),
    near(
        16,
        "5_15_021",
        "one county by the monthly list",
        who(person={"phone": "19922220008"}, jobs=(job(county="武侯区", to_text=None),), **NO_WORK),
        spouse(person={"phone": "19922220008"}, jobs=(job(county="武侯区", to_text=None),), **NO_WORK),
    ),
]

CASES = [*SAME_PLACE, *IDENTITY, *STRUCTURE, *PHONES]
