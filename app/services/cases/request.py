"""What comes in by ``act --data`` or from a form: checked for shape before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.services.errors import Reason, Refused, refuse
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import Permit, Signer
from app.services.workflow.judge import TABLES


@dataclass(frozen=True, slots=True)
class StepInput:
    """The day it happened, who signed, the paper's number, and the fields of the row.

    ``each`` holds what differs from household to household (by code): a list that comes in is one paper.
    """

    occurred_on: date
    signers: tuple[Signer, ...] = ()
    paper_no: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def of(self, code: str) -> StepInput:
        """The same paper as it speaks of one household."""
        return replace(self, data={**self.data, **self.each[code]}) if code in self.each else self


@dataclass(frozen=True, slots=True)
class PermitInput:
    """A 补办 paper as given, with the households that it names."""

    permit: Permit
    households: tuple[str, ...]


def parse_step(values: object, *, today: date) -> StepInput:
    """Read ``--data``; refuses what is no object and every date that cannot be read, all at once."""
    if not isinstance(values, Mapping):
        raise refuse("data.not_a_table")
    data = {str(key): value for key, value in values.items()}
    dates = {need.field for table in TABLES.values() for row in table for need in row.needs if need.type == "date"}
    wrong = [
        Reason("data.bad_date", {"field": name, "value": data[name]})
        for name in sorted(dates | {"occurred_on"})
        if data.get(name) not in (None, "") and a_day(data[name]) is None
    ]
    if wrong:
        raise Refused(*wrong)
    day = a_day(data.pop("occurred_on", None) or today)
    paper_no = data.pop("paper_no", None)
    signers = parse_signers(data.pop("signers", None))
    return StepInput(day or today, signers, str(paper_no) if paper_no else None, data)


def parse_signers(value: object) -> tuple[Signer, ...]:
    """Signers as names or as {"name", "office"}."""
    entries: Sequence[object] = value if isinstance(value, (list, tuple)) else [value] if value else []
    found = [
        Signer(str(entry.get("name", "")).strip(), str(entry.get("office", "")).strip())
        if isinstance(entry, Mapping)
        else Signer(str(entry).strip())
        for entry in entries
    ]
    return tuple(signer for signer in found if signer.name)


def parse_permit(values: object) -> PermitInput:
    """Read ``--permit``: actions, households, last_day, reason, paper_no, signer."""
    if not isinstance(values, Mapping):
        raise refuse("data.not_a_table")
    last_day = a_day(values.get("last_day"))
    if last_day is None:
        raise refuse("data.bad_date", field="last_day", value=values.get("last_day"))
    actions, households = values.get("actions"), values.get("households")
    return PermitInput(
        Permit(
            frozenset(map(str, actions)) if isinstance(actions, list) else frozenset(),
            last_day,
            str(values.get("reason") or ""),
            str(values.get("paper_no") or ""),
            str(values.get("signer") or ""),
        ),
        tuple(map(str, households)) if isinstance(households, list) else (),
    )
