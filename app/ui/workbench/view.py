"""工作台: what is due today and the problems to be put right, with the way to each list."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.ui.common.context import TabContext, TabView
from app.ui.common.tasks import Latest
from app.ui.workbench.problems_page import ProblemsPage
from app.ui.workbench.reading import Reading, read_workbench
from app.ui.workbench.today_page import TodayPage
from app.ui.workbench.urging_page import UrgingPage
from app.ui.workbench.words import TAB_OF


class Workbench(TabView):
    """Opens on the work that is due; every line leads to its list."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self.today = TodayPage(context.today, context.memory)
        self.problems = ProblemsPage(context)
        self.urging = UrgingPage(context)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("工作台各页"))
        self.pages.addTab(self.today, self.tr("今天"))
        self.pages.addTab(self.urging, self.tr("催报"))
        self.pages.addTab(self.problems, self.tr("问题整改"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.today.asked.connect(self.go_to)
        self.pages.currentChanged.connect(self._on_turned)
        self._answers.answered.connect(self._on_reading)
        context.hub.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Count again."""
        office, today = self._context.office, self._context.today()
        self._answers.ask(self.tr("统计"), lambda _: read_workbench(office, today))

    def _on_reading(self, reading: Reading) -> None:
        self.today.show_reading(reading)
        self.problems.show_problems(reading.problems)
        late = sum(row.is_late(self._context.today()) for row in reading.problems)
        title = self.tr("问题整改（超期 {count}）").format(count=late) if late else self.tr("问题整改")
        self.pages.setTabText(self.pages.indexOf(self.problems), title)

    def go_to(self, kind: str) -> None:
        """Open the list behind a kind of work, in the tab that does it."""
        navigator = self._context.navigator
        if kind == "problem":
            self.show_list(kind)
        elif kind == "backup":
            navigator.open_settings("backup")
        elif kind == "stage":
            navigator.open_settings("plan")
        elif kind == "unknown":
            navigator.open_tab("roster", "unknown")
        elif kind in ("supplement", "green_papers"):
            navigator.open_tab("entry", kind)
        else:
            navigator.open_tab(TAB_OF.get(kind, "roster"), kind)

    @override
    def show_list(self, what: str) -> None:
        if what == "problem":
            self.pages.setCurrentWidget(self.problems)
            self.problems.show_late()
        elif what == "urging":
            self.pages.setCurrentWidget(self.urging)

    def _on_turned(self, _position: int) -> None:
        if self.pages.currentWidget() is self.urging:
            self.urging.reload()

    def _on_changed(self, _changes: ChangeSet) -> None:
        self.reload()
        self._on_turned(self.pages.currentIndex())
