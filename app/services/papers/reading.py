"""What a print reads from the ledger, document by document, and what it leaves there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, bulk_update, in_chunks
from app.models.household import HouseholdSummary
from app.services import audit, clock, plans
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import refuse
from app.services.files.atomic import write_file
from app.services.files.sheets import SheetColumn, SheetSpec, write_workbook
from app.services.ledger import Ledger
from app.services.papers import snapshots
from app.services.papers.batches import Selection, narrowed, ordered
from app.services.papers.kinds import PaperKind
from app.services.papers.printed_values import pack
from app.services.papers.printing import Document, Lacking, PrintedFile, UnprintableError, document
from app.services.papers.queries.asking import Draft, Scope, query_of
from app.services.papers.questions import question_in
from app.services.papers.selecting import scope_in
from app.services.papers.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of paper and for whom it is wanted."""

    kind: PaperKind
    villages: tuple[str, ...]
    households: tuple[str, ...]
    alerts: tuple[str, ...]
    selection: Selection
    today: date


@dataclass(slots=True)
class Trace:
    """What a print leaves in the ledger: whom each document was about, and the document."""

    entries: list[tuple[Draft, Document]] = field(default_factory=list)

    def of(self, documents: Sequence[Document]) -> Trace:
        """The part of it that is about these documents."""
        keys = {(found.household_id, found.digest) for found in documents}
        return Trace([entry for entry in self.entries if (entry[0].household_id, entry[1].digest) in keys])


def read_documents(session: Session, wanted: Wanted, trace: Trace) -> Iterator[Document]:
    """The documents that are wanted, in the order that is wanted; ``trace`` fills as they are read."""
    scope = scope_in(session, villages=wanted.villages, households=wanted.households, alerts=wanted.alerts)
    plan_id = plans.looked_up_in(session, today=wanted.today, year=wanted.selection.year)[0].plan_id
    scope = narrowed(session, scope, wanted.selection, plan_id=plan_id)
    read = _documents(session, wanted, scope=scope, trace=trace)
    return ordered(session, read, wanted.selection.order)


def _documents(session: Session, wanted: Wanted, *, scope: Scope, trace: Trace) -> Iterator[Document]:
    kind, today = wanted.kind, wanted.today
    question = question_in(session, kind, today=today, scope=scope, year=wanted.selection.year)
    moment = clock.instant_on(today).astimezone(clock.OFFICE_ZONE)
    stamp = Stamp(audit.head(session).short, f"打印 {moment:%Y-%m-%d %H:%M}")
    drafts = (draft for draft in query_of(kind)(question).drafts if _is_wanted(draft, scope))
    if kind.frozen:
        pending = tuple(drafts)
        yield from snapshots.latest(session, kind, plan_id=question.running.plan_id, scope=scope, pending=pending)
        drafts = (draft for draft in pending)
    for draft in drafts:
        made = replace(
            document(kind.code, draft.data, stamp), household_id=draft.household_id, village_id=draft.village_id
        )
        trace.entries.append((draft, made))
        yield made


def _is_wanted(draft: Draft, scope: Scope) -> bool:
    """For queries that take no notice of a narrowed scope themselves."""
    household_id = draft.household_id
    if household_id is None:
        return True
    return household_id not in scope.left_out and (scope.among is None or household_id in scope.among)


def remember(
    ledger: Ledger, kind: PaperKind, printed: Sequence[tuple[Trace, PrintedFile]], *, actor: Actor, today: date
) -> ChangeSet | None:
    """Write down what was printed, file by file, in one transaction."""
    with ledger.transaction("paper.print", actor=actor, today=today) as tx:
        documents, pages = (sum(getattr(file, name) for _, file in printed) for name in ("documents", "pages"))
        tx.note(kind=kind.code, documents=documents, pages=pages)
        now = clock.instant_on(today)
        rows: list[Mapping[str, object]] = [
            {
                "kind": kind.code,
                "layout_version": kind.layout_version,
                "household_id": draft.household_id,
                "village_id": draft.village_id,
                "data_digest": made.digest,
                "printed_at": now,
                "copies": 1,
                "file_sha256": file.sha256[:40],
                "code": made.code or None,
                "alert_id": draft.alert_id,
                "printed_values": pack(made.text) if made.code else None,
            }
            for trace, file in printed
            for draft, made in trace.entries
        ]
        bulk_insert(tx.session, VERSIONED["print_record"], rows)
        if kind.code == "visit_form":
            table = VERSIONED["visit_assignment"]
            drafts = (draft for trace, _ in printed for draft, _ in trace.entries)
            for chunk in in_chunks(case_id for draft in drafts for case_id in draft.case_ids):
                bulk_update(tx.session, table, table.c.case_id.in_(chunk), {"printed_on": today})
    return tx.changes


@contextmanager
def naming_households(session: Session) -> Iterator[None]:
    """A print that is refused for characters without a glyph says whose they are."""
    try:
        yield
    except UnprintableError as refused:
        raise UnprintableError(with_households(session, refused.lacking)) from None


def with_households(session: Session, lacking: Iterable[Lacking]) -> tuple[Lacking, ...]:
    """The same with village, head and number of the household."""
    rows, summary = tuple(lacking), HouseholdSummary
    homes: dict[int, tuple[str, str, str]] = {}
    for chunk in in_chunks(sorted({row.household_id for row in rows if row.household_id is not None})):
        statement = select(summary.household_id, summary.village_name, summary.head_name, summary.code)
        for id_, village, head, code in session.execute(statement.where(summary.household_id.in_(chunk))):
            homes[id_] = (village, head, code)
    nobody = ("", "", "")
    found: list[Lacking] = []
    for row in rows:
        village, head, code = homes.get(row.household_id or 0, nobody)
        found.append(replace(row, village=village, head=head, household=code))
    return tuple(found)


_LACKING_HEADS = ("村（社区）", "户主姓名", "户编号", "文字", "缺的字")


def save_lacking(lacking: Sequence[Lacking], out: Path) -> int:
    """Write the whole list as a workbook (.xlsx) or text (.txt, tabs between); returns its rows.

    Refused: ``papers.list_kind`` for another ending, ``files.*``, ``disk.*``.
    """
    rows = [(row.village, row.head, row.household, row.text, row.described) for row in lacking]
    match out.suffix.lower():
        case ".xlsx":
            columns = tuple(SheetColumn(head) for head in _LACKING_HEADS)
            return write_workbook(out, [SheetSpec("缺字", columns, rows)])
        case ".txt":
            lines = ["\t".join(" ".join(cell.split()) for cell in row) for row in (_LACKING_HEADS, *rows)]
            write_file(out, "\r\n".join([*lines, ""]).encode("utf-8-sig", "replace"))
            return len(rows)
        case _:
            raise refuse("papers.list_kind", file=out.name)
