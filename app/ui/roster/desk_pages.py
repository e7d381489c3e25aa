"""The pages of the data desk beside the roster, in the order of the menu 数据; one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.services.regions import RegionRow
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage, DeskPageSpec
from app.ui.common.icons import icon


def _findings(context: TabContext) -> DeskPage:
    from app.ui.roster.findings import FindingsDesk

    return FindingsDesk(context)


def _province(context: TabContext) -> DeskPage:
    from app.ui.roster.province import ProvincePage

    return ProvincePage(context)


def _clinic(context: TabContext) -> DeskPage:
    from app.ui.roster.clinic.desk import ClinicDesk

    return ClinicDesk(context)


def _duplicates(context: TabContext) -> DeskPage:
    from app.ui.roster.duplicates.desk import DuplicatesDesk

    return DuplicatesDesk(context)


def _imports(context: TabContext) -> DeskPage:
    from app.ui.imports.history import ImportHistory

    return ImportHistory(context)


def _comparing(context: TabContext) -> DeskPage:
    from app.ui.roster.comparing.page import ComparingDesk

    return ComparingDesk(context)


def _filling(context: TabContext) -> DeskPage:
    from app.ui.roster.filling.page import FillingPage

    return FillingPage(context)


def _population(context: TabContext) -> DeskPage:
    from app.ui.roster.natural_changes import NaturalChangesDesk

    return NaturalChangesDesk(context)


def _issues(context: TabContext) -> DeskPage:
    from app.ui.imports.issues import ImportIssues

    return ImportIssues(context)


def _rosters(context: TabContext) -> DeskPage:
    from app.ui.roster.designer.page import RosterDesigner

    return RosterDesigner(context)


class DeskPages(QObject):
    """Makes the pages on their first use and keeps them; ``turned(page)`` when one is to be shown."""

    turned = Signal(QWidget)
    household_asked = Signal(int, str, int)

    def __init__(self, context: TabContext, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._context, self._stack = context, stack
        self._made: dict[str, DeskPage] = {}
        self._regions: Sequence[RegionRow] = ()
        self.specs = {spec.key: spec for spec in self._all()}

    def _all(self) -> Sequence[DeskPageSpec]:
        return (
            DeskPageSpec("imports", self.tr("导入记录"), "clock", _imports),
            DeskPageSpec("issues", self.tr("待核对事项"), "circle-check", _issues),
            DeskPageSpec("findings", self.tr("疑点检查"), "scan-line", _findings),
            DeskPageSpec("province", self.tr("上级疑点清单"), "clipboard-list", _province),
            DeskPageSpec("clinic", self.tr("证件核对"), "shield-check", _clinic),
            DeskPageSpec("duplicates", self.tr("疑似重复人员"), "users", _duplicates),
            DeskPageSpec("comparing", self.tr("台账比对"), "arrow-right-left", _comparing),
            DeskPageSpec("population", self.tr("自然增减"), "users", _population),
            DeskPageSpec("rosters", self.tr("名册设计"), "file-spreadsheet", _rosters),
            DeskPageSpec("filling", self.tr("套表填报"), "file-spreadsheet", _filling),
        )

    def menu(self, parent: QWidget) -> QMenu:
        """All pages by their words."""
        made = QMenu(parent)
        for spec in self.specs.values():
            made.addAction(self.action(spec.key, made))
        return made

    def action(self, key: str, parent: QObject) -> QAction:
        """Turns to a page."""
        spec = self.specs[key]
        made = QAction(icon(spec.sign), spec.title, parent)
        made.triggered.connect(lambda: self.open(key))
        return made

    def open(self, key: str, what: str = "") -> DeskPage:
        """Turn to a page; with ``what`` to a part of it."""
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = self.specs[key].make(self._context)
            page.household_asked.connect(self.household_asked)
            page.know_regions(self._regions)
            self._stack.addWidget(page)
        page.reload()
        if what:
            page.show_what(what)
        self.turned.emit(page)
        return page

    def title_of(self, page: QWidget) -> str:
        """The words of a page; nothing for what is no page of the desk."""
        return next((self.specs[key].title for key, made in self._made.items() if made is page), "")

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """Pass the villages on, also to pages made later."""
        self._regions = regions
        for page in self._made.values():
            page.know_regions(regions)

    def may_close(self) -> str:
        """The first page's reason against closing the window."""
        return next(filter(None, (page.may_close() for page in self._made.values())), "")
