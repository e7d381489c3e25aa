"""疑似重复人员: pairs, what two records say side by side, joining them, taking that back, and telling them apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models.audit import AuditEntry
from app.models.household import DistinctPair, Household, HouseholdSummary, Membership, Person
from app.services.changes import ChangeSet
from app.services.clock import OFFICE_ZONE
from app.services.context import Actor
from app.services.duplicates import finding
from app.services.duplicates.finding import Pair, Progress, key_of
from app.services.duplicates.merging import FIELDS, MergeInput, books_back_in, merge_in, written_since
from app.services.errors import Conflict, NotFound, Reason, refuse
from app.services.imports.batches import name_records
from app.services.ledger import Ledger, Transaction
from app.services.undo import apply_undo, plan_undo

MERGE, UNMERGE = "person.merge", "person.unmerge"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both records."""

    name: str
    first: object
    second: object

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to choose."""
        return self.first == self.second


@dataclass(frozen=True, slots=True)
class Merged:
    """What was joined, where the person belongs, and the number under which it is taken back."""

    seq: int
    household_id: int
    household_code: str
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that was done and not taken back."""

    seq: int
    person_id: int
    name: str
    alias_name: str
    household_id: int
    household_code: str
    recorded_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class DistinctRow:
    """Two persons that were told apart."""

    id: int
    first_id: int
    second_id: int
    first_name: str
    second_name: str
    reason: str


class DuplicateService:
    """Finds records of the same person; joins, separates and remembers as a person says."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def find(self, *, report: Progress = lambda d, t: None) -> Sequence[Pair]:
        """All pairs that nobody has told apart, the likeliest first."""
        with self._ledger.reading() as session:
            return finding.find_pairs(session, report=report)

    def side_by_side(self, first_id: int, second_id: int) -> Sequence[FieldPair]:
        """Both records, field by field."""
        with self._ledger.reading() as session:
            first, second = _record(session, first_id), _record(session, second_id)
            return [FieldPair(name, getattr(first, name), getattr(second, name)) for name in FIELDS]

    def merge(self, given: MergeInput, *, actor: Actor, today: date) -> Merged:
        """Join two records: the loser stays as an alias, everything that refers to it is the winner's."""
        if given.winner_id == given.loser_id:
            raise refuse("twin.same_person")
        with self._ledger.transaction(MERGE, actor=actor, today=today) as tx:
            winner = _record(tx.session, given.winner_id, given.winner_version)
            loser = _record(tx.session, given.loser_id, given.loser_version)
            home = merge_in(tx, winner, loser, given)
            tx.about("household", home.uid)
            tx.note(winner=given.winner_id, loser=given.loser_id, household=home.id)
            made = (tx.seq, home.id, home.code)
        return Merged(*made, tx.changes)

    def merges(self) -> Sequence[MergeRow]:
        """What was joined and not taken back, the latest first."""
        with self._ledger.reading() as session:
            return _merges(session)

    def unmerge(self, seq: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """撤销合并: everything as before, while nothing later touched it."""
        with self._ledger.transaction(UNMERGE, actor=actor, today=today) as tx:
            known = next((row for row in _merges(tx.session) if row.seq == seq), None)
            if known is None:
                raise NotFound(Reason("twin.no_merge"))
            plan = plan_undo(tx.session, seq)
            touched = (*plan.touched, *written_since(tx.session, known.person_id, seq))
            if touched:
                names = [record.label for record in name_records(tx.session, touched)[:_NAMED]]
                raise refuse("twin.touched_later", records=names)
            books_back_in(tx, seq)
            rows = apply_undo(tx.session, plan, seq)
            tx.about("household", tx.session.get_one(Household, known.household_id).uid)
            tx.note(undone=seq, rows=rows)
        return tx.changes

    def tell_apart(self, first_id: int, second_id: int, *, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """不是同一人: remembered with the reason; the pair is not asked again."""
        if not reason.strip():
            raise refuse("twin.reason_missing", field="reason")
        if first_id == second_id:
            raise refuse("twin.same_person")
        with self._ledger.transaction("household.not_same", actor=actor, today=today) as tx:
            first, second = key_of(first_id, second_id)
            for person_id in (first, second):
                _record(tx.session, person_id)
            if _pair(tx.session, first, second) is not None:
                raise refuse("twin.already_distinct")
            tx.session.add(DistinctPair(first_person_id=first, second_person_id=second, reason=reason.strip()))
            _about_home(tx, first)
        return tx.changes

    def distinct(self) -> Sequence[DistinctRow]:
        """Everybody who was told apart, the latest first."""
        one, two = aliased(Person), aliased(Person)
        with self._ledger.reading() as session:
            statement = (
                select(DistinctPair, one.name, two.name)
                .join(one, one.id == DistinctPair.first_person_id)
                .join(two, two.id == DistinctPair.second_person_id)
                .order_by(DistinctPair.id.desc())
            )
            return [
                DistinctRow(p.id, p.first_person_id, p.second_person_id, first, second, p.reason or "")
                for p, first, second in session.execute(statement)
            ]

    def retract(self, first_id: int, second_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Take 不是同一人 back: the pair is asked again."""
        with self._ledger.transaction("household.may_be_same", actor=actor, today=today) as tx:
            row = _pair(tx.session, *key_of(first_id, second_id))
            if row is None:
                raise refuse("twin.not_distinct")
            tx.session.delete(row)
            _about_home(tx, row.first_person_id)
        return tx.changes


def _record(session: Session, person_id: int, version: int | None = None) -> Person:
    person = session.get(Person, person_id)
    open_ = select(Membership.id).where(Membership.person_id == person_id, Membership.to_on.is_(None)).limit(1)
    if person is None or person.alias_of_id is not None or session.scalar(open_) is None:
        raise NotFound(Reason("twin.not_found"))
    if version is not None and person.row_version != version:
        raise Conflict(Reason("twin.changed_meanwhile"))
    return person


def _pair(session: Session, first: int, second: int) -> DistinctPair | None:
    same = (DistinctPair.first_person_id == first, DistinctPair.second_person_id == second)
    return session.scalars(select(DistinctPair).where(*same)).first()


def _about_home(tx: Transaction, person_id: int) -> None:
    statement = select(Household).join(Membership, Membership.household_id == Household.id)
    home = tx.session.scalars(statement.where(Membership.person_id == person_id, Membership.to_on.is_(None))).first()
    if home is not None:
        tx.about("household", home.uid)


def _merges(session: Session) -> list[MergeRow]:
    entries = session.execute(
        select(AuditEntry.seq, AuditEntry.action, AuditEntry.body, AuditEntry.recorded_at)
        .where(AuditEntry.action.in_((MERGE, UNMERGE)))
        .order_by(AuditEntry.seq.desc())
    ).all()
    bodies = {row.seq: json.loads(row.body) for row in entries}
    undone = {bodies[row.seq]["details"]["undone"] for row in entries if row.action == UNMERGE}
    found: list[MergeRow] = []
    for row in entries:
        if row.action == MERGE and row.seq not in undone:
            details = bodies[row.seq]["details"]
            winner, loser = (session.get_one(Person, details[key]) for key in ("winner", "loser"))
            home = session.get_one(HouseholdSummary, details["household"])
            moment = row.recorded_at.astimezone(OFFICE_ZONE)
            actor = bodies[row.seq]["actor"]
            found.append(
                MergeRow(row.seq, winner.id, winner.name, loser.name, home.household_id, home.code, moment, actor)
            )
    return found
