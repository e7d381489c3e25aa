"""Whom the rows of a list speak of: households and persons that the ledger already knows, matched set-based.

A household by its code, a person by code or ID number, the head's number, and at last by a head's name that is the
only one in its village. A number that stands on somebody of another name is not taken silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Date, Integer, String, Table, and_, case, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.household import HouseholdSummary
from app.models.region import Region
from app.services.imports.kinds import Placed, rejection
from app.services.imports.roster_match import household_of, take_stock
from app.services.imports.roster_places import village_named_by
from app.services.imports.roster_tables import KNOWN
from app.services.imports.sql import Expression, build_indexes, drop, make_empty, temporary_table
from app.services.imports.staging import Staged
from app.services.regions import find_in

NOT_FOUND, AMBIGUOUS, NAME_DIFFERS, NO_VILLAGE = "not_found", "ambiguous", "name_differs", "village.unknown"

SUBJECT = temporary_table(
    "plan_subject",
    Column("n", Integer, primary_key=True),
    Column("id_key", String),
    Column("person_id", Integer),
    Column("household_id", Integer),
    Column("village_id", Integer),
    Column("ours", String),  # the name that the ledger has for the number
    Column("problem", String),
    Column("existing_id", Integer),
    Column("outcome", String),  # created, updated, unchanged; nothing = rejected
    Column("data_on", Date),
    Column("year", Integer),
    indexes=[["person_id"], ["household_id"]],
)
VILLAGE = temporary_table("plan_village", Column("name", String, primary_key=True), Column("village_id", Integer))

_summary = HouseholdSummary.__table__
_REASONS: Mapping[str, str] = {
    NOT_FOUND: "row.not_found",
    AMBIGUOUS: "row.ambiguous",
    NAME_DIFFERS: "row.name_differs",
    "repeated_entry": "row.repeated_entry",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The fields of a list that say who it is, where it has them."""

    stage: Table
    fields: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a sheet of the list has this field."""
        return name in self.fields

    def field(self, *names: str) -> Expression:
        """The first of these fields that says something."""
        known = [self.stage.c[name] for name in names if name in self.fields]
        return func.coalesce(*known, literal(None)) if known else literal(None, String)


def match_subjects(session: Session, staged: Staged, *, year: int) -> Names:
    """Fill ``plan_subject``: a line for each staged row, with the person, household and village it speaks of."""
    for table in (SUBJECT, VILLAGE, KNOWN):
        make_empty(session, table)
    # A sheet may name the village of all its rows, see _match_villages.
    names = Names(staged.table, staged.fields | ({"village"} & set(staged.table.c.keys())))
    stage = staged.table.c
    _match_villages(session, staged)
    take_stock(session)
    session.execute(
        insert(SUBJECT).from_select(
            ["n", "id_key", "village_id", "data_on", "year"],
            select(
                stage.n,
                func.substr(func.upper(names.field("id_number", "head_id_number")), 1, 18),
                VILLAGE.c.village_id,
                names.field("data_on"),
                func.coalesce(names.field("year"), literal(year)),
            ).select_from(staged.table.outerjoin(VILLAGE, VILLAGE.c.name == names.field("village"))),
        )
    )
    build_indexes(session, SUBJECT)
    _match_persons(session, names)
    _match_households(session, names)
    return names


def forget_subjects(session: Session) -> None:
    """Drop the tables."""
    for table in (SUBJECT, VILLAGE, KNOWN):
        drop(session, table)


def _match_villages(session: Session, staged: Staged) -> None:
    township = session.scalar(select(Region.id).where(Region.kind == "township").order_by(Region.id).limit(1))
    for sheet in staged.sheets:
        village = village_named_by(session, sheet, staged.names[sheet.file])
        if village and "village" in staged.table.c and "village" not in sheet.seen.fields:
            here = (staged.table.c.file == sheet.file, staged.table.c.sheet == sheet.seen.index)
            session.execute(update(staged.table).where(*here).values(village=village))
    for name in session.scalars(select(staged.table.c.village).distinct()).all():
        if name is not None:
            found = find_in(session, kind="village", name=name, parent_id=township)
            session.execute(insert(VILLAGE).values(name=name, village_id=found.id if found else None))


def _match_persons(session: Session, names: Names) -> None:
    stage = names.stage.c
    own_name = names.field("name", "head_name")
    by_number = (
        select(KNOWN.c.person_id)
        .where(KNOWN.c.id_key == SUBJECT.c.id_key)
        .order_by(case((KNOWN.c.name == own_name, 0), else_=1), KNOWN.c.membership_id.is_(None), KNOWN.c.person_id)
        .limit(1)
        .correlate(SUBJECT, names.stage)
        .scalar_subquery()
    )
    by_code = (
        select(func.min(KNOWN.c.person_id))
        .where(KNOWN.c.code == names.field("person_code"))
        .correlate(names.stage)
        .scalar_subquery()
    )
    session.execute(update(SUBJECT).where(stage.n == SUBJECT.c.n).values(person_id=func.coalesce(by_code, by_number)))
    known_name = select(func.min(KNOWN.c.name)).where(KNOWN.c.person_id == SUBJECT.c.person_id).scalar_subquery()
    session.execute(update(SUBJECT).where(SUBJECT.c.person_id.is_not(None)).values(ours=known_name))


def _match_households(session: Session, names: Names) -> None:
    stage = names.stage.c
    by_code = household_of(names.field("household_code"))
    home = (
        select(func.min(KNOWN.c.household_id))
        .where(KNOWN.c.person_id == SUBJECT.c.person_id)
        .correlate(SUBJECT)
        .scalar_subquery()
    )
    session.execute(update(SUBJECT).where(stage.n == SUBJECT.c.n).values(household_id=func.coalesce(by_code, home)))
    # Only a row without any number is looked up by its name.
    numbers = [names.field(name) for name in ("household_code", "person_code", "id_number", "head_id_number")]
    named = and_(
        _summary.c.head_name == names.field("head_name", "name"),
        _summary.c.status == "active",
        or_(SUBJECT.c.village_id.is_(None), _summary.c.village_id == SUBJECT.c.village_id),
    )
    alike = select(func.count()).where(named).correlate(SUBJECT, names.stage).scalar_subquery()
    only = select(func.min(_summary.c.household_id)).where(named).correlate(SUBJECT, names.stage).scalar_subquery()
    nameless = and_(
        stage.n == SUBJECT.c.n, SUBJECT.c.household_id.is_(None), func.coalesce(*numbers, literal(None)).is_(None)
    )
    session.execute(
        update(SUBJECT)
        .where(nameless)
        .values(household_id=case((alike == 1, only)), problem=case((alike > 1, AMBIGUOUS)))
    )


def refuse_strangers(session: Session, *, needs_household: bool) -> None:
    """Rows whose household (or person) the ledger does not have."""
    missing = SUBJECT.c.household_id if needs_household else SUBJECT.c.person_id
    session.execute(update(SUBJECT).where(SUBJECT.c.problem.is_(None), missing.is_(None)).values(problem=NOT_FOUND))


def refuse_other_names(session: Session, names: Names) -> None:
    """Rows whose number belongs to somebody of another name: one of the two is wrong, and nobody can tell which."""
    if not names.has("name"):
        return
    other = and_(
        names.stage.c.n == SUBJECT.c.n,
        SUBJECT.c.problem.is_(None),
        SUBJECT.c.ours.is_not(None),
        names.stage.c.name.is_not(None),
        SUBJECT.c.ours != names.stage.c.name,
    )
    session.execute(update(SUBJECT).where(other).values(problem=NAME_DIFFERS))


def refuse_empty(session: Session, stage: Table, columns: Iterable[Expression], *, problem: str) -> None:
    """Rows that say none of the things that the list is about."""
    nothing = and_(stage.c.n == SUBJECT.c.n, SUBJECT.c.problem.is_(None), *(column.is_(None) for column in columns))
    session.execute(update(SUBJECT).where(nothing).values(problem=problem))


def refused_rows(session: Session, staged: Staged, *, what: str, codes: Mapping[str, tuple[str, str]]) -> list[Placed]:
    """Every refused row with its sentence; ``codes`` gives (wording, field) for the kind's own problems."""
    stage = staged.table.c
    names = Names(staged.table, staged.fields)
    named = func.coalesce(
        names.field("name", "head_name"), names.field("household_code", "id_number", "person_code"), literal("")
    )
    village = names.field("village")
    statement = (
        select(stage.n, SUBJECT.c.problem, SUBJECT.c.ours, named, village)
        .join(SUBJECT, SUBJECT.c.n == stage.n)
        .where(SUBJECT.c.problem.is_not(None))
    )
    refused: list[Placed] = []
    for n, problem, ours, name, village_name in session.execute(statement).all():
        code, field = codes.get(problem, (_REASONS.get(problem, problem), "name"))
        values = {"what": what, "name": name, "ours": ours, "village": village_name, "value": ""}
        refused.append(rejection(session, staged, n, field=field, code=code, **values))
    return refused


def place_of(session: Session, staged: Staged, n: int) -> tuple[str, str, int]:
    """File, sheet and row of a staged row, for people."""
    stage = staged.table.c
    file, sheet, row = session.execute(select(stage.file, stage.sheet, stage.row).where(stage.n == n)).one()
    return staged.names[file], staged.sheet_of(file, sheet).seen.name, row
