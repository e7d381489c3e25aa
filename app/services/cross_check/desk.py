"""The desk: a hit with its household, its evidence and its conclusion; who waits and who is through (rows 7-9)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CaseState, Category, CrossCheckTopic
from app.models.household import HouseholdSummary, Membership, Person
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.cross_check.words import ItemConclusion, ItemOutcome
from app.services.errors import Reason
from app.services.plan_cases import of_plan
from app.services.workflow.common_guards import persons
from app.services.workflow.facts import Signer

_EARLY = (CaseState.CROSS_CHECKING, CaseState.CROSS_CHECKED, CaseState.LISTED)
_VISITED = (CaseState.VISITED, CaseState.EVALUATED, CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER)


@dataclass(frozen=True, slots=True)
class Hit:
    """A 疑似 with everything the two who verify it look at. Money in fen."""

    item_id: int
    batch_number: int
    household: HouseholdBrief
    case_id: int | None
    case_state: CaseState | None
    category: Category | None
    net_per_head_fen: int | None
    tags: str
    person_id: int
    name: str
    id_number: str
    relation: str
    topic: CrossCheckTopic
    details: str
    answered_on: date | None
    answered_by: str
    conclusion: ItemConclusion | None
    concluded_on: date | None
    verifiers: tuple[Signer, ...]
    verification: str
    evidence: str
    others: int  # further hits of the household

    @property
    def next_action(self) -> str | None:
        """The row that 不符合 leads to in this state: 8, 14, 23 or 30; None before a conclusion or without a case."""
        return next_action(self.case_state) if self.conclusion is ItemConclusion.NOT_QUALIFIED else None


@dataclass(frozen=True, slots=True)
class UnansweredHousehold:
    """A household that waits for departments: how many person × items, of which items, since when."""

    household: HouseholdBrief
    batch_number: int
    requested_on: date
    due_on: date | None
    count: int
    topics: tuple[CrossCheckTopic, ...]


@dataclass(frozen=True, slots=True)
class ConfirmedRow:
    """A line of the 初步监测名单 that goes back to its village."""

    household: HouseholdBrief
    category: Category
    list_no: str
    list_on: date | None
    remark: str


def next_action(state: CaseState | None) -> str | None:
    """Where 不符合 leads: 8 before the visit, 14 before the report, 23 after it, 30 after approval (workflow 1)."""
    if state is None:
        return None
    if state in _EARLY:
        return "exclude_cross_check"
    if state in _VISITED:
        return "require_revisit"
    if state is CaseState.REPORTED_TO_DISTRICT:
        return "recall"
    if state in (CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED):
        return "remove"
    return "end" if state is not CaseState.TO_BE_MENDED else "redo_visit"


def hits_in(
    session: Session,
    plan_id: int,
    *,
    open_only: bool = False,
    village_id: int | None = None,
    batch_number: int | None = None,
    item_id: int | None = None,
) -> list[Hit]:
    """The 疑似 of a plan: those without a conclusion first, then by place."""
    conditions = [CrossCheckBatch.plan_id == plan_id, CrossCheckItem.outcome == ItemOutcome.SUSPECT.value]
    if open_only:
        conditions.append(CrossCheckItem.conclusion.is_(None))
    if village_id is not None:
        conditions.append(HouseholdSummary.village_id == village_id)
    if batch_number is not None:
        conditions.append(CrossCheckBatch.number == batch_number)
    if item_id is not None:
        conditions.append(CrossCheckItem.id == item_id)
    relation = (
        select(Membership.relation)
        .where(Membership.person_id == Person.id, Membership.household_id == CrossCheckItem.household_id)
        .order_by(Membership.to_on.is_not(None))
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            *BRIEF,
            CrossCheckItem,
            CrossCheckBatch.number,
            Person,
            Case,
            relation,
            HouseholdSummary.net_per_head_fen,
            HouseholdSummary.tags,
        )
        .join(CrossCheckItem, CrossCheckItem.household_id == HouseholdSummary.household_id)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .join(Person, Person.id == CrossCheckItem.person_id)
        .join(Case, Case.id == CrossCheckItem.case_id, isouter=True)
        .where(*conditions)
        .order_by(CrossCheckItem.conclusion.is_not(None), *BY_PLACE, CrossCheckItem.id)
    )
    rows = session.execute(statement).all()
    per_household = _hits_per_household(session, plan_id)
    return [_hit(row, per_household) for row in rows]


def _hits_per_household(session: Session, plan_id: int) -> dict[int, int]:
    rows = session.execute(
        select(CrossCheckItem.household_id, func.count())
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(CrossCheckBatch.plan_id == plan_id, CrossCheckItem.outcome == ItemOutcome.SUSPECT.value)
        .group_by(CrossCheckItem.household_id)
    )
    return {row[0]: row[1] for row in rows}


def _hit(row, per_household: dict[int, int]) -> Hit:
    item, batch_number, person, case, relation, net_per_head, tags = row[len(BRIEF) :]
    return Hit(
        item_id=item.id,
        batch_number=batch_number,
        household=brief_of(row),
        case_id=item.case_id,
        case_state=CaseState(case.state) if case else None,
        category=Category(case.category) if case else None,
        net_per_head_fen=net_per_head,
        tags=tags,
        person_id=person.id,
        name=person.name,
        id_number=person.id_number or "",
        relation=relation or "",
        topic=CrossCheckTopic(item.item),
        details=item.details or "",
        answered_on=item.answered_on,
        answered_by=item.answered_by or "",
        conclusion=ItemConclusion(item.conclusion) if item.conclusion else None,
        concluded_on=item.concluded_on,
        verifiers=persons(json.loads(item.verifiers or "[]")),
        verification=item.verification or "",
        evidence=item.evidence or "",
        others=per_household.get(item.household_id, 1) - 1,
    )


def conclusion_problems(
    item: CrossCheckItem,
    *,
    verifiers: Sequence[Signer],
    evidence: str,
    concluded_on: date,
    today: date,
    correction: str,
) -> Iterator[Reason]:
    """Why a doubt cannot be concluded like this: no doubt, one verifier, no evidence, an impossible day."""
    if item.outcome != ItemOutcome.SUSPECT:
        yield Reason("cross_check.not_suspect", {"outcome": ItemOutcome(item.outcome).label})
    if item.conclusion and not correction.strip():
        yield Reason("cross_check.already_concluded", {"conclusion": ItemConclusion(item.conclusion).label})
    if len({verifier.name.strip() for verifier in verifiers if verifier.name.strip()}) < 2:
        yield Reason("cross_check.two_verifiers", {"given": len(verifiers)})
    if not evidence.strip():
        yield Reason("cross_check.evidence_missing")
    if concluded_on > today:
        yield Reason("cross_check.future", {"day": concluded_on, "today": today})
    elif item.answered_on and concluded_on < item.answered_on:
        yield Reason("cross_check.before_answer", {"day": concluded_on, "answered_on": item.answered_on})


def unanswered_in(
    session: Session, plan_id: int, *, village_id: int | None = None, batch_number: int | None = None
) -> list[UnansweredHousehold]:
    """Households with an open case that still wait for an answer, longest first."""
    statement = (
        select(
            *BRIEF,
            CrossCheckBatch.number,
            CrossCheckBatch.requested_on,
            CrossCheckBatch.due_on,
            CrossCheckItem.item,
            func.count(),
        )
        .join(CrossCheckItem, CrossCheckItem.household_id == HouseholdSummary.household_id)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(
            CrossCheckBatch.plan_id == plan_id,
            CrossCheckItem.outcome == ItemOutcome.UNANSWERED.value,
            exists().where(Case.household_id == HouseholdSummary.household_id, Case.is_open == 1),
        )
        .group_by(HouseholdSummary.household_id, CrossCheckBatch.id, CrossCheckItem.item)
        .order_by(CrossCheckBatch.requested_on, *BY_PLACE, CrossCheckBatch.number)
    )
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    if batch_number is not None:
        statement = statement.where(CrossCheckBatch.number == batch_number)
    found: dict[tuple[int, int], UnansweredHousehold] = {}
    for row in session.execute(statement):
        number, requested_on, due_on, topic, count = row[len(BRIEF) :]
        known = found.get((row[0], number))
        topics = (*(known.topics if known else ()), CrossCheckTopic(topic))
        found[(row[0], number)] = UnansweredHousehold(
            brief_of(row), number, requested_on, due_on, count + (known.count if known else 0), topics
        )
    return list(found.values())


def ready_to_close(session: Session, plan_id: int) -> list[HouseholdBrief]:
    """Households whose comparison can be closed: everything answered or exempt, every doubt without effect."""
    own = (CrossCheckItem.household_id == HouseholdSummary.household_id, CrossCheckBatch.plan_id == plan_id)
    asked = select(CrossCheckItem.id).join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id).where(*own)
    stands_against = or_(
        CrossCheckItem.outcome == ItemOutcome.UNANSWERED.value,
        (CrossCheckItem.outcome == ItemOutcome.SUSPECT.value)
        & (func.coalesce(CrossCheckItem.conclusion, "") != ItemConclusion.NO_EFFECT.value),
    )
    statement = (
        select(*BRIEF)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(
            Case.is_open == 1,
            of_plan(plan_id),
            or_(Case.state == CaseState.CROSS_CHECKING.value, Case.comparison_open == 1),
            asked.exists(),
            ~asked.where(stands_against).exists(),
        )
        .order_by(*BY_PLACE)
    )
    return [brief_of(row) for row in session.execute(statement)]


def batches_of(session: Session, plan_id: int, household_ids: Collection[int]) -> dict[int, str]:
    """The request numbers that each household stands in, as the paper names them: 1、2."""
    rows = session.execute(
        select(CrossCheckItem.household_id, CrossCheckBatch.number)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(CrossCheckBatch.plan_id == plan_id, CrossCheckItem.household_id.in_(list(household_ids)))
        .distinct()
        .order_by(CrossCheckBatch.number)
    )
    found: dict[int, list[str]] = {}
    for household_id, number in rows:
        found.setdefault(household_id, []).append(str(number))
    return {household_id: "、".join(numbers) for household_id, numbers in found.items()}


def confirmed_rows(session: Session, plan_id: int, *, village_id: int | None = None) -> list[ConfirmedRow]:
    """The list that was confirmed, per village: rows 9 and 10; those listed before their result say 待比对."""
    statement = (
        select(*BRIEF, Case, WorkflowStep)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .join(WorkflowStep, WorkflowStep.case_id == Case.id)
        .where(
            of_plan(plan_id),
            WorkflowStep.action.in_(("confirm_list", "list_before_result")),
            WorkflowStep.taken_back_on.is_(None),
        )
        .order_by(*BY_PLACE, WorkflowStep.number)
    )
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    found: dict[int, ConfirmedRow] = {}
    for row in session.execute(statement):
        case, step = row[len(BRIEF) :]
        data = json.loads(step.data)
        found[case.id] = ConfirmedRow(
            brief_of(row),
            Category(case.category),
            str(data.get("list_no") or step.paper_no or ""),
            step.occurred_on,
            "待比对" if case.comparison_open else "",
        )
    return list(found.values())
