"""What comes in by ``act --data`` or from a form: checked for shape before anything is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.services.errors import Reason, Refused, refuse
from app.services.workflow.common_guards import a_day, persons
from app.services.workflow.facts import Permit, Request, Signer
from app.services.workflow.judge import TABLES, as_codes


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

    def request(self, *, today: date) -> Request:
        """What the judge is asked."""
        return Request(today, self.occurred_on, self.signers, self.paper_no, self.data)


@dataclass(frozen=True, slots=True)
class PermitInput:
    """A 补办 paper as given, with the households that it names."""

    permit: Permit
    households: tuple[str, ...]


def parse_step(values: object, *, today: date) -> StepInput:
    """Read ``--data``; refuses what is no object and every date that cannot be read, all at once.

    Chinese words of a field's choices become their codes, so that 边缘户 and marginal say the same.
    """
    if not isinstance(values, Mapping):
        raise refuse("data.not_a_table")
    data = {str(key): as_codes(str(key), value) for key, value in values.items()}
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
    return persons(value)


def parse_permit(values: object) -> PermitInput:
    """Read ``--permit``: actions, households, last_day, reason, paper_no, signer."""
    if not isinstance(values, Mapping):
        raise refuse("data.not_a_table")
    last_day = a_day(values.get("last_day"))
    if last_day is None and not values.get("last_day"):
        raise refuse("data.missing", field="last_day")
    if last_day is None:
        raise refuse("data.bad_date", field="last_day", value=values.get("last_day"))
    signers = persons(values.get("signer"))
    return PermitInput(
        Permit(
            frozenset(_texts(values.get("actions"))),
            last_day,
            str(values.get("reason") or "").strip(),
            str(values.get("paper_no") or "").strip(),
            signers[0].name if signers else "",
        ),
        tuple(_texts(values.get("households"))),
    )


def _texts(value: object) -> list[str]:
    entries = value if isinstance(value, (list, tuple)) else [value] if value else []
    return [str(entry).strip() for entry in entries]
