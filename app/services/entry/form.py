"""The national system's entry form of one household: its fields in the system's order, with values and ticks."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case, PlatformTask
from app.models.enums import CaseState, Category
from app.models.filling import EntryTick
from app.models.household import Household, Person
from app.paths import resource
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.entry.numbers import checked_number
from app.services.errors import NotFound, Reason, refuse
from app.services.filling.values import HomeValues, Plain, asking_in, read_homes
from app.services.ledger import Ledger


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form: its key in the catalogue, its name there, whether it may be seen by passers-by."""

    key: str
    title: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class FormBlock:
    """A block of the form, once for the household or once for each member."""

    key: str
    title: str
    each_member: bool
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field with its value as the national system expects it; "" = nothing is recorded."""

    key: str  # block, person where there is one, field: what a tick is kept under
    title: str
    value: str
    is_sensitive: bool
    is_ticked: bool
    ticked_on: date | None = None
    ticked_by: str = ""


@dataclass(frozen=True, slots=True)
class EntryBlock:
    """The fields of one block; ``person_id`` of a member's, whose national number is taken back here."""

    key: str
    title: str
    fields: tuple[EntryField, ...]
    person_id: int | None = None
    person_code: str = ""


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One household's form. ``is_waiting``: approved, to be marked as entered when its number is there."""

    household_id: int
    code: str
    head_name: str
    place: str
    national_code: str
    is_waiting: bool
    needs_number: bool
    has_tasks: bool
    blocks: tuple[EntryBlock, ...]

    @property
    def fields(self) -> tuple[EntryField, ...]:
        """All fields in the form's order."""
        return tuple(field for block in self.blocks for field in block.fields)


@cache
def form_blocks() -> tuple[FormBlock, ...]:
    """The order of the national system, from ``resources/entry_form.toml``."""
    table = tomllib.loads(resource("entry_form.toml").read_text(encoding="utf-8"))
    return tuple(
        FormBlock(
            str(block["key"]),
            str(block["title"]),
            bool(block.get("each_member", False)),
            tuple(
                FormField(str(entry["key"]), str(entry["title"]), bool(entry.get("sensitive", False)))
                for entry in block["field"]
            ),
        )
        for block in table["block"]
    )


class EntryFormService:
    """What the 录入助手 shows, ticks and takes back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def sheet(self, household_id: int, *, today: date) -> EntrySheet:
        """The form of one household as the ledger stands now."""
        with self._ledger.reading() as session:
            keys = {field.key for block in form_blocks() for field in block.fields} | {"village", "group"}
            asking = asking_in(session, keys, today=today)
            home = next(read_homes(session, [household_id], asking), None)
            if home is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            ticks = {
                tick.field: tick
                for tick in session.scalars(select(EntryTick).where(EntryTick.household_id == household_id))
            }
            people = select(Person.id, Person.national_code).where(Person.id.in_([m.person_id for m in home.members]))
            codes = {row.id: row.national_code for row in session.execute(people)}
            own = session.get_one(Household, household_id)
            # Our own code is none of the system's; a household that is new there has no number yet.
            home = replace(home, values={**home.values, "household_code": own.national_code})
            return _sheet(session, home, own, tuple(_blocks(home, ticks, codes)))

    def progress(self, household_ids: Collection[int]) -> Mapping[int, int]:
        """How many fields of each household are ticked; households without a tick are left out."""
        with self._ledger.reading() as session:
            found: dict[int, int] = {}
            for household_id in session.scalars(
                select(EntryTick.household_id).where(EntryTick.household_id.in_(household_ids))
            ):
                found[household_id] = found.get(household_id, 0) + 1
            return found

    def tick(
        self, household_id: int, ticked: Collection[str], unticked: Collection[str], *, actor: Actor, today: date
    ) -> ChangeSet | None:
        """Keep which fields were copied, so that the work can stop and go on."""
        with self._ledger.transaction("entry.tick", actor=actor, today=today) as tx:
            home = tx.session.get(Household, household_id)
            if home is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            kept = {
                tick.field: tick
                for tick in tx.session.scalars(select(EntryTick).where(EntryTick.household_id == household_id))
            }
            for key in unticked:
                if key in kept:
                    tx.session.delete(kept[key])
            for key in ticked:
                if key not in kept:
                    tick = EntryTick(household_id=household_id, field=key, ticked_on=today, ticked_by=actor.name)
                    tx.session.add(tick)
            tx.about("household", home.uid)
            tx.note(ticked=len(ticked), unticked=len(unticked))
        return tx.changes

    def take_person_number(self, person_id: int, text: str, *, actor: Actor, today: date) -> ChangeSet | None:
        """The 人编号 that the system gave; Refused when its form is wrong or somebody else has it."""
        number = checked_number(text)
        with self._ledger.transaction("entry.person_number", actor=actor, today=today) as tx:
            person = tx.session.get(Person, person_id)
            if person is None:
                raise NotFound(Reason("record.no_person", {"id": person_id}))
            other = tx.session.scalars(
                select(Person).where(Person.national_code == number, Person.id != person_id)
            ).first()
            if other is not None:
                raise refuse("entry.person_code_taken", number=number, owner=other.name)
            person.national_code = number
            tx.about("person", person.uid)
        return tx.changes

    def take_household_number(self, household_id: int, text: str, *, actor: Actor, today: date) -> ChangeSet | None:
        """The 户编号 of a household that is entered already, or will be marked later; Refused as above."""
        number = checked_number(text)
        with self._ledger.transaction("entry.household_number", actor=actor, today=today) as tx:
            home = tx.session.get(Household, household_id)
            if home is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            owner = tx.session.scalars(
                select(Household).where(
                    (Household.national_code == number) | (Household.code == number), Household.id != household_id
                )
            ).first()
            if owner is not None:
                raise refuse("entry.code_taken", national_code=number, owner=owner.code)
            home.national_code = number
            tx.about("household", home.uid)
        return tx.changes

    def open_tasks(self, household_id: int) -> Sequence[int]:
        """The platform's open tasks of a household that are finished by hand (entry and marking are not)."""
        with self._ledger.reading() as session:
            return tuple(session.scalars(_tasks(household_id)))


