"""以表为准: a list's value into our ledger, by the same rules as a change by hand.

Everything that speaks against a change is known before anything is written, so that of many chosen differences the
good ones are written in one transaction and the others are named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.comparison import ComparisonItem
from app.models.household import Household, Membership, Person
from app.services import effective as e
from app.services.comparison.kinds import ItemKind
from app.services.comparison.ours import current, field_of, household_of, keyed_value, membership_of, stored
from app.services.errors import Reason, Refused
from app.services.files.columns import Field, FieldKind
from app.services.household_events import common as c
from app.services.household_events import procedure
from app.services.household_events.inputs import PersonInput
from app.services.ledger import Transaction
from app.services.recording.fields import HOUSEHOLD_FACT, PERSON_FACT, checked
from app.services.recording.inputs import FactInput
from app.services.recording.writing import record_household_fact_in, record_person_fact_in

_OWN_OF_PERSON = ("name", "id_number", "sex", "born_on", "phone", "ethnicity")
_CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why and since when somebody is no longer in the household."""

    reason: str = ""
    on: date | None = None


def problems(session: Session, item: ComparisonItem, *, leaving: Leaving, today: date) -> list[Reason]:
    """Every reason against writing the list's value."""
    return list(_PROBLEMS[ItemKind(item.kind)](session, item, leaving, today))


def accept_in(tx: Transaction, item: ComparisonItem, *, leaving: Leaving) -> None:
    """Write the list's value; ``problems`` was empty."""
    _WRITERS[ItemKind(item.kind)](tx, item, leaving)


# -- what all kinds share ----------------------------------------------------------------------------------------------


def _details(item: ComparisonItem) -> dict[str, Any]:
    return json.loads(item.details) if item.details else {}


def _changed(item: ComparisonItem) -> Reason:
    return Reason("comparison.changed_since", {"name": item.name or item.household_code})


def _may_leave(session: Session, item: ComparisonItem) -> Iterator[Reason]:
    member = membership_of(session, item)
    if member is None:
        yield _changed(item)
    elif len(c.present(session, member.household_id)) == 1:
        yield Reason("member.last_one", {"name": item.name})
    elif member.relation == c.HEAD:
        yield Reason("comparison.head_leaves", {"name": item.name})


# -- fields ------------------------------------------------------------------------------------------------------------


def _field_problems(session: Session, item: ComparisonItem, _leaving: Leaving, today: date) -> Iterator[Reason]:
    table, _, name = (item.column or "").partition(".")
    if table == "monitoring_spell":
        yield Reason("comparison.through_the_door", {"name": item.name})
        return
    if item.value is None:
        yield Reason("comparison.no_value", {"field": item.field, "name": item.name})
        return
    home = household_of(session, item)
    if home is None or (item.person_id and membership_of(session, item) is None):
        yield _changed(item)
        return
    if current(session, item) != (item.ours or ""):
        yield _changed(item)
    if table == "membership" and c.HEAD in (item.ours, item.value):
        yield Reason("comparison.by_head", {"name": item.name})
    if table == "person" and name == "id_number":
        yield from _number_problems(session, item)
    if table in ("person_fact", "household_fact"):
        yield from _fact_problems(session, item, table, name, today)


def _number_problems(session: Session, item: ComparisonItem) -> Iterator[Reason]:
    found = c.living_elsewhere(session, item.value, but=item.person_id)
    if found is not None:
        person, household = found
        values = {"number": item.value, "name": person.name, "code": household.code, "field": "id_number"}
        yield Reason("member.already_here", values)


def _fact_problems(session: Session, item: ComparisonItem, table: str, name: str, today: date) -> Iterator[Reason]:
    allowed = PERSON_FACT if table == "person_fact" else HOUSEHOLD_FACT
    if name not in allowed:
        yield Reason("comparison.by_import_only", {"field": item.field})
        return
    try:
        checked({name: _fact(field_of(item.column or ""), item.value)}, allowed, table=table)
    except Refused as refused:
        yield from refused.reasons
    keyed = keyed_value(session, item, table, name)
    if name == "net_per_head_fen" and (keyed or "")[e.KEY_LENGTH :] != (stored(session, item, table, name) or ""):
        yield Reason("comparison.by_statement", {"name": item.name})
        return
    # A clerk's entry of today ranks below what a visit or a meeting has found in the same year.
    own = f"{today.year}0{e.rank_of(_CLERK)}{today.isoformat()}"
    if keyed and keyed[: len(own)] > own:
        yield Reason("comparison.seen_on_the_spot", {"field": item.field, "name": item.name})


