"""What a row does beside the change of state: spells, comparisons, visit facts, platform tasks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from app.models.cases import Case, MonitoringSpell, PlatformTask, WorkflowStep
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CLOSED_CASE_STATES, CaseState, Category
from app.models.facts import HouseholdFact
from app.models.household import Household, IncomeItem, IncomeStatement, Membership
from app.models.visits import Visit
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan, plan_in
from app.services.workflow.case_guards import GUARANTEES
from app.services.workflow.common_guards import a_day, integer

Effect = Callable[[Transaction, RunningPlan, Case, WorkflowStep, StepInput], None]


def apply(tx: Transaction, running: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    """Carry out what the step's action brings; the state itself has been assigned by the door."""
    effect = _EFFECTS.get(step.action)
    if effect:
        effect(tx, running, case, step, given)
    if case.state in {state.value for state in CLOSED_CASE_STATES}:
        case.is_open, case.closed_on = 0, step.occurred_on
        _close_spell(tx, case, step)


def spell_of(tx: Transaction, case: Case) -> MonitoringSpell | None:
    """The open spell of the case's household."""
    return tx.session.scalars(
        select(MonitoringSpell).where(
            MonitoringSpell.household_id == case.household_id, MonitoringSpell.closed_on.is_(None)
        )
    ).first()


def _text_list(value: object) -> str:
    return ",".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value or "")


