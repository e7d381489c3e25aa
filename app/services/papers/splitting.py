"""A batch in many files: one for each household or village, each of them whole or absent."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.services.changes import ChangeSet
from app.services.children import Cancelled, CancelledByUser, Progress
from app.services.context import Actor
from app.services.errors import Reason, Refused, refuse
from app.services.ledger import Ledger
from app.services.papers.batches import Bundle, Split, bundles
from app.services.papers.noticing import look_through
from app.services.papers.printing import PrintedFile, UnprintableError, lacking_in, print_files
from app.services.papers.reading import Trace, Wanted, read_documents, remember, with_households


@dataclass(frozen=True, slots=True)
class SplitResult:
    """What was written: ``files`` in their order; ``total`` is how many there would have been."""

    folder: Path
    files: tuple[Path, ...]
    total: int
    pages: int
    documents: int
    cancelled: bool = False
    changes: ChangeSet | None = None


class SplitPrinter:
    """One batch; made for one print."""

    def __init__(
        self,
        ledger: Ledger,
        wanted: Wanted,
        folder: Path,
        *,
        duplex: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> None:
        self._ledger = ledger
        self._wanted = wanted
        self._folder = folder
        self._duplex = duplex
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._trace = Trace()
        self._written: list[tuple[Bundle, PrintedFile]] = []

    def print(self, split: Split, *, actor: Actor) -> SplitResult:
        """Read, check and write everything; what was written is remembered, whatever ends the batch."""
        if not self._folder.is_dir():
            raise refuse("files.no_folder", folder=self._folder)
        parts = self._read(split)
        stopped: Refused | None = None
        try:
            self._write(parts)
        except Refused as refused:
            stopped = refused
        changes = self._remember(actor)
        if stopped is not None and not isinstance(stopped, CancelledByUser):
            if not self._written:
                raise stopped
            values = {"written": len(self._written), "total": len(parts), "folder": self._folder}
            raise Refused(*stopped.reasons, Reason("papers.split_stopped", values))
        return self._result(parts, cancelled=stopped is not None, changes=changes)

    def _read(self, split: Split) -> list[Bundle]:
        """All documents in bundles; refused before anything is written where a glyph is missing."""
        name = self._wanted.kind.name
        with self._ledger.reading() as session:
            documents = list(read_documents(session, self._wanted, self._trace))
            if not documents:
                raise refuse("papers.nothing", kind=name)
            parts = bundles(session, documents, split, kind=name)
            if missing := lacking_in(documents, cancelled=self._cancelled):
                raise UnprintableError(with_households(session, missing))
        return parts

    def _write(self, parts: Sequence[Bundle]) -> None:
        files = ((self._folder / f"{part.name}.pdf", part.documents) for part in parts)
        documents = sum(len(part.documents) for part in parts)
        printed = print_files(
            files,
            title=self._wanted.kind.name,
            duplex=self._duplex,
            total=documents,
            cancelled=self._cancelled,
            inspect=self._inspect if self._wanted.kind.notice else None,
        )
        with closing(printed):
            for part, file in zip(parts, printed, strict=True):
                self._written.append((part, file))
                if self._on_progress:
                    self._on_progress(len(self._written), len(parts))
                if self._cancelled() and len(self._written) < len(parts):
                    raise CancelledByUser

    def _inspect(self, file: Path) -> None:
        with self._ledger.reading() as session:
            look_through(session, file, self._wanted.kind)

    def _remember(self, actor: Actor) -> ChangeSet | None:
        if not self._written:
            return None
        traces = [(self._trace.of(part.documents), file) for part, file in self._written]
        return remember(self._ledger, self._wanted.kind, traces, actor=actor, today=self._wanted.today)

    def _result(self, parts: Sequence[Bundle], *, cancelled: bool, changes: ChangeSet | None) -> SplitResult:
        return SplitResult(
            folder=self._folder,
            files=tuple(self._folder / f"{part.name}.pdf" for part, _ in self._written),
            total=len(parts),
            pages=sum(file.pages for _, file in self._written),
            documents=sum(file.documents for _, file in self._written),
            cancelled=cancelled,
            changes=changes,
        )
