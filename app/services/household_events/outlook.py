"""What will happen to case, spell and alerts, said before anything is saved (workflow 4)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, MonitoringSpell
from app.models.enums import BEFORE_APPROVAL, OPEN_ALERT_STATES, CaseState
from app.services.errors import Reason
from app.services.household_events.procedure import APPROVED, TO_REVISIT


class Change(StrEnum):
    """What is about to happen to a household."""

    HEAD = "head"
    SPLIT = "split"
    MERGE = "merge"
    END = "end"


def outlook_in(session: Session, change: Change, household_id: int, *, into_id: int | None = None) -> list[Reason]:
    """Sentences of the wording section ``outlook``, in order; the last says whether the change can be undone."""
    state, alerts = _open_state(session, household_id), _open_alerts(session, household_id)
    is_followed = state is not None or alerts > 0 or _has_spell(session, household_id)
    if change is Change.HEAD:
        said = [Reason("outlook.head_stays")] if is_followed else []
        return [*said, Reason("outlook.head_papers"), Reason("outlook.can_be_undone")]
    if change is Change.SPLIT:
        return [*_split(state), *_alerts_split(alerts), _undo(is_followed=is_followed)]
    if change is Change.MERGE:
        is_other = into_id is not None and (_open_state(session, into_id) is not None or _has_spell(session, into_id))
        said = _ended(state, alerts) if is_other else _handed_over(state, alerts)
        return [*said, _undo(is_followed=is_followed)]
    return [*_ended(state, alerts), _undo(is_followed=is_followed)]


def _split(state: CaseState | None) -> list[Reason]:
    if state is None:
        return [Reason("outlook.no_case")]
    copied = Reason("outlook.split_copy", {"state": state.label})
    if state in TO_REVISIT:
        return [copied, Reason("outlook.split_revisit")]
    if state is CaseState.REPORTED_TO_DISTRICT:
        return [copied, Reason("outlook.split_recall")]
    return [copied, Reason("outlook.tell_district")] if state in APPROVED else [copied]


def _alerts_split(alerts: int) -> list[Reason]:
    return [Reason("outlook.split_alerts", {"count": alerts})] if alerts else []


def _ended(state: CaseState | None, alerts: int) -> list[Reason]:
    said = []
    if state is None:
        said.append(Reason("outlook.no_case"))
    elif state in BEFORE_APPROVAL:
        said.append(Reason("outlook.case_ends", {"state": state.label}))
    else:
        said += [Reason("outlook.case_removed", {"state": state.label}), Reason("outlook.tell_district")]
    return [*said, *([Reason("outlook.alerts_end", {"count": alerts})] if alerts else [])]


def _handed_over(state: CaseState | None, alerts: int) -> list[Reason]:
    said = [Reason("outlook.handed_over", {"state": state.label}) if state else Reason("outlook.no_case")]
    return [*said, *([Reason("outlook.alerts_handed_over", {"count": alerts})] if alerts else [])]


def _undo(*, is_followed: bool) -> Reason:
    return Reason("outlook.cannot_be_undone" if is_followed else "outlook.can_be_undone")


def _open_state(session: Session, household_id: int) -> CaseState | None:
    state = session.scalar(select(Case.state).where(Case.household_id == household_id, Case.is_open == 1))
    return CaseState(state) if state else None


def _has_spell(session: Session, household_id: int) -> bool:
    own = (MonitoringSpell.household_id == household_id, MonitoringSpell.closed_on.is_(None))
    return session.scalar(select(MonitoringSpell.id).where(*own).limit(1)) is not None


def _open_alerts(session: Session, household_id: int) -> int:
    states = [state.value for state in OPEN_ALERT_STATES]
    counted = select(func.count(Alert.id)).where(Alert.household_id == household_id, Alert.state.in_(states))
    return session.scalar(counted) or 0
