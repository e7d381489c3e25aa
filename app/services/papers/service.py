"""Papers for the window and the command line: what can be printed now, printing, snapshots, what is out of date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.papers import PrintRecord
from app.services import clock, plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger
from app.services.papers import codec, noticing, sent, snapshots
from app.services.papers.batches import Selection, Split
from app.services.papers.figures import FigureRows, figure_rows, has_figure
from app.services.papers.kinds import PaperKind, Subject, kinds
from app.services.papers.printing import Document, Lacking, PrintedFile, document, lacking_in, print_documents
from app.services.papers.queries.asking import Scope, query_of
from app.services.papers.questions import question_in
from app.services.papers.reading import (
    Trace,
    Wanted,
    naming_households,
    read_documents,
    remember,
    with_households,
)
from app.services.papers.snapshots import SnapshotRow
from app.services.papers.splitting import SplitPrinter, SplitResult
from app.services.papers.stamp import Stamp
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE

EVERYBODY = Selection()


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of paper as lists show it; ``documents`` are what a print brings, ``pending`` of them not frozen yet."""

    kind: str
    name: str
    notice: bool
    documents: int
    pending: int
    frozen: bool
    subject: Subject
    signers: tuple[str, ...]
    rows: tuple[str, ...]  # "case 13", "alert 8": the rows of the workflow tables that leave it


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What was printed. ``changes`` is None for a preview, which leaves no trace."""

    pages: int
    documents: int
    file_sha256: str
    changes: ChangeSet | None = None


@dataclass(frozen=True, slots=True)
class Outdated:
    """A household whose printed paper no longer says what the ledger says."""

    household_id: int
    printed_on: date


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file of papers that nobody has printed yet: of whom each document is, and what a print of it leaves."""

    kind: str
    printed: PrintedFile
    owners: tuple[tuple[int | None, str], ...]  # household and digest, document by document
    trace: Trace

    def whole_in(self, pages: frozenset[int]) -> Trace:
        """What the documents leave that lie in these pages with all their own."""
        ends = (*self.printed.starts[1:], self.printed.pages)
        spans = zip(self.owners, self.printed.starts, ends, strict=True)
        whole = {owner for owner, first, end in spans if pages.issuperset(range(first, end))}
        return Trace([entry for entry in self.trace.entries if (entry[0].household_id, entry[1].digest) in whole])


