"""Chips and short words of alerts: one look in list, pane, department page and board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import AlertLevel, MeasureState
from app.services.alerts.book import AlertLine
from app.services.alerts.page import MeasureLine
from app.ui.common.chips import Chip, Shape, alert_chip, due_chip
from app.ui.theme import Tone

translate = QCoreApplication.translate


def state_chip(line: AlertLine) -> Chip:
    """The state; colours of time stand in the column of days."""
    return alert_chip(line.state)


def days_chip(line: AlertLine, today: date) -> Chip | None:
    """The days left to what is due next: 中止 while the clock stands still, nothing while none runs."""
    if line.is_open and line.paused_on is not None and not line.is_response_late(today):
        return Chip(translate("alerts", "中止中"), Shape.SQUARE, Tone.NEUTRAL)
    left = line.days_left(today)
    if left is None:
        return None
    if line.closed_on is not None and left <= 0:
        return Chip(translate("alerts", "回访到期"), Shape.TRIANGLE, Tone.DUE)
    return due_chip(left, (days_word(line), translate("alerts", "逾期{days}天")))


def days_word(line: AlertLine) -> str:
    """What the days are left for, as a format."""
    if line.awaits_response and line.deadline == line.response_due_on:
        return translate("alerts", "答复剩{days}天")
    if line.closed_on is not None:
        return translate("alerts", "回访剩{days}天")
    return translate("alerts", "剩{days}天")


def level_chip(line: AlertLine) -> Chip | None:
    """The level, where it was set."""
    if line.level is None:
        return None
    known = {member.value: member for member in AlertLevel}
    if line.level not in known:
        return Chip(line.level, Shape.DIAMOND, Tone.NEUTRAL)
    is_red = known[line.level] is AlertLevel.RED
    return Chip(known[line.level].label, Shape.DIAMOND if is_red else Shape.DOT, Tone.DUE if is_red else Tone.NEUTRAL)


def head_chips(line: AlertLine, today: date) -> Sequence[Chip]:
    """State, days, level and whether the district was asked, for the head of the pane."""
    chips = [state_chip(line), days_chip(line, today), level_chip(line)]
    if line.is_escalated:
        chips.append(Chip(translate("alerts", "已提请区级"), Shape.TRIANGLE, Tone.DUE))
    return [chip for chip in chips if chip is not None]


def measure_chip(measure: MeasureLine, today: date) -> Chip:
    """Where a measure stands."""
    if measure.is_late(today):
        return Chip(translate("alerts", "超期"), Shape.TRIANGLE, Tone.LATE)
    shape, tone = {
        MeasureState.PLANNED: (Shape.HALF, Tone.ACCENT),
        MeasureState.DONE: (Shape.CHECK, Tone.DONE),
        MeasureState.CANCELLED: (Shape.CROSS, Tone.NEUTRAL),
    }[measure.state]
    return Chip(measure.state.label, shape, tone)
