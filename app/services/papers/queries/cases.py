"""Lists of cases: taken over, unmatched, preliminary, receipts, carried into the next year (workflow 2 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.models.cases import Alert, Case, MonthlyCheck
from app.models.enums import OPEN_ALERT_STATES, OPEN_CASE_STATES, CaseState, Gap
from app.models.facts import ListEntry
from app.models.history import in_chunks
from app.models.imports import ImportBatch
from app.services.papers.layouts.listing import ListData
from app.services.papers.queries.asking import NOTHING_FOUND, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import (
    CaseRow,
    Step,
    case_rows,
    in_states,
    last,
    steps_of_cases,
    wanted_cases,
)
from app.services.papers.queries.households import hit_reasons, reasons_text
from app.services.papers.queries.listing import by_village, make_list, numbered, one_list
from app.services.papers.wording import short_day
from app.services.rollover.reading import decisions_in, ending_plan

_CARRIED, _ORIGINS = "carry_over", ("carry_over", "carried_over")
# How a row of a list was matched, in words (the buckets of workflow 5).
BUCKETS = {
    "name_differs": "身份证号相同，姓名不同",
    "not_found": "台账中没有此人",
    "duplicate": "名单中重复",
    "malformed": "身份证号不完整或有误",
}


def carried_over(question: Question) -> Found:
    """自动纳入名单: exists as snapshots only; the step that takes households over freezes it."""
    if not question.freezing:
        return drafts(NOTHING_FOUND)
    cases = case_rows(question)
    steps = steps_of_cases(question, (row.case_id for row in cases), _CARRIED)
    rows = []
    for row in cases:
        step = last(steps, row.case_id, _CARRIED)
        rows.append(
            (
                *(row.village, row.group, row.code, row.head, row.id_number, str(row.members)),
                *(row.household_type, row.category, risk_labels(row.risks), row.national_code),
                step.text("source_list") if step else "",
                short_day(step.occurred_on) if step else "",
            )
        )
    title = f"{question.township}{question.year}年监测对象自动纳入名单"
    return one_list(make_list(question, title, numbered(rows)), cases)


def unmatched(question: Question) -> Found:
    """未匹配清单: rows of the carried-over list that were not matched to one living household."""
    statement = (
        select(ListEntry.name, ListEntry.id_number, ListEntry.matched, ImportBatch.file_name)
        .outerjoin(ImportBatch, ImportBatch.id == ListEntry.batch_id)
        .where(ListEntry.list_kind == "carried_over", ListEntry.matched.in_(BUCKETS))
        .order_by(ListEntry.id)
    )
    rows = [
        (row.name or "", row.id_number or "", row.file_name or "", BUCKETS[row.matched], "")
        for row in question.session.execute(statement)
    ]
    if not rows:
        return drafts(NOTHING_FOUND)
    return one_list(make_list(question, f"{question.township}自动纳入名单未匹配清单", numbered(rows)))


def preliminary(question: Question) -> Found:
    """初步监测名单: those that the confirmed list names (row 9), marked 待比对 where the visit comes first (row 10)."""
    cases = wanted_cases(question, CaseState.CROSS_CHECKED)
    return one_list(preliminary_list(question, cases), cases) if cases else drafts(NOTHING_FOUND)


def preliminary_list(question: Question, cases: list[CaseRow]) -> ListData:
    """The preliminary list of these cases."""
    steps = steps_of_cases(question, (row.case_id for row in cases), "propose", "join_on_visit")
    hits = hit_reasons(question, (row.household_id for row in cases))
    rows = []
    for row in cases:
        step = last(steps, row.case_id, "propose", "join_on_visit")
        met = step is not None and step.action == "join_on_visit"
        told = (step.text("difficulty") or step.text("gap")) if step else ""
        income, line = row.net_per_head_fen, question.running.plan.line_fen
        compared = "待比对" if row.comparison_open or row.state is CaseState.CROSS_CHECKING else "已比对"
        rows.append(
            (
                *(row.village, row.group, row.code, row.head, row.id_number, str(row.members)),
                *(row.household_type, row.category, row.income),
                told or reasons_text(hits.get(row.household_id, ""), net_per_head_fen=income, line_fen=line),
                "走访新增" if met else "排查",
                compared,
                "",
            )
        )
    return make_list(
        question, f"{question.township}{question.year}年初步监测名单", numbered(rows), kind="preliminary_list"
    )


def receipts(question: Question) -> Found:
    """村签收单: each village signs for its part of the confirmed list."""
    cases = [row for row in case_rows(question) if row.state in _SINCE_LISTED]
    steps = steps_of_cases(question, (row.case_id for row in cases), "confirm_list", "list_before_result")
    rows = []
    for _, village, own in by_village(row for row in cases if row.case_id in steps):
        dated = max((step.occurred_on for row in own for step in steps[row.case_id]), default=None)
        persons = sum(row.members for row in own)
        rows.append((village, str(len(own)), str(persons), short_day(dated), "", "", ""))
    if not rows:
        return drafts(NOTHING_FOUND)
    title = f"{question.township}{question.year}年初步监测名单村签收单"
    return one_list(make_list(question, title, numbered(rows)))


_ORDER = list(CaseState)
_SINCE_LISTED = frozenset(_ORDER[_ORDER.index(CaseState.LISTED) :])


def carried_forward(question: Question) -> Found:
    """年末结转清单: every case still to go over, its open alerts and December's sheet, from 1 December on."""
    ending = question.running if question.freezing else ending_plan(question.session, question.today)
    if not question.freezing and question.today < date(ending.plan.year, 12, 1):
        return drafts(NOTHING_FOUND)
    # A case that is being rolled over belongs to the next plan already; one that was is no more to be listed.
    waiting = (in_states(*sorted(OPEN_CASE_STATES)), Case.plan_id == ending.plan_id)
    cases = (
        case_rows(question, every_plan=True) if question.freezing else case_rows(question, *waiting, every_plan=True)
    )
    if not cases:
        return drafts(NOTHING_FOUND)
    steps = steps_of_cases(question, (row.case_id for row in cases), "roll_over")
    year = _year_left(steps, ending.plan.year) if question.freezing else ending.plan.year
    alerts, sheets = _open_alerts(question, cases), _december(question, cases, year)
    rows, decided = [], {} if question.freezing else decisions_in(question.session, ending.plan_id)
    for row in cases:
        own = alerts.get(row.household_id, [])
        step, decision = last(steps, row.case_id, "roll_over"), decided.get(row.household_id)
        rows.append(
            (
                *(row.village, row.group, row.code, row.head, str(row.members), row.category),
                *(row.state.label, row.identified),
                "、".join(alert.number for alert in own),
                "、".join(dict.fromkeys(Gap(alert.gap).label for alert in own)),
                "\n".join(dict.fromkeys(short_day(alert.due_on) for alert in own if alert.due_on)),
                "已监测" if row.spell_id in sheets else "缺" if row.spell_id else "",
                step.text("missing_reason") if step else decision.told if decision else "",
            )
        )
    return one_list(make_list(question, f"{question.township}{year}年末结转清单", numbered(rows)), cases)


