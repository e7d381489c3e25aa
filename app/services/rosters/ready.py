"""The lists that every office keeps, ready-made: one file each in ``resources/rosters/ready``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.paths import resource
from app.services.rosters.design import RosterDesign, from_json


@dataclass(frozen=True, slots=True)
class ReadyList:
    """One list: its design, what it is for, and the data without which it would claim too much."""

    code: str
    design: RosterDesign
    about: str
    needs: tuple[str, ...]  # "person_fact.health" or "list_entry.list_kind=veteran": one of them is enough
    missing: str  # what is said when none of them is there


@cache
def ready_lists() -> Mapping[str, ReadyList]:
    """Every ready-made list by its code, in the order of their files."""
    found = {}
    for file in sorted(resource("rosters", "ready").glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        about = {name: table.pop(name, "") for name in ("code", "about", "missing")}
        needs = tuple(table.pop("needs", ()))
        code = str(about["code"])
        found[code] = ReadyList(code, from_json(table), str(about["about"]), needs, str(about["missing"]))
    return MappingProxyType(found)


def unmet(session: Session, ready: ReadyList) -> bool:
    """Whether nothing that was ever imported or typed carries what this list needs."""
    return bool(ready.needs) and not any(_has(session, need) for need in ready.needs)


def _has(session: Session, need: str) -> bool:
    table_name, _, column = need.partition(".")
    table = VERSIONED[table_name]
    name, is_value, value = column.partition("=")
    wanted = table.c[name] == value if is_value else or_(table.c[name].is_not(None))
    return session.execute(select(table.c.id).where(wanted).limit(1)).first() is not None


def by_name(name: str) -> ReadyList | None:
    """A ready-made list by its name or code."""
    return next((ready for code, ready in ready_lists().items() if name in (code, ready.design.name)), None)


def names() -> Sequence[str]:
    """The names of all ready-made lists."""
    return [ready.design.name for ready in ready_lists().values()]
