"""The tabs of the main window, in the order of the year. A tab's modules are loaded when it is first shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.ui.common.context import TabContext, TabSpec, TabView


def _workbench(context: TabContext) -> TabView:
    from app.ui.workbench.view import Workbench

    return Workbench(context)


def _roster(context: TabContext) -> TabView:
    from app.ui.roster.view import roster_tab

    return roster_tab(context)


def _screening(context: TabContext) -> TabView:
    from app.ui.screening.view import screening_tab

    return screening_tab(context)


def _visits(context: TabContext) -> TabView:
    from app.ui.visits.view import visits_tab

    return visits_tab(context)


def _meetings(context: TabContext) -> TabView:
    from app.ui.meetings.view import meetings_tab

    return meetings_tab(context)


def _entry(context: TabContext) -> TabView:
    from app.ui.entry.view import entry_tab

    return entry_tab(context)


def _alerts(context: TabContext) -> TabView:
    from app.ui.alerts.view import AlertsTab

    return AlertsTab(context)


def _reports(context: TabContext) -> TabView:
    from app.ui.reports.view import reports_tab

    return reports_tab(context)


def _settings(context: TabContext) -> TabView:
    from app.ui.settings.view import settings_tab

    return settings_tab(context)


def all_tabs() -> Sequence[TabSpec]:
    """The eight tabs of the year's work."""
    return (
        TabSpec("workbench", QCoreApplication.translate("Tabs", "工作台"), "layout-dashboard", _workbench),
        TabSpec("roster", QCoreApplication.translate("Tabs", "农户台账"), "house", _roster),
        TabSpec("screening", QCoreApplication.translate("Tabs", "排查筛查"), "filter", _screening),
        TabSpec("visits", QCoreApplication.translate("Tabs", "入户走访"), "footprints", _visits),
        TabSpec("meetings", QCoreApplication.translate("Tabs", "评议会议"), "messages-square", _meetings),
        TabSpec("entry", QCoreApplication.translate("Tabs", "录入建档"), "database", _entry),
        TabSpec("alerts", QCoreApplication.translate("Tabs", "预警看板"), "bell-ring", _alerts),
        TabSpec("reports", QCoreApplication.translate("Tabs", "报表"), "printer", _reports),
    )


def settings_spec() -> TabSpec:
    """The page behind the gear."""
    return TabSpec("settings", QCoreApplication.translate("Tabs", "设置"), "settings", _settings)
