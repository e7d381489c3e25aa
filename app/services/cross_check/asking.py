"""Asking: row 6 for the cases whose next step it is, a supplement for those that are past it (workflow 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CaseState
from app.models.household import Household, Membership, Person
from app.services import plans
from app.services.cases.door import Done, take_in
from app.services.cases.request import PermitInput, StepInput
from app.services.cross_check import requests
from app.services.cross_check.requests import Exemption
from app.services.errors import Reason, refuse_all
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.steps import Tally


@dataclass(frozen=True, slots=True)
class Asking:
    """What was asked: the request's number, and how many person × items are new in it."""

    batch_number: int
    new_items: int


def request_in(
    tx: Transaction,
    tally: Tally,
    codes: Collection[str],
    *,
    given: StepInput,
    due_on: date | None,
    exemptions: Sequence[Exemption],
    permit: PermitInput | None,
) -> Asking:
    """Ask about these households under the list number of the step."""
    list_no = str(given.data["list_no"])
    running = plans.plan_in(tx.session, day=given.occurred_on)
    batch = requests.open_batch_in(tx, running, list_no=list_no, on=given.occurred_on, due_on=due_on)
    before = _size(tx.session, batch.id)
    exempt = _exempted(tx.session, exemptions)
    cases = requests.open_cases(tx.session, codes)
    for code in codes:
        if code not in cases:
            tally.refuse(code, Reason("case.not_found", {"code": code}))
    submitted = {code: found for code, found in cases.items() if requests.is_to_be_submitted(found[1])}
    later = {code: found for code, found in cases.items() if code not in submitted}
    # The exempt stand in the request before the door asks whether every number is usable.
    spared: dict[int, int | None] = {household_id: case.id for household_id, case in submitted.values()}
    requests.ask_in(tx, running, batch, spared, exempt=exempt, only_exempt=True)
    done, refused = take_in(tx, "submit_cross_check", households=list(submitted), given=given, permit=permit)
    tally.add((done, refused))
    _forget(tx, batch.id, [submitted[household.household_code][0] for household in refused])
    _supplement(tx, tally, running, batch, later, exempt)
    tx.about("cross_check_batch", batch.uid, occurred_on=given.occurred_on)
    return Asking(batch.number, _size(tx.session, batch.id) - before)


def _size(session: Session, batch_id: int) -> int:
    return session.scalar(select(func.count()).where(CrossCheckItem.batch_id == batch_id)) or 0


def _exempted(session: Session, exemptions: Sequence[Exemption]) -> dict[int, str]:
    """Person -> reason; Refused for one without a reason or for nobody of that household."""
    found: dict[int, str] = {}
    problems: list[Reason] = []
    for exemption in exemptions:
        person_id = exemption.person_id or _member(session, exemption.household_code, exemption.name)
        if person_id is None:
            values = {"code": exemption.household_code, "name": exemption.name}
            problems.append(Reason("cross_check.member_not_found", values))
        elif not exemption.reason.strip():
            problems.append(Reason("cross_check.exempt_reason_missing", {"name": exemption.name}))
        else:
            found[person_id] = exemption.reason.strip()
    refuse_all(problems)
    return found


def _member(session: Session, code: str, name: str) -> int | None:
    return session.scalars(
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Household, Household.id == Membership.household_id)
        .where(Household.code == code, Person.name == name.strip(), Membership.to_on.is_(None))
    ).first()


def _forget(tx: Transaction, batch_id: int, household_ids: Sequence[int]) -> None:
    """Exemptions of households that were not submitted after all."""
    for household_id in household_ids:
        rows = tx.session.scalars(
            select(CrossCheckItem).where(
                CrossCheckItem.batch_id == batch_id,
                CrossCheckItem.household_id == household_id,
                CrossCheckItem.seq == tx.seq,
            )
        )
        for row in rows:
            tx.session.delete(row)
    tx.session.flush()


def _supplement(
    tx: Transaction,
    tally: Tally,
    running: RunningPlan,
    batch: CrossCheckBatch,
    later: Mapping[str, tuple[int, Case]],
    exempt: Mapping[int, str],
) -> None:
    """Households that are past row 6: members who were never asked about, asked about now."""
    bad = {problem.household_code for problem in requests.unusable_ids(tx.session, list(later))}
    for code, (household_id, case) in later.items():
        usable = [
            problem
            for problem in requests.unusable_ids(tx.session, [code] if code in bad else [])
            if problem.person_id not in exempt
        ]
        if usable:
            tally.refuse(code, Reason("case.id_unusable", {"names": [problem.name for problem in usable]}))
        elif requests.ask_in(tx, running, batch, {household_id: case.id}, exempt=exempt):
            tally.done.append(Done(code, CaseState(case.state)))
        else:
            tally.refuse(code, Reason("cross_check.asked_already", {"batch": batch.number}))
