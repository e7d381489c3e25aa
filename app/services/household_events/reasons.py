"""How a member came, and on what proof somebody came or left: said once, completed later (自然增减)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.enums import Arrival, CaseState
from app.models.household import Membership, MembershipReason
from app.services.errors import Reason
from app.services.household_events import procedure
from app.services.household_events.inputs import PersonInput
from app.services.ledger import Transaction

_ARRIVALS = frozenset(arrival.value for arrival in Arrival)
_NEWBORN_DAYS = 366  # who was born longer ago and comes now was forgotten, or came in another way
_ON_PLATFORM = frozenset({CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED})
# Wording of what the clerk must do because the members changed while a case is open (workflow 4, rows 14 and 23).
MEMBERS_REVISIT = "notice.members_revisit"
MEMBERS_RECALL = "notice.members_recall"
MEMBERS_PLATFORM = "notice.members_platform"


def arrival_reasons(came_by: str, *, name: str, born_on: date | None, on: date | None) -> list[Reason]:
    """Why somebody cannot have come in this way; nothing said is possible."""
    if came_by and came_by not in _ARRIVALS:
        return [Reason("member.arrival_unknown", {"value": came_by, "field": "came_by"})]
    if came_by == Arrival.BORN and born_on and on and (on - born_on).days > _NEWBORN_DAYS:
        return [Reason("member.not_newborn", {"name": name, "born_on": born_on, "field": "came_by"})]
    return []


def newborn_reasons(given: PersonInput, came_by: str, *, born_on: date | None, on: date | None) -> list[Reason]:
    """The same of a person as typed, and whether somebody would come before being born."""
    reasons = arrival_reasons(came_by, name=given.name, born_on=born_on, on=on)
    if on and born_on and on < born_on:
        reasons.append(Reason("event.too_early", {"day": on, "name": given.name, "field": "on"}))
    return reasons


def note_arrival_in(tx: Transaction, member: Membership, *, came_by: str = "", proof: str = "") -> None:
    """Write down how a member came; what is not said stays as it was."""
    if came_by or proof:
        row = _row(tx, member)
        row.came_by, row.came_proof = came_by or row.came_by, proof or row.came_proof


def note_departure_in(tx: Transaction, member: Membership, *, proof: str) -> None:
    """Write down on what proof a member left."""
    if proof:
        _row(tx, member).left_proof = proof


def _row(tx: Transaction, member: Membership) -> MembershipReason:
    found = tx.session.scalars(select(MembershipReason).where(MembershipReason.membership_id == member.id)).first()
    if found is None:
        found = MembershipReason(membership_id=member.id)
        tx.session.add(found)
    return found


def members_changed_in(tx: Transaction, household_id: int) -> tuple[str, ...]:
    """What is to be done about the open case because somebody came, left or heads the household now."""
    case = procedure.open_case(tx, household_id)
    state = CaseState(case.state) if case else None
    if state in procedure.TO_REVISIT:
        return (MEMBERS_REVISIT,)
    if state is CaseState.REPORTED_TO_DISTRICT:
        return (MEMBERS_RECALL,)
    return (MEMBERS_PLATFORM,) if state in _ON_PLATFORM else ()
