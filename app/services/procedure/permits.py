"""补办 at the door: the permit that comes with a call, else one that is stored, answers a closed window.

Each household uses each action of a permit up once; a step that is open anyway, or refused for other reasons, uses
none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import WorkflowStep
from app.models.household import Household
from app.models.plans import Permit as PermitRow
from app.models.plans import PermitUse
from app.services import directory, plans
from app.services.cases.loading import find_household
from app.services.cases.request import PermitInput
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.workflow.facts import Permit, Request
from app.services.workflow.judge import Verdict
from app.services.workflow.table import Transition
from app.services.workflow.windows import ANSWERED_BY_PERMIT

Ask = Callable[[Request], Verdict]
Steps = Sequence[tuple[Transition, Sequence[Reason]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge said in the end, and the permit on which the step rests."""

    verdict: Verdict
    permit: PermitRow | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What leaves a state with every reason against it today; ``permits``: open only by the permit of this number."""

    steps: tuple[tuple[Transition, tuple[Reason, ...]], ...] = ()
    permits: Mapping[str, str] = field(default_factory=dict)  # action -> paper number


@dataclass(slots=True)
class PermitDesk:
    """The permits of one call: the one that came with it, or those that the office has stored."""

    tx: Transaction
    running: RunningPlan
    given: PermitInput | None
    _brought: PermitRow | None = None

    def judge(self, household: Household, request: Request, action: str, ask: Ask) -> Judged:
        """Ask without a permit; where only its window stands against the step, ask again with one."""
        verdict = ask(request)
        if not any(reason.code in ANSWERED_BY_PERMIT for reason in verdict.reasons):
            return Judged(verdict)
        found = self._from_call(household) if self.given else _from_store(self.tx, household, action)
        if found is None:
            return Judged(verdict)
        if isinstance(found, Reason):
            return Judged(Verdict(verdict.transition, verdict.to, (*verdict.reasons, found)))
        row, left = found
        return Judged(ask(replace(request, permit=left)), row)

    def use(self, row: PermitRow, household: Household, step: WorkflowStep) -> None:
        """The household has used this action up; the step says by which paper."""
        step.permit_id = row.id
        self.spend(row, household, step.action)

    def spend(self, row: PermitRow, household: Household, action: str) -> None:
        """The same for what leaves no step of its own: taking back."""
        plans.use_permit_in(self.tx, row, household_id=household.id, action=action)

    def _from_call(self, household: Household) -> tuple[PermitRow, Permit] | Reason:
        given = self.given
        if given is None:
            raise RuntimeError("no permit was brought")
        if household.code not in given.households and household.national_code not in given.households:
            return Reason("permit.not_named", {"paper_no": given.permit.paper_no})
        session = self.tx.session
        if not directory.may_permit_in(session, given.permit.signer, on=self.tx.today):
            return Reason("permit.signer_not_leader", {"signer": given.permit.signer})
        if self._brought is None:
            ids = [found.id for code in given.households if (found := find_household(session, code))]
            self._brought = plans.grant_permit_in(
                self.tx, plan_id=self.running.plan_id, permit=given.permit, household_ids=ids
            )
        left = plans.permit_for_in(session, self._brought, household.id)
        return (self._brought, left) if left else Reason("permit.used_up", {"paper_no": given.permit.paper_no})


@dataclass(frozen=True, slots=True)
class _Stored:
    row: PermitRow
    left: frozenset[str]
    named: frozenset[str]

    def permit(self) -> Permit:
        return Permit(self.left, self.row.last_day, self.row.reason, self.row.paper_no, self.row.signer)


def _stored(session: Session, household_id: int) -> list[_Stored]:
    """The stored permits of a household, what ends first before what lasts longer."""
    statement = (
        select(PermitRow, PermitUse.used_actions)
        .join(PermitUse, PermitUse.permit_id == PermitRow.id)
        .where(PermitUse.household_id == household_id)
        .order_by(PermitRow.last_day, PermitRow.id)
    )
    found: list[_Stored] = []
    for row, used in session.execute(statement):
        named = frozenset(filter(None, row.actions.split(",")))
        found.append(_Stored(row, named - frozenset(used.split(",")), named))
    return found


def _from_store(tx: Transaction, household: Household, action: str) -> tuple[PermitRow, Permit] | Reason | None:
    """The stored permit for this action; why the last one that named it allows nothing any more; None without any."""
    own = [one for one in _stored(tx.session, household.id) if action in one.named]
    usable = next((one for one in own if action in one.left and one.row.last_day >= tx.today), None)
    if usable is not None:
        return usable.row, usable.permit()
    if not own:
        return None
    values = {"paper_no": own[-1].row.paper_no, "last_day": own[-1].row.last_day}
    return Reason("permit.expired" if action in own[-1].left else "permit.used_up", values)


def usable_permits(session: Session, household_id: int, *, today: date) -> Mapping[str, Permit]:
    """Action -> the stored permit that would open it for this household today."""
    found: dict[str, Permit] = {}
    for one in _stored(session, household_id):
        if one.row.last_day >= today:
            for action in one.left:
                found.setdefault(action, one.permit())
    return found


def outlook_of(session: Session, household_id: int, request: Request, ask: Callable[[Request], Steps]) -> Outlook:
    """Which steps are open today, those that only a stored permit opens among them."""
    steps = tuple((row, tuple(why)) for row, why in ask(request))
    if not any(reason.code in ANSWERED_BY_PERMIT for _, why in steps for reason in why):
        return Outlook(steps)
    permits = usable_permits(session, household_id, today=request.today)
    answered: list[tuple[Transition, tuple[Reason, ...]]] = []
    numbers: dict[str, str] = {}
    for row, why in steps:
        permit = permits.get(row.action)
        left = tuple(reason for reason in why if reason.code not in ANSWERED_BY_PERMIT) if permit else why
        if permit and left != why and not left:
            numbers[row.action] = permit.paper_no
        answered.append((row, left))
    return Outlook(tuple(answered), numbers)
