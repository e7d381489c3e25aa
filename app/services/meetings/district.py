"""The list to the district and its decision typed back (workflow rows 21-23, 26)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState, Category, Labelled, Risk
from app.models.household import HouseholdSummary
from app.services import plans
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.cases.door import Outcome
from app.services.cases.request import PermitInput, StepInput
from app.services.context import Actor
from app.services.errors import Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.meetings.rules import Votes
from app.services.steps import StepCall, Tally, run_batch, take_all_in
from app.services.workflow.common_guards import integer
from app.services.workflow.facts import Signer


class DistrictAnswer(Labelled):
    """What the district says of a household; silence is 未答复 and moves nothing."""

    APPROVED = "approved", "同意"
    REFUSED = "refused", "不同意"
    RETURNED = "returned", "退回补正"
    UNANSWERED = "unanswered", "未答复"


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A line of the list to the district, or of what the district has not answered. Money in fen."""

    household: HouseholdBrief
    case_id: int
    state: CaseState
    category: Category
    risks: tuple[Risk, ...]
    net_per_head_fen: int | None
    net_basis: str
    expected: int | None
    present: int | None
    votes: Votes | None
    evaluated_on: date | None
    reported_on: date | None
    list_no: str
    comparison_open: bool
    mend_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The district's word on one household."""

    household_code: str
    answer: DistrictAnswer
    decision_no: str = ""
    category: Category | None = None
    reason: str = ""
    due_on: date | None = None  # 退回补正


class DistrictService:
    """Reports to the district and types its answers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ready(self, *, today: date, village_id: int | None = None) -> tuple[DistrictRow, ...]:
        """Households that can be reported: evaluated (2020), or their notice is over; by place."""
        with self._ledger.reading() as session:
            later = plans.plan_in(session, day=today).plan.variant != "sc2020"
            state = CaseState.NOTICE_OVER if later else CaseState.EVALUATED
            return tuple(_rows(session, (state,), village_id))

    def awaiting(self, *, village_id: int | None = None) -> tuple[DistrictRow, ...]:
        """Households that the district has: reported without an answer, or sent back to be mended."""
        with self._ledger.reading() as session:
            return tuple(_rows(session, (CaseState.REPORTED_TO_DISTRICT, CaseState.TO_BE_MENDED), village_id))

    def report(
        self,
        codes: Collection[str],
        *,
        list_no: str,
        on: date,
        actor: Actor,
        today: date,
        signers: Sequence[Signer] = (),
        permit: PermitInput | None = None,
    ) -> Outcome:
        """Row 21 for all of them under one list number; the list is frozen."""
        if not codes:
            raise refuse("district.nobody")
        given = StepInput(on, tuple(signers), list_no.strip() or None, {"list_no": list_no.strip()})

        def work(tx: Transaction, tally: Tally) -> None:
            take_all_in(tx, tally, [StepCall(code, "report_district", given) for code in codes], permit=permit)

        return run_batch(self._ledger, "district.report", work, actor=actor, today=today)

    def record_decisions(
        self,
        decisions: Sequence[Decision],
        *,
        on: date,
        actor: Actor,
        today: date,
        signers: Sequence[Signer] = (),
    ) -> Outcome:
        """Rows 22, 23 and 26 as the district said on this day; 未答复 stays 已报区, neither done nor refused."""

        def work(tx: Transaction, tally: Tally) -> None:
            record_decisions_in(tx, tally, decisions, on=on, signers=signers)

        return run_batch(self._ledger, "district.decisions", work, actor=actor, today=today)


def record_decisions_in(
    tx: Transaction, tally: Tally, decisions: Sequence[Decision], *, on: date, signers: Sequence[Signer] = ()
) -> None:
    """The same in a running transaction, for the import of the district's file."""
    named = Counter(decision.household_code for decision in decisions)
    for code, count in named.items():
        if count > 1:
            tally.refuse(code, Reason("district.decision_twice"))
    single = [decision for decision in decisions if named[decision.household_code] == 1]
    take_all_in(tx, tally, _calls(single, on, tuple(signers)))


def _calls(decisions: Sequence[Decision], on: date, signers: tuple[Signer, ...]) -> Iterator[StepCall]:
    for decision in decisions:
        number, reason = decision.decision_no.strip(), decision.reason.strip()
        data: dict[str, object] = {"decision_no": number, "reason": reason}
        match decision.answer:
            case DistrictAnswer.APPROVED:
                action = "record_approval"
                data |= {"decision": "同意", "category": decision.category.value if decision.category else None}
            case DistrictAnswer.REFUSED:
                action = "record_refusal"
            case DistrictAnswer.RETURNED:
                action = "record_return"
                data["due_on"] = decision.due_on.isoformat() if decision.due_on else None
            case _:
                continue
        yield StepCall(decision.household_code, action, StepInput(on, signers, number or None, data))


def _rows(session: Session, states: Collection[CaseState], village_id: int | None) -> list[DistrictRow]:
    statement = (
        select(*BRIEF, Case, HouseholdSummary.net_per_head_fen, HouseholdSummary.net_basis)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(Case.is_open == 1, Case.state.in_([state.value for state in states]))
        .order_by(*BY_PLACE)
    )
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    rows = session.execute(statement).all()
    steps = _steps(session, [row[len(BRIEF)].id for row in rows])
    return [_row(row, steps) for row in rows]


def _steps(session: Session, cases: Sequence[int]) -> dict[tuple[int, str], WorkflowStep]:
    """The last evaluation and the last report of each case that were not taken back."""
    found = session.scalars(
        select(WorkflowStep)
        .where(
            WorkflowStep.case_id.in_(cases),
            WorkflowStep.action.in_(("evaluate", "report_district", "resubmit")),
            WorkflowStep.taken_back_on.is_(None),
        )
        .order_by(WorkflowStep.number)
    )
    return {(step.case_id or 0, "evaluate" if step.action == "evaluate" else "report"): step for step in found}


def _row(row, steps: dict[tuple[int, str], WorkflowStep]) -> DistrictRow:
    case, net_per_head, basis = row[len(BRIEF) :]
    evaluated, reported = steps.get((case.id, "evaluate")), steps.get((case.id, "report"))
    data = json.loads(evaluated.data) if evaluated else {}
    counts = [integer(data.get(f"votes_{kind}")) for kind in ("for", "against", "abstained", "recused")]
    return DistrictRow(
        household=brief_of(row),
        case_id=case.id,
        state=CaseState(case.state),
        category=Category(case.category),
        risks=tuple(Risk(code) for code in data.get("risks") or () if code in {risk.value for risk in Risk}),
        net_per_head_fen=net_per_head,
        net_basis=basis or "",
        expected=integer(data.get("expected")),
        present=integer(data.get("present")),
        votes=Votes(*(count or 0 for count in counts)) if evaluated else None,
        evaluated_on=evaluated.occurred_on if evaluated else None,
        reported_on=reported.occurred_on if reported else None,
        list_no=str(json.loads(reported.data).get("list_no") or reported.paper_no or "") if reported else "",
        comparison_open=bool(case.comparison_open),
        mend_due_on=case.mend_due_on,
    )
