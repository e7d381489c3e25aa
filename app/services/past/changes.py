"""What has touched a household since an evening: from the rows' own transaction numbers and the audit's entries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.enums import EndCause
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.services.past.records import Change, LastChange

# What the list shows rests on these; each names its household.
_LISTED = {
    "household": "id",
    "membership": "household_id",
    "monitoring_case": "household_id",
    "monitoring_spell": "household_id",
    "alert": "household_id",
    "workflow_step": "household_id",
}
# A household's own changes are looked for in these too.
_OWN = {
    **_LISTED,
    "household_fact": "household_id",
    "income_statement": "household_id",
    "monthly_check": "household_id",
    "measure": "household_id",
    "list_entry": "household_id",
    "attachment": "household_id",
    "clue": "household_id",
    "carry_decision": "household_id",
    "platform_task": "household_id",
}
_OF_PERSONS = {"person": "id", "person_fact": "person_id"}
_CAUSES = {cause.value: cause.label for cause in EndCause}
_REASONS = ("reason", "cause", "remark", "difficulty", "missing_reason")


def _since(name: str, owner: str, seq: int) -> tuple[Select[Any, Any], Select[Any, Any]]:
    """(owner, transaction) of every version that was written or replaced after ``seq``."""
    current, history = VERSIONED[name], HISTORY[name]
    return (
        select(current.c[owner], current.c.seq).where(current.c.seq > seq),
        select(history.c[owner], history.c.to_seq).where(history.c.to_seq > seq),
    )


def last_changes(session: Session, seq: int) -> dict[int, LastChange]:
    """By household, how many transactions touched what the list shows of it, and who made the last one."""
    touched: dict[int, set[int]] = defaultdict(set)
    for name, owner in _LISTED.items():
        for statement in _since(name, owner, seq):
            for id_, number in session.execute(statement):
                touched[id_].add(number)
    for id_, number in _of_renamed(session, seq):
        touched[id_].add(number)
    entries = _entries(session, {max(numbers) for numbers in touched.values()})
    steps = _steps_since(session, seq)
    found: dict[int, LastChange] = {}
    for id_, numbers in touched.items():
        newest = max(numbers)
        entry = entries.get(newest)
        if entry is not None:
            action = steps.get((id_, newest), entry.action)
            found[id_] = LastChange(len(numbers), action, _by(entry)[0], entry.recorded_at)
    return found


def _steps_since(session: Session, seq: int) -> dict[tuple[int, int], str]:
    """The step that a transaction took for a household: it says more than the name of the call."""
    step = VERSIONED["workflow_step"]
    rows = select(step.c.household_id, step.c.seq, step.c.action).where(step.c.seq > seq).order_by(step.c.id)
    return {(row.household_id, row.seq): row.action for row in session.execute(rows)}


def _of_renamed(session: Session, seq: int) -> Iterable[tuple[int, int]]:
    person, member = VERSIONED["person"], VERSIONED["membership"]
    changed = select(member.c.household_id, person.c.seq).join(member, member.c.person_id == person.c.id)
    yield from (tuple(row) for row in session.execute(changed.where(person.c.seq > seq, member.c.to_on.is_(None))))


def _entries(session: Session, numbers: Iterable[int]) -> Mapping[int, AuditEntry]:
    found: dict[int, AuditEntry] = {}
    for chunk in in_chunks(sorted(numbers)):
        for entry in session.scalars(select(AuditEntry).where(AuditEntry.seq.in_(chunk))):
            found[entry.seq] = entry
    return found


def _by(entry: AuditEntry) -> tuple[str, str]:
    body = json.loads(entry.body)
    return str(body.get("actor") or ""), str(body.get("session_user") or "")


def changes_of(session: Session, household_id: int, seq: int) -> tuple[Change, ...]:
    """Every transaction that touched a household or its members after an evening, newest first."""
    numbers: set[int] = set()
    for name, owner in _OWN.items():
        numbers.update(_numbers(session, name, owner, (household_id,), seq))
    people = _people(session, household_id)
    for name, owner in _OF_PERSONS.items():
        numbers.update(_numbers(session, name, owner, people, seq))
    reasons, entries = _reasons(session, household_id, seq), _entries(session, numbers)
    steps = {number: action for (home, number), action in _steps_since(session, seq).items() if home == household_id}
    found = []
    for number in sorted(entries, reverse=True):
        entry = entries[number]
        by, typed_by = _by(entry)
        why = reasons.get(number, "") or _noted(entry)
        found.append(
            Change(number, steps.get(number, entry.action), entry.occurred_on, entry.recorded_at, by, typed_by, why)
        )
    return tuple(found)


def _numbers(session: Session, name: str, owner: str, ids: Iterable[int], seq: int) -> set[int]:
    found: set[int] = set()
    for table, statement in zip((VERSIONED[name], HISTORY[name]), _since(name, owner, seq), strict=True):
        found.update(row[1] for row in session.execute(statement.where(table.c[owner].in_(list(ids)))))
    return found


def _people(session: Session, household_id: int) -> set[int]:
    """Everybody who ever belonged to the household."""
    found: set[int] = set()
    for table in (VERSIONED["membership"], HISTORY["membership"]):
        found.update(session.scalars(select(table.c.person_id).where(table.c.household_id == household_id)))
    return found


def _reasons(session: Session, household_id: int, seq: int) -> dict[int, str]:
    """Why a step of the procedure was taken, by the transaction that typed it."""
    step = VERSIONED["workflow_step"]
    rows = session.execute(
        select(step.c.seq, step.c.data, step.c.taken_back_reason).where(
            step.c.household_id == household_id, step.c.seq > seq
        )
    )
    found: dict[int, str] = {}
    for number, data, taken_back in rows:
        said = json.loads(data or "{}")
        words = [taken_back, *(said.get(name) for name in _REASONS)]
        word = next((str(word) for word in words if word), found.get(number, ""))
        found[number] = _CAUSES.get(word, word)
    return found


def _noted(entry: AuditEntry) -> str:
    body = json.loads(entry.body)
    details = body.get("details") if isinstance(body.get("details"), dict) else body
    return str(details.get("reason") or "")
