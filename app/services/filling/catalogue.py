"""What a blank can be filled with: fields of the ledger with their Chinese names and the titles that mean them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from app.paths import resource
from app.services.files.columns import (
    ColumnSet,
    Field,
    column_set,
    title_key,
    title_key_without_remark,
)
from app.services.files.columns import FieldKind as CellKind
from app.services.rosters.catalogue import FieldKind, catalogue


class Level(StrEnum):
    """What a field speaks of."""

    ROW = "row"
    OFFICE = "office"
    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Source:
    """A field of the rosters' catalogue that a value is read from; ``is_opposite`` turns 是 into 否."""

    field: str
    is_opposite: bool = False


@dataclass(frozen=True, slots=True)
class FillField:
    """One field: its key, its name, what it speaks of, what its values are, the titles that mean it.

    The first of ``sources`` with a value counts; one without any is known when the blank is filled.
    """

    key: str
    title: str
    level: Level
    kind: FieldKind
    titles: tuple[str, ...]
    sources: tuple[Source, ...]


@cache
def fields() -> Mapping[str, FillField]:
    """Every field by its key, in the order in which they are offered."""
    table = tomllib.loads(resource("filling_fields.toml").read_text(encoding="utf-8"))
    known = {field.name: field.titles for field in column_set("roster").fields}
    return {str(entry["key"]): _field(entry, known.get(entry["key"], ())) for entry in table["field"]}


def _field(entry: Mapping[str, Any], titles: Sequence[str]) -> FillField:
    title = str(entry["title"])
    sources = tuple(Source(name.removeprefix("!"), name.startswith("!")) for name in entry.get("from", ()))
    first = catalogue()[sources[0].field] if sources else None
    level = entry.get("level") or (Level.PERSON if first and first.of_persons else Level.HOUSEHOLD)
    kind = entry.get("kind") or (first.kind if first else FieldKind.TEXT)
    every = dict.fromkeys((title, *titles, *entry.get("titles", ())))
    return FillField(str(entry["key"]), title, Level(level), FieldKind(kind), tuple(every), sources)


@cache
def _by_title() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field in fields().values():
        found.setdefault(title_key(field.title), field.key)
    for field in fields().values():
        for title in field.titles:
            found.setdefault(title_key(title), field.key)
    return found


def field_of(title: str) -> str | None:
    """The field that a title or label means; None when nobody taught us."""
    for key in (title_key(title), title_key_without_remark(title)):
        if key and key in _by_title():
            return _by_title()[key]
    return None


@cache
def list_columns() -> ColumnSet:
    """The fields that may head a column, as the header finder wants them."""
    owners = _by_title()
    listed = []
    for field in fields().values():
        if field.level is not Level.OFFICE:
            titles = tuple(title for title in field.titles if owners[title_key(title)] == field.key)
            listed.append(Field(field.key, CellKind.TEXT, titles))
    return ColumnSet("filling", "套表", tuple(listed), needs=())


def named(words: str) -> str | None:
    """A field by its key, its name or one of its titles, as a person types it."""
    return words if words in fields() else field_of(words)
