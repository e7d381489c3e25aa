"""The rules that offer alerts from the ledger's own facts: a table in ``resources/alert_rules.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from app.paths import resource


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A rule, the gap it speaks of, its parameters, and what it looks at in words."""

    code: str
    number: str
    name: str
    gap: str
    note: str
    params: Mapping[str, int]
    on: bool = True
    reason: str = ""  # why the office changed it; empty = as it came

    @property
    def about(self) -> str:
        """What it looks at, with the parameters that are used."""
        return self.note.format(**self.params)

    def configured(self, *, on: bool, params: Mapping[str, int], reason: str) -> AlertRule:
        """The rule as an office uses it."""
        return replace(self, on=on, params=MappingProxyType({**self.params, **params}), reason=reason)


@cache
def alert_rules() -> Mapping[str, AlertRule]:
    """Every rule as it comes with the program, in the order of the table."""
    table = tomllib.loads(resource("alert_rules.toml").read_text(encoding="utf-8"))
    found = (
        AlertRule(r["code"], r["number"], r["name"], r["gap"], r["note"], MappingProxyType(dict(r["params"])))
        for r in table["rule"]
    )
    return MappingProxyType({rule.code: rule for rule in found})
