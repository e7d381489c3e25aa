"""The number of a row on a slip: which alert and measure it speaks of, what stood there, and its place in the file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.models.cases import Alert, Measure

_LENGTH = 8
_NUMBER = re.compile(
    r"(?P<alert>YJ[0-9]{4}-[0-9]+)/(?P<row>[0-9]+|新[0-9]+)/(?P<digest>[0-9a-f]{8})/(?P<n>[0-9]+)-(?P<of>[0-9]+)"
)


@dataclass(frozen=True, slots=True)
class SlipNumber:
    """Read from a row; ``measure_id`` None = a line for a new measure."""

    alert: str
    measure_id: int | None
    digest: str
    place: int
    total: int


def number_of(alert: Alert, measure: Measure | None, *, new: int, place: int, total: int) -> str:
    """The number of a line; ``new`` counts the lines for new measures of an alert."""
    row = str(measure.id) if measure is not None else f"新{new}"
    return f"{alert.number}/{row}/{digest_of(alert, measure)}/{place}-{total}"


def read_number(text: str) -> SlipNumber | None:
    """The parts of such a number; None for what is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    row = found["row"]
    id_ = int(row) if row.isdigit() else None
    return SlipNumber(found["alert"], id_, found["digest"], int(found["n"]), int(found["of"]))


def digest_of(alert: Alert, measure: Measure | None) -> str:
    """What the line rests on: whose alert it is since when, and the measure as it stood."""
    told: list[object] = [alert.department_id, alert.assigned_on]
    if measure is not None:
        told += [measure.group, measure.description, measure.responsible, measure.starts_on, measure.due_on]
        told += [measure.amount_fen, measure.state, measure.done_on, measure.evidence, measure.cancelled_reason]
    return hashlib.sha256("\x1f".join(map(str, told)).encode()).hexdigest()[:_LENGTH]


def missing_places(numbers: Iterable[SlipNumber]) -> tuple[int, ...]:
    """Lines that went out with these and have not come back."""
    known = list(numbers)
    total = max((number.total for number in known), default=0)
    return tuple(sorted(set(range(1, total + 1)) - {number.place for number in known}))