def _write_field(tx: Transaction, item: ComparisonItem, _leaving: Leaving) -> None:
    table, _, name = (item.column or "").partition(".")
    session, field = tx.session, field_of(item.column or "")
    if table == "person":
        person = session.get_one(Person, item.person_id)
        _put_in_person(session, person, name, _typed(field, item.value))
    elif table == "membership":
        member = membership_of(session, item)
        assert member is not None
        member.relation = item.value
    elif table == "household":
        home = session.get_one(Household, item.household_id)
        moves = name in ("village_id", "group_id")
        setattr(home, name, int(item.value or 0) if moves else item.value)
        if name == "village_id":
            home.group_id = None
    elif table == "person_fact":
        given = FactInput(values={name: _fact(field, item.value)}, observed_on=tx.today, source=_CLERK)
        record_person_fact_in(tx, session.get_one(Person, item.person_id), given)
    else:
        given = FactInput(values={name: _fact(field, item.value)}, observed_on=tx.today, source=_CLERK)
        record_household_fact_in(tx, session.get_one(Household, item.household_id), given)


def _put_in_person(session: Session, person: Person, name: str, value: Any) -> None:
    if name not in _OWN_OF_PERSON:
        setattr(person, name, value)
        return
    own = {column: getattr(person, column) for column in _OWN_OF_PERSON} | {name: value}
    c.put_person(session, person, PersonInput(relation="", **own))


def _typed(field: Field | None, value: str | None) -> Any:
    return date.fromisoformat(value) if field and field.kind is FieldKind.DAY and value else value


def _fact(field: Field | None, value: str | None) -> object:
    """A stored value in the words in which facts are recorded."""
    if field is None or value is None:
        return value
    if field.kind is FieldKind.TRUTH:
        return value == "1"
    return int(value) if field.kind in (FieldKind.COUNT, FieldKind.FEN) else value


# -- persons and households --------------------------------------------------------------------------------------------


def _here_problems(session: Session, item: ComparisonItem, leaving: Leaving, today: date) -> Iterator[Reason]:
    if not leaving.reason or leaving.on is None:
        yield Reason("comparison.say_how_left", {"name": item.name})
    elif leaving.on > today:
        yield Reason("event.future", {"day": leaving.on, "today": today, "field": "on"})
    yield from _may_leave(session, item)


def _write_here(tx: Transaction, item: ComparisonItem, leaving: Leaving) -> None:
    member = membership_of(tx.session, item)
    assert member is not None
    assert leaving.on is not None
    c.leave(member, on=leaving.on, reason=leaving.reason)
    if leaving.reason == "died":
        tx.session.get_one(Person, member.person_id).died_on = leaving.on


def _input(told: Mapping[str, Any]) -> PersonInput:
    born = told.get("born_on")
    return PersonInput(
        name=told["name"],
        relation=told.get("relation") or "",
        id_number=told.get("id_number"),
        sex=told.get("sex"),
        born_on=date.fromisoformat(born) if born else None,
        phone=told.get("phone"),
        ethnicity=told.get("ethnicity"),
    )


def _there_problems(session: Session, item: ComparisonItem, _leaving: Leaving, today: date) -> Iterator[Reason]:
    home = household_of(session, item)
    if home is None:
        yield Reason("comparison.no_household", {"name": item.name})
        return
    given = _input(_details(item)["members"][0])
    yield from c.person_reasons(given, today=today)
    yield from c.elsewhere_reasons(session, given)
    if given.relation == c.HEAD and any(m.relation == c.HEAD for m in c.present(session, home.id)):
        yield Reason("comparison.second_head", {"name": item.name, "code": home.code})


def _write_there(tx: Transaction, item: ComparisonItem, _leaving: Leaving) -> None:
    home = tx.session.get_one(Household, item.household_id)
    told = _details(item)["members"][0]
    member = c.join_new(tx, home, _input(told), on=None, position=len(c.present(tx.session, home.id)))
    _number_in(tx.session, member, told)


def _number_in(session: Session, member: Membership, told: Mapping[str, Any]) -> None:
    person = session.get_one(Person, member.person_id)
    person.national_code = person.national_code or told.get("person_code")


def _other_problems(session: Session, item: ComparisonItem, _leaving: Leaving, _today: date) -> Iterator[Reason]:
    into = _into(session, item)
    if into is None:
        yield Reason("comparison.no_household", {"name": item.name})
    yield from _may_leave(session, item)
    relation = _details(item).get("relation")
    if not relation:
        yield Reason("member.relation_missing", {"name": item.name, "field": "relation"})
    elif into is not None and relation == c.HEAD:
        yield Reason("comparison.second_head", {"name": item.name, "code": into.code})


