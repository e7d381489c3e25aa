"""采集表 in the book: one row for each field that is missing before 录入, with its words to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseState, PlanStage
from app.models.household import Household, Person
from app.services import effective
from app.services.context import Actor
from app.services.entry.completeness import missing_of
from app.services.errors import Reason, Refused
from app.services.files.codes import code_list
from app.services.ledger import Ledger
from app.services.recording.fields import HOUSEHOLD_FACT, PERSON_FACT, Field, Kind, checked
from app.services.recording.inputs import FactInput
from app.services.recording.service import RecordService
from app.services.village_book.cells import YES_NO
from app.services.village_book.homes import LEAD, Home, homes_in
from app.services.village_book.parts import PartTaken, RowWanted
from app.services.village_book.records import BookColumn, BookRow, BookSheet, Place, Signing

KEY, NAME = "entry", "采集表缺项"
_COLUMNS = (
    *LEAD,
    BookColumn("member", "成员", 9),
    BookColumn("section", "采集表部分", 16),
    BookColumn("field", "缺的项", 22),
    BookColumn("need", "要求", 8),
    BookColumn("value", "填写", 26, is_fill=True),
)
# One missing entry that any of several columns fills.
_STANDS_FOR = {"schooling": "education"}


class EntryPart:
    """The fields of the 采集表 that are still empty for households that are to be entered."""

    key, name, columns = KEY, NAME, _COLUMNS

    def is_due(self, place: Place) -> bool:
        """Whether 录入 runs."""
        window = place.running.plan.stage(PlanStage.ENTERING)
        return window is not None and place.today in window

    def sheet(self, session: Session, place: Place) -> BookSheet:
        """Every missing field that can be filled in as a word, a number or yes and no."""
        lines = ("白底灰格为台账现值，请勿改动；黄格由村填写，有下拉的请从下拉中选。没有填的格不改动台账。",)
        return BookSheet(
            KEY, NAME, f"{place.village}采集表缺项填报表", lines, _COLUMNS, self.rows(session, place, None)
        )

    def rows(self, session: Session, place: Place, keys: Collection[str] | None) -> tuple[BookRow, ...]:
        """What is missing now, or how the fields of these keys stand now."""
        ids = _households(session, place, only_approved=keys is None)
        homes = homes_in(session, ids)
        if keys is not None:
            return tuple(_standing(session, homes, keys))
        found: list[BookRow] = []
        missing = missing_of(session, ids, year=place.running.plan.year)
        people = _people(session, (m.person_id for fields in missing.values() for m in fields if m.person_id))
        for household_id in ids:
            home = homes[household_id]
            for one in missing[household_id]:
                name = _STANDS_FOR.get(one.field, one.field)
                known = (PERSON_FACT if one.person_id else HOUSEHOLD_FACT).get(name)
                if known is None:
                    continue
                uid = people[one.person_id][0] if one.person_id else ""
                need = "必填" if one.is_required else "选填"
                cells = (*home.lead(len(found) + 1, place), one.member, one.section, one.label, need)
                key = f"{home.uid}/{uid}/{name}"
                found.append(BookRow(key, one.text, cells, {"value": ""}, {"value": _words(known)}))
        return tuple(found)

    def read(self, place: Place, row: BookRow, column: str, text: str) -> str | Reason:
        """The value as it is stored, in words."""
        uid, name = row.key.split("/")[1:]
        allowed, table = (PERSON_FACT, "person_fact") if uid else (HOUSEHOLD_FACT, "household_fact")
        try:
            value = checked({name: text}, allowed, table=table)[name]
        except Refused as refused:
            return refused.reasons[0]
        return _word(value, allowed[name])

    def take(
        self, ledger: Ledger, place: Place, rows: Sequence[RowWanted], signing: Signing, *, actor: Actor, today: date
    ) -> PartTaken:
        """The fields of one person or household go in together, as the village said them."""
        taken, recording = PartTaken(), RecordService(ledger)
        with ledger.reading() as session:
            people = {row[0]: row[1] for row in session.execute(select(Person.uid, Person.id))}
            homes = {row[0]: row[1] for row in session.execute(select(Household.uid, Household.id))}
        subjects: dict[tuple[str, str], list[RowWanted]] = {}
        for row in rows:
            home, person, _ = row.key.split("/")
            subjects.setdefault((home, person), []).append(row)
        for (home, person), own in subjects.items():
            values = {row.key.split("/")[2]: row.values["value"] for row in own}
            given = FactInput(values=values, observed_on=signing.on, source="village")
            try:
                if person:
                    made = recording.record_person_fact(people[person], given, actor=actor, today=today)
                else:
                    made = recording.record_household_fact(homes[home], given, actor=actor, today=today)
            except Refused as refused:
                for row in own:
                    taken.refuse(row, refused.reasons)
                continue
            for row in own:
                taken.done(row)
            taken.wrote(made.changes)
        return taken


def _households(session: Session, place: Place, *, only_approved: bool) -> list[int]:
    statement = (
        select(Case.household_id)
        .join(Household, Household.id == Case.household_id)
        .where(Case.plan_id == place.running.plan_id, Case.is_open == 1, Household.village_id == place.village_id)
        .order_by(Household.group_id, Household.id)
    )
    if only_approved:
        statement = statement.where(Case.state == CaseState.APPROVED.value)
    return list(session.scalars(statement))


def _people(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    wanted = sorted(set(ids))
    rows = session.execute(select(Person.id, Person.uid, Person.name).where(Person.id.in_(wanted))) if wanted else ()
    return {row[0]: (row[1], row[2]) for row in rows}


def _standing(session: Session, homes: Mapping[int, Home], keys: Collection[str]) -> Iterable[BookRow]:
    by_uid = {home.uid: home for home in homes.values()}
    for key in keys:
        home_uid, person_uid, name = key.split("/")
        home, known = by_uid.get(home_uid), (PERSON_FACT if person_uid else HOUSEHOLD_FACT).get(name)
        if home is None or known is None:
            continue
        who = home.head or home.code
        if person_uid:
            person = effective.person
            row = session.execute(
                select(person.c.name, effective.person_value(name)).where(person.c.uid == person_uid)
            ).first()
            who, value = (row[0], row[1]) if row else (who, None)
        else:
            value = session.scalar(select(effective.household_value(name)).where(effective.household.c.uid == home_uid))
        cells = ("", home.code)
        now = {"value": "" if value is None else _word(effective_value(value), known)}
        yield BookRow(key, f"{who}的{known.label}", cells, now)


def effective_value(value: object) -> str | int:
    """A fact's value as it was stored."""
    return value if isinstance(value, int) else str(value)


def _words(known: Field) -> tuple[str, ...]:
    if known.kind is Kind.TRUTH:
        return YES_NO
    if known.kind in (Kind.CHOICE, Kind.CHOICES):
        listed = code_list(known.codes)
        return tuple(listed.label(value) for value in listed.values)
    return ()


def _word(value: str | int | None, known: Field) -> str:
    if value is None:
        return ""
    if known.kind is Kind.TRUTH:
        return YES_NO[0] if int(value) else YES_NO[1]
    if known.kind in (Kind.CHOICE, Kind.CHOICES):
        listed = code_list(known.codes)
        return "、".join(listed.label(part) for part in str(value).split(","))
    return str(value)
