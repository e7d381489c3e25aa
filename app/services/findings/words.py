"""Words of the checks that are no rule's: the groups, and the values that a finding rests on."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from app.models.enums import Risk
from app.paths import resource
from app.services.files.codes import code_list

_VALUES = {"male": "男", "female": "女"}


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource("finding_words.toml").read_text(encoding="utf-8"))


def group_word(group: str) -> str:
    """What a group of rules is called."""
    return str(_table()["group"].get(group, group))


def param_word(name: str) -> str:
    """What a parameter of a rule is called; its name if nobody has named it."""
    return str(_table()["param"].get(name, name))


def evidence_words(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """The evidence of a finding as (name, value) pairs for a person; measures that are not there are left out."""
    names = _table()["evidence"]
    return tuple(
        (str(names.get(name, name)), _shown(name, value))
        for name, value in values.items()
        if value not in (None, "") or not name.startswith("m_")
    )


def _is_one_of(kind: str, name: str) -> bool:
    listed: Collection[str] = _table()["kinds"][kind]
    return name in listed


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, list):
        return f"{len(value)} 条"  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, int):
        return _number(name, value)
    if name in ("risks", "risk_list"):
        return "、".join(_risk(one) for one in str(value).strip(",").split(",") if one)
    return _VALUES.get(str(value)) or _listed(name, str(value))


def _number(name: str, value: int) -> str:
    if name.endswith("_fen") or _is_one_of("hundredths", name):
        return f"{value / 100:,.2f}".removesuffix(".00")
    if _is_one_of("sexes", name):
        return "女男"[value % 2]
    if _is_one_of("truths", name) and value in (0, 1):
        return "否是"[value]
    return str(value)


def _listed(name: str, value: str) -> str:
    """The label of a value that is stored by its code."""
    if name not in ("school_status", "education", "labour_skill", "health"):
        return value
    labels = code_list(name)
    return "、".join(labels.label(one) for one in value.split(","))


def _risk(code: str) -> str:
    return Risk(code).label if code in {risk.value for risk in Risk} else code
