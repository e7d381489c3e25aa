"""The lists behind a report of a period: every figure of it can be counted again from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.papers.layouts.listing import ListData, ListRow
from app.services.papers.queries import alerts as alert_papers
from app.services.papers.queries.asking import Question, risk_labels
from app.services.papers.queries.book_flow import Watch
from app.services.papers.queries.listing import make_list, numbered
from app.services.papers.wording import short_day, yuan

if TYPE_CHECKING:
    from app.services.papers.queries.period_letter import PeriodFigures


def attached_lists(question: Question, found: PeriodFigures) -> tuple[ListData, ...]:
    """The book, what changed in it, who was not looked at, the alerts, the measures; empty lists are left out."""
    made = (
        _book(question, found),
        _moves(question, found),
        _missing(question, found),
        _alerts(question, found),
        _helps(question, found),
        _without(question, found),
    )
    return tuple(data for data in made if data is not None)


def _named(watch: Watch) -> tuple[str, ...]:
    return (watch.village, watch.group, watch.code, watch.head, str(watch.members), watch.category)


def _list(
    question: Question, found: PeriodFigures, title: str, rows: tuple[ListRow, ...], kind: str
) -> ListData | None:
    if not rows:
        return None
    return make_list(question, f"{question.township}{found.period.name}{title}", rows, kind=kind)


def _book(question: Question, found: PeriodFigures) -> ListData | None:
    measures = {h.watch.spell_id for h in found.helps}
    rows = numbered(
        (
            *_named(w),
            risk_labels(w.risks),
            short_day(w.identified_on),
            "有" if w.spell_id in measures else "无",
        )
        for w in found.book.closing
    )
    return _list(question, found, "末在册监测对象名单", rows, "period_book")


def _moves(question: Question, found: PeriodFigures) -> ListData | None:
    book = found.book
    moved = [("新增", w, w.identified_on) for w in book.added]
    moved += [("风险消除", w, w.ended_on) for w in book.eliminated] + [("退出", w, w.ended_on) for w in book.removed]
    rows = numbered((word, *_named(w), risk_labels(w.risks), short_day(on)) for word, w, on in moved)
    return _list(question, found, "新增、消除、退出监测对象名单", rows, "period_moves")


def _missing(question: Question, found: PeriodFigures) -> ListData | None:
    rows = numbered(
        (
            f"{flow.month.year}年{flow.month.number}月",
            *(w.household.village_name, w.household.group_name, w.household.code, w.household.head_name),
            w.household.phone or "",
        )
        for flow in found.months
        for w in flow.missing
    )
    return _list(question, found, "未监测名单", rows, "period_missing")


def _alerts(question: Question, found: PeriodFigures) -> ListData | None:
    flow = found.alerts
    opening, new, again = ({a.row.alert.id for a in part} for part in (flow.opening, flow.found, flow.again))
    late = {a.row.alert.id for a in flow.late}
    rows = []
    for entry in flow.all:
        id_ = entry.row.alert.id
        begun = "期初未结" if id_ in opening else "新发现" if id_ in new else "反弹" if id_ in again else ""
        end = entry.state.label if not entry.is_open else "未结（超期）" if id_ in late else "未结"
        cells = alert_papers.ledger_cells(entry.row, {id_: list(entry.steps)}, entry.measures)
        rows.append(ListRow((*cells[:7], entry.row.department, cells[10], cells[13], begun, end)))
    return _list(question, found, "预警台账", tuple(rows), "period_alerts")


def _helps(question: Question, found: PeriodFigures) -> ListData | None:
    rows = numbered(
        (
            *(h.watch.village, h.watch.code, h.watch.head, h.group.label, h.description, h.responsible),
            *(yuan(h.amount_fen), short_day(h.due_on), short_day(h.done_on), h.state.label),
        )
        for h in found.helps
    )
    return _list(question, found, "帮扶措施名单", rows, "period_helps")


def _without(question: Question, found: PeriodFigures) -> ListData | None:
    lacking = [("超过一个月没有措施", w) for w in found.without_measure()]
    lacking += [("超过半年没有开发式措施", w) for w in found.without_development()]
    rows = numbered((word, *_named(w), short_day(w.identified_on)) for word, w in lacking)
    return _list(question, found, "缺帮扶措施名单", rows, "period_lacking")
