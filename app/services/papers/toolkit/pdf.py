"""Finished pages into one PDF file. The same pages give the same bytes: no clock, no random identity."""

from __future__ import annotations

from reportlab.pdfbase import pdfdoc

from app.services.papers.toolkit.fonts import FontBook
from app.services.papers.toolkit.ink import Ink, Inkwell, PageSize

_CREATOR = "守望"


class PdfFile:
    """Collects pages; ``content`` ends the file."""

    def __init__(self, book: FontBook, *, title: str) -> None:
        self.inkwell = Inkwell(book)
        self._document = pdfdoc.PDFDocument(compression=1, invariant=1)
        self._document.setTitle(title)
        self._document.setAuthor(_CREATOR)
        self._document.setCreator(_CREATOR)
        self._document.setSubject(title)
        self._resources: dict[str, object] = {}
        self.pages = 0

    def new_page(self, size: PageSize) -> Ink:
        """A page to draw on; ``add`` puts it into the file when it is finished."""
        return Ink(size, self.inkwell)

    def add(self, ink: Ink) -> None:
        """Put a finished page behind the others."""
        page = pdfdoc.PDFPage()
        page.MediaBox = pdfdoc.PDFArray([0, 0, round(ink.size.width, 2), round(ink.size.height, 2)])
        # Compressed only: by default reportlab writes page streams in base 85, which costs most of the time.
        content = (ink.operators() or " ").encode("ascii")
        page.Contents = pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])
        page.Resources = pdfdoc.PDFObjectReference("resources")
        self._document.addPage(page)
        self.pages += 1

    def content(self) -> bytes:
        """The whole file. Called once."""
        fonts = {face.resource_name: face.add_to(self._document) for face in self.inkwell.embedded()}
        resources = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFDictionary(fonts)})
        self._document.Reference(resources, "resources")
        return self._document.GetPDFData(None)
