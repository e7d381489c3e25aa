"""Rows of departments' lists beside the office's thresholds: what is offered, what is kept below, what has nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.household import HouseholdSummary as Summary
from app.models.raising import DepartmentRow
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.monitoring.grid import WATCHED
from app.services.raising.configured import list_kinds_in
from app.services.raising.list_kinds import OTHER, ListKind, Population
from app.services.raising.records import RowState
from app.services.raising.rule_offers import yuan

HOUSING = "housing"
# A and B are safe: a list of all dwellings names them too.
_UNSAFE, _SAFE = re.compile(r"[CD]\s*级|危房", re.IGNORECASE), re.compile(r"[AB]\s*级", re.IGNORECASE)
_MEDICAL = ("inpatient", "outpatient")


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row with its household, its threshold, and whether it is offered (answers are looked at elsewhere)."""

    row: DepartmentRow
    kind: ListKind
    household: HouseholdBrief | None
    population: Population | None
    state: RowState

    @property
    def threshold_fen(self) -> int | None:
        """The amount from which it is offered; None where amounts do not count."""
        if self.population is None or not self.kind.by_amount:
            return None
        return self.kind.thresholds[self.population]

    @property
    def title(self) -> str:
        """What happened, with the amount and the threshold beside it."""
        if self.row.amount_fen is None:
            return self.kind.name
        said = f"{self.kind.name} {yuan(self.row.amount_fen)}"
        if self.threshold_fen is None or self.population is None:
            return said
        over = "以上" if self.kind.is_over else "及以上"
        return f"{said}（{self.population.label}阈值 {yuan(self.threshold_fen)}{over}）"

    @property
    def origin(self) -> str:
        """The list and the row in it."""
        row = self.row
        return f"{row.list_name or ''} 第{row.list_row}行".strip() if row.list_row else row.list_name or ""


def judged_rows(session: Session, *, row_id: int | None = None) -> list[JudgedRow]:
    """Every kept row, the latest first."""
    kinds = list_kinds_in(session)
    return [_judge(row, kinds, brief) for row, brief in _rows(session, row_id)]


def population_of(case_state: str | None, household_type: str | None) -> Population:
    """Whose threshold counts for a household."""
    if case_state in {state.value for state in WATCHED}:
        return Population.MONITORED
    return Population.EXITED if household_type == "exited" else Population.OTHER


def _rows(session: Session, row_id: int | None) -> list[tuple[DepartmentRow, Any]]:
    statement: Select[Any] = (
        select(DepartmentRow, *BRIEF, Summary.case_state, Summary.household_type, Summary.status)
        .outerjoin(Summary, Summary.household_id == DepartmentRow.household_id)
        .order_by(DepartmentRow.id.desc())
    )
    if row_id is not None:
        statement = statement.where(DepartmentRow.id == row_id)
    return [(row[0], row[1:]) for row in session.execute(statement)]


def _judge(row: DepartmentRow, kinds: Mapping[str, ListKind], found: Any) -> JudgedRow:
    kind = kinds.get(row.kind) or kinds[OTHER]
    case_state, household_type, status = found[len(BRIEF) :]
    if row.household_id is None or status != "active":
        return JudgedRow(row, kind, None, None, RowState.UNMATCHED)
    population = population_of(case_state, household_type)
    return JudgedRow(row, kind, brief_of(found), population, _state(row, kind, population))


def _state(row: DepartmentRow, kind: ListKind, population: Population) -> RowState:
    if not kind.on:
        return RowState.OFF
    if kind.code == HOUSING:
        text = row.content or ""
        return RowState.BELOW if _SAFE.search(text) and not _UNSAFE.search(text) else RowState.OFFERED
    if not kind.by_amount:
        return RowState.OFFERED
    if row.amount_fen is None:
        return RowState.NO_AMOUNT
    return RowState.OFFERED if kind.reaches(row.amount_fen, population) else RowState.BELOW


def self_paid_in(session: Session, since: date) -> dict[int, tuple[int, date | None]]:
    """What lists say was paid for medicine since a day: by household, with the last day."""
    day = func.coalesce(DepartmentRow.happened_on, DepartmentRow.as_of_on)
    statement = (
        select(DepartmentRow.household_id, func.sum(DepartmentRow.amount_fen), func.max(day))
        .where(
            DepartmentRow.household_id.is_not(None),
            DepartmentRow.kind.in_(_MEDICAL),
            DepartmentRow.amount_fen.is_not(None),
            day >= since,
        )
        .group_by(DepartmentRow.household_id)
    )
    found: dict[int, tuple[int, date | None]] = {}
    for household_id, paid, last in session.execute(statement):
        assert household_id is not None
        found[household_id] = (paid or 0, date.fromisoformat(last) if isinstance(last, str) else last)
    return found
