"""The matrix of measures against gaps and risks (domain 6.10), as data."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache

from app.paths import resource


@cache
def _matrix() -> Mapping[str, Mapping[str, frozenset[str]]]:
    table = tomllib.loads(resource("measures.toml").read_text(encoding="utf-8"))
    return {part: {name: frozenset(groups) for name, groups in rows.items()} for part, rows in table.items()}


def fitting_groups(gap: str, risks: Collection[str] = ()) -> frozenset[str]:
    """The groups of which one must be among the measures: the gap's, else those of the risks; empty = any."""
    matrix = _matrix()
    found = matrix["gap"].get(gap)
    if found is not None:
        return found
    return frozenset().union(*(matrix["risk"].get(risk, frozenset()) for risk in risks))
