"""The columns of an evening: villages, households beside now, and what touched a household since."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.services.clock import OFFICE_ZONE
from app.services.past.records import Change, PastHousehold, PastVillage
from app.ui.common.columns import Column, count_column, day_column
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    members_column,
    type_column,
)
from app.ui.household.words import action_word

translate = QCoreApplication.translate


def step_word(code: str) -> str:
    """What a transaction was: a step, or an entry of the audit."""
    for prefix in ("case.", "alert."):
        code = code.removeprefix(prefix)
    return action_word(code)


def _moment(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def village_columns() -> list[Column[PastVillage]]:
    """A village that evening."""
    return [
        Column("village", translate("past", "村"), lambda row: row.village or translate("past", "全镇"), 7),
        count_column("households", translate("past", "户"), lambda row: row.households, width=5),
        count_column("members", translate("past", "人"), lambda row: row.members, width=5),
        count_column("watched", translate("past", "监测户"), lambda row: row.watched, width=5),
        count_column("alerts", translate("past", "预警"), lambda row: row.alerts, width=4),
    ]


def household_columns() -> list[Column[PastHousehold]]:
    """A household that evening; what is otherwise now; who changed it last."""

    def place(row: PastHousehold) -> str:
        standing = row.then if row.then.exists else row.now
        return f"{standing.village}{standing.group}"

    def differs(row: PastHousehold) -> str:
        if row.then.exists != row.now.exists:
            return translate("past", "现在已不在册") if row.then.exists else translate("past", "当晚还没有，现在在册")
        return translate("past", "；").join(f"{d.what.label}：{d.then}→{d.now}" for d in row.differences)

    def last(row: PastHousehold) -> str:
        return f"{step_word(row.last.action)} {row.last.by}" if row.last else ""

    return [
        code_column(lambda row: row.code),
        head_column(lambda row: row.then.head or row.now.head),
        Column("place", translate("past", "村组"), place, 12),
        members_column(lambda row: row.then.members if row.then.exists else None),
        category_column(lambda row: row.then.category),
        case_column(lambda row: row.then.state),
        count_column("alerts", translate("past", "预警"), lambda row: row.then.alerts or None, width=4),
        Column("differs", translate("past", "与现在不同（当晚→现在）"), differs, 26, tip=differs),
        Column("last", translate("past", "最后改动"), last, 15, tip=last),
        count_column("changes", translate("past", "之后改动"), lambda r: r.last.count if r.last else None, width=7),
        Column("at", translate("past", "录入时间"), lambda r: _moment(r.last.recorded_at) if r.last else "", 14),
        type_column(lambda row: row.then.household_type),
    ]


def change_columns() -> list[Column[Change]]:
    """A transaction that touched the household."""
    return [
        Column("what", translate("past", "改动"), lambda row: step_word(row.action), 12),
        day_column("on", translate("past", "发生日期"), lambda row: row.occurred_on),
        Column("at", translate("past", "录入时间"), lambda row: _moment(row.recorded_at), 14),
        Column("by", translate("past", "办理人"), lambda row: row.by, 8),
        Column("typed", translate("past", "录入人"), lambda row: row.typed_by, 8),
        Column("why", translate("past", "原因"), lambda row: row.why, 16, tip=lambda row: row.why),
    ]
