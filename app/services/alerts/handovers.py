"""Each time that an alert lay with a department: from when to when, how it ended, and where the days went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.models.cases import WorkflowStep
from app.models.enums import AlertState
from app.services.procedure.steps import data_of, row_of
from app.services.workflow.common_guards import a_day

_BEGINS = frozenset({"assign", "reassign"})
_OVER = frozenset({AlertState.CLOSED.value, AlertState.TERMINATED.value, AlertState.CONFIRMED.value})


@dataclass(frozen=True, slots=True)
class Handover:
    """The time with one department. Days are natural; ``worked`` leaves out those that stood still.

    ``again`` are days of ``worked`` after an inspection that was not passed.
    """

    department: str
    from_on: date
    to_on: date | None
    ended_by: str
    worked: int
    paused: int
    again: int
    returns: int


@dataclass(slots=True)
class _Running:
    department: str
    from_on: date
    paused_on: date | None = None
    pause_end: date | None = None
    paused: timedelta = field(default_factory=timedelta)
    returned_on: date | None = None
    again: timedelta = field(default_factory=timedelta)
    returns: int = 0

    def resume(self, on: date) -> None:
        """A pause counts at most to the end that was approved for it."""
        if self.paused_on is not None:
            until = min(on, self.pause_end or on)
            self.paused += max(until - self.paused_on, timedelta())
        self.paused_on = None

    def mended(self, on: date) -> None:
        """What had been sent back was asked to be closed again, or is over."""
        if self.returned_on is not None:
            self.again += on - self.returned_on
        self.returned_on = None


def handovers_of(steps: Iterable[WorkflowStep], *, today: date) -> tuple[Handover, ...]:
    """Every time with a department, in order; steps that were taken back do not count."""
    return tuple(_handovers([step for step in steps if step.taken_back_on is None], today))


def _handovers(steps: list[WorkflowStep], today: date) -> Iterator[Handover]:
    now: _Running | None = None
    for step in steps:
        on = step.occurred_on
        if now is not None and (step.action in _BEGINS or step.to_state in _OVER):
            row = row_of(step)
            yield _ended(now, on, on, row.name if row else step.action)
            now = None
        if step.action in _BEGINS:
            now = _Running(str(data_of(step).get("department") or ""), on)
        elif now is not None:
            _note(now, step, on)
    if now is not None:
        yield _ended(now, None, max(today, now.from_on), "")


def _note(now: _Running, step: WorkflowStep, on: date) -> None:
    if step.action == "pause":
        now.paused_on, now.pause_end = on, a_day(data_of(step).get("until_on"))
    elif step.action == "resume":
        now.resume(on)
    elif step.action == "refuse_closure":
        now.returned_on, now.returns = on, now.returns + 1
    elif step.action == "request_closure":
        now.mended(on)


def _ended(now: _Running, to_on: date | None, until: date, how: str) -> Handover:
    if to_on is None and now.paused_on is not None:
        now.pause_end = None  # it stands still until somebody says that it goes on
    now.resume(until)
    now.mended(until)
    worked = max((until - now.from_on - now.paused).days, 0)
    return Handover(now.department, now.from_on, to_on, how, worked, now.paused.days, now.again.days, now.returns)
