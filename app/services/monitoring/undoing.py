"""撤销上一笔: a person's own last entry of the monthly watch, one household or a whole 沿用, taken back by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.cases import Alert, MonthlyCheck
from app.models.history import in_chunks
from app.models.household import HouseholdSummary
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.changes import ChangeSet
from app.services.clock import OFFICE_ZONE
from app.services.context import Actor
from app.services.errors import refuse
from app.services.ledger import Ledger
from app.services.undo import Plan, apply_undo, plan_undo

UNDO = "monitoring.undo"
SAVE, CARRY, WORKBOOK = "monitoring.save", "monitoring.carry", "monitoring.workbook"
_WRITES = (SAVE, CARRY, WORKBOOK)
_LOOKED_AT = 500
_NAMED = 5


@dataclass(frozen=True, slots=True)
class LastEntry:
    """A write of the monthly watch that can be asked back: its audit number, its month, and how many households."""

    seq: int
    month: str
    count: int
    is_carry: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class EntryTakenBack:
    """What was undone, and the households whose month stands as before."""

    entry: LastEntry
    households: tuple[HouseholdBrief, ...]
    changes: ChangeSet | None


def last_entry(session: Session, actor: Actor) -> LastEntry | None:
    """The latest own write that was not undone yet; None without one."""
    undone = _undone(session)
    statement = select(AuditEntry).where(AuditEntry.action.in_(_WRITES)).order_by(AuditEntry.seq.desc())
    for entry in session.scalars(statement.limit(_LOOKED_AT)):
        body = json.loads(entry.body)
        if entry.seq in undone or body["session_user"] != actor.session_user:
            continue
        details = body["details"]
        at = entry.recorded_at.astimezone(OFFICE_ZONE)
        return LastEntry(entry.seq, str(details["month"]), int(details["saved"]), entry.action == CARRY, at)
    return None


def take_back(ledger: Ledger, entry: LastEntry, *, actor: Actor, today: date) -> EntryTakenBack:
    """Take a write back as a whole.

    Refused: ``undo.already``; ``monitoring.touched_later`` and ``monitoring.alert_followed`` naming the households.
    """
    with ledger.transaction(UNDO, actor=actor, today=today) as tx:
        if entry.seq in _undone(tx.session):
            raise refuse("undo.already")
        plan = plan_undo(tx.session, entry.seq)
        ids = _households(tx.session, plan)
        _judge(tx.session, plan, entry, ids)
        homes = tuple(_briefs(tx.session, ids))
        rows = apply_undo(tx.session, plan, entry.seq)
        tx.note(undone=entry.seq, rows=rows, month=entry.month)
    return EntryTakenBack(entry, homes, tx.changes)


def _undone(session: Session) -> frozenset[int]:
    bodies = session.scalars(select(AuditEntry.body).where(AuditEntry.action == UNDO))
    return frozenset(int(json.loads(body)["details"]["undone"]) for body in bodies)


def _households(session: Session, plan: Plan) -> list[int]:
    name = MonthlyCheck.__tablename__
    ids = [*plan.created.get(name, ()), *plan.updated.get(name, ())]
    return _of_checks(session, ids)


def _of_checks(session: Session, ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for chunk in in_chunks(ids):
        found += session.scalars(select(MonthlyCheck.household_id).where(MonthlyCheck.id.in_(chunk)))
    return found


def _judge(session: Session, plan: Plan, entry: LastEntry, households: Sequence[int]) -> None:
    touched = _of_checks(session, [row.id for row in plan.touched if row.table == MonthlyCheck.__tablename__])
    if plan.touched:
        raise refuse("monitoring.touched_later", households=_heads(session, touched), month=entry.month)
    followed = _alerts_since(session, households, entry.seq)
    if followed:
        raise refuse("monitoring.alert_followed", households=_heads(session, followed), month=entry.month)


def _alerts_since(session: Session, households: Sequence[int], seq: int) -> list[int]:
    """Households for which an alert was marked out of a monthly check after the entry."""
    found: list[int] = []
    for chunk in in_chunks(households):
        found += session.scalars(
            select(Alert.household_id).where(
                Alert.household_id.in_(chunk), Alert.origin == "monthly_check", Alert.is_open == 1, Alert.seq > seq
            )
        )
    return found


def _heads(session: Session, ids: Sequence[int]) -> list[str]:
    return [home.head_name or home.code for home in _briefs(session, list(dict.fromkeys(ids))[:_NAMED])]


def _briefs(session: Session, ids: Sequence[int]) -> list[HouseholdBrief]:
    found: list[HouseholdBrief] = []
    for chunk in in_chunks(ids):
        rows = session.execute(select(*BRIEF).where(HouseholdSummary.household_id.in_(chunk)))
        found += [brief_of(row) for row in rows]
    return found
