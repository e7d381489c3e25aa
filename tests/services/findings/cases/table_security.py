"""Families 39 to 50: insurance and social security (domain 6.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.services.findings.cases.parts import (
    cleared,
    elder,
    fact,
    hit,
    home,
    idle,
    job,
    measures,
    near,
    pupil,
    spell,
    watched,
    who,
)

GONE = {"to_on": date(2020, 3, 1), "end_reason": "moved_out"}
NO_PENSION = {"resident_pension": None, "employee_pension": None}
SUBSIDY = "参加城乡居民基本医疗保险个人缴费补贴"
BEFORE, LATER = date(2020, 2, 27), date(2020, 2, 29)


def insured(resident: int | None, employee: int | None, **given: Any):
    return who(resident_medical=resident, employee_medical=employee, **given)


def disabled(tail: str):
    """A holder of a certificate that ends so."""
    return idle(health="残疾", number=lambda n: n + tail, person={"id_kind": "残疾人证"})


def served(words: str | None, *people):
    """A watched household with this 综合保障."""
    return *people, watched(), measures(comprehensive=words, society="结对帮扶")


INSURANCE = [
    hit(39, "2_01_008", "both no", insured(0, 0)),
    hit(39, "2_01_008", "both empty", insured(None, None)),
    hit(39, "2_01_008", "no and empty", insured(0, None)),
    near(39, "2_01_008", "resident alone", insured(1, None)),
    near(39, "2_01_008", "employee alone", insured(None, 1)),
    hit(40, "2_01_009", "both", insured(1, 1)),
    near(40, "2_01_009", "one", insured(1, 0)),
    near(40, "2_01_009", "one, other empty", insured(None, 1)),
    hit(41, "2_01_006", "empty", who(major_illness_insurance=None)),
    hit(41, "2_01_006", "no", who(major_illness_insurance=0)),
    near(41, "2_01_006", "yes", who(major_illness_insurance=1)),
    hit(42, "2_01_007", "both empty", who(**NO_PENSION)),
    hit(42, "2_01_007", "sixteen today", who("户主", "20040415", **NO_PENSION)),
    near(42, "2_01_007", "one is no", who(resident_pension=0, employee_pension=None)),
    near(42, "2_01_007", "sixteen tomorrow", who("户主", "20040416", **NO_PENSION)),
    near(42, "2_01_007", "at school", who(), pupil("20030301", "普通高中一年级")),
    hit(43, "3_01_007", "aid without insurance", insured(0, 0, medical_aid=1)),
    near(43, "3_01_007", "insured", insured(1, 0, medical_aid=1)),
    near(43, "3_01_007", "no aid", insured(0, 0, medical_aid=0)),
]

ALLOWANCES = [
    hit(44, "4_11_015", "nobody", *served("低保", who())),
    hit(44, "4_11_015", "one of several", *served("残疾人补贴,低保", who())),
    hit(
        44, "4_11_015", "the one moved out", *served("低保", who(), elder("之父", subsistence_allowance=1, member=GONE))
    ),
    near(44, "4_11_015", "somebody", *served("低保", who(), elder("之父", subsistence_allowance=1))),
    near(44, "4_11_015", "on the list", *served("低保", who(subsistence_allowance=None, lists=("subsistence",)))),
    near(44, "4_11_015", "another measure", *served("残疾人补贴", who())),
    hit(44, "5_16_005", "nobody", *served("特困供养", who())),
    near(44, "5_16_005", "somebody", *served("特困供养", elder(extreme_poverty_support=1))),
    near(
        44,
        "5_16_005",
        "on the list",
        *served("特困供养", elder(extreme_poverty_support=None, lists=("extreme_poverty",))),
    ),
    near(44, "5_16_005", "another measure", *served("低保", who())),
    hit(44, "5_16_003", "none", *served(None, who(), elder("之父", subsistence_allowance=1))),
    hit(44, "5_16_003", "another measure", *served("特困供养", who(), elder("之父", subsistence_allowance=1))),
    near(44, "5_16_003", "ticked", *served("低保", who(), elder("之父", subsistence_allowance=1))),
    near(44, "5_16_003", "nobody", *served(None, who())),
    near(44, "5_16_003", "not watched", who(), elder("之父", subsistence_allowance=1)),
    hit(44, "5_16_004", "none", *served(None, who(), elder("之父", extreme_poverty_support=1))),
    near(44, "5_16_004", "ticked", *served("低保,特困供养", who(), elder("之父", extreme_poverty_support=1))),
    near(44, "5_16_004", "nobody", *served(None, who())),
    hit(45, "4_11_016", "nobody", *served("残疾人补贴", who())),
    hit(45, "4_11_016", "disabled without certificate", *served("残疾人补贴", idle(health="残疾"))),
    near(45, "4_11_016", "somebody", *served("残疾人补贴", disabled("44"))),
    near(45, "4_11_016", "on the list", *served("残疾人补贴", idle(health="残疾", lists=("disability",)))),
    near(45, "4_11_016", "another measure", *served("低保", who())),
    hit(45, "5_16_008", "grade 2", *served("低保", disabled("32"))),
    hit(45, "5_16_008", "grade 1", *served(None, disabled("71"))),
    near(45, "5_16_008", "grade 3", *served("低保", disabled("23"))),
    near(45, "5_16_008", "has it", *served("残疾人补贴", disabled("32"))),
    hit(46, "5_15_018", "eighteen today", who("户主", "20020415", extreme_poverty_support=1)),
    hit(46, "5_15_018", "sixty tomorrow", who("户主", "19600416", extreme_poverty_support=1)),
    near(46, "5_15_018", "eighteen tomorrow", who("户主", "20020416", extreme_poverty_support=1)),
    near(46, "5_15_018", "sixty today", who("户主", "19600415", extreme_poverty_support=1)),
    hit(46, "5_15_018", "on the list", who(extreme_poverty_support=None, lists=("extreme_poverty",))),
    near(46, "5_15_018", "disabled", idle(health="残疾", extreme_poverty_support=1)),
    near(46, "5_15_018", "at school", who(), pupil("20010301", "本科一年级", extreme_poverty_support=1)),
    near(46, "5_15_018", "not one", who(extreme_poverty_support=0)),
    hit(47, "5_01_004", "works away", who(extreme_poverty_support=1)),
    hit(47, "5_01_004", "on the list", who(extreme_poverty_support=None, lists=("extreme_poverty",))),
    hit(47, "5_01_004", "job of the month", idle(extreme_poverty_support=1, jobs=(job(to_text=None),))),
    near(47, "5_01_004", "does not work", idle(extreme_poverty_support=1)),
    near(47, "5_01_004", "not one", who(extreme_poverty_support=0)),
]

WITHOUT_LABOUR = [
    hit(48, "5_19_003", "two elders", elder(), elder("配偶", male=False)),
    hit(48, "5_19_003", "lost", elder(labour_skill="丧失劳动力"), elder("配偶", male=False)),
    hit(48, "5_19_003", "the strong one moved out", elder(), who("之子", member=GONE)),
    hit(48, "5_19_003", "ordinary household", elder(), home(household_type="ordinary")),
    near(48, "5_19_003", "on the list", elder(subsistence_allowance=None, lists=("subsistence",))),
    near(48, "5_19_003", "half", elder(), elder("配偶", male=False, labour_skill="弱劳动力或半劳动力")),
    near(48, "5_19_003", "one has it", elder(), elder("配偶", male=False, subsistence_allowance=1)),
    near(48, "5_19_003", "one not known", elder(), elder("配偶", male=False, labour_skill=None)),
    hit(
        49,
        "5_11_033",
        "both, flag no",
        elder(subsistence_allowance=1),
        elder("之父", "19250101", extreme_poverty_support=1),
        watched(),
    ),
    hit(49, "5_11_033", "低保, flag no", elder(subsistence_allowance=1), watched()),
    hit(49, "5_11_033", "特困, flag no", elder(extreme_poverty_support=1), watched()),
    hit(49, "5_11_033", "flag of the roster", elder(subsistence_allowance=1), fact(no_labour_household=0)),
    near(49, "5_11_033", "flag not said", elder(subsistence_allowance=1), watched(no_labour_household=None)),
    near(49, "5_11_033", "flag yes", elder(subsistence_allowance=1), watched(no_labour_household=1)),
    near(49, "5_11_033", "no allowance", elder(), watched()),
    near(49, "5_11_033", "half", idle(subsistence_allowance=1), watched()),
]

DEADLINE = [
    hit(50, "1111_06", "day before, none", who(), watched(identified_on=BEFORE), measures(industry="发展生产")),
    hit(50, "1111_06", "our own spell", who(), spell(identified_on=BEFORE), measures(industry="发展生产")),
    near(50, "1111_06", "day after", who(), watched(identified_on=LATER), measures(industry="发展生产")),
    near(50, "1111_06", "has it", who(), watched(identified_on=BEFORE), measures(health=SUBSIDY)),
    near(50, "1111_06", "cleared", who(), cleared(identified_on=BEFORE), measures(industry="发展生产")),
    hit(50, "1111_09", "day after", who(), watched(identified_on=LATER), measures(health=SUBSIDY)),
    near(50, "1111_09", "day before", who(), watched(identified_on=BEFORE), measures(health=SUBSIDY)),
    hit(
        50,
        "1111_09",
        "day after, cleared",
        who(),
        cleared(identified_on=LATER, cleared_on=date(2020, 4, 10)),
        measures(health=SUBSIDY),
    ),
    near(50, "1111_09", "none", who(), watched(identified_on=LATER), measures(health="家庭医生签约")),
]

CASES = [*INSURANCE, *ALLOWANCES, *WITHOUT_LABOUR, *DEADLINE]
