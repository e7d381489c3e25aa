"""排查: the villages' sheets with struck lines and zero reports, and the township's summary (workflow 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.models.enums import CaseOrigin, CaseState, Category
from app.models.papers import PaperSnapshot
from app.models.region import Region
from app.models.screening import ScreeningHit, VillageSheet
from app.services.papers.layouts.listing import ListRow, RowKind
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, last, steps_of_cases, wanted_cases
from app.services.papers.queries.households import HouseholdRow, clue_texts, household_rows, reasons_text
from app.services.papers.queries.listing import by_village, make_list, numbered, one_list, total
from app.services.papers.wording import short_day
from app.services.screening.hits import stands

REPORTED, STRUCK = "reported", "struck"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A household on a village's sheet: a hit, a case, or both."""

    household_id: int
    village_id: int
    category: str
    because: str
    answer: str  # reported, struck or empty
    reason: str
    case_id: int | None


def village_reports(question: Question) -> Found:
    """One sheet for every village that has not closed its own, has more to report, or gave a zero report."""
    if question.freezing:
        return _frozen_report(question)
    entries = _entries(question)
    sheets, printed = _sheets(question), _frozen_villages(question, "village_report")
    found: list[Draft] = []
    for village in _villages(question):
        own = [entry for entry in entries if entry.village_id == village.id]
        sheet = sheets.get(village.id)
        number = (sheet.sheet_no or "") if sheet is not None else ""
        if sheet is not None and sheet.closed_on and village.id in printed:
            own = [entry for entry in own if not entry.answer]  # a supplement: what the first sheet did not say
            if not own:
                continue
            number = ""
        found.append(_report(question, village.id, village.name, own, number=number))
    return drafts(found)


def _frozen_report(question: Question) -> Found:
    """What a village hands in: the reported cases of the step, and the lines it struck."""
    cases = case_rows(question)
    villages = {row.village_id: row.village for row in cases}
    steps = steps_of_cases(question, (row.case_id for row in cases), "report_village")
    numbers = {row.village_id: steps[row.case_id][-1].text("sheet_no") for row in cases if row.case_id in steps}
    named = {row.case_id for row in cases}
    entries = [e for e in _entries(question, villages) if e.case_id in named or e.answer == STRUCK]
    found: list[Draft] = []
    for village_id, village in villages.items():
        own = [entry for entry in entries if entry.village_id == village_id]
        number = numbers.get(village_id) or question.paper_no
        found.append(_report(question, village_id, village, own, number=number))
    return drafts(found)


def _villages(question: Question) -> Sequence[Region]:
    statement = select(Region).where(Region.kind == "village", Region.merged_into_id.is_(None))
    if question.scope.villages is not None:
        statement = statement.where(Region.id.in_(question.scope.villages))
    return list(question.session.scalars(statement.order_by(Region.position, Region.id)))


def _sheets(question: Question) -> dict[int, VillageSheet]:
    """The last sheet of each village."""
    statement = select(VillageSheet).where(VillageSheet.plan_id == question.running.plan_id)
    return {sheet.village_id: sheet for sheet in question.session.scalars(statement.order_by(VillageSheet.number))}


def _frozen_villages(question: Question, kind: str) -> set[int | None]:
    """The villages of the frozen papers of a kind; None for one of the township."""
    statement = select(PaperSnapshot.village_id).where(
        PaperSnapshot.kind == kind, PaperSnapshot.plan_id == question.running.plan_id
    )
    return set(question.session.scalars(statement))


def _entries(question: Question, villages: Iterable[int] | None = None) -> list[_Entry]:
    """Hits and proposals, sorted as the households' cases are; a case counts more than the hit it came from."""
    # The sheet is about whole villages: a step that names cases does not narrow what was struck.
    asked = replace(question, scope=replace(question.scope, cases=None, villages=_set(villages, question)))
    rows = case_rows(asked)
    steps = steps_of_cases(asked, (row.case_id for row in rows), "propose", "report_village", "strike")
    cases = {row.household_id: row for row in rows if last(steps, row.case_id, "propose")}
    hits = {
        hit.household_id: hit
        for hit in question.session.scalars(
            select(ScreeningHit).where(ScreeningHit.plan_id == question.running.plan_id, stands())
        )
    }
    known = household_rows(asked, {*hits, *cases})
    wanted = asked.scope.villages
    line = question.running.plan.line_fen
    made: list[_Entry] = []
    for household_id, row in known.items():
        if wanted is not None and row.village_id not in wanted:
            continue
        case, hit = cases.get(household_id), hits.get(household_id)
        because = reasons_text(hit.reasons, net_per_head_fen=row.net_per_head_fen, line_fen=line) if hit else ""
        own = steps.get(case.case_id, []) if case else []
        answer, reason = _answer(case, own, hit)
        made.append(
            _Entry(
                household_id,
                row.village_id,
                case.category_code if case else hit.category if hit else "",
                because or _basis(own),
                answer,
                reason,
                case.case_id if case else None,
            )
        )
    return made


