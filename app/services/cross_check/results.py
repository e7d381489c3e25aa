"""Result files into the ledger: rows in buckets, items with outcomes, and both balances (workflow 5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cross_check import CrossCheckBatch, CrossCheckItem, CrossCheckRow
from app.models.enums import CrossCheckTopic
from app.models.history import VERSIONED, bulk_insert, bulk_update, in_chunks
from app.models.household import Person
from app.models.imports import ImportBatch
from app.services import clock
from app.services.cross_check.matching import Asked, Placed, place
from app.services.cross_check.reading import ResultFile
from app.services.cross_check.words import Bucket, ItemOutcome
from app.services.ledger import Transaction
from app.services.names import plain_name
from app.services.workflow.common_guards import a_day

KIND = "cross-check"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What silence covers: 无疑点 for every unanswered person of this request × these items."""

    batch_number: int
    topics: tuple[CrossCheckTopic, ...]


@dataclass(frozen=True, slots=True)
class ItemBalance:
    """Every requested person × item by its outcome; ``requested`` is their sum."""

    clear: int = 0
    suspect: int = 0
    unanswered: int = 0
    exempt: int = 0

    @property
    def requested(self) -> int:
        """All of them."""
        return self.clear + self.suspect + self.unanswered + self.exempt


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a file as the clerk looks at it: bucket, why, and what it says."""

    id: int
    file_row: int
    bucket: Bucket
    topic: CrossCheckTopic | None
    name: str
    id_number: str
    result: str
    details: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to. ``rows`` counts each row of the files once; ``held_back`` items silence may not clear."""

    import_batch: int | None
    files: tuple[str, ...]
    rows: Mapping[Bucket, int]
    items: ItemBalance
    by_topic: Mapping[CrossCheckTopic, ItemBalance]
    answered: int
    by_silence: int
    held_back: int
    unmatched_columns: tuple[str, ...]
    problems: tuple[tuple[str, str, int, str, str], ...]  # file, sheet, row, bucket, problem

    @property
    def total_rows(self) -> int:
        """The sum of the buckets."""
        return sum(self.rows.values())


def asked_in(session: Session, plan_id: int, *, batch_number: int | None = None) -> list[Asked]:
    """Everything that was requested of persons, in one request or in all of the plan."""
    statement = (
        select(
            CrossCheckItem.id,
            CrossCheckBatch.number,
            Person.id,
            Person.name,
            Person.id_number,
            CrossCheckItem.item,
            CrossCheckItem.outcome,
            CrossCheckItem.details,
        )
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .join(Person, Person.id == CrossCheckItem.person_id)
        .where(CrossCheckBatch.plan_id == plan_id)
        .order_by(CrossCheckItem.id)
    )
    if batch_number is not None:
        statement = statement.where(CrossCheckBatch.number == batch_number)
    return [
        Asked(i, number, person, name, id_number or "", CrossCheckTopic(topic), ItemOutcome(outcome), details or "")
        for i, number, person, name, id_number, topic, outcome, details in session.execute(statement)
    ]


def plan_results(files: Sequence[ResultFile], asked: Sequence[Asked]) -> list[Placed]:
    """Every row of the files in its bucket."""
    return place([row for file in files for row in file.rows], asked)


def silent_items(placed: Sequence[Placed], asked: Sequence[Asked], coverage: Coverage) -> tuple[list[Asked], int]:
    """The items that silence makes 无疑点, and how many it may not.

    A row that nobody could place speaks of somebody: whoever bears its name is left for a person to decide.
    """
    spoken: set[int] = set()
    doubtful: set[int] = set()
    for entry in placed:
        if entry.answers or entry.bucket is Bucket.DUPLICATE:
            spoken.update(item.item_id for item in entry.items)
        elif entry.bucket is Bucket.NAME_DIFFERS:
            doubtful.update(item.item_id for item in entry.items)
    lost = {
        (plain_name(entry.row.name), entry.row.topic)
        for entry in placed
        if entry.bucket in (Bucket.NOT_FOUND, Bucket.MALFORMED) and entry.row.name
    }
    silent: list[Asked] = []
    held = 0
    for item in asked:
        if not _covers(coverage, item) or item.item_id in spoken:
            continue
        name = plain_name(item.name)
        if item.item_id in doubtful or (name, item.topic) in lost or (name, None) in lost:
            held += 1
        else:
            silent.append(item)
    return silent, held


def _covers(coverage: Coverage, item: Asked) -> bool:
    return (
        item.batch_number == coverage.batch_number
        and item.topic in coverage.topics
        and item.outcome is ItemOutcome.UNANSWERED
    )


def apply_results(
    tx: Transaction,
    files: Sequence[ResultFile],
    placed: Sequence[Placed],
    silent: Sequence[Asked],
    *,
    answered_on: date,
    coverage: Coverage | None,
) -> int:
    """Write rows and outcomes; returns the number of the import batch."""
    batch = _import_batch(tx, files, placed, coverage)
    for entry in placed:
        if entry.answers or entry.bucket is Bucket.DUPLICATE:
            for item in entry.items:
                _answer(tx.session, item.item_id, entry, answered_on)
    tx.session.flush()
    table = VERSIONED["cross_check_item"]
    for chunk in in_chunks(item.item_id for item in silent):
        values = {"outcome": ItemOutcome.CLEAR.value, "answered_on": answered_on, "answered_by": "反馈名单未列出"}
        bulk_update(tx.session, table, table.c.id.in_(chunk), values)
    bulk_insert(tx.session, VERSIONED["cross_check_row"], [_row_values(batch.id, entry) for entry in placed])
    return batch.id


