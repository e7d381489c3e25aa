"""消除公告: whose risk the district found cleared, for the notice board: names and villages alone, no numbers."""

from __future__ import annotations

from app.models.enums import CaseState, ClearingWay
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, Sort
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, in_states, last, steps_of_cases
from app.services.papers.queries.listing import sums
from app.services.papers.wording import day

_COLUMNS = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("村（社区）", 9),
    ListColumn("组", 5),
    ListColumn("户主姓名", 9),
    ListColumn("家庭人口", 4, Sort.NUMBER),
    ListColumn("监测类别", 8),
    ListColumn("消除方式", 7),
)
_WAYS = {way.value: way.label for way in ClearingWay}


def notices(question: Question) -> Found:
    """One for every decision of the district that found risks cleared."""
    cases = case_rows(question, in_states(CaseState.RISK_CLEARED))
    steps = steps_of_cases(question, (row.case_id for row in cases), "propose_clear", "approve_clear")
    decisions: dict[str, list[tuple[CaseRow, Step]]] = {}
    for row in cases:
        step = last(steps, row.case_id, "approve_clear")
        if step is not None:
            decisions.setdefault(step.text("decision_no"), []).append((row, step))
    found: list[Draft] = []
    for number, decided in decisions.items():
        ways = {row.case_id: _way(last(steps, row.case_id, "propose_clear")) for row, _ in decided}
        case_ids = tuple(row.case_id for row, _ in decided)
        found.append(Draft(_notice(question, number, decided, ways), case_ids=case_ids))
    return drafts(found)


def _way(step: Step | None) -> str:
    return _WAYS.get(step.text("way"), "") if step else ""


def _notice(question: Question, number: str, decided: list[tuple[CaseRow, Step]], ways: dict[int, str]) -> LetterData:
    cases = [row for row, _ in decided]
    households, persons = sums(cases)
    on = max(step.occurred_on for _, step in decided)
    rows = [
        ListRow((str(n), r.village, r.group, r.head, str(r.members), r.category, ways[r.case_id]))
        for n, r in enumerate(cases, start=1)
    ]
    decision = f"（{number}）" if number else ""
    return LetterData(
        title=question.text("clearing_notice.title"),
        addressee="",
        body=(
            LetterPart(
                question.text(
                    "clearing_notice.opening", when=day(on), decision=decision, households=households, persons=persons
                ),
                table=ListData("", _COLUMNS, tuple(rows)),
            ),
            LetterPart(question.text("clearing_notice.objection")),
        ),
        office=question.government,
        day=on,
    )
