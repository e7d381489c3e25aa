"""What a comparison leaves behind: new differences, decided ones that stay quiet, and those that have closed.

A difference is known again by its key. With both values as they were it keeps its state; with another value it closes
and a new one opens. What was examined and is no difference any more closes with the day; a line of
国家系统待修改清单 that the list now agrees with is verified, and one that was reported done and is not comes back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import PlatformTask
from app.models.comparison import ComparisonItem, ComparisonRun, PlatformCorrection
from app.models.history import VERSIONED, bulk_insert, bulk_update, in_chunks
from app.services.comparison.kinds import Draft, ItemKind, ItemState
from app.services.comparison.presence import Sides
from app.services.comparison.said import Said
from app.services.entry.corrections import EDIT
from app.services.imports.staging import Staged
from app.services.ledger import Transaction

_ITEMS = VERSIONED["comparison_item"]


@dataclass(slots=True)
class Kept:
    """What became of the differences."""

    found: Counter[str] = field(default_factory=Counter)  # by kind, decided ones included
    new: int = 0
    known: int = 0  # open before, open still
    decided: int = 0  # decided before, still so, quiet
    closed: int = 0
    verified: int = 0
    sent_back: int = 0


@dataclass(slots=True)
class _Stored:
    id: int
    kind: str
    key: str
    household_id: int | None
    person_id: int | None
    village_id: int | None
    column: str | None
    ours: str
    theirs: str
    state: str
    task_id: int | None
    monitored_run: bool


def keep(tx: Transaction, run: ComparisonRun, staged: Staged, sides: Sides, drafts: Iterable[Draft]) -> Kept:
    """Store what is new, close what has gone; returns the balance."""
    session, kept = tx.session, Kept()
    by_key = {draft.key: draft for draft in drafts}
    kept.found.update(draft.kind.value for draft in by_key.values())
    said = Said(session, sides)
    ending: list[int] = []
    agreed: list[int] = []
    known: set[str] = set()
    for stored in _stored(session, run.list_kind):
        draft = by_key.get(stored.key)
        if draft is not None and (draft.ours, draft.theirs) == (stored.ours, stored.theirs):
            known.add(stored.key)
            kept.known += stored.state == ItemState.OPEN
            kept.decided += stored.state != ItemState.OPEN
            if stored.task_id:
                kept.sent_back += _send_back(session, stored.task_id, draft, tx.today)
        elif draft is not None:
            ending.append(stored.id)
        elif stored.state != ItemState.NOT_SAME and _is_over(sides, said, stored):
            ending.append(stored.id)
            kept.closed += 1
            if stored.task_id:
                agreed.append(stored.task_id)
    _close(session, ending, tx.today)
    new = [draft for key, draft in by_key.items() if key not in known]
    kept.new = len(new)
    _insert(session, run, staged, new)
    kept.verified = _verify(session, agreed, tx.today) + _verify_edits(session, sides, said, by_key, tx.today)
    return kept


_READ = ("id", "kind", "key", "household_id", "person_id", "village_id", "column", "state", "task_id")


def _stored(session: Session, list_kind: str) -> list[_Stored]:
    item, run = ComparisonItem, ComparisonRun
    statement = (
        select(
            *(item.id, item.kind, item.key, item.household_id, item.person_id, item.village_id, item.column),
            *(item.ours, item.theirs, item.state, item.task_id, run.monitored_only),
        )
        .join(run, run.id == item.run_id)
        .where(item.list_kind == list_kind, item.closed_on.is_(None))
    )
    return [
        _Stored(
            **{name: getattr(row, name) for name in _READ},
            ours=row.ours or "",
            theirs=row.theirs or "",
            monitored_run=bool(row.monitored_only),
        )
        for row in session.execute(statement)
    ]


def _is_over(sides: Sides, said: Said, stored: _Stored) -> bool:
    """Whether the list, looked at in the scope of the difference, no longer differs."""
    in_scope = sides.scope.examined(
        household_id=stored.household_id, village_id=stored.village_id, monitored_run=stored.monitored_run
    )
    if not in_scope:
        return False
    if stored.kind in (ItemKind.PERSON_HERE, ItemKind.HOUSEHOLD_HERE, ItemKind.HEAD):
        return sides.whole_roster and (stored.kind != ItemKind.HEAD or "relation" in sides.fields)
    if stored.kind != ItemKind.FIELD:
        return True
    if stored.person_id and stored.person_id not in sides.matched.members:
        return True  # gone from our ledger: nothing to compare
    return said.anything(stored.column or "", person_id=stored.person_id, household_id=stored.household_id)


def _close(session: Session, ids: list[int], today: date) -> None:
    for chunk in in_chunks(ids):
        bulk_update(session, _ITEMS, _ITEMS.c.id.in_(chunk), {"closed_on": today})


def _insert(session: Session, run: ComparisonRun, staged: Staged, drafts: list[Draft]) -> None:
    tasks = _edited(session)
    places = _places(session, staged)
    rows = []
    for draft in drafts:
        task = _task_of(draft, tasks)
        rows.append(
            {
                **{name: getattr(draft, name) for name in _COPIED},
                "run_id": run.id,
                "list_kind": run.list_kind,
                "kind": draft.kind.value,
                "field": draft.field,
                "details": json.dumps(draft.details, ensure_ascii=False, default=str) if draft.details else None,
                "place": places(draft.n),
                "state": (ItemState.OURS if task else ItemState.OPEN).value,
                "reason": "本镇改过，已在国家系统待修改清单上" if task else None,
                "decided_on": run.compared_on if task else None,
                "decided_by": None,
                "task_id": task,
            }
        )
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        bulk_insert(session, _ITEMS, rows[start : start + _ROWS_AT_ONCE])


_ROWS_AT_ONCE = 2_000
_COPIED = (
    *("key", "household_id", "person_id", "village_id", "name", "id_number", "household_code", "column"),
    *("ours", "theirs", "value", "ours_on", "theirs_on", "note"),
)


def _places(session: Session, staged: Staged) -> Callable[[int | None], str | None]:
    """File, sheet and row of a staged row, in words."""
    table, several = staged.table, len(staged.files) > 1
    numbers = select(table.c.n, table.c.file, table.c.sheet, table.c.row)
    rows = {row.n: row for row in session.execute(numbers)}

    def place(n: int | None) -> str | None:
        row = rows.get(n or 0)
        if row is None:
            return None
        sheet = staged.sheet_of(row.file, row.sheet).seen.name
        file = staged.names[row.file] if several else ""
        return f"{file}“{sheet}”第{row.row}行"[:200]

    return place


# -- 国家系统待修改清单 --------------------------------------------------------------


def _edited(session: Session) -> dict[tuple[int | None, int | None, str | None], tuple[int, str | None]]:
    """Lines that are not verified yet, by person or household and column, with the value they ask for."""
    statement = (
        select(PlatformCorrection, PlatformTask.household_id, PlatformTask.new_value)
        .join(PlatformTask, PlatformTask.id == PlatformCorrection.task_id)
        .where(PlatformTask.is_void.is_(None), PlatformCorrection.verified_on.is_(None))
    )
    found = {}
    for line, household_id, value in session.execute(statement):
        owner = (line.person_id, None if line.person_id else household_id, line.column)
        found[owner] = (line.task_id, value)
    return found


def _task_of(
    draft: Draft, lines: Mapping[tuple[int | None, int | None, str | None], tuple[int, str | None]]
) -> int | None:
    """The line that already asks the platform for what our ledger says."""
    line = lines.get((draft.person_id, None if draft.person_id else draft.household_id, draft.column))
    if line is None or draft.column is None:
        return None
    task_id, value = line
    return task_id if draft.kind is not ItemKind.FIELD or value == draft.ours else None


def _send_back(session: Session, task_id: int, draft: Draft, today: date) -> int:
    """A line that was reported done before the list's day and that the list still contradicts: open again."""
    task = session.get_one(PlatformTask, task_id)
    if task.done_on is None or task.is_void or draft.theirs_on is None or draft.theirs_on <= task.done_on:
        return 0
    line = session.scalars(select(PlatformCorrection).where(PlatformCorrection.task_id == task_id)).one_or_none()
    if line is None:
        return 0
    line.sent_back_on, line.times_sent_back = today, line.times_sent_back + 1
    line.sent_back_reason = f"{draft.theirs_on:%Y-%m-%d}的表中仍为“{draft.theirs}”"[:200]
    task.done_on = task.done_by = None
    return 1


