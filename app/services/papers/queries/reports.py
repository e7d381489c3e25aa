"""阶段工作报告: figures by village and category as of a day, each with the list behind it (plan 五, workflow 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.models.enums import CaseState, Category, PlanStage
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.parts import Level
from app.services.papers.queries import alerts as alert_papers
from app.services.papers.queries.as_of import Counted, alerts_on, cases_on
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.changes import (
    Move,
    change_list,
    moves,
    phases,
    places_of,
)
from app.services.papers.queries.course import course_stations
from app.services.papers.queries.figures import FigureBook, Words, of_row
from app.services.papers.queries.listing import make_list, numbered
from app.services.papers.queries.report_charts import course_chart, risk_figures, village_chart
from app.services.papers.wording import day, ordinal
from app.services.workflow.plan import StageWindow
from app.services.workflow.windows import continuing_windows

_WITH_ALERTS = frozenset({PlanStage.MONITORING, PlanStage.CONSOLIDATING, PlanStage.CONTINUING})
# 村初审, 申请销号 and 回访 stand in the ledger itself.
_LEDGER_ONLY = frozenset({7, 12, 14})
_LISTED, _CHANGES = 0, 1  # the numbers of the lists that every report carries


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
    book = FigureBook([stage_list(asked, listed, on), change_list(asked, begun, on=on)])
    body = [*_overview(asked, book, listed, on), *_changes(asked, book, begun)]
    if window.stage in _WITH_ALERTS:
        body += _alerts(asked, book, on)
    return LetterData(
        title=asked.text("stage_report.title", stage=window.name),
        addressee=asked.district,
        body=tuple(body),
        closing=asked.text("stage_report.closing"),
        office=asked.government,
        day=on,
        attachments=tuple(book.lists),
        signers=("填表人（签字）", "镇脱贫办负责人（签字）", "分管领导（签字）", "主要领导（签字）"),
        figures=book.figures,
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


def _overview(question: Question, book: FigureBook, listed: Sequence[Counted], on: date) -> list[LetterPart]:
    everybody = book.count("listed", "监测程序内农户", _LISTED, range(len(listed)))
    words = Words(book, f"截至{day(on)}，我镇监测程序内农户").households(everybody)
    lead = "，其中"
    for category in Category:
        own = [n for n, entry in enumerate(listed) if entry.row.category_code == category.value]
        if own:
            name = question.category(category.value)
            words.say(f"{lead}{name}").households(book.count(f"listed.{category.value}", name, _LISTED, own))
            lead = "，"
    words.say("（名单见附件1）。")
    parts = [
        LetterPart("一、总体情况", Level.FIRST),
        words.part(table=village_figures(question, book, listed)),
        LetterPart("按办理状态分：", table=state_figures(book, listed)),
    ]
    if chart := village_chart(book, listed, _LISTED):
        parts.append(LetterPart("各村办理进度见图1。", chart=chart))
    if risks := risk_figures(book, listed, _LISTED):
        words = Words(book, "按致贫返贫风险分（一户可有几项）：")
        for number, (name, key) in enumerate(risks):
            words.say(f"{'，' if number else ''}{name}").tell(book.told[key])
        parts.append(words.say("。").part())
    return parts


def village_figures(question: Question, book: FigureBook, listed: Sequence[Counted]) -> ListData:
    """Households and persons by village and category, with sums."""
    categories = [c for c in Category if c is not Category.SUDDEN or any(x.row.category_code == c for x in listed)]
    columns = [ListColumn("村（社区）", 8)]
    for name in (*(question.category(c.value) for c in categories), "合计"):
        columns += [ListColumn(f"{name}\n户数", 5, Sort.NUMBER), ListColumn(f"{name}\n人数", 5, Sort.NUMBER)]
    villages = dict.fromkeys(entry.row.village for entry in listed)

    def row(key: str, name: str, own: Sequence[int], kind: RowKind) -> ListRow:
        parts = [
            (c.value, question.category(c.value), [n for n in own if listed[n].row.category_code == c.value])
            for c in categories
        ]
        figures = [
            book.count(f"{key}.{code}", f"{name}　{word}", _LISTED, rows)
            for code, word, rows in (*parts, ("all", "合计", list(own)))
        ]
        cells, keys = of_row(book, figures)
        return ListRow((name, *cells), kind, ("", *keys))

    rows = [
        row(f"village.{number}", village, [n for n, c in enumerate(listed) if c.row.village == village], RowKind.LINE)
        for number, village in enumerate(villages, start=1)
    ]
    rows.append(row("villages", "合计", range(len(listed)), RowKind.TOTAL))
    return ListData("表1　各村监测程序内农户情况", tuple(columns), tuple(rows))


def state_figures(book: FigureBook, listed: Sequence[Counted]) -> ListData:
    """Households and persons by state."""
    columns = (ListColumn("办理状态", 10), ListColumn("户数", 6, Sort.NUMBER), ListColumn("人数", 6, Sort.NUMBER))
    rows: list[ListRow] = []

    def add(key: str, name: str, own: Sequence[int], kind: RowKind = RowKind.LINE) -> None:
        cells, keys = of_row(book, [book.count(f"state.{key}", name, _LISTED, own)])
        rows.append(ListRow((name, *cells), kind, ("", *keys)))

    for state in CaseState:
        if own := [n for n, entry in enumerate(listed) if entry.state is state]:
            add(state.value, state.label, own)
    add("all", "合计", range(len(listed)), RowKind.TOTAL)
    return ListData("表2　办理状态", columns, tuple(rows))


def _changes(question: Question, book: FigureBook, begun: Sequence[Counted]) -> list[LetterPart]:
    parts = [LetterPart("二、名单变化情况", Level.FIRST)]
    found = phases(moves(question, begun))
    places = places_of(question, begun, found)
    if stations := course_stations(question, begun):
        words = Words(book)
        for station in stations:
            rows = sorted(places[(case.row.case_id, True)] for case in station.cases)
            figure = book.count(f"course.{station.code}", f"{station.name}（新增农户）", _CHANGES, rows)
            words.say(f"{' → ' if words else ''}{station.name}{station.sign}").tell(figure)
        parts.append(words.say("。").part())
    number = 0
    on_list: list[int] = []
    for code, phase in enumerate(found, start=1):
        if not phase.moves:
            continue
        number += 1
        words = Words(book, f"（{ordinal(number)}）{phase.name}：")
        for word, is_plus in (("增加", True), ("减少", False)):
            own = [places[(move.case.case_id, is_plus)] for move in phase.moves if move.plus is is_plus]
            if own:
                key = f"change.{code}.{'plus' if is_plus else 'minus'}"
                words.say(word).households(book.count(key, f"{phase.name}{word}", _CHANGES, own)).say("，")
        on_list = _after(on_list, phase.moves, places)
        left = book.count(f"change.{code}.left", phase.sum_name, _CHANGES, on_list)
        parts.append(words.say(phase.sum_name).households(left).say("。").part())
    chart = course_chart(found)
    said = "各环节增减见图2，每户的增减和原因见附件2。" if chart else "每户的增减和原因见附件2。"
    parts.append(LetterPart(said, chart=chart))
    return parts


def _after(on_list: Sequence[int], taken: Sequence[Move], places: Mapping[tuple[int, bool], int]) -> list[int]:
    """Who is on the list after these moves, by the rows of the table that brought them on."""
    left = set(on_list)
    for move in taken:
        came = places.get((move.case.case_id, True))
        if came is not None:
            (left.add if move.plus else left.discard)(came)
    return sorted(left)


def _alerts(question: Question, book: FigureBook, on: date) -> list[LetterPart]:
    found = alerts_on(question, on)
    heading = LetterPart("三、预警和帮扶情况", Level.FIRST)
    if not found:
        return [heading, LetterPart("本阶段没有标注预警。")]
    steps = {entry.row.alert.id: list(entry.steps) for entry in found}
    cells = (alert_papers.ledger_cells(entry.row, steps, entry.measures) for entry in found)
    lines = [ListRow(tuple(cell for n, cell in enumerate(row) if n not in _LEDGER_ONLY)) for row in cells]
    ledger = make_list(question, f"{question.township}防止返贫预警台账", lines, kind="report_alerts")
    attached = book.attach(replace(ledger, number=""))
    still_open = [n for n, entry in enumerate(found) if entry.is_open]
    due = [(n, found[n].row.alert.due_on) for n in still_open]
    late = [n for n, due_on in due if due_on is not None and due_on < on]
    words = Words(book, "共标注预警")
    words.tell(book.count("alerts", "标注预警", attached, range(len(found)), unit="件")).say("，未结")
    words.tell(book.count("alerts.open", "未结预警", attached, still_open, unit="件")).say("，其中超期")
    words.tell(book.count("alerts.late", "超期预警", attached, late, unit="件"))
    return [heading, words.say("（台账见附件3）。").part()]
