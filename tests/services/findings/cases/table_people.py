"""Families 17 to 38: school, health and labour of a person (domain 6.3, 6.4)."""

from __future__ import annotations

from typing import Any

from tests.services.findings.cases.parts import (
    FIRST_OF_SEPTEMBER,
    LAST_OF_AUGUST,
    WINTER,
    citizen_ending,
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

NO_SCHOOL = {"school_status": None, "education": None, "dropout_reason": None}
NO_WORK = {"work_months": None, "work_place": None}
HALF, NONE, LOST = "弱劳动力或半劳动力", "无劳动力", "丧失劳动力"


def child(born: str, status: str | None = None, **given: Any):
    """A head and a daughter; the age is counted on 1 September 2019, when the school year began."""
    return who(), pupil(born, status, **given)


def youth(born: str, **given: Any):
    """A member out of school."""
    return who("户主", born, **given)


SCHOOL = [
    hit(17, "3_01_002", "adult", who(**NO_SCHOOL)),
    hit(17, "3_01_002", "small child", *child("20170301")),
    near(17, "3_01_002", "reason alone", who(), pupil("20080301", None, dropout_reason="因病")),
    near(17, "3_01_002", "schooling alone", who(education="文盲或半文盲")),
    near(17, "3_01_002", "status alone", *child("20170301", "学龄前儿童")),
    hit(18, "3_12_004", "both", *child("20040301", "普通高中一年级", education="初中")),
    near(18, "3_12_004", "school alone", *child("20040301", "普通高中一年级")),
    near(18, "3_12_004", "schooling alone", who(education="大专")),
    hit(19, "1_02_005", "six that day", *child("20130901")),
    hit(19, "1_02_005", "schooling does not excuse", *child("20080301", education="小学")),
    hit(19, "1_02_005", "sixteen that day", *child("20030901")),
    hit(19, "1_02_005", "last day of sixteen", *child("20020902")),
    near(19, "1_02_005", "six a day later", *child("20130902")),
    near(19, "1_02_005", "seventeen that day", *child("20020901")),
    near(19, "1_02_005", "at school", *child("20080301", "小学")),
    near(19, "1_02_005", "reason given", *child("20080301", None, dropout_reason="因残")),
    hit(19, "1_02_005", "six in 2023", *child("20170901"), day=WINTER),
    near(19, "1_02_005", "six a day later in 2023", *child("20170902"), day=WINTER),
    hit(19, "1_02_005", "six before the last year began", *child("20130901"), day=LAST_OF_AUGUST),
    near(19, "1_02_005", "six by today alone", *child("20140831"), day=LAST_OF_AUGUST),
    hit(19, "1_02_005", "six as the year begins", *child("20140901"), day=FIRST_OF_SEPTEMBER),
    near(19, "1_02_005", "six tomorrow as the year begins", *child("20140902"), day=FIRST_OF_SEPTEMBER),
    hit(20, "5_12_013", "seven that day", *child("20120901", "学前教育")),
    hit(20, "5_12_013", "seven, not yet at school", *child("20120901", "学龄前儿童")),
    near(20, "5_12_013", "seven a day later", *child("20120902", "学前教育")),
    near(20, "5_12_013", "disabled", *child("20120901", "学前教育", health="残疾")),
    near(20, "5_12_013", "health not known", *child("20120901", "学前教育", health=None)),
    near(20, "5_12_013", "at school", *child("20120901", "小学")),
    hit(21, "5_12_014", "five", *child("20130902", "小学")),
    hit(21, "5_12_014", "fifteen", *child("20040901", "小学")),
    near(21, "5_12_014", "six", *child("20130901", "小学")),
    near(21, "5_12_014", "fourteen", *child("20040902", "小学")),
    hit(22, "5_12_015", "eleven", *child("20070902", "七年级")),
    hit(22, "5_12_015", "eighteen", *child("20010901", "九年级")),
    near(22, "5_12_015", "twelve", *child("20070901", "七年级")),
    near(22, "5_12_015", "seventeen", *child("20010902", "九年级")),
    near(22, "5_12_015", "eleven in primary school", *child("20070902", "小学")),
    hit(23, "5_12_016", "fourteen", *child("20040902", "普通高中一年级")),
    hit(23, "5_12_016", "twenty-one", *child("19980901", "中职三年级")),
    near(23, "5_12_016", "fifteen", *child("20040901", "中职一年级")),
    near(23, "5_12_016", "twenty", *child("19980902", "普通高中三年级")),
    hit(24, "5_12_017", "seventeen in a college", *child("20010902", "高职高专一年级")),
    hit(24, "5_12_017", "seventeen in a technician school", *child("20010902", "技师学院一年级")),
    hit(24, "5_12_017", "seventeen in a university", *child("20010902", "本科一年级")),
    near(24, "5_12_017", "eighteen", *child("20010901", "本科一年级")),
    near(24, "5_12_017", "seventeen in a middle school", *child("20010902", "中职三年级")),
    hit(25, "5_12_018", "nineteen", *child("19990902", "硕士研究生及以上")),
    near(25, "5_12_018", "twenty", *child("19990901", "硕士研究生及以上")),
    near(25, "5_12_018", "nineteen in a university", *child("19990902", "本科二年级")),
    hit(26, "5_12_019", "sixteen", youth("20030831", education="小学")),
    hit(26, "5_12_019", "twenty-two", youth("19970901", education="文盲或半文盲")),
    near(26, "5_12_019", "fifteen", youth("20040416", education="小学")),
    near(26, "5_12_019", "twenty-three", youth("19960901", education="小学")),
    near(26, "5_12_019", "middle school", youth("20030831", education="初中")),
    hit(27, "2_01_012", "ill but healthy", *child("20080301", None, dropout_reason="因病")),
    hit(27, "2_01_012", "disabled but healthy", *child("20080301", None, dropout_reason="因残")),
    near(27, "2_01_012", "ill", *child("20080301", None, dropout_reason="因病", health="患有大病")),
    near(27, "2_01_012", "health not known", *child("20080301", None, dropout_reason="因病", health=None)),
    near(27, "2_01_012", "another reason", *child("20080301", None, dropout_reason="厌学")),
    hit(28, "4_11_008", "every child at school", *child("20080301", "小学"), watched(school_dropout=1)),
    hit(28, "4_11_008", "no child", who(), watched(school_dropout=1)),
    hit(
        28,
        "4_11_008",
        "out of school but too old",
        *child("20020901", dropout_reason="厌学"),
        watched(school_dropout=1),
    ),
    hit(28, "4_11_008", "out of school but too young", *child("20130902"), watched(school_dropout=1)),
    near(28, "4_11_008", "sixteen", *child("20020902", dropout_reason="厌学"), watched(school_dropout=1)),
    near(28, "4_11_008", "six without a word", *child("20130901"), watched(school_dropout=1)),
    near(28, "4_11_008", "no dropout said", *child("20080301", "小学"), watched(school_dropout=0)),
]

AFTER_SCHOOL = [
    hit(29, "1111_2", "中职", *child("20030301", "中职二年级"), watched()),
    hit(
        29, "1111_2", "高职, other help", *child("20000301", "高职高专一年级"), watched(), measures(education="助学金")
    ),
    near(29, "1111_2", "has it", *child("20030301", "中职二年级"), watched(), measures(education="雨露计划")),
    near(29, "1111_2", "普通高中", *child("20030301", "普通高中二年级"), watched()),
    near(29, "1111_2", "not watched", *child("20030301", "中职二年级")),
    hit(29, "5_15_012", "普通高中", *child("20030301", "普通高中二年级"), watched(), measures(education="雨露计划")),
    hit(29, "5_15_012", "本科", *child("20000301", "本科一年级"), watched(), measures(education="助学金,雨露计划")),
    near(29, "5_15_012", "中职", *child("20030301", "中职一年级"), watched(), measures(education="雨露计划")),
    near(29, "5_15_012", "高职", *child("20000301", "高职高专三年级"), watched(), measures(education="雨露计划")),
    near(29, "5_15_012", "other help", *child("20030301", "普通高中二年级"), watched(), measures(education="助学金")),
    hit(30, "5_20_028", "大专", who(education="大专", **NO_WORK)),
    hit(30, "5_20_028", "本科", who(education="本科及以上", **NO_WORK)),
    hit(30, "5_20_028", "技能劳动力", who(labour_skill="技能劳动力", **NO_WORK)),
    hit(30, "5_20_028", "sixty tomorrow", who("户主", "19600416", education="大专", **NO_WORK)),
    near(30, "5_20_028", "sixty today", who("户主", "19600415", education="大专", **NO_WORK)),
    near(30, "5_20_028", "job of the month", who(education="大专", jobs=(job(to_text=None),), **NO_WORK)),
    near(30, "5_20_028", "student", who(), pupil("20000301", "本科一年级", labour_skill="技能劳动力")),
    hit(30, "5_20_028", "no month", who(education="大专", work_months=0, work_place=None)),
    near(30, "5_20_028", "高中", who(education="高中", **NO_WORK)),
    near(30, "5_20_028", "months", who(education="大专", work_months=1, work_place="成都市武侯区")),
    near(30, "5_20_028", "post", who(education="大专", public_post="护林员", public_post_months=12, **NO_WORK)),
]

LABOUR = [
    hit(31, "2_01_002", "none", who(health=None)),
    hit(31, "2_01_002", "blank", who(health="")),
    near(31, "2_01_002", "filled", who(health="健康")),
    hit(32, "2_01_003", "none", who(labour_skill=None)),
    hit(32, "2_01_003", "blank", who(labour_skill="")),
    hit(32, "2_01_003", "not of the list", who(labour_skill="强劳动力")),
    *(near(32, "2_01_003", word, who(labour_skill=word)) for word in ("普通劳动力", "技能劳动力", HALF, LOST, NONE)),
    hit(33, "2_01_011", "sixteen tomorrow", youth("20040416", labour_skill="普通劳动力")),
    hit(33, "2_01_011", "half", who(), pupil("20080301", labour_skill=HALF)),
    near(33, "2_01_011", "sixteen today", youth("20040415", labour_skill="普通劳动力")),
    near(33, "2_01_011", "none", youth("20040416", labour_skill=NONE)),
    hit(34, "1111_07", "student", *child("20000301", "本科一年级", labour_skill="普通劳动力")),
    hit(34, "1111_07", "half", *child("20000301", "本科一年级", labour_skill=HALF)),
    near(34, "1111_07", "none", *child("20000301", "本科一年级", labour_skill=NONE)),
    near(34, "1111_07", "left school", youth("20000301", labour_skill="普通劳动力")),
    hit(35, "2_01_005", "sixteen today", youth("20040415", labour_skill=NONE, **NO_WORK)),
    hit(35, "2_01_005", "sixty tomorrow", youth("19600416", labour_skill=HALF)),
    hit(35, "2_01_005", "lost", who(labour_skill=LOST, **NO_WORK)),
    near(35, "2_01_005", "sixteen tomorrow", youth("20040416", labour_skill=NONE, **NO_WORK)),
    near(35, "2_01_005", "sixty today", youth("19600415", labour_skill=HALF)),
    near(35, "2_01_005", "at school", *child("20030301", "普通高中一年级")),
    near(35, "2_01_005", "disabled", who(health="残疾", labour_skill=NONE, **NO_WORK)),
    near(35, "2_01_005", "health not known", who(health=None, labour_skill=NONE, **NO_WORK)),
    hit(36, "5_12_009", "sixteen today", youth("20040415", health="长期慢性病")),
    hit(36, "5_12_009", "sixty tomorrow", youth("19600416", health="患有大病")),
    hit(36, "5_12_009", "two illnesses, skilled", who(health="残疾,长期慢性病", labour_skill="技能劳动力")),
    near(36, "5_12_009", "sixteen tomorrow", youth("20040416", health="长期慢性病")),
    near(36, "5_12_009", "sixty today", youth("19600415", health="患有大病")),
    near(36, "5_12_009", "half", who(health="患有大病", labour_skill=HALF)),
    near(36, "5_12_009", "healthy", who()),
    near(36, "5_12_009", "health not known", who(health=None)),
    hit(37, "2_12_005", "sixty today", youth("19600415")),
    hit(37, "2_12_005", "skilled", youth("19500415", labour_skill="技能劳动力")),
    hit(37, "2_12_005", "lost", elder(labour_skill=LOST)),
    near(37, "2_12_005", "sixty tomorrow", youth("19600416")),
    near(37, "2_12_005", "half", idle("户主", "19600415")),
    near(37, "2_12_005", "none", elder()),
    hit(38, "4_01_007", "41", who(number=lambda n: n + "41", health="残疾")),
    hit(38, "4_01_007", "42", who(number=lambda n: n + "42", health="残疾")),
    hit(38, "4_01_007", "reissued", who(number=lambda n: n + "42B1", health="残疾")),
    near(38, "4_01_007", "43", who(number=lambda n: n + "43", health="残疾")),
    near(38, "4_01_007", "eyes", who(number=lambda n: n + "31", health="残疾")),
    near(38, "4_01_007", "half", who(number=lambda n: n + "41", health="残疾", labour_skill=HALF)),
    near(38, "4_01_007", "citizen's number", who(male=False, number=lambda _: citizen_ending("19800502", "42"))),
]

CASES = [*SCHOOL, *AFTER_SCHOOL, *LABOUR]
