"""信息比对: the request to the district with every person to be compared, and the verification of the doubts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import CaseState, CrossCheckTopic
from app.models.history import in_chunks
from app.models.household import Membership, Person
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListData
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, case_rows, wanted_cases
from app.services.papers.queries.listing import make_list, numbered, sums
from app.services.papers.queries.persons import living_members
from app.services.papers.wording import day, short_day

OUTCOMES = {"clear": "无疑点", "suspect": "疑似", "unanswered": "未答复", "exempt": "免比对"}
CONCLUSIONS = {"no_effect": "不影响", "not_qualified": "不符合"}


def topic_label(code: str) -> str:
    """A compared item in the words of the plan."""
    known = {topic.value: topic.label for topic in CrossCheckTopic}
    return known.get(code, code)


def requests(question: Question) -> Found:
    """比对申请: the letter with the list of persons × items that go to the district."""
    cases = wanted_cases(question, CaseState.REPORTED_BY_VILLAGE)
    if not cases:
        return drafts(NOTHING_FOUND)
    return drafts([Draft(_letter(question, cases), case_ids=tuple(row.case_id for row in cases))])


def _letter(question: Question, cases: list[CaseRow]) -> LetterData:
    attached = person_list(question, cases)
    households, _ = sums(cases)
    topics = "、".join(map(topic_label, question.running.plan.cross_check_topics))
    joined = all(row.origin == "join_on_visit" for row in cases)
    source = "走访中新增的" if joined else "各村（社区）排查上报并经我镇汇总的"
    due = next((d.due_on for d in question.running.plan.deadlines if d.code == "cross_check"), None)
    in_time = due is not None and question.today <= due
    asked = question.text("cross_check.asked_by", due=day(due)) if in_time else question.text("cross_check.asked")
    persons = len(attached.rows)
    text = question.text(
        "cross_check.body", source=source, households=households, persons=persons, topics=topics, asked=asked
    )
    return LetterData(
        title=question.text("cross_check.more_title" if joined else "cross_check.title"),
        addressee=question.district,
        body=(LetterPart(text),),
        office=question.government,
        day=question.today,
        number=question.paper_no,
        attachments=(attached,),
    )


def person_list(question: Question, cases: Sequence[CaseRow]) -> ListData:
    """Every living member of the cases with the items that are asked of him."""
    members = living_members(question, (row.household_id for row in cases))
    exempt = _exempt(question, cases)
    topics = question.running.plan.cross_check_topics
    rows = []
    for row in cases:
        for member in members.get(row.household_id, []):
            spared = exempt.get((row.household_id, member.person_id), {})
            left = [topic_label(topic) for topic in topics if topic not in spared]
            asked = f"全部{len(topics)}项" if len(left) == len(topics) else "、".join(left)
            why = "；".join(dict.fromkeys(spared.values()))
            rows.append(
                (
                    *(row.village, row.code, row.head, member.name, member.id_number, member.relation),
                    *(row.category, asked, f"免比对：{why}" if spared else ""),
                )
            )
    title = f"{question.township}{question.year}年拟新增监测对象信息比对名单"
    return replace(make_list(question, title, numbered(rows), kind="cross_check_persons"), number="")


def _exempt(question: Question, cases: Sequence[CaseRow]) -> dict[tuple[int, int], dict[str, str]]:
    found: dict[tuple[int, int], dict[str, str]] = {}
    for chunk in in_chunks(sorted({row.household_id for row in cases})):
        statement = select(CrossCheckItem).where(
            CrossCheckItem.household_id.in_(chunk), CrossCheckItem.outcome == "exempt"
        )
        for item in question.session.scalars(statement):
            found.setdefault((item.household_id, item.person_id), {})[item.item] = item.exempt_reason or ""
    return found


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A requested person × item with its answer and conclusion."""

    case_id: int | None
    household_id: int
    person: str
    relation: str
    id_number: str
    topic: str
    outcome: str
    answered_by: str
    answered_on: date | None
    details: str
    verification: str
    evidence: str
    conclusion: str
    verifiers: str
    batch: int
    exempt_reason: str


