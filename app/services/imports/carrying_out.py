"""What a decision on an import's question changes in the ledger, in the transaction of the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, Integer, func, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.facts import HouseholdFact, ListEntry, PersonFact
from app.models.history import HISTORY
from app.models.household import DistinctPair, Household, Membership, Person
from app.models.imports import ImportBatch, ImportIssue
from app.models.region import Region, RegionName
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.household_events import common as c
from app.services.household_events.members import Moving, change_head_in, end_member_in, move_member_in
from app.services.id_number import match_key
from app.services.ledger import Transaction
from app.services.names import romanise
from app.services.regions import find_in, found_in, match_name, township_in
from app.services.wording import sentence

_MODELS: Mapping[str, type[Base]] = {
    model.__tablename__: model for model in (Person, Membership, PersonFact, Household, HouseholdFact)
}
_END_REASONS = ("died", "married_out", "moved_out", "error")


@dataclass(frozen=True, slots=True)
class Given:
    """What was said with a decision; ``on`` is the day it happened: said, else the file's, else today."""

    on: date
    reason: str = ""
    village_id: int = 0


def given_of(data: Mapping[str, object], needs: Sequence[str], *, data_on: date | None, today: date) -> Given:
    """The data of a decision, checked; refused when something it needs is missing or no day."""
    missing = [sentence(Reason(f"decision.need_{name}")) for name in needs if not data.get(name)]
    refuse_all([Reason("decision.missing", {"field": name}) for name in missing])
    on = data.get("on")
    if isinstance(on, str):
        try:
            on = date.fromisoformat(on)
        except ValueError:
            raise refuse("decision.no_day", value=on) from None
    reason = str(data.get("reason") or "")
    if reason and reason not in _END_REASONS:
        raise refuse("decision.no_reason", value=reason, known=list(_END_REASONS))
    day = on if isinstance(on, date) else min(data_on or today, today)
    village = data.get("village_id")
    return Given(day, reason, village if isinstance(village, int) else 0)


# -- values --------------------------------------------------------------------------------------------


