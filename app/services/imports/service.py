"""Imports as the window and the command line use them: look first, then take in, and take back."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.models.imports import ImportBatch
from app.services import audit, clock
from app.services.children import Cancelled, CancelledByUser, Progress
from app.services.context import Actor
from app.services.errors import Reason, Refused, refuse
from app.services.files.repairs import Repair
from app.services.imports.category_list import CategoryListImport
from app.services.imports.clues import CluesImport
from app.services.imports.column_choices import recall, recall_without_header, remember_in
from app.services.imports.department_list import DepartmentListImport
from app.services.imports.entry_changes import drop_entry_changes, entry_changes, forget_entry_changes
from app.services.imports.incomes import IncomesImport
from app.services.imports.issues import store_issues
from app.services.imports.kinds import Findings, ImportKind
from app.services.imports.living import LIVING
from app.services.imports.monitoring import MONITORING
from app.services.imports.results import ImportResult, Question
from app.services.imports.roster import RosterImport
from app.services.imports.staging import Choices, Staged, Stager, repairs_of
from app.services.imports.through_the_door import CARRIED_OVER, DISTRICT_DECISION
from app.services.imports.villages import VillageProfileImport
from app.services.imports.work import WorkImport
from app.services.ledger import Ledger, Transaction

# Each kind is used with its own plan alone, so the table may forget which plan that is.
_KINDS: Mapping[str, ImportKind[Any]] = {
    kind.name: kind
    for kind in (
        RosterImport(),
        IncomesImport(),
        CluesImport(),
        CARRIED_OVER,
        CategoryListImport(),
        DepartmentListImport(),
        DISTRICT_DECISION,
        WorkImport(),
        VillageProfileImport(),
        MONITORING,
        LIVING,
    )
}


class NoGoodRow(Refused):
    """Not one row of the files could be stored; ``result`` holds every reason for the error workbook."""

    def __init__(self, result: ImportResult) -> None:
        first = result.rejected[0]
        values = {"file": first.file, "rows": result.rows, "row": first.row, "reason": first.message}
        super().__init__(*_better_kinds(result), Reason("import.no_good_row", values))
        self.result = result


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person says of the files: columns by title or letter, the day they speak of, sheets not to read.

    Without a mapping the columns that were named by hand at an earlier import of the same titles are named again.
    """

    mapping: Mapping[str, str | None] | None = None
    data_on: date | None = None
    left_out: Collection[tuple[str, str]] = ()  # (file, sheet)
    sender: str = ""


def _better_kinds(result: ImportResult) -> list[Reason]:
    """The kind that a file's titles fit better than the one that was asked for."""
    told = [repair for repair in result.repairs if repair.code == Repair.LOOKS_LIKE]
    return [Reason("files.looks_like", {"file": r.file, "list": r.column, "kind": r.example}) for r in told]


@dataclass(slots=True)
class _Prepared:
    kind: ImportKind[Any]
    stager: Stager
    staged: Staged
    plan: object
    head: str
    result: ImportResult
    chosen: Chosen


