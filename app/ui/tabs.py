"""The tabs of the main window, in the order of the year."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState
from app.ui.alerts.view import AlertsTab
from app.ui.cases.desk import CaseDesk, DeskSpec
from app.ui.common.context import TabContext, TabSpec, TabView
from app.ui.roster.view import roster_tab
from app.ui.screening.view import screening_tab
from app.ui.settings.view import settings_tab
from app.ui.workbench.view import Workbench


def _visits(context: TabContext) -> TabView:
    spec = DeskSpec(
        key="visits",
        name=QCoreApplication.translate("Tabs", "待走访的户"),
        states=(CaseState.LISTED,),
        empty=QCoreApplication.translate("Tabs", "没有待走访的户。比对后列入初步名单的户会出现在这里。"),
    )
    return CaseDesk(spec, context)


def _meetings(context: TabContext) -> TabView:
    spec = DeskSpec(
        key="meetings",
        name=QCoreApplication.translate("Tabs", "评议和报区的户"),
        states=(
            CaseState.VISITED,
            CaseState.EVALUATED,
            CaseState.NOTICE_POSTED,
            CaseState.NOTICE_OVER,
            CaseState.REPORTED_TO_DISTRICT,
            CaseState.TO_BE_MENDED,
        ),
        empty=QCoreApplication.translate("Tabs", "没有待评议或报区的户。走访登记后的户会出现在这里。"),
    )
    return CaseDesk(spec, context)


def _entry(context: TabContext) -> TabView:
    spec = DeskSpec(
        key="entry",
        name=QCoreApplication.translate("Tabs", "待录入和核对的户"),
        states=(CaseState.APPROVED, CaseState.ENTERED),
        empty=QCoreApplication.translate("Tabs", "没有待录入的户。区审定后的户会出现在这里。"),
    )
    return CaseDesk(spec, context)


def all_tabs() -> Sequence[TabSpec]:
    """Every tab that does its work; a tab is added when its work is there."""
    return (
        TabSpec("workbench", QCoreApplication.translate("Tabs", "工作台"), "layout-dashboard", Workbench),
        TabSpec("roster", QCoreApplication.translate("Tabs", "农户台账"), "house", roster_tab),
        TabSpec("screening", QCoreApplication.translate("Tabs", "排查筛查"), "filter", screening_tab),
        TabSpec("visits", QCoreApplication.translate("Tabs", "入户走访"), "footprints", _visits),
        TabSpec("meetings", QCoreApplication.translate("Tabs", "评议会议"), "messages-square", _meetings),
        TabSpec("entry", QCoreApplication.translate("Tabs", "录入建档"), "database", _entry),
        TabSpec("alerts", QCoreApplication.translate("Tabs", "预警看板"), "bell-ring", AlertsTab),
    )


def settings_spec() -> TabSpec:
    """The page behind the gear."""
    return TabSpec("settings", QCoreApplication.translate("Tabs", "设置"), "settings", settings_tab)
