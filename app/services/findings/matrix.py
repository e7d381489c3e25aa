"""The matrix of risks and measures that the province checks, as data (``resources/checks/matrix.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models.enums import MeasureGroup, Risk
from app.paths import resource
from app.services.files.codes import code_list

# The column of an exported measure where it is not called as its group.
_COLUMNS = {"social_security": "comprehensive", "social": "society", "living_conditions": "living"}
GROUPS = tuple(group.value for group in MeasureGroup)
DEVELOPMENT = ("industry", "employment", "finance", "public_post")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A risk, or a fact, that calls for at least one measure of ``fits``; once eliminated also of ``eliminated``."""

    rule: str
    fits: tuple[str, ...]
    eliminated: tuple[str, ...]
    risk: str | None = None
    fact: str | None = None

    @property
    def words(self) -> str:
        """What calls for the measures, in words."""
        return Risk(self.risk).label if self.risk else fact_words()[self.fact or ""]


@dataclass(frozen=True, slots=True)
class Serving:
    """The risks and facts that a group of measures is for; ``is_strict`` = without any of them it is a doubt."""

    risks: tuple[str, ...]
    facts: tuple[str, ...]
    is_strict: bool


@cache
def _table() -> Mapping[str, object]:
    return tomllib.loads(resource("checks", "matrix.toml").read_text(encoding="utf-8"))


def _part(name: str) -> Mapping[str, object]:
    part = _table()[name]
    assert isinstance(part, Mapping)
    return part  # pyright: ignore[reportUnknownVariableType]


@cache
def matrix_rows() -> tuple[MatrixRow, ...]:
    """Every row of the matrix."""
    rows = _table()["row"]
    assert isinstance(rows, list)
    return tuple(
        MatrixRow(row["rule"], tuple(row["fits"]), tuple(row.get("eliminated", ())), row.get("risk"), row.get("fact"))
        for row in rows  # pyright: ignore[reportUnknownVariableType]
    )


@cache
def servings() -> Mapping[str, Serving]:
    """What each group of measures is for; groups that are not listed are for anything."""
    found: dict[str, Serving] = {}
    for group, said in _part("serves").items():
        assert isinstance(said, Mapping)
        found[group] = Serving(tuple(said["risks"]), tuple(said["facts"]), bool(said.get("strict", False)))
    return found


@cache
def option_words(name: str) -> tuple[str, ...]:
    """The words by which an option of a measure is known."""
    words = _part("option")[name]
    assert isinstance(words, list)
    return tuple(str(word) for word in words)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


@cache
def fact_words() -> Mapping[str, str]:
    """How each fact is called."""
    return {name: str(word) for name, word in _part("fact_words").items()}


@cache
def risk_words(risk: str) -> tuple[str, ...]:
    """Every spelling of a risk: its code, the export's word, other words for it."""
    listed = code_list("risk")
    own = [word for words in (listed.own, listed.others) for word, code in words.items() if code == risk]
    return (risk, *own)


def column_of(group: str) -> str:
    """The column of the exported measures for a group."""
    return _COLUMNS.get(group, group)
