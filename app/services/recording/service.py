"""Recording by hand what is known of households: facts, incomes, events, who counts per head.

One call is one entry in the household's time line. Members and households themselves change in
``app.services.household_events``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.facts import HouseholdEvent
from app.models.household import Household, Membership, Person
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.recording import writing
from app.services.recording.inputs import EventInput, FactInput, IncomeInput


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written: the record's id, and its household."""

    id: int
    household_id: int
    household_code: str
    changes: ChangeSet | None


class RecordService:
    """Records facts, incomes and events; earlier ones stay, ``app.services.effective`` chooses."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def record_person_fact(self, person_id: int, given: FactInput, *, actor: Actor, today: date) -> Recorded:
        """Schooling, health, labour, work, insurance of a person (``fields.PERSON_FACT``)."""
        with self._ledger.transaction("household.record_fact", actor=actor, today=today) as tx:
            person = tx.session.get(Person, person_id)
            if person is None:
                raise NotFound(Reason("record.no_person", {"id": person_id}))
            row = writing.record_person_fact_in(tx, person, given)
            household = _household(tx.session, _home_of(tx.session, person_id))
            tx.about("household", household.uid, occurred_on=given.observed_on)
            tx.note(fields=sorted(given.values))
        return _recorded(row.id, household, tx)

    def record_household_fact(self, household_id: int, given: FactInput, *, actor: Actor, today: date) -> Recorded:
        """Housing, water, guarantees of a household (``fields.HOUSEHOLD_FACT``)."""
        with self._ledger.transaction("household.record_fact", actor=actor, today=today) as tx:
            household = _household(tx.session, household_id)
            row = writing.record_household_fact_in(tx, household, given)
            tx.about("household", household.uid, occurred_on=given.observed_on)
            tx.note(fields=sorted(given.values))
        return _recorded(row.id, household, tx)

    def record_income(self, household_id: int, given: IncomeInput, *, actor: Actor, today: date) -> Recorded:
        """A statement of income with its basis; earlier ones stay."""
        with self._ledger.transaction("household.record_income", actor=actor, today=today) as tx:
            household = _household(tx.session, household_id)
            row = writing.record_income_in(tx, household, given)
            tx.about("household", household.uid, occurred_on=given.observed_on)
            tx.note(items=len(given.items), occasion=given.occasion)
        return _recorded(row.id, household, tx)

    def record_event(self, household_id: int, given: EventInput, *, actor: Actor, today: date) -> Recorded:
        """An income drop, a spending jump, an emergency or a petition."""
        with self._ledger.transaction("household.record_event", actor=actor, today=today) as tx:
            household = _household(tx.session, household_id)
            row = writing.record_event_in(tx, household, given)
            tx.about("household", household.uid, occurred_on=given.happened_on)
            tx.note(kind=given.kind)
        return _recorded(row.id, household, tx)

    def withdraw_event(self, event_id: int, *, reason: str, actor: Actor, today: date) -> Recorded:
        """The event turned out not to be so: it stays, and counts no more."""
        if not reason.strip():
            raise refuse("data.missing", field="reason")
        with self._ledger.transaction("household.record_event", actor=actor, today=today) as tx:
            event = tx.session.get(HouseholdEvent, event_id)
            if event is None or event.withdrawn_on is not None:
                raise NotFound(Reason("record.no_event", {"id": event_id}))
            event.withdrawn_on, event.withdrawn_reason = today, reason.strip()
            household = _household(tx.session, event.household_id)
            tx.about("household", household.uid)
            tx.note(kind=event.kind, withdrawn=True)
        return _recorded(event_id, household, tx)

    def set_counted(
        self,
        membership_id: int,
        *,
        row_version: int,
        counts: bool,
        reason: str | None,
        actor: Actor,
        today: date,
    ) -> Recorded:
        """计入人均 or not (domain 5.3: 以户籍为依据, 统筹实际居住和共享收支)."""
        with self._ledger.transaction("household.edit_member", actor=actor, today=today) as tx:
            membership = _membership(tx.session, membership_id)
            if membership.row_version != row_version:
                raise Conflict(Reason("record.changed_meanwhile"))
            writing.set_counted_in(tx, membership, counts=counts, reason=reason)
            household = _household(tx.session, membership.household_id)
            tx.about("household", household.uid)
            tx.note(fields=["counts_per_head"])
        return _recorded(membership.id, household, tx)


def _recorded(id_: int, household: Household, tx: Transaction) -> Recorded:
    return Recorded(id_, household.id, household.code, tx.changes)


def _household(session: Session, household_id: int) -> Household:
    household = session.get(Household, household_id)
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": household_id}))
    if household.status != "active":
        raise refuse("record.household_ended", household=household.code)
    return household


def _membership(session: Session, membership_id: int) -> Membership:
    membership = session.get(Membership, membership_id)
    if membership is None or membership.to_on is not None:
        raise NotFound(Reason("record.no_member", {"id": membership_id}))
    return membership


def _home_of(session: Session, person_id: int) -> int:
    home = session.scalar(
        select(Membership.household_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.to_on.is_(None).desc(), Membership.id.desc())
        .limit(1)
    )
    if home is None:
        raise NotFound(Reason("record.no_person", {"id": person_id}))
    return home