def item_rows(question: Question, case_ids: Sequence[int], *, doubts_only: bool = False) -> list[ItemRow]:
    """The items of these cases, in the order of households, members and topics."""
    rows: list[ItemRow] = []
    for chunk in in_chunks(sorted(case_ids)):
        statement = (
            select(CrossCheckItem, Person.name, Person.id_number, Membership.relation, CrossCheckBatch.number)
            .join(Person, Person.id == CrossCheckItem.person_id)
            .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
            .outerjoin(
                Membership,
                (Membership.person_id == Person.id)
                & (Membership.household_id == CrossCheckItem.household_id)
                & Membership.to_on.is_(None),
            )
            .where(CrossCheckItem.case_id.in_(chunk))
            .order_by(CrossCheckItem.household_id, Membership.position, Person.id, CrossCheckItem.id)
        )
        if doubts_only:
            statement = statement.where(CrossCheckItem.outcome == "suspect")
        for item, name, number, relation, batch in question.session.execute(statement):
            rows.append(_item_row(item, name, number or "", relation or "", batch))
    return rows


def _item_row(item: CrossCheckItem, name: str, number: str, relation: str, batch: int) -> ItemRow:
    return ItemRow(
        case_id=item.case_id,
        household_id=item.household_id,
        person=name,
        relation=relation,
        id_number=number,
        topic=topic_label(item.item),
        outcome=OUTCOMES.get(item.outcome, item.outcome),
        answered_by=item.answered_by or "",
        answered_on=item.answered_on,
        details=item.details or "",
        verification=item.verification or "",
        evidence=item.evidence or "",
        conclusion=CONCLUSIONS.get(item.conclusion or "", item.conclusion or ""),
        verifiers=names_of(item.verifiers),
        batch=batch,
        exempt_reason=item.exempt_reason or "",
    )


def names_of(text: str | None) -> str:
    """Names from a JSON list of names or of {"name", "office"}."""
    entries = json.loads(text) if text else []
    names = [str(entry.get("name", "")) if isinstance(entry, dict) else str(entry) for entry in entries]
    return "、".join(name for name in names if name)


def results(question: Question) -> Found:
    """比对结果核实表: for every village the doubts, what two persons verified, and the balance of the answers."""
    compared = case_rows(question)
    items = item_rows(question, [row.case_id for row in compared])
    by_case: dict[int | None, list[ItemRow]] = {}
    for item in items:
        by_case.setdefault(item.case_id, []).append(item)
    found: list[Draft] = []
    villages: dict[int, list[CaseRow]] = {}
    for row in compared:
        if row.case_id in by_case:
            villages.setdefault(row.village_id, []).append(row)
    for village_id, cases in villages.items():
        own = [(row, item) for row in cases for item in by_case[row.case_id]]
        rows = [_result(row, item) for row, item in own if item.outcome in ("疑似", "未答复")]
        data = make_list(question, f"{cases[0].village}{question.year}年信息比对结果核实表", numbered(rows))
        data = replace(data, notes=(*data.notes, _balance([item for _, item in own])))
        found.append(Draft(data, village_id=village_id, case_ids=tuple(row.case_id for row in cases)))
    return drafts(found)


def _result(row: CaseRow, item: ItemRow) -> tuple[str, ...]:
    return (
        *(row.village, row.head, item.person, item.id_number, item.relation, item.topic),
        *(item.answered_by or short_day(item.answered_on), item.outcome, item.details),
        *(item.verification, item.evidence, item.conclusion, item.verifiers),
    )


def _balance(items: Sequence[ItemRow]) -> str:
    counts = {label: sum(item.outcome == label for item in items) for label in OUTCOMES.values()}
    parts = "，".join(f"{label}{count}项" for label, count in counts.items())
    return f"应比对{len(items)}人项：{parts}。本表列疑似和未答复的人项。"
