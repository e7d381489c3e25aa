"""What is wrong with a design, all of it at once, in words."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.errors import Reason
from app.services.rosters.catalogue import catalogue
from app.services.rosters.conditions import problems_of
from app.services.rosters.design import BLANK, RosterDesign, Subject

MOST_COLUMNS = 120
_LONGEST_NAME = 60
_GROUPABLE = frozenset({"text", "choice"})


def problems(design: RosterDesign) -> Iterator[Reason]:
    """Every reason against showing this design."""
    if not design.columns:
        yield Reason("rosters.no_columns")
    if len(design.columns) > MOST_COLUMNS:
        yield Reason("rosters.too_many_columns", {"count": len(design.columns), "most": MOST_COLUMNS})
    yield from _unknown(design)
    known = catalogue()
    seen: set[str] = set()
    for column in design.columns:
        title = column.title or (known[column.field].title if column.field in known else "")
        if not title:
            yield Reason("rosters.untitled")
        elif title in seen:
            yield Reason("rosters.title_twice", {"title": title})
        seen.add(title)
    for condition in design.conditions:
        if condition.field in known:
            yield from problems_of(condition)
    group = known.get(design.group_by)
    if group is not None and group.kind.value not in _GROUPABLE:
        yield Reason("rosters.not_groupable", {"name": group.title})


def name_problems(name: str) -> Iterator[Reason]:
    """Every reason against keeping a design under this name."""
    if not name.strip():
        yield Reason("rosters.no_name")
    elif len(name) > _LONGEST_NAME:
        yield Reason("rosters.name_too_long", {"most": _LONGEST_NAME})


def _unknown(design: RosterDesign) -> Iterator[Reason]:
    known = catalogue()
    for key in design.used_fields:
        if key == BLANK:
            continue
        if key not in known:
            yield Reason("rosters.unknown_field", {"name": key})
    unfit = [known[key].title for key in design.used_fields if key in known and not known[key].fits(design.subject)]
    if unfit:
        yield Reason("rosters.of_persons", {"names": unfit, "subject": Subject.HOUSEHOLDS.label})
