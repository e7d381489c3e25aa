"""The request to the departments: whose numbers are unusable, who is asked what, and the list as a workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CaseState, CrossCheckTopic
from app.models.history import VERSIONED, bulk_insert, in_chunks
from app.models.household import Household, HouseholdSummary, Membership, Person
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.cross_check.words import UNITS, ItemOutcome
from app.services.errors import NotFound, Reason
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue
from app.services.id_number import IdForm, read_id
from app.services.ledger import Transaction
from app.services.plans import RunningPlan


@dataclass(frozen=True, slots=True)
class UnusableId:
    """A member whose number no department can look up; ``why``: missing, wrong_length, wrong_check_digit, ..."""

    household_code: str
    person_id: int
    name: str
    id_number: str
    why: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """免比对: a member by person or by name, with the reason that the request names."""

    household_code: str
    reason: str
    person_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One requested person × item."""

    item_id: int
    household: HouseholdBrief
    person_id: int
    name: str
    id_number: str
    relation: str
    topic: CrossCheckTopic
    outcome: ItemOutcome
    exempt_reason: str


def id_problem(number: str | None) -> str | None:
    """Why a department cannot look this number up; None when it can."""
    if not number:
        return "missing"
    facts = read_id(number)
    if facts.form is IdForm.OLD_CITIZEN:
        return "old_number"
    if facts.form is IdForm.OTHER:
        return "wrong_length"
    if facts.check_digit_right is False:
        return "wrong_check_digit"
    return None if facts.born_on else "impossible_date"


def unusable_ids(session: Session, household_codes: Collection[str]) -> list[UnusableId]:
    """Living members of these households who cannot be compared, by household and place in it."""
    found: list[UnusableId] = []
    ids = session.scalars(select(Household.id).where(Household.code.in_(list(household_codes)))).all()
    for chunk in in_chunks(ids):
        rows = session.execute(
            select(Household.code, Person.id, Person.name, Person.id_number)
            .join(Membership, Membership.household_id == Household.id)
            .join(Person, Person.id == Membership.person_id)
            .where(Household.id.in_(chunk), Membership.to_on.is_(None))
            .order_by(Household.code, Membership.position, Membership.id)
        )
        for code, person_id, name, number in rows:
            if why := id_problem(number):
                found.append(UnusableId(code, person_id, name, number or "", why))
    return found


def batch_in(session: Session, plan_id: int, number: int) -> CrossCheckBatch:
    """A request by its number; NotFound names those that exist."""
    batch = session.scalars(
        select(CrossCheckBatch).where(CrossCheckBatch.plan_id == plan_id, CrossCheckBatch.number == number)
    ).one_or_none()
    if batch is None:
        known = session.scalars(select(CrossCheckBatch.number).where(CrossCheckBatch.plan_id == plan_id)).all()
        raise NotFound(Reason("cross_check.batch_not_found", {"batch": number, "batches": sorted(known) or "无"}))
    return batch


def open_batch_in(
    tx: Transaction, running: RunningPlan, *, list_no: str, on: date, due_on: date | None
) -> CrossCheckBatch:
    """The request of this list number, made when it is new; due as the plan says unless told otherwise."""
    batch = tx.session.scalars(
        select(CrossCheckBatch).where(CrossCheckBatch.plan_id == running.plan_id, CrossCheckBatch.list_no == list_no)
    ).one_or_none()
    if batch is None:
        last = tx.session.scalar(
            select(func.max(CrossCheckBatch.number)).where(CrossCheckBatch.plan_id == running.plan_id)
        )
        planned = next((d.due_on for d in running.plan.deadlines if d.code == "cross_check"), None)
        batch = CrossCheckBatch(
            plan_id=running.plan_id,
            number=(last or 0) + 1,
            items=",".join(running.plan.cross_check_topics),
            requested_on=on,
            due_on=due_on or (planned if planned and planned >= on else None),
            list_no=list_no,
        )
        tx.session.add(batch)
        tx.session.flush()
    return batch


def ask_in(
    tx: Transaction,
    running: RunningPlan,
    batch: CrossCheckBatch,
    households: Mapping[int, int | None],
    *,
    exempt: Mapping[int, str],
    only_exempt: bool = False,
) -> int:
    """Ask every living member of these households (id -> case id) × the plan's items; returns how many were new.

    ``exempt`` maps a person to the reason of 免比对. ``only_exempt`` leaves the others to the door's own row.
    """
    known = {
        (row.person_id, row.item)
        for chunk in in_chunks(households)
        for row in tx.session.execute(
            select(CrossCheckItem.person_id, CrossCheckItem.item).where(
                CrossCheckItem.batch_id == batch.id, CrossCheckItem.household_id.in_(chunk)
            )
        )
    }
    rows: list[dict[str, object]] = []
    for chunk in in_chunks(households):
        members = tx.session.execute(
            select(Membership.household_id, Membership.person_id).where(
                Membership.household_id.in_(chunk), Membership.to_on.is_(None)
            )
        )
        for household_id, person_id in members:
            reason = exempt.get(person_id)
            if only_exempt and reason is None:
                continue
            rows += [
                {
                    "batch_id": batch.id,
                    "case_id": households[household_id],
                    "household_id": household_id,
                    "person_id": person_id,
                    "item": str(topic),
                    "outcome": (ItemOutcome.EXEMPT if reason else ItemOutcome.UNANSWERED).value,
                    "exempt_reason": reason,
                }
                for topic in running.plan.cross_check_topics
                if (person_id, topic) not in known
            ]
    bulk_insert(tx.session, VERSIONED["cross_check_item"], rows)
    return len(rows)


