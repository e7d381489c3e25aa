"""Marks on one page: text and lines as PDF operators, in points from the lower left corner. Black only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.services.papers.toolkit.embedding import EmbeddedFace
from app.services.papers.toolkit.faces import EM, TICKED, Face
from app.services.papers.toolkit.fonts import FontBook, without_invisible
from app.services.papers.toolkit.typeset import Style

MM = 72 / 25.4
THIN, THICK = 0.6, 1.1
_KEPT = 20_000
_MIDDLE = 0.38  # of a character above its baseline, of the size
_BOLD_STROKE = 0.035  # of the type size
_UNITS = 10  # of a page's content in one point: whole numbers are short
_SCALE = f"{1 / _UNITS:g} 0 0 {1 / _UNITS:g} 0 0 cm"


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height in points."""

    width: float
    height: float


A4 = PageSize(210 * MM, 297 * MM)
A4_LANDSCAPE = PageSize(297 * MM, 210 * MM)
A3_LANDSCAPE = PageSize(420 * MM, 297 * MM)


class Fill(Enum):
    """How a bar of a chart is filled."""

    WHITE = "white"
    HATCHED = "hatched"
    GREY = "grey"
    BLACK = "black"


_GREYS = {Fill.WHITE: 1, Fill.GREY: 0.7, Fill.BLACK: 0.25}
_HATCH = 4.0  # points between its lines
_GREY = 0.6


