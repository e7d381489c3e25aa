"""What may be recorded in which column, and what a typed value must look like (domain 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.models.history import VERSIONED
from app.services.errors import Reason, refuse_all
from app.services.files.codes import code_list

Value = str | int | None
_MOST_MONTHS = 12


class Kind(StrEnum):
    """How a value is read."""

    TEXT = "text"
    TRUTH = "truth"
    MONTHS = "months"
    FEN = "fen"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Field:
    """A column that may be edited: its Chinese name, how it is read, and its code list."""

    label: str
    kind: Kind = Kind.TEXT
    codes: str = ""


PERSON_FACT: Mapping[str, Field] = {
    "education": Field("文化程度", Kind.CHOICE, "education"),
    "school_status": Field("在校生状况", Kind.CHOICE, "school_status"),
    "dropout_reason": Field("失学辍学原因"),
    "health": Field("健康状况", Kind.CHOICES, "health"),
    "labour_skill": Field("劳动技能", Kind.CHOICE, "labour_skill"),
    "political_status": Field("政治面貌", Kind.CHOICE, "political_status"),
    "work_months": Field("务工时间（月）", Kind.MONTHS),
    "work_place": Field("务工所在地"),
    "employer": Field("务工企业名称"),
    "employment_channel": Field("就业渠道"),
    "industry": Field("产业分类"),
    "works_abroad": Field("是否国外务工", Kind.TRUTH),
    "resident_medical": Field("居民医保", Kind.TRUTH),
    "employee_medical": Field("职工医保", Kind.TRUTH),
    "major_illness_insurance": Field("大病保险", Kind.TRUTH),
    "commercial_medical": Field("商业补充医疗保险", Kind.TRUTH),
    "medical_aid": Field("大病医疗救助", Kind.TRUTH),
    "other_health_aid": Field("其他健康扶贫", Kind.TRUTH),
    "resident_pension": Field("居民养老保险", Kind.TRUTH),
    "employee_pension": Field("职工养老保险", Kind.TRUTH),
    "subsistence_allowance": Field("享受低保", Kind.TRUTH),
    "extreme_poverty_support": Field("特困供养", Kind.TRUTH),
    "speaks_mandarin": Field("会讲普通话", Kind.TRUTH),
    "public_post": Field("公益性岗位类型"),
    "public_post_months": Field("公益性岗位（月数）", Kind.MONTHS),
    "disability_kind": Field("残疾类别"),
}
HOUSEHOLD_FACT: Mapping[str, Field] = {
    "housing_safe": Field("住房安全", Kind.TRUTH),
    "water_safe": Field("饮水安全", Kind.TRUTH),
    "medical_covered": Field("基本医疗有保障", Kind.TRUTH),
    "education_secured": Field("义务教育有保障", Kind.TRUTH),
    "food_enough": Field("不愁吃", Kind.TRUTH),
    "clothing_enough": Field("不愁穿", Kind.TRUTH),
    "has_electricity": Field("通生活用电", Kind.TRUTH),
    "has_broadcast": Field("通广播电视", Kind.TRUTH),
    "dangerous_housing": Field("危房户", Kind.TRUTH),
    "housing_grade": Field("危房等级", Kind.CHOICE, "housing_grade"),
    "safe_water": Field("解决安全饮用水", Kind.TRUTH),
    "no_labour_household": Field("整户无劳动能力兜底保障户", Kind.TRUTH),
    "net_per_head_fen": Field("人均纯收入", Kind.FEN),
    "note": Field("说明"),
}


def checked(values: Mapping[str, object], allowed: Mapping[str, Field], *, table: str) -> dict[str, Value]:
    """The values as they are stored; every one that cannot be is named in one refusal."""
    refuse_all(_unknown(values, allowed, table))
    read: dict[str, Value] = {}
    wrong: list[Reason] = []
    for name, value in values.items():
        found = _read(value, allowed[name])
        if isinstance(found, Reason):
            wrong.append(found)
        else:
            read[name] = found
    refuse_all([*wrong, *_too_long(read, allowed, table)])
    return read


def _unknown(values: Mapping[str, object], allowed: Mapping[str, Field], table: str) -> Iterator[Reason]:
    for name in values:
        if name not in allowed:
            yield Reason("record.unknown_field", {"field": name, "table": table})


def _too_long(values: Mapping[str, Value], allowed: Mapping[str, Field], table: str) -> Iterator[Reason]:
    columns = VERSIONED[table].c
    for name, value in values.items():
        most = getattr(columns[name].type, "length", None)
        if isinstance(value, str) and most is not None and len(value) > most:
            yield Reason("record.too_long", {"field": allowed[name].label, "most": most})


def _read(value: object, field: Field) -> Value | Reason:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match field.kind:
        case Kind.TRUTH:
            return _truth(value, field)
        case Kind.MONTHS | Kind.FEN:
            return _number(value, field)
        case Kind.CHOICE | Kind.CHOICES:
            return _choice(str(value).strip(), field)
        case _:
            return str(value).strip()


def _truth(value: object, field: Field) -> Value | Reason:
    if isinstance(value, (bool, int)) and value in (0, 1):
        return int(value)
    known = code_list("yes_no").find(str(value))
    return int(known[0]) if known else Reason("record.not_yes_or_no", {"field": field.label, "value": value})


def _number(value: object, field: Field) -> Value | Reason:
    try:
        number = int(str(value))
    except ValueError:
        return Reason("record.not_a_number", {"field": field.label, "value": value})
    if field.kind is Kind.MONTHS and not 0 <= number <= _MOST_MONTHS:
        return Reason("record.months_out_of_range", {"field": field.label, "value": number})
    return number


def _choice(text: str, field: Field) -> Value | Reason:
    listed = code_list(field.codes)
    parts = [part for part in re.split(r"[,，、]", text) if part] if field.kind is Kind.CHOICES else [text]
    stored: list[str] = []
    for part in parts:
        known = (part, True) if part in listed.values else listed.find(part)
        if known is None:
            words = [listed.label(value) for value in listed.values]
            return Reason("record.not_in_list", {"field": field.label, "value": part, "words": words})
        stored.append(known[0])
    return ",".join(dict.fromkeys(stored))
