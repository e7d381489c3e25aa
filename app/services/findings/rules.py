"""The rule table: what each check asks, in words and numbers (``resources/checks/<group>.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from typing_extensions import override

from app.paths import resource

GROUPS = (
    "identity",
    "structure",
    "school",
    "health",
    "insurance",
    "work",
    "living",
    "income",
    "risk",
    "measures",
    "elimination",
    "village",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check. ``code`` is the province's number; ``numbers`` are all under which the same check is known.

    ``needs`` are the columns without which the check claims nothing: each ``table.column`` (``table.*``: any row),
    or several joined by ``|`` of which one is enough. Outside ``first_year`` to ``last_year`` it claims nothing either.
    """

    code: str
    numbers: tuple[str, ...]
    family: int
    group: str
    title: str
    level: int
    explain: str
    hint: str
    message: str
    on: bool = True
    needs: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    params: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    # Why the office uses it otherwise than the table says; empty = as the table says.
    reason: str = ""

    @override
    def __hash__(self) -> int:
        """By what the check asks."""
        return hash((self.code, self.on, tuple(self.params.items())))

    def holds_in(self, year: int) -> bool:
        """Whether the year lies in the rule's range."""
        return (self.first_year or year) <= year <= (self.last_year or year)

    def configured(self, *, on: bool, params: Mapping[str, int], reason: str) -> Rule:
        """The rule as an office uses it."""
        return replace(self, on=on, params=MappingProxyType({**self.params, **params}), reason=reason)


def _read(group: str) -> Iterable[Rule]:
    table = tomllib.loads(resource("checks", f"{group}.toml").read_text(encoding="utf-8"))
    for entry in table["check"]:
        lists = {name: tuple(entry.get(name, ())) for name in ("numbers", "needs")}
        params = MappingProxyType(dict(entry.get("params", {})))
        yield Rule(**{**entry, **lists, "group": group, "params": params})


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code, as the table says, in its order."""
    return MappingProxyType({rule.code: rule for group in GROUPS for rule in _read(group)})


def active(table: Mapping[str, Rule] | None = None) -> Mapping[str, Rule]:
    """The rules that are switched on."""
    return {code: rule for code, rule in (rules() if table is None else table).items() if rule.on}


def find_rule(number: str, table: Mapping[str, Rule] | None = None) -> Rule | None:
    """The rule of a code or of any of its official numbers."""
    known = rules() if table is None else table
    return next((rule for rule in known.values() if number in (rule.code, *rule.numbers)), None)
