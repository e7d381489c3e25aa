"""Checks of one household by its members, guarantees and income (domain 6.2, 6.3, 6.5, 6.7, 6.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import FromClause, and_, func, not_, or_

from app.models.enums import HouseholdType
from app.services.effective import Sql
from app.services.findings.base import Asked, Check, Condition, Values, is_filled, years_before
from app.services.findings.matrix import option_words
from app.services.findings.rules import Rule


def has_option(text: Sql, option: str) -> Sql:
    """Whether a measure's text names the option; never NULL."""
    return or_(*(func.coalesce(text, "").contains(word) for word in option_words(option)))


def _no_head(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.members > 0, h.c.heads == 0)


def _several_heads(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return h.c.heads > 1


def _several_spouses(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return h.c.spouses > 1


def _couple_of_one_sex(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.heads == 1, h.c.spouses == 1, h.c.head_sex == h.c.spouse_sex)


def _no_mobile(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    phone = func.coalesce(h.c.phone, "")
    digits: list[Sql] = [func.substr(phone, n, 1).between("0", "9") for n in range(3, 12)]
    mobile = and_(func.length(phone) == 11, func.substr(phone, 1, 1) == "1", func.substr(phone, 2, 1).between("3", "9"))
    return not_(and_(mobile, *digits))


def _shared_phone(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return h.c.shared_phone.is_not(None)


def _dropout_without_child(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_monitored == 1, h.c.i_school_dropout == 1, h.c.out_of_school == 0)


def _student_without_plan(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_active == 1, h.c.vocational > 0, not_(has_option(h.c.m_education, "training_plan")))


def _plan_without_student(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(has_option(h.c.m_education, "training_plan"), h.c.technical == 0)


def _measure_for_nobody(option: str, tag: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(has_option(h.c.m_social_security, option), not_(_tagged(h, tag)))

    return condition


def _nobody_measured(option: str, tag: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c.is_active == 1, _tagged(h, tag), not_(has_option(h.c.m_social_security, option)))

    return condition


def _tagged(h: FromClause, tag: str) -> Sql:
    return ("," + func.coalesce(h.c.tags, "") + ",").contains(f",{tag},")


def _subsidy_without_certificate(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(has_option(h.c.m_social_security, "disability_subsidy"), h.c.certified == 0)


def _severe_without_subsidy(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    subsidy = has_option(h.c.m_social_security, "disability_subsidy")
    return and_(h.c.is_active == 1, h.c.severe > 0, not_(subsidy))


def is_without_labour(h: FromClause) -> Sql:
    """Whether every member is 无劳动力 or 丧失劳动力."""
    return and_(h.c.members > 0, h.c.unable == h.c.members)


def _supported(h: FromClause) -> Sql:
    return or_(_tagged(h, "subsistence"), _tagged(h, "extreme_poverty"))


def _poor_without_allowance(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    found = and_(is_without_labour(h), not_(_supported(h)))
    if rule.params["ordinary"]:
        return found
    exited = func.coalesce(h.c.household_type, "") == HouseholdType.EXITED.value
    return and_(found, or_(exited, h.c.is_monitored == 1))


def _guaranteed_but_not_flagged(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(is_without_labour(h), _supported(h), h.c.flagged_no_labour == 0)


def _early_without_subsidy(h: FromClause, asked: Asked, rule: Rule) -> Sql:
    deadline = _deadline(asked, rule)
    if deadline > asked.today:
        deadline = years_before(deadline, 1)
    subsidy = has_option(h.c.m_health, "insurance_subsidy")
    return and_(h.c.is_active == 1, h.c.identified_on <= deadline, not_(subsidy))


def _late_with_subsidy(h: FromClause, asked: Asked, rule: Rule) -> Sql:
    late = h.c.identified_on > _deadline(asked, rule)
    return and_(h.c.is_monitored == 1, late, has_option(h.c.m_health, "insurance_subsidy"))


def _deadline(asked: Asked, rule: Rule) -> date:
    return date(asked.today.year, rule.params["month"], rule.params["day"])


def _job_measure_without_work(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(or_(is_filled(h.c.m_employment), is_filled(h.c.m_public_post)), h.c.jobs == 0)


def _sent_out_but_at_home(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(has_option(h.c.m_employment, "labour_export"), h.c.maybe_outside == 0)


def _subsidy_without_money(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(has_option(h.c.m_employment, "work_subsidy"), h.c.subsidised == 0)


def _unsafe(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c[name] == 0, h.c.is_monitored == 0)

    return condition


def _unsafe_again(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c[name] == 0, h.c.is_eliminated == 1)

    return condition


def _unrecorded(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return h.c[name].is_(None)

    return condition


def _uninsured_for_major_illness(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.major_uninsured > 0, h.c.is_monitored == 0)


def _condition_empty(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c.has_conditions == 1, func.nullif(h.c[name], "").is_(None))

    return condition


def _outside_range(name: str, hundredths: int) -> Condition:
    def condition(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
        return or_(h.c[name] < 0, h.c[name] > rule.params["most"] * hundredths)

    return condition


def _area(name: str) -> Any:
    def telling(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
        return {"area": f"{row[name] / 100:g}"}

    return telling


def _poor_but_not_watched(h: FromClause, asked: Asked, _rule: Rule) -> Sql:
    exited = h.c.household_type == HouseholdType.EXITED.value
    return and_(exited, h.c.net_per_head_fen < asked.line_fen, h.c.is_monitored == 0)


def watched_net(h: FromClause) -> Sql:
    """Net income per head of a monitored household: as it stands, else as it was identified."""
    return func.coalesce(h.c.net_per_head_fen, h.c.i_net_per_head_fen)


def _very_poor(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    return and_(h.c.is_monitored == 1, watched_net(h) < rule.params["line_fen"])


def _too_rich(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    since = h.c.identified_on >= date(rule.params["since_year"], 1, 1)
    net = func.coalesce(h.c.i_net_per_head_fen, h.c.net_per_head_fen)
    return and_(h.c.is_monitored == 1, since, net > rule.params["line_fen"])


def _identified_net(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    net = row["net_per_head_fen"] if row["i_net_per_head_fen"] is None else row["i_net_per_head_fen"]
    return {"watched_net": f"{net // 100}"}


def _present_net(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    net = row["i_net_per_head_fen"] if row["net_per_head_fen"] is None else row["net_per_head_fen"]
    return {"net_per_head": f"{net // 100}"}


def _tiny_wage(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    wages = (h.c.i_wage_fen, h.c.e_wage_fen)
    return or_(*(and_(wage > 0, wage < rule.params["most_fen"]) for wage in wages))


_LAND = {
    "farmland": ("3_02_008", "5_14_001"),
    "woodland": ("3_02_009", "5_14_003"),
    "returned_woodland": ("3_02_010", "5_14_005"),
    "orchard": ("3_02_013", "5_14_007"),
    "pasture": ("5_14_019", "5_14_009"),
    "water_surface": ("5_14_020", "5_14_011"),
}
_EMPTY = {
    "3_02_004": "has_electricity",
    "3_02_005": "road_kind",
    "3_02_006": "dwelling_area",
    "3_02_007": "has_toilet",
    "5_14_021": "road_distance",
    "5_19_005": "has_broadcast",
    "5_19_006": "fuel",
    **{empty: name for name, (empty, _) in _LAND.items()},
}
_SECURITY, _INCOMES = ("m_social_security", "tags"), ("net_per_head_fen", "i_net_per_head_fen")

HOUSEHOLD_CHECKS: Mapping[str, Check] = {
    "3_02_012": Check(_no_head, ("members",)),
    "3_02_011": Check(_several_heads, ("heads",)),
    "R3-06": Check(_several_spouses, ("spouses",)),
    "2_02_001": Check(_couple_of_one_sex, ("head_sex", "spouse_sex")),
    "4_02_001": Check(_no_mobile, ("phone",)),
    "5_15_021": Check(_shared_phone, ("shared_phone",)),
    "4_11_008": Check(_dropout_without_child, ("i_school_dropout",)),
    "1111_2": Check(_student_without_plan, ("vocational", "m_education")),
    "5_15_012": Check(_plan_without_student, ("m_education",)),
    "4_11_015": Check(_measure_for_nobody("subsistence", "subsistence"), _SECURITY),
    "5_16_005": Check(_measure_for_nobody("extreme_poverty", "extreme_poverty"), _SECURITY),
    "5_16_003": Check(_nobody_measured("subsistence", "subsistence"), _SECURITY),
    "5_16_004": Check(_nobody_measured("extreme_poverty", "extreme_poverty"), _SECURITY),
    "4_11_016": Check(_subsidy_without_certificate, ("m_social_security",)),
    "5_16_008": Check(_severe_without_subsidy, ("severe", "m_social_security")),
    "5_19_003": Check(_poor_without_allowance, ("members", "tags")),
    "5_11_033": Check(_guaranteed_but_not_flagged, ("members", "tags", "flagged_no_labour")),
    "1111_06": Check(_early_without_subsidy, ("identified_on", "m_health")),
    "1111_09": Check(_late_with_subsidy, ("identified_on", "m_health")),
    "1111_3": Check(_job_measure_without_work, ("m_employment", "m_public_post")),
    "5_17_011": Check(_sent_out_but_at_home, ("m_employment",)),
    "1111_10": Check(_subsidy_without_money, ("m_employment",)),
    "1_02_001": Check(_unsafe("housing_safe"), ("housing_safe",)),
    "1_02_002": Check(_unsafe("water_safe"), ("water_safe",)),
    "1_02_003": Check(_uninsured_for_major_illness, ("major_uninsured",)),
    "1_02_008": Check(_unsafe_again("housing_safe"), ("housing_safe",)),
    "1_02_009": Check(_unsafe_again("water_safe"), ("water_safe",)),
    "3_02_002": Check(_unrecorded("housing_safe"), ("housing_safe",)),
    "3_02_003": Check(_unrecorded("water_safe"), ("water_safe",)),
    **{code: Check(_condition_empty(name), (name,)) for code, name in _EMPTY.items()},
    **{far: Check(_outside_range(name, 100), (name,), _area(name)) for name, (_, far) in _LAND.items()},
    "5_14_013": Check(_outside_range("road_distance", 1), ("road_distance",)),
    "1_02_006": Check(_poor_but_not_watched, ("net_per_head_fen",)),
    "3_11_010": Check(_very_poor, _INCOMES, _present_net),
    "1111_18": Check(_too_rich, ("identified_on", *_INCOMES), _identified_net),
    "5_15_023": Check(_tiny_wage, ("i_wage_fen", "e_wage_fen")),
}
