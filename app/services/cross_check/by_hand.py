"""The township's own half of the comparison, typed by hand (区、镇同步)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CrossCheckTopic
from app.models.household import Person
from app.services.cases.loading import find_household
from app.services.cross_check.words import ItemOutcome
from app.services.errors import Reason, refuse_all
from app.services.ledger import Transaction
from app.services.plans import RunningPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class HandAnswer:
    """A person of a household × an item, and what the township found; details for 疑似 and 免比对."""

    household_code: str
    name: str
    topic: CrossCheckTopic
    outcome: ItemOutcome
    details: str = ""


def answer_in(tx: Transaction, running: RunningPlan, answers: Sequence[HandAnswer], *, by: str, on: date) -> None:
    """Type the answers; every one that cannot be typed is named in one refusal."""
    refuse_all([reason for answer in answers for reason in _answer(tx, running, answer, by=by, on=on)])


def _answer(tx: Transaction, running: RunningPlan, answer: HandAnswer, *, by: str, on: date) -> list[Reason]:
    items = _items(tx, running, answer)
    problem = _problem(answer, items)
    if problem:
        values = {"code": answer.household_code, "name": answer.name, "topic": answer.topic.label}
        return [Reason(problem, values)]
    for item in items:
        item.outcome = answer.outcome.value
        item.answered_on, item.answered_by = on, by.strip()
        if answer.outcome is ItemOutcome.EXEMPT:
            item.exempt_reason = answer.details.strip()
        elif answer.details.strip():
            item.details = "\n".join(part for part in (item.details, answer.details.strip()) if part)
            item.conclusion = None
    return []


def _items(tx: Transaction, running: RunningPlan, answer: HandAnswer) -> Sequence[CrossCheckItem]:
    household = find_household(tx.session, answer.household_code)
    if household is None:
        return ()
    return tx.session.scalars(
        select(CrossCheckItem)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .join(Person, Person.id == CrossCheckItem.person_id)
        .where(
            CrossCheckBatch.plan_id == running.plan_id,
            CrossCheckItem.household_id == household.id,
            CrossCheckItem.item == answer.topic.value,
            Person.name == answer.name.strip(),
        )
    ).all()


def _problem(answer: HandAnswer, items: Sequence[CrossCheckItem]) -> str | None:
    if not items:
        return "cross_check.not_asked"
    if answer.outcome is ItemOutcome.UNANSWERED:
        return "cross_check.no_answer"
    if answer.outcome in (ItemOutcome.SUSPECT, ItemOutcome.EXEMPT) and not answer.details.strip():
        return "cross_check.details_missing"
    is_doubted = any(item.outcome == ItemOutcome.SUSPECT for item in items)
    if is_doubted and answer.outcome is not ItemOutcome.SUSPECT:
        return "cross_check.suspect_needs_conclusion"
    return None
