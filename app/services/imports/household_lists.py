"""Lists about households, with or without their members: what the roster knows goes its way, the rest to own tables.

A national export of monitored households or of living conditions comes in two shapes. With a row for each member it
is a roster too, and goes in as one; with a row for each household it speaks of households that the ledger knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.files.codes import code_list
from app.services.files.columns import FieldKind
from app.services.imports.entries import refuse_repeated
from app.services.imports.kinds import Findings, Placed, all_rejections, rejection
from app.services.imports.list_facts import HouseholdRows, Said, settle_lines
from app.services.imports.list_tables import (
    CHANGE,
    LINE,
    fill_roster_stage,
    forget_lines,
    give_new_households,
    lines_of_households,
    lines_of_members,
    names_a_member,
    said_table,
)
from app.services.imports.results import Counts, FieldChange, Question, Rejection
from app.services.imports.roster import RosterImport
from app.services.imports.roster_child import ADDED
from app.services.imports.roster_plan import RosterPlan
from app.services.imports.staging import Staged, StagedSheet, stage_table
from app.services.imports.subjects import (
    SUBJECT,
    forget_subjects,
    match_subjects,
    refuse_strangers,
    refused_rows,
)
from app.services.ledger import Transaction

_SAYS_NOTHING = "says_nothing"
_SHOWN = 500
_ROSTER = RosterImport()


@dataclass(frozen=True, slots=True)
class ListPlan:
    """The roster's part where the file names members, and what the file says of the households."""

    roster: RosterPlan | None
    said: Said
    targets: tuple[HouseholdRows, ...]


@dataclass(frozen=True, slots=True)
class HouseholdListImport:
    """A list about households; ``targets`` are its own tables, ``in_place`` the roster's facts without members."""

    name: str
    columns: str
    targets: tuple[HouseholdRows, ...]
    in_place: HouseholdRows
    child_kind: str = "read-roster"
    added: tuple[str, ...] = field(default=tuple(ADDED))

    def plan(self, session: Session, staged: Staged, *, today: date) -> ListPlan:
        """Match households and members; find every value that would change."""
        said = Said(said_table(staged.table), staged.fields)
        if any(map(_names_members, staged.sheets)):
            fill_roster_stage(session, staged, take=names_a_member(staged.table))
            roster = _ROSTER.plan(session, staged, today=today)
            lines_of_members(session, staged, today=today)
            settle_lines(session, self.targets, said, own=self.targets)
            return ListPlan(roster, said, self.targets)
        names = match_subjects(session, staged, year=today.year)
        refuse_strangers(session, needs_household=True)
        refuse_repeated(session, SUBJECT.c.household_id, SUBJECT.c.year, stage=names.stage)
        lines_of_households(session, staged, today=today)
        targets = (*self.targets, self.in_place)
        settle_lines(session, targets, said, own=self.targets)
        _refuse_silent_rows(session)
        return ListPlan(None, said, targets)

    def findings(self, session: Session, staged: Staged, plan: ListPlan) -> Findings:
        """Counts of households, members and records; refused rows, questions, changes."""
        change_count, changes = _changes(session, staged, plan.targets)
        entries = _counts(session)
        if plan.roster is None:
            codes = {_SAYS_NOTHING: ("row.missing_value", self.columns_needed[0])}
            refused = refused_rows(session, staged, what="农户", codes=codes)
            rejected = all_rejections(staged, refused)
            return Findings(entries=entries, rejected=rejected, changes=changes, change_count=change_count)
        found = _ROSTER.findings(session, staged, plan.roster)
        return replace(
            found,
            entries=entries,
            rejected=_with_nobodies(session, staged, found.rejected),
            changes=(*found.changes, *changes),
            change_count=found.change_count + change_count,
        )

    @property
    def columns_needed(self) -> tuple[str, ...]:
        """The fields of which a row should say one."""
        return tuple(told.fields[0] for target in self.targets for told in target.columns.values())

    def apply(self, tx: Transaction, staged: Staged, plan: ListPlan, *, batch_id: int) -> Sequence[Question]:
        """Write the roster's part, then the list's own tables."""
        came_up: Sequence[Question] = ()
        if plan.roster is not None:
            came_up = _ROSTER.apply(tx, staged, plan.roster, batch_id=batch_id)
            give_new_households(tx.session)
        for target in plan.targets:
            target.write(tx.session, plan.said, batch_id=batch_id)
        return came_up

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        _ROSTER.forget(session)
        forget_subjects(session)
        forget_lines(session, [stage_table(self.columns, self.added)])


