"""监测对象: later steps of those who are watched: 变更类别, 退出, 拟消除, 消除审批, 跨年接续, for one or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.models.enums import CaseState
from app.services.entry.service import LedgerRow
from app.services.measures.lacking import Lack
from app.ui.cases.steps_page import StepsPage, StepsSpec
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column
from app.ui.common.context import TabContext
from app.ui.common.filter_chips import FilterChip
from app.ui.entry.rows import watched_columns
from app.ui.household.measures import Measures
from app.ui.theme import Tone

translate = QCoreApplication.translate
_STATES = (CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
# Steps with a place of their own: entry and ledger here, visits and meetings in their tabs.
_ELSEWHERE = frozenset({"record_entry", "confirm_ledger"})


def monitored_page(context: TabContext) -> StepsPage[LedgerRow]:
    """The watched households with their steps."""
    entry, measures = context.office.entry, context.office.measures

    def read() -> Sequence[LedgerRow]:
        lacks: dict[int, set[str]] = {}
        for row in measures.unhelped(today=context.today()):
            lacks.setdefault(row.household.household_id, set()).add(row.lack.value)
        return [replace(row, lacks=frozenset(lacks.get(row.household.household_id, ()))) for row in entry.ledger()]

    def add_measure(window: QWidget, row: LedgerRow) -> None:
        Measures(context, window).add(row.household.household_id, row.household.head_name)

    page = StepsPage(
        context,
        StepsSpec(
            key="entry/monitored",
            name=translate("entry", "监测对象"),
            states=_STATES,
            columns=_columns(),
            read=read,
            household=lambda row: row.household,
            state=lambda row: row.state,
            empty=translate("entry", "没有监测中的户。自动纳入和录入核对后的户会出现在这里。"),
            elsewhere=_ELSEWHERE,
            places={"record_clear_meeting": lambda: context.navigator.open_tab("meetings")},
            stretch=("risks",),
            marks=[FilterChip(lack.value, lack.label, lack.meaning) for lack in Lack],
            marks_of=lambda row: row.lacks,
            others=[("measure_add", translate("entry", "登记措施…"), add_measure)],
        ),
    )
    page.empty.offer(translate("entry", "去排查筛查"), lambda: context.navigator.open_tab("screening"))
    return page


def _help(row: LedgerRow) -> Chip | None:
    if Lack.MEASURE.value in row.lacks:
        return Chip(translate("entry", "无措施"), Shape.TRIANGLE, Tone.LATE)
    if Lack.DEVELOPMENT.value in row.lacks:
        return Chip(translate("entry", "无开发式"), Shape.TRIANGLE, Tone.DUE)
    return None


def _columns() -> Sequence[Column[LedgerRow]]:
    """With the help beside the risks."""
    columns = list(watched_columns())
    place = next(number for number, column in enumerate(columns) if column.key == "risks") + 1
    columns.insert(place, chip_column("help", translate("entry", "帮扶"), _help, width=11))
    return columns
