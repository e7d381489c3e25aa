"""The catalogue: every field that a roster can show, filter and sort by, from ``resources/rosters/fields.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from app.models import enums
from app.paths import resource
from app.services.files.codes import code_list
from app.services.rosters.design import Digits, RosterDesign, Subject, Test


class FieldKind(StrEnum):
    """What the values of a field are."""

    TEXT = "text"
    ID = "id"
    PHONE = "phone"
    CODE = "code"
    NUMBER = "number"
    FEN = "fen"
    AREA = "area"  # 1/100 of 亩 or m²
    DAY = "day"
    TRUTH = "truth"
    CHOICE = "choice"
    CODES = "codes"  # several values joined by a comma


NUMERIC = frozenset({FieldKind.NUMBER, FieldKind.FEN, FieldKind.AREA})
TRUTHS: Mapping[str, str] = MappingProxyType({"1": "是", "0": "否", "": "不清楚"})
_KNOWN_OR_NOT = (Test.FILLED, Test.EMPTY)
_WORDS = (Test.IS, Test.IS_NOT, Test.CONTAINS, *_KNOWN_OR_NOT)
_TESTS: Mapping[FieldKind, tuple[Test, ...]] = {
    FieldKind.TEXT: _WORDS,
    FieldKind.ID: _WORDS,
    FieldKind.PHONE: _WORDS,
    FieldKind.CODE: _WORDS,
    FieldKind.NUMBER: (Test.BETWEEN, *_KNOWN_OR_NOT),
    FieldKind.FEN: (Test.BETWEEN, *_KNOWN_OR_NOT),
    FieldKind.AREA: (Test.BETWEEN, *_KNOWN_OR_NOT),
    FieldKind.DAY: (Test.BETWEEN, *_KNOWN_OR_NOT),
    FieldKind.TRUTH: (Test.IS, Test.IS_NOT),
    FieldKind.CHOICE: (Test.IS, Test.IS_NOT, *_KNOWN_OR_NOT),
    FieldKind.CODES: (Test.IS, Test.IS_NOT, *_KNOWN_OR_NOT),
}


@dataclass(frozen=True, slots=True)
class RosterField:
    """A field. ``words`` are its values as (stored, shown) where they are of a list."""

    key: str  # "facts.education"
    title: str
    kind: FieldKind
    width: float
    group: str  # 教育健康劳动保障
    of_persons: bool
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The part of the query that it comes from."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name there."""
        return self.key.partition(".")[2]

    @property
    def tests(self) -> tuple[Test, ...]:
        """What can be asked of it."""
        return _TESTS[self.kind]

    def fits(self, subject: Subject) -> bool:
        """Whether a row of this subject has it."""
        return subject is Subject.PERSONS or not self.of_persons

    def stored(self, value: str) -> str:
        """The stored value for a word as people write it; the word itself where the field has no list."""
        return next((code for code, word in self.words.items() if value in (code, word)), value)

    def shown(self, value: str) -> str:
        """The word for a stored value."""
        return self.words.get(value, value)


@cache
def catalogue() -> Mapping[str, RosterField]:
    """Every field by its key, in the order in which the designer lists them."""
    table = tomllib.loads(resource("rosters", "fields.toml").read_text(encoding="utf-8"))
    found: dict[str, RosterField] = {}
    for source, section in table.items():
        for name, (title, kind, width, *words) in section["fields"].items():
            key = f"{source}.{name}"
            found[key] = RosterField(
                key=key,
                title=title,
                kind=FieldKind(kind),
                width=float(width),
                group=section["label"],
                of_persons=section["of"] == "person",
                words=_words(FieldKind(kind), words[0] if words else ""),
            )
    return MappingProxyType(found)


def _words(kind: FieldKind, listed: str) -> Mapping[str, str]:
    if kind is FieldKind.TRUTH:
        return TRUTHS
    if listed.startswith("enum:"):
        members: type[enums.Labelled] = getattr(enums, listed.removeprefix("enum:"))
        return {member.value: member.label for member in members}
    if listed:
        codes = code_list(listed)
        return {value: codes.label(value) for value in codes.values}
    return {}


def design_shows_ids(design: RosterDesign) -> bool:
    """Whether whole ID numbers stand in the columns of a design."""
    known = catalogue()
    shown = (known[column.field] for column in design.columns if column.field in known)
    return design.ids is Digits.WHOLE and any(field.kind is FieldKind.ID for field in shown)
