"""What a blank can be filled with: fields of the ledger with their Chinese names and the titles that mean them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.paths import resource
from app.services.files.columns import (
    ColumnSet,
    Field,
    FieldKind,
    column_set,
    title_key,
    title_key_without_remark,
)


class Level(StrEnum):
    """What a field speaks of."""

    ROW = "row"
    OFFICE = "office"
    HOUSEHOLD = "household"
    PERSON = "person"


class ValueKind(StrEnum):
    """How a value is written into a cell."""

    TEXT = "text"
    ID = "id"  # an ID number: text, masked on wish
    CODE = "code"  # digits that stay text: codes, phones
    NUMBER = "number"
    YUAN = "yuan"  # stored in fen
    HUNDREDTHS = "hundredths"  # areas
    DAY = "day"
    TRUTH = "truth"  # 是, 否
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FillField:
    """One field: its key, its name, what it speaks of, how it is written, and the titles that mean it."""

    key: str
    title: str
    level: Level
    kind: ValueKind
    titles: tuple[str, ...]


@cache
def fields() -> Mapping[str, FillField]:
    """Every field by its key, in the order in which they are offered."""
    table = tomllib.loads(resource("filling_fields.toml").read_text(encoding="utf-8"))
    known = {field.name: field.titles for field in column_set("roster").fields}
    made = {}
    for entry in table["field"]:
        key, title = str(entry["key"]), str(entry["title"])
        titles = dict.fromkeys((title, *known.get(key, ()), *entry["titles"]))
        made[key] = FillField(key, title, Level(entry["level"]), ValueKind(entry["kind"]), tuple(titles))
    return made


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
            listed.append(Field(field.key, FieldKind.TEXT, titles))
    return ColumnSet("filling", "套表", tuple(listed), needs=())


def named(words: str) -> str | None:
    """A field by its key, its name or one of its titles, as a person types it."""
    return words if words in fields() else field_of(words)
