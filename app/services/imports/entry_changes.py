"""What the rows of a simple list change in the entries that the ledger has: each value before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Integer,
    Row,
    String,
    Table,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.files.codes import code_list
from app.services.files.columns import Field, FieldKind
from app.services.imports.results import FieldChange
from app.services.imports.sql import Expression, count_rows, drop, make_empty, temporary_table
from app.services.imports.staging import Staged
from app.services.imports.subjects import SUBJECT

ENTRY_CHANGE = temporary_table(
    "plan_entry_change",
    Column("n", Integer),
    Column("column", String),
    Column("field", String),
    Column("old", Text),
    Column("new", Text),
    Column("ours_on", Date),
)
_SHOWN = 20_000
_DAYS = ("observed_on", "as_of_on", "received_on")
_OTHER = "其他内容"


def forget_entry_changes(session: Session) -> None:
    """Begin a plan that has noted nothing yet."""
    make_empty(session, ENTRY_CHANGE)


def drop_entry_changes(session: Session) -> None:
    """Drop the table."""
    drop(session, ENTRY_CHANGE)


def note_entry_changes(session: Session, stage: Table, table: Table, values: Mapping[str, Expression]) -> None:
    """Every value of a known entry that the file says otherwise; an empty cell says nothing."""
    day = next((table.c[name] for name in _DAYS if name in table.c), literal(None, Date))
    for name in sorted(values.keys() - set(_DAYS)):
        new = values[name]
        old = table.c[name]
        after = func.coalesce(new, old)
        rows = (
            select(
                SUBJECT.c.n,
                literal(name, String),
                literal(_field_of(stage, new), String),
                cast(old, String),
                cast(after, String),
                day,
            )
            .join(stage, stage.c.n == SUBJECT.c.n)
            .join(table, table.c.id == SUBJECT.c.existing_id)
            .where(SUBJECT.c.outcome == "updated", after.is_distinct_from(old))
        )
        session.execute(insert(ENTRY_CHANGE).from_select(["n", "column", "field", "old", "new", "ours_on"], rows))


def _field_of(stage: Table, value: ColumnElement[object]) -> str | None:
    """The file's field, where the value is a cell as it stands."""
    return value.key if isinstance(value, Column) and value.table is stage else None


def entry_changes(session: Session, staged: Staged) -> tuple[int, tuple[FieldChange, ...]]:
    """How many values of entries change, and the first of them in words."""
    total = count_rows(session, ENTRY_CHANGE)
    if not total:
        return 0, ()
    people, homes, regions = (VERSIONED[name] for name in ("person", "household", "region"))
    stage = staged.table
    named = [stage.c[name] for name in ("name", "head_name") if name in stage.c]
    village = func.coalesce(SUBJECT.c.village_id, homes.c.village_id)
    statement = (
        select(
            *(ENTRY_CHANGE, stage.c.file, stage.c.sheet, stage.c.row, SUBJECT.c.person_id, SUBJECT.c.household_id),
            *(SUBJECT.c.data_on, homes.c.code, regions.c.name.label("village")),
            func.coalesce(people.c.name, *named, homes.c.code, regions.c.name, literal("")).label("label"),
        )
        .join(SUBJECT, SUBJECT.c.n == ENTRY_CHANGE.c.n)
        .join(stage, stage.c.n == SUBJECT.c.n)
        .outerjoin(people, people.c.id == SUBJECT.c.person_id)
        .outerjoin(homes, homes.c.id == SUBJECT.c.household_id)
        .outerjoin(regions, regions.c.id == village)
        .order_by(ENTRY_CHANGE.c.n, ENTRY_CHANGE.c.column)
        .limit(_SHOWN)
    )
    fields = {field.name: field for field in staged.columns.fields}
    return total, tuple(_change(staged, fields, row) for row in session.execute(statement))


def _change(staged: Staged, fields: Mapping[str, Field], row: Row[*tuple[object, ...]]) -> FieldChange:
    field = fields.get(row.field or "") or fields.get(str(row.column).removesuffix("_fen").removesuffix("_on"))
    return FieldChange(
        subject="person" if row.person_id else "household",
        label=row.label,
        field=staged.title_of(row.file, row.sheet, field.name) if field else _OTHER,
        old=_shown(field, row.old),
        new=_shown(field, row.new),
        file=staged.names[row.file],
        sheet=staged.sheet_of(row.file, row.sheet).seen.name,
        row=row.row,
        village=row.village or "",
        household_code=row.code or "",
        household_id=row.household_id,
        person_id=row.person_id,
        ours_on=row.ours_on,
        theirs_on=row.data_on or _day_of(staged, row.file),
    )


def _day_of(staged: Staged, file: int) -> date | None:
    return staged.data_on[file]


def _shown(field: Field | None, value: str | None) -> str | None:
    if value is None or field is None:
        return None if value is None or value.startswith("{") else value
    if field.kind == FieldKind.TRUTH:
        return "是" if value == "1" else "否"
    if field.kind == FieldKind.FEN:
        return f"{int(value) / 100:.2f}"
    return code_list(field.code_list).label(value) if field.code_list else value