def _import_batch(
    tx: Transaction, files: Sequence[ResultFile], placed: Sequence[Placed], coverage: Coverage | None
) -> ImportBatch:
    by_bucket = bucket_counts(placed)
    counts: dict[str, object] = {bucket.value: count for bucket, count in by_bucket.items()}
    counts["entries"] = {"updated": by_bucket[Bucket.MATCHED] + by_bucket[Bucket.REPAIRED]}
    counts["rejected"] = by_bucket[Bucket.MALFORMED]
    if coverage:
        counts["covered"] = {"batch": coverage.batch_number, "items": [str(topic) for topic in coverage.topics]}
    batch = ImportBatch(
        kind=KIND,
        file_name="、".join(file.name for file in files)[:200],
        file_sha256=files[0].sha256,
        rows=len(placed),
        counts=json.dumps(counts, ensure_ascii=False, sort_keys=True),
        applied_seq=tx.seq,
        applied_at=clock.instant_on(tx.today),
    )
    tx.session.add(batch)
    tx.session.flush()
    return batch


def bucket_counts(placed: Sequence[Placed]) -> dict[Bucket, int]:
    """Rows by bucket, every bucket named."""
    counted = Counter(entry.bucket for entry in placed)
    return {bucket: counted[bucket] for bucket in Bucket}


def _answer(session: Session, item_id: int, entry: Placed, answered_on: date) -> None:
    """A doubt is never taken away by a later 无: two persons conclude it, with the later answer beside."""
    item = session.get_one(CrossCheckItem, item_id)
    row = entry.row
    said = "；".join(part for part in (row.details, f"（{row.unit}）" if row.unit else "") if part)
    if row.verdict is ItemOutcome.SUSPECT:
        is_new = bool(said) and said not in (item.details or "")
        if item.outcome != ItemOutcome.SUSPECT or is_new:
            # Something new about a concluded doubt opens it again.
            item.conclusion = None
        item.outcome = ItemOutcome.SUSPECT.value
        item.details = _joined(item.details, said)
    elif item.outcome == ItemOutcome.SUSPECT:
        item.details = _joined(item.details, f"后续反馈：无疑点{f'（{row.unit}）' if row.unit else ''}")
    elif item.outcome == ItemOutcome.UNANSWERED:
        item.outcome = ItemOutcome.CLEAR.value
        item.details = said or None
    item.answered_on = a_day(row.answered_on) or answered_on
    item.answered_by = row.unit or row.file[:200]


def _joined(old: str | None, new: str) -> str | None:
    if not new or new in (old or ""):
        return old
    return f"{old}\n{new}" if old else new


def _row_values(batch_id: int, entry: Placed) -> dict[str, object]:
    row = entry.row
    place_ = f"{row.file}·{row.sheet}" if row.sheet else row.file
    return {
        "import_batch_id": batch_id,
        "item_id": entry.items[0].item_id if entry.items else None,
        "file_row": row.row,
        "item": row.topic.value if row.topic else None,
        "bucket": entry.bucket.value,
        "name": row.name or None,
        "id_number": row.id_number[:40] or None,
        "result": row.verdict.value if row.verdict else row.result or None,
        "details": json.dumps(
            {"place": place_, "problem": entry.problem, "said": row.details, "unit": row.unit}, ensure_ascii=False
        ),
    }


def item_balances(
    session: Session, plan_id: int, *, batch_number: int | None = None
) -> dict[CrossCheckTopic, ItemBalance]:
    """The balance of what was asked, by item; from the ledger as it is."""
    statement = (
        select(CrossCheckItem.item, CrossCheckItem.outcome, func.count())
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(CrossCheckBatch.plan_id == plan_id)
        .group_by(CrossCheckItem.item, CrossCheckItem.outcome)
    )
    if batch_number is not None:
        statement = statement.where(CrossCheckBatch.number == batch_number)
    counts: dict[CrossCheckTopic, dict[str, int]] = {}
    for topic, outcome, count in session.execute(statement):
        counts.setdefault(CrossCheckTopic(topic), {})[outcome] = count
    return {topic: ItemBalance(**counts[topic]) for topic in CrossCheckTopic if topic in counts}


def total(balances: Mapping[CrossCheckTopic, ItemBalance]) -> ItemBalance:
    """All items together."""
    values = balances.values()
    return ItemBalance(
        sum(b.clear for b in values),
        sum(b.suspect for b in values),
        sum(b.unanswered for b in values),
        sum(b.exempt for b in values),
    )


def row_views(session: Session, import_batch: int, *, bucket: Bucket | None = None) -> Iterator[RowView]:
    """The rows of one import, in the order of the file."""
    statement = select(CrossCheckRow).where(CrossCheckRow.import_batch_id == import_batch).order_by(CrossCheckRow.id)
    if bucket is not None:
        statement = statement.where(CrossCheckRow.bucket == bucket.value)
    for row in session.scalars(statement):
        said = json.loads(row.details or "{}")
        verdict = {outcome.value: outcome.label for outcome in ItemOutcome}
        yield RowView(
            row.id,
            row.file_row,
            Bucket(row.bucket),
            CrossCheckTopic(row.item) if row.item else None,
            row.name or "",
            row.id_number or "",
            verdict.get(row.result or "", row.result or ""),
            said.get("said", ""),
        )
