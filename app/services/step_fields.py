"""The fields of workflow rows by their Chinese names, kinds and choices: data for forms and for refusals."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models.enums import Category, Labelled, Risk, VisitOutcome
from app.paths import resource

_ENUMS: Mapping[str, type[Labelled]] = {"category": Category, "risk": Risk, "visit_outcome": VisitOutcome}


@dataclass(frozen=True, slots=True)
class StepField:
    """One field: what people call it, what kind of value it holds, and the choices as (code, word)."""

    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()


@cache
def step_fields() -> Mapping[str, StepField]:
    """Every field of ``resources/fields.toml`` by its name in ``--data``."""
    table = tomllib.loads(resource("fields.toml").read_text(encoding="utf-8"))
    listed = {name: tuple((code, word) for code, word in pairs) for name, pairs in table["options"].items()}
    listed |= {name: tuple((member.value, member.label) for member in enum) for name, enum in _ENUMS.items()}
    return {
        name: StepField(entry["label"], entry.get("kind", "text"), listed.get(entry.get("options", ""), ()))
        for name, entry in table["field"].items()
    }


def field_label(name: str) -> str:
    """What people call a field; its code when it has no other name."""
    found = step_fields().get(name)
    return found.label if found else name
