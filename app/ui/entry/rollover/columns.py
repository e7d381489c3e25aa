"""The columns of the rollover desk: villages with December's sheets, and households with proposal and decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.rollover.records import Choice, DeskRow, Standing, VillageDecember
from app.ui.common.chips import Chip, Shape, category_chip
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    members_column,
    place_column,
)
from app.ui.theme import Tone

translate = QCoreApplication.translate

_STANDING = {
    Standing.WAITING: (Shape.RING, Tone.ACCENT),
    Standing.CARRIED: (Shape.CHECK, Tone.DONE),
    Standing.LEFT_OUT: (Shape.CROSS, Tone.NEUTRAL),
    Standing.CLEARED: (Shape.CHECK, Tone.NEUTRAL),
}


def village_columns() -> list[Column[VillageDecember]]:
    """A village: its cases, alerts and December's sheets."""
    return [
        Column("village", translate("rollover", "村"), lambda row: row.village, 7),
        count_column("cases", translate("rollover", "户"), lambda row: row.cases, width=4),
        count_column("alerts", translate("rollover", "预警"), lambda row: row.alerts, width=4),
        chip_column("december", translate("rollover", "12月监测"), _december_of, width=9),
    ]


def _december_of(row: VillageDecember) -> Chip:
    if not row.due:
        return Chip(translate("rollover", "不需"), Shape.NONE, Tone.NEUTRAL)
    if row.missing:
        return Chip(translate("rollover", "缺 {count}").format(count=row.missing), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("rollover", "已齐"), Shape.CHECK, Tone.DONE)


def household_columns(today: Callable[[], date]) -> list[Column[DeskRow]]:
    """A household of the list."""

    def alerts(row: DeskRow) -> str:
        return "、".join(_clock(alert.number, alert.days_left(today())) for alert in row.alerts)

    def alerts_tip(row: DeskRow) -> str:
        return "\n".join(
            "，".join(filter(None, (alert.number, alert.gap, alert.state.label, alert.department, _due(alert.due_on))))
            for alert in row.alerts
        )

    return [
        code_column(lambda row: row.household.code),
        head_column(lambda row: row.household.head_name),
        place_column(lambda row: row.household, width=12),
        category_column(lambda row: row.category),
        case_column(lambda row: row.state),
        chip_column("proposal", translate("rollover", "建议"), proposal_chip, width=13),
        chip_column("decision", translate("rollover", "决定"), _decision, width=13),
        chip_column("december", translate("rollover", "12月监测"), _december, width=9),
        Column("alerts", translate("rollover", "未结预警和时限"), alerts, 20, tip=alerts_tip),
        chip_column("standing", translate("rollover", "结转"), _standing, width=10),
        Column("why", translate("rollover", "建议的理由"), _why, 14, tip=_why),
        Column("reason", translate("rollover", "决定的说明"), _said, 16, tip=_said),
        chip_column("listed", translate("rollover", "两摸底名单"), _listed, width=9),
        replace(members_column(lambda row: row.household.member_count), is_extra=True),
        replace(day_column("identified", translate("rollover", "识别日期"), lambda r: r.identified_on), is_extra=True),
    ]


def _clock(number: str, left: int | None) -> str:
    if left is None:
        return number
    text = translate("rollover", "{number} 逾期{days}天") if left < 0 else translate("rollover", "{number} 剩{days}天")
    return text.format(number=number, days=abs(left))


def _due(day: date | None) -> str:
    return translate("rollover", "{day}到期").format(day=day.isoformat()) if day else ""


def _standing(row: DeskRow) -> Chip:
    shape, tone = _STANDING[row.standing]
    return Chip(row.standing.label, shape, tone)


def proposal_chip(row: DeskRow) -> Chip | None:
    """What the ledger proposes, while something is to be done."""
    if not row.is_pending:
        return None
    proposal = row.proposal
    if proposal.choice is Choice.RECATEGORISE and proposal.category is not None:
        return Chip(category_chip(proposal.category).word, Shape.TRIANGLE, Tone.DUE)
    if proposal.is_plain:
        return Chip(proposal.choice.label, Shape.NONE, Tone.NEUTRAL)
    return Chip(proposal.choice.label, Shape.TRIANGLE, Tone.DUE)


def _why(row: DeskRow) -> str:
    return row.proposal.why.label if row.is_pending else ""


def _decision(row: DeskRow) -> Chip | None:
    decided = row.decision
    if decided is not None:
        tone = Tone.NEUTRAL if decided.choice is Choice.LEAVE_OUT else Tone.ACCENT
        word = category_chip(decided.category).word if decided.category else decided.choice.label
        return Chip(word, Shape.DOT, tone)
    if row.is_pending and not row.proposal.is_plain:
        return Chip(translate("rollover", "待决定"), Shape.TRIANGLE, Tone.DUE)
    return None


def _said(row: DeskRow) -> str:
    decided = row.decision
    if decided is None:
        return ""
    cause = decided.cause.label if decided.cause else ""
    by = f"{decided.decided_by} {decided.decided_on:%m-%d}" if decided.decided_on else ""
    return "；".join(filter(None, (cause, decided.reason, decided.decision_no, by)))


def _december(row: DeskRow) -> Chip | None:
    if row.december is None:
        return None
    if row.december:
        return Chip(translate("rollover", "已监测"), Shape.CHECK, Tone.DONE)
    if row.needs_reason:
        return Chip(translate("rollover", "缺"), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("rollover", "缺，已说明"), Shape.DOT, Tone.NEUTRAL)


def _listed(row: DeskRow) -> Chip | None:
    if row.on_list is None:
        return None
    if row.on_list:
        return Chip(translate("rollover", "两边都有"), Shape.CHECK, Tone.DONE)
    return Chip(translate("rollover", "只在我方"), Shape.TRIANGLE, Tone.DUE)
