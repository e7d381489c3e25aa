"""一户一档: the items of a household's file in their order; the office's own list overrides the standard one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import cast

from sqlalchemy.orm import Session

from app.models.enums import CaseState
from app.paths import resource
from app.services.errors import Reason, Refused, refuse
from app.services.papers.kinds import kinds
from app.services.settings import setting_in

CONTENTS = "dossier.contents"  # the setting: the text of an own dossier.toml


class Need(StrEnum):
    """Who must have an item; NEVER = it is bound where there is one."""

    NEVER = ""
    ALWAYS = "always"
    CASE = "case"
    LISTED = "listed"
    VISITED = "visited"
    EVALUATED = "evaluated"
    REPORTED = "reported"
    MONITORED = "monitored"
    DECIDED = "decided"  # reported to the district, and monitored since
    ALERT = "alert"
    CLEARED = "cleared"


# How far a case has come when it has been in this state.
_REACHED: Mapping[str, tuple[Need, ...]] = {
    CaseState.LISTED: (Need.LISTED,),
    CaseState.VISITED: (Need.LISTED, Need.VISITED),
    CaseState.EVALUATED: (Need.LISTED, Need.VISITED, Need.EVALUATED),
    CaseState.REPORTED_TO_DISTRICT: (Need.REPORTED,),
    CaseState.MONITORED: (Need.MONITORED,),
    CaseState.RISK_CLEARED: (Need.CLEARED,),
    CaseState.REMOVED: (Need.CLEARED,),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the contents list; ``page`` is where what is missing is mended."""

    name: str
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    needed: Need = Need.NEVER
    bring: str = ""
    page: str = "papers"

    def takes(self, name: str) -> bool:
        """Whether a kept file of this name or remark belongs here by its words."""
        return any(word in name for word in self.words)


def needs_reached(states: Sequence[str], *, has_alert: bool) -> frozenset[Need]:
    """What a household must have by the states that its case has been in."""
    found = {Need.ALWAYS}
    if states:
        found.add(Need.CASE)
    for state in states:
        found.update(_REACHED.get(state, ()))
    if {Need.REPORTED, Need.MONITORED} <= found:
        found.add(Need.DECIDED)
    if has_alert:
        found.add(Need.ALERT)
    return frozenset(found)


def items_in(session: Session) -> tuple[Item, ...]:
    """The office's own list, else the one that comes along."""
    own = setting_in(session, CONTENTS)
    return parse_items(own) if isinstance(own, str) and own.strip() else standard_items()


@cache
def standard_items() -> tuple[Item, ...]:
    """The list that comes along."""
    return parse_items(standard_text())


def standard_text() -> str:
    """The list that comes along, as it is edited."""
    return resource("papers", "dossier.toml").read_text(encoding="utf-8")


def parse_items(text: str) -> tuple[Item, ...]:
    """The items of an edited list; refused ``dossier.contents_bad`` naming what is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refuse("dossier.contents_bad", why=str(error)) from error
    entries = table.get("item")
    if not isinstance(entries, list) or not entries:
        raise refuse("dossier.contents_bad", why="没有 [[item]]")
    problems: list[Reason] = []
    made = [_item(entry, problems) for entry in cast("list[object]", entries)]
    if problems:
        raise Refused(*problems)
    return tuple(item for item in made if item is not None)


def _item(entry: object, problems: list[Reason]) -> Item | None:
    values = cast("Mapping[str, object]", entry) if isinstance(entry, Mapping) else {}
    name, needed = str(values.get("name", "")).strip(), str(values.get("needed", ""))
    if not name or needed not in set(Need):
        problems.append(Reason("dossier.contents_bad", {"why": f"“{name or entry}”缺名称，或 needed 写错"}))
        return None
    lists = {key: _words(values.get(key, ())) for key in ("kinds", "words", "files")}
    return Item(
        name=name,
        kinds=tuple(kind for kind in lists["kinds"] if kind in kinds()),
        words=lists["words"],
        files=lists["files"],
        needed=Need(needed),
        bring=str(values.get("bring", "")),
        page=str(values.get("page", "papers")),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()
