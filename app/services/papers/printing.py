"""Documents to PDF files: drawn in a child, whole on the disk or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

from app.services.children import Cancelled, Progress, child
from app.services.errors import Reason, Refused, refuse
from app.services.files.atomic import replacing
from app.services.papers import codec
from app.services.papers.kinds import PaperData, printable
from app.services.papers.stamp import Stamp
from app.worker.frames import Message
from app.worker.limits import Limits
from app.worker.parent import Worker

_AT_ONCE = 40
_SECONDS_EACH = 0.2
_MEMORY_MB = 1536


@dataclass(frozen=True, slots=True)
class Document:
    """One document to be printed, and whom it is about. ``text`` is the canonical JSON of its frozen data."""

    kind: str
    text: str
    stamp: Stamp
    version: int
    household_id: int | None = None
    village_id: int | None = None

    @property
    def digest(self) -> str:
        """The digest of what is printed on it."""
        return codec.digest(self.text)


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """What was written; ``starts`` are the pages, from 0, on which the documents begin."""

    pages: int
    documents: int
    sha256: str
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lacking:
    """A text with characters that no font of this machine can show, and whose it is where that is known.

    ``described`` names the characters with their code points; ``where`` is village, head and number for a sentence.
    """

    text: str
    described: str
    household_id: int | None = None
    village: str = ""
    head: str = ""
    household: str = ""

    @property
    def where(self) -> str:
        """Whose text it is: 红星村王秀兰（519999001000001）."""
        return f"{self.village}{self.head}（{self.household}）：" if self.household else ""


class UnprintableError(Refused):
    """Nothing was printed: ``lacking`` are all texts that cannot be shown, also one reason each."""

    def __init__(self, lacking: Sequence[Lacking]) -> None:
        self.lacking = tuple(lacking)
        each = (
            Reason("papers.no_glyph_at", {"where": found.where, "text": found.text, "characters": found.described})
            for found in self.lacking
        )
        super().__init__(Reason("papers.no_glyph", {"count": len(self.lacking)}), *each)


def document(kind: str, data: PaperData, stamp: Stamp) -> Document:
    """A document of today's layout."""
    return Document(kind, codec.encode(data), stamp, printable(kind).layout_version)


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

    Refused: ``papers.nothing`` for no documents, ``UnprintableError`` with every text that no font can show,
    ``files.*`` and ``disk.*`` when the file cannot be written. The old file stays whole then.
    """
    with replacing(target) as temporary:
        with _printer(target.name, title, total, duplex=duplex, cancelled=cancelled) as worker:
            # The child draws while the next documents are read here: the pipe holds back whoever is ahead.
            owners: list[int | None] = []
            for chunk in _chunks(documents):
                worker.send({"type": "documents", "documents": _lines(chunk)})
                owners += [sent.household_id for sent in chunk]
                if on_progress:
                    on_progress(len(owners), max(total, len(owners)))
            answer = _finish(worker, temporary)
            worker.send({"type": "end"})
        _refuse_lacking(answer, owners)
        return _printed(answer, temporary, title=title)


def print_files(
    files: Iterable[tuple[Path, Sequence[Document]]],
    *,
    title: str,
    duplex: bool = False,
    total: int = 0,
    cancelled: Cancelled = lambda: False,
) -> Generator[PrintedFile]:
    """Print each file whole, one after the other, with one child; what was written is told after each.

    Refused as ``print_documents`` refuses, at the file that cannot be written: those before it stand.
    """
    with _printer(title, title, total, duplex=duplex, cancelled=cancelled) as worker:
        for target, documents in files:
            with replacing(target) as temporary:
                for chunk in _chunks(documents):
                    worker.send({"type": "documents", "documents": _lines(chunk)})
                answer = _finish(worker, temporary)
                _refuse_lacking(answer, [sent.household_id for sent in documents])
                printed = _printed(answer, temporary, title=title)
            yield printed
        worker.send({"type": "end"})


def lacking_in(documents: Iterable[Document], *, cancelled: Cancelled = lambda: False) -> tuple[Lacking, ...]:
    """Every text of the documents that no font can show, in order; nothing is drawn or written."""
    with _printer("", "", 0, duplex=False, cancelled=cancelled) as worker:
        owners: list[int | None] = []
        for chunk in _chunks(documents):
            worker.send({"type": "check", "documents": _lines(chunk)})
            owners += [sent.household_id for sent in chunk]
        worker.send({"type": "checked"})
        answer = next(iter(worker.messages()))
        worker.send({"type": "end"})
    return _lacking(answer, owners)


def _printer(
    about: str, title: str, total: int, *, duplex: bool, cancelled: Cancelled
) -> AbstractContextManager[Worker]:
    limits = Limits(seconds=120 + total * _SECONDS_EACH, memory_mb=_MEMORY_MB)
    return child("print-papers", {"title": title, "duplex": duplex}, about=about, limits=limits, cancelled=cancelled)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    waiting = iter(documents)
    while chunk := list(islice(waiting, _AT_ONCE)):
        yield chunk


def _lines(chunk: Sequence[Document]) -> list[tuple[str, int, str, str, str]]:
    return [(d.kind, d.version, d.text, d.stamp.audit_head, d.stamp.made) for d in chunk]


def _finish(worker: Worker, temporary: Path) -> Message:
    worker.send({"type": "file", "path": str(temporary.absolute())})
    return next(iter(worker.messages()))


def _lacking(answer: Message, owners: Sequence[int | None]) -> tuple[Lacking, ...]:
    rows = cast("list[tuple[int, str, str]]", answer["lacking"])
    return tuple(Lacking(text, described, owners[number]) for number, text, described in rows)


def _refuse_lacking(answer: Message, owners: Sequence[int | None]) -> None:
    if found := _lacking(answer, owners):
        raise UnprintableError(found)


def _printed(answer: Message, temporary: Path, *, title: str) -> PrintedFile:
    pages, count = (int(str(answer[key])) for key in ("pages", "documents"))
    if not count:
        raise refuse("papers.nothing", kind=title)
    digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
    return PrintedFile(pages, count, digest, tuple(cast("list[int]", answer["starts"])))