@dataclass(frozen=True, slots=True)
class Link:
    """A part of a page that leads somewhere on the screen; on paper nothing is seen of it."""

    left: float
    bottom: float
    right: float
    top: float
    target: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as operators: the font it begins with, what is shown, the font it ends with."""

    font: str
    operators: str
    last_font: str
    is_ticked: bool


class Inkwell:
    """The faces used in one file, and the show operators of texts that come again and again."""

    def __init__(self, book: FontBook) -> None:
        self._book = book
        self._embedded: dict[Face, EmbeddedFace] = {}
        self.shown: dict[tuple[str, Style], Shown] = {}  # what was shown before

    def embedded(self) -> tuple[EmbeddedFace, ...]:
        """The faces that were used, in order of their first use."""
        return tuple(self._embedded.values())

    def advance(self, text: str, style: Style) -> float:
        """How far the pen moves over the text, in points."""
        return sum(face.widths[c] for face, run in _pieces(text, self._chain(style)) for c in run) * style.size / EM

    def show(self, text: str, style: Style) -> Shown | None:
        """Fonts and show operators of one line; None if nothing of it can be seen."""
        found = self.shown.get((text, style))
        if found is None and (visible := without_invisible(text)):
            if len(self.shown) >= _KEPT:
                self.shown.clear()
            found = self.shown[text, style] = self._operators(visible, style)
        return found

    def _operators(self, text: str, style: Style) -> Shown:
        chain = self._chain(style)
        first = chain[0]
        pieces = [(first, text)] if first.characters.issuperset(text) else _pieces(text, chain)
        fonts = [self._font(face, style) for face, _ in pieces]
        shown = [f"({self._face(face).codes(piece)}) Tj" for face, piece in pieces]
        operators = shown[0] + "".join(f"\n{font}\n{piece}" for font, piece in zip(fonts[1:], shown[1:], strict=True))
        if style.bold:
            operators = f"2 Tr {style.size * _BOLD_STROKE * _UNITS:.0f} w {operators} 0 Tr"
        return Shown(fonts[0], operators, fonts[-1], TICKED in text)

    def _chain(self, style: Style) -> tuple[Face, ...]:
        return self._book.chains[style.role]

    def _face(self, face: Face) -> EmbeddedFace:
        known = self._embedded.get(face)
        if known is None:
            known = self._embedded[face] = EmbeddedFace(face, resource_name=f"F{len(self._embedded) + 1}")
        return known

    def _font(self, face: Face, style: Style) -> str:
        return f"/{self._face(face).resource_name} {style.size * _UNITS:g} Tf"


def _pieces(text: str, chain: tuple[Face, ...]) -> list[tuple[Face, str]]:
    """Runs of characters that come from one face: for each character the first that carries it."""
    pieces: list[tuple[Face, str]] = []
    for char in text:
        face = next((face for face in chain if char in face.characters), None)
        if face is None:
            raise ValueError(f"no font carries U+{ord(char):04X}")
        if pieces and pieces[-1][0] is face:
            pieces[-1] = (face, pieces[-1][1] + char)
        else:
            pieces.append((face, char))
    return pieces


class Ink:
    """One page being drawn, in whole tenths of a point."""

    def __init__(self, size: PageSize, inkwell: Inkwell) -> None:
        self.size = size
        self._inkwell = inkwell
        self._shown = inkwell.shown
        self._texts: list[str] = []
        self._turned: list[str] = []
        self._thin: dict[str, None] = {}  # the same rule is drawn once
        self._thick: dict[str, None] = {}
        self._filled: list[str] = []
        self._under: list[str] = []
        self.links: list[Link] = []
        self._font, self._x, self._y = "", 0, 0  # where the pen stands
        self._grid: tuple[float, ...] = ()
        self._grid_top = self._grid_bottom = 0.0

    def text(self, x: float, y: float, line: str, style: Style, *, spacing: float = 0.0) -> None:
        """One line of text with its baseline beginning at (x, y), its characters ``spacing`` further apart."""
        shown = self._shown.get((line, style)) or self._inkwell.show(line, style)
        if shown is None:
            return
        at_x, at_y = round(x * _UNITS), round(y * _UNITS)
        operators = shown.operators
        if spacing:
            operators = f"{spacing * _UNITS:.2f} Tc {operators} 0 Tc"
        if shown.font != self._font:
            self._texts.append(shown.font)
        self._font = shown.last_font
        self._texts.append(f"{at_x - self._x} {at_y - self._y} Td {operators}")
        self._x, self._y = at_x, at_y
        if shown.is_ticked:
            self._tick(x, y, without_invisible(line), style)

    def turned_text(self, x: float, y: float, line: str, style: Style) -> None:
        """One line that runs down the page from (x, y), its feet to the left: an upright page lying on its side."""
        shown = self._inkwell.show(line, style)
        if shown is not None:
            at = f"{x * _UNITS:.0f} {y * _UNITS:.0f}"
            self._turned.append(f"BT {shown.font} 0 -1 1 0 {at} Tm {shown.operators} ET")

    def across(self, line: str, style: Style, width: float) -> None:
        """Letters over the whole page from below left to above right, in outline: what lies below stays readable."""
        shown = self._inkwell.show(line, style)
        if shown is None:
            return
        slope = math.atan2(self.size.height, self.size.width)
        cos, sin = math.cos(slope), math.sin(slope)
        x, y = self.size.width / 2, self.size.height / 2
        at = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x * _UNITS:.0f} {y * _UNITS:.0f} cm"
        place = f"{-width / 2 * _UNITS:.0f} {-style.size * _MIDDLE * _UNITS:.0f} Td"
        pen = f"{_GREY} G {2 * THICK * _UNITS:g} w"
        self._under.append(f"q {at} {pen} BT {shown.font} 1 Tr {place} {shown.operators} ET Q")

    def bar(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        """A bar of a chart with its outline: white, grey, black or hatched, told apart on any copy."""
        box = f"{_at(x, y)} {_at(width, height)} re"
        grey = _GREYS.get(fill)
        if grey is not None:
            self._under.append(f"q {grey} g {box} f Q")
        else:
            hatch = " ".join(
                f"{_at(x + step - height, y)} m {_at(x + step, y + height)} l"
                for step in _steps(width + height, _HATCH)
            )
            self._under.append(f"q {box} W n {THIN * _UNITS:g} w {hatch} S Q")
        self._thin[box] = None

    def _tick(self, x: float, y: float, line: str, style: Style) -> None:
        """A tick over each ticked box of the line, reaching out of it: it must survive a bad copier."""
        size = style.size
        for place, char in enumerate(line):
            if char != TICKED:
                continue
            left = x + self._inkwell.advance(line[:place], style)
            points = [(0.22, 0.38), (0.44, 0.10), (0.92, 0.80)]
            (x1, y1), (x2, y2), (x3, y3) = [(left + size * dx, y + size * dy) for dx, dy in points]
            self._thick[f"{_at(x1, y1)} m {_at(x2, y2)} l {_at(x3, y3)} l"] = None

    def line(self, x1: float, y1: float, x2: float, y2: float, *, thick: bool = False) -> None:
        """A straight rule."""
        (self._thick if thick else self._thin)[f"{_at(x1, y1)} m {_at(x2, y2)} l"] = None

    def box(self, x: float, y: float, width: float, height: float, *, thick: bool = False) -> None:
        """The outline of a rectangle, given its lower left corner."""
        (self._thick if thick else self._thin)[f"{_at(x, y)} {_at(width, height)} re"] = None

    def row(self, edges: tuple[float, ...], bottom: float, top: float) -> None:
        """The rules of a row of cells: between them, and below; rows that go on one another share their uprights.

        What stands left, right and above is the frame, or the row above.
        """
        if edges != self._grid or top != self._grid_bottom:
            self._end_grid()
            self._grid, self._grid_top = edges, top
        self._grid_bottom = bottom
        self.line(edges[0], bottom, edges[-1], bottom)

    def _end_grid(self) -> None:
        for x in self._grid[1:-1]:
            self.line(x, self._grid_bottom, x, self._grid_top)
        self._grid = ()

    def link(self, left: float, bottom: float, width: float, height: float, target: str) -> None:
        """Let a part of the page lead to ``target``, an address of plain characters."""
        self.links.append(Link(left, bottom, left + width, bottom + height, target))

    def fill(self, path: str, x: float, y: float, scale: float) -> None:
        """Fill a path that is written in units of its own, its origin at (x, y)."""
        at = f"{x * _UNITS:.0f} {y * _UNITS:.0f}"
        self._filled.append(f"q {scale * _UNITS:.3f} 0 0 {scale * _UNITS:.3f} {at} cm {path} f Q")

    def operators(self) -> str:
        """Everything drawn so far, as a content stream; its characters are bytes."""
        self._end_grid()
        drawn: list[str] = [*self._under]
        for width, rules in ((THIN, self._thin), (THICK, self._thick)):
            if rules:
                drawn += [f"{width * _UNITS:g} w", *rules, "S"]
        if self._texts:
            drawn += ["BT", *self._texts, "ET"]
        drawn += [*self._turned, *self._filled]
        return "\n".join([_SCALE, *drawn, ""]) if drawn else ""


def _steps(until: float, width: float) -> Iterator[float]:
    for number in range(1, math.ceil(until / width)):
        yield number * width


def _at(x: float, y: float) -> str:
    return f"{x * _UNITS:.0f} {y * _UNITS:.0f}"
