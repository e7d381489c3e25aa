"""Checks of one member by the member's own row (domain 6.1-6.6): each a condition and the columns that prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import BigInteger, FromClause, and_, case, cast, func, not_, or_, select

from app.models.history import VERSIONED
from app.services.effective import Sql
from app.services.files.codes import code_list
from app.services.findings.base import (
    UNABLE,
    Asked,
    Check,
    Condition,
    Values,
    is_filled,
    works,
)
from app.services.findings.rules import Rule
from app.services.standing import ABLE, HALF_ABLE, PRESCHOOL

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LENGTHS = (18, 20, 22)
_CERTIFICATE = 20
_PRIMARY = ("小学",)
_JUNIOR = ("七年级", "八年级", "九年级")
_SENIOR = ("普通高中一年级", "普通高中二年级", "普通高中三年级", "中职一年级", "中职二年级", "中职三年级")
_POSTGRADUATE = ("硕士研究生及以上",)
_FEMALE = (
    "之女", "之儿媳", "之孙女", "之外孙女", "之母", "之岳母", "之婆婆", "之祖母", "之外祖母", "之曾孙女", "之侄女",
    "之兄弟媳妇",
)  # fmt: skip
_MALE = (
    "之子", "之女婿", "之孙子", "之外孙子", "之父", "之岳父", "之公公", "之祖父", "之外祖父", "之曾孙子", "之侄儿",
    "之叔伯",
)  # fmt: skip


def _number(p: FromClause) -> Sql:
    return func.coalesce(p.c.id_number, "")


def _wrong_length(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(_number(p) != "", func.length(_number(p)).not_in(_LENGTHS))


def _wrong_check_digit(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    number = func.upper(_number(p))
    # As one integer: cutting seventeen texts takes five times as long.
    digits = cast(func.substr(number, 1, 17), BigInteger)
    total: Sql = digits % 10 * _WEIGHTS[-1]
    for place, weight in enumerate(reversed(_WEIGHTS[:-1]), start=1):
        total = total + digits // 10**place % 10 * weight
    right = func.substr(_CHECK_DIGITS, total % 11 + 1, 1)
    of_certificate = and_(func.length(number) >= _CERTIFICATE, not_(func.substr(number, 19, 1).between("1", "7")))
    return and_(func.length(number).in_(_LENGTHS), or_(func.substr(number, 18, 1) != right, of_certificate))


def _impossible_birth(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    year, month = func.substr(_number(p), 7, 4), func.substr(_number(p), 11, 2)
    outside = or_(year < str(rule.params["earliest_year"]), year > str(asked.today.year), month > "12", month == "00")
    return and_(func.length(_number(p)).in_(_LENGTHS), outside)


def _no_number(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return or_(_number(p) == "", func.substr(_number(p), 1, 6) == "999999")


def _disabled_without_certificate(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.health.contains("残疾"), func.coalesce(p.c.id_kind, "") != "残疾人证")


def _empty(name: str) -> Condition:
    def condition(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return func.coalesce(p.c[name], "") == ""

    return condition


def _unlisted(name: str, codes: str) -> Condition:
    def condition(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        return func.coalesce(p.c[name], "").not_in(code_list(codes).values)

    return condition


def _relation_against_sex(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return or_(
        and_(p.c.relation.in_(_FEMALE), _is_male(p) == 1),
        and_(p.c.relation.in_(_MALE), _is_male(p) == 0),
    )


def _is_male(p: FromClause) -> Sql:

    # The number goes before the column (domain 6.2: by ID digit 17).
    return func.coalesce(p.c.sex_digit, case((p.c.sex == "male", 1), (p.c.sex == "female", 0)))


def _sex_of(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    by_number = {0: "女", 1: "男"}.get(row["sex_digit"])
    return {"sex": by_number or row["sex"]}


def _no_schooling(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.education.is_(None), p.c.school_status.is_(None), p.c.dropout_reason.is_(None))


def _both_schoolings(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.education.is_not(None), p.c.school_status.is_not(None))


def _between(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    """From ``from_age`` to ``to_age`` today, both included."""
    return and_(
        asked.age(p.c.born_on, rule.params["from_age"]), not_(asked.age(p.c.born_on, rule.params["to_age"] + 1))
    )


def _out_of_school(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    of_age = and_(
        asked.school_age(p.c.born_on, rule.params["from_age"]),
        not_(asked.school_age(p.c.born_on, rule.params["to_age"] + 1)),
    )
    return and_(of_age, p.c.school_status.is_(None), p.c.dropout_reason.is_(None))


def _still_preschool(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    of_age = asked.school_age(p.c.born_on, rule.params["from_age"])
    return and_(of_age, p.c.health == "健康", p.c.school_status.in_(PRESCHOOL))


def _wrong_age_for(classes: Sequence[str]) -> Condition:
    def condition(p: FromClause, asked: Asked, rule: Rule) -> Sql:
        outside = [not_(asked.school_age(p.c.born_on, rule.params["from_age"]))]
        if "to_age" in rule.params:
            outside.append(asked.school_age(p.c.born_on, rule.params["to_age"] + 1))
        return and_(p.c.school_status.in_(classes), or_(*outside))

    return condition


def _tertiary() -> Sequence[str]:
    return [word for word in code_list("school_status").values if word.startswith(("高职", "技师", "本科"))]


def _young_with_little_schooling(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(_between(p, asked, rule), p.c.education.in_(("小学", "文盲或半文盲")))


def _healthy_dropout(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.dropout_reason.in_(("因病", "因残")), p.c.health == "健康")


def _minor_with_labour(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(not_(asked.age(p.c.born_on, rule.params["age"])), p.c.labour_skill != "无劳动力")


def _pupil_with_labour(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.school_status.not_in(PRESCHOOL), p.c.labour_skill != "无劳动力")


def _able_but_unable(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    well = and_(p.c.health == "健康", p.c.school_status.is_(None))
    return and_(_between(p, asked, rule), well, p.c.labour_skill.in_((*UNABLE, HALF_ABLE)))


def _ill_but_able(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(_between(p, asked, rule), p.c.health != "健康", p.c.labour_skill.in_(ABLE))


def _old_with_labour(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(asked.age(p.c.born_on, rule.params["age"]), p.c.labour_skill.in_((*ABLE, "丧失劳动力")))


def _uninsured(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.resident_medical, 0) == 0, func.coalesce(p.c.employee_medical, 0) == 0)


def _insured_twice(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.resident_medical == 1, p.c.employee_medical == 1)


def _without_major_illness_insurance(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return func.coalesce(p.c.major_illness_insurance, 0) == 0


def _aided_but_uninsured(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.resident_medical == 0, func.coalesce(p.c.employee_medical, 0) == 0, p.c.medical_aid == 1)


def _pupil_at_work(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.school_status.not_in(PRESCHOOL), works(p))


def _one_of(first: str, months: str) -> Condition:
    def condition(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
        has_word, has_months = func.coalesce(p.c[first], "") != "", func.coalesce(p.c[months], 0) > 0
        return or_(and_(has_word, not_(has_months)), and_(not_(has_word), has_months))

    return condition


def _post_of_minor(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.public_post, "") != "", not_(asked.age(p.c.born_on, rule.params["age"])))


def _post_of_old(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.public_post, "") != "", asked.age(p.c.born_on, rule.params["age"]))


def _without_job(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    trained = or_(p.c.education.in_(("大专", "本科及以上")), p.c.labour_skill == "技能劳动力")
    employed = or_(works(p), is_filled(p.c.public_post))
    return and_(_between(p, asked, rule), p.c.school_status.is_(None), trained, not_(employed))


def _severe_but_able(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    class_and_grade = func.substr(_number(p), 19, 2)
    of_limbs = and_(func.length(_number(p)) >= _CERTIFICATE, class_and_grade.in_(("41", "42")))
    return and_(of_limbs, p.c.labour_skill == "普通劳动力")


def _grade_of(row: Values, _asked: Asked, _rule: Rule) -> Mapping[str, object]:
    return {"grade": {"1": "一", "2": "二"}.get((row["id_number"] or "")[19:20], "")}


def _without_pension(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    empty = and_(p.c.resident_pension.is_(None), p.c.employee_pension.is_(None))
    return and_(empty, p.c.school_status.is_(None), asked.age(p.c.born_on, rule.params["from_age"]))


_entry = VERSIONED["list_entry"]


def _is_supported(p: FromClause) -> Sql:
    """特困 by the roster or, as for the measures of a household, by the list of 特困."""
    listed = select(_entry.c.person_id).where(_entry.c.list_kind == "extreme_poverty", _entry.c.person_id.is_not(None))
    return or_(p.c.extreme_poverty_support == 1, p.c.person_id.in_(listed))


def _supported_but_well(p: FromClause, asked: Asked, rule: Rule) -> Sql:
    well = and_(p.c.health == "健康", p.c.school_status.is_(None))
    return and_(_is_supported(p), _between(p, asked, rule), well)


def _supported_at_work(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(_is_supported(p), works(p))


def _unable_at_work(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    working = or_(works(p), func.coalesce(p.c.plans_work, 0) == 1)
    return and_(p.c.labour_skill.in_(UNABLE), working)


def _many_posts(p: FromClause, _asked: Asked, rule: Rule) -> Sql:
    post = func.replace(func.replace(func.coalesce(p.c.public_post, ""), "，", ","), "、", ",")
    commas = func.length(post) - func.length(func.replace(post, ",", ""))
    return and_(post != "", commas >= rule.params["limit"] - 1)


def _post_of_unable(p: FromClause, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.labour_skill.in_(UNABLE), is_filled(p.c.public_post))


PERSON_CHECKS: Mapping[str, Check] = {
    "5_20_028": Check(_without_job, ("education", "labour_skill", "born_on")),
    "4_01_007": Check(_severe_but_able, ("id_number", "labour_skill"), _grade_of),
    "2_01_007": Check(_without_pension, ("resident_pension", "employee_pension")),
    "5_15_018": Check(_supported_but_well, ("born_on", "health", "extreme_poverty_support")),
    "5_01_004": Check(_supported_at_work, ("extreme_poverty_support", "work_months", "work_place", "has_work")),
    "2_01_015": Check(_unable_at_work, ("labour_skill", "work_months", "work_place", "has_work", "plans_work")),
    "3_01_010": Check(_many_posts, ("public_post",)),
    "5_15_006": Check(_post_of_unable, ("labour_skill", "public_post")),
    "1_01_002": Check(_wrong_length, ("id_number",)),
    "1_01_003": Check(_wrong_check_digit, ("id_number",)),
    "R3-01": Check(_impossible_birth, ("id_number",)),
    "4_01_003": Check(_no_number, ("id_number",)),
    "4_01_002": Check(_disabled_without_certificate, ("health", "id_kind")),
    "2_01_001": Check(_empty("ethnicity"), ("ethnicity",)),
    "3_01_001": Check(_unlisted("relation", "relation"), ("relation",)),
    "2_01_004": Check(_relation_against_sex, ("relation", "sex_digit", "sex"), _sex_of),
    "3_01_002": Check(_no_schooling, ("education", "school_status", "dropout_reason")),
    "3_12_004": Check(_both_schoolings, ("education", "school_status")),
    "1_02_005": Check(_out_of_school, ("born_on", "school_status", "dropout_reason")),
    "5_12_013": Check(_still_preschool, ("born_on", "school_status", "health")),
    "5_12_014": Check(_wrong_age_for(_PRIMARY), ("born_on", "school_status")),
    "5_12_015": Check(_wrong_age_for(_JUNIOR), ("born_on", "school_status")),
    "5_12_016": Check(_wrong_age_for(_SENIOR), ("born_on", "school_status")),
    "5_12_017": Check(_wrong_age_for(_tertiary()), ("born_on", "school_status")),
    "5_12_018": Check(_wrong_age_for(_POSTGRADUATE), ("born_on", "school_status")),
    "5_12_019": Check(_young_with_little_schooling, ("born_on", "education")),
    "2_01_012": Check(_healthy_dropout, ("dropout_reason", "health")),
    "2_01_002": Check(_empty("health"), ("health",)),
    "2_01_003": Check(_unlisted("labour_skill", "labour_skill"), ("labour_skill",)),
    "2_01_011": Check(_minor_with_labour, ("born_on", "labour_skill")),
    "1111_07": Check(_pupil_with_labour, ("school_status", "labour_skill")),
    "2_01_005": Check(_able_but_unable, ("born_on", "health", "labour_skill")),
    "5_12_009": Check(_ill_but_able, ("born_on", "health", "labour_skill")),
    "2_12_005": Check(_old_with_labour, ("born_on", "labour_skill")),
    "2_01_008": Check(_uninsured, ("resident_medical", "employee_medical")),
    "2_01_009": Check(_insured_twice, ("resident_medical", "employee_medical")),
    "2_01_006": Check(_without_major_illness_insurance, ("major_illness_insurance",)),
    "3_01_007": Check(_aided_but_uninsured, ("resident_medical", "employee_medical", "medical_aid")),
    "4_01_006": Check(_pupil_at_work, ("school_status", "work_months", "work_place", "has_work")),
    "R3-13": Check(_one_of("work_place", "work_months"), ("work_place", "work_months")),
    "3_01_008": Check(_post_of_minor, ("born_on", "public_post")),
    "5_01_006": Check(_post_of_old, ("born_on", "public_post")),
    "3_01_006": Check(_one_of("public_post", "public_post_months"), ("public_post", "public_post_months")),
}