def _set(villages: Iterable[int] | None, question: Question) -> frozenset[int] | None:
    return question.scope.villages if villages is None else frozenset(villages)


def _answer(case: CaseRow | None, steps: list[Step], hit: ScreeningHit | None) -> tuple[str, str]:
    struck = next((step for step in reversed(steps) if step.action == "strike"), None)
    if struck is not None:
        return STRUCK, struck.text("reason")
    if case is not None:
        reported = any(step.action == "report_village" for step in steps)
        return (REPORTED if reported and case.state is not CaseState.PROPOSED else ""), ""
    if hit is not None and hit.answer == STRUCK:
        return STRUCK, hit.answer_reason or ""
    return "", ""


def _basis(steps: list[Step]) -> str:
    proposed = next((step for step in reversed(steps) if step.action == "propose"), None)
    if proposed is None:
        return ""
    origins = {origin.value: origin.label for origin in CaseOrigin}
    origin = origins.get(proposed.text("origin"), proposed.text("origin"))
    return "；".join(part for part in (origin, proposed.text("basis"), proposed.text("gap")) if part)


def _report(question: Question, village_id: int, village: str, entries: list[_Entry], *, number: str) -> Draft:
    known = household_rows(question, (entry.household_id for entry in entries))
    clues = clue_texts(question, known)
    ordered = sorted(entries, key=lambda e: (known[e.household_id].group, known[e.household_id].head, e.household_id))
    rows = numbered(_cells(question, entry, known[entry.household_id], clues) for entry in ordered)
    struck = [entry.answer == STRUCK for entry in ordered]
    lines = [replace(row, kind=RowKind.STRUCK) if out else row for row, out in zip(rows, struck, strict=True)]
    title = f"{village}{question.year}年拟新增监测对象排查上报表"
    office = f"{question.township}{village}"
    data = make_list(question, title, lines, kind="village_report", office=office, village=village)
    case_ids = tuple(entry.case_id for entry in ordered if entry.case_id and entry.answer != STRUCK)
    return Draft(replace(data, number=number or data.number), village_id=village_id, case_ids=case_ids)


def _cells(question: Question, entry: _Entry, row: HouseholdRow, clues: dict[int, str]) -> tuple[str, ...]:
    opinion = {REPORTED: "上报", STRUCK: "不报"}.get(entry.answer, "□上报\n□不报")
    return (
        *(row.group, row.code, row.head, row.id_number, str(row.members), row.household_type),
        *(question.category(entry.category), row.income, entry.because),
        *(clues.get(entry.household_id, ""), opinion, entry.reason),
    )


def summary(question: Question) -> Found:
    """镇级汇总表: every village with its sheet and what it reports; the cases are those that go to the comparison."""
    cases = wanted_cases(question, CaseState.REPORTED_BY_VILLAGE)
    sheets = _sheets(question)
    if not cases and (not sheets or _frozen_villages(question, "township_summary")):
        return drafts(NOTHING_FOUND)
    whole = replace(question, scope=replace(question.scope, cases=None))
    struck = [entry.village_id for entry in _entries(whole) if entry.answer == STRUCK]
    own = {village_id: rows for village_id, _, rows in by_village(cases)}
    rows, figures = [], [0] * 7
    for village in _villages(whole):
        sheet = sheets.get(village.id)
        counts = [*_counts(own.get(village.id, [])), struck.count(village.id)]
        figures = [total + count for total, count in zip(figures, counts, strict=True)]
        zero = "是" if sheet is not None and sheet.is_zero else ""
        late = "" if sheet is not None and sheet.closed_on else "未上报"
        signed = short_day(sheet.closed_on) if sheet is not None else ""
        number = (sheet.sheet_no or "") if sheet is not None else ""
        rows.append((village.name, number, signed, *map(str, counts), zero, late))
    lines: list[ListRow] = [*numbered(rows), total("", "合计", "", "", *map(str, figures), "", "")]
    title = f"{question.township}{question.year}年拟新增监测对象汇总表"
    return one_list(make_list(question, title, lines, kind="township_summary"), cases)


def _counts(rows: list[CaseRow]) -> tuple[int, ...]:
    exited = [row for row in rows if row.category_code == Category.UNSTABLE_EXITED]
    marginal = [row for row in rows if row.category_code == Category.MARGINAL]
    parts = (rows, exited, marginal)
    return tuple(figure for part in parts for figure in (len(part), sum(row.members for row in part)))
