"""The clocks of an alert in words: answer, finish and limit, elapsed time beside the time that it stood still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.alerts.book import AlertLine
from app.ui.common.values import spoken_day

translate = QCoreApplication.translate


def clock_lines(line: AlertLine, today: date) -> Iterator[str]:
    """One sentence for each clock that was ever started."""
    if line.department:
        contact = translate("alerts", "（{name}）").format(name=line.contact) if line.contact else ""
        yield translate("alerts", "责任部门：{name}{contact}").format(name=line.department, contact=contact)
    if line.response_due_on is not None:
        yield translate("alerts", "答复：{due}前，{said}").format(
            due=spoken_day(line.response_due_on), said=_answer(line, today)
        )
    if line.due_on is not None:
        yield translate("alerts", "办结：{due}前").format(due=spoken_day(line.due_on)) + _limit(line)
    elif line.limit_on is not None:
        yield translate("alerts", "办结时限：{limit}").format(limit=spoken_day(line.limit_on))
    yield from _elapsed(line, today)
    yield from _counts(line)


def _answer(line: AlertLine, today: date) -> str:
    if line.responded_on is not None:
        return translate("alerts", "{day}已接收").format(day=spoken_day(line.responded_on))
    if line.is_response_late(today):
        return translate("alerts", "逾期未接收")
    return translate("alerts", "等待接收")


def _limit(line: AlertLine) -> str:
    if line.limit_on is None:
        return ""
    return translate("alerts", "（时限{limit}）").format(limit=spoken_day(line.limit_on))


def _elapsed(line: AlertLine, today: date) -> Iterator[str]:
    elapsed = line.elapsed_days(today)
    if elapsed is None:
        return
    stood = line.stood_still(today)
    if stood or line.paused_on:
        since = translate("alerts", "，{day}起中止").format(day=spoken_day(line.paused_on)) if line.paused_on else ""
        yield translate("alerts", "已用 {days} 天，另中止 {stood} 天{since}").format(
            days=elapsed, stood=stood, since=since
        )
    else:
        yield translate("alerts", "已用 {days} 天").format(days=elapsed)


def _counts(line: AlertLine) -> Iterator[str]:
    said = [
        (line.reminders, translate("alerts", "催办 {count} 次")),
        (line.declined, translate("alerts", "退办 {count} 次")),
        (line.returned, translate("alerts", "销号核实不过 {count} 次")),
    ]
    told = [text.format(count=count) for count, text in said if count]
    if told:
        yield "　".join(told)
    if line.closed_on is not None:
        day = translate("alerts", "{day}销号").format(day=spoken_day(line.closed_on))
        due = line.follow_up_due_on
        yield day + (translate("alerts", "，{due}起回访").format(due=spoken_day(due)) if due else "")
