"""Result rows against requested persons: every row in exactly one bucket. Pure: no database (workflow 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models.enums import CrossCheckTopic
from app.services.cross_check.reading import ResultRow
from app.services.cross_check.words import Bucket, ItemOutcome
from app.services.id_number import keys_of
from app.services.names import same_name


@dataclass(frozen=True, slots=True)
class Asked:
    """One requested person × item as it stands before the file."""

    item_id: int
    batch_number: int
    person_id: int
    name: str
    id_number: str
    topic: CrossCheckTopic
    outcome: ItemOutcome
    details: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A row in its bucket. ``items`` are the requested items it answers (or would, if its name were right)."""

    row: ResultRow
    bucket: Bucket
    items: tuple[Asked, ...] = ()
    problem: str | None = None

    @property
    def answers(self) -> bool:
        """Whether the row's verdict counts."""
        return self.bucket in (Bucket.MATCHED, Bucket.REPAIRED)


def place(rows: Sequence[ResultRow], asked: Iterable[Asked]) -> list[Placed]:
    """Each row in one bucket, in the order of the file; of rows that say the same the first doubt counts."""
    by_number: dict[str, list[Asked]] = {}
    for item in asked:
        for key in keys_of(item.id_number) if item.id_number else ():
            by_number.setdefault(key, []).append(item)
    placed = [_place(row, by_number) for row in rows]
    return _without_doubles(placed)


def _place(row: ResultRow, by_number: Mapping[str, Sequence[Asked]]) -> Placed:
    if row.problem:
        return Placed(row, Bucket.MALFORMED, problem=row.problem)
    found = {item.item_id: item for key in keys_of(row.id_number) for item in by_number.get(key, ())}
    if not found:
        return Placed(row, Bucket.NOT_FOUND, problem="not_requested")
    about = [item for item in found.values() if item.topic is row.topic]
    if not about:
        return Placed(row, Bucket.MALFORMED, problem="topic_not_requested")
    # Two persons under one number: the row speaks of the one it names.
    named = [item for item in about if not row.name or same_name(item.name, row.name)]
    if not named:
        return Placed(row, Bucket.NAME_DIFFERS, tuple(_open_ones(about)), problem="name_differs")
    exact = all(item.id_number == row.id_number and item.name == row.name for item in named)
    bucket = Bucket.MATCHED if exact and not row.was_repaired else Bucket.REPAIRED
    return Placed(row, bucket, tuple(_open_ones(named)))


def _open_ones(items: Sequence[Asked]) -> list[Asked]:
    """Of the same person's item in several requests: those that wait for an answer, else the latest."""
    result: list[Asked] = []
    for person_id in dict.fromkeys(item.person_id for item in items):
        own = [item for item in items if item.person_id == person_id]
        waiting = [item for item in own if item.outcome is ItemOutcome.UNANSWERED]
        result += waiting or [max(own, key=lambda item: item.batch_number)]
    return result


def _without_doubles(placed: Sequence[Placed]) -> list[Placed]:
    decisive: dict[tuple[int, ...], int] = {}
    for position, entry in enumerate(placed):
        if not entry.answers:
            continue
        key = tuple(item.item_id for item in entry.items)
        known = decisive.get(key)
        if known is None or (
            entry.row.verdict is ItemOutcome.SUSPECT and placed[known].row.verdict is not ItemOutcome.SUSPECT
        ):
            decisive[key] = position
    chosen = set(decisive.values())
    return [
        Placed(entry.row, Bucket.DUPLICATE, entry.items, "said_twice")
        if entry.answers and (position not in chosen or _says_nothing_new(entry))
        else entry
        for position, entry in enumerate(placed)
    ]


def _says_nothing_new(entry: Placed) -> bool:
    """What an earlier file already said, word for word."""
    row = entry.row
    return all(
        item.outcome is row.verdict and (row.verdict is ItemOutcome.CLEAR or row.details in item.details)
        for item in entry.items
    )
