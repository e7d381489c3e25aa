"""Entries of simple lists: which are new, which change an earlier one, which say the same again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, case, func, or_, select, update
from sqlalchemy.orm import Session

from app.services.imports.entry_changes import note_entry_changes
from app.services.imports.results import Counts
from app.services.imports.sql import Expression, insert_from, update_from
from app.services.imports.subjects import SUBJECT

REPEATED = "repeated_entry"


def settle_outcomes(session: Session, stage: Table, table: Table, values: Mapping[str, Expression]) -> None:
    """created without an earlier entry; updated when one of the values differs; an empty cell says nothing."""
    differing = (
        select(SUBJECT.c.n)
        .join(stage, stage.c.n == SUBJECT.c.n)
        .join(table, table.c.id == SUBJECT.c.existing_id)
        .where(
            or_(*(func.coalesce(new, table.c[name]).is_distinct_from(table.c[name]) for name, new in values.items()))
        )
    )
    outcome = case(
        (SUBJECT.c.existing_id.is_(None), "created"), (SUBJECT.c.n.in_(differing), "updated"), else_="unchanged"
    )
    session.execute(update(SUBJECT).where(SUBJECT.c.problem.is_(None)).values(outcome=outcome))
    note_entry_changes(session, stage, table, values)


def refuse_repeated(session: Session, *identity: Expression, stage: Table) -> None:
    """Rows that say again what a row above has said of the same subject."""
    first = func.min(SUBJECT.c.n).over(partition_by=list(identity))
    ranked = (
        select(SUBJECT.c.n, first.label("first_n"))
        .join(stage, stage.c.n == SUBJECT.c.n)
        .where(SUBJECT.c.problem.is_(None))
        .subquery()
    )
    later = select(ranked.c.n).where(ranked.c.n > ranked.c.first_n)
    session.execute(update(SUBJECT).where(SUBJECT.c.n.in_(later)).values(problem=REPEATED))


def count_outcomes(session: Session) -> Counts:
    """Entries by outcome."""
    statement = (
        select(SUBJECT.c.outcome, func.count()).where(SUBJECT.c.outcome.is_not(None)).group_by(SUBJECT.c.outcome)
    )
    return Counts(**{str(name): number for name, number in session.execute(statement).all()})


def write_entries(
    session: Session,
    stage: Table,
    table: Table,
    *,
    fixed: Mapping[str, Expression],
    values: Mapping[str, Expression],
    batch: Expression,
) -> None:
    """New entries with their fixed columns; changed ones with what the file says, ours where it says nothing."""
    source = SUBJECT.join(stage, stage.c.n == SUBJECT.c.n)
    created = SUBJECT.c.outcome == "created"
    insert_from(session, table, {**fixed, **values, "batch_id": batch}, source, created)
    changed = select(SUBJECT.c.existing_id).where(SUBJECT.c.outcome == "updated")
    update_from(
        session,
        table,
        {name: func.coalesce(value, table.c[name]) for name, value in values.items()} | {"batch_id": batch},
        ids=table.c.id.in_(changed),
        joined=[SUBJECT.c.existing_id == table.c.id, stage.c.n == SUBJECT.c.n],
    )