def _tasks(household_id: int):
    return select(PlatformTask.id).where(
        PlatformTask.household_id == household_id,
        PlatformTask.done_on.is_(None),
        PlatformTask.is_void.is_(None),
        PlatformTask.kind.not_in(("enter", "mark")),
    )


def _sheet(session: Session, home: HomeValues, household: Household, blocks: tuple[EntryBlock, ...]) -> EntrySheet:
    waiting = session.scalars(
        select(Case).where(
            Case.household_id == home.household_id, Case.is_open == 1, Case.state == CaseState.APPROVED.value
        )
    ).first()
    return EntrySheet(
        household_id=home.household_id,
        code=home.code,
        head_name=home.head_name,
        place=f"{home.values.get('village') or ''}{home.values.get('group') or ''}",
        national_code=household.national_code or "",
        is_waiting=waiting is not None,
        needs_number=waiting is not None and waiting.category != Category.UNSTABLE_EXITED.value,
        has_tasks=session.scalars(_tasks(home.household_id)).first() is not None,
        blocks=blocks,
    )


def _blocks(home: HomeValues, ticks: Mapping[str, EntryTick], codes: Mapping[int, str | None]) -> Iterator[EntryBlock]:
    for block in form_blocks():
        if not block.each_member:
            fields = _fields(block, block.key, home.values, ticks)
            yield EntryBlock(block.key, f"{block.key} {block.title}", fields)
            continue
        for number, member in enumerate(home.members, start=1):
            prefix = f"{block.key}.{member.person_id}"
            title = f"{block.key}{number} {block.title}：{member.values.get('name') or ''}"
            code = codes.get(member.person_id) or ""
            fields = _fields(block, prefix, member.values, ticks)
            yield EntryBlock(prefix, title, fields, member.person_id, code)


def _fields(
    block: FormBlock, prefix: str, values: Mapping[str, Plain], ticks: Mapping[str, EntryTick]
) -> tuple[EntryField, ...]:
    made = []
    for field in block.fields:
        key = f"{prefix}.{field.key}"
        tick = ticks.get(key)
        value = values.get(field.key)
        made.append(
            EntryField(
                key,
                field.title,
                "" if value is None else str(value),
                field.is_sensitive,
                tick is not None,
                tick.ticked_on if tick else None,
                tick.ticked_by if tick else "",
            )
        )
    return tuple(made)
