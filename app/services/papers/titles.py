"""Titles of several lines (GB/T 9704): words stay whole, the lines make a trapezium or a rhombus."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations, pairwise

from app.paths import resource

_NOT_FIRST = frozenset("的了和及与、，。；：！？》）”’〕】·")
_NOT_LAST = frozenset("《（“‘〔【第")
_COUNTED = re.compile(r"[0-9〇一二三四五六七八九十百]+[年月日号批户人次个季]|[0-9A-Za-z]+")
_MOST_LINES = 4
_BADLY_ENDED = 0.35  # a line that ends where no pause is
_SHORTEST = 3.0  # characters of a line
_TOO_SHORT, _HOURGLASS, _RECTANGLE = 4.0, 6.0, 0.6


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    table = tomllib.loads(resource("papers", "title_words.toml").read_text(encoding="utf-8"))
    return frozenset(table["words"]), tuple(table["ends"])


def shaped(text: str, measure: Callable[[str], float], allowed: float, size: float) -> list[str]:
    """The lines of a title: one where it fits, else as few as hold it, broken between words.

    Lines that were broken by hand stay as they are; without a place to break the text comes back whole.
    """
    return [line for part in text.split("\n") for line in _lines(part, measure, allowed, size)]


def _lines(text: str, measure: Callable[[str], float], allowed: float, size: float) -> list[str]:
    if measure(text) <= allowed:
        return [text]
    places = _places(text)
    for count in range(2, _MOST_LINES + 1):
        fitting = []
        for chosen in combinations(places, count - 1):
            lines = [text[first:last] for first, last in pairwise((0, *chosen, len(text)))]
            widths = [measure(line) / size for line in lines]
            if max(widths) * size <= allowed:
                fitting.append((_cost(lines, widths), lines))
        if fitting:
            return min(fitting)[1]
    return [text]


def _places(text: str) -> list[int]:
    """Where a line may end: not in a word, not before a 的, not behind an opening bracket."""
    words, _ = _words()
    inside = set[int]()
    for word in words:
        for found in re.finditer(re.escape(word), text):
            inside.update(range(found.start() + 1, found.end()))
    for found in _COUNTED.finditer(text):
        inside.update(range(found.start() + 1, found.end()))
    return [
        at
        for at in range(1, len(text))
        if at not in inside and text[at] not in _NOT_FIRST and text[at - 1] not in _NOT_LAST
    ]


def _cost(lines: Sequence[str], widths: Sequence[float]) -> float:
    mean = sum(widths) / len(widths)
    cost = sum(((width - mean) / mean) ** 2 for width in widths)
    ends = _words()[1]
    for line, following in pairwise(lines):
        if not line.endswith(ends) and not following.startswith("关于"):
            cost += _BADLY_ENDED
    if min(widths) < _SHORTEST:
        cost += _TOO_SHORT
    rising = [second - first for first, second in pairwise(widths)]
    if any(a < 0 < b for a, b in pairwise(rising)):  # wide, narrow, wide
        cost += _HOURGLASS
    if all(abs(step) < 1 for step in rising):
        cost += _RECTANGLE
    return cost
