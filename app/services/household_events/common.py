"""What every change of a household has in common: finding it unchanged, dates, persons, heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.household import Household, Membership, Person
from app.models.region import Region
from app.services import id_number
from app.services.errors import Conflict, NotFound, Reason, refuse_all
from app.services.household_events.inputs import HouseholdInput, PersonInput
from app.services.ledger import Transaction
from app.services.names import romanise

HEAD = "户主"
ACTIVE = "active"


def living(session: Session, household_id: int, *, row_version: int | None = None) -> Household:
    """The household, if it still is one; Conflict if somebody changed it since ``row_version`` was read."""
    household = session.get(Household, household_id)
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": household_id}))
    if row_version is not None and household.row_version != row_version:
        raise Conflict(Reason("household.changed_meanwhile"))
    refuse_all([Reason("household.ended", {"code": household.code})] if household.status != ACTIVE else [])
    return household


def present(session: Session, household_id: int) -> list[Membership]:
    """The open memberships in the order of the register."""
    statement = select(Membership).where(Membership.household_id == household_id, Membership.to_on.is_(None))
    return list(session.scalars(statement.order_by(Membership.position, Membership.id)))


def here(session: Session, household_id: int, membership_id: int) -> Membership:
    """An open membership of this household."""
    found = session.get(Membership, membership_id)
    if found is None or found.household_id != household_id or found.to_on is not None:
        raise NotFound(Reason("member.not_here"))
    return found


def day_reasons(day: date, today: date, *people: Person) -> list[Reason]:
    """Why something cannot have happened on ``day``."""
    reasons = [Reason("event.future", {"day": day, "today": today, "field": "on"})] if day > today else []
    reasons += [
        Reason("event.too_early", {"day": day, "name": person.name, "field": "on"})
        for person in people
        if person.born_on and day < person.born_on
    ]
    return reasons


def person_reasons(given: PersonInput, *, today: date) -> list[Reason]:
    """What is missing or impossible in a person as typed; a wrong check digit is a finding, no refusal (design 4)."""
    reasons = []
    if not given.name.strip():
        reasons.append(Reason("member.name_missing", {"field": "name"}))
    if not given.relation:
        reasons.append(Reason("member.relation_missing", {"name": given.name, "field": "relation"}))
    if given.born_on and given.born_on > today:
        reasons.append(Reason("member.born_later", {"born_on": given.born_on, "field": "born_on"}))
    return reasons


def place_reasons(session: Session, given: HouseholdInput) -> list[Reason]:
    """Why a household cannot stand at this place of the tree."""
    village = session.get(Region, given.village_id)
    if village is None or village.kind != "village":
        return [Reason("household.village_missing", {"field": "village_id"})]
    group = session.get(Region, given.group_id) if given.group_id else None
    if given.group_id and (group is None or group.parent_id != village.id):
        return [Reason("household.group_elsewhere", {"field": "group_id"})]
    return []


def put_person(session: Session, person: Person, given: PersonInput) -> None:
    """Write what was typed into a person; sex and birth date are read from the number where nothing was said."""
    number = (given.id_number or "").strip().upper() or None
    facts = id_number.read_id(number) if number else None
    person.name = given.name.strip()
    person.pinyin, person.initials = romanise(person.name)
    person.id_number = number
    person.sex = given.sex or (facts.sex.value if facts and facts.sex else None)
    person.born_on = given.born_on or (facts.born_on if facts else None)
    person.phone = given.phone or None
    person.ethnicity = given.ethnicity or person.ethnicity


def birth_of(given: PersonInput) -> date | None:
    """The birth date as typed, else as the number says it."""
    number = (given.id_number or "").strip().upper()
    facts = id_number.read_id(number) if number else None
    return given.born_on or (facts.born_on if facts else None)


def living_elsewhere(
    session: Session, number: str | None, *, but: int | None = None
) -> tuple[Person, Household] | None:
    """The person with this ID number who belongs to a household now, and that household."""
    if not number:
        return None
    statement = (
        select(Person, Household)
        .join(Membership, Membership.person_id == Person.id)
        .join(Household, Household.id == Membership.household_id)
        .where(Person.id_number == number.strip().upper(), Membership.to_on.is_(None), Person.id != (but or 0))
    )
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def elsewhere_reasons(session: Session, given: PersonInput, *, but: int | None = None) -> list[Reason]:
    """A person belongs to one household at a time; a number that is used in another is no new person."""
    found = living_elsewhere(session, given.id_number, but=but)
    if found is None:
        return []
    person, household = found
    values = {"number": given.id_number, "name": person.name, "code": household.code, "field": "id_number"}
    return [Reason("member.already_here", values)]


def join_in(
    tx: Transaction, household: Household, person: Person, *, relation: str, on: date | None, position: int
) -> Membership:
    """Make a person a member."""
    row = Membership(person_id=person.id, household_id=household.id, relation=relation, from_on=on, position=position)
    tx.session.add(row)
    tx.session.flush()
    return row


def join_new(
    tx: Transaction, household: Household, given: PersonInput, *, on: date | None, position: int
) -> Membership:
    """A person who belongs to no household now: somebody known by the number who comes back, or somebody new."""
    number = (given.id_number or "").strip().upper() or None
    known = tx.session.scalars(select(Person).where(Person.id_number == number)).first() if number else None
    if known is not None and known.alias_of_id is not None:  # two records that were joined: the one that stays
        known = tx.session.get_one(Person, known.alias_of_id)
    person = known or Person(name=given.name)
    put_person(tx.session, person, given)
    tx.session.add(person)
    tx.session.flush()
    member = join_in(tx, household, person, relation=given.relation, on=on, position=position)
    member.counts_per_head, member.counts_reason = int(given.counts_per_head), given.counts_reason
    return member


def leave(membership: Membership, *, on: date, reason: str) -> None:
    """End a membership."""
    membership.to_on, membership.end_reason = on, reason


def relate(members: Iterable[Membership], relations: Mapping[int, str]) -> None:
    """Write new relations to the head; members not named keep theirs."""
    for member in members:
        if member.id in relations:
            member.relation = relations[member.id]


def head_reasons(session: Session, members: Sequence[Membership]) -> list[Reason]:
    """A household that is left behind, or made, has exactly one head and a relation for everybody."""
    people = {m.id: session.get_one(Person, m.person_id).name for m in members}
    heads = [people[m.id] for m in members if m.relation == HEAD]
    reasons = [
        Reason("member.relation_missing", {"name": people[m.id], "field": f"relation_{m.id}"})
        for m in members
        if not m.relation
    ]
    if not heads:
        reasons.append(Reason("member.no_head", {"field": "head"}))
    if len(heads) > 1:
        reasons.append(Reason("member.two_heads", {"names": heads, "field": "head"}))
    return reasons
