"""录入建档: entering the approved, checking the ledger, the platform, the ledgers, those watched, 补录, 结转."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.cases.steps_page import StepsPage
from app.ui.common.context import TabContext, TabView
from app.ui.entry.assistant.window import AssistantWindow
from app.ui.entry.confirming import ConfirmingPage
from app.ui.entry.ledgers import LedgersPage
from app.ui.entry.marking import MarkingPage
from app.ui.entry.monitored import monitored_page
from app.ui.entry.platform import PlatformPage
from app.ui.entry.rollover.page import RolloverPage
from app.ui.entry.tracks import GREEN, SUPPLEMENT, TracksPage

_PAGE_OF = {
    "not_entered": 0,
    "entered": 0,
    "confirmed": 1,
    "platform": 2,
    "ledger": 3,
    "monitored": 4,
    SUPPLEMENT: 5,
    GREEN: 5,
    "track": 5,
    "no_measure": 4,
    "no_development": 4,
    "rollover": 6,
}
# Filters of the watched households that other tabs ask for.
_MARKS = frozenset({"no_measure", "no_development"})


class EntryView(TabView):
    """Six pages, those with work carry its count."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self.marking = MarkingPage(context)
        self.confirming = ConfirmingPage(context)
        self.platform = PlatformPage(context)
        self.ledgers = LedgersPage(context)
        self.monitored = monitored_page(context)
        self.tracks = TracksPage(context)
        self.rollover = RolloverPage(context)
        self._context = context
        self.assistant: AssistantWindow | None = None
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("录入建档各页"))
        for page, title in (
            (self.marking, self.tr("录入标注")),
            (self.confirming, self.tr("台账核对")),
            (self.platform, self.tr("平台待办")),
            (self.ledgers, self.tr("台账")),
            (self.monitored, self.tr("监测对象")),
            (self.tracks, self.tr("补录·绿色通道")),
            (self.rollover, self.tr("年末结转")),
        ):
            self.pages.addTab(page, title)
            if not isinstance(page, LedgersPage):
                page.counted.connect(lambda count, p=page, t=title: self._count(p, t, count))
        self.marking.assistant_asked.connect(self.open_assistant)
        self.platform.assistant_asked.connect(self.open_assistant)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)

    def open_assistant(self, household_ids: Sequence[int], current: int) -> None:
        """Open the small window for these households, beginning with one of them; one window serves them all."""
        if self.assistant is None:
            self.assistant = AssistantWindow(self._context)
            self.destroyed.connect(self.assistant.deleteLater)
        self.assistant.serve(household_ids, current)

    def _count(self, page: QWidget, title: str, count: int) -> None:
        self.pages.setTabText(self.pages.indexOf(page), f"{title} {count}" if count else title)

    @override
    def show_list(self, what: str) -> None:
        page, _, part = what.partition(":")
        self.pages.setCurrentIndex(_PAGE_OF.get(page, 0))
        if page in (SUPPLEMENT, GREEN):
            self.tracks.show_group(page)
        elif page == "rollover":
            if part:
                self.rollover.show_only(part)
        elif part:
            self.search(part)
        if page in _MARKS:
            self.monitored.show_marked(page)

    @override
    def search(self, text: str) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, (MarkingPage, ConfirmingPage, PlatformPage, LedgersPage, StepsPage, RolloverPage)):
            page.narrowing.search.setText(text)

    @override
    def may_close(self) -> str:
        if self.assistant is not None:
            self.assistant.flush()
        return self.tr("录入标注里有填了没有保存的编号。") if self.marking.has_unsaved() else ""


def entry_tab(context: TabContext) -> TabView:
    """Entry, ledger, platform."""
    return EntryView(context)