def _into(session: Session, item: ComparisonItem) -> Household | None:
    statement = select(Household).where(Household.code == (item.value or ""), Household.status == c.ACTIVE)
    return session.scalars(statement).one_or_none()


def _write_other(tx: Transaction, item: ComparisonItem, _leaving: Leaving) -> None:
    member, into = membership_of(tx.session, item), _into(tx.session, item)
    assert member is not None
    assert into is not None
    person = tx.session.get_one(Person, member.person_id)
    c.leave(member, on=tx.today, reason="moved_household")
    position = len(c.present(tx.session, into.id))
    c.join_in(tx, into, person, relation=_details(item)["relation"], on=tx.today, position=position)
    procedure.move_comparison_in(tx, [person.id], into, procedure.open_case(tx, into.id))


def _relations(session: Session, item: ComparisonItem) -> dict[int, str]:
    told = _details(item).get("relations", {})
    members = c.present(session, item.household_id or 0)
    return {m.id: told.get(str(m.person_id)) or m.relation or "" for m in members}


def _head_problems(session: Session, item: ComparisonItem, _leaving: Leaving, _today: date) -> Iterator[Reason]:
    if household_of(session, item) is None:
        yield _changed(item)
    elif item.person_id is None or list(_relations(session, item).values()).count(c.HEAD) != 1:
        yield Reason("comparison.head_by_hand", {"name": item.theirs, "code": item.household_code})


def _write_head(tx: Transaction, item: ComparisonItem, _leaving: Leaving) -> None:
    members = c.present(tx.session, item.household_id or 0)
    c.relate(members, _relations(tx.session, item))


def _new_home_problems(session: Session, item: ComparisonItem, _leaving: Leaving, today: date) -> Iterator[Reason]:
    if item.household_id is not None:
        yield Reason("comparison.through_the_door", {"name": item.name})
        return
    if item.village_id is None:
        yield Reason("comparison.no_village", {"name": item.name})
    code = item.household_code or ""
    if code and session.scalar(select(Household.id).where(Household.code == code)):
        yield Reason("household.code_taken", {"code": code, "field": "code"})
    people = [_input(told) for told in _details(item)["members"]]
    if sum(person.relation == c.HEAD for person in people) != 1:
        yield Reason("household.head_missing", {"field": "name"})
    for person in people:
        yield from c.person_reasons(person, today=today)
        yield from c.elsewhere_reasons(session, person)


def _write_new_home(tx: Transaction, item: ComparisonItem, _leaving: Leaving) -> None:
    from app.services import household_codes

    details, told = _details(item), _details(item).get("household", {})
    home = Household(
        code=item.household_code or household_codes.next_code(tx.session),
        village_id=item.village_id,
        group_id=details.get("group_id"),
        household_type=told.get("household_type") or "ordinary",
        natural_village=told.get("natural_village"),
        address=told.get("address"),
        phone=told.get("household_phone"),
    )
    tx.session.add(home)
    tx.session.flush()
    for position, one in enumerate(details["members"]):
        member = c.join_new(tx, home, _input(one), on=None, position=position)
        _number_in(tx.session, member, one)


def _gone_problems(_session: Session, item: ComparisonItem, _leaving: Leaving, _today: date) -> Iterator[Reason]:
    yield Reason("comparison.end_by_hand", {"code": item.household_code})


def _never(_tx: Transaction, _item: ComparisonItem, _leaving: Leaving) -> None:
    raise AssertionError("a household is ended on its own page")


_PROBLEMS: Mapping[ItemKind, Callable[[Session, ComparisonItem, Leaving, date], Iterator[Reason]]] = {
    ItemKind.FIELD: _field_problems,
    ItemKind.PERSON_HERE: _here_problems,
    ItemKind.PERSON_THERE: _there_problems,
    ItemKind.OTHER_HOUSEHOLD: _other_problems,
    ItemKind.HEAD: _head_problems,
    ItemKind.HOUSEHOLD_THERE: _new_home_problems,
    ItemKind.HOUSEHOLD_HERE: _gone_problems,
}
_WRITERS: Mapping[ItemKind, Callable[[Transaction, ComparisonItem, Leaving], None]] = {
    ItemKind.FIELD: _write_field,
    ItemKind.PERSON_HERE: _write_here,
    ItemKind.PERSON_THERE: _write_there,
    ItemKind.OTHER_HOUSEHOLD: _write_other,
    ItemKind.HEAD: _write_head,
    ItemKind.HOUSEHOLD_THERE: _write_new_home,
    ItemKind.HOUSEHOLD_HERE: _never,
}
