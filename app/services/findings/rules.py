"""The rule table: numbers, titles, levels, parameters and wording of the checks (``resources/checks.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from app.paths import resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check. ``code`` is the province's number; ``numbers`` are all under which the same check is known."""

    code: str
    numbers: tuple[str, ...]
    group: str
    title: str
    level: int
    explain: str
    hint: str
    message: str
    on: bool = True
    params: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the table."""
    table = tomllib.loads(resource("checks.toml").read_text(encoding="utf-8"))
    found = [Rule(**{**entry, "numbers": tuple(entry["numbers"])}) for entry in table["check"]]
    return MappingProxyType({rule.code: rule for rule in found})


def active() -> Mapping[str, Rule]:
    """The rules that are switched on."""
    return {code: rule for code, rule in rules().items() if rule.on}


def find_rule(number: str) -> Rule | None:
    """The rule of a code or of any of its official numbers."""
    return next((rule for rule in rules().values() if number in (rule.code, *rule.numbers)), None)
