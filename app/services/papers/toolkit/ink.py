"""Marks on one page: text and lines as PDF operators, in points from the lower left corner. Black only."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.papers.toolkit.embedding import EmbeddedFace
from app.services.papers.toolkit.faces import EM, TICKED, Face
from app.services.papers.toolkit.fonts import FontBook, without_invisible
from app.services.papers.toolkit.typeset import Style

MM = 72 / 25.4
THIN, THICK = 0.6, 1.1
_KEPT = 8_000
_BOLD_STROKE = 0.035  # of the type size


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height in points."""

    width: float
    height: float


A4 = PageSize(210 * MM, 297 * MM)
A4_LANDSCAPE = PageSize(297 * MM, 210 * MM)


class Inkwell:
    """The faces used in one file, and the show operators of texts that come again and again."""

    def __init__(self, book: FontBook) -> None:
        self._book = book
        self._embedded: dict[Face, EmbeddedFace] = {}
        self._shown: dict[tuple[str, Style], str] = {}

    def embedded(self) -> tuple[EmbeddedFace, ...]:
        """The faces that were used, in order of their first use."""
        return tuple(self._embedded.values())

    def advance(self, text: str, style: Style) -> float:
        """How far the pen moves over the text, in points."""
        return sum(face.widths[c] for face, run in _pieces(text, self._chain(style)) for c in run) * style.size / EM

    def show(self, text: str, style: Style) -> str:
        """Font and show operators for one line."""
        key = (text, style)
        known = self._shown.get(key)
        if known is None:
            known = self._operators(text, style)
            if len(self._shown) >= _KEPT:
                self._shown.clear()
            self._shown[key] = known
        return known

    def _operators(self, text: str, style: Style) -> str:
        chain = self._chain(style)
        first = chain[0]
        if first.characters.issuperset(text):
            return f"{self._font(first, style)}<{self._face(first).codes(text)}> Tj"
        return " ".join(
            f"{self._font(face, style)}<{self._face(face).codes(piece)}> Tj" for face, piece in _pieces(text, chain)
        )

    def _chain(self, style: Style) -> tuple[Face, ...]:
        return self._book.chains[style.role]

    def _face(self, face: Face) -> EmbeddedFace:
        known = self._embedded.get(face)
        if known is None:
            known = self._embedded[face] = EmbeddedFace(face, resource_name=f"F{len(self._embedded) + 1}")
        return known

    def _font(self, face: Face, style: Style) -> str:
        return f"/{self._face(face).resource_name} {style.size:g} Tf"


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
    """One page being drawn."""

    def __init__(self, size: PageSize, inkwell: Inkwell) -> None:
        self.size = size
        self._inkwell = inkwell
        self._texts: list[str] = []
        self._thin: list[str] = []
        self._thick: list[str] = []
        self._filled: list[str] = []

    def text(self, x: float, y: float, line: str, style: Style, *, spacing: float = 0.0) -> None:
        """One line of text with its baseline beginning at (x, y), its characters ``spacing`` further apart."""
        line = without_invisible(line)
        if not line:
            return
        shown = self._inkwell.show(line, style)
        if style.bold:
            stroke = style.size * _BOLD_STROKE
            shown = f"2 Tr {stroke:.2f} w {shown} 0 Tr"
        if spacing:
            shown = f"{spacing:.3f} Tc {shown} 0 Tc"
        self._texts.append(f"BT {x:.1f} {y:.1f} Td {shown} ET")

        if TICKED in line:
            self._tick(x, y, line, style)

    def turned_text(self, x: float, y: float, line: str, style: Style) -> None:
        """One line that runs down the page from (x, y), its feet to the left: an upright page lying on its side."""
        shown = self._inkwell.show(line, style)
        self._texts.append(f"BT 0 -1 1 0 {x:.1f} {y:.1f} Tm {shown} ET")

    def _tick(self, x: float, y: float, line: str, style: Style) -> None:
        """A tick over each ticked box of the line, reaching out of it: it must survive a bad copier."""
        size = style.size
        for place, char in enumerate(line):
            if char != TICKED:
                continue
            left = x + self._inkwell.advance(line[:place], style)
            points = [(0.22, 0.38), (0.44, 0.10), (0.92, 0.80)]
            (x1, y1), (x2, y2), (x3, y3) = [(left + size * dx, y + size * dy) for dx, dy in points]
            self._thick.append(f"{x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l {x3:.1f} {y3:.1f} l")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, thick: bool = False) -> None:
        """A straight rule."""
        (self._thick if thick else self._thin).append(f"{x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l")

    def box(self, x: float, y: float, width: float, height: float, *, thick: bool = False) -> None:
        """The outline of a rectangle, given its lower left corner."""
        (self._thick if thick else self._thin).append(f"{x:.1f} {y:.1f} {width:.1f} {height:.1f} re")

    def fill(self, path: str, x: float, y: float, scale: float) -> None:
        """Fill a path that is written in units of its own, its origin at (x, y)."""
        self._filled.append(f"q {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm {path} f Q")

    def operators(self) -> str:
        """Everything drawn so far, as a content stream."""
        rules = [f"{THIN} w", *self._thin, "S"] if self._thin else []
        if self._thick:
            rules += [f"{THICK} w", *self._thick, "S"]
        return "\n".join([*rules, *self._filled, *self._texts, ""])
