"""Papers to pages: builds the blocks, lets them flow, numbers the pages, writes the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services.papers.building import Builder
from app.services.papers.parts import Look, Paper, Sheet
from app.services.papers.stamp import Stamp
from app.services.papers.toolkit import geometry as g
from app.services.papers.toolkit import qr
from app.services.papers.toolkit.flow import Flow
from app.services.papers.toolkit.fonts import FontBook, Unprintable, font_book
from app.services.papers.toolkit.geometry import Geometry, Styles
from app.services.papers.toolkit.ink import MM, Ink
from app.services.papers.toolkit.pdf import PdfFile
from app.services.papers.toolkit.typeset import Typesetter

_LOOKS: dict[Look, tuple[Geometry, Styles]] = {
    Look.FORM: (g.FORM, g.FORM_STYLES),
    Look.SLIP: (g.FORM, g.SLIP_STYLES),
    Look.LIST: (g.LIST, g.LIST_STYLES),
    Look.TALL_LIST: (g.TALL_LIST, g.LIST_STYLES),
    Look.LARGE_LIST: (g.LARGE_LIST, g.LIST_STYLES),
    Look.OFFICIAL: (g.OFFICIAL, g.OFFICIAL_STYLES),
    Look.OFFICIAL_WIDE: (g.OFFICIAL_WIDE, g.OFFICIAL_STYLES),
}
_VOID = "作　废"
_QR_FIRST, _QR_LATER = 13 * MM, 10 * MM
_DASH = 0.27  # how far a dash stands above the line that it is written on, of its size
_QR_ABOVE = 5 * MM  # its white edge reaches into the margin


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file."""

    content: bytes
    pages: int
    documents: int


class Press:
    """Prints papers in the fonts of one book; keeps broken lines between files."""

    def __init__(self, book: FontBook | None = None) -> None:
        self.book = book or font_book()
        self._typesetter = Typesetter(self.book)

    def lacks(self, text: str) -> bool:
        """Whether some character of the text has no glyph."""
        return not self.book.printable.issuperset(text) and bool(self.book.unprintable((text,)))

    def lacking(self, texts: Iterable[str]) -> tuple[Unprintable, ...]:
        """The texts with characters that no font carries, with these characters (design 5)."""
        return self.book.unprintable(texts)

    def open(self, *, title: str) -> Batch:
        """A file to put papers into."""
        return Batch(self._typesetter, PdfFile(self.book, title=title))


class Batch:
    """One file being printed."""

    def __init__(self, typesetter: Typesetter, file: PdfFile) -> None:
        self._typesetter = typesetter
        self._file = file
        self._builders = {look: Builder(typesetter, *parts) for look, parts in _LOOKS.items()}
        self.documents = 0
        self.starts: list[int] = []  # the page, from 0, on which each document begins

    @property
    def lengths(self) -> list[int]:
        """How many pages each document takes, with the empty back side before the next."""
        ends = [*self.starts[1:], self._file.pages]
        return [end - first for first, end in zip(self.starts, ends, strict=True)] if self.starts else []

    def add(self, paper: Paper, stamp: Stamp, *, duplex: bool = False) -> int:
        """Draw one document and return its pages; ``duplex`` begins it on a front side."""
        if duplex and self._file.pages % 2:
            self._file.add(self._file.new_page(g.A4))
        drawn = self.draw(paper, stamp)
        self.put(drawn)
        return len(drawn)

    def draw(self, paper: Paper, stamp: Stamp) -> list[Ink]:
        """The pages of one document with its own numbers, not yet in the file: more may be drawn on them."""
        drawn = [(ink, sheet) for sheet in paper.sheets for ink in self._pages(sheet)]
        for number, (ink, sheet) in enumerate(drawn, start=1):
            page = _LOOKS[sheet.look][0]
            if page.official:
                self._official_number(ink, page, number, edition=paper.edition)
            self._foot(ink, page, stamp, number=number, total=len(drawn))
            self._mark(ink, page, paper, is_first=number == 1)
            if stamp.is_void:
                ink.across(_VOID, g.ACROSS, self._typesetter.width(_VOID, g.ACROSS))
        return [ink for ink, _ in drawn]

    def put(self, pages: Iterable[Ink]) -> None:
        """Put the finished pages of one document into the file."""
        self.starts.append(self._file.pages)
        for ink in pages:
            self._file.add(ink)
        self.documents += 1

    @property
    def pages(self) -> int:
        """How many pages were drawn."""
        return self._file.pages

    def finish(self, *, part: bytes = b"", order: Sequence[tuple[bool, int]] = ()) -> Printed:
        """End the file; with the ``part`` of another process its pages mingle as ``order`` says."""
        pages = self._file.pages + sum(count for is_other, count in order if is_other)
        return Printed(self._file.content(part=part, order=order), pages, self.documents)

    def part(self) -> bytes:
        """What was drawn, for the file of another process."""
        return self._file.part()

    def _pages(self, sheet: Sheet) -> list[Ink]:
        flow = Flow(_LOOKS[sheet.look][0], self._file.new_page)
        flow.place(self._builders[sheet.look].blocks(sheet.parts))
        return flow.pages

    def _foot(self, ink: Ink, page: Geometry, stamp: Stamp, *, number: int, total: int) -> None:
        y = 9 * MM if page.official else min(page.bottom - 12, 9 * MM)
        ink.text(page.left, y, stamp.text, g.SMALL)
        count = f"第{number}页　共{total}页"
        width = self._typesetter.width(count, g.SMALL)
        ink.text(page.page.width - page.right - width, y, count, g.SMALL)

    def _mark(self, ink: Ink, page: Geometry, paper: Paper, *, is_first: bool) -> None:
        """Whose page it is, at the foot of every one: a loose page must not go to another household.

        The code to scan stands beside the title, and smaller at the foot of the pages that follow.
        """
        if paper.running:
            width = self._typesetter.width(paper.running, g.SMALL)
            ink.text(page.left + (page.width - width) / 2, min(page.bottom - 12, 9 * MM), paper.running, g.SMALL)
        if paper.code and is_first:
            top = page.page.height - page.top + _QR_ABOVE
            qr.draw(ink, paper.code, page.page.width - page.right - _QR_FIRST, top - _QR_FIRST, _QR_FIRST)
        elif paper.code:
            beside = page.left + page.width * 0.68
            qr.draw(ink, paper.code, beside, page.bottom - 2 - _QR_LATER, _QR_LATER)

    def _official_number(self, ink: Ink, page: Geometry, number: int, *, edition: int) -> None:
        """— 1 — 7 mm below the text block, odd right and even left, one character from the edge (GB/T 9704)."""
        text, style = f"— {number} —", g.PAGE_NUMBER
        width = self._typesetter.width(text, style)
        below = 7 * MM + style.size * (1 if edition == 1 else _DASH)
        if page.wide:
            # The foot of the upright page is the left edge of the page lying on its side.
            top, bottom = page.page.height - page.top - style.size, page.bottom + style.size
            ink.turned_text(page.left - below, bottom + width if number % 2 else top, text, style)
            return
        right = page.page.width - page.right - width - style.size
        ink.text(right if number % 2 else page.left + style.size, page.bottom - below, text, style)
