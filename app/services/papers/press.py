"""Papers to pages: builds the blocks, lets them flow, numbers the pages, writes the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.services.errors import refuse
from app.services.papers.building import Builder
from app.services.papers.parts import Look, Paper, Sheet
from app.services.papers.stamp import Stamp
from app.services.papers.toolkit import geometry as g
from app.services.papers.toolkit import qr
from app.services.papers.toolkit.flow import Flow
from app.services.papers.toolkit.fonts import FontBook, font_book
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
_NAMED_AT_ONCE = 20
_QR_FIRST, _QR_LATER = 17 * MM, 10 * MM
_QR_ABOVE = 2 * MM  # its white edge reaches into the margin


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

    def check(self, texts: Iterable[str]) -> None:
        """Refuse to print texts with characters that no font carries, naming the texts (design 5)."""
        missing = self.book.unprintable(texts)
        if missing:
            shown = "；".join(f"“{entry.text}”缺{entry.described}" for entry in missing[:_NAMED_AT_ONCE])
            raise refuse("papers.no_glyph", names=shown, count=len(missing))

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
            self._foot(ink, _LOOKS[sheet.look][0], stamp, number=number, total=len(drawn))
            self._mark(ink, _LOOKS[sheet.look][0], paper, is_first=number == 1)
        return [ink for ink, _ in drawn]

    def put(self, pages: Iterable[Ink]) -> None:
        """Put the finished pages of one document into the file."""
        for ink in pages:
            self._file.add(ink)
        self.documents += 1

    def finish(self) -> Printed:
        """End the file."""
        pages = self._file.pages
        return Printed(self._file.content(), pages, self.documents)

    def _pages(self, sheet: Sheet) -> list[Ink]:
        flow = Flow(_LOOKS[sheet.look][0], self._file.new_page)
        flow.place(self._builders[sheet.look].blocks(sheet.parts))
        return flow.pages

    def _foot(self, ink: Ink, page: Geometry, stamp: Stamp, *, number: int, total: int) -> None:
        y = min(page.bottom - 12, 9 * MM)
        if page.official:
            self._official_number(ink, page, number)
            y = 9 * MM
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

    def _official_number(self, ink: Ink, page: Geometry, number: int) -> None:
        """— 1 — below the text block, odd right and even left, one character from the edge (GB/T 9704)."""
        text, style = f"— {number} —", g.PAGE_NUMBER
        width = self._typesetter.width(text, style)
        below = 7 * MM + style.size
        if page.wide:
            # The foot of the upright page is the left edge of the page lying on its side.
            top, bottom = page.page.height - page.top - style.size, page.bottom + style.size
            ink.turned_text(page.left - below, bottom + width if number % 2 else top, text, style)
            return
        right = page.page.width - page.right - width - style.size
        ink.text(right if number % 2 else page.left + style.size, page.bottom - below, text, style)
