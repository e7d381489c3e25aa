"""What the flow puts one below the other: ruled rows, signature places, lines of text, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Protocol

from app.services.papers.toolkit.ink import Ink
from app.services.papers.toolkit.typeset import Align, Style, TextLine, Typesetter

_CAP = 0.38  # the middle of a Chinese character above its baseline, of the size


class Block(Protocol):
    """Something with a height that can be drawn below a line."""

    @property
    def height(self) -> float:
        """In points."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether it must not stand alone at the foot of a page."""
        ...

    @property
    def ruled(self) -> bool:
        """Whether it belongs to the framed part of the page."""
        ...

    @property
    def header(self) -> Sequence[Block]:
        """What comes again above it when it begins a new page."""
        ...

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Draw it with its upper left corner at (x, top)."""
        ...

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Two blocks of which the first fits into ``room``; None if it cannot be divided so."""
        ...


@dataclass(slots=True)
class Cell:
    """Broken text in a column of a ruled row."""

    lines: tuple[TextLine, ...]
    width: float
    style: Style
    align: Align = Align.LEFT
    target: str = ""  # where a click leads


@dataclass(slots=True)
class RuledRow:
    """Cells side by side between rules; the tallest gives the height."""

    cells: list[Cell]
    height: float
    pad: float
    keeps: bool = False
    struck: bool = False
    top_aligned: bool = False
    header: Sequence[Block] = ()
    ruled: bool = True

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """The row with the rules between its cells and below them."""
        bottom = top - self.height
        edges = tuple(accumulate([cell.width for cell in self.cells], initial=x))
        for cell, left in zip(self.cells, edges, strict=False):
            if cell.lines:
                self._draw_cell(ink, cell, left, top)
        ink.row(edges, bottom, top)
        if self.struck:  # all but the last cell, which holds the reason
            middle = (top + bottom) / 2
            ink.line(x + 2, middle, edges[-2] - 2, middle, thick=True)

    def _draw_cell(self, ink: Ink, cell: Cell, left: float, top: float) -> None:
        style, align = cell.style, cell.align
        if cell.target:
            ink.link(left, top - self.height, cell.width, self.height, cell.target)
        leading = style.leading
        free = 2 * self.pad if self.top_aligned else self.height - len(cell.lines) * leading
        y = top - (free + leading) / 2 - style.size * _CAP
        for text, width in cell.lines:
            if align is Align.LEFT:
                indent = self.pad
            else:
                room = cell.width - width
                indent = room / 2 if align is Align.CENTRE else room - self.pad
            ink.text(left + indent, y, text, style)
            y -= leading

    def split(self, room: float) -> tuple[Block, Block] | None:
        """Divide every cell at the last line that fits; the rest goes on in a row of its own."""
        if room < 3 * self.pad or not any(self._fitting(cell, room) for cell in self.cells):
            return None
        upper, lower = [], []
        for cell in self.cells:
            fits = self._fitting(cell, room)
            upper.append(Cell(cell.lines[:fits], cell.width, cell.style, cell.align, cell.target))
            lower.append(Cell(cell.lines[fits:], cell.width, cell.style, cell.align, cell.target))
        rest = max((len(cell.lines) * cell.style.leading for cell in lower), default=0.0) + 2 * self.pad
        rest = max(rest, self.height - room if self.top_aligned else 0.0)
        return (
            RuledRow(upper, room, self.pad, struck=self.struck, top_aligned=True, header=self.header),
            RuledRow(lower, rest, self.pad, struck=self.struck, top_aligned=True, header=self.header),
        )

    def _fitting(self, cell: Cell, room: float) -> int:
        return min(len(cell.lines), int((room - 2 * self.pad) / cell.style.leading))


def ruled_row(
    typesetter: Typesetter,
    cells: Sequence[tuple[str, float, Style, Align]],
    *,
    pad: float,
    least: float,
    keeps: bool = False,
) -> RuledRow:
    """A row of (text, width, style, align) cells, as tall as its longest text and at least ``least``."""
    made: list[Cell] = []
    height = least
    for text, width, style, align in cells:
        lines: tuple[TextLine, ...] = ()
        if text:
            lines = typesetter.lines(text, style, width - 2 * pad)
            needed = len(lines) * style.leading + 2 * pad
            if needed > height:
                height = needed
        made.append(Cell(lines, width, style, align))
    return RuledRow(made, height, pad, keeps=keeps)


@dataclass(slots=True)
class SignaturePlace:
    """One place of a row of places."""

    label: tuple[TextLine, ...]
    foot: tuple[TextLine, ...]
    width: float


@dataclass(slots=True)
class PlacesRow:
    """Signature places side by side: the title above left, the day below right, room between."""

    places: list[SignaturePlace]
    height: float
    pad: float
    style: Style
    keeps: bool = False
    ruled: bool = True
    header: Sequence[Block] = ()

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Rules and printed words; the hand does the rest."""
        left, style = x, self.style
        edges = [x]
        for place in self.places:
            y = top - self.pad - style.leading / 2 - style.size * _CAP
            for text, _ in place.label:
                ink.text(left + self.pad, y, text, style)
                y -= style.leading
            for text, width in place.foot:
                ink.text(left + place.width - width - self.pad, top - self.height + self.pad + 1.5, text, style)
            left += place.width
            edges.append(left)
        ink.row(tuple(edges), top - self.height, top)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A signature is never torn."""
        return None


@dataclass(slots=True)
class TextRow:
    """One line of text without rules: titles, leads, paragraphs, notes."""

    pieces: list[tuple[str, float, Style]]  # text, distance from the left edge, style
    height: float
    spacing: float = 0.0
    keeps: bool = False
    links: Sequence[tuple[float, float, str]] = ()  # distance from the left edge, width, where a click leads
    ruled: bool = False
    header: Sequence[Block] = ()

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """The line in the middle of its height."""
        for text, indent, style in self.pieces:
            y = top - self.height / 2 - style.size * _CAP
            ink.text(x + indent, y, text, style, spacing=self.spacing)
        for indent, width, target in self.links:
            ink.link(x + indent, top - self.height, width, self.height, target)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """One line cannot be divided."""
        return None


@dataclass(slots=True)
class Gap:
    """Empty height."""

    height: float
    keeps: bool = False
    ruled: bool = False
    header: Sequence[Block] = field(default=())

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Nothing."""

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A gap at the foot of a page has done its work."""
        return None


@dataclass(slots=True)
class RuleRow:
    """A thick line in the middle of its height, on the page of what follows."""

    height: float
    width: float
    keeps: bool = True
    ruled: bool = False
    header: Sequence[Block] = ()

    def draw(self, ink: Ink, x: float, top: float) -> None:
        """Draw the line."""
        ink.line(x, top - self.height / 2, x + self.width, top - self.height / 2, thick=True)

    def split(self, room: float) -> tuple[Block, Block] | None:
        """A line is not cut."""
        return None
