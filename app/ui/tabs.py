"""The tabs of the main window, in the order of the year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState
from app.ui.cases.desk import CaseDesk, DeskSpec
from app.ui.common.context import TabContext, TabSpec, TabView
from app.ui.roster.view import roster_tab
from app.ui.screening.view import screening_tab
from app.ui.settings.view import settings_tab
from app.ui.workbench.view import Workbench

_VISITS = DeskSpec(
    key="visits",
    name="待走访的户",
    states=(CaseState.LISTED,),
    empty="没有待走访的户。比对后列入初步名单的户会出现在这里。",
)
_MEETINGS = DeskSpec(
    key="meetings",
    name="评议和报区的户",
    states=(
        CaseState.VISITED,
        CaseState.EVALUATED,
        CaseState.NOTICE_POSTED,
        CaseState.NOTICE_OVER,
        CaseState.REPORTED_TO_DISTRICT,
        CaseState.TO_BE_MENDED,
    ),
    empty="没有待评议或报区的户。走访登记后的户会出现在这里。",
)
_ENTRY = DeskSpec(
    key="entry",
    name="待录入和核对的户",
    states=(CaseState.APPROVED, CaseState.ENTERED),
    empty="没有待录入的户。区审定后的户会出现在这里。",
)
_MONITORED = DeskSpec(
    key="monitored",
    name="监测中的户",
    states=(CaseState.MONITORED, CaseState.CLEARING_PROPOSED),
    empty="没有监测中的户。自动纳入和录入核对后的户会出现在这里。",
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tabs", text)


def _desk(spec: DeskSpec) -> TabSpec:
    titles = {
        "visits": _tr("入户走访"),
        "meetings": _tr("评议会议"),
        "entry": _tr("录入建档"),
        "monitored": _tr("监测对象"),
    }
    signs = {"visits": "footprints", "meetings": "messages-square", "entry": "database", "monitored": "eye"}

    def make(context: TabContext) -> TabView:
        return CaseDesk(spec, context)

    return TabSpec(spec.key, titles[spec.key], signs[spec.key], make)


def all_tabs() -> Sequence[TabSpec]:
    """Every tab that does its work; a tab is added when its work is there."""
    return (
        TabSpec("workbench", _tr("工作台"), "layout-dashboard", Workbench),
        TabSpec("roster", _tr("农户台账"), "house", roster_tab),
        TabSpec("screening", _tr("排查筛查"), "filter", screening_tab),
        *(_desk(spec) for spec in (_VISITS, _MEETINGS, _ENTRY, _MONITORED)),
    )


def settings_spec() -> TabSpec:
    """The page behind the gear."""
    return TabSpec("settings", _tr("设置"), "settings", settings_tab)
