"""报表: the catalogue of papers, and beside it the pages of what papers need."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.common.context import TabContext, TabView
from app.ui.common.desk_page import DeskPage, DeskPageSpec
from app.ui.common.icons import icon
from app.ui.reports.pages import ReportPages
from app.ui.reports.papers_page import PapersPage


class ReportsTab(TabView):
    """The tab: pages are made when they are first turned to; a list that no page is named after is a paper."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.papers = PapersPage(context)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("报表各页"))
        self.pages.addTab(self.papers, icon("file-text"), self.tr("文书"))
        self._made: dict[str, DeskPage] = {}
        self._specs = list(ReportPages(self).specs())
        for spec in self._specs:
            self.pages.addTab(_Room(), icon(spec.sign), spec.title)
        self.pages.setTabBarAutoHide(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.pages.currentChanged.connect(self._on_turned)

    def page(self, key: str) -> DeskPage:
        """The page of this key; made if nobody turned to it yet."""
        spec = next(spec for spec in self._specs if spec.key == key)
        if key not in self._made:
            self._made[key] = made = spec.make(self._context)
            made.household_asked.connect(lambda household_id, *_: self._context.navigator.open_household(household_id))
            self._room(spec).layout_of.addWidget(made)
        return self._made[key]

    def open(self, key: str, what: str = "") -> None:
        """Turn to a page and, where it knows ``what``, to that part."""
        spec = next(spec for spec in self._specs if spec.key == key)
        page = self.page(key)
        self.pages.setCurrentWidget(self._room(spec))
        if what:
            page.show_what(what)

    def _room(self, spec: DeskPageSpec) -> _Room:
        found = self.pages.widget(1 + self._specs.index(spec))
        assert isinstance(found, _Room)
        return found

    def _on_turned(self, position: int) -> None:
        if position:
            self.page(self._specs[position - 1].key).reload()

    @override
    def show_list(self, what: str) -> None:
        key, _, part = what.partition(":")
        if any(spec.key == key for spec in self._specs):
            self.open(key, part)
        else:
            self.pages.setCurrentWidget(self.papers)
            self.papers.show_what(what)

    @override
    def may_close(self) -> str:
        return next((said for page in (self.papers, *self._made.values()) if (said := page.may_close())), "")


class _Room(QWidget):
    """Where a page stands once it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.layout_of = QVBoxLayout(self)
        self.layout_of.setContentsMargins(0, 0, 0, 0)


def reports_tab(context: TabContext) -> TabView:
    """Papers, reports and lists."""
    return ReportsTab(context)
