"""排查筛查: the stage's six tasks as a strip, the list of the chosen task, and the reason sheet to the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.households import RosterQuery
from app.ui.actions import Key, make_action
from app.ui.cases.batch_page import Batch
from app.ui.common.context import TabContext, TabView
from app.ui.common.side_pane import WithPane
from app.ui.common.tasks import Latest
from app.ui.screening import strip
from app.ui.screening.carried_over import CarriedOverPage
from app.ui.screening.clues import CluesPage
from app.ui.screening.comparison import ComparisonPage
from app.ui.screening.confirmation import ConfirmationPage
from app.ui.screening.counts import StageCounts, read_counts
from app.ui.screening.finder import HouseholdFinder
from app.ui.screening.hits import HitsPage
from app.ui.screening.reason_pane import ReasonPane
from app.ui.screening.strip import TaskStrip
from app.ui.screening.task_page import TaskPage, touches_the_stage
from app.ui.screening.town_summary import TownSummaryPage
from app.ui.screening.village_reports import VillageReportsPage
from app.ui.theme import width_of

_PAGES: Mapping[str, Callable[[TabContext], TaskPage]] = {
    strip.CARRIED: CarriedOverPage,
    strip.HITS: HitsPage,
    strip.VILLAGES: VillageReportsPage,
    strip.SUMMARY: TownSummaryPage,
    strip.COMPARISON: ComparisonPage,
    strip.CONFIRM: ConfirmationPage,
    strip.CLUES: CluesPage,
}


class ScreeningView(TabView):
    """Pages are made when they are first shown and read again when something was written meanwhile."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._counts = Latest(context.runner, self)
        self.strip = TaskStrip()
        self.finder = HouseholdFinder(context, self.tr("查一户的理由：姓名/拼音/证件尾号/户编号"))
        self.pane = ReasonPane(context)
        self.pages: dict[str, TaskPage] = {}
        self._stale: set[str] = set()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._read_counts()

    def _lay_out(self) -> None:
        self.finder.setMinimumWidth(width_of(24, self.font()))
        self.finder.setMaximumWidth(width_of(44, self.font()))
        row = QHBoxLayout()
        row.addWidget(self.strip)
        row.addWidget(self.finder, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self._stack, 1)
        self.split = WithPane(left, self.pane)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 4)
        whole.addLayout(row)
        whole.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.strip.chosen.connect(self.show_task)
        self.finder.found.connect(self.show_household)
        self._counts.answered.connect(self._on_counts)
        self.pane.batch.retried.connect(lambda _: self.split.open_pane())
        self.pane.batch.household_asked.connect(self._on_code_asked)
        self._context.hub.changed.connect(self._on_changed)
        make_action(Key.SEARCH_HERE, self, lambda: self.finder.setFocus(Qt.FocusReason.ShortcutFocusReason))
        make_action(Key.REFRESH, self, lambda: self.page.reload())
        make_action(Key.CLOSE_PANE, self, self.split.close_pane)

    @property
    def page(self) -> TaskPage:
        """The page of the chosen task: what is due, until another is chosen."""
        page = self._stack.currentWidget()
        if not isinstance(page, TaskPage):
            self.show_task(strip.HITS)
            page = self._stack.currentWidget()
        assert isinstance(page, TaskPage)
        return page

    def show_task(self, key: str) -> None:
        """Turn to a task; its page is made now if it was not."""
        self.strip.choose(key)
        if key not in self.pages:
            page = self.pages[key] = _PAGES[key](self._context)
            page.household_chosen.connect(self._on_chosen)
            page.household_opened.connect(self.show_household)
            page.step_asked.connect(self._on_step)
            page.pane_unwanted.connect(self.split.close_pane)
            page.batch_asked.connect(self._on_batch)
            self._stack.addWidget(page)
            page.reload()
        elif key in self._stale:
            self.pages[key].reload()
        self._stale.discard(key)
        self._stack.setCurrentWidget(self.pages[key])
        if self.pages[key].has_own_pane:
            self.split.close_pane()

    @override
    def show_list(self, what: str) -> None:
        if what in _PAGES:
            self.show_task(what)

    @override
    def show_household(self, household_id: int) -> None:
        self.split.open_pane()
        self.pane.show_household(household_id)
        self.pane.tabs.setCurrentWidget(self.pane.reasons)

    @override
    def search(self, text: str) -> None:
        self.page.look_for(text)

    @override
    def may_close(self) -> str:
        return next((said for page in self.pages.values() if (said := page.may_close())), "")

    def _read_counts(self) -> None:
        office, today = self._context.office, self._context.today()
        self._counts.ask(self.tr("读取排查进度"), lambda _: read_counts(office, today=today))

    def _on_counts(self, counts: StageCounts) -> None:
        self.strip.show_counts(counts)
        if not self.pages:
            self.show_task(due_task(counts))

    def _on_chosen(self, household_id: int) -> None:
        if household_id >= 0 and (self.split.opens_by_itself() and not self.page.has_own_pane):
            self.split.open_pane()
            self.pane.show_household(household_id)

    def _on_step(self, household_id: int, action: str, known: Mapping[str, object]) -> None:
        self.split.open_pane()
        self.pane.show_household(household_id, then=action, known=known)

    def _on_batch(self, batch: Batch) -> None:
        self.split.open_pane()
        self.pane.begin_batch(batch)

    def _on_code_asked(self, code: str) -> None:
        households = self._context.office.households
        found = households.find_ids(RosterQuery(text=code), limit=1)
        if found:
            self.show_household(found[0])

    def _on_changed(self, changes: ChangeSet) -> None:
        if not self.pages or not touches_the_stage(changes):
            return
        self._read_counts()
        shown = next(key for key, page in self.pages.items() if page is self.page)
        self._stale |= set(self.pages) - {shown}
        self.page.reload()
        if self.split.is_pane_open():
            self.pane.refresh()


def due_task(counts: StageCounts) -> str:
    """The task that has work to do, in the order of the stage."""
    if not counts.hits:
        return strip.HITS
    if counts.unanswered or counts.villages_in < counts.villages:
        return strip.VILLAGES
    if counts.reported:
        return strip.SUMMARY
    return strip.COMPARISON if counts.checking else strip.CONFIRM


def screening_tab(context: TabContext) -> TabView:
    """The stage 排查, from the carried-over list to the confirmed list."""
    return ScreeningView(context)
