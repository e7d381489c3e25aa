"""The kinds of what departments push, with the usual thresholds: data of ``resources/alert_lists.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from app.models.enums import Labelled
from app.paths import resource
from app.services.files.codes import folded

OTHER = "other"


class Population(Labelled):
    """Whose threshold counts."""

    MONITORED = "monitored", "监测对象"
    EXITED = "exited", "脱贫户"
    OTHER = "other", "其他农户"


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of push: the gap it speaks of, and from which amount (fen) it is offered; without amounts always."""

    code: str
    name: str
    gap: str
    by_amount: bool
    thresholds: Mapping[Population, int]
    is_over: bool
    on: bool
    period: str
    note: str
    words: tuple[str, ...]
    reason: str = ""  # why the office changed it; empty = as it came

    def configured(self, *, on: bool, thresholds: Mapping[Population, int], reason: str) -> ListKind:
        """The kind as an office uses it."""
        return replace(self, on=on, thresholds=MappingProxyType({**self.thresholds, **thresholds}), reason=reason)

    def reaches(self, amount_fen: int, population: Population) -> bool:
        """Whether an amount is offered: at the threshold, or only above it."""
        limit = self.thresholds[population]
        return amount_fen > limit if self.is_over else amount_fen >= limit


@cache
def list_kinds() -> Mapping[str, ListKind]:
    """Every kind as it comes with the program, in the order of the table."""
    table = tomllib.loads(resource("alert_lists.toml").read_text(encoding="utf-8"))
    found = (
        ListKind(
            code=row["code"],
            name=row["name"],
            gap=row["gap"],
            by_amount=row["by"] == "amount",
            thresholds=MappingProxyType({p: row[p.value] for p in Population if p.value in row}),
            is_over=row.get("is_over", False),
            on=True,
            period=row.get("period", ""),
            note=row["note"],
            words=tuple(row["words"]),
        )
        for row in table["kind"]
    )
    return MappingProxyType({kind.code: kind for kind in found})


def kind_of_word(word: str) -> str | None:
    """The kind that a cell, a title or a file's name speaks of; the longest word that stands in it decides."""
    text = folded(word)
    known = [
        (folded(said), kind.code) for kind in list_kinds().values() for said in (kind.name, kind.code, *kind.words)
    ]
    found = [(len(said), said == text, code) for said, code in known if said in text]
    return max(found, key=lambda one: (one[1], one[0]))[2] if found else None