class PaperService:
    """Prints papers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def list_kinds(self, *, today: date, year: int | None = None) -> tuple[KindRow, ...]:
        """Every kind in the order of the year, with the number of documents that can be printed now (or for a year)."""
        with self._ledger.reading() as session:
            running, _ = plans.looked_up_in(session, today=today, year=year)
            stored = snapshots.counts(session, running.plan_id)
            found = []
            for kind in kinds().values():
                asked = query_of(kind)(question_in(session, kind, today=today, scope=Scope(), year=year))
                frozen = 0
                if kind.frozen and stored.get(kind.code):
                    pending = tuple(asked.drafts)
                    plan_id, scope = running.plan_id, Scope()
                    frozen = len(snapshots.latest_ids(session, kind, plan_id=plan_id, scope=scope, pending=pending))
                found.append(_kind_row(kind, pending=asked.count, frozen=frozen))
        return tuple(found)

    def print(
        self,
        kind: str,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        alerts: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        actor: Actor,
        today: date,
        year: int | None = None,
        duplex: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> PrintResult:
        """Print all documents of a kind into one file and remember what was printed; ``year``: of an earlier plan.

        Of frozen papers the latest, as they were, unless one is still to be signed: then that one.
        Refused: ``papers.unknown_kind``, ``papers.village_unknown``, ``papers.household_unknown``,
        ``papers.nothing``, ``UnprintableError``, ``files.*``, ``disk.*``.
        """
        drawn = self.draw(
            kind,
            out,
            villages=villages,
            households=households,
            alerts=alerts,
            selection=replace(selection, year=year or selection.year),
            today=today,
            duplex=duplex,
            on_progress=on_progress,
            cancelled=cancelled,
        )
        changes = self.remember(drawn, actor=actor, today=today)
        printed = drawn.printed
        return PrintResult(printed.pages, printed.documents, printed.sha256, changes)

    def draw(
        self,
        kind: str,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        alerts: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        today: date,
        duplex: bool = False,
        limit: int | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Drawn:
        """The file that ``print`` writes, not yet remembered as printed: to look at, or for a printer that may fail.

        ``limit`` where the first documents do. Refused as ``print`` is.
        """
        chosen, trace, owners = self._chosen(kind), Trace(), list[tuple[int | None, str]]()
        wanted = Wanted(chosen, tuple(villages), tuple(households), tuple(alerts), selection, today)

        def documents(session: Session) -> Iterator[Document]:
            for found in islice(read_documents(session, wanted, trace), limit):
                owners.append((found.household_id, found.digest))
                yield found

        printed = self._print(out, chosen, documents, duplex=duplex, on_progress=on_progress, cancelled=cancelled)
        return Drawn(kind, printed, tuple(owners), trace)

    def remember(
        self, drawn: Drawn, *, pages: Collection[int] | None = None, actor: Actor, today: date
    ) -> ChangeSet | None:
        """Note that a drawn file was printed; of some ``pages`` (from 0) only, the documents that came out whole."""
        trace = drawn.trace if pages is None else drawn.whole_in(frozenset(pages))
        return remember(self._ledger, self._chosen(drawn.kind), [(trace, drawn.printed)], actor=actor, today=today)

    def print_split(
        self,
        kind: str,
        folder: Path,
        *,
        split: Split,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        alerts: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        actor: Actor,
        today: date,
        duplex: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> SplitResult:
        """Print a file for each household or village into ``folder`` and remember what was printed.

        Cancelled between files or within one, the result says how many were written; all of them are whole.
        Refused as ``print`` is, before anything is written where a character has no glyph, and ``papers.no_split``;
        a file that cannot be written ends the batch with its reason and ``papers.split_stopped``.
        """
        wanted = Wanted(self._chosen(kind), tuple(villages), tuple(households), tuple(alerts), selection, today)
        printer = SplitPrinter(
            self._ledger, wanted, folder, duplex=duplex, on_progress=on_progress, cancelled=cancelled
        )
        return printer.print(split, actor=actor)

    def lacking(
        self,
        kind: str,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        alerts: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        today: date,
        cancelled: Cancelled = lambda: False,
    ) -> tuple[Lacking, ...]:
        """Every text that a print would be refused for, with its household; nothing is written."""
        wanted = Wanted(self._chosen(kind), tuple(villages), tuple(households), tuple(alerts), selection, today)
        with self._ledger.reading() as session:
            found = lacking_in(read_documents(session, wanted, Trace()), cancelled=cancelled)
            return with_households(session, found)

    def preview(
        self,
        kind: str,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        today: date,
        year: int | None = None,
        limit: int | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> PrintResult:
        """The same file without a trace in the ledger: for looking at; ``limit`` where the first documents do."""
        chosen = self._chosen(kind)
        selection = replace(selection, year=year or selection.year)
        wanted = Wanted(chosen, tuple(villages), tuple(households), (), selection, today)

        def documents(session: Session) -> Iterator[Document]:
            return islice(read_documents(session, wanted, Trace()), limit)

        printed = self._print(out, chosen, documents, on_progress=on_progress, cancelled=cancelled)
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def print_blank(self, kind: str, out: Path, *, today: date) -> PrintResult:
        """An empty form to be filled in by hand; nothing is remembered. Refused: ``papers.no_blank``, ``files.*``."""
        chosen = self._chosen(kind)
        if not chosen.blank:
            raise refuse("papers.no_blank", name=chosen.name)

        def documents(session: Session) -> Iterator[Document]:
            found = query_of(chosen, blank=True)(question_in(session, chosen, today=today, scope=Scope()))
            return (document(chosen.code, draft.data, Stamp(), is_blank=True) for draft in found.drafts)

        printed = self._print(out, chosen, documents)
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def snapshots(self, *, kind: str | None = None) -> tuple[SnapshotRow, ...]:
        """The frozen papers of all years, the latest first."""
        with self._ledger.reading() as session:
            return tuple(snapshots.snapshot_rows(session, kind=kind))

    def figure(
        self,
        kind: str,
        key: str,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        selection: Selection = EVERYBODY,
        today: date,
    ) -> FigureRows:
        """The list behind a figure of a paper that can be printed now; NotFound ``papers.figure_unknown``."""
        chosen = self._chosen(kind)
        wanted = Wanted(chosen, tuple(villages), tuple(households), (), selection, today)
        with self._ledger.reading() as session:
            for found in read_documents(session, wanted, Trace()):
                data = codec.decode(chosen.shape.data, found.text)
                if has_figure(data, key):
                    return figure_rows(data, key)
        raise NotFound(Reason("papers.figure_unknown", {"key": key}))

    def void(self, snapshot_id: int, *, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """Mark a frozen paper as void, with the reason; refused as ``sent.void_in`` says."""
        with self._ledger.transaction("papers.void", actor=actor, today=today) as tx:
            sent.void_in(tx, snapshot_id, reason=reason)
        return tx.changes

    def void_numbered(self, kind: str, number: int, *, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """The same by kind and number within the running plan."""
        self._chosen(kind)
        with self._ledger.reading() as session:
            plan_id = plans.plan_in(session, day=today).plan_id
            snapshot_id = sent.numbered(session, kind, number, plan_id=plan_id)
        return self.void(snapshot_id, reason=reason, actor=actor, today=today)

    def reprint(self, kind: str, number: int, out: Path, *, today: date) -> PrintResult:
        """A frozen paper of the running plan again, byte for byte as it was on this machine's fonts."""
        chosen = self._chosen(kind)

        def documents(session: Session) -> Iterator[Document]:
            plan_id = plans.plan_in(session, day=today).plan_id
            return iter([snapshots.one(session, chosen, plan_id=plan_id, number=number)])

        printed = self._print(out, chosen, documents)
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def reprint_stored(self, snapshot_id: int, out: Path) -> PrintResult:
        """A frozen paper of any year again, by the id under which ``snapshots`` lists it."""
        with self._ledger.reading() as session:
            stored = snapshots.by_id(session, snapshot_id)
        chosen = self._chosen(stored.kind)
        printed = self._print(out, chosen, lambda _: iter([stored]))
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def outdated(self, kind: str, *, today: date) -> tuple[Outdated, ...]:
        """Households whose last print of this kind shows values that have changed since."""
        chosen = self._chosen(kind)
        with self._ledger.reading() as session:
            printed = _last_prints(session, kind)
            scope = Scope(households=frozenset(printed))
            question = question_in(session, chosen, today=today, scope=scope)
            now = {d.household_id: codec.digest(codec.encode(d.data)) for d in query_of(chosen)(question).drafts}
        return tuple(
            Outdated(household_id, on)
            for household_id, (digest, on) in printed.items()
            if household_id in now and now[household_id] != digest
        )

    def _chosen(self, kind: str) -> PaperKind:
        found = kinds().get(kind)
        if found is None:
            raise NotFound(Reason("papers.unknown_kind", {"kind": kind}))
        return found

    def _print(
        self,
        out: Path,
        kind: PaperKind,
        documents: Callable[[Session], Iterator[Document]],
        *,
        duplex: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> PrintedFile:
        # One snapshot for the whole file: the child draws the first documents while the next are read.
        with self._ledger.reading() as session, naming_households(session):
            return print_documents(
                out,
                documents(session),
                title=kind.name,
                duplex=duplex,
                on_progress=on_progress,
                cancelled=cancelled,
                inspect=(lambda file: noticing.look_through(session, file, kind)) if kind.notice else None,
            )


def _kind_row(kind: PaperKind, *, pending: int, frozen: int) -> KindRow:
    return KindRow(
        kind=kind.code,
        name=kind.name,
        notice=kind.notice,
        documents=pending + frozen,
        pending=pending,
        frozen=kind.frozen,
        subject=kind.subject,
        signers=kind.signers,
        rows=_rows_of(kind.code),
    )


@cache
def _rows_of(kind: str) -> tuple[str, ...]:
    tables = (("case", CASE_TABLE), ("alert", ALERT_TABLE))
    return tuple(
        f"{workflow} {row.row}"
        for workflow, table in tables
        for row in table
        if any(paper.kind == kind for paper in row.papers)
    )


def _last_prints(session: Session, kind: str) -> dict[int, tuple[str, date]]:
    """Digest and day of the last print, by household."""
    statement = (
        select(PrintRecord.household_id, PrintRecord.data_digest, PrintRecord.printed_at)
        .where(PrintRecord.kind == kind, PrintRecord.household_id.is_not(None))
        .order_by(PrintRecord.id)
    )
    found: dict[int, tuple[str, date]] = {}
    for household_id, digest, printed_at in session.execute(statement):
        if household_id is not None:
            found[household_id] = (digest, printed_at.astimezone(clock.OFFICE_ZONE).date())
    return found
