"""补办 at the door: a permit is matched to its households, stored with its paper, and used up action by action."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.models.cases import WorkflowStep
from app.models.household import Household
from app.models.plans import Permit as PermitRow
from app.services import directory, plans
from app.services.cases.loading import find_household
from app.services.cases.request import PermitInput
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.plans import RunningPlan
from app.services.workflow.facts import Permit, Request
from app.services.workflow.judge import Verdict

# What a permit answers; everything else stands against the step with or without one.
ANSWERED = frozenset({"window.closed", "window.typing_late", "case.late_list"})


@dataclass(slots=True)
class PermitDesk:
    """The permit of one call, if there is one."""

    tx: Transaction
    running: RunningPlan
    given: PermitInput | None
    _row: PermitRow | None = None

    def is_asked(self, verdict: Verdict) -> bool:
        """Whether a permit was brought and something stands against the step that it can answer."""
        return self.given is not None and any(reason.code in ANSWERED for reason in verdict.reasons)

    def request_for(self, household: Household, request: Request) -> Request | Reason:
        """The request with what the permit still allows this household, or why it allows nothing."""
        left = self._left(household)
        return left if isinstance(left, Reason) else replace(request, permit=left)

    def use(self, household: Household, step: WorkflowStep) -> None:
        """The household has used this action up."""
        if self._row is None:
            raise RuntimeError("a permit is matched before it is used")
        step.permit_id = self._row.id
        plans.use_permit_in(self.tx, self._row, household_id=household.id, action=step.action)

    def _left(self, household: Household) -> Permit | Reason:
        given = self.given
        if given is None:
            raise RuntimeError("no permit was brought")
        if household.code not in given.households and household.national_code not in given.households:
            return Reason("permit.not_named", {"paper_no": given.permit.paper_no})
        session = self.tx.session
        if not directory.may_permit_in(session, given.permit.signer, on=self.tx.today):
            return Reason("permit.signer_not_leader", {"signer": given.permit.signer})
        if self._row is None:
            ids = [found.id for code in given.households if (found := find_household(session, code))]
            self._row = plans.grant_permit_in(
                self.tx, plan_id=self.running.plan_id, permit=given.permit, household_ids=ids
            )
        left = plans.permit_for_in(session, self._row, household.id)
        return left or Reason("permit.used_up", {"paper_no": given.permit.paper_no})
