"""The slip that a single step leaves: the household, what was done, every field of the step, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import select

from app.models.cases import Alert, Case, WorkflowStep
from app.models.enums import AlertState, CaseState, Gap, Risk
from app.models.household import Household
from app.services.papers.kinds import kinds
from app.services.papers.layouts.listing import Fact
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import Step, step_of
from app.services.papers.queries.cross_check import topic_label
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.papers.wording import day, yuan
from app.services.plan_cases import of_plan
from app.services.step_fields import field_label, step_fields
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE

_ELSEWHERE = frozenset({"signers", "income_items", "visitors", "verifiers"})
_LONG = 24


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


@cache
def _names() -> dict[tuple[str, str], str]:
    return {("case", row.action): row.name for row in CASE_TABLE} | {("alert", r.action): r.name for r in ALERT_TABLE}


def slips(question: Question) -> Found:
    """One slip for every step of the plan's cases and alerts that leaves this kind of paper, the latest last."""
    steps = _steps(question)
    known = household_rows(question, (step.household_id for step in steps))
    numbers = _alerts(question, steps)
    cases = _categories(question, steps)
    return drafts(
        [
            Draft(
                _slip(question, step, known[step.household_id], numbers, cases),
                household_id=step.household_id,
                village_id=known[step.household_id].village_id,
                case_ids=(step.case_id,) if step.case_id else (),
                alert_id=step.alert_id,
            )
            for step in steps
            if step.household_id in known
        ]
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
    if scope.villages is not None:
        statement = statement.where(Household.village_id.in_(scope.villages))
    if scope.households is not None:
        statement = statement.where(Household.id.in_(scope.households))
    if scope.alerts is not None or scope.cases is not None:
        named = WorkflowStep.alert_id.in_(scope.alerts or ()) | WorkflowStep.case_id.in_(scope.cases or ())
        statement = statement.where(named)
    rows = [row for row in question.session.scalars(statement) if (row.workflow, row.row, row.action) in wanted]
    if question.freezing:  # the step that is being taken is the last one of its case or alert
        rows = list({(row.case_id, row.alert_id): row for row in rows}.values())
    return [step_of(row) for row in rows]


def _alerts(question: Question, steps: Sequence[Step]) -> dict[int, tuple[str, str]]:
    ids = sorted({step.alert_id for step in steps if step.alert_id})
    rows = question.session.execute(select(Alert.id, Alert.number, Alert.gap).where(Alert.id.in_(ids)))
    return {row.id: (row.number, Gap(row.gap).label) for row in rows}


def _categories(question: Question, steps: Sequence[Step]) -> dict[int, str]:
    ids = sorted({step.case_id for step in steps if step.case_id})
    rows = question.session.execute(select(Case.id, Case.category).where(Case.id.in_(ids)))
    return {row.id: question.category(row.category) for row in rows}


def _slip(
    question: Question,
    step: Step,
    household: HouseholdRow,
    alerts: dict[int, tuple[str, str]],
    categories: dict[int, str],
) -> SlipData:
    kind = kinds()[question.kind]
    workflow = "case" if step.case_id else "alert"
    number, gap = alerts.get(step.alert_id or 0, ("", ""))
    facts = [
        Fact("户主姓名", household.head),
        Fact("户编号", household.code),
        Fact("村、组", f"{household.village}{household.group}"),
        Fact("家庭人口", str(household.members)),
    ]
    facts += (
        [Fact("监测类别", categories.get(step.case_id, ""))]
        if step.case_id
        else [Fact("预警编号", number), Fact("缺项", gap)]
    )
    facts += [
        Fact("办理事项", _names().get((workflow, step.action), step.action)),
        Fact("办理日期", day(step.occurred_on)),
    ]
    facts += [
        Fact("办理前状态", _state(workflow, step.from_state)),
        Fact("办理后状态", _state(workflow, step.to_state)),
    ]
    short, long = _fields(step)
    return SlipData(
        title=f"{question.township}{kind.name}",
        office=question.desk,
        number=question.paper_no or step.paper_no,
        facts=(*facts, *short),
        texts=long or (SlipText("说明", "", 4),),
        wide_facts=_recorded(step),
        places=_places(step, kind.signers),
    )


def _state(workflow: str, code: str) -> str:
    if not code:
        return ""
    return CaseState(code).label if workflow == "case" else AlertState(code).label


def _fields(step: Step) -> tuple[tuple[Fact, ...], tuple[SlipText, ...]]:
    """Every field of the step: short ones in pairs, long ones with room."""
    short: list[Fact] = []
    long: list[SlipText] = []
    for name, value in step.data.items():
        if name in _ELSEWHERE or value in (None, "", [], {}):
            continue
        text = field_text(name, value)
        if len(text) <= _LONG and "\n" not in text:
            short.append(Fact(field_label(name), text))
        else:
            long.append(SlipText(field_label(name), text, 3))
    return tuple(short), tuple(long)


def field_text(name: str, value: object) -> str:
    """A field of a step in words: choices by their names, money in yuan, days in full, lists joined."""
    found = step_fields().get(name)
    if isinstance(value, dict):
        return "；".join(f"{field_label(key)}：{field_text(key, item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        if name == "risks":
            return risk_labels([str(item) for item in value])
        joined = (field_text(name, item) for item in value)
        return "\n".join(joined) if any(isinstance(item, dict) for item in value) else "、".join(joined)
    if isinstance(value, bool) or (found is not None and found.kind == "truth"):
        return "是" if value else "否"
    if name == "item":
        return topic_label(str(value))
    if name == "unmet":
        return field_label(str(value))
    if name.endswith("_fen") and isinstance(value, int):
        return f"{yuan(value)}元"
    text = str(value)
    if name.endswith("_on"):
        return day(_date(text)) or text
    words = dict(found.options) if found else {}
    return words.get(text) or (risk_labels(text) if text in {risk.value for risk in Risk} else text)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _recorded(step: Step) -> tuple[WideFact, ...]:
    """由某某代录 where another hand typed what somebody signed."""
    if step.session_user and step.session_user != step.actor:
        return (WideFact("录入", f"{step.actor}（{step.on_behalf_of}），由{step.session_user}代录"),)
    return ()


def _places(step: Step, titles: Sequence[str]) -> tuple[SlipPlace, ...]:
    if step.signers:
        return tuple(
            SlipPlace(f"签字人{f'（{office}）' if office else ''}", name, step.occurred_on)
            for name, office in step.signers
        )
    return tuple(SlipPlace(f"{title}（签字）") for title in titles or ("经办人", "分管领导"))
