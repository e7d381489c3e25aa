"""Documents to PDF files: drawn in a child, whole on the disk or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import cast

from app.models.atomic import temporary_beside
from app.services.children import Cancelled, Progress, child
from app.services.errors import Reason, Refused, refuse
from app.services.files.atomic import replacing
from app.services.papers import codec
from app.services.papers.codes import code_of
from app.services.papers.kinds import PaperData, printable
from app.services.papers.stamp import Stamp
from app.worker.frames import Message
from app.worker.limits import Limits
from app.worker.parent import Worker

_AT_ONCE = 40
_ALONE = 160  # documents; for more of them a second child is worth its start
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
    code: str = ""  # of a paper that comes home; no other carries one

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


def document(kind: str, data: PaperData, stamp: Stamp, *, is_blank: bool = False) -> Document:
    """A document of today's layout; with its code if such papers come home and somebody is named on it."""
    chosen, text = printable(kind), codec.encode(data)
    code = code_of(chosen.letters, codec.digest(text)) if chosen.letters and not is_blank else ""
    return Document(kind, text, stamp, chosen.layout_version, code=code)


def print_documents(
    target: Path,
    documents: Iterable[Document],
    *,
    title: str,
    duplex: bool = False,
    total: int = 0,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
    inspect: Callable[[Path], None] | None = None,
) -> PrintedFile:
    """Print the documents in order into one file, replacing a file of that name.

    ``inspect`` looks at the finished file before it takes its place, and refuses it by raising.

    Refused: ``papers.nothing`` for no documents, ``UnprintableError`` with every text that no font can show,
    ``files.*`` and ``disk.*`` when the file cannot be written. The old file stays whole then.
    """
    with replacing(target) as temporary, _part_beside(target) as part:
        with ExitStack() as open_children:

            def start() -> Worker:
                printer = _printer(target.name, title, total, duplex=duplex, cancelled=cancelled)
                return open_children.enter_context(printer)

            job = _Job(start, part, may_share=not duplex and (os.cpu_count() or 1) > 1)
            for chunk in _chunks(documents):
                job.send(chunk)
                if on_progress:
                    on_progress(job.sent, max(total, job.sent))
            answer = job.finish(temporary)
        if answer.lacking:
            raise UnprintableError(answer.lacking)
        if inspect is not None and answer.documents:
            inspect(temporary)
        return _printed(answer, temporary, title=title)


@dataclass(frozen=True, slots=True)
class _Answer:
    pages: int
    documents: int
    lacking: tuple[Lacking, ...]
    lengths: tuple[int, ...] = ()  # pages of each document, in order


class _Job:
    """One file being drawn: by one child, by two in turn where there are many documents.

    The child draws while the next documents are read here: the pipe holds back whoever is ahead.
    """

    def __init__(self, start: Callable[[], Worker], part: Path, *, may_share: bool) -> None:
        self._start = start
        self._part = part
        self._may_share = may_share
        self._workers = [start()]
        self._turns: list[bool] = []
        self._owners: tuple[list[tuple[int, int | None]], ...] = ([], [])  # number and household, by child
        self.sent = 0

    def send(self, chunk: Sequence[Document]) -> None:
        """Give the next documents to the child whose turn it is."""
        if self._may_share and len(self._workers) == 1 and self.sent >= _ALONE:
            self._workers.append(self._start())
        is_other = len(self._workers) > 1 and not self._turns[-1]
        self._workers[is_other].send({"type": "documents", "documents": _lines(chunk)})
        self._owners[is_other].extend((self.sent + at, sent.household_id) for at, sent in enumerate(chunk))
        self._turns.append(is_other)
        self.sent += len(chunk)

    def finish(self, path: Path) -> _Answer:
        """Have the file written by the first child, with what the other has drawn."""
        message: dict[str, object] = {"type": "file", "path": str(path.absolute())}
        answers: list[Message] = []
        if len(self._workers) > 1:
            self._workers[1].send({"type": "part", "path": str(self._part.absolute())})
            answers.append(_answer(self._workers[1]))
            message |= {"part": "" if answers[0]["lacking"] else str(self._part.absolute())}
            message |= {"chunks": answers[0]["chunks"], "turns": self._turns}
        self._workers[0].send(message)
        answers.insert(0, _answer(self._workers[0]))
        for worker in self._workers:
            worker.send({"type": "end"})
        lacking = [
            (self._owners[child_number][number], text, described)
            for child_number, answer in enumerate(answers)
            for number, text, described in cast("list[tuple[int, str, str]]", answer["lacking"])
        ]
        found = tuple(
            Lacking(text, described, owner[1]) for owner, text, described in sorted(lacking, key=lambda row: row[0][0])
        )
        documents = sum(int(str(answer["documents"])) for answer in answers)
        return _Answer(int(str(answers[0]["pages"])), documents, found, self._lengths(answers))

    def _lengths(self, answers: Sequence[Message]) -> tuple[int, ...]:
        """How many pages each document has, in the order in which the documents were sent."""
        found = dict[int, int]()
        for owners, answer in zip(self._owners, answers, strict=False):
            lengths = cast("list[int]", answer["lengths"])
            found |= {number: pages for (number, _), pages in zip(owners, lengths, strict=False)}
        return tuple(found[number] for number in sorted(found))


def _answer(worker: Worker) -> Message:
    return next(iter(worker.messages()))


@contextmanager
def _part_beside(target: Path) -> Iterator[Path]:
    """Where the second child leaves what it has drawn, beside the target; gone afterwards."""
    path = temporary_beside(target)
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def print_files(
    files: Iterable[tuple[Path, Sequence[Document]]],
    *,
    title: str,
    duplex: bool = False,
    total: int = 0,
    cancelled: Cancelled = lambda: False,
    inspect: Callable[[Path], None] | None = None,
) -> Generator[PrintedFile]:
    """Print each file whole, one after the other, with one child; what was written is told after each.

    Refused as ``print_documents`` refuses, at the file that cannot be written: those before it stand.
    """
    with _printer(title, title, total, duplex=duplex, cancelled=cancelled) as worker:
        for target, documents in files:
            with replacing(target) as temporary:
                for chunk in _chunks(documents):
                    worker.send({"type": "documents", "documents": _lines(chunk)})
                worker.send({"type": "file", "path": str(temporary.absolute())})
                answer = _answer(worker)
                if missing := _lacking(answer, [sent.household_id for sent in documents]):
                    raise UnprintableError(missing)
                pages, count = (int(str(answer[key])) for key in ("pages", "documents"))
                if inspect is not None and count:
                    inspect(temporary)
                lengths = tuple(cast("list[int]", answer["lengths"]))
                printed = _printed(_Answer(pages, count, (), lengths), temporary, title=title)
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
        answer = _answer(worker)
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


def _lines(chunk: Sequence[Document]) -> list[tuple[str, int, str, str, str, str, bool]]:
    return [(d.kind, d.version, d.text, d.stamp.audit_head, d.stamp.made, d.code, d.stamp.is_void) for d in chunk]


def _lacking(answer: Message, owners: Sequence[int | None]) -> tuple[Lacking, ...]:
    rows = cast("list[tuple[int, str, str]]", answer["lacking"])
    return tuple(Lacking(text, described, owners[number]) for number, text, described in rows)


def _printed(answer: _Answer, temporary: Path, *, title: str) -> PrintedFile:
    if not answer.documents:
        raise refuse("papers.nothing", kind=title)
    digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
    starts = tuple(accumulate(answer.lengths[:-1], initial=0))
    return PrintedFile(answer.pages, answer.documents, digest, starts)
