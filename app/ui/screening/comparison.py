"""信息比对: the desk of doubts, who still waits, requests and result files, and what can be closed."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget
from typing_extensions import override

from app.ui.common.context import TabContext
from app.ui.screening.closing import ClosingPage
from app.ui.screening.hit_desk import HitDesk
from app.ui.screening.result_files import ResultFilesPage
from app.ui.screening.task_page import TaskPage
from app.ui.screening.waiting import WaitingPage


class ComparisonPage(TaskPage):
    """Four pages of one task; the desk shows its details itself."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.desk = HitDesk(context)
        self.waiting = WaitingPage(context)
        self.files = ResultFilesPage(context)
        self.closing = ClosingPage(context)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for page, title in (
            (self.files, self.tr("申请和结果")),
            (self.desk, self.tr("疑似核实")),
            (self.waiting, self.tr("未答复")),
            (self.closing, self.tr("可以办结")),
        ):
            self.pages.addTab(page, title)
            page.household_chosen.connect(self.household_chosen)
            page.household_opened.connect(self.household_opened)
            page.batch_asked.connect(self.batch_asked)
            page.counted.connect(lambda count, p=page, t=title: self._show_count(p, t, count))
        self.pages.currentChanged.connect(self._on_turned)
        self.column.addWidget(self.pages, 1)

    @property
    @override
    def has_own_pane(self) -> bool:  # type: ignore[override]
        return self.pages.currentWidget() is self.desk

    @override
    def reload(self) -> None:
        for page in (self.files, self.desk, self.waiting, self.closing):
            page.reload()

    @override
    def may_close(self) -> str:
        return self.files.may_close()

    def _show_count(self, page: TaskPage, title: str, count: int) -> None:
        self.pages.setTabText(self.pages.indexOf(page), f"{title} {count:,}")

    def _on_turned(self) -> None:
        if self.has_own_pane:
            self.pane_unwanted.emit()
