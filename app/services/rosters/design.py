"""A roster as it is designed: whom it lists, in which columns and order, how it looks. Pure data, stored as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar, cast

from app.models.enums import Labelled
from app.services.errors import refuse

Word = TypeVar("Word", bound=Labelled)

BLANK = "blank"  # a column without a field: room to write


class Subject(Labelled):
    """What one row is."""

    PERSONS = "persons", "人员（一人一行）"
    HOUSEHOLDS = "households", "农户（一户一行）"


class Test(Labelled):
    """What a condition asks of a field."""

    __test__ = False  # pytest would take it for tests

    IS = "is", "是"
    IS_NOT = "is_not", "不是"
    CONTAINS = "contains", "含有"
    BETWEEN = "between", "在范围内"
    FILLED = "filled", "已填写"
    EMPTY = "empty", "未填写"


class Digits(Labelled):
    """How much of an ID number or phone is shown."""

    WHOLE = "whole", "全部"
    MASKED = "masked", "掩码"
    TAIL = "tail", "后两位"


class Grouping(Labelled):
    """How groups are told apart."""

    SHEETS = "sheets", "每组一张表"
    HEADINGS = "headings", "表内分组"


class PaperSize(Labelled):
    """The paper and how it lies."""

    A4_WIDE = "a4_wide", "A4 横向"
    A4_TALL = "a4_tall", "A4 纵向"
    A3_WIDE = "a3_wide", "A3 横向"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; with ``is_or`` it is an alternative to the one before, else it narrows further."""

    field: str
    test: Test
    values: tuple[str, ...] = ()  # BETWEEN: from and to, either may be empty
    is_or: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a field of the catalogue, under its own title where the office wants another."""

    field: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of the order; the keys before it go first."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDesign:
    """Everything about a roster."""

    name: str
    subject: Subject
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()
    group_by: str = ""
    grouping: Grouping = Grouping.HEADINGS
    subtotals: bool = True
    numbered: bool = True
    ids: Digits = Digits.MASKED
    phones: Digits = Digits.WHOLE
    title: str = ""  # empty = township and name
    subtitle: str = ""
    office_line: bool = True  # 填报单位 and the day below the title
    signers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    paper: PaperSize = PaperSize.A4_WIDE

    @property
    def used_fields(self) -> tuple[str, ...]:
        """Every field it refers to, once."""
        named = [c.field for c in self.columns if c.field != BLANK]
        named += [c.field for c in self.conditions] + [k.field for k in self.sort]
        return tuple(dict.fromkeys([*named, *filter(None, [self.group_by])]))

    def in_villages(self, villages: Sequence[str]) -> RosterDesign:
        """The same for these villages only; for all when none is named."""
        if not villages:
            return self
        narrower = Condition("household.village_name", Test.IS, tuple(villages))
        return replace(self, conditions=(*self.conditions, narrower))


def to_json(design: RosterDesign) -> dict[str, object]:
    """The design as plain values; what stands at its default is left out."""
    defaults = {f.name: f.default for f in fields(RosterDesign)}
    found: dict[str, object] = {}
    for name in defaults:
        value = getattr(design, name)
        if value == defaults[name]:
            continue
        found[name] = [_part(item) for item in value] if isinstance(value, tuple) else _word(value)
    return found


def _word(value: object) -> object:
    return value.value if isinstance(value, Labelled) else value


def _part(item: object) -> object:
    if isinstance(item, Column):
        return {"field": item.field, "title": item.title} if item.title else item.field
    if isinstance(item, SortKey):
        return {"field": item.field, "descending": True} if item.descending else item.field
    if isinstance(item, Condition):
        made: dict[str, object] = {"field": item.field, "test": item.test.value}
        if item.values:
            made["values"] = list(item.values)
        return {**made, "or": True} if item.is_or else made
    return item


def from_json(value: object) -> RosterDesign:
    """A design from plain values, words in Chinese or as codes; ``rosters.unreadable`` names what is wrong."""
    if not isinstance(value, Mapping):
        raise refuse("rosters.unreadable", part="名册", value=_short(value))
    known = {f.name for f in fields(RosterDesign)}
    for name in value:
        if name not in known:
            raise refuse("rosters.unknown_part", part=name, known=sorted(known))
    return RosterDesign(
        name=_text(value, "name"),
        subject=_choice(value, "subject", Subject, Subject.PERSONS),
        columns=tuple(_column(item) for item in _items(value, "columns")),
        conditions=tuple(_condition(item) for item in _items(value, "conditions")),
        sort=tuple(_sort_key(item) for item in _items(value, "sort")),
        group_by=_text(value, "group_by"),
        grouping=_choice(value, "grouping", Grouping, Grouping.HEADINGS),
        subtotals=_flag(value, "subtotals", default=True),
        numbered=_flag(value, "numbered", default=True),
        ids=_choice(value, "ids", Digits, Digits.MASKED),
        phones=_choice(value, "phones", Digits, Digits.WHOLE),
        title=_text(value, "title"),
        subtitle=_text(value, "subtitle"),
        office_line=_flag(value, "office_line", default=True),
        signers=tuple(map(str, _items(value, "signers"))),
        notes=tuple(map(str, _items(value, "notes"))),
        paper=_choice(value, "paper", PaperSize, PaperSize.A4_WIDE),
    )


def encoded(design: RosterDesign) -> str:
    """As the database keeps it."""
    return json.dumps(to_json(design), ensure_ascii=False, sort_keys=True)


def decoded(text: str) -> RosterDesign:
    """As the database kept it."""
    return from_json(json.loads(text))


def _short(value: object) -> str:
    return str(value)[:60]


def _text(table: Mapping[str, object], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise refuse("rosters.unreadable", part=name, value=_short(value))
    return value.strip()


def _flag(table: Mapping[str, object], name: str, *, default: bool) -> bool:
    value = table.get(name, default)
    if value in (0, 1):
        return bool(value)
    if not isinstance(value, bool):
        raise refuse("rosters.unreadable", part=name, value=_short(value))
    return value


def _items(table: Mapping[str, object], name: str) -> Sequence[object]:
    value = table.get(name, ())
    if isinstance(value, str) and value:
        return [value]
    if not isinstance(value, list | tuple):
        raise refuse("rosters.unreadable", part=name, value=_short(value))
    return cast("Sequence[object]", value)


def _choice(table: Mapping[str, object], name: str, words: type[Word], default: Word | None) -> Word:
    value = table.get(name, default)
    for word in words:
        if value in (word, word.value, word.label):
            return word
    raise refuse("rosters.unreadable", part=name, value=_short(value))


def _column(item: object) -> Column:
    if isinstance(item, Mapping):
        return Column(_text(item, "field"), _text(item, "title"))
    return Column(str(item))


def _sort_key(item: object) -> SortKey:
    if isinstance(item, Mapping):
        return SortKey(_text(item, "field"), _flag(item, "descending", default=False))
    return SortKey(str(item))


def _condition(item: object) -> Condition:
    if not isinstance(item, Mapping):
        raise refuse("rosters.unreadable", part="conditions", value=_short(item))
    values = tuple(map(str, _items(item, "values")))
    return Condition(_text(item, "field"), _choice(item, "test", Test, None), values, _flag(item, "or", default=False))
