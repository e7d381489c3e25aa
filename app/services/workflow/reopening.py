"""等区: a late answer of the district opens the next own steps, each for three working days (workflow 1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.workflow.plan import StageWindow
from app.services.workflow.table import Transition


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step that was taken: its row, its day, the dated windows of the row, and the day of the answer it stored."""

    row: Transition
    occurred_on: date
    windows: tuple[StageWindow, ...]
    answer_on: date | None = None


def reopened_from(steps: Sequence[PastStep], *, late_results: Iterable[date] = ()) -> date | None:
    """The day from which the next own step has its three working days; None when the calendar alone counts.

    An answer counts from its own day (row 9: from the list's date). A step that was itself taken after its window
    passes the time on from its own day; a step inside its window gives it back to the calendar, and so does a
    return. ``late_results`` are answers that are no step: results of a comparison that came in after the last one.
    """
    since: date | None = None
    for step in steps:
        since = _after(step, since)
    last_on = steps[-1].occurred_on if steps else None
    fresh = [day for day in late_results if last_on is None or day >= last_on]
    return max([*fresh, *([since] if since else [])], default=None)


def _after(step: PastStep, since: date | None) -> date | None:
    is_late = bool(step.windows) and all(step.occurred_on not in window for window in step.windows)
    if step.row.reopens:
        answered = step.answer_on or step.occurred_on
        return max(answered, step.occurred_on) if is_late else answered
    if step.row.is_return:
        return None
    if is_late:
        return step.occurred_on if since else None
    # A row of any day that leaves the state alone (a late comparison, another category) changes no time.
    return since if not step.windows and step.row.to is None else None