def _verify(session: Session, task_ids: Iterable[int], today: date) -> int:
    count = 0
    for task_id in dict.fromkeys(task_ids):
        line = session.scalars(select(PlatformCorrection).where(PlatformCorrection.task_id == task_id)).one_or_none()
        task = session.get_one(PlatformTask, task_id)
        if line is not None and line.verified_on is None and not task.is_void:
            line.verified_on = today
            task.done_on, task.done_by = task.done_on or today, task.done_by or "新导出核对一致"
            count += 1
    return count


def _verify_edits(session: Session, sides: Sides, said: Said, drafts: Mapping[str, Draft], today: date) -> int:
    """Lines of our own changes: the list says the same of this person and column now."""
    referred = select(ComparisonItem.task_id).where(ComparisonItem.task_id.is_not(None))
    statement = (
        select(PlatformCorrection, PlatformTask.household_id)
        .join(PlatformTask, PlatformTask.id == PlatformCorrection.task_id)
        .where(PlatformTask.is_void.is_(None), PlatformCorrection.verified_on.is_(None))
        .where(PlatformCorrection.origin == EDIT, PlatformTask.id.not_in(referred))
    )
    agreed = []
    for line, household_id in session.execute(statement).all():
        keys = (
            *(f"field|p{line.person_id}|{line.column}", f"field|h{household_id}|{line.column}"),
            *(f"person_here|{line.person_id}", f"other_household|{line.person_id}", f"head|{household_id}"),
        )
        differs = any(key in drafts for key in keys) or any(
            d.kind == ItemKind.PERSON_THERE and d.person_id == line.person_id for d in drafts.values()
        )
        if differs or household_id not in sides.scope.households:
            continue
        if said.anything(line.column or "", person_id=line.person_id, household_id=household_id):
            agreed.append(line.task_id)
    return _verify(session, agreed, today)


def open_counts(session: Session) -> dict[tuple[str, str], int]:
    """How many differences that have not closed there are of each kind and state."""
    item = ComparisonItem
    statement = (
        select(item.kind, item.state, func.count()).where(item.closed_on.is_(None)).group_by(item.kind, item.state)
    )
    return {(kind, state): count for kind, state, count in session.execute(statement)}
