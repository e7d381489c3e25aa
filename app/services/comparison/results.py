"""What comparisons answer: frozen values for the window and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.services.changes import ChangeSet
from app.services.comparison.kinds import ItemKind, ItemState, Newer
from app.services.errors import Reason


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The balance of one comparison."""

    run: int
    list_kind: str
    files: tuple[str, ...]
    rows: int
    villages: tuple[str, ...]
    monitored_only: bool
    households: int  # of ours in the scope
    found: Mapping[str, int]  # differences by kind
    new: int
    known: int
    decided: int
    closed: int
    verified: int
    sent_back: int
    rejected: int  # rows that could not be read
    unmatched_columns: tuple[str, ...]
    changes: ChangeSet | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A comparison of the past."""

    id: int
    list_kind: str
    list_title: str
    files: str
    data_on: date | None
    compared_on: date
    villages: str
    monitored_only: bool
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which differences: empty = all."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = (ItemState.OPEN.value,)
    field: str = ""
    village_id: int | None = None
    text: str = ""
    list_kind: str = ""
    with_closed: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A difference as the worklist shows it."""

    id: int
    list_title: str
    kind: ItemKind
    state: ItemState
    household_id: int | None
    person_id: int | None
    household_code: str
    village: str
    name: str
    id_number: str
    field: str
    column: str
    ours: str
    theirs: str
    ours_on: date | None
    theirs_on: date | None
    newer: Newer
    note: str
    place: str
    reason: str
    decided_on: date | None
    decided_by: str
    closed_on: date | None
    task_id: int | None


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """A difference that was not decided, and why."""

    id: int
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """完成 n / 拒绝 m."""

    done: int
    refused: tuple[RefusedItem, ...]
    changes: ChangeSet | None
