"""Horizontal bars with their names and values, in black, greys and hatching: read on any copy of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.papers.toolkit.blocks import Block
from app.services.papers.toolkit.ink import Fill, Ink
from app.services.papers.toolkit.typeset import Style, Typesetter

_CAP = 0.38
_THICK = 0.62  # of the height of its line
_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar from ``start`` to ``end`` in points from the left edge of the bars."""

    start: float
    end: float
    fill: Fill


@dataclass(slots=True)
class BarRow:
    """A name, its bar, its value."""

    label: str
    value: str
    segments: Sequence[Segment]
    names_width: float
    width: float
    style: Style
    typesetter: Typesetter
    height: float
    link: str = ""
    keeps: bool = True
    ruled: bool = False
    header: Sequence[Block] = ()

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """The name right before the axis, the bar, the value behind it."""
        middle = top - self.height / 2
        baseline = middle - self.style.size * _CAP
        axis = x + self.names_width
        ink.text(axis - _GAP - self.typesetter.width(self.label, self.style), baseline, self.label, self.style)
        thick = self.height * _THICK
        end = 0.0
        for segment in self.segments:
            end = max(end, segment.end)
            if segment.end > segment.start:
                ink.bar(axis + segment.start, middle - thick / 2, segment.end - segment.start, thick, segment.fill)
        ink.text(axis + end + _GAP, baseline, self.value, self.style)
        ink.line(axis, top, axis, top - self.height)
        if self.link:
            ink.link(x, top - self.height, self.width, self.height, self.link)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A bar is never torn."""
        return None


@dataclass(slots=True)
class LegendRow:
    """What each filling stands for."""

    entries: Sequence[tuple[Fill, str]]
    style: Style
    typesetter: Typesetter
    height: float
    indent: float
    keeps: bool = True
    ruled: bool = False
    header: Sequence[Block] = ()

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """A small bar before each word."""
        at, size = x + self.indent, self.style.size
        middle = top - self.height / 2
        for fill, word in self.entries:
            ink.bar(at, middle - size / 2, 1.6 * size, size, fill)
            at += 1.6 * size + _GAP
            ink.text(at, middle - size * _CAP, word, self.style)
            at += self.typesetter.width(word, self.style) + 3 * _GAP

    def split(self, room: float) -> tuple[Block, Block] | None:
        """One line cannot be divided."""
        return None
