"""Text to lines: styles, widths, and breaking Chinese and Latin text without a comma at the head of a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import TypeAlias

from app.services.papers.toolkit.faces import EM
from app.services.papers.toolkit.fonts import FontBook, Role, without_invisible

_OPENERS = "（《“‘「『【〔〈([{"
_CLOSERS = "，。、；：！？）》”’」』】〕〉…·)]},.;:!?%"
# What must stay on one line: a check box with its label; a word or number, or one character, with the brackets and
# stops that cling to it.
_CLUSTER = re.compile(
    r"[□☑][^□☑　\n]*　?"
    rf"|[{re.escape(_OPENERS)}]*(?:[0-9A-Za-z][0-9A-Za-z.,:/@#%+_*-]*|[\s\S])[{re.escape(_CLOSERS)}]*"
)
_KEPT_LINES = 20_000


TextLine: TypeAlias = tuple[str, float]  # a line and its width in points


class Align(StrEnum):
    """Where a text stands between its edges."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, eq=False)
class Style:
    """A role, a size and a line pitch in points. Made once as a constant: styles are compared by identity."""

    role: Role
    size: float
    leading: float
    bold: bool = False  # stroked outlines: only regular weights are bundled


class Typesetter:
    """Measures and breaks text in the faces of one font book; keeps what it has broken."""

    def __init__(self, book: FontBook) -> None:
        self.book = book
        self._widths: dict[Role, dict[str, float]] = {role: _Widths(book, role) for role in book.chains}
        self._lines: dict[tuple[str, Style, float], tuple[TextLine, ...]] = {}

    def width(self, text: str, style: Style) -> float:
        """How wide the text is on one line, in points."""
        widths = self._widths[style.role]
        return sum([widths[char] for char in without_invisible(text)]) * style.size / EM

    def lines(self, text: str, style: Style, width: float) -> tuple[TextLine, ...]:
        """The text broken to ``width`` points; line breaks are kept; a word that is too long is cut.

        KeyError for a character without a glyph: ``FontBook.unprintable`` is asked before.
        """
        key = (text, style, width)
        known = self._lines.get(key)
        if known is None:
            known = tuple(self._break(without_invisible(text), style, width))
            if len(self._lines) >= _KEPT_LINES:
                self._lines.clear()
            self._lines[key] = known
        return known

    def _break(self, text: str, style: Style, width: float) -> Iterator[TextLine]:
        scale = style.size / EM
        allowed = width / scale + 0.5
        widths = self._widths[style.role]
        for paragraph in text.split("\n"):
            needed = sum([widths[char] for char in paragraph])
            if needed <= allowed:
                yield paragraph, needed * scale
            else:
                for line, used in _fill(paragraph, widths, allowed):
                    yield line, used * scale


def _fill(paragraph: str, widths: dict[str, float], allowed: float) -> list[TextLine]:
    """Lines and their widths in thousandths of the type size."""
    clusters = _CLUSTER.findall(paragraph)
    needed = [widths[c] if len(c) == 1 else sum([widths[char] for char in c]) for c in clusters]
    if max(needed) > allowed:  # wider than the line by itself: cut wherever it must be
        pairs = [
            (part, width)
            for cluster, width in zip(clusters, needed, strict=True)
            for part, width in ([(cluster, width)] if width <= allowed else [(c, widths[c]) for c in cluster])
        ]
        clusters, needed = [part for part, _ in pairs], [width for _, width in pairs]
    ends = list(accumulate(needed))
    lines: list[TextLine] = []
    first, before = 0, 0.0
    while first < len(clusters):
        end = max(bisect_right(ends, before + allowed), first + 1)
        lines.append(("".join(clusters[first:end]), ends[end - 1] - before))
        first, before = end, ends[end - 1]
    return lines


class _Widths(dict[str, float]):
    """The width of each character in the first face that carries it; a book may gain faces while it is printed."""

    def __init__(self, book: FontBook, role: Role) -> None:
        merged: dict[str, float] = {}
        for face in reversed(book.chains[role]):
            merged.update(face.widths)
        super().__init__(merged)
        self._book, self._role = book, role

    def __missing__(self, char: str) -> float:
        for face in self._book.chains[self._role]:
            if char in face.characters:
                width = self[char] = face.widths[char]
                return width
        raise KeyError(char)