def _year_left(steps: Mapping[int, list[Step]], running: int) -> int:
    """The year that the cases leave: they may go over when the next plan has begun already."""
    named = {step.text("new_plan") for own in steps.values() for step in own[-1:]}
    years = [int(year) - 1 for year in named if year.isdigit()]
    return max(years, default=running)


def _open_alerts(question: Question, cases: list[CaseRow]) -> dict[int, list[Alert]]:
    found: dict[int, list[Alert]] = {}
    states = [state.value for state in OPEN_ALERT_STATES]
    for chunk in in_chunks(sorted({row.household_id for row in cases})):
        statement = select(Alert).where(Alert.household_id.in_(chunk), Alert.state.in_(states)).order_by(Alert.id)
        for alert in question.session.scalars(statement):
            found.setdefault(alert.household_id, []).append(alert)
    return found


def _december(question: Question, cases: list[CaseRow], year: int) -> set[int]:
    month, spells = f"{year}-12", sorted({row.spell_id for row in cases if row.spell_id})
    found: set[int] = set()
    for chunk in in_chunks(spells):
        found |= set(
            question.session.scalars(
                select(MonthlyCheck.spell_id).where(MonthlyCheck.month == month, MonthlyCheck.spell_id.in_(chunk))
            )
        )
    return found
