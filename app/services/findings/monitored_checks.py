"""Checks of monitored households: risks, the matrix of measures, elimination (domain 6.8-6.11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import FromClause, and_, extract, func, literal, not_, or_

from app.models.enums import MeasureGroup, Risk
from app.services.effective import Sql
from app.services.findings.base import Asked, Check, Condition, Values, is_filled, months_before
from app.services.findings.household_checks import has_option, is_without_labour
from app.services.findings.matrix import (
    DEVELOPMENT,
    GROUPS,
    MatrixRow,
    matrix_rows,
    option_words,
    risk_words,
    servings,
)
from app.services.findings.rules import Rule

_MEASURES = tuple(f"m_{group}" for group in GROUPS)
_WATCHED = ("identified_on", "identified_text", "risk_list")
# Where today's state tells what the record of the identification left out, and the word for it.
_AT_IDENTIFICATION = {
    "net_per_head_fen": ("net_per_head_fen", "收入"),
    "housing_problem": ("housing_safe", "住房"),
    "school_dropout": ("education_secured", "义务教育"),
    "water_problem": ("water_safe", "饮水"),
    "member_uninsured": ("medical_covered", "医保"),
}
_AFTER = {
    "e_housing_problem": "住房",
    "e_school_dropout": "义务教育",
    "e_water_problem": "饮水",
    "e_member_uninsured": "医保",
    "e_net_fen": "纯收入",
    "e_net_per_head_fen": "人均纯收入",
}


def has_risk(h: FromClause, risk: str) -> Sql:
    """Whether the household carries a risk, in whatever spelling."""
    return or_(*(h.c.risk_list.contains(f",{word},") for word in risk_words(risk)))


def has_group(h: FromClause, groups: Iterable[str]) -> Sql:
    """Whether there is a measure of any of the groups."""
    return or_(*(h.c[f"m_{group}"].is_not(None) for group in groups))


def fact(h: FromClause, name: str) -> Sql:
    """A fact that calls for measures."""
    if name in ("school_dropout", "member_uninsured", "housing_problem", "water_problem"):
        return func.coalesce(h.c[f"i_{name}"], 0) == 1
    if name == "allowance":
        return or_(*(func.coalesce(h.c.tags, "").contains(tag) for tag in ("subsistence", "extreme_poverty")))
    if name == "resettled":
        return func.coalesce(h.c.is_resettled, 0) == 1
    return h.c[name] > 0


def _without_risk(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_monitored == 1, h.c.risk_list == ",,")


def _incomplete(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    empty = [and_(h.c.identified_on.is_(None), h.c.identified_text.is_(None)), h.c.risk_list == ",,"]
    for name, (known, _) in _AT_IDENTIFICATION.items():
        empty += [h.c[f"blank_{name}"] == 1, and_(h.c[f"i_{name}"].is_(None), h.c[known].is_(None))]
    return and_(h.c.is_monitored == 1, or_(*empty))


def _what_is_incomplete(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    missing: list[str] = []
    if row["identified_on"] is None and row["identified_text"] is None:
        missing.append("识别监测时间")
    if row["risk_list"] == ",,":
        missing.append("风险")
    for name, (known, word) in _AT_IDENTIFICATION.items():
        if row[f"blank_{name}"] or (row[f"i_{name}"] is None and row[known] is None):
            missing.append(word)
    return {"missing": "、".join(missing)}


def _risky(risk: Risk, condition: Condition) -> Condition:
    """A monitored household with this risk of which the condition holds."""

    def whole(h: FromClause, asked: Asked, rule: Rule) -> Sql:
        return and_(h.c.is_monitored == 1, has_risk(h, risk.value), condition(h, asked, rule))

    return whole


def _nobody(count: str, *, known: str | None = None) -> Condition:
    """Nobody is counted; where ``known`` is named, that of every member is known."""

    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        sure = [] if known is None else [h.c[known] == h.c.members]
        return and_(h.c[count] == 0, *sure)

    return condition


def _no_self_paid(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.has_record == 1, func.coalesce(h.c.i_self_paid_fen, 0) == 0)


def _all_able(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.members > 0, h.c.able == h.c.members)


def _many_strong(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    return h.c.strong * 100 > h.c.members * rule.params["percent"]


def _half_able(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    return and_(h.c.members >= rule.params["members"], h.c.able * 100 >= h.c.members * rule.params["percent"])


def _empty(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return not_(is_filled(h.c[name]))

    return condition


def _gap_without_risk(problem: str, known: str, risk: Risk) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        then = and_(h.c.is_monitored == 1, h.c[problem] == 1)
        now = and_(h.c.is_active == 1, h.c[problem].is_(None), h.c[known] == 0)
        return and_(or_(then, now), not_(has_risk(h, risk.value)))

    return condition


def _risks_of(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    codes = [code for code in row["risk_list"].split(",") if code]
    return {"risk_words": "、".join(Risk(code).label if code in set(Risk) else code for code in codes)}


# -- measures against risks


def _unmet(entry: MatrixRow) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        calls = has_risk(h, entry.risk) if entry.risk else fact(h, entry.fact or "")
        later = (
            and_(h.c.is_eliminated == 1, has_group(h, entry.eliminated)) if entry.eliminated else literal(value=False)
        )
        left_by_itself = and_(h.c.is_eliminated == 1, func.coalesce(h.c.way, "") == "natural")
        met = or_(has_group(h, entry.fits), later)
        return and_(h.c.is_monitored == 1, not_(left_by_itself), calls, not_(met))

    return condition


def _what_is_unmet(entry: MatrixRow) -> Any:
    def telling(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
        wanted = "、".join(MeasureGroup(group).label for group in entry.fits)
        present = "、".join(MeasureGroup(group).label for group in GROUPS if row[f"m_{group}"] is not None)
        return {"call": entry.words, "wanted": wanted, "measures": present or "无"}

    return telling


def _able_without_development(h: FromClause, asked: Asked, rule: Rule) -> Sql:
    long_ago = h.c.identified_on <= months_before(asked.today, rule.params["months"])
    return and_(h.c.is_active == 1, long_ago, h.c.able > 0, not_(has_group(h, DEVELOPMENT)))


def _only_security(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    others = [group for group in GROUPS if group != MeasureGroup.SOCIAL_SECURITY.value]
    own = has_group(h, [MeasureGroup.SOCIAL_SECURITY.value])
    return and_(h.c.is_active == 1, h.c.able > 0, own, not_(has_group(h, others)))


def _uncalled(h: FromClause, group: str) -> Sql:
    serving = servings()[group]
    calls = [*(has_risk(h, risk) for risk in serving.risks), *(fact(h, name) for name in serving.facts)]
    return and_(h.c[f"m_{group}"].is_not(None), not_(or_(*calls)))


def _strict() -> list[str]:
    return [group for group, serving in servings().items() if serving.is_strict]


def _idle_measures(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_monitored == 1, or_(*(_uncalled(h, group) for group in _strict())))


def _which_are_idle(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    risks = set(row["risk_list"].split(","))

    def is_called(group: str) -> bool:
        serving = servings()[group]
        spelled = any(not risks.isdisjoint(risk_words(risk)) for risk in serving.risks)
        return spelled or any(row[_FACT_COLUMNS[name]] for name in serving.facts)

    idle = [group for group in _strict() if row[f"m_{group}"] is not None and not is_called(group)]
    return {"idle": "、".join(MeasureGroup(group).label for group in idle)}


_FACT_COLUMNS = {
    "housing_problem": "i_housing_problem",
    "water_problem": "i_water_problem",
    "school_dropout": "i_school_dropout",
    "school_aged": "school_aged",
}


def _unstarted(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    words = ("", *option_words("none"))
    exported = or_(*(func.coalesce(h.c[f"x_{group}"], "").not_in(words) for group in DEVELOPMENT))
    status = func.coalesce(h.c.development_status, "")
    return and_(h.c.is_monitored == 1, exported, status.in_(("", "尚未实施", "未实施")))


def _only_idle_options(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    words = option_words("idle")
    texts = {*words, *(f"{one},{two}" for one in words for two in words if one != two)}
    columns = [h.c[f"m_{group}"] for group in DEVELOPMENT]
    empty_or_idle = [func.coalesce(column, words[0]).in_(sorted(texts)) for column in columns]
    something = or_(*(column.is_not(None) for column in columns))
    return and_(h.c.development_status == "已实施", something, *empty_or_idle)


def _without_measure(h: FromClause, asked: Asked, rule: Rule) -> Sql:
    long_ago = h.c.identified_on < months_before(asked.today, rule.params["months"])
    return and_(h.c.is_active == 1, long_ago, not_(has_group(h, GROUPS)))


def _moved(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    since = h.c.identified_on >= date(rule.params["since_year"], 1, 1)
    return and_(h.c.is_monitored == 1, since, h.c.m_relocation.is_not(None))


# -- elimination


def _after(name: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c.is_eliminated == 1, h.c[name] == 1)

    return condition


def _incomplete_after(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_eliminated == 1, h.c.has_record == 1, or_(*(h.c[name].is_(None) for name in _AFTER)))


def _what_is_empty_after(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    return {"missing": "、".join(word for name, word in _AFTER.items() if row[name] is None)}


def _badly_insured_after(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_eliminated == 1, or_(h.c.e_member_uninsured == 1, h.c.uninsured > 0, h.c.insured_twice > 0))


def _no_contact(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    filled = and_(is_filled(h.c.contact_name), is_filled(h.c.contact_phone))
    return and_(h.c.is_eliminated == 1, h.c.has_record == 1, not_(filled))


def _was_helped(h: FromClause) -> Sql:
    return and_(h.c.is_eliminated == 1, h.c.way == "helped")


def _helped_without_measure(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(_was_helped(h), not_(has_group(h, GROUPS)))


def _helped_but_poor(h: FromClause, asked: Asked, _rule: Rule) -> Sql:
    return and_(_was_helped(h), func.coalesce(h.c.e_net_per_head_fen, h.c.net_per_head_fen) < asked.line_fen)


def _net_after(row: Values, asked: Asked, _rule: Rule) -> Mapping[str, object]:
    net = row["net_per_head_fen"] if row["e_net_per_head_fen"] is None else row["e_net_per_head_fen"]
    return {"after_net": f"{net // 100}", "line": asked.line_fen // 100}


def _eliminated_without_labour(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(h.c.is_eliminated == 1, or_(is_without_labour(h), func.coalesce(h.c.flagged_no_labour, 0) == 1))


def _nothing_earned(income: str, *groups: str) -> Condition:
    def condition(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return and_(h.c.is_eliminated == 1, has_group(h, groups), h.c[income] == 0)

    return condition


def _no_transfer(h: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    options = ("subsistence", "extreme_poverty", "disability_subsidy")
    named = or_(*(has_option(h.c.m_social_security, option) for option in options))
    return and_(h.c.is_eliminated == 1, named, h.c.e_transfer_fen == 0)


def _months(day: Sql) -> Sql:
    return extract("year", day) * 12 + extract("month", day)


def _too_early(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    year, month = divmod(rule.params["from_month"], 100)
    watched = _months(h.c.eliminated_on) - _months(h.c.identified_on)
    late = h.c.eliminated_on >= date(year, month, 1)
    return and_(h.c.is_eliminated == 1, late, watched < rule.params["months"])


def _at_once(h: FromClause, _asked: Asked, rule: Rule) -> Sql:
    watched = _months(h.c.eliminated_on) - _months(h.c.identified_on)
    by_itself = func.coalesce(h.c.way, "") == "natural"
    return and_(h.c.is_eliminated == 1, not_(by_itself), watched <= rule.params["months"])


_PERIOD = ("identified_on", "eliminated_on")
MONITORED_CHECKS: Mapping[str, Check] = {
    "5_15_020": Check(_risky(Risk.ILLNESS, _no_self_paid), ("i_self_paid_fen",)),
    "1_11_001": Check(_without_risk, ("risk_list",)),
    "1_11_002": Check(
        _incomplete,
        (
            *_WATCHED,
            *(f"i_{name}" for name in _AT_IDENTIFICATION),
            *(f"blank_{name}" for name in _AT_IDENTIFICATION),
            *(known for known, _ in _AT_IDENTIFICATION.values()),
        ),
        _what_is_incomplete,
    ),
    "2_11_001": Check(_risky(Risk.DISABILITY, _nobody("disabled", known="health_known")), ("disabled",)),
    "5_15_015": Check(_risky(Risk.ILLNESS, _nobody("ill", known="health_known")), ("ill",)),
    "2_11_006": Check(_risky(Risk.UNSTABLE_WORK, _nobody("able", known="skill_known")), ("able",)),
    "5_15_014": Check(_risky(Risk.UNSTABLE_WORK, _nobody("workers")), ("workers",)),
    "4_11_009": Check(_risky(Risk.NO_LABOUR, _all_able), ("members", "able")),
    "5_18_008": Check(_risky(Risk.NO_LABOUR, _many_strong), ("members", "strong")),
    "5_11_029": Check(_risky(Risk.NO_LABOUR, _half_able), ("members", "able")),
    "2_11_004": Check(_risky(Risk.OTHER, _empty("remark")), ("remark",)),
    "2_11_005": Check(_risky(Risk.DISASTER, _empty("disaster")), ("disaster",)),
    "4_11_006": Check(
        _gap_without_risk("i_water_problem", "water_safe", Risk.WATER),
        ("i_water_problem", "water_safe", "risk_list"),
        _risks_of,
    ),
    "4_11_007": Check(
        _gap_without_risk("i_member_uninsured", "medical_covered", Risk.ILLNESS),
        ("i_member_uninsured", "medical_covered", "risk_list"),
        _risks_of,
    ),
    **{
        entry.rule: Check(_unmet(entry), ("risk_list", *_MEASURES), _what_is_unmet(entry))
        for entry in matrix_rows()
        if entry.fact != "able"
    },
    "5_12_007": Check(_able_without_development, ("identified_on", "able")),
    "5_11_032": Check(_only_security, ("able", "m_social_security")),
    "M-82": Check(
        _idle_measures, ("risk_list", *(f"m_{group}" for group in _strict()), *_FACT_COLUMNS.values()), _which_are_idle
    ),
    "5_11_030": Check(_unstarted, ("development_status",)),
    "5_12_011": Check(_only_idle_options, tuple(f"m_{group}" for group in DEVELOPMENT)),
    "1_11_010": Check(_without_measure, ("identified_on",)),
    "1111_4": Check(_moved, ("identified_on", "m_relocation")),
    "1_11_004": Check(_incomplete_after, tuple(_AFTER), _what_is_empty_after),
    "1_11_005": Check(_after("e_school_dropout"), ("e_school_dropout",)),
    "1_11_006": Check(_after("e_housing_problem"), ("e_housing_problem",)),
    "1_11_007": Check(_after("e_water_problem"), ("e_water_problem",)),
    "1_11_008": Check(_badly_insured_after, ("e_member_uninsured", "uninsured", "insured_twice")),
    "1_11_011": Check(_no_contact, ("contact_name", "contact_phone")),
    "1_11_009": Check(_helped_without_measure, ("way",)),
    "4_11_010": Check(_helped_but_poor, ("e_net_per_head_fen", "net_per_head_fen"), _net_after),
    "4_11_011": Check(_eliminated_without_labour, ("unable", "flagged_no_labour")),
    "4_11_012": Check(_nothing_earned("e_wage_fen", "employment", "public_post"), ("e_wage_fen",)),
    "4_11_013": Check(_no_transfer, ("m_social_security", "e_transfer_fen")),
    "5_11_013": Check(_nothing_earned("e_business_fen", "industry"), ("m_industry", "e_business_fen")),
    "2_11_002": Check(_too_early, _PERIOD),
    "5_18_009": Check(_at_once, (*_PERIOD, "way")),
}
