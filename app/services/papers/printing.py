"""Documents to a PDF file: drawn in a child, whole on the disk or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.services.children import Cancelled, Progress, child
from app.services.errors import refuse
from app.services.files.atomic import replacing
from app.services.papers import codec
from app.services.papers.codes import code_of
from app.services.papers.kinds import PaperData, printable
from app.services.papers.stamp import Stamp
from app.worker.limits import Limits

_AT_ONCE = 40
_SECONDS_EACH = 0.2


@dataclass(frozen=True, slots=True)
class Document:
    """One document to be printed. ``text`` is the canonical JSON of its frozen data."""

    kind: str
    text: str
    stamp: Stamp
    version: int
    code: str = ""  # of a paper that comes home; no other carries one

    @property
    def digest(self) -> str:
        """The digest of what is printed on it."""
        return codec.digest(self.text)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """What was written."""

    pages: int
    documents: int
    sha256: str


def document(kind: str, data: PaperData, stamp: Stamp, *, is_blank: bool = False) -> Document:
    """A document of today's layout; with its code if such papers come home and somebody is named on it."""
    chosen, text = printable(kind), codec.encode(data)
    code = code_of(chosen.letters, codec.digest(text)) if chosen.letters and not is_blank else ""
    return Document(kind, text, stamp, chosen.layout_version, code)


def print_documents(
    target: Path,
    documents: Iterable[Document],
    *,
    title: str,
    duplex: bool = False,
    total: int = 0,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> PrintedFile:
    """Print the documents in order into one file, replacing a file of that name.

    Refused: ``papers.nothing`` for no documents, ``papers.no_glyph`` naming the texts that no font can show,
    ``files.*`` and ``disk.*`` when the file cannot be written. The old file stays whole then.
    """
    limits = Limits(seconds=120 + total * _SECONDS_EACH, memory_mb=1536)
    with replacing(target) as temporary:
        request = {"path": str(temporary.absolute()), "title": title, "duplex": duplex}
        with child("print-papers", request, about=target.name, limits=limits, cancelled=cancelled) as worker:
            # The child draws while the next documents are read here: the pipe holds back whoever is ahead.
            waiting, sent = iter(documents), 0
            while chunk := list(islice(waiting, _AT_ONCE)):
                lines = [[d.kind, d.version, d.text, d.stamp.audit_head, d.stamp.made, d.code] for d in chunk]
                worker.send({"type": "documents", "documents": lines})
                sent += len(chunk)
                if on_progress:
                    on_progress(sent, max(total, sent))
            worker.send({"type": "end"})
            (answer,) = worker.messages()
        pages, count = (int(str(answer[key])) for key in ("pages", "documents"))
        if not count:
            raise refuse("papers.nothing", kind=title)
        digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
    return PrintedFile(pages, count, digest)
