"""Taking result files in: read in a child, placed in memory, written in one transaction; and settling odd rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.cross_check import CrossCheckBatch, CrossCheckItem, CrossCheckRow
from app.models.enums import CrossCheckTopic
from app.services import plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.cross_check.matching import Asked, Placed
from app.services.cross_check.reading import ResultFile, read_results
from app.services.cross_check.requests import batch_in
from app.services.cross_check.results import (
    Coverage,
    Imported,
    apply_results,
    asked_in,
    bucket_counts,
    item_balances,
    plan_results,
    silent_items,
    total,
)
from app.services.cross_check.words import Bucket, ItemOutcome
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger
from app.services.plans import RunningPlan


@dataclass(frozen=True, slots=True)
class _Planned:
    placed: list[Placed]
    silent: list[Asked]
    held_back: int
    coverage: Coverage | None


class ResultImport:
    """Result files into the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def run(
        self,
        paths: Sequence[Path],
        *,
        hits_only: bool,
        batch_number: int | None,
        topics: Sequence[CrossCheckTopic],
        answered_on: date,
        actor: Actor,
        today: date,
        dry_run: bool,
        on_progress: Progress | None,
        cancelled: Cancelled,
    ) -> Imported:
        """Read, place and, unless it is a dry run, write."""
        if hits_only and (batch_number is None or not topics):
            raise refuse("cross_check.coverage_missing")
        if answered_on > today:
            raise refuse("cross_check.future", day=answered_on, today=today)
        with self._ledger.reading() as session:
            _check_request(session, plans.plan_in(session, day=today), batch_number)
        files = [
            read_results(path, hits_only=hits_only, topics=topics, on_progress=on_progress, cancelled=cancelled)
            for path in paths
        ]
        coverage = Coverage(batch_number, tuple(topics)) if hits_only and batch_number is not None else None
        if dry_run:
            with self._ledger.reading() as session:
                running = plans.plan_in(session, day=today)
                planned = _plan(session, running, files, batch_number, coverage)
                return _result(session, running, files, planned, batch_number, import_batch=None)
        with self._ledger.transaction("cross_check.import", actor=actor, today=today) as tx:
            running = plans.plan_in(tx.session, day=today)
            planned = _plan(tx.session, running, files, batch_number, coverage)
            number = apply_results(
                tx, files, planned.placed, planned.silent, answered_on=answered_on, coverage=coverage
            )
            result = _result(tx.session, running, files, planned, batch_number, import_batch=number)
            tx.note(batch=number, rows=result.total_rows, by_silence=result.by_silence)
            tx.note(**{bucket.value: count for bucket, count in result.rows.items()})
        return result

    def settle(self, row_id: int, *, accept: bool, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """Decide a row whose name differs; accepted, its verdict counts, else it belongs to nobody."""
        if not reason.strip():
            raise refuse("cross_check.settle_reason_missing")
        with self._ledger.transaction("cross_check.settle_row", actor=actor, today=today) as tx:
            row = tx.session.get(CrossCheckRow, row_id)
            if row is None:
                raise NotFound(Reason("cross_check.row_not_found", {"row": row_id}))
            if row.bucket != Bucket.NAME_DIFFERS or row.item_id is None:
                raise refuse("cross_check.row_settled", bucket=Bucket(row.bucket).label)
            said = json.loads(row.details or "{}")
            if accept:
                _accept(tx.session.get_one(CrossCheckItem, row.item_id), row, said, today=tx.today)
            row.bucket = (Bucket.REPAIRED if accept else Bucket.NOT_FOUND).value
            row.details = json.dumps({**said, "settled": reason.strip()}, ensure_ascii=False)
            tx.about("cross_check_row", row.uid)
        return tx.changes


def _accept(item: CrossCheckItem, row: CrossCheckRow, said: dict[str, str], *, today: date) -> None:
    text = "；".join(part for part in (said.get("said", ""), f"（反馈姓名：{row.name}）" if row.name else "") if part)
    if row.result == ItemOutcome.SUSPECT:
        item.outcome, item.conclusion = ItemOutcome.SUSPECT.value, None
        item.details = "\n".join(part for part in (item.details, text) if part)
    elif item.outcome == ItemOutcome.UNANSWERED:
        item.outcome = ItemOutcome.CLEAR.value
        item.details = text or None
    item.answered_on, item.answered_by = today, said.get("unit") or "部门反馈"


def _check_request(session: Session, running: RunningPlan, batch_number: int | None) -> None:
    if batch_number is not None:
        batch_in(session, running.plan_id, batch_number)
    elif session.query(CrossCheckBatch.id).filter_by(plan_id=running.plan_id).first() is None:
        raise refuse("cross_check.nothing_requested")


def _plan(
    session: Session,
    running: RunningPlan,
    files: Sequence[ResultFile],
    batch_number: int | None,
    coverage: Coverage | None,
) -> _Planned:
    asked = asked_in(session, running.plan_id, batch_number=batch_number)
    placed = plan_results(files, asked)
    if not placed and coverage is None:
        raise refuse("cross_check.no_rows", files=[file.name for file in files])
    silent, held = silent_items(placed, asked, coverage) if coverage else ([], 0)
    return _Planned(placed, silent, held, coverage)


def _result(
    session: Session,
    running: RunningPlan,
    files: Sequence[ResultFile],
    planned: _Planned,
    batch_number: int | None,
    *,
    import_batch: int | None,
) -> Imported:
    balances = item_balances(session, running.plan_id, batch_number=batch_number)
    return Imported(
        import_batch=import_batch,
        files=tuple(file.name for file in files),
        rows=bucket_counts(planned.placed),
        items=total(balances),
        by_topic=balances,
        answered=len({item.item_id for entry in planned.placed if entry.answers for item in entry.items}),
        by_silence=len(planned.silent),
        held_back=planned.held_back,
        unmatched_columns=tuple(dict.fromkeys(title for file in files for title in file.unmatched)),
        problems=tuple(
            (entry.row.file, entry.row.sheet, entry.row.row, entry.bucket.value, entry.problem)
            for entry in planned.placed
            if entry.problem
        ),
    )