def _open_spell(tx: Transaction, _running: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    """Rows 1 and 22: the household is watched from now on; a provisional spell becomes a real one."""
    named = given.data.get("category")
    if named in {member.value for member in Category}:
        case.category = str(named)
    spell = spell_of(tx, case)
    if spell is None:
        spell = MonitoringSpell(household_id=case.household_id, category=case.category)
        tx.session.add(spell)
    risks = given.data.get("risks") or _evaluated_risks(tx, case)
    spell.category, spell.is_provisional = case.category, 0
    spell.risks, spell.identified_on = _text_list(risks), step.occurred_on
    tx.session.flush()
    case.spell_id = spell.id
    if step.action == "record_approval":
        kind = "enter" if case.category == Category.MARGINAL else "mark"
        tx.session.add(
            PlatformTask(kind=kind, household_id=case.household_id, case_id=case.id, opened_on=step.occurred_on)
        )


def _evaluated_risks(tx: Transaction, case: Case) -> object:
    step = tx.session.scalars(
        select(WorkflowStep)
        .where(
            WorkflowStep.case_id == case.id,
            WorkflowStep.action == "evaluate",
            WorkflowStep.taken_back_on.is_(None),
        )
        .order_by(WorkflowStep.number.desc())
    ).first()
    return json.loads(step.data).get("risks", []) if step else []


def _close_spell(tx: Transaction, case: Case, step: WorkflowStep) -> None:
    spell = spell_of(tx, case)
    if spell is None:
        return
    spell.closed_on, spell.closed_reason = step.occurred_on, step.action
    if case.state == CaseState.RISK_CLEARED:
        spell.eliminated_on = step.occurred_on


def _request_comparison(
    tx: Transaction, running: RunningPlan, case: Case, step: WorkflowStep, given: StepInput
) -> None:
    """Rows 6 and 11: every living member x every topic of the plan is asked, once per list number."""
    list_no = str(given.data.get("list_no") or f"补充{step.occurred_on:%m%d}")
    batch = tx.session.scalars(
        select(CrossCheckBatch).where(CrossCheckBatch.plan_id == case.plan_id, CrossCheckBatch.list_no == list_no)
    ).first()
    if batch is None:
        batch = _new_batch(tx, running, case, step, list_no=list_no)
    asked = select(CrossCheckItem.person_id, CrossCheckItem.item).where(CrossCheckItem.batch_id == batch.id)
    known = {(row.person_id, row.item) for row in tx.session.execute(asked)}
    members = tx.session.scalars(
        select(Membership.person_id).where(Membership.household_id == case.household_id, Membership.to_on.is_(None))
    )
    for person_id in members:
        for topic in running.plan.cross_check_topics:
            if (person_id, topic) not in known:
                tx.session.add(
                    CrossCheckItem(
                        batch_id=batch.id,
                        case_id=case.id,
                        household_id=case.household_id,
                        person_id=person_id,
                        item=topic,
                    )
                )


def _new_batch(
    tx: Transaction, running: RunningPlan, case: Case, step: WorkflowStep, *, list_no: str
) -> CrossCheckBatch:
    last = tx.session.scalar(select(func.max(CrossCheckBatch.number)).where(CrossCheckBatch.plan_id == case.plan_id))
    batch = CrossCheckBatch(
        plan_id=case.plan_id,
        number=(last or 0) + 1,
        items=",".join(running.plan.cross_check_topics),
        requested_on=step.occurred_on,
        list_no=list_no,
    )
    tx.session.add(batch)
    tx.session.flush()
    return batch


def _joined_on_visit(tx: Transaction, running: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    case.comparison_open = 1
    heads = _heads(tx, case)
    income = integer(given.data.get("expected_income_fen"))
    if income is not None and heads:
        _statement(tx, case, step, net_fen=income, heads=heads, occasion="expected", basis="走访时户主陈述")
    _request_comparison(tx, running, case, step, given)


def _heads(tx: Transaction, case: Case) -> int:
    counted = select(func.sum(Membership.counts_per_head)).where(
        Membership.household_id == case.household_id, Membership.to_on.is_(None)
    )
    return tx.session.scalar(counted) or 0


def _open_comparison(_tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, _given: StepInput) -> None:
    case.comparison_open = 1


def _close_comparison(_tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, _given: StepInput) -> None:
    case.comparison_open = 0


def _attempted(tx: Transaction, _run: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    tx.session.add(
        Visit(
            case_id=case.id,
            household_id=case.household_id,
            step_id=step.id,
            visited_on=step.occurred_on,
            outcome=str(given.data["outcome"]),
            visitors=json.dumps(given.data.get("visitors") or [], ensure_ascii=False),
            next_on=a_day(given.data.get("next_on")),
        )
    )


def _statement(
    tx: Transaction, case: Case, step: WorkflowStep, *, net_fen: int, heads: int, occasion: str, basis: str
) -> IncomeStatement:
    row = IncomeStatement(
        household_id=case.household_id,
        year=step.occurred_on.year,
        occasion=occasion,
        source="visit",
        basis=basis,
        observed_on=step.occurred_on,
        heads=heads,
        net_fen=net_fen,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def _items(tx: Transaction, statement: IncomeStatement, items: object) -> None:
    rows = [item for item in items if isinstance(item, Mapping)] if isinstance(items, (list, tuple)) else []
    for position, item in enumerate(rows):
        code = str(item.get("code") or item.get("item_code") or "other")
        tx.session.add(
            IncomeItem(
                statement_id=statement.id,
                position=position,
                item_code=code,
                label=str(item.get("label") or code),
                amount_fen=integer(item.get("amount_fen")),
                formula=str(item["formula"]) if item.get("formula") else None,
                basis=str(item["basis"]) if item.get("basis") else None,
            )
        )


def _visited(tx: Transaction, _run: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    """Rows 13 and 31a: what the form says becomes facts of the visit; nothing is typed twice."""
    clearing = step.action == "record_clear_visit"
    occasion = "elimination" if clearing else "identification"
    truths = {name: int(bool(given.data[name])) for name in GUARANTEES}
    fact = HouseholdFact(
        household_id=case.household_id,
        year=step.occurred_on.year,
        occasion=occasion,
        source="visit",
        observed_on=step.occurred_on,
        step_id=step.id,
        **truths,
    )
    tx.session.add(fact)
    statement = _statement(
        tx,
        case,
        step,
        net_fen=integer(given.data["net_income_fen"]) or 0,
        heads=integer(given.data["heads"]) or 0,
        occasion=occasion if clearing else "expected",
        basis="入户走访核算",
    )
    _items(tx, statement, given.data.get("income_items"))
    tx.session.flush()
    tx.session.add(
        Visit(
            case_id=case.id,
            household_id=case.household_id,
            step_id=step.id,
            purpose="clearing" if clearing else "identification",
            visited_on=step.occurred_on,
            outcome=str(given.data.get("outcome") or "visited"),
            visitors=json.dumps(given.data.get("visitors"), ensure_ascii=False),
            statement_id=statement.id,
            fact_id=fact.id,
            risk_found=int(bool(given.data.get("risk_found"))),
            risks=_text_list(given.data.get("risks")),
            difficulty=str(given.data.get("difficulty") or ""),
            household_signature=str(given.data.get("household_signature") or "") or None,
            no_signature_reason=str(given.data.get("no_signature_reason") or "") or None,
        )
    )


def _to_be_mended(_tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, given: StepInput) -> None:
    case.mend_due_on = a_day(given.data.get("due_on"))


def _resubmitted(_tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, _given: StepInput) -> None:
    case.round_number += 1
    case.mend_due_on = None


def _entered(tx: Transaction, _run: RunningPlan, case: Case, step: WorkflowStep, given: StepInput) -> None:
    case.entered_on = step.occurred_on
    code = str(given.data.get("national_code") or "").strip()
    if code:
        case.national_code = code
        tx.session.get_one(Household, case.household_id).national_code = code
    tasks = select(PlatformTask).where(
        PlatformTask.case_id == case.id, PlatformTask.kind.in_(("enter", "mark")), PlatformTask.done_on.is_(None)
    )
    for task in tx.session.scalars(tasks):
        task.done_on, task.done_by = step.occurred_on, str(given.data.get("operator") or "")


def _recategorised(tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, given: StepInput) -> None:
    case.category = str(given.data["category"])
    spell = spell_of(tx, case)
    if spell is not None:
        spell.category = case.category


def _clearing(tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, given: StepInput) -> None:
    spell = spell_of(tx, case)
    if spell is not None:
        spell.elimination_kind = str(given.data.get("way"))


def _rolled_over(tx: Transaction, _run: RunningPlan, case: Case, _step: WorkflowStep, given: StepInput) -> None:
    case.plan_id = plan_in(tx.session, year=integer(given.data.get("new_plan"))).plan_id


_EFFECTS: Mapping[str, Effect] = {
    "carry_over": _open_spell,
    "submit_cross_check": _request_comparison,
    "close_cross_check": _close_comparison,
    "list_before_result": _open_comparison,
    "join_on_visit": _joined_on_visit,
    "record_attempt": _attempted,
    "record_visit": _visited,
    "record_clear_visit": _visited,
    "record_approval": _open_spell,
    "record_return": _to_be_mended,
    "recall": _to_be_mended,
    "resubmit": _resubmitted,
    "record_entry": _entered,
    "recategorise": _recategorised,
    "propose_clear": _clearing,
    "roll_over": _rolled_over,
}


def withdraw(tx: Transaction, step: WorkflowStep) -> None:
    """Take back what the step wrote beside the state: visit, facts and statement of the visit, cross-check items."""
    for table in (Visit, HouseholdFact):
        for row in tx.session.scalars(select(table).where(table.step_id == step.id)):
            if isinstance(row, Visit):
                row.step_id = None
                _withdraw_statement(tx, row)
            tx.session.delete(row)


def _withdraw_statement(tx: Transaction, visit: Visit) -> None:
    statement_id, visit.statement_id, visit.fact_id = visit.statement_id, None, None
    tx.session.flush()
    if statement_id is None:
        return
    for item in tx.session.scalars(select(IncomeItem).where(IncomeItem.statement_id == statement_id)):
        tx.session.delete(item)
    tx.session.flush()
    tx.session.delete(tx.session.get_one(IncomeStatement, statement_id))
