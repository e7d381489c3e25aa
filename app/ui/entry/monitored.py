"""监测对象: later steps of those who are watched: 变更类别, 退出, 拟消除, 消除审批, 跨年接续, for one or many."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState
from app.services.entry.service import LedgerRow
from app.ui.cases.steps_page import StepsPage, StepsSpec
from app.ui.common.context import TabContext
from app.ui.entry.rows import watched_columns

translate = QCoreApplication.translate
_STATES = (CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
# Steps with a place of their own: entry and ledger here, visits and meetings in their tabs.
_ELSEWHERE = frozenset({"record_entry", "confirm_ledger"})


def monitored_page(context: TabContext) -> StepsPage[LedgerRow]:
    """The watched households with their steps."""
    entry = context.office.entry
    page = StepsPage(
        context,
        StepsSpec(
            key="entry/monitored",
            name=translate("entry", "监测对象"),
            states=_STATES,
            columns=watched_columns(),
            read=entry.ledger,
            household=lambda row: row.household,
            state=lambda row: row.state,
            empty=translate("entry", "没有监测中的户。自动纳入和录入核对后的户会出现在这里。"),
            elsewhere=_ELSEWHERE,
            places={"record_clear_meeting": lambda: context.navigator.open_tab("meetings")},
            stretch=("risks",),
        ),
    )
    page.empty.offer(translate("entry", "去排查筛查"), lambda: context.navigator.open_tab("screening"))
    return page
