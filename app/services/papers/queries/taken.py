"""The steps that leave a kind of paper, each with its household, alert, measures and what was done before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select

from app.models.cases import Alert, Case, Measure, WorkflowStep
from app.models.household import Household
from app.services.papers.queries.alerts import AlertRow, alert_rows, measures_of
from app.services.papers.queries.asking import Question
from app.services.papers.queries.case_rows import Step, step_of, steps_of_alerts, steps_of_cases
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.plan_cases import of_plan
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE


@dataclass(frozen=True, slots=True)
class Taken:
    """A step and what a paper says beside it; ``earlier`` are the steps of its case or alert before it."""

    step: Step
    household: HouseholdRow
    category: str = ""
    category_before: str = ""
    alert: AlertRow | None = None
    measures: tuple[Measure, ...] = ()
    earlier: tuple[Step, ...] = ()

    def before(self, *actions: str) -> Step | None:
        """The last earlier step among these actions."""
        return next((step for step in reversed(self.earlier) if step.action in actions), None)

    def days_of(self, action: str) -> list[Step]:
        """Every earlier step of an action, in order."""
        return [step for step in self.earlier if step.action == action]


def taken_steps(question: Question) -> list[Taken]:
    """Every step of the plan's cases and alerts that leaves the kind of paper that is asked for, in order."""
    steps = _steps(question)
    homes = household_rows(question, (step.household_id for step in steps))
    alert_ids = {step.alert_id for step in steps if step.alert_id}
    case_ids = {step.case_id for step in steps if step.case_id}
    alerts = {row.alert.id: row for row in alert_rows(question, Alert.id.in_(alert_ids))} if alert_ids else {}
    measures = measures_of(question, alert_ids)
    of_alerts, of_cases = steps_of_alerts(question, alert_ids), steps_of_cases(question, case_ids)
    now = _categories(question, case_ids)
    found: list[Taken] = []
    for step in steps:
        if step.household_id not in homes:
            continue
        own = of_alerts.get(step.alert_id, []) if step.alert_id else of_cases.get(step.case_id or 0, [])
        earlier = tuple(other for other in own if other.id < step.id)
        found.append(
            Taken(
                step,
                homes[step.household_id],
                category=now.get(step.case_id or 0, ""),
                category_before=_category_before(question, earlier),
                alert=alerts.get(step.alert_id or 0),
                measures=tuple(measures.get(step.alert_id or 0, ())),
                earlier=earlier,
            )
        )
    return found


@cache
def _actions(kind: str) -> frozenset[tuple[str, str, str]]:
    """(workflow, row, action) of the steps that leave this kind of paper."""
    tables = (("case", CASE_TABLE), ("alert", ALERT_TABLE))
    return frozenset(
        (workflow, row.row, row.action)
        for workflow, table in tables
        for row in table
        if any(paper.kind == kind for paper in row.papers)
    )


def _steps(question: Question) -> list[Step]:
    wanted = _actions(question.kind)
    own_plan = select(Case.id).where(of_plan(question.running.plan_id))
    own_alerts = select(Alert.id).where(Alert.plan_id == question.running.plan_id)
    statement = (
        select(WorkflowStep)
        .join(Household, Household.id == WorkflowStep.household_id)
        .where(
            WorkflowStep.action.in_({action for _, _, action in wanted}),
            WorkflowStep.taken_back_on.is_(None),
            WorkflowStep.case_id.in_(own_plan) | WorkflowStep.alert_id.in_(own_alerts),
        )
        .order_by(WorkflowStep.occurred_on, WorkflowStep.id)
    )
    scope = question.scope
    statement = statement.where(*question.within(village=Household.village_id, household=Household.id))
    if scope.alerts is not None or scope.cases is not None:
        named = WorkflowStep.alert_id.in_(scope.alerts or ()) | WorkflowStep.case_id.in_(scope.cases or ())
        statement = statement.where(named)
    rows = [row for row in question.session.scalars(statement) if (row.workflow, row.row, row.action) in wanted]
    if question.freezing:  # the step that is being taken is the last one of its case or alert
        rows = list({(row.case_id, row.alert_id): row for row in rows}.values())
    return [step_of(row) for row in rows]


def _categories(question: Question, case_ids: set[int]) -> dict[int, str]:
    rows = question.session.execute(select(Case.id, Case.category).where(Case.id.in_(sorted(case_ids))))
    return {row.id: question.category(row.category) for row in rows}


def _category_before(question: Question, earlier: Sequence[Step]) -> str:
    told = [step.text("category") for step in earlier if step.text("category")]
    return question.category(told[-1]) if told else ""
