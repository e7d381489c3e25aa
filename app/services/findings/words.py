"""Words of the checks that are no rule's: the groups, and the values that a finding rests on."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache

from app.paths import resource

_TRUTHS = {"resident_medical", "employee_medical", "major_illness_insurance", "medical_aid", "housing_safe"}
_SEX_DIGITS = {"sex_digit", "head_sex", "spouse_sex"}
_VALUES = {"male": "男", "female": "女"}


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resource("finding_words.toml").read_text(encoding="utf-8"))


def group_word(group: str) -> str:
    """What a group of rules is called."""
    return _table()["group"].get(group, group)


def evidence_words(text: str) -> tuple[tuple[str, str], ...]:
    """The evidence of a finding as (name, value) pairs for a person."""
    values = json.loads(text)
    return tuple((_table()["evidence"].get(name, name), _shown(name, value)) for name, value in values.items())


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, list):
        return f"{len(value)} 条"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{value / 100:,.2f}"
    if name in _SEX_DIGITS and isinstance(value, int):
        return "女男"[value % 2]
    if (name in _TRUTHS or name.endswith("_safe")) and value in (0, 1):
        return "否是"[int(str(value))]
    return _VALUES.get(str(value), str(value))
