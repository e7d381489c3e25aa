"""The households that were carried over by row 1, with the list that named them (workflow 2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, Category
from app.models.household import HouseholdSummary
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A household that was taken in automatically, and where its case stands now."""

    household: HouseholdBrief
    category: Category
    risks: tuple[str, ...]
    source_list: str
    carried_on: date
    case_state: CaseState
    national_code: str


def carried_rows(session: Session, plan_id: int) -> Sequence[CarriedRow]:
    """The row-1 cases of a plan by place; a step that was taken back is none."""
    statement = (
        select(*BRIEF, Case, WorkflowStep)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .join(WorkflowStep, WorkflowStep.case_id == Case.id)
        .where(Case.plan_id == plan_id, WorkflowStep.action == "carry_over", WorkflowStep.taken_back_on.is_(None))
        .order_by(*BY_PLACE)
    )
    return [_row(row) for row in session.execute(statement)]


def _row(row: Sequence) -> CarriedRow:
    case, step = row[len(BRIEF) :]
    data = json.loads(step.data)
    return CarriedRow(
        household=brief_of(row),
        category=Category(case.category),
        risks=tuple(str(risk) for risk in data.get("risks") or ()),
        source_list=str(data.get("source_list") or ""),
        carried_on=step.occurred_on,
        case_state=CaseState(case.state),
        national_code=case.national_code or "",
    )
