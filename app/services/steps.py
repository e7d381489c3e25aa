"""Steps whose data differ from household to household, taken through the door in one transaction (workflow 1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from app.services.cases.door import Done, Outcome, RefusedHousehold, take_in
from app.services.cases.request import PermitInput, StepInput
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger, Transaction


@dataclass(frozen=True, slots=True)
class StepCall:
    """One household, one action, and what the paper says of it."""

    household_code: str
    action: str
    given: StepInput


@dataclass(slots=True)
class Tally:
    """完成 n / 拒绝 m of a batch under way."""

    done: list[Done] = field(default_factory=list)
    refused: list[RefusedHousehold] = field(default_factory=list)

    def refuse(self, household_code: str, *reasons: Reason) -> None:
        """Put a household on the list to mend and retry."""
        self.refused.append(RefusedHousehold(household_code, reasons))

    def add(self, answer: tuple[list[Done], list[RefusedHousehold]]) -> bool:
        """Add what the door answered; whether anything was done."""
        self.done += answer[0]
        self.refused += answer[1]
        return bool(answer[0])


class _NothingDoneError(Exception):
    """Rolls an empty batch back, so that it leaves no audit entry."""


def run_batch(
    ledger: Ledger, name: str, work: Callable[[Transaction, Tally], None], *, actor: Actor, today: date
) -> Outcome:
    """One transaction and audit entry for all households that may; nothing at all is written when none may."""
    tally = Tally()
    try:
        with ledger.transaction(name, actor=actor, today=today) as tx:
            work(tx, tally)
            if not tally.done:
                raise _NothingDoneError
            tx.note(done=len(tally.done), refused=len(tally.refused))
    except _NothingDoneError:
        return Outcome((), tuple(tally.refused))
    return Outcome(tuple(tally.done), tuple(tally.refused), tx.changes)


def take_all_in(tx: Transaction, tally: Tally, calls: Iterable[StepCall], *, permit: PermitInput | None = None) -> None:
    """Take every call; calls with the same action and paper share one frozen paper."""
    for action, given, codes in _alike(calls):
        tally.add(take_in(tx, action, households=codes, given=given, permit=permit))


def _alike(calls: Iterable[StepCall]) -> Iterator[tuple[str, StepInput, list[str]]]:
    groups: dict[str, tuple[str, StepInput, list[str]]] = {}
    for call in calls:
        data = json.dumps(dict(call.given.data), ensure_ascii=False, sort_keys=True, default=str)
        key = f"{call.action}|{call.given.occurred_on}|{call.given.paper_no}|{call.given.signers}|{data}"
        groups.setdefault(key, (call.action, call.given, []))[2].append(call.household_code)
    yield from groups.values()