def _names_members(sheet: StagedSheet) -> bool:
    """Whether a sheet has a row for each member, and not one for each household."""
    fields = set(sheet.seen.fields)
    is_list_of_persons = "name" in fields and bool(fields & {"id_number", "person_code"})
    return is_list_of_persons and bool(fields & {"relation", "person_code"})


def _refuse_silent_rows(session: Session) -> None:
    """Rows of known households that say nothing for the list."""
    silent = select(LINE.c.n).where(LINE.c.outcome.is_(None))
    session.execute(
        SUBJECT.update().where(SUBJECT.c.problem.is_(None), SUBJECT.c.n.in_(silent)).values(problem=_SAYS_NOTHING)
    )


def _counts(session: Session) -> Counts:
    statement = select(LINE.c.outcome, func.count()).where(LINE.c.outcome.is_not(None)).group_by(LINE.c.outcome)
    return Counts(**{str(name): number for name, number in session.execute(statement).all()})


def _with_nobodies(session: Session, staged: Staged, refused: Sequence[Rejection]) -> tuple[Rejection, ...]:
    """The roster's refused rows, and those that say nobody: no name, or a name without a number."""
    stage = staged.table
    nobody = select(stage.c.n, stage.c.name).where(~_is_true(names_a_member(stage))).order_by(stage.c.n)
    more: list[Placed] = []
    for n, name in session.execute(nobody).all():
        missing = "id_number" if name else "name"
        more.append(rejection(session, staged, n, field=missing, code="row.no_identity"))
    if not more:
        return tuple(refused)
    place = {(sheet.seen.name, staged.names[sheet.file]): (sheet.file, sheet.seen.index) for sheet in staged.sheets}
    known = [((*place[(told.sheet, told.file)], told.row), told) for told in refused]
    return tuple(told for _, told in sorted([*known, *more], key=lambda pair: pair[0]))


def _is_true(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return func.coalesce(condition, false())


def _changes(session: Session, staged: Staged, targets: Sequence[HouseholdRows]) -> tuple[int, tuple[FieldChange, ...]]:
    """How many values change, and the first of them in words."""
    total = session.scalar(select(func.count()).select_from(CHANGE)) or 0
    household, stage = VERSIONED["household"], staged.table
    statement = (
        select(CHANGE, household.c.code, stage.c.file, stage.c.sheet, stage.c.row)
        .join(LINE, LINE.c.key == CHANGE.c.key)
        .join(stage, stage.c.n == LINE.c.n)
        .join(household, household.c.id == LINE.c.household_id)
        .order_by(LINE.c.n, CHANGE.c.target, CHANGE.c.field)
        .limit(_SHOWN)
    )
    by_name = {target.name: target for target in targets}
    words = _Words(staged)
    shown: list[FieldChange] = []
    for row in session.execute(statement):
        column = by_name[row.target].columns.get(row.field)
        name = column.fields[0] if column else row.field
        shown.append(
            FieldChange(
                subject="household",
                label=str(row.code),
                field=staged.title_of(row.file, row.sheet, name) or name,
                old=words.shown(name, row.old),
                new=words.shown(name, row.new),
                file=staged.names[row.file],
                sheet=staged.sheet_of(row.file, row.sheet).seen.name,
                row=row.row,
            )
        )
    return total, tuple(shown)


class _Words:
    """Stored values as people read them."""

    def __init__(self, staged: Staged) -> None:
        self._fields: Mapping[str, tuple[FieldKind, str | None]] = {
            f.name: (f.kind, f.code_list) for f in staged.columns.fields
        }

    def shown(self, name: str, value: str | None) -> str | None:
        """A value in words."""
        if value is None:
            return None
        kind, listed = self._fields.get(name, (FieldKind.TEXT, None))
        if kind == FieldKind.TRUTH:
            return "是" if value == "1" else "否"
        if kind in (FieldKind.FEN, FieldKind.AREA):
            return f"{int(value) / 100:.2f}"
        if kind == FieldKind.DISTANCE:
            return f"{int(value) / 1000:g}"
        return code_list(listed).label(value) if listed else value
