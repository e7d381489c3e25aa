"""Finished pages into one PDF file. The same pages give the same bytes: no clock, no random identity."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path

from reportlab.pdfbase import pdfdoc

from app.services.papers.toolkit.embedding import EmbeddedFace
from app.services.papers.toolkit.faces import load
from app.services.papers.toolkit.fonts import FontBook
from app.services.papers.toolkit.ink import Ink, Inkwell, Link, PageSize

_CREATOR = "守望"
_RESOURCES = ("resources", "other-resources")  # of the pages drawn here, and of those from another process
_LEVEL = 4  # a twentieth more bytes than the highest, in two thirds of the time


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A finished page: its compressed operators, its size, and which file's fonts its codes belong to."""

    content: bytes
    size: PageSize
    fonts: int = 0
    links: tuple[Link, ...] = ()


class PdfFile:
    """Collects pages; ``content`` ends the file."""

    def __init__(self, book: FontBook, *, title: str) -> None:
        self.inkwell = Inkwell(book)
        self._title = title
        self._drawn: list[_Drawn] = []

    @property
    def pages(self) -> int:
        """How many pages were put into the file."""
        return len(self._drawn)

    def new_page(self, size: PageSize) -> Ink:
        """A page to draw on; ``add`` puts it into the file when it is finished."""
        return Ink(size, self.inkwell)

    def add(self, ink: Ink) -> None:
        """Put a finished page behind the others."""
        content = zlib.compress((ink.operators() or " ").encode("latin-1"), _LEVEL)
        self._drawn.append(_Drawn(content, ink.size, links=tuple(ink.links)))

    def part(self) -> bytes:
        """The pages and the codes of their fonts, for another process to put into its file: see ``content``."""
        head = {
            "pages": [(p.size.width, p.size.height, len(p.content), list(map(astuple, p.links))) for p in self._drawn],
            "fonts": [(str(face.face.path), face.known) for face in self.inkwell.embedded()],
        }
        coded = json.dumps(head).encode("utf-8")
        return b"".join([len(coded).to_bytes(8, "big"), coded, *(page.content for page in self._drawn)])

    def content(self, *, part: bytes = b"", order: Sequence[tuple[bool, int]] = ()) -> bytes:
        """The whole file. Called once.

        With the ``part`` of another process ``order`` says how the pages mingle: whose, how many, in turn.
        """
        document = pdfdoc.PDFDocument(compression=1, invariant=1)
        document.setTitle(self._title)
        document.setAuthor(_CREATOR)
        document.setCreator(_CREATOR)
        document.setSubject(self._title)
        pages, fonts = self._drawn, [self.inkwell.embedded()]
        if part:
            others, faces = _read_part(part)
            fonts.append(faces)
            sources = {False: iter(pages), True: iter(others)}
            pages = [page for is_other, count in order for page in islice(sources[is_other], count)]
        for page in pages:
            stream = document.Reference(_Content(page.content))
            document.addPage(_Page(stream, page, _RESOURCES[page.fonts]))
        for name, faces in zip(_RESOURCES, fonts, strict=False):
            found = {face.resource_name: face.add_to(document) for face in faces}
            document.Reference(pdfdoc.PDFDictionary({"Font": pdfdoc.PDFDictionary(found)}), name)
        return document.GetPDFData(None)


def _read_part(part: bytes) -> tuple[list[_Drawn], tuple[EmbeddedFace, ...]]:
    end = 8 + int.from_bytes(part[:8], "big")
    head, at = json.loads(part[8:end]), end
    pages: list[_Drawn] = []
    for width, height, length, links in head["pages"]:
        own = tuple(Link(*link) for link in links)
        pages.append(_Drawn(part[at : at + length], PageSize(width, height), fonts=1, links=own))
        at += length
    faces = [
        EmbeddedFace(load(Path(path)), resource_name=f"F{number}", written_as=f"other-F{number}")
        for number, (path, _) in enumerate(head["fonts"], start=1)
    ]
    for face, (_, known) in zip(faces, head["fonts"], strict=True):
        face.codes(known)  # the same characters in the same order have the same codes
    return pages, tuple(faces)


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

    def __init__(self, content: pdfdoc.PDFObjectReference, drawn: _Drawn, resources: str) -> None:
        self._content = content
        self._size = drawn.size
        self._links = drawn.links
        self._resources = resources

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The object as it stands in the file."""
        pages = document.Reference(document.Pages)  # type: ignore[attr-defined]
        parent, content, resources = (
            pdfdoc.format(found, document).decode("ascii")
            for found in (pages, self._content, pdfdoc.PDFObjectReference(self._resources))
        )
        box = f"[0 0 {self._size.width:.2f} {self._size.height:.2f}]"
        page = f"<</Type/Page/Parent {parent}/MediaBox{box}/Resources {resources}/Contents {content}"
        return f"{page}{self._annotations()}>>".encode("ascii")

    def _annotations(self) -> str:
        if not self._links:
            return ""
        made = (
            f"<</Type/Annot/Subtype/Link/Rect[{at.left:.1f} {at.bottom:.1f} {at.right:.1f} {at.top:.1f}]"
            f"/Border[0 0 0]/A<</S/URI/URI({at.target})>>>>"
            for at in self._links
        )
        return f"/Annots[{''.join(made)}]"
