"""Births, deaths, moves, splits, merges: what happens to a household and its members (workflow 4).

One call is one transaction. Nothing is ever deleted: memberships end, households end, cases go on or end by the door.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select

from app.models.household import Household, Membership, Person
from app.services import household_codes
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse, refuse_all
from app.services.household_events import common as c
from app.services.household_events import procedure, reasons
from app.services.household_events.inputs import Ending, HouseholdInput, PersonInput, Saved, SplitInput
from app.services.household_events.members import Moving, change_head_in, end_member_in, move_member_in
from app.services.household_events.outlook import Change, outlook_in
from app.services.household_events.splitting import merge_in, split_in
from app.services.ledger import Ledger, Transaction


class HouseholdEventService:
    """Adds, edits, moves, splits, merges and ends households; adds, edits, moves and ends members."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @contextmanager
    def _change(self, what: str, actor: Actor, today: date) -> Iterator[Transaction]:
        with self._ledger.transaction(f"household.{what}", actor=actor, today=today) as tx:
            yield tx
            tx.session.flush()

    def outlook(self, change: Change, household_id: int, *, into_id: int | None = None) -> Sequence[Reason]:
        """What a change will do to case and alerts, as sentences to be read before it is saved."""
        with self._ledger.reading() as session:
            return outlook_in(session, change, household_id, into_id=into_id)

    # -- households ------------------------------------------------------------------------------

    def add(
        self,
        given: HouseholdInput,
        members: Sequence[PersonInput],
        *,
        on: date | None = None,
        came_by: str = "",
        actor: Actor,
        today: date,
    ) -> Saved:
        """A new household with its members, one of them the head; ``on`` = since when, where that is known."""
        with self._change("add", actor, today) as tx:
            why = c.place_reasons(tx.session, given)
            for person in members:
                why += [*c.person_reasons(person, today=today), *c.elsewhere_reasons(tx.session, person)]
            code = (given.code or "").strip()
            if code and tx.session.scalar(select(Household.id).where(Household.code == code)):
                why.append(Reason("household.code_taken", {"code": code, "field": "code"}))
            if sum(person.relation == c.HEAD for person in members) != 1:
                why.append(Reason("household.head_missing", {"field": "name"}))
            why += reasons.arrival_reasons(came_by, name="", born_on=None, on=on)
            refuse_all(why)
            household = Household(code=code or household_codes.next_code(tx.session), village_id=given.village_id)
            _put(household, given)
            tx.session.add(household)
            tx.session.flush()
            for position, person in enumerate(members):
                member = c.join_new(tx, household, person, on=on, position=position)
                reasons.note_arrival_in(tx, member, came_by=came_by)
            tx.about("household", household.uid, occurred_on=on)
        return Saved(household.id, household.code, tx.changes)

    def edit(self, household_id: int, given: HouseholdInput, *, row_version: int, actor: Actor, today: date) -> Saved:
        """Other values for a household; another village or group is a move from today on."""
        with self._change("edit", actor, today) as tx:
            household = c.living(tx.session, household_id, row_version=row_version)
            refuse_all(c.place_reasons(tx.session, given))
            _put(household, given)
            household.village_id = given.village_id
            tx.about("household", household.uid)
        return Saved(household.id, household.code, tx.changes)

    def move(
        self, household_id: int, *, village_id: int, group_id: int | None, on: date, actor: Actor, today: date
    ) -> Saved:
        """The household lives in another village or group from ``on``; its code and its case stay."""
        with self._change("move", actor, today) as tx:
            household = c.living(tx.session, household_id)
            where = HouseholdInput(village_id, group_id)
            refuse_all([*c.day_reasons(on, today), *c.place_reasons(tx.session, where)])
            household.village_id, household.group_id = village_id, group_id
            tx.about("household", household.uid, occurred_on=on)
        return Saved(household.id, household.code, tx.changes)

    def end(self, household_id: int, *, reason: str, ending: Ending, actor: Actor, today: date) -> Saved:
        """Nobody is left (``gone``) or all moved away (``moved``): case and open alerts end in the same step."""
        with self._change("end", actor, today) as tx:
            household = c.living(tx.session, household_id)
            members = c.present(tx.session, household_id)
            people = [tx.session.get_one(Person, member.person_id) for member in members]
            refuse_all(c.day_reasons(ending.on, today, *people))
            notices = procedure.end_case_in(tx, household, cause=reason, ending=ending)
            for member, person in zip(members, people, strict=True):
                c.leave(member, on=ending.on, reason="died" if reason == "gone" else "moved_out")
                reasons.note_departure_in(tx, member, proof=ending.proof)
                if reason == "gone" and person.died_on is None:
                    person.died_on = ending.on
            household.status, household.ended_on = reason, ending.on
            household.end_reason = ending.proof or None
            tx.about("household", household.uid, occurred_on=ending.on)
        return Saved(household.id, household.code, tx.changes, notices)

    def split(self, household_id: int, given: SplitInput, *, on: date, actor: Actor, today: date) -> Saved:
        """Some members found a household of their own; the old code keeps case and spell, the new gets linked copies.

        Visited and not yet reported: both are to be revisited. Reported: recalled. The new household is returned.
        """
        with self._change("split", actor, today) as tx:
            household = c.living(tx.session, household_id)
            refuse_all(c.day_reasons(on, today))
            made, notices = split_in(tx, household, given, on=on)
            tx.about("household", household.uid, occurred_on=on)
        return Saved(made.id, made.code, tx.changes, notices)

    def merge(
        self,
        household_id: int,
        into_id: int,
        *,
        relations: Mapping[int, str],
        ending: Ending,
        actor: Actor,
        today: date,
    ) -> Saved:
        """All members join another household; one case survives, the other ends (并户)."""
        with self._change("merge", actor, today) as tx:
            household, into = c.living(tx.session, household_id), c.living(tx.session, into_id)
            if household.id == into.id:
                raise refuse("household.same", field="into")
            refuse_all(c.day_reasons(ending.on, today))
            notices = merge_in(tx, household, into, relations=relations, ending=ending)
            tx.about("household", household.uid, occurred_on=ending.on)
        return Saved(into.id, into.code, tx.changes, notices)

    # -- members -----------------------------------------------------------------------------------

    def add_member(
        self,
        household_id: int,
        given: PersonInput,
        *,
        on: date | None,
        came_by: str = "",
        proof: str = "",
        actor: Actor,
        today: date,
    ) -> Saved:
        """Somebody is born, marries in, comes back or was forgotten (``came_by``: an ``Arrival``)."""
        with self._change("add_member", actor, today) as tx:
            household = c.living(tx.session, household_id)
            members = c.present(tx.session, household_id)
            why = [*c.person_reasons(given, today=today), *c.elsewhere_reasons(tx.session, given)]
            why += c.day_reasons(on, today) if on else []
            why += reasons.newborn_reasons(given, came_by, born_on=c.birth_of(given), on=on)
            refuse_all(why)
            member = c.join_new(tx, household, given, on=on, position=len(members))
            reasons.note_arrival_in(tx, member, came_by=came_by, proof=proof)
            refuse_all(c.head_reasons(tx.session, c.present(tx.session, household_id)))
            tx.about("household", household.uid, occurred_on=on)
            notices = reasons.members_changed_in(tx, household_id)
        return Saved(household.id, household.code, tx.changes, notices)

    def say_arrival(self, membership_id: int, *, came_by: str, proof: str = "", actor: Actor, today: date) -> Saved:
        """Say afterwards how a member came, and on what proof; somebody who left meanwhile too."""
        with self._change("say_arrival", actor, today) as tx:
            member = tx.session.get(Membership, membership_id)
            if member is None:
                raise NotFound(Reason("member.not_here"))
            person = tx.session.get_one(Person, member.person_id)
            why = [] if came_by else [Reason("member.arrival_missing", {"field": "came_by"})]
            why += reasons.arrival_reasons(came_by, name=person.name, born_on=person.born_on, on=member.from_on)
            refuse_all(why)
            reasons.note_arrival_in(tx, member, came_by=came_by, proof=proof)
            household = tx.session.get_one(Household, member.household_id)
            tx.about("household", household.uid)
        return Saved(household.id, household.code, tx.changes)

    def edit_member(
        self, household_id: int, membership_id: int, given: PersonInput, *, row_version: int, actor: Actor, today: date
    ) -> Saved:
        """Other values for a person; ``row_version`` is the person's."""
        with self._change("edit_member", actor, today) as tx:
            household = c.living(tx.session, household_id)
            member = c.here(tx.session, household_id, membership_id)
            person = tx.session.get_one(Person, member.person_id)
            if person.row_version != row_version:
                raise Conflict(Reason("household.changed_meanwhile"))
            why = c.person_reasons(given, today=today)
            refuse_all([*why, *c.elsewhere_reasons(tx.session, given, but=person.id)])
            c.put_person(tx.session, person, given)
            member.relation = given.relation
            member.counts_per_head, member.counts_reason = int(given.counts_per_head), given.counts_reason
            refuse_all(c.head_reasons(tx.session, c.present(tx.session, household_id)))
            tx.about("household", household.uid)
        return Saved(household.id, household.code, tx.changes)

    def end_member(
        self,
        household_id: int,
        membership_id: int,
        *,
        reason: str,
        on: date,
        relations: Mapping[int, str],
        proof: str = "",
        actor: Actor,
        today: date,
    ) -> Saved:
        """Somebody dies (``died``), marries out, moves out or was entered in error.

        When the head goes, ``relations`` names the new head and everybody's relation to the new head (workflow 4).
        """
        with self._change("end_member", actor, today) as tx:
            household = end_member_in(
                tx, household_id, membership_id, reason=reason, on=on, relations=relations, proof=proof
            )
            notices = reasons.members_changed_in(tx, household_id)
        return Saved(household.id, household.code, tx.changes, notices)

    def change_head(
        self, household_id: int, *, relations: Mapping[int, str], on: date, actor: Actor, today: date
    ) -> Saved:
        """Another member is the head from ``on``; everybody's relation is given anew."""
        with self._change("change_head", actor, today) as tx:
            household = change_head_in(tx, household_id, relations=relations, on=on)
            notices = reasons.members_changed_in(tx, household_id)
            notices = tuple(notice for notice in notices if notice == reasons.MEMBERS_PLATFORM)
        return Saved(household.id, household.code, tx.changes, notices)

    def move_member(
        self,
        household_id: int,
        membership_id: int,
        *,
        into_id: int,
        relation: str,
        on: date,
        relations: Mapping[int, str],
        actor: Actor,
        today: date,
    ) -> Saved:
        """A member goes to another household of the township; ``relations`` as for ``end_member``."""
        with self._change("move_member", actor, today) as tx:
            moving = Moving(into_id, relation, on, relations)
            into = move_member_in(tx, household_id, membership_id, moving)
            both = (*reasons.members_changed_in(tx, household_id), *reasons.members_changed_in(tx, into_id))
        return Saved(into.id, into.code, tx.changes, tuple(dict.fromkeys(both)))


def _put(household: Household, given: HouseholdInput) -> None:
    household.group_id = given.group_id
    household.household_type = given.household_type or household.household_type or "ordinary"
    household.natural_village = given.natural_village or None
    household.address = given.address or None
    household.phone = given.phone or None
    household.remark = given.remark or None
