"""What happens to one member, in the transaction of whoever asks for it: the household's page, a decision on a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.models.household import Household, Person
from app.services.errors import Reason, refuse_all
from app.services.household_events import common as c
from app.services.household_events import procedure
from app.services.household_events.reasons import note_departure_in
from app.services.ledger import Transaction


@dataclass(frozen=True, slots=True)
class Moving:
    """Where a member goes: the household, the relation to its head, the day, and new relations of those who stay."""

    into_id: int
    relation: str
    on: date
    relations: Mapping[int, str] = field(default_factory=dict)


def end_member_in(
    tx: Transaction,
    household_id: int,
    membership_id: int,
    *,
    reason: str,
    on: date,
    relations: Mapping[int, str],
    proof: str = "",
) -> Household:
    """Somebody dies, marries out, moves out or was entered in error; returns the household."""
    household = c.living(tx.session, household_id)
    member = c.here(tx.session, household_id, membership_id)
    person = tx.session.get_one(Person, member.person_id)
    rest = [m for m in c.present(tx.session, household_id) if m.id != member.id]
    reasons = c.day_reasons(on, tx.today, person)
    if not reason:
        reasons.append(Reason("member.reason_missing", {"field": "reason"}))
    if not rest:
        reasons.append(Reason("member.last_one", {"name": person.name}))
    refuse_all(reasons)
    c.leave(member, on=on, reason=reason)
    note_departure_in(tx, member, proof=proof)
    if reason == "died":
        person.died_on = on
    c.relate(rest, relations)
    refuse_all(c.head_reasons(tx.session, rest))
    tx.about("household", household.uid, occurred_on=on)
    return household


def change_head_in(tx: Transaction, household_id: int, *, relations: Mapping[int, str], on: date) -> Household:
    """Another member is the head from ``on``; returns the household."""
    household = c.living(tx.session, household_id)
    members = c.present(tx.session, household_id)
    refuse_all(c.day_reasons(on, tx.today))
    c.relate(members, relations)
    refuse_all(c.head_reasons(tx.session, members))
    tx.about("household", household.uid, occurred_on=on)
    return household


def move_member_in(tx: Transaction, household_id: int, membership_id: int, moving: Moving) -> Household:
    """A member goes to another household of the township; returns that household."""
    session = tx.session
    household, into = c.living(session, household_id), c.living(session, moving.into_id)
    member = c.here(session, household_id, membership_id)
    person = session.get_one(Person, member.person_id)
    rest = [m for m in c.present(session, household_id) if m.id != member.id]
    reasons = c.day_reasons(moving.on, tx.today, person)
    if household.id == into.id:
        reasons.append(Reason("household.same", {"field": "into"}))
    if not rest:
        reasons.append(Reason("member.last_one", {"name": person.name}))
    if not moving.relation:
        reasons.append(Reason("member.relation_missing", {"name": person.name, "field": "relation"}))
    refuse_all(reasons)
    c.leave(member, on=moving.on, reason="moved_household")
    c.relate(rest, moving.relations)
    others = c.present(session, into.id)
    joined = c.join_in(tx, into, person, relation=moving.relation, on=moving.on, position=len(others))
    procedure.move_comparison_in(tx, [person.id], into, procedure.open_case(tx, into.id))
    refuse_all([*c.head_reasons(session, rest), *c.head_reasons(session, [*others, joined])])
    tx.about("household", household.uid, occurred_on=moving.on)
    return into
