"""What becomes of case, spell and alerts when a household changes: always through the doors (workflow 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from app.models.cases import Alert, Case, Measure, MonitoringSpell, PlatformTask
from app.models.cross_check import CrossCheckItem
from app.models.enums import BEFORE_APPROVAL, OPEN_ALERT_STATES, CaseState
from app.models.history import VERSIONED, bulk_update
from app.models.household import Household
from app.services import plans
from app.services.alerts import door as alerts
from app.services.cases import door as cases
from app.services.cases.request import StepInput
from app.services.errors import Refused
from app.services.household_events.inputs import Ending
from app.services.ledger import Transaction
from app.services.procedure.steps import record_step
from app.services.workflow.case_table import OPENED_BY_SPLIT

# Wording of what the clerk must still do elsewhere.
TELL_DISTRICT = "notice.tell_district"
REVISIT = "notice.revisit"
RECALLED = "notice.recalled"

TO_REVISIT = frozenset({CaseState.VISITED, CaseState.EVALUATED, CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER})
APPROVED = frozenset({CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED})


def open_case(tx: Transaction, household_id: int) -> Case | None:
    """The open case of a household."""
    return tx.session.scalars(select(Case).where(Case.household_id == household_id, Case.is_open == 1)).first()


def open_spell(tx: Transaction, household_id: int) -> MonitoringSpell | None:
    """The open spell of a household."""
    own = (MonitoringSpell.household_id == household_id, MonitoringSpell.closed_on.is_(None))
    return tx.session.scalars(select(MonitoringSpell).where(*own)).first()


def open_alerts(tx: Transaction, household_id: int) -> list[Alert]:
    """The open alerts of a household."""
    states = [state.value for state in OPEN_ALERT_STATES]
    return list(tx.session.scalars(select(Alert).where(Alert.household_id == household_id, Alert.state.in_(states))))


def take(tx: Transaction, action: str, household: Household, *, ending: Ending, data: Mapping[str, object]) -> None:
    """Take a step of the household's case; Refused with its reasons when the door says no."""
    given = StepInput(ending.on, ending.signers, ending.decision_no or None, data)
    _, refused = cases.take_in(tx, action, households=[household.code], given=given)
    if refused:
        raise Refused(*refused[0].reasons)


def end_case_in(tx: Transaction, household: Household, *, cause: str, ending: Ending) -> tuple[str, ...]:
    """Rows 29 or 30, and alert row 23 for every open alert; notices for what other offices must be told."""
    case = open_case(tx, household.id)
    _terminate_alerts(tx, household, cause=cause, ending=ending)
    if case is None:
        return ()
    if CaseState(case.state) in BEFORE_APPROVAL:
        take(tx, "end", household, ending=ending, data={"cause": cause, "proof": ending.proof})
        return ()
    take(tx, "remove", household, ending=ending, data={"cause": cause, "decision_no": ending.decision_no})
    return (TELL_DISTRICT,)


def _terminate_alerts(tx: Transaction, household: Household, *, cause: str, ending: Ending) -> None:
    given = StepInput(ending.on, ending.signers, None, {"cause": cause, "proof": ending.proof or ending.decision_no})
    for alert in open_alerts(tx, household.id):
        answer = alerts.take_in(tx, "terminate", named=alert.number, is_alert=True, given=given)
        if isinstance(answer, alerts.RefusedAlert):
            raise Refused(*answer.reasons)


def copy_case_in(tx: Transaction, household: Household, made: Household, *, on: date) -> Case | None:
    """The new household gets a linked copy of case and spell, in the same state; the old one keeps its own.

    A step tells of it, so that every list knows since when and why the new household is on it.
    """
    case, spell = open_case(tx, household.id), open_spell(tx, household.id)
    twin = _copy(spell, household_id=made.id) if spell else None
    if twin is not None:
        tx.session.add(twin)
        tx.session.flush()
    if case is None:
        return None
    copy = _copy(case, household_id=made.id, linked_case_id=case.id, spell_id=twin.id if twin else None)
    copy.national_code = None
    tx.session.add(copy)
    tx.session.flush()
    given = StepInput(on, data={"reason": f"由{household.code}户分出", "split_from": household.code})
    running = plans.plan_in(tx.session, day=on)
    record_step(tx, running, copy, OPENED_BY_SPLIT, given, from_state=None, to_state=CaseState(case.state))
    return copy


_UNDONE = PlatformTask.done_on.is_(None)
R = TypeVar("R", Case, MonitoringSpell)
_OWN = frozenset({"id", "uid", "seq", "row_version"})


def _copy(row: R, **other: object) -> R:
    columns = [column.name for column in VERSIONED[row.__tablename__].columns if column.name not in _OWN]
    return type(row)(**{**{name: getattr(row, name) for name in columns}, **other})


def after_split_in(tx: Transaction, households: tuple[Household, Household], *, on: date) -> tuple[str, ...]:
    """Both are to be revisited, or recalled, or the district is to be told; by the state the case had."""
    case = open_case(tx, households[0].id)
    if case is None:
        return ()
    state, ending = CaseState(case.state), Ending(on)
    if state in TO_REVISIT:
        for household in households:
            take(tx, "require_revisit", household, ending=ending, data={"cause": "分户"})
        return (REVISIT,)
    if state is CaseState.REPORTED_TO_DISTRICT:
        for household in households:
            take(tx, "recall", household, ending=ending, data={"reason": "分户"})
        return (RECALLED,)
    return (TELL_DISTRICT,) if state in APPROVED else ()


def move_alerts_in(tx: Transaction, household: Household, made: Household, ids: frozenset[int]) -> None:
    """The chosen open alerts go to the other household, with their measures and what the platform still asks."""
    spell = open_spell(tx, made.id)
    for alert in open_alerts(tx, household.id):
        if alert.id in ids:
            alert.household_id, alert.spell_id = made.id, spell.id if spell else None
            for measure in tx.session.scalars(select(Measure).where(Measure.alert_id == alert.id)):
                measure.household_id, measure.spell_id = made.id, alert.spell_id
            for task in tx.session.scalars(select(PlatformTask).where(PlatformTask.alert_id == alert.id, _UNDONE)):
                task.household_id = made.id


def move_comparison_in(tx: Transaction, people: list[int], made: Household, case: Case | None) -> None:
    """Cross-check results follow the person, out of a split, into another household, with a merge (workflow 4)."""
    items = VERSIONED[CrossCheckItem.__tablename__]
    chosen = items.c.person_id.in_(people)
    bulk_update(tx.session, items, chosen, {"household_id": made.id, "case_id": case.id if case else None})


def hand_over_in(tx: Transaction, household: Household, into: Household) -> None:
    """Case, spell and alerts of a household without its own go on under the household it joins."""
    case, spell = open_case(tx, household.id), open_spell(tx, household.id)
    for alert in open_alerts(tx, household.id):
        alert.household_id = into.id
        for measure in tx.session.scalars(select(Measure).where(Measure.alert_id == alert.id)):
            measure.household_id = into.id
    for task in tx.session.scalars(select(PlatformTask).where(PlatformTask.household_id == household.id, _UNDONE)):
        task.household_id = into.id
    if spell is not None:
        spell.household_id = into.id
        for measure in tx.session.scalars(select(Measure).where(Measure.spell_id == spell.id)):
            measure.household_id = into.id
    if case is not None:
        case.household_id = into.id
    tx.session.flush()
