"""Which cases belong to a plan: its own, and those that were rolled over from it while it still runs (row 34)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from app.models.cases import Case, WorkflowStep
from app.models.plans import PlanVersion


def of_plan(plan_id: int) -> ColumnElement[bool]:
    """The condition on a case. A case that goes over to the next plan in December stays on this plan's lists."""
    rolled_over = (
        select(WorkflowStep.case_id)
        .join(PlanVersion, PlanVersion.id == WorkflowStep.plan_version_id)
        .where(
            WorkflowStep.action == "roll_over",
            WorkflowStep.case_id.is_not(None),
            WorkflowStep.taken_back_on.is_(None),
            PlanVersion.plan_id == plan_id,
        )
    )
    return or_(Case.plan_id == plan_id, Case.id.in_(rolled_over))
