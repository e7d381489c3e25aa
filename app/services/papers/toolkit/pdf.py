"""Finished pages into one PDF file. The same pages give the same bytes: no clock, no random identity."""

from __future__ import annotations

import zlib

from reportlab.pdfbase import pdfdoc

from app.services.papers.toolkit.fonts import FontBook
from app.services.papers.toolkit.ink import Ink, Inkwell, PageSize

_CREATOR = "守望"
_LEVEL = 4  # a twentieth more bytes than the highest, in two thirds of the time


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
        content = zlib.compress((ink.operators() or " ").encode("latin-1"), _LEVEL)
        stream = self._document.Reference(_Content(content))
        self._document.addPage(_Page(stream, ink.size))
        self.pages += 1

    def content(self) -> bytes:
        """The whole file. Called once."""
        fonts = {face.resource_name: face.add_to(self._document) for face in self.inkwell.embedded()}
        resources = pdfdoc.PDFDictionary({"Font": pdfdoc.PDFDictionary(fonts)})
        self._document.Reference(resources, "resources")
        return self._document.GetPDFData(None)


class _Content(pdfdoc.PDFObject):
    """The compressed stream of a page: reportlab's own is written in base 85 and with comments."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The object as it stands in the file."""
        head = f"<</Length {len(self._content)}/Filter/FlateDecode>>stream\n"
        return b"%s%s\nendstream" % (head.encode("ascii"), self._content)


class _Page(pdfdoc.PDFObject):
    """A page with the resources that all pages share."""

    __RefOnly__ = 1

    def __init__(self, content: pdfdoc.PDFObjectReference, size: PageSize) -> None:
        self._content = content
        self._size = size

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The object as it stands in the file."""
        pages = document.Reference(document.Pages)  # type: ignore[attr-defined]
        parent, content, resources = (
            pdfdoc.format(found, document).decode("ascii")
            for found in (pages, self._content, pdfdoc.PDFObjectReference("resources"))
        )
        box = f"[0 0 {self._size.width:.2f} {self._size.height:.2f}]"
        page = f"<</Type/Page/Parent {parent}/MediaBox{box}/Resources {resources}/Contents {content}>>"
        return page.encode("ascii")
