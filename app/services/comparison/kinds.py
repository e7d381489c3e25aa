"""What a comparison may find, what may be decided of it, and the lists that the ledger is compared with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.models.enums import Labelled
from app.paths import resource
from app.services.errors import refuse


class ItemKind(Labelled):
    """How ledger and list differ."""

    HOUSEHOLD_HERE = "household_here", "户：只在本镇"
    HOUSEHOLD_THERE = "household_there", "户：只在表中"
    PERSON_HERE = "person_here", "人：只在本镇"
    PERSON_THERE = "person_there", "人：只在表中"
    OTHER_HOUSEHOLD = "other_household", "不在同一户"
    HEAD = "head", "户主不同"
    FIELD = "field", "内容不同"


class ItemState(Labelled):
    """What was decided."""

    OPEN = "open", "待核"
    ACCEPTED = "accepted", "以表为准"
    OURS = "ours", "以本镇为准"
    NOT_SAME = "not_same", "不是同一人"
    IGNORED = "ignored", "无需处理"


class Newer(Labelled):
    """Whose value is of the later day."""

    OURS = "ours", "本镇较新"
    THEIRS = "theirs", "表较新"
    SAME_DAY = "same", "同一天"
    UNKNOWN = "unknown", "日期不明"


@dataclass(frozen=True, slots=True)
class ListKind:
    """A list that can be compared; ``column`` is the person's fact that being on it says."""

    key: str
    title: str
    column: str = ""


@cache
def list_kinds() -> Mapping[str, ListKind]:
    """Every list by its key, in the order of the file."""
    table = tomllib.loads(resource("comparison_lists.toml").read_text(encoding="utf-8"))
    return {key: ListKind(key, entry["title"], entry.get("column", "")) for key, entry in table.items()}


def list_kind(key: str) -> ListKind:
    """One of them; Refused ``comparison.unknown_list``."""
    found = list_kinds().get(key)
    if found is None:
        raise refuse("comparison.unknown_list", kind=key, kinds=tuple(list_kinds()))
    return found


@dataclass(slots=True, kw_only=True)
class Draft:
    """A difference before it is stored."""

    kind: ItemKind
    key: str
    household_id: int | None = None
    person_id: int | None = None
    village_id: int | None = None
    name: str = ""
    id_number: str | None = None
    household_code: str | None = None
    column: str | None = None
    field: str | None = None
    ours: str = ""
    theirs: str = ""
    value: str | None = None
    ours_on: date | None = None
    theirs_on: date | None = None
    note: str = ""
    details: Mapping[str, object] | None = None
    n: int | None = None  # the row of the list


def newer_of(ours_on: date | None, theirs_on: date | None) -> Newer:
    """Whose day is the later one."""
    if ours_on is None or theirs_on is None:
        return Newer.UNKNOWN
    if ours_on == theirs_on:
        return Newer.SAME_DAY
    return Newer.OURS if ours_on > theirs_on else Newer.THEIRS
