"""What an alert does to its household's case: opens a G case in an emergency, recalls a proposal to clear."""

from __future__ import annotations

from dataclasses import replace

from app.models.cases import Case, MonitoringSpell
from app.models.enums import CaseState, Category, HouseholdType, Track
from app.models.household import Household
from app.services.cases.loading import open_case_of, open_spell_of
from app.services.cases.request import StepInput
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.procedure.state import assign_state
from app.services.procedure.steps import record_step
from app.services.procedure.traces import Traces
from app.services.workflow.case_table import OPENED_BY_EMERGENCY, RECALLED_BY_ALERT


def open_green_case_in(
    tx: Transaction, running: RunningPlan, household: Household, given: StepInput, *, plan_id: int, traces: Traces
) -> MonitoringSpell:
    """Alert row 2: without a case a G case is opened, with a provisional spell; row 2's guards come with its papers."""
    category = _category(household, given)
    spell = provisional_spell_in(tx, household.id, category, traces=traces)
    case = Case(
        plan_id=plan_id,
        household_id=household.id,
        spell_id=spell.id,
        track=Track.GREEN.value,
        category=category,
        origin="emergency",
        opened_on=given.occurred_on,
        clock_from_on=given.occurred_on,
    )
    assign_state(case, CaseState.PROPOSED, on=given.occurred_on)
    traces.add(case)
    step = record_step(tx, running, case, OPENED_BY_EMERGENCY, given, from_state=None, to_state=CaseState.PROPOSED)
    traces.note_made(step)
    return spell


def provisional_spell_in(tx: Transaction, household_id: int, category: str, *, traces: Traces) -> MonitoringSpell:
    """Alert row 2: help has begun, so that a household that is not watched yet is watched provisionally."""
    spell = open_spell_of(tx.session, household_id)
    return spell or traces.add(MonitoringSpell(household_id=household_id, category=category, is_provisional=1))


def _category(household: Household, given: StepInput) -> str:
    named = given.data.get("category")
    if named in {member.value for member in Category}:
        return str(named)
    is_exited = household.household_type == HouseholdType.EXITED
    return (Category.UNSTABLE_EXITED if is_exited else Category.MARGINAL).value


def recall_clearing_in(
    tx: Transaction, running: RunningPlan, household_id: int, given: StepInput, *, traces: Traces
) -> None:
    """Alert row 1: an alert raised while clearing is proposed recalls the proposal."""
    case = open_case_of(tx.session, household_id)
    if case is None or case.state != CaseState.CLEARING_PROPOSED:
        return
    step = record_step(
        tx,
        running,
        case,
        RECALLED_BY_ALERT,
        replace(given, occurred_on=max(given.occurred_on, case.state_since_on)),
        from_state=CaseState.CLEARING_PROPOSED,
        to_state=CaseState.MONITORED,
    )
    traces.note_made(step)
    traces.move(case, CaseState.MONITORED, on=step.occurred_on)
    spell = open_spell_of(tx.session, household_id)
    if spell is not None:
        traces.set(spell, elimination_kind=None)
