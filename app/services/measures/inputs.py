"""What is said of a measure, and whether it can be stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.models.enums import MeasureGroup, MeasureState
from app.services.errors import Reason

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureInput:
    """A measure: one of the fourteen groups, who does it by when for how much, and what proves its end."""

    group: str
    responsible: str
    due_on: date | None = None
    starts_on: date | None = None
    description: str = ""
    amount_fen: int | None = None
    state: MeasureState = MeasureState.PLANNED
    done_on: date | None = None
    evidence: str = ""
    cancelled_reason: str = ""


def problems(given: MeasureInput, *, today: date) -> Iterator[Reason]:
    """Everything against a measure, each with the field that it is about."""
    if given.group not in {group.value for group in MeasureGroup}:
        yield Reason("measure.unknown_group", {"field": "group", "value": given.group})
    if not given.responsible.strip():
        yield Reason("data.missing", {"field": "responsible"})
    if given.due_on is None and given.state is MeasureState.PLANNED:
        yield Reason("data.missing", {"field": "due_on"})
    for name in ("description", "responsible", "cancelled_reason"):
        if len(getattr(given, name)) > _LONGEST:
            yield Reason("measure.too_long", {"field": name, "most": _LONGEST})
    if given.amount_fen is not None and given.amount_fen < 0:
        yield Reason("measure.negative_amount", {"field": "amount_fen"})
    yield from _days(given, today)
    yield from _ended(given)


def _days(given: MeasureInput, today: date) -> Iterator[Reason]:
    starts, due, done = given.starts_on, given.due_on, given.done_on
    if starts and due and due < starts:
        yield Reason("measure.due_before_start", {"field": "due_on", "due": due, "start": starts})
    if given.state is not MeasureState.DONE or done is None:
        return
    if done > today:
        yield Reason("measure.done_in_future", {"field": "done_on", "on": done})
    if starts and done < starts:
        yield Reason("measure.done_before_start", {"field": "done_on", "on": done, "start": starts})


def _ended(given: MeasureInput) -> Iterator[Reason]:
    if given.state is MeasureState.DONE:
        if given.done_on is None:
            yield Reason("data.missing", {"field": "done_on"})
        if not given.evidence.strip():
            yield Reason("measure.not_proved", {"field": "evidence"})
    if given.state is MeasureState.CANCELLED and not given.cancelled_reason.strip():
        yield Reason("measure.no_reason", {"field": "cancelled_reason"})
