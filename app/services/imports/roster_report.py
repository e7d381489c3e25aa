"""What a roster's plan comes to, in words: counts, refused rows, questions, values before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Row, Select, String, case, cast, func, literal, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.history import VERSIONED
from app.models.imports import ImportBatch
from app.services.clock import OFFICE_ZONE
from app.services.files.codes import code_list
from app.services.files.columns import FieldKind
from app.services.imports import roster_fields as fields
from app.services.imports.kinds import Placed, all_rejections, rejection
from app.services.imports.results import Counts, FieldChange, Rejection
from app.services.imports.roster_match import NO_HOUSEHOLD, REPEATED
from app.services.imports.roster_tables import DIFFERENCE, HOUSEHOLD, MEMBER, PLACE, STAGE
from app.services.imports.sql import Expression, count_rows
from app.services.imports.staging import Staged

# A preview shows so many; the count is always whole.
SHOWN = 20_000

HOUSEHOLDS = VERSIONED["household"]
PERSONAL = ("person", "membership", "person_fact")
_PLACE_FIELDS = {"village_id": "行政村", "group_id": "村民小组"}
_REASONS: Mapping[str, tuple[str, str]] = {
    REPEATED: ("row.repeated", "id_number"),
    NO_HOUSEHOLD: ("row.no_household", "name"),
}


def counts_of(session: Session) -> tuple[Counts, Counts]:
    """Households and members by outcome."""
    return _counts(session, HOUSEHOLD.c.outcome), _counts(session, MEMBER.c.outcome)


def _counts(session: Session, outcome: Expression) -> Counts:
    found = dict(session.execute(select(outcome, func.count()).where(outcome.is_not(None)).group_by(outcome)).all())
    return Counts(**{str(name): number for name, number in found.items()})


def rejections_of(session: Session, staged: Staged) -> tuple[Rejection, ...]:
    """Every refused row, in the order of files and rows."""
    statement = (
        select(STAGE.c.n, MEMBER.c.problem, MEMBER.c.problem_row, STAGE.c.name, STAGE.c.village, STAGE.c.township)
        .join(MEMBER, MEMBER.c.n == STAGE.c.n)
        .where(MEMBER.c.problem.is_not(None))
    )
    planned: list[Placed] = []
    for n, problem, first_row, name, village, township in session.execute(statement).all():
        code, field = _REASONS.get(problem, (problem, "village"))
        values = {"first_row": first_row, "name": name, "village": village, "township": township}
        planned.append(rejection(session, staged, n, field=field, code=code, **values))
    return all_rejections(staged, planned)


def changes_of(session: Session, staged: Staged) -> tuple[int, tuple[FieldChange, ...]]:
    """How many values change (or are kept against the file), and the first of them."""
    total = count_rows(session, DIFFERENCE)
    shown = with_place(select(DIFFERENCE)).order_by(DIFFERENCE.c.kept.desc(), DIFFERENCE.c.n, DIFFERENCE.c.field)
    words = Words(session, staged)
    return total, tuple(words.change(row) for row in session.execute(shown.limit(SHOWN)))


def with_place(statement: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Beside each difference: where it stands in the file, and whose it is."""
    here, villages = HOUSEHOLDS.alias("here"), VERSIONED["region"].alias("village_region")
    of_a_person = DIFFERENCE.c.subject.in_(PERSONAL)
    return (
        statement.add_columns(
            *(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name),
            *(HOUSEHOLD.c.household_id, MEMBER.c.person_id, here.c.code, villages.c.name.label("village")),
            case((of_a_person, MEMBER.c.data_on), else_=HOUSEHOLD.c.data_on).label("data_on"),
        )
        .join(STAGE, STAGE.c.n == DIFFERENCE.c.n)
        .outerjoin(MEMBER, MEMBER.c.n == DIFFERENCE.c.n)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == DIFFERENCE.c.key)
        .outerjoin(here, here.c.id == HOUSEHOLD.c.household_id)
        .outerjoin(villages, villages.c.id == here.c.village_id)
    )


def _days_of(session: Session) -> Mapping[int, date]:
    """The day of each of our values: the 数据日期 of the import that brought it, else the day it was written."""
    numbers = select(DIFFERENCE.c.since).where(DIFFERENCE.c.since.is_not(None)).distinct()
    written = session.execute(select(AuditEntry.seq, AuditEntry.recorded_at).where(AuditEntry.seq.in_(numbers)))
    days = {seq: at.astimezone(OFFICE_ZONE).date() for seq, at in written}
    dated = select(ImportBatch.applied_seq, ImportBatch.data_on).where(
        ImportBatch.applied_seq.in_(numbers), ImportBatch.data_on.is_not(None)
    )
    return days | {seq: day for seq, day in session.execute(dated) if day is not None}


class Words:
    """Stored values as people read them."""

    def __init__(self, session: Session, staged: Staged) -> None:
        self._session, self._staged = session, staged
        self._kinds = {field.name: field for field in staged.columns.fields}
        self._columns = {t.table.name: t.columns for t in fields.TARGETS}
        self._days = _days_of(session)

    def change(self, row: Row[*tuple[object, ...]]) -> FieldChange:
        """One difference with its label and its values in words."""
        field = self._columns[row.subject].get(row.field, row.field)
        is_person = row.subject in PERSONAL
        label = f"{row.name}（{row.code}）" if is_person and row.code else row.name if is_person else str(row.code)
        return FieldChange(
            subject="person" if is_person else "household",
            label=label,
            field=_PLACE_FIELDS.get(field) or self._staged.title_of(row.file, row.sheet, field),
            old=self._shown(field, row.old),
            new=self._shown(field, row.new),
            file=self._staged.names[row.file],
            sheet=self._staged.sheet_of(row.file, row.sheet).seen.name,
            row=row.row,
            kept=bool(row.kept),
            village=row.village or "",
            household_code=row.code or "",
            household_id=row.household_id,
            person_id=row.person_id if is_person else None,
            ours_on=row.ours_on or self._days.get(row.since),
            theirs_on=row.data_on,
        )

    def place(self, row: Row[*tuple[object, ...]]) -> tuple[str, str, int]:
        """File, sheet and row of a difference or a staged row."""
        return self._staged.names[row.file], self._staged.sheet_of(row.file, row.sheet).seen.name, row.row

    def _shown(self, field: str, value: str | None) -> str | None:
        if value is None:
            return None
        if field in _PLACE_FIELDS:
            return self._region_name(int(value))
        kind = self._kinds[field]
        if kind.kind == FieldKind.TRUTH:
            return "是" if value == "1" else "否"
        if kind.kind == FieldKind.FEN:
            return f"{int(value) / 100:.2f}"
        return code_list(kind.code_list).label(value) if kind.code_list else value

    def _region_name(self, region_id: int) -> str:
        region = VERSIONED["region"]
        if region_id > 0:
            return self._session.scalar(select(region.c.name).where(region.c.id == region_id)) or "—"
        new = select(PLACE.c.group_name).where(PLACE.c.group_id == literal(region_id)).limit(1)
        return str(self._session.scalar(cast_text(new)) or "—")


def cast_text(statement: Select[*tuple[object, ...]]) -> Select[str]:
    """A one-column select as text."""
    return select(cast(statement.scalar_subquery(), String))