def take_their_value(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """Write the file's value over ours; the old one stays in the history."""
    table, _, column = (issue.field or "").partition(".")
    model = _MODELS.get(table)
    row = tx.session.get(model, int(issue.code or 0)) if model is not None else None
    if row is None or issue.theirs is None:
        raise refuse("decision.no_value")
    current = getattr(row, column)
    if (None if current is None else str(current)) != issue.ours:
        raise refuse("decision.changed_meanwhile", ours=current)
    setattr(row, column, _parsed(row, column, issue.theirs))
    if isinstance(row, Person) and column == "name":
        row.pinyin, row.initials = romanise(row.name)


def _parsed(row: Base, column: str, text: str) -> object:
    kind = row.__table__.c[column].type
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    return int(text) if isinstance(kind, Integer) else text


# -- members -------------------------------------------------------------------------------------------


def move_as_listed(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """The person goes to the household where the file has them."""
    member = _membership(tx.session, issue.person_id)
    relation = issue.theirs or member.relation or ""
    move_member_in(tx, member.household_id, member.id, Moving(_household(issue), relation, given.on))


def move_back(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """The person returns to the household that the import took them from, with the relation they had there."""
    member = _membership(tx.session, issue.person_id)
    if member.household_id != issue.household_id:
        raise refuse("decision.moved_on")
    before = (
        select(Membership)
        .where(Membership.person_id == issue.person_id, Membership.household_id == issue.other_household_id)
        .order_by(Membership.id.desc())
    )
    old = tx.session.scalars(before).first()
    if old is None:
        raise refuse("decision.moved_on")
    day = max(filter(None, (given.on, member.from_on)))
    move_member_in(tx, member.household_id, member.id, Moving(old.household_id, old.relation or "", day))


def take_back_in(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """Somebody whom the ledger had let go belongs to the household of the file again."""
    session = tx.session
    household = c.living(session, _household(issue))
    person = session.get_one(Person, issue.person_id)
    home = select(Membership.id).where(Membership.person_id == person.id, Membership.to_on.is_(None))
    if session.scalar(home) is not None:
        raise refuse("decision.moved_on")
    members = c.present(session, household.id)
    person.died_on = None
    relation = issue.theirs or ""
    refuse_all([] if relation else [Reason("member.relation_missing", {"name": person.name, "field": "relation"})])
    joined = c.join_in(tx, household, person, relation=relation, on=given.on, position=len(members))
    refuse_all(c.head_reasons(session, [*members, joined]))


def end_membership(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """Somebody whom the file does not name has died, married out, moved out, or was entered in error."""
    member = _membership(tx.session, issue.person_id)
    if member.household_id != issue.household_id:
        raise refuse("decision.moved_on")
    end_member_in(tx, member.household_id, member.id, reason=given.reason, on=given.on, relations={})


def restore_head(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """Everybody's relation to the head is again what it was before the import."""
    batch = tx.session.get_one(ImportBatch, issue.batch_id)
    history = HISTORY["membership"]
    household_id = _household(issue)
    before = select(history.c.id, history.c.relation).where(
        history.c.to_seq == batch.applied_seq, history.c.household_id == household_id
    )
    relations = {id_: relation for id_, relation in tx.session.execute(before) if relation}
    if not relations:
        raise refuse("decision.moved_on")
    change_head_in(tx, household_id, relations=relations, on=given.on)


def _membership(session: Session, person_id: int | None) -> Membership:
    open_ = select(Membership).where(Membership.person_id == person_id, Membership.to_on.is_(None))
    found = session.scalars(open_).first() if person_id else None
    if found is None:
        raise NotFound(Reason("member.not_here"))
    return found


def _household(issue: ImportIssue) -> int:
    if issue.household_id is None:
        raise refuse("decision.no_household")
    return issue.household_id


# -- who is who, and where -----------------------------------------------------------------------------


def note_distinct(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """Two persons who look alike are two; nobody asks again."""
    pair = sorted(id_ for id_ in (issue.person_id, issue.other_person_id) if id_)
    if len(pair) != 2 or any(tx.session.get(Person, id_) is None for id_ in pair):
        raise NotFound(Reason("member.not_here"))
    known = select(DistinctPair.id).where(
        DistinctPair.first_person_id == pair[0], DistinctPair.second_person_id == pair[1]
    )
    if tx.session.scalar(known) is None:
        tx.session.add(DistinctPair(first_person_id=pair[0], second_person_id=pair[1]))


def link_entry(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """The person on a department's list is the one with this number, written with another name."""
    entries = select(ListEntry).where(
        ListEntry.batch_id == issue.batch_id, ListEntry.matched == "name_differs", ListEntry.name == issue.theirs
    )
    person = tx.session.get_one(Person, issue.person_id)
    number = (person.id_number or "").upper()
    mine = [entry for entry in tx.session.scalars(entries) if match_key(entry.id_number or "") == match_key(number)]
    if not mine:
        raise refuse("decision.no_entry")
    for entry in mine:
        entry.person_id, entry.household_id, entry.matched = person.id, issue.household_id, "matched"


def name_village(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """A village that we know is also called as the file calls it."""
    name_village_in(tx, issue.theirs or "", given.village_id, until=given.on)


def found_village(tx: Transaction, issue: ImportIssue, given: Given) -> None:
    """The file's village is one that the ledger did not have."""
    found_village_in(tx, issue.theirs or "")


def name_village_in(tx: Transaction, name: str, village_id: int, *, until: date) -> None:
    """Lists that call a village so are understood from now on; what it is called today stays."""
    village = tx.session.get(Region, village_id)
    if village is None or village.kind != "village" or village.merged_into_id is not None:
        raise NotFound(Reason("region.not_found", {"id": village_id}))
    if find_in(tx.session, kind="village", name=name, parent_id=village.parent_id) is None:
        tx.session.add(RegionName(region_id=village.id, name=name, match_name=match_name(name), to_on=until))
        tx.about("region", village.uid)


def found_village_in(tx: Transaction, name: str) -> None:
    """A village of the township, behind the others."""
    parent = township_in(tx.session)
    if find_in(tx.session, kind="village", name=name, parent_id=parent) is None:
        last = tx.session.scalar(select(func.max(Region.position)).where(Region.parent_id == parent))
        made = found_in(tx, kind="village", name=name, parent_id=parent, position=(last or 0) + 1)
        tx.about("region", made.uid)
