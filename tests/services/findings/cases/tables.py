"""All tables of cases, and a household in which nothing is wrong."""

from __future__ import annotations

from tests.services.findings.cases import (
    table_clearing,
    table_identity,
    table_living,
    table_measures,
    table_people,
    table_risk,
    table_security,
    table_village,
    table_work,
)
from tests.services.findings.cases.parts import (
    FIRST_OF_SEPTEMBER,
    LAST_OF_AUGUST,
    SPRING,
    WINTER,
    after,
    cleared,
    fact,
    idle,
    job,
    land,
    measures,
    near,
    pupil,
    village,
    watched,
    who,
)

SURE = fact(dangerous_housing=0, safe_water=1, no_labour_household=0, exported_category=None, housing_grade="A")
HELP = measures(
    development_status="已实施",
    industry="发展生产",
    health="参加城乡居民基本医疗保险个人缴费补贴",
    employment="劳务输出",
    infrastructure="道路",
)


def clean(label: str, *records, day):
    """A family in which nothing is wrong, with something in every column that a rule may ask for."""
    at_work = job(from_text="201903", to_text=None if day.year == SPRING.year else "202311", service_needed="技能培训")
    parents = (
        who(jobs=(at_work,), person={"phone": "19933330001"}),
        idle("配偶", male=False, public_post="保洁员", public_post_months=6),
    )
    children = (pupil(f"{day.year - 10}0301"), pupil(f"{day.year - 8}0301", male=True, relation="之子"))
    return near(0, "", label, *parents, *children, *records, day=day)


CLEAN = tuple(
    case
    for day in (SPRING, LAST_OF_AUGUST, FIRST_OF_SEPTEMBER, WINTER)
    for case in (
        clean("not watched", SURE, land(), day=day),
        clean("watched", land(), watched(), HELP, day=day),
        clean("cleared", land(), cleared(), after(), HELP, day=day),
        clean(f"{day.year}好", village(**table_village.COUNTS), day=day),
    )
)

CASES = (
    *table_identity.CASES,
    *table_people.CASES,
    *table_security.CASES,
    *table_work.CASES,
    *table_living.CASES,
    *table_risk.CASES,
    *table_measures.CASES,
    *table_clearing.CASES,
    *table_village.CASES,
)
