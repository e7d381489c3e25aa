"""阶段工作报告: figures by village and category as of a day, each with the list behind it (plan 五, workflow 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.models.enums import CaseState, Category, PlanStage
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.parts import Level
from app.services.papers.queries import alerts as alert_papers
from app.services.papers.queries.as_of import Counted, alerts_on, cases_on
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.changes import change_list, course, moves, phases
from app.services.papers.queries.listing import make_list, numbered, sums
from app.services.papers.wording import day, ordinal
from app.services.workflow.plan import StageWindow
from app.services.workflow.windows import continuing_windows

_WITH_ALERTS = frozenset({PlanStage.MONITORING, PlanStage.CONSOLIDATING, PlanStage.CONTINUING})
# 村初审, 申请销号 and 回访 stand in the ledger itself.
_LEDGER_ONLY = frozenset({7, 12, 14})


def stage(question: Question) -> Found:
    """The report of the stage in which the day lies."""
    plan, today = question.running.plan, question.today
    continuing = (window for window in continuing_windows(plan) if today in window)
    window = plan.stage_on(today) or next(continuing, None)
    if window is None:
        return drafts(NOTHING_FOUND)
    found = report(question, window)
    return drafts(NOTHING_FOUND) if found is None else drafts([Draft(found)])


def report(question: Question, window: StageWindow) -> LetterData | None:
    """The report of a stage as of its last day, or as of today while it runs; None where there is nothing yet."""
    on = min(question.today, window.closes_on)
    asked = question.on(on)
    begun = cases_on(asked, on)
    listed = [entry for entry in begun if entry.is_open]
    if not begun:
        return None
    attached = [stage_list(asked, listed, on), change_list(asked, begun, on=on)]
    body = [*_overview(asked, listed, on), *_changes(asked, begun)]
    if window.stage in _WITH_ALERTS:
        text, ledger = _alerts(asked, on)
        body += text
        attached += [ledger] if ledger else []
    return LetterData(
        title=asked.text("stage_report.title", stage=window.name),
        addressee=asked.district,
        body=tuple(body),
        closing=asked.text("stage_report.closing"),
        office=asked.government,
        day=on,
        attachments=tuple(attached),
        signers=("填表人（签字）", "镇脱贫办负责人（签字）", "分管领导（签字）", "主要领导（签字）"),
    )


def stage_list(question: Question, listed: Sequence[Counted], on: date) -> ListData:
    """The list behind every figure of the report."""
    rows = [
        (
            *(c.row.village, c.row.group, c.row.code, c.row.head, c.row.id_number, str(c.row.members)),
            *(c.row.household_type, c.row.category, c.state.label, risk_labels(c.row.risks), ""),
        )
        for c in listed
    ]
    title = f"{question.township}{question.year}年监测程序内农户名单"
    data = make_list(question, title, numbered(rows), kind="stage_list", notes=(f"人口为截至{day(on)}各户成员数。",))
    return replace(data, subtitle=f"（截至{day(on)}）", number="")


def _overview(question: Question, listed: Sequence[Counted], on: date) -> list[LetterPart]:
    households, persons = sums([entry.row for entry in listed])
    by_category = "，".join(
        f"{question.category(category.value)}{count}户{heads}人"
        for category in Category
        for count, heads in [sums([c.row for c in listed if c.row.category_code == category.value])]
        if count
    )
    return [
        LetterPart("一、总体情况", Level.FIRST),
        LetterPart(
            f"截至{day(on)}，我镇监测程序内农户{households}户{persons}人"
            f"{f'，其中{by_category}' if by_category else ''}（名单见附件1）。",
            table=village_figures(question, listed),
        ),
        LetterPart("按办理状态分：", table=state_figures(listed)),
    ]


def village_figures(question: Question, listed: Sequence[Counted]) -> ListData:
    """Households and persons by village and category, with sums."""
    categories = [c for c in Category if c is not Category.SUDDEN or any(x.row.category_code == c for x in listed)]
    columns = [ListColumn("村（社区）", 8)]
    for name in (*(question.category(c.value) for c in categories), "合计"):
        columns += [ListColumn(f"{name}\n户数", 5, Sort.NUMBER), ListColumn(f"{name}\n人数", 5, Sort.NUMBER)]
    villages = dict.fromkeys(entry.row.village for entry in listed)

    def figures(own: Sequence[Counted]) -> list[str]:
        parts = [[c.row for c in own if c.row.category_code == category.value] for category in categories]
        return [str(figure) for part in (*parts, [c.row for c in own]) for figure in sums(part)]

    rows = [ListRow((village, *figures([c for c in listed if c.row.village == village]))) for village in villages]
    rows.append(ListRow(("合计", *figures(listed)), RowKind.TOTAL))
    return ListData("表1　各村监测程序内农户情况", tuple(columns), tuple(rows))


def state_figures(listed: Sequence[Counted]) -> ListData:
    """Households and persons by state."""
    columns = (ListColumn("办理状态", 10), ListColumn("户数", 6, Sort.NUMBER), ListColumn("人数", 6, Sort.NUMBER))
    rows = []
    for state in CaseState:
        households, persons = sums([entry.row for entry in listed if entry.state is state])
        if households:
            rows.append(ListRow((state.label, str(households), str(persons))))
    total_households, total_persons = sums([entry.row for entry in listed])
    rows.append(ListRow(("合计", str(total_households), str(total_persons)), RowKind.TOTAL))
    return ListData("表2　办理状态", columns, tuple(rows))


def _changes(question: Question, begun: Sequence[Counted]) -> list[LetterPart]:
    parts = [LetterPart("二、名单变化情况", Level.FIRST)]
    if line := course(question, begun):
        parts.append(LetterPart(f"{line}。"))
    number = 0
    for phase in phases(moves(question, begun)):
        plus = [move.case for move in phase.moves if move.plus]
        minus = [move.case for move in phase.moves if not move.plus]
        if not phase.moves:
            continue
        number += 1
        changed = [f"{word}{len(own)}户{sums(own)[1]}人" for word, own in (("增加", plus), ("减少", minus)) if own]
        left = f"{phase.sum_name}{phase.households}户{phase.persons}人"
        parts.append(LetterPart(f"（{ordinal(number)}）{phase.name}：{'，'.join(changed)}，{left}。"))
    parts.append(LetterPart("每户的增减和原因见附件2。"))
    return parts


def _alerts(question: Question, on: date) -> tuple[list[LetterPart], ListData | None]:
    found = alerts_on(question, on)
    heading = LetterPart("三、预警和帮扶情况", Level.FIRST)
    if not found:
        return [heading, LetterPart("本阶段没有标注预警。")], None
    still_open = [entry.row.alert for entry in found if entry.is_open]
    overdue = [alert for alert in still_open if alert.due_on is not None and alert.due_on < on]
    text = f"共标注预警{len(found)}件，未结{len(still_open)}件，其中超期{len(overdue)}件（台账见附件3）。"
    steps = {entry.row.alert.id: list(entry.steps) for entry in found}
    cells = (alert_papers.ledger_cells(entry.row, steps, entry.measures) for entry in found)
    lines = [ListRow(tuple(cell for n, cell in enumerate(row) if n not in _LEDGER_ONLY)) for row in cells]
    ledger = make_list(question, f"{question.township}防止返贫预警台账", lines, kind="report_alerts")
    return [heading, LetterPart(text)], replace(ledger, number="")
