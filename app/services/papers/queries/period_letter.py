"""月报, 季报, 年度报告: the figures of a period in words and tables, with the lists behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.enums import Category, Gap, MeasureGroup, MeasureState, Risk
from app.services.measures.lacking import Lack, exported_groups, lacks
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.parts import Level
from app.services.papers.queries.as_of import Past
from app.services.papers.queries.asking import Question
from app.services.papers.queries.book_flow import BookFlow, Watch, book_flow, persons, persons_before
from app.services.papers.queries.period import Period, month_period
from app.services.papers.queries.period_lists import attached_lists
from app.services.papers.queries.watch_flow import (
    AlertFlow,
    Help,
    MonthFlow,
    alert_flow,
    helps,
    month_flows,
)
from app.services.papers.wording import day, yuan


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """Everything that a report of a period says, and the lists that it is counted from."""

    period: Period
    until: date
    book: BookFlow
    months: tuple[MonthFlow, ...]
    alerts: AlertFlow
    helps: tuple[Help, ...]
    exported: Mapping[int, frozenset[str]]  # household -> the groups of measures that its exported record names

    def without_measure(self) -> list[Watch]:
        """Watched for more than a month, and no measure."""
        return self._lacking(Lack.MEASURE)

    def without_development(self) -> list[Watch]:
        """Watched for more than half a year, and no measure that lets them earn (开发式帮扶)."""
        return self._lacking(Lack.DEVELOPMENT)

    def _lacking(self, lack: Lack) -> list[Watch]:
        groups: dict[int, set[str]] = {
            w.spell_id: set(self.exported.get(w.household_id, ())) for w in self.book.closing
        }
        for entry in self.helps:
            groups[entry.watch.spell_id].add(entry.group.value)
        return [w for w in self.book.closing if lack in lacks(w.identified_on, groups[w.spell_id], on=self.until)]


def figures(question: Question, period: Period) -> PeriodFigures:
    """The figures of a period, up to today while it runs."""
    until = min(period.last, question.today)
    asked = question.on(until)
    book = book_flow(asked, period, until=until)
    return PeriodFigures(
        period=period,
        until=until,
        book=book,
        months=month_flows(asked, period, until=until),
        alerts=alert_flow(asked, period, until=until),
        helps=helps(asked, book, until=until),
        exported=_exported(asked, book, until),
    )


def _exported(question: Question, book: BookFlow, until: date) -> Mapping[int, frozenset[str]]:
    homes = {watch.household_id for watch in book.closing}
    rows = Past(question, until).rows("measure_fact", "household_id", homes)
    return {home: exported_groups(own) for home, own in rows.items()}


def period_letter(question: Question, period: Period, *, name: str) -> LetterData | None:
    """The report of a period (``name``: 月报, 季报, 年度报告); None before anybody is in the book."""
    found = figures(question, period)
    if not found.book.ever:
        return None
    asked = question.on(found.until)
    body = [*_book(asked, found), *_watching(found), *_alerts(found), *_helping(found)]
    if name == "年度报告":
        body += _course(asked, found)
    return LetterData(
        title=asked.text("period_report.title", period=period.name, report=name),
        addressee=asked.district,
        body=tuple(body),
        closing=asked.text("period_report.closing"),
        office=asked.government,
        day=found.until,
        attachments=attached_lists(asked, found),
        signers=("填表人（签字）", "审核人（签字）", "分管领导（签字）"),
    )


def counted(watched: Sequence[Watch]) -> str:
    """12户34人."""
    return f"{len(watched)}户{persons(watched)}人"


# -- the book ---------------------------------------------------------------------------------------


def _book(question: Question, found: PeriodFigures) -> list[LetterPart]:
    book = found.book
    gone = [w for w in book.ever if w.ended_on is not None and w.ended_on <= found.until]
    eliminated = [w for w in gone if w.is_eliminated]
    removed = [w for w in gone if not w.is_eliminated]
    by_category = _by_category(question, book.closing)
    text = (
        f"截至{day(found.until)}，我镇累计识别监测对象{counted(book.ever)}，其中风险已消除{counted(eliminated)}、"
        f"退出{counted(removed)}；现有在册监测对象（风险未消除）{counted(book.closing)}"
        f"{f'，其中{by_category}' if by_category else ''}。"
        f"本期新增{counted(book.added)}，风险消除{counted(book.eliminated)}，退出{counted(book.removed)}。名单见附件。"
    )
    return [
        LetterPart("一、监测对象情况", Level.FIRST),
        LetterPart(text, table=_village_table(book)),
        LetterPart("在册监测对象的返贫致贫风险（一户有几项风险的分别计数）：", table=_risk_table(book)),
    ]


def _by_category(question: Question, watched: Sequence[Watch]) -> str:
    parts = [(c, [w for w in watched if w.category_code == c.value]) for c in Category]
    return "，".join(f"{question.category(category.value)}{counted(own)}" for category, own in parts if own)


def _village_table(book: BookFlow) -> ListData:
    pairs = ("期初在册", "新增", "风险消除", "退出")
    columns = [ListColumn("村（社区）", 8)]
    for name in pairs:
        columns += [ListColumn(f"{name}\n户", 4, Sort.NUMBER), ListColumn(f"{name}\n人", 4, Sort.NUMBER)]
    columns += [ListColumn("成员\n增减", 4, Sort.NUMBER)]
    columns += [ListColumn("期末在册\n户", 5, Sort.NUMBER), ListColumn("期末在册\n人", 5, Sort.NUMBER)]
    villages = dict.fromkeys(w.village for w in (*book.opening, *book.added, *book.closing))
    rows = [ListRow((village, *_flow_cells(book.of(village)))) for village in villages]
    rows.append(ListRow(("合计", *_flow_cells(book)), RowKind.TOTAL))
    return ListData("表1　各村监测对象变动", tuple(columns), tuple(rows))


def _flow_cells(book: BookFlow) -> tuple[str, ...]:
    cells = [len(book.opening), persons_before(book.opening)]
    for part in (book.added, book.eliminated, book.removed):
        cells += [len(part), persons(part)]
    return tuple(map(str, (*cells, book.change, len(book.closing), persons(book.closing))))


def _risk_table(book: BookFlow) -> ListData:
    columns = (
        ListColumn("风险类型", 12),
        ListColumn("在册户", 6, Sort.NUMBER),
        ListColumn("其中第一风险", 8, Sort.NUMBER),
        ListColumn("本期新增户", 7, Sort.NUMBER),
    )
    rows = []
    for risk in Risk:
        own = [w for w in book.closing if risk.value in w.risks]
        new = sum(risk.value in w.risks for w in book.added)
        if own or new:
            first = sum(w.risks[0] == risk.value for w in own)
            rows.append(ListRow((risk.label, str(len(own)), str(first), str(new))))
    without = sum(not w.risks for w in book.closing)
    if without:
        rows.append(ListRow(("未登记", str(without), "0", str(sum(not w.risks for w in book.added)))))
    return ListData("表2　返贫致贫风险", columns, tuple(rows), empty="没有在册监测对象。")


# -- the watch --------------------------------------------------------------------------------------


def _watching(found: PeriodFigures) -> list[LetterPart]:
    heading = LetterPart("二、日常监测情况", Level.FIRST)
    if not found.months:
        return [heading, LetterPart("本期不在动态监测的时间内。")]
    due, done, _, carried, _, _, missing = _sums(found.months)
    text = f"本期应监测{due}户次，已监测{done}户次"
    text += f"（其中沿用上月{carried}户次，占{_percent(carried, done)}）" if done else ""
    text += f"，未监测{missing}户次（名单见附件）。" if missing else "，全部完成。"
    return [heading, LetterPart(text, table=_month_table(found.months))]


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%" if whole else "0%"


def _month_table(months: Sequence[MonthFlow]) -> ListData:
    names = ("应监测", "已监测", "其中电话", "其中沿用", "有变化", "有缺项", "未监测")
    columns = (ListColumn("月份", 8), *(ListColumn(name, 6, Sort.NUMBER) for name in names))
    rows = [ListRow((f"{m.month.year}年{m.month.number}月", *map(str, m.counts))) for m in months]
    if len(months) > 1:
        rows.append(ListRow(("合计", *map(str, _sums(months))), RowKind.TOTAL))
    return ListData("表3　月监测", columns, tuple(rows))


def _sums(months: Sequence[MonthFlow]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*(m.counts for m in months), strict=True))


# -- alerts -----------------------------------------------------------------------------------------


def _alerts(found: PeriodFigures) -> list[LetterPart]:
    flow, heading = found.alerts, LetterPart("三、预警处置情况", Level.FIRST)
    if not flow.all:
        return [heading, LetterPart("本期没有预警。")]
    text = (
        f"期初未结{len(flow.opening)}件，本期新发现{len(flow.found)}件"
        f"{f'、反弹{len(flow.again)}件' if flow.again else ''}，"
        f"销号{len(flow.closed)}件，不成立和终止{len(flow.ended)}件，"
        f"期末未结{len(flow.closing)}件，其中超期{len(flow.late)}件（台账见附件）。"
    )
    gaps = _alert_table("表4　按缺项", "缺项", flow, [g.label for g in Gap], lambda name: flow.of(gap=name))
    names = dict.fromkeys(a.row.department for a in flow.all if a.row.department)
    departments = _alert_table("表5　按责任部门", "责任部门", flow, names, lambda name: flow.of(department=name))
    parts = [heading, LetterPart(text, table=gaps)]
    return [*parts, LetterPart("按责任部门（未交办的不列）：", table=departments)] if names else parts


def _alert_table(
    title: str, heading: str, whole: AlertFlow, names: Iterable[str], part: Callable[[str], AlertFlow]
) -> ListData:
    words = ("期初未结", "新发现", "反弹", "销号", "不成立终止", "期末未结", "其中超期")
    columns = (ListColumn(heading, 9), *(ListColumn(word, 5, Sort.NUMBER) for word in words))
    flows = [(name, part(name)) for name in names]
    rows = [ListRow((name, *_alert_cells(flow))) for name, flow in flows if flow.all]
    if sum(len(flow.all) for _, flow in flows) == len(whole.all):
        rows.append(ListRow(("合计", *_alert_cells(whole)), RowKind.TOTAL))
    return ListData(title, columns, tuple(rows))


def _alert_cells(flow: AlertFlow) -> tuple[str, ...]:
    parts = (flow.opening, flow.found, flow.again, flow.closed, flow.ended, flow.closing, flow.late)
    return tuple(str(len(part)) for part in parts)


# -- measures ---------------------------------------------------------------------------------------


def _helping(found: PeriodFigures) -> list[LetterPart]:
    helped = {h.watch.spell_id for h in found.helps}
    none, idle = found.without_measure(), found.without_development()
    text = (
        f"在册监测对象中，已落实帮扶措施{len(helped)}户、{len(found.helps)}项；识别超过一个月没有帮扶措施{len(none)}户，"
        f"识别超过半年没有开发式帮扶措施{len(idle)}户。"
    )
    table = _measure_table(found) if found.helps else None
    return [LetterPart("四、帮扶措施落实情况", Level.FIRST), LetterPart(text, table=table)]


def _measure_table(found: PeriodFigures) -> ListData:
    columns = (
        ListColumn("措施类型", 10),
        ListColumn("户数", 5, Sort.NUMBER),
        ListColumn("措施数", 5, Sort.NUMBER),
        ListColumn("已完成", 5, Sort.NUMBER),
        ListColumn("本期完成", 5, Sort.NUMBER),
        ListColumn("金额（元）", 8, Sort.YUAN),
    )
    rows = [ListRow((group.label, *_help_cells(found, own))) for group, own in _by_group(found.helps)]
    rows.append(ListRow(("合计", *_help_cells(found, found.helps)), RowKind.TOTAL))
    return ListData("表6　帮扶措施", columns, tuple(rows))


def _by_group(listed: Sequence[Help]) -> list[tuple[MeasureGroup, list[Help]]]:
    parts = [(group, [h for h in listed if h.group is group]) for group in MeasureGroup]
    return [(group, own) for group, own in parts if own]


def _help_cells(found: PeriodFigures, own: Sequence[Help]) -> tuple[str, ...]:
    done = [h for h in own if h.state is MeasureState.DONE]
    now = [h for h in done if h.done_on is not None and h.done_on in found.period]
    amounts = [h.amount_fen for h in own if h.amount_fen is not None]
    counts = (len({h.watch.spell_id for h in own}), len(own), len(done), len(now))
    return (*map(str, counts), yuan(sum(amounts)) if amounts else "")


# -- the year ---------------------------------------------------------------------------------------


def _course(question: Question, found: PeriodFigures) -> list[LetterPart]:
    columns = (
        ListColumn("月份", 6),
        *(
            ListColumn(word, 6, Sort.NUMBER)
            for word in ("新增户", "消除户", "退出户", "月末在册户", "预警新发现", "销号")
        ),
    )
    rows = []
    for month in found.period.months:
        if month.first > found.until:
            break
        part = month_period(month)
        until = min(part.last, found.until)
        book = _part_of_book(found.book, part, until)
        alerts = alert_flow(question, part, until=until)
        cells = (*map(len, (book.added, book.eliminated, book.removed, book.closing)), len(alerts.found))
        if any(cells) or alerts.closed:
            rows.append(ListRow((f"{month.number}月", *map(str, cells), str(len(alerts.closed)))))
    table = ListData("表7　逐月情况", columns, tuple(rows))
    return [LetterPart("五、全年进展", Level.FIRST), LetterPart("逐月新增、消除和预警处置情况如下。", table=table)]


def _part_of_book(book: BookFlow, part: Period, until: date) -> BookFlow:
    ever = tuple(w for w in book.ever if w.identified_on <= until)
    ended = [w for w in ever if w.ended_on is not None and part.first <= w.ended_on <= until]
    return BookFlow(
        ever=ever,
        opening=tuple(w for w in ever if w.is_in_book(part.day_before)),
        added=tuple(w for w in ever if w.identified_on >= part.first),
        eliminated=tuple(w for w in ended if w.is_eliminated),
        removed=tuple(w for w in ended if not w.is_eliminated),
        closing=tuple(w for w in ever if w.is_in_book(until)),
    )
