"""Families 86 to 92: what must be so when a risk is gone (domain 6.11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.services.findings.cases.parts import (
    WINTER,
    after,
    cleared,
    elder,
    fact,
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

LATER_FACTS = ("housing_problem", "school_dropout", "water_problem", "member_uninsured")
PROBLEMS = {
    "1_11_005": "school_dropout",
    "1_11_006": "housing_problem",
    "1_11_007": "water_problem",
    "1_11_008": "member_uninsured",
}
GONE = {"exported_category": "脱贫不稳定户", "exported_risk_cleared": "是"}
NATURAL = {"cleared_way": "自然消除"}


def between(identified: tuple[int, int, int], gone: tuple[int, int, int], **values: Any):
    """Identified and cleared on these days."""
    return cleared(identified_on=date(*identified), cleared_on=date(*gone), **values)


def ended(kind: str, identified: date = date(2019, 6, 1), gone: date = date(2020, 2, 1)):
    """Our own spell, eliminated."""
    return spell(identified_on=identified, eliminated_on=gone, elimination_kind=kind, closed_on=gone)


AFTERWARDS = [
    hit(86, "1_11_004", "nothing taken", cleared()),
    *(hit(86, "1_11_004", column, cleared(), after(**{column: None})) for column in LATER_FACTS),
    hit(86, "1_11_004", "income", cleared(), after(net_fen=None, net_per_head_fen=None)),
    near(86, "1_11_004", "all taken", cleared(), after()),
    near(86, "1_11_004", "still watched", watched()),
    *(hit(86, code, "so", cleared(), after(**{column: 1})) for code, column in PROBLEMS.items()),
    *(near(86, code, "at identification alone", cleared(**{column: 1}), after()) for code, column in PROBLEMS.items()),
    *(near(86, code, "still watched", watched(**{column: 1})) for code, column in PROBLEMS.items()),
    hit(86, "1_11_008", "insured twice", who(employee_medical=1), cleared(), after()),
    hit(86, "1_11_008", "a member without", who(), idle("配偶", male=False, resident_medical=0), cleared(), after()),
    near(86, "1_11_008", "insured twice, still watched", who(employee_medical=1), watched()),
    near(86, "1_11_008", "employee alone", who(resident_medical=0, employee_medical=1), cleared(), after()),
    hit(86, "1_11_011", "no name", cleared(contact_name=None), after()),
    hit(86, "1_11_011", "no phone", cleared(contact_phone=""), after()),
    near(86, "1_11_011", "both", cleared(), after()),
    near(86, "1_11_011", "still watched", watched()),
    hit(87, "1_11_009", "nothing", cleared(), after(), no_measures()),
    hit(87, "1_11_009", "an empty row", cleared(), after(), measures()),
    hit(87, "1_11_009", "a word for none", cleared(), after(), measures(health="无")),
    near(87, "1_11_009", "one measure", cleared(), after(), measures(living="改厕")),
    hit(87, "1_11_009", "our own spell", ended("helped"), no_measures()),
    near(87, "1_11_009", "our own spell, natural", ended("natural"), no_measures()),
    near(87, "1_11_009", "our own measure", ended("helped"), no_measures(), own("health", "done")),
    near(87, "1_11_009", "natural", cleared(**NATURAL), after(), no_measures()),
    near(87, "1_11_009", "still watched", watched(), no_measures()),
    hit(88, "4_11_010", "a fen below", cleared(), after(net_per_head_fen=499_999)),
    near(88, "4_11_010", "on the line", cleared(), after(net_per_head_fen=500_000)),
    near(88, "4_11_010", "natural", cleared(**NATURAL), after(net_per_head_fen=499_999)),
    near(88, "4_11_010", "below at identification", cleared(net_per_head_fen=499_999), after()),
    hit(89, "4_11_011", "two elders", elder(), elder("配偶", male=False), cleared(), after()),
    hit(89, "4_11_011", "flag", cleared(no_labour_household=1), after()),
    hit(89, "4_11_011", "our own spell", elder(), ended("helped")),
    near(89, "4_11_011", "half", elder(), idle("配偶", male=False), cleared(), after()),
    near(89, "4_11_011", "still watched", elder(), watched()),
]

INCOME = [
    hit(90, "4_11_012", "jobs", cleared(), after(wage_fen=0), measures(employment="劳务输出")),
    hit(90, "4_11_012", "post", cleared(), after(wage_fen=0), measures(public_post="保洁员")),
    near(90, "4_11_012", "a word for none", cleared(), after(wage_fen=0), measures(employment="无")),
    near(90, "4_11_012", "a fen", cleared(), after(wage_fen=1), measures(employment="劳务输出")),
    near(90, "4_11_012", "0 at identification", cleared(wage_fen=0), after(), measures(employment="劳务输出")),
    near(90, "4_11_012", "another measure", cleared(), after(wage_fen=0), measures(industry="发展生产")),
    hit(90, "4_11_013", "低保", cleared(), after(transfer_fen=0), measures(comprehensive="低保")),
    hit(90, "4_11_013", "特困", cleared(), after(transfer_fen=0), measures(comprehensive="特困供养")),
    near(90, "4_11_013", "a fen", cleared(), after(transfer_fen=1), measures(comprehensive="低保")),
    near(90, "4_11_013", "another measure", cleared(), after(transfer_fen=0), measures(society="结对")),
    hit(90, "5_11_013", "farming", cleared(), after(business_fen=0), measures(industry="发展生产")),
    near(90, "5_11_013", "a word for none", cleared(), after(business_fen=0), measures(industry="无")),
    near(90, "5_11_013", "a fen", cleared(), after(business_fen=1), measures(industry="发展生产")),
    near(90, "5_11_013", "another measure", cleared(), after(business_fen=0), measures(employment="劳务输出")),
    near(90, "5_11_013", "still watched", watched(business_fen=0), measures(industry="发展生产")),
]

AGAIN = [
    hit(91, "1_02_008", "again", fact(dangerous_housing=1), cleared(), after()),
    hit(91, "1_02_008", "our own spell", fact(dangerous_housing=1), ended("helped")),
    hit(91, "1_02_008", "as the yearly export says", fact(dangerous_housing=1, **GONE)),
    near(91, "1_02_008", "exported as watched", fact(dangerous_housing=1, **{**GONE, "exported_risk_cleared": "否"})),
    near(91, "1_02_008", "safe", fact(dangerous_housing=0), cleared(housing_problem=1), after()),
    near(91, "1_02_008", "still watched", fact(dangerous_housing=1), watched()),
    hit(91, "1_02_009", "again", fact(safe_water=0), cleared(), after()),
    near(91, "1_02_009", "safe", fact(safe_water=1), cleared(water_problem=1), after()),
    near(91, "1_02_009", "still watched", fact(safe_water=0), watched()),
    hit(92, "2_11_002", "five months", between((2022, 11, 1), (2023, 4, 1)), after(), day=WINTER),
    hit(92, "2_11_002", "last day of the sixth month", between((2022, 11, 1), (2023, 4, 30)), after(), day=WINTER),
    hit(92, "2_11_002", "first month", between((2021, 12, 1), (2022, 4, 1)), after(), day=WINTER),
    near(92, "2_11_002", "six months", between((2022, 10, 1), (2023, 4, 1)), after(), day=WINTER),
    near(92, "2_11_002", "month before", between((2021, 12, 1), (2022, 3, 31)), after(), day=WINTER),
    hit(92, "2_11_002", "our own spell", ended("helped", date(2023, 1, 15), date(2023, 6, 20)), day=WINTER),
    near(92, "2_11_002", "our own, six months", ended("helped", date(2023, 1, 15), date(2023, 7, 15)), day=WINTER),
    hit(92, "5_18_009", "next month", between((2020, 1, 31), (2020, 2, 1)), after()),
    hit(92, "5_18_009", "last day of the next month", between((2020, 1, 1), (2020, 2, 29)), after()),
    hit(92, "5_18_009", "over the new year", between((2019, 12, 1), (2020, 1, 31)), after()),
    hit(92, "5_18_009", "our own spell", ended("helped", date(2020, 1, 3), date(2020, 2, 20))),
    near(92, "5_18_009", "our own spell, natural", ended("natural", date(2020, 1, 3), date(2020, 2, 20))),
    near(92, "5_18_009", "the month after", between((2020, 1, 31), (2020, 3, 1)), after()),
    near(92, "5_18_009", "natural", between((2020, 1, 31), (2020, 2, 1), **NATURAL), after()),
]

CASES = [*AFTERWARDS, *INCOME, *AGAIN]
