"""What a step wrote, so that taking it back leaves nothing of it (workflow rows 35 and 25).

Effects write through ``Traces``; its record is stored with the step and played backwards by ``undo_traces``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import Date, select
from sqlalchemy.orm import Session

from app.models.base import Base, Versioned
from app.models.cases import Alert, Case, WorkflowStep
from app.models.enums import AlertState, CaseState
from app.models.history import VERSIONED
from app.services.procedure.state import Subject, assign_state
from app.services.workflow.common_guards import a_day

_Row = TypeVar("_Row", bound=Versioned)
_SUBJECTS: dict[str, type[Case] | type[Alert]] = {"monitoring_case": Case, "alert": Alert}


@dataclass(slots=True)
class Traces:
    """Adds and changes rows for one step and remembers how they were."""

    session: Session
    _made: list[tuple[str, int]] = field(default_factory=list)
    _changed: list[tuple[str, int, dict[str, object]]] = field(default_factory=list)
    _moved: list[tuple[str, int, str, date]] = field(default_factory=list)

    def add(self, row: _Row) -> _Row:
        """Store a new row; it has its id afterwards."""
        self.session.add(row)
        self.session.flush()
        self._made.append((_table_of(row), row.id))
        return row

    def note_made(self, row: Versioned) -> None:
        """Remember a row that somebody else has stored for this step."""
        self._made.append((_table_of(row), row.id))

    def set(self, row: Versioned, **values: object) -> None:
        """Change columns of a stored row."""
        before = {name: getattr(row, name) for name in values}
        changed = {name: old for name, old in before.items() if old != values[name]}
        if not changed:
            return
        self._changed.append((_table_of(row), row.id, changed))
        for name in changed:
            setattr(row, name, values[name])

    def move(self, subject: Subject, state: CaseState | AlertState, *, on: date) -> None:
        """Put a stored case or alert into a state."""
        self._moved.append((_table_of(subject), subject.id, subject.state, subject.state_since_on))
        assign_state(subject, state, on=on)

    def as_json(self) -> str:
        """What ``undo_traces`` needs, newest first."""
        value = {"moved": self._moved[::-1], "changed": self._changed[::-1], "made": self._made[::-1]}
        return json.dumps(value, ensure_ascii=False, default=_as_text)


def _table_of(row: Versioned) -> str:
    return row.__tablename__  # type: ignore[attr-defined]


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a trace cannot keep {type(value).__name__}")


def undo_traces(session: Session, text: str | None) -> None:
    """Move, change and delete back what the step did, newest first; rows that are gone since are left alone."""
    record = json.loads(text or "{}")
    for table, row_id, state, since in record.get("moved", ()):
        subject = session.get(_SUBJECTS[table], row_id)
        if subject is not None:
            kind = CaseState if isinstance(subject, Case) else AlertState
            assign_state(subject, kind(state), on=date.fromisoformat(since))
    for table, row_id, values in record.get("changed", ()):
        row = session.get(_class_of(table), row_id)
        for name, old in values.items() if row is not None else ():
            setattr(row, name, a_day(old) if old and isinstance(VERSIONED[table].c[name].type, Date) else old)
    session.flush()
    for table, row_id in record.get("made", ()):
        row = session.get(_class_of(table), row_id)
        if row is not None:
            session.delete(row)
            session.flush()


def _class_of(table: str) -> type[Base]:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is VERSIONED[table])


def has_gone_on(session: Session, step: WorkflowStep) -> bool:
    """Whether another case or alert that the step moved or made has taken a further step since."""
    record = json.loads(step.undo_data or "{}")
    made = {(table, row_id) for table, row_id in record.get("made", ())}
    touched = {(table, row_id) for table, row_id, *_ in record.get("moved", ())} | made
    own = ("monitoring_case", step.case_id) if step.case_id else ("alert", step.alert_id)
    for table, row_id in touched - {own}:
        if table in _SUBJECTS:
            of_it = WorkflowStep.case_id if table == "monitoring_case" else WorkflowStep.alert_id
            later = select(WorkflowStep.id).where(of_it == row_id, WorkflowStep.taken_back_on.is_(None))
            last = session.scalars(later.order_by(WorkflowStep.number.desc())).first()
            if last is not None and ("workflow_step", last) not in made:
                return True
    return False