def open_cases(session: Session, household_codes: Collection[str]) -> dict[str, tuple[int, Case]]:
    """Code -> (household id, open case) of those that have one."""
    rows = session.execute(
        select(Household.code, Household.id, Case)
        .join(Case, Case.household_id == Household.id)
        .where(Household.code.in_(list(household_codes)), Case.is_open == 1)
        .order_by(Case.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def is_to_be_submitted(case: Case) -> bool:
    """Whether row 6 still lies before the case; later cases are asked beside their steps."""
    return case.state in (CaseState.PROPOSED.value, CaseState.REPORTED_BY_VILLAGE.value)


def asked_rows(
    session: Session,
    batch_id: int,
    *,
    topics: Sequence[CrossCheckTopic] = (),
    outcomes: Sequence[ItemOutcome] = (),
) -> Iterator[AskedRow]:
    """The items of a request, by item and place: each department's part hangs together."""
    statement = (
        select(
            *BRIEF,
            CrossCheckItem.id,
            Person.id,
            Person.name,
            Person.id_number,
            Membership.relation,
            CrossCheckItem.item,
            CrossCheckItem.outcome,
            CrossCheckItem.exempt_reason,
        )
        .join(CrossCheckItem, CrossCheckItem.household_id == HouseholdSummary.household_id)
        .join(Person, Person.id == CrossCheckItem.person_id)
        .join(
            Membership,
            (Membership.person_id == Person.id) & (Membership.household_id == HouseholdSummary.household_id),
            isouter=True,
        )
        .where(CrossCheckItem.batch_id == batch_id)
        .order_by(*BY_PLACE, Membership.position, Person.id)
    )
    if topics:
        statement = statement.where(CrossCheckItem.item.in_([topic.value for topic in topics]))
    if outcomes:
        statement = statement.where(CrossCheckItem.outcome.in_([outcome.value for outcome in outcomes]))
    order = list(CrossCheckTopic)
    rows = sorted(session.execute(statement), key=lambda row: order.index(CrossCheckTopic(row[-3])))
    seen: set[int] = set()
    for row in rows:
        item_id, person_id, name, number, relation, topic, outcome, reason = row[len(BRIEF) :]
        if item_id in seen:  # somebody who left and came back has two memberships
            continue
        seen.add(item_id)
        yield AskedRow(
            item_id,
            brief_of(row),
            person_id,
            name,
            number or "",
            relation or "",
            CrossCheckTopic(topic),
            ItemOutcome(outcome),
            reason or "",
        )


_COLUMNS = (
    SheetColumn("序号", ColumnKind.NUMBER, 6),
    SheetColumn("村", width=12),
    SheetColumn("组", width=8),
    SheetColumn("户编号", ColumnKind.ID, 20),
    SheetColumn("户主", width=10),
    SheetColumn("姓名", width=10),
    SheetColumn("身份证号", ColumnKind.ID, 22),
    SheetColumn("与户主关系", width=10),
    SheetColumn("比对项目", width=10),
    SheetColumn("比对单位", width=18),
    SheetColumn("结果", width=8),
    SheetColumn("疑点说明", width=30),
)
_EXEMPT_COLUMNS = (*_COLUMNS[:8], SheetColumn("免比对原因", width=30))


def request_sheets(rows: Sequence[AskedRow], *, township: str, batch: CrossCheckBatch) -> list[SheetSpec]:
    """The request as departments fill it in, and the exempt members with their reasons."""
    asked = [row for row in rows if row.outcome is not ItemOutcome.EXEMPT]
    exempt = {row.person_id: row for row in rows if row.outcome is ItemOutcome.EXEMPT}
    named = f"{township}信息比对申请名单（第{batch.number}批）"
    due = f"，请于{batch.due_on.month}月{batch.due_on.day}日前反馈" if batch.due_on else ""
    lines = (
        f"文号：{batch.list_no or '无'}　申请日期：{batch.requested_on.isoformat()}{due}",
        "填写要求：“结果”栏填“无”或“疑似”；填“疑似”的请在“疑点说明”栏写明情况。",
    )
    sheets = [SheetSpec("比对申请", _COLUMNS, _asked_values(asked), title=named, lines=lines)]
    if exempt:
        title = f"{township}免比对人员（第{batch.number}批）"
        sheets.append(SheetSpec("免比对人员", _EXEMPT_COLUMNS, _exempt_values(list(exempt.values())), title=title))
    return sheets


def _asked_values(rows: Sequence[AskedRow]) -> Iterator[list[SheetValue]]:
    for number, row in enumerate(rows, 1):
        yield [number, *_person(row), row.topic.label, UNITS[row.topic], None, None]


def _exempt_values(rows: Sequence[AskedRow]) -> Iterator[list[SheetValue]]:
    for number, row in enumerate(rows, 1):
        yield [number, *_person(row), row.exempt_reason]


def _person(row: AskedRow) -> list[SheetValue]:
    home = row.household
    return [
        home.village_name,
        home.group_name,
        home.code,
        home.head_name,
        row.name,
        row.id_number,
        row.relation,
    ]