class ImportService:
    """One import at a time: staged, shown, applied. ``before_write`` makes the backup that goes before."""

    def __init__(self, ledger: Ledger, *, before_write: Callable[[], object] = lambda: None) -> None:
        self._ledger = ledger
        self._before_write = before_write
        self._prepared: _Prepared | None = None

    @staticmethod
    def kinds() -> tuple[str, ...]:
        """The kinds of lists that can be imported."""
        return tuple(_KINDS)

    def prepare(
        self,
        kind: str,
        files: Sequence[Path],
        *,
        today: date,
        chosen: Chosen | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ImportResult:
        """Read the files and say what would happen; ``apply_prepared`` makes it happen, ``discard`` forgets it.

        Refused when a file cannot be read or has no good row (``NoGoodRow`` carries the reasons of all rows).
        """
        self.discard()
        of_kind, chosen = _kind(kind), chosen or Chosen()
        stager = Stager(self._ledger.database, of_kind.columns, child_kind=of_kind.child_kind, added=of_kind.added)
        try:
            staged = self._read(stager, of_kind.name, files, chosen, on_progress=on_progress, cancelled=cancelled)
            with self._ledger.database.write() as session:
                forget_entry_changes(session)
                plan = of_kind.plan(session, staged, today=today)
                findings = of_kind.findings(session, staged, plan)
                result = _result(session, of_kind.name, staged, findings)
                head = audit.head(session).hash
        except BaseException:
            stager.discard()
            raise
        if len(result.rejected) == result.rows:
            stager.discard()
            raise NoGoodRow(result)
        self._prepared = _Prepared(of_kind, stager, staged, plan, head, result, chosen)
        return result

    def _read(
        self,
        stager: Stager,
        kind: str,
        files: Sequence[Path],
        chosen: Chosen,
        *,
        on_progress: Progress | None,
        cancelled: Cancelled,
    ) -> Staged:
        """Stage the files with the columns as they were named now, or else at an earlier import of these titles."""

        def read(mapping: Mapping[int, Mapping[str, str | None]], *, remembered: bool) -> Staged:
            known = frozenset(mapping) if remembered else frozenset[int]()
            choices = Choices(mapping, known, chosen.left_out, chosen.data_on)
            return stager.read(files, choices=choices, on_progress=on_progress, cancelled=cancelled)

        if chosen.mapping is not None:
            return read(dict.fromkeys(range(len(files)), chosen.mapping), remembered=False)
        try:
            staged = read({}, remembered=False)
        except Refused as refused:
            found = recall_without_header(self._ledger, kind, refused, lambda known: read({0: known}, remembered=True))
            if len(files) > 1 or found is None:
                raise
            return found
        with self._ledger.reading() as session:
            known = recall(session, kind, staged)
        return read(known, remembered=True) if known else staged

    def apply_prepared(self, *, actor: Actor, today: date, sender: str = "") -> ImportResult:
        """Write what was prepared, in one transaction; planned again if the ledger has moved since.

        ``sender`` names whose columns were named by hand, for the list of what is remembered.
        """
        prepared = self._prepared
        if prepared is None:
            raise refuse("import.nothing_prepared")
        if sender:
            prepared.chosen = replace(prepared.chosen, sender=sender)
        self._before_write()
        action = f"import.{prepared.kind.name}"
        with self._ledger.transaction(action, actor=actor, today=today) as tx:
            result = self._apply(tx, prepared)
        self.discard()
        return replace(result, change_set=tx.changes)

    def _apply(self, tx: Transaction, prepared: _Prepared) -> ImportResult:
        session, kind, staged = tx.session, prepared.kind, prepared.staged
        result = prepared.result
        if audit.head(session).hash != prepared.head:
            forget_entry_changes(session)
            prepared.plan = kind.plan(session, staged, today=tx.today)
            findings = kind.findings(session, staged, prepared.plan)
            result = _result(session, kind.name, staged, findings)
        batch = _batch(tx, staged, result)
        session.add(batch)
        session.flush()
        came_up = kind.apply(tx, staged, prepared.plan, batch_id=batch.id)
        remember_in(tx, kind.name, staged, sender=prepared.chosen.sender)
        result = _with_questions(replace(result, batch=batch.id), came_up)
        store_issues(tx, batch.id, result)
        tx.about("import_batch", batch.uid)
        tx.note(kind=kind.name, rows=result.rows, rejected=len(result.rejected), **_numbers(result))
        return result

    def run(
        self,
        kind: str,
        files: Sequence[Path],
        *,
        actor: Actor,
        today: date,
        dry_run: bool = False,
        chosen: Chosen | None = None,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ImportResult:
        """Prepare and, unless it is a dry run, apply."""
        result = self.prepare(kind, files, today=today, chosen=chosen, on_progress=on_progress, cancelled=cancelled)
        if dry_run:
            self.discard()
            return result
        if cancelled():
            self.discard()
            raise CancelledByUser
        return self.apply_prepared(actor=actor, today=today)

    def discard(self) -> None:
        """Forget what was prepared."""
        if self._prepared is not None:
            prepared, self._prepared = self._prepared, None
            prepared.stager.discard()
            with self._ledger.database.write() as session:
                prepared.kind.forget(session)
                drop_entry_changes(session)


def columns_of(kind: str) -> str:
    """The name of a kind's fields in ``resources/columns/``."""
    return _kind(kind).columns


def _kind(name: str) -> ImportKind[Any]:
    kind = _KINDS.get(name)
    if kind is None:
        raise refuse("import.unknown_kind", kind=name, kinds=tuple(_KINDS))
    return kind


def _result(session: Session, kind: str, staged: Staged, findings: Findings) -> ImportResult:
    change_count, changes = findings.change_count, findings.changes
    if not changes:
        change_count, changes = entry_changes(session, staged)
    result = ImportResult(
        kind=kind,
        files=staged.names,
        batch=None,
        rows=staged.rows,
        households=findings.households,
        members=findings.members,
        entries=findings.entries,
        rejected=findings.rejected,
        unmatched_columns=staged.unmatched(),
        skipped_sheets=tuple(staged.skipped),
        repairs=repairs_of(session, staged),
        footers=sum(sheet.footers for sheet in staged.sheets),
        questions=findings.questions,
        question_counts=findings.question_counts,
        changes=changes,
        change_count=change_count,
        titles=staged.titles(),
        columns=staged.read_columns(),
        undated_files=staged.undated_files,
    )
    _require_balance(result)
    return result


def _require_balance(result: ImportResult) -> None:
    """Every row has exactly one outcome: a row that vanishes would be a silent loss."""
    counted = sum(result.outcomes.values())
    if counted != result.rows + result.footers:
        raise RuntimeError(f"{result.kind}: {result.rows} rows and {result.footers} footers, {counted} outcomes")


def _with_questions(result: ImportResult, more: Sequence[Question]) -> ImportResult:
    """The questions as they stand after the writing: those about new records with their numbers."""
    numbered = {question.place for question in more}
    questions = (*(q for q in result.questions if q.place not in numbered), *more)
    counts = tuple(Counter(question.kind for question in questions).items())
    return replace(result, questions=questions, question_counts=counts)


def _numbers(result: ImportResult) -> dict[str, object]:
    return {name: asdict(getattr(result, name)) for name in ("households", "members", "entries")}


def _batch(tx: Transaction, staged: Staged, result: ImportResult) -> ImportBatch:
    digests = "".join(seen.sha256 for seen in staged.seen)
    return ImportBatch(
        kind=result.kind,
        file_name="、".join(staged.names)[:200],
        file_sha256=staged.seen[0].sha256 if len(staged.seen) == 1 else hashlib.sha256(digests.encode()).hexdigest(),
        data_on=max((day for day in staged.data_on if day), default=None),
        rows=result.rows,
        counts=json.dumps({**_numbers(result), "rejected": len(result.rejected)}, sort_keys=True),
        applied_seq=tx.seq,
        applied_at=clock.instant_on(tx.today),
    )
