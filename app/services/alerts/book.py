"""The book of alerts for reading: lines with their clocks, the desk of each department (workflow 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure, MonitoringSpell
from app.models.enums import OPEN_ALERT_STATES, AlertState, Category, Gap, MeasureState
from app.models.household import HouseholdSummary
from app.models.plans import Department
from app.services.briefs import BRIEF, HouseholdBrief, brief_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """An alert with its household and clocks, as lists show it."""

    alert_id: int
    number: str
    household: HouseholdBrief
    category: Category | None
    gap: Gap
    state: AlertState
    level: str | None
    fact: str
    found_on: date
    state_since_on: date
    department: str
    contact: str
    assigned_on: date | None
    response_due_on: date | None
    responded_on: date | None
    due_on: date | None
    limit_on: date | None
    paused_on: date | None
    paused_days: int
    reminders: int
    declined: int
    returned: int
    is_escalated: bool
    closed_on: date | None
    follow_up_due_on: date | None
    next_measure_due_on: date | None  # of the measures that are not done

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor ended."""
        return self.state in OPEN_ALERT_STATES

    @property
    def awaits_response(self) -> bool:
        """Whether the department has not taken it over."""
        return self.state is AlertState.ASSIGNED and self.responded_on is None

    @property
    def deadline(self) -> date | None:
        """The next day that counts: the answer, the finish, the limit, or the call after the closure."""
        if self.state in (AlertState.CLOSED, AlertState.UPDATED):
            return self.follow_up_due_on
        if not self.is_open:
            return None
        finish = None if self.paused_on else self.due_on or self.limit_on
        answer = self.response_due_on if self.awaits_response and not self.paused_on else None
        return min(filter(None, (finish, answer)), default=None)

    def days_left(self, today: date) -> int | None:
        """Days to the deadline, negative when it is past; None while no clock runs."""
        return None if self.deadline is None else (self.deadline - today).days

    def is_response_late(self, today: date) -> bool:
        """Whether the department has not answered by its day; a paused clock stands."""
        due = None if self.paused_on else self.response_due_on
        return self.awaits_response and due is not None and due < today

    def is_late(self, today: date) -> bool:
        """Whether it is open and past its finish (its limit before the hand-over) or answer; paused clocks stand."""
        finish = self.due_on or self.limit_on
        is_past = self.paused_on is None and finish is not None and finish < today
        return self.is_open and (is_past or self.is_response_late(today))

    def is_measure_late(self, today: date) -> bool:
        """Whether a measure that is not done is past its day."""
        return self.is_open and self.next_measure_due_on is not None and self.next_measure_due_on < today

    def elapsed_days(self, today: date) -> int | None:
        """Days since the hand-over that count, without the time that it stood still."""
        if self.assigned_on is None:
            return None
        end = self.closed_on or self.paused_on or today
        return max((end - self.assigned_on).days - self.paused_days, 0)

    def stood_still(self, today: date) -> int:
        """Days that it stood still, with the pause under way."""
        return self.paused_days + ((today - self.paused_on).days if self.paused_on else 0)


@dataclass(frozen=True, slots=True)
class DepartmentDesk:
    """A department's alerts in numbers."""

    name: str
    open: int
    late: int
    waiting: int  # not taken over yet
    response_late: int
    closed: int


def lines_in(session: Session, *numbers: str) -> tuple[AlertLine, ...]:
    """Every alert (or those of these numbers), what is due first on top, ended ones last."""
    next_due = (
        select(Measure.alert_id, func.min(Measure.due_on).label("due_on"))
        .where(Measure.state == MeasureState.PLANNED.value, Measure.alert_id.is_not(None))
        .group_by(Measure.alert_id)
        .subquery()
    )
    statement = (
        select(*BRIEF, Alert, MonitoringSpell.category, Department.name, next_due.c.due_on)
        .join(Alert, Alert.household_id == HouseholdSummary.household_id)
        .outerjoin(MonitoringSpell, MonitoringSpell.id == Alert.spell_id)
        .outerjoin(Department, Department.id == Alert.department_id)
        .outerjoin(next_due, next_due.c.alert_id == Alert.id)
        .order_by(Alert.id)
    )
    if numbers:
        statement = statement.where(Alert.number.in_(numbers))
    found = [_line(row) for row in session.execute(statement)]
    return tuple(sorted(found, key=_urgency))


def _urgency(line: AlertLine) -> tuple[bool, bool, date, int]:
    return (not line.is_open, line.deadline is None, line.deadline or date.max, line.alert_id)


def _line(row: Sequence) -> AlertLine:
    alert, category, department, next_due = row[len(BRIEF) :]
    assert isinstance(alert, Alert)
    return AlertLine(
        alert_id=alert.id,
        number=alert.number,
        household=brief_of(row),
        category=Category(category) if category else None,
        gap=Gap(alert.gap),
        state=AlertState(alert.state),
        level=alert.level,
        fact=alert.fact or "",
        found_on=alert.found_on,
        state_since_on=alert.state_since_on,
        department=department or "",
        contact=alert.department_contact or "",
        assigned_on=alert.assigned_on,
        response_due_on=alert.response_due_on,
        responded_on=alert.responded_on,
        due_on=alert.due_on,
        limit_on=alert.limit_on,
        paused_on=alert.paused_on,
        paused_days=alert.paused_days,
        reminders=alert.reminders,
        declined=alert.declined,
        returned=alert.returned,
        is_escalated=bool(alert.is_escalated),
        closed_on=alert.closed_on,
        follow_up_due_on=alert.follow_up_due_on,
        next_measure_due_on=next_due,
    )


def desks_of(lines: Iterable[AlertLine], today: date) -> tuple[DepartmentDesk, ...]:
    """Each department that was ever handed one of these alerts, the one with most late work first."""
    own: dict[str, list[AlertLine]] = {}
    for line in lines:
        if line.department:
            own.setdefault(line.department, []).append(line)
    desks = [
        DepartmentDesk(
            name,
            open=sum(line.is_open for line in of_it),
            late=sum(line.is_late(today) for line in of_it),
            waiting=sum(line.awaits_response for line in of_it),
            response_late=sum(line.is_response_late(today) for line in of_it),
            closed=sum(line.closed_on is not None for line in of_it),
        )
        for name, of_it in own.items()
    ]
    return tuple(sorted(desks, key=lambda desk: (-desk.late, -desk.open, desk.name)))
