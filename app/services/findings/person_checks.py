"""Checks of one member by the member's own row (domain 6.1-6.6): each a condition and the columns that prove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, and_, case, func, not_, or_

from app.services.effective import Sql
from app.services.files.codes import code_list
from app.services.findings.base import Asked, digit
from app.services.findings.rules import Rule

Condition = Callable[[Subquery, Asked, Rule], Sql]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_LENGTHS = (18, 20, 22)
_CERTIFICATE = 20
_PRESCHOOL = ("学龄前儿童", "学前教育")
_PRIMARY = ("小学",)
_JUNIOR = ("七年级", "八年级", "九年级")
_SENIOR = ("普通高中一年级", "普通高中二年级", "普通高中三年级", "中职一年级", "中职二年级", "中职三年级")
_POSTGRADUATE = ("硕士研究生及以上",)
_ABLE = ("普通劳动力", "技能劳动力")
_UNABLE = ("丧失劳动力", "无劳动力", "弱劳动力或半劳动力")
_FEMALE = (
    "之女", "之儿媳", "之孙女", "之外孙女", "之母", "之岳母", "之婆婆", "之祖母", "之外祖母", "之曾孙女", "之侄女",
    "之兄弟媳妇",
)  # fmt: skip
_MALE = (
    "之子", "之女婿", "之孙子", "之外孙子", "之父", "之岳父", "之公公", "之祖父", "之外祖父", "之曾孙子", "之侄儿",
    "之叔伯",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """A condition over ``base.people``, and the columns that are its evidence."""

    condition: Condition
    evidence: Sequence[str]


def _number(p: Subquery) -> Sql:
    return func.coalesce(p.c.id_number, "")


def _wrong_length(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(_number(p) != "", func.length(_number(p)).not_in(_LENGTHS))


def _wrong_check_digit(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    number = func.upper(_number(p))
    total: Sql = digit(number, 1) * _WEIGHTS[0]
    for position, weight in enumerate(_WEIGHTS[1:], start=2):
        total = total + digit(number, position) * weight
    right = func.substr(_CHECK_DIGITS, total % 11 + 1, 1)
    of_certificate = and_(func.length(number) >= _CERTIFICATE, not_(func.substr(number, 19, 1).between("1", "7")))
    return and_(func.length(number).in_(_LENGTHS), or_(func.substr(number, 18, 1) != right, of_certificate))


def _impossible_birth(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    year, month = func.substr(_number(p), 7, 4), func.substr(_number(p), 11, 2)
    outside = or_(year < str(rule.params["earliest_year"]), year > str(asked.today.year), month > "12", month == "00")
    return and_(func.length(_number(p)).in_(_LENGTHS), outside)


def _no_number(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return or_(_number(p) == "", func.substr(_number(p), 1, 6) == "999999")


def _disabled_without_certificate(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.health.contains("残疾"), func.coalesce(p.c.id_kind, "") != "残疾人证")


def _empty(name: str) -> Condition:
    def condition(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
        return func.coalesce(p.c[name], "") == ""

    return condition


def _unlisted(name: str, codes: str) -> Condition:
    def condition(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
        return func.coalesce(p.c[name], "").not_in(code_list(codes).values)

    return condition


def _relation_against_sex(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return or_(
        and_(p.c.relation.in_(_FEMALE), _is_male(p) == 1),
        and_(p.c.relation.in_(_MALE), _is_male(p) == 0),
    )


def _is_male(p: Subquery) -> Sql:

    # The number goes before the column (domain 6.2: by ID digit 17).
    return func.coalesce(p.c.sex_digit, case((p.c.sex == "male", 1), (p.c.sex == "female", 0)))


def _no_schooling(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.education.is_(None), p.c.school_status.is_(None), p.c.dropout_reason.is_(None))


def _both_schoolings(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.education.is_not(None), p.c.school_status.is_not(None))


def _between(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    """From ``from_age`` to ``to_age`` today, both included."""
    return and_(
        asked.age(p.c.born_on, rule.params["from_age"]), not_(asked.age(p.c.born_on, rule.params["to_age"] + 1))
    )


def _out_of_school(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    of_age = and_(
        asked.school_age(p.c.born_on, rule.params["from_age"]),
        not_(asked.school_age(p.c.born_on, rule.params["to_age"] + 1)),
    )
    return and_(of_age, p.c.school_status.is_(None), p.c.dropout_reason.is_(None))


def _still_preschool(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    of_age = asked.school_age(p.c.born_on, rule.params["from_age"])
    return and_(of_age, p.c.health == "健康", p.c.school_status.in_(_PRESCHOOL))


def _wrong_age_for(classes: Sequence[str]) -> Condition:
    def condition(p: Subquery, asked: Asked, rule: Rule) -> Sql:
        outside = [not_(asked.school_age(p.c.born_on, rule.params["from_age"]))]
        if "to_age" in rule.params:
            outside.append(asked.school_age(p.c.born_on, rule.params["to_age"] + 1))
        return and_(p.c.school_status.in_(classes), or_(*outside))

    return condition


def _tertiary() -> Sequence[str]:
    return [word for word in code_list("school_status").values if word.startswith(("高职", "技师", "本科"))]


def _young_with_little_schooling(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(_between(p, asked, rule), p.c.education.in_(("小学", "文盲或半文盲")))


def _healthy_dropout(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.dropout_reason.in_(("因病", "因残")), p.c.health == "健康")


def _minor_with_labour(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(not_(asked.age(p.c.born_on, rule.params["age"])), p.c.labour_skill != "无劳动力")


def _pupil_with_labour(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.school_status.not_in(_PRESCHOOL), p.c.labour_skill != "无劳动力")


def _able_but_unable(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    well = and_(p.c.health == "健康", p.c.school_status.is_(None))
    return and_(_between(p, asked, rule), well, p.c.labour_skill.in_(_UNABLE))


def _ill_but_able(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(_between(p, asked, rule), p.c.health != "健康", p.c.labour_skill.in_(_ABLE))


def _old_with_labour(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(asked.age(p.c.born_on, rule.params["age"]), p.c.labour_skill.in_((*_ABLE, "丧失劳动力")))


def _uninsured(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.resident_medical, 0) == 0, func.coalesce(p.c.employee_medical, 0) == 0)


def _insured_twice(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.resident_medical == 1, p.c.employee_medical == 1)


def _without_major_illness_insurance(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return func.coalesce(p.c.major_illness_insurance, 0) == 0


def _aided_but_uninsured(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.resident_medical == 0, func.coalesce(p.c.employee_medical, 0) == 0, p.c.medical_aid == 1)


def _pupil_at_work(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
    return and_(p.c.school_status.not_in(_PRESCHOOL), p.c.work_months > 0)


def _one_of(first: str, months: str) -> Condition:
    def condition(p: Subquery, _asked: Asked, _rule: Rule) -> Sql:
        has_word, has_months = func.coalesce(p.c[first], "") != "", func.coalesce(p.c[months], 0) > 0
        return or_(and_(has_word, not_(has_months)), and_(not_(has_word), has_months))

    return condition


def _post_of_minor(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.public_post, "") != "", not_(asked.age(p.c.born_on, rule.params["age"])))


def _post_of_old(p: Subquery, asked: Asked, rule: Rule) -> Sql:
    return and_(func.coalesce(p.c.public_post, "") != "", asked.age(p.c.born_on, rule.params["age"]))


PERSON_CHECKS: Mapping[str, PersonCheck] = {
    "1_01_002": PersonCheck(_wrong_length, ("id_number",)),
    "1_01_003": PersonCheck(_wrong_check_digit, ("id_number",)),
    "R3-01": PersonCheck(_impossible_birth, ("id_number",)),
    "4_01_003": PersonCheck(_no_number, ("id_number",)),
    "4_01_002": PersonCheck(_disabled_without_certificate, ("health", "id_kind")),
    "2_01_001": PersonCheck(_empty("ethnicity"), ("ethnicity",)),
    "3_01_001": PersonCheck(_unlisted("relation", "relation"), ("relation",)),
    "2_01_004": PersonCheck(_relation_against_sex, ("relation", "sex_digit", "sex")),
    "3_01_002": PersonCheck(_no_schooling, ("education", "school_status", "dropout_reason")),
    "3_12_004": PersonCheck(_both_schoolings, ("education", "school_status")),
    "1_02_005": PersonCheck(_out_of_school, ("born_on", "school_status", "dropout_reason")),
    "5_12_013": PersonCheck(_still_preschool, ("born_on", "school_status", "health")),
    "5_12_014": PersonCheck(_wrong_age_for(_PRIMARY), ("born_on", "school_status")),
    "5_12_015": PersonCheck(_wrong_age_for(_JUNIOR), ("born_on", "school_status")),
    "5_12_016": PersonCheck(_wrong_age_for(_SENIOR), ("born_on", "school_status")),
    "5_12_017": PersonCheck(_wrong_age_for(_tertiary()), ("born_on", "school_status")),
    "5_12_018": PersonCheck(_wrong_age_for(_POSTGRADUATE), ("born_on", "school_status")),
    "5_12_019": PersonCheck(_young_with_little_schooling, ("born_on", "education")),
    "2_01_012": PersonCheck(_healthy_dropout, ("dropout_reason", "health")),
    "2_01_002": PersonCheck(_empty("health"), ("health",)),
    "2_01_003": PersonCheck(_unlisted("labour_skill", "labour_skill"), ("labour_skill",)),
    "2_01_011": PersonCheck(_minor_with_labour, ("born_on", "labour_skill")),
    "1111_07": PersonCheck(_pupil_with_labour, ("school_status", "labour_skill")),
    "2_01_005": PersonCheck(_able_but_unable, ("born_on", "health", "labour_skill")),
    "5_12_009": PersonCheck(_ill_but_able, ("born_on", "health", "labour_skill")),
    "2_12_005": PersonCheck(_old_with_labour, ("born_on", "labour_skill")),
    "2_01_008": PersonCheck(_uninsured, ("resident_medical", "employee_medical")),
    "2_01_009": PersonCheck(_insured_twice, ("resident_medical", "employee_medical")),
    "2_01_006": PersonCheck(_without_major_illness_insurance, ("major_illness_insurance",)),
    "3_01_007": PersonCheck(_aided_but_uninsured, ("resident_medical", "employee_medical", "medical_aid")),
    "4_01_006": PersonCheck(_pupil_at_work, ("school_status", "work_months")),
    "R3-13": PersonCheck(_one_of("work_place", "work_months"), ("work_place", "work_months")),
    "3_01_008": PersonCheck(_post_of_minor, ("born_on", "public_post")),
    "5_01_006": PersonCheck(_post_of_old, ("born_on", "public_post")),
    "3_01_006": PersonCheck(_one_of("public_post", "public_post_months"), ("public_post", "public_post_months")),
}
