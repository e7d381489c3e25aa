"""评议会议: the villages' meetings, the list to the district, and the district's answers."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.plans import RunningPlan
from app.ui.common.context import TabContext, TabView
from app.ui.meetings.decisions import DecisionsPage
from app.ui.meetings.notice import NoticePage
from app.ui.meetings.page import MeetingsPage
from app.ui.meetings.reporting import ReportingPage

_PAGE_OF = {"not_evaluated": 0, "evaluated": 0, "reported": 1, "decided": 2}


class MeetingsView(TabView):
    """Three pages with their counts; a fourth, 公示, where the plan has it."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.meetings = MeetingsPage(context)
        self.reporting = ReportingPage(context)
        self.decisions = DecisionsPage(context)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("评议会议各页"))
        for page, title in (
            (self.meetings, self.tr("村级评议")),
            (self.reporting, self.tr("上报区级")),
            (self.decisions, self.tr("区审定")),
        ):
            self.pages.addTab(page, title)
            page.counted.connect(lambda count, p=page, t=title: self._count(p, t, count))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        plans, today = context.office.plans, context.today()
        task = context.runner.start(self.tr("读取方案"), lambda _: plans.current(today), quiet=True)
        task.succeeded.connect(self._on_plan)

    def _count(self, page: QWidget, title: str, count: int) -> None:
        self.pages.setTabText(self.pages.indexOf(page), f"{title} {count}" if count else title)

    def _on_plan(self, running: RunningPlan) -> None:
        if running.plan.variant == "sc2020":
            return
        page, title = NoticePage(self._context), self.tr("公示")
        self.pages.insertTab(1, page, title)
        page.counted.connect(lambda count: self._count(page, title, count))

    @override
    def show_list(self, what: str) -> None:
        pages = (self.meetings, self.reporting, self.decisions)
        self.pages.setCurrentWidget(pages[_PAGE_OF.get(what, 0)])

    @override
    def search(self, text: str) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, MeetingsPage):
            page.search.setText(text)
        elif isinstance(page, (ReportingPage, DecisionsPage, NoticePage)):
            page.narrowing.search.setText(text)

    @override
    def may_close(self) -> str:
        if unsaved := self.meetings.desk.unsaved():
            return unsaved
        if self.decisions.has_unsaved():
            return self.tr("区审定里有填了没有登记的答复。")
        return self.decisions.importing.may_close()


def meetings_tab(context: TabContext) -> TabView:
    """Evaluation, report, decision."""
    return MeetingsView(context)
