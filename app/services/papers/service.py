"""Papers for the window and the command line: what can be printed now, printing, snapshots, what is out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, bulk_update, in_chunks
from app.models.papers import PrintRecord
from app.services import audit, clock, plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger
from app.services.papers import codec, snapshots
from app.services.papers.kinds import PaperKind, Subject, kinds
from app.services.papers.printing import Document, PrintedFile, document, print_documents
from app.services.papers.queries.asking import Draft, Question, Scope, query_of
from app.services.papers.selecting import scope_in
from app.services.papers.snapshots import SnapshotRow
from app.services.papers.stamp import Stamp
from app.services.settings import TOWNSHIP, setting_in
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE


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


@dataclass(slots=True)
class _Trace:
    """What a print leaves in the ledger: whom each document was about, and its digest."""

    entries: list[tuple[Draft, str]] = field(default_factory=list)


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
                asked = query_of(kind)(_question(session, kind, today=today, scope=Scope(), year=year))
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
        ``papers.nothing``, ``papers.no_glyph``, ``files.*``.
        """
        chosen, trace = self._chosen(kind), _Trace()

        def documents(session: Session) -> Iterator[Document]:
            scope = scope_in(session, villages=villages, households=households, alerts=alerts)
            return _documents(session, chosen, today=today, scope=scope, trace=trace, year=year)

        printed = self._print(out, chosen, documents, duplex=duplex, on_progress=on_progress, cancelled=cancelled)
        changes = self._remember(chosen, trace, printed, actor=actor, today=today)
        return PrintResult(printed.pages, printed.documents, printed.sha256, changes)

    def preview(
        self,
        kind: str,
        out: Path,
        *,
        villages: Sequence[str] = (),
        households: Sequence[str] = (),
        today: date,
        year: int | None = None,
        limit: int | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> PrintResult:
        """The same file without a trace in the ledger: for looking at; ``limit`` where the first documents do."""
        chosen = self._chosen(kind)

        def documents(session: Session) -> Iterator[Document]:
            scope = scope_in(session, villages=villages, households=households)
            found = _documents(session, chosen, today=today, scope=scope, trace=_Trace(), year=year)
            return islice(found, limit)

        printed = self._print(out, chosen, documents, on_progress=on_progress, cancelled=cancelled)
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def print_blank(self, kind: str, out: Path, *, today: date) -> PrintResult:
        """An empty form to be filled in by hand; nothing is remembered. Refused: ``papers.no_blank``, ``files.*``."""
        chosen = self._chosen(kind)
        if not chosen.blank:
            raise refuse("papers.no_blank", name=chosen.name)

        def documents(session: Session) -> Iterator[Document]:
            found = query_of(chosen, blank=True)(_question(session, chosen, today=today, scope=Scope()))
            return (document(chosen.code, draft.data, Stamp()) for draft in found.drafts)

        printed = self._print(out, chosen, documents)
        return PrintResult(printed.pages, printed.documents, printed.sha256)

    def snapshots(self, *, kind: str | None = None) -> tuple[SnapshotRow, ...]:
        """The frozen papers of all years, the latest first."""
        with self._ledger.reading() as session:
            return tuple(snapshots.snapshot_rows(session, kind=kind))

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
            question = _question(session, chosen, today=today, scope=scope)
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
        with self._ledger.reading() as session:
            return print_documents(
                out, documents(session), title=kind.name, duplex=duplex, on_progress=on_progress, cancelled=cancelled
            )

    def _remember(
        self, kind: PaperKind, trace: _Trace, printed: PrintedFile, *, actor: Actor, today: date
    ) -> ChangeSet | None:
        with self._ledger.transaction("paper.print", actor=actor, today=today) as tx:
            tx.note(kind=kind.code, documents=printed.documents, pages=printed.pages)
            now = clock.instant_on(today)
            rows: list[Mapping[str, object]] = [
                {
                    "kind": kind.code,
                    "layout_version": kind.layout_version,
                    "household_id": draft.household_id,
                    "village_id": draft.village_id,
                    "data_digest": digest,
                    "printed_at": now,
                    "copies": 1,
                    "file_sha256": printed.sha256[:40],
                }
                for draft, digest in trace.entries
            ]
            bulk_insert(tx.session, VERSIONED["print_record"], rows)
            if kind.code == "visit_form":
                table = VERSIONED["visit_assignment"]
                for chunk in in_chunks(case_id for draft, _ in trace.entries for case_id in draft.case_ids):
                    bulk_update(tx.session, table, table.c.case_id.in_(chunk), {"printed_on": today})
        return tx.changes


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


def _question(session: Session, kind: PaperKind, *, today: date, scope: Scope, year: int | None = None) -> Question:
    running, day = plans.looked_up_in(session, today=today, year=year)
    return Question(
        session=session,
        kind=kind.code,
        running=running,
        township=str(setting_in(session, TOWNSHIP) or "本镇"),
        today=day,
        scope=scope,
    )


def _documents(
    session: Session, kind: PaperKind, *, today: date, scope: Scope, trace: _Trace, year: int | None = None
) -> Iterator[Document]:
    question = _question(session, kind, today=today, scope=scope, year=year)
    moment = clock.instant_on(today).astimezone(clock.OFFICE_ZONE)
    stamp = Stamp(audit.head(session).short, f"打印 {moment:%Y-%m-%d %H:%M}")
    drafts = query_of(kind)(question).drafts
    if kind.frozen:
        pending = tuple(drafts)
        yield from snapshots.latest(session, kind, plan_id=question.running.plan_id, scope=scope, pending=pending)
        drafts = iter(pending)
    for draft in drafts:
        made = document(kind.code, draft.data, stamp)
        trace.entries.append((draft, made.digest))
        yield made


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
