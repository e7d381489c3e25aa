"""Where each kind of paper stands in the catalogue of 报表: ``resources/papers/shelves.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from app.paths import resource
from app.services.papers.kinds import kinds

# One entry for each stage or period, not one for the kind.
_APART = frozenset({"stage_report", "month_report", "quarter_report", "year_report", "bulletin"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """A heading of the catalogue and the kinds under it; reports of the stages or of the periods may stand here too."""

    name: str
    kinds: tuple[str, ...]
    has_reports: bool = False
    has_periods: bool = False


@cache
def shelves() -> tuple[Shelf, ...]:
    """Every kind on exactly one shelf, in the order of the year; what the file does not name stands last."""
    table = tomllib.loads(resource("papers", "shelves.toml").read_text(encoding="utf-8"))
    found = [
        Shelf(s["name"], tuple(s["kinds"]), bool(s.get("reports", False)), bool(s.get("periods", False)))
        for s in table["shelf"]
    ]
    named = {kind for shelf in found for kind in shelf.kinds} | _APART
    rest = tuple(code for code in kinds() if code not in named)
    return (*found, Shelf("其他", rest)) if rest else tuple(found)
