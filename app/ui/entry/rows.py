"""The columns of the 录入 desk: who is to be entered, what is missing, the number that the national system gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState, Category
from app.services.briefs import HouseholdBrief
from app.services.entry.completeness import MissingField
from app.services.entry.service import EntryRow, LedgerRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column, day_column
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    income_column,
    members_column,
    place_column,
)
from app.ui.common.typed_cells import mark_cell, text_cell
from app.ui.common.typing_model import TypedColumn
from app.ui.theme import Tone

translate = QCoreApplication.translate


def place_of(household: HouseholdBrief) -> str:
    """Village and group."""
    return f"{household.village_name}{household.group_name}"


def required(row: EntryRow) -> int:
    """How many fields of the 采集表 are missing that must be there."""
    return sum(field.is_required for field in row.missing)


def missing_chip(row: EntryRow) -> Chip:
    """Complete, barred, or lacking what is only asked for."""
    count = required(row)
    if not count:
        return Chip(translate("entry", "齐全"), Shape.CHECK, Tone.DONE)
    if row.is_barred:
        return Chip(translate("entry", "缺 {count} 项").format(count=count), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("entry", "可补 {count} 项").format(count=count), Shape.RING, Tone.NEUTRAL)


def way_of(row: EntryRow) -> str:
    """边缘户 are entered anew, 脱贫监测户 only marked."""
    if row.category is Category.UNSTABLE_EXITED:
        return translate("entry", "标注")
    return translate("entry", "录入")


def entry_columns() -> Sequence[Column[EntryRow]]:
    """The list of those to be entered; the tick says who was, the number stands beside it."""
    return (
        TypedColumn("take", translate("entry", "已录入"), lambda _: "", 7, sort_key="", cell=mark_cell()),
        head_column(lambda r: r.household.head_name),
        place_column(lambda r: r.household, width=14),
        members_column(lambda r: r.household.member_count),
        category_column(lambda r: r.category),
        Column("way", translate("entry", "办法"), way_of, 6),
        chip_column("missing", translate("entry", "采集表"), missing_chip, width=12),
        TypedColumn(
            "number",
            translate("entry", "国家系统户编号"),
            lambda r: r.national_code or "",
            20,
            sort_key="",
            cell=text_cell(),
        ),
        day_column("approved", translate("entry", "审定日期"), lambda r: r.approved_on, width=11),
        code_column(lambda r: r.household.code),
    )


def missing_columns() -> Sequence[Column[MissingField]]:
    """What one household's 采集表 lacks."""
    return (
        Column("label", translate("entry", "缺的内容"), lambda f: f.text, 24, tip=lambda f: f.text),
        chip_column("need", translate("entry", "要求"), _need_chip, width=8),
        Column("section", translate("entry", "采集表部分"), lambda f: f.section, 16),
    )


def _need_chip(field: MissingField) -> Chip:
    if field.is_required:
        return Chip(translate("entry", "必填"), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("entry", "可补"), Shape.RING, Tone.NEUTRAL)


def entered_columns() -> Sequence[Column[EntryRow]]:
    """Those that were entered and wait for the ledger to be checked."""
    return (
        TypedColumn("take", translate("entry", "核对"), lambda _: "", 6, sort_key="", cell=mark_cell()),
        head_column(lambda r: r.household.head_name),
        place_column(lambda r: r.household),
        members_column(lambda r: r.household.member_count),
        category_column(lambda r: r.category),
        Column("number", translate("entry", "国家系统户编号"), lambda r: r.national_code or "", 20),
        day_column("entered", translate("entry", "录入日期"), lambda r: r.entered_on, width=11),
        code_column(lambda r: r.household.code),
    )


def clearing_chip(row: LedgerRow) -> Chip | None:
    """How far a household is on the way to 风险消除: visited, evaluated, ready to be proposed."""
    if row.state is CaseState.CLEARING_PROPOSED:
        return Chip(translate("entry", "待区审定"), Shape.RING, Tone.NEUTRAL)
    if row.state is not CaseState.MONITORED or not (row.has_clear_visit or row.has_clear_meeting):
        return None
    if not row.has_clear_meeting:
        return Chip(translate("entry", "已走访，待评议"), Shape.HALF, Tone.DUE)
    if not row.has_clear_visit:
        return Chip(translate("entry", "已评议，待走访"), Shape.HALF, Tone.DUE)
    if row.open_alerts:
        return Chip(translate("entry", "待预警销号"), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("entry", "可办拟消除"), Shape.CHECK, Tone.DONE)


def watched_columns() -> Sequence[Column[LedgerRow]]:
    """监测对象: the ledger with the way to 风险消除."""
    rare = ("entered", "number")  # the ledger's own page shows them
    columns = [replace(column, is_extra=column.key in rare) for column in ledger_columns()]
    place = next(number for number, column in enumerate(columns) if column.key == "risks")
    columns.insert(place, chip_column("clearing", translate("entry", "消除进度"), clearing_chip, width=16))
    return columns


def ledger_columns() -> Sequence[Column[LedgerRow]]:
    """台账: everybody who is watched."""
    return (
        head_column(lambda r: r.household.head_name),
        place_column(lambda r: r.household, width=11),
        members_column(lambda r: r.household.member_count),
        category_column(lambda r: r.category),
        case_column(lambda r: r.state),
        Column("risks", translate("entry", "风险"), lambda r: "、".join(risk.label for risk in r.risks), 18),
        income_column(lambda r: r.net_per_head_fen),
        day_column("identified", translate("entry", "识别日期"), lambda r: r.identified_on, width=11),
        day_column("entered", translate("entry", "录入日期"), lambda r: r.entered_on, width=11),
        count_column("alerts", translate("entry", "未销预警"), lambda r: r.open_alerts or None, width=8),
        Column("number", translate("entry", "国家系统户编号"), lambda r: r.national_code or "", 18),
        code_column(lambda r: r.household.code),
    )
