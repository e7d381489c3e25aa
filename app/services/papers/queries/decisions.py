"""评定: the request to the district with its list, the decision's list, the mended report (workflow 2, rows 21-24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.models.enums import CaseState, Category
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListData
from app.services.papers.parts import Level
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import CaseRow, case_rows, last, steps_of_cases, wanted_cases
from app.services.papers.queries.figures import FigureBook, Words
from app.services.papers.queries.listing import make_list, numbered, one_list, sums
from app.services.papers.wording import ordinal, short_day

_PENDING = {"sc2020": (CaseState.EVALUATED,), "cn2021": (CaseState.NOTICE_OVER,)}


def request(question: Question) -> Found:
    """请示 + 名单: those who were evaluated for inclusion and go to the district."""
    cases = wanted_cases(question, *_PENDING[question.running.plan.variant])
    if not cases:
        return drafts(NOTHING_FOUND)
    return drafts([Draft(_request(question, cases), case_ids=tuple(row.case_id for row in cases))])


def _request(question: Question, cases: list[CaseRow]) -> LetterData:
    book, (households, persons) = FigureBook([district_list(question, cases)]), sums(cases)
    # A case stands in one request alone: its number tells the figures of several requests apart.
    figure = book.count(f"reported.{cases[0].case_id}", "拟新增监测对象", 0, range(len(cases)))
    opening = question.text(
        "request.opening", body=question.running.plan.meeting.body, households=households, persons=persons
    )
    before, is_said, after = opening.partition(f"{households}户{persons}人")
    words = Words(book, before)
    if is_said:
        words.households(figure)
    body = [words.say(after).part(), *by_category(question, book, cases)]
    return LetterData(
        title=question.text("request.title"),
        number=question.paper_no,
        addressee=question.district,
        body=tuple(body),
        closing=question.text("request.closing"),
        office=question.government,
        day=question.today,
        attachments=tuple(book.lists),
        figures=book.figures,
    )


def by_category(question: Question, book: FigureBook, cases: Sequence[CaseRow]) -> Iterator[LetterPart]:
    """（一）脱贫监测户22户65人。 for every category that occurs."""
    number = 0
    for category in Category:
        own = [n for n, row in enumerate(cases) if row.category_code == category.value]
        if own:
            number += 1
            name = question.category(category.value)
            words = Words(book, f"（{ordinal(number)}）{name}")
            words.households(book.count(f"reported.{cases[0].case_id}.{category.value}", name, 0, own))
            yield words.say("。").part(Level.SECOND)


def district_list(question: Question, cases: Sequence[CaseRow]) -> ListData:
    """The list that goes to the district, on paper and as a workbook."""
    steps = steps_of_cases(question, (row.case_id for row in cases), "evaluate")
    rows = []
    for row in cases:
        step = last(steps, row.case_id, "evaluate")
        risks = step.data.get("risks") if step else None
        listed = [str(risk) for risk in risks] if isinstance(risks, list) else []
        remark = step.text("risk_remark") if step else ""
        votes = f"{step.text('votes_for')}/{step.text('present')}" if step and step.data.get("present") else ""
        rows.append(
            (
                *(row.village, row.group, row.code, row.head, row.id_number, str(row.members)),
                *(row.household_type, row.category, row.income),
                "；".join(part for part in (risk_labels(listed or row.risks), remark) if part),
                short_day(step.occurred_on) if step else "",
                f"同意 {votes}".strip() if step else "",
                "",
            )
        )
    title = f"{question.township}{question.year}年拟新增监测对象名单"
    return replace(make_list(question, title, numbered(rows), kind="district_list"), number="")


def approved(question: Question) -> Found:
    """审定名单: what the district approved, by its decision; exists as snapshots only."""
    if not question.freezing:
        return drafts(NOTHING_FOUND)
    cases = case_rows(question)
    return one_list(approved_list(question, cases), cases)


def approved_list(question: Question, cases: Sequence[CaseRow]) -> ListData:
    """The approved of these cases with the category that was reported and the one that was approved."""
    steps = steps_of_cases(question, (row.case_id for row in cases), "propose", "join_on_visit", "record_approval")
    rows = []
    for row in cases:
        reported = last(steps, row.case_id, "propose", "join_on_visit")
        decided = last(steps, row.case_id, "record_approval")
        before = reported.text("category") if reported else ""
        rows.append(
            (
                *(row.village, row.group, row.code, row.head, row.id_number, str(row.members), row.household_type),
                *(question.category(before) if before else row.category, row.category),
                decided.text("decision_no") if decided else "",
                short_day(decided.occurred_on) if decided else "",
                "",
            )
        )
    title = f"{question.district}审定{question.township}{question.year}年监测对象名单"
    return make_list(question, title, numbered(rows), kind="approved_list")


def mended(question: Question) -> Found:
    """补正报告: the district's points and our answers, with the list again."""
    cases = wanted_cases(question, CaseState.TO_BE_MENDED)
    if not cases:
        return drafts(NOTHING_FOUND)
    return drafts([Draft(_mended(question, cases), case_ids=tuple(row.case_id for row in cases))])


def _mended(question: Question, cases: list[CaseRow]) -> LetterData:
    steps = steps_of_cases(question, (row.case_id for row in cases), "record_return", "recall", "resubmit")
    body = [LetterPart(question.text("mending.opening", households=len(cases)))]
    for number, row in enumerate(cases, start=1):
        returned, answer = (
            last(steps, row.case_id, "record_return", "recall"),
            last(steps, row.case_id, "resubmit"),
        )
        body.append(LetterPart(f"{number}. {row.village}{row.group}{row.head}户（{row.code}）"))
        body.append(LetterPart(f"补正要求：{returned.text('reason') if returned else ''}"))
        body.append(LetterPart(f"补正情况：{answer.text('answers') if answer else ''}"))
    return LetterData(
        title=question.text("mending.title"),
        number=question.paper_no,
        addressee=question.district,
        body=tuple(body),
        closing=question.text("mending.closing"),
        office=question.government,
        day=question.today,
        attachments=(district_list(question, cases),),
    )
