"""Which kind of list a file is, by its titles: so that a list of another kind is named and not only refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from app.services.files.columns import ColumnSet, column_set, title_key, title_key_without_remark
from app.services.files.headers import Top, find_header

# The kinds that can be imported, the simple ones first: of two that explain as many columns the first is taken.
KINDS = (
    "roster",
    "incomes",
    "work",
    "village-profile",
    "clues",
    "category-list",
    "department-list",
    "carried-over",
    "district-decision",
    "living",
    "monitoring",
    "cross_check_result",
)
# A list has columns of its neighbours; so many times as many, and so many more, make it the other one.
_CLEARLY, _MORE = 1.5, 2


def explained(titles: Iterable[str], columns: ColumnSet) -> int:
    """How many fields of a list the titles name; 0 when a field that it needs is missing."""
    by_title = _by_title(columns)
    found = {by_title.get(title_key(t)) or by_title.get(title_key_without_remark(t)) for t in titles} - {None}
    fits = all(found.intersection(names) for names in (*columns.needs, *columns.marks))
    return len(found) if fits else 0


@cache
def _by_title(columns: ColumnSet) -> Mapping[str, str]:
    return columns.by_title()


def kind_of_titles(titles: Sequence[str], *, asked: str) -> ColumnSet | None:
    """The kind that explains clearly more of the titles than the one that was asked for."""
    if asked not in KINDS:
        return None
    own = explained(titles, column_set(asked))
    best = max((column_set(name) for name in KINDS), key=lambda columns: explained(titles, columns))
    found = explained(titles, best)
    return best if best.name != asked and found >= max(_CLEARLY * own, own + _MORE) else None


def kind_of_sheets(tops: Sequence[Top], *, asked: str) -> ColumnSet | None:
    """The kind of a file in which the asked one was not found."""
    if asked not in KINDS:
        return None
    best: tuple[int, ColumnSet] | None = None
    for name in KINDS:
        columns = column_set(name)
        headers = [header for top in tops if (header := find_header(top, columns))]
        count = max((len(header.matched) for header in headers), default=0)
        if count and (best is None or count > best[0]):
            best = (count, columns)
    return best[1] if best else None
