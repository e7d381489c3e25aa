"""农户台账: places on the left, the list in the middle, the household's page on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.dossier.parts import Dossier
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.common.context import TabContext, TabView
from app.ui.common.icons import icon
from app.ui.common.side_pane import WithPane
from app.ui.common.tasks import Latest
from app.ui.household.desk import HouseholdDesk
from app.ui.household.pane import HouseholdPane
from app.ui.imports.page import ImportPage
from app.ui.roster.desk_pages import DeskPages
from app.ui.roster.filters import KEPT_FILTERS, KeptFilter, roster_chips
from app.ui.roster.kept_filters import KeptFilters
from app.ui.roster.listing import RosterList
from app.ui.roster.outputs import RosterOutputs
from app.ui.roster.places import Place, PlaceTree
from app.ui.roster.procedure import Procedure
from app.ui.roster.undoing import UndoLast
from app.ui.theme import width_of

_IMPORT = "import:"  # another tab asks for a kind of import by open_tab("roster", "import:incomes")


class RosterView(TabView):
    """The roster's tab. Its toolbar holds what concerns the whole list; what concerns one household is in its pane."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._regions = Latest(context.runner, self)
        self._dossiers = Latest(context.runner, self)
        self._back, self._heading = QPushButton(), QLabel()
        self._of_the_list: list[QAction] = []
        self.places = PlaceTree()
        self.list = RosterList(context)
        self.pane = HouseholdPane(context.today)
        self.procedure = Procedure(context, self)
        self.pane.insert_above_pages(self.procedure.clock)
        self.pane.insert_above_pages(self.procedure.bar)
        self.pane.add_page(self.procedure.page, self.tr("办理"))
        self.importing = ImportPage(context)
        self._lives = Latest(context.runner, self)
        self._wanted_page: tuple[int, str, int] | None = None
        self.desk = HouseholdDesk(context, self)
        self.outputs = RosterOutputs(context, self, self.list)
        self.undoing = UndoLast(context, self)
        self.kept = KeptFilters(context, self._present_filter)
        self._lay_out()
        self._connect()
        self._make_actions()
        self.reload()

    # -- building ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._split = WithPane(self.list, self.pane)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.places, 1)
        column.addWidget(self.kept)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(self._split)
        whole.setChildrenCollapsible(False)
        whole.setStretchFactor(1, 1)
        whole.setSizes([width_of(20, self.font()), 1])
        self._toolbar = QHBoxLayout()
        self._pages = QStackedWidget()
        self._pages.addWidget(whole)
        self._pages.addWidget(self.importing)
        self.desk_pages = DeskPages(self._context, self._pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 4)
        column.addLayout(self._toolbar)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        table = self.list.table
        self.places.place_chosen.connect(self.list.show_place)
        table.current_changed.connect(self._on_current)
        table.opened.connect(self._on_opened)
        table.selection_counted.connect(self._context.navigator.selection_counted)
        self._regions.answered.connect(self._on_regions)
        self._dossiers.answered.connect(self._on_dossier)
        self._dossiers.refused.connect(lambda _: self._split.close_pane())  # an undone household is gone
        self._context.hub.changed.connect(self._on_changed)
        self.procedure.begun.connect(lambda: self.pane.tabs.setCurrentWidget(self.procedure.page))
        self.importing.closed.connect(self.show_roster)
        self.pane.asked.connect(self._on_asked)
        self.pane.findings.live_asked.connect(self._on_live_asked)
        self._lives.answered.connect(self.pane.findings.show_live)
        self.desk.saved.connect(self._on_saved)
        self.kept.chosen.connect(self._show_kept)
        self.desk_pages.turned.connect(self._turn_to)
        self.desk_pages.household_asked.connect(self._on_field_asked)
        self.undoing.undone.connect(self._on_saved)
        self.outputs.roster_asked.connect(self._on_roster_asked)

    def _make_actions(self) -> None:
        make_action(Key.SEARCH_HERE, self, self._on_search_here)
        make_action(Key.REFRESH, self, self.reload)
        make_action(Key.CLOSE_PANE, self, self._split.close_pane)
        make_action(Key.EDIT, self, self._on_edit)
        back = QAction(icon("users"), self.tr("台账"), self)
        back.triggered.connect(self.show_roster)
        checking = self.desk_pages.action("findings", self)
        adding = make_action(Key.NEW, self, self._on_new)
        self._of_the_list = [
            make_action(Key.PRINT, self, self.outputs.print_papers),
            make_action(Key.EXPORT, self, self.outputs.export_list),
        ]
        importing = make_action(Key.IMPORT, self, self.begin_import)
        for action in (back, importing, adding, *self._of_the_list, checking, self.undoing.action):
            button = self._tool(action)
            self._back = button if action is back else self._back
        more = QPushButton(icon("database"), self.tr("数据"))
        more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        more.setMenu(self.desk_pages.menu(more))
        self._toolbar.addWidget(more)
        self._heading.setProperty("heading", True)
        self._toolbar.addWidget(self._heading)
        self._toolbar.addWidget(self.list.search, 1)
        self._toolbar.addStretch(0)
        self._back.hide()

    def _tool(self, action: QAction) -> QPushButton:
        button = QPushButton(action.icon(), action.text())
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setVisible(action.isVisible())
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())

        action.changed.connect(follow)
        follow()
        self._toolbar.addWidget(button)
        return button

    # -- what others ask ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything again."""
        regions, settings = self._context.office.regions, self._context.office.settings
        self._regions.ask(self.tr("读取村组"), lambda _: (regions.tree(), settings.get(KEPT_FILTERS)))
        self.list.reload()

    @override
    def show_list(self, what: str) -> None:
        key, _, part = what.partition(":")
        if key in self.desk_pages.specs:
            self.desk_pages.open(key, part)
        elif what.startswith(_IMPORT):
            self.begin_import(what.removeprefix(_IMPORT))
        else:
            known = {chip.key for chip in roster_chips()}
            self.show_roster()
            self.list.press(frozenset(what.split(",")) & known, Place())

    @override
    def show_household(self, household_id: int) -> None:
        self.show_roster()
        self._split.open_pane()
        self.list.go_to(household_id)
        self._ask_dossier(household_id)

    @override
    def search(self, text: str) -> None:
        self.show_roster()
        self.list.look_for(text)
        self.list.table.setFocus()

    @override
    def may_close(self) -> str:
        return self.importing.may_close() or self.desk_pages.may_close()

    def begin_import(self, kind: str = "") -> None:
        """Turn to the import page; with a kind named, ask for its files at once."""
        self._turn_to(self.importing)
        if kind:
            self.importing.choose_kind(kind)
            self.importing.choose_files()

    def show_roster(self) -> None:
        """Turn back to the list."""
        self._turn_to(self._pages.widget(0))

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        is_list = self._pages.currentIndex() == 0
        self._back.setVisible(not is_list)
        self._heading.setVisible(not is_list)
        self._heading.setText(self.desk_pages.title_of(page))
        self.list.search.setVisible(is_list)
        for action in self._of_the_list:
            action.setVisible(is_list)
            action.setEnabled(is_list)

    # -- slots -------------------------------------------------------------------------------------

    def _on_regions(self, answer: tuple[Sequence[RegionRow], object]) -> None:
        rows, kept = answer
        self.places.show_regions(rows)
        self.desk.know_regions(rows)
        self.desk_pages.know_regions(rows)
        self.kept.know(kept)
        if not any(row.households for row in rows):
            self.list.empty.say(self.tr("还没有农户。导入国家系统导出的花名册或户籍册后，这里按村组列出全镇农户。"))
            self.list.empty.offer(self.tr("导入花名册…"), lambda: self.begin_import("roster"))

    def _on_current(self, household_id: int) -> None:
        if household_id >= 0 and self._split.opens_by_itself():
            self._split.open_pane()
            self._ask_dossier(household_id)

    def _on_opened(self, household_id: int) -> None:
        self._split.open_pane()
        self._ask_dossier(household_id)

    def _ask_dossier(self, household_id: int) -> None:
        dossiers = self._context.office.dossiers
        self._dossiers.ask(self.tr("读取农户"), lambda _: dossiers.get(household_id))

    def _on_dossier(self, dossier: Dossier) -> None:
        self.pane.show_dossier(dossier)
        self.procedure.show_household(dossier.head)

        if self._wanted_page and self._wanted_page[0] == dossier.head.household_id:
            _, page, person_id = self._wanted_page
            self._wanted_page = None
            self._turn_to_field(dossier, page, person_id)

    def _turn_to_field(self, dossier: Dossier, place: str, person_id: int) -> None:
        """Turn to a page of the household; ``page/action/input`` opens also what mends that input, ready to type."""
        page, _, rest = place.partition("/")
        action, _, field = rest.partition("/")
        self.pane.turn_to(page, person_id=person_id or None)
        member = next((m.membership_id for m in dossier.members if m.person_id == person_id), 0)
        if action:
            self.desk.do(action, dossier, member, focus=field)

    # -- changing ----------------------------------------------------------------------------------

    def _on_new(self) -> None:
        self.show_roster()
        self.desk.add(village_id=self.list.place.village_id)

    def _on_edit(self) -> None:
        """F2: the member under the cursor on the page of members, else the household under the cursor."""
        current, dossier = self.list.table.current_id(), self.pane.dossier
        if self._pages.currentIndex() != 0:
            return
        if dossier is not None and self._split.is_pane_open() and self.pane.isAncestorOf(self.focusWidget() or self):
            is_members = self.pane.tabs.currentWidget() is self.pane.members
            key = "member_edit" if is_members else "edit"
            self.desk.do(key, dossier, self.pane.members.chosen())
        elif current is not None:
            dossiers = self._context.office.dossiers
            task = self._context.runner.start(self.tr("读取农户"), lambda _: dossiers.get(current), quiet=True)
            task.succeeded.connect(lambda found: self.desk.do("edit", found))

    def _on_asked(self, key: str, id_: int) -> None:
        if self.pane.dossier is not None:
            self.desk.do(key, self.pane.dossier, id_)

    def _on_saved(self, household_id: int) -> None:
        """Stand on the household that the change led to: the new one after a split, the other one after a merge."""
        shown = self.pane.dossier.head.household_id if self.pane.dossier else 0
        if household_id and household_id != shown:
            self.show_household(household_id)

    def _on_live_asked(self, household_id: int) -> None:
        findings, today = self._context.office.findings, self._context.today()
        self._lives.ask(self.tr("检查本户"), lambda _: findings.check_household(household_id, today=today))

    def _on_roster_asked(self, ids: Sequence[int]) -> None:
        self.desk_pages.open("rosters").narrow_to(ids)

    def _on_field_asked(self, household_id: int, page: str, person_id: int) -> None:
        self._wanted_page = (household_id, page, person_id)
        self.show_household(household_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        self.list.refresh(changes)
        if changes.touches("household", "membership", "region", "import_batch", "setting"):
            regions, settings = self._context.office.regions, self._context.office.settings
            self._regions.ask(self.tr("读取村组"), lambda _: (regions.tree(), settings.get(KEPT_FILTERS)))
        if self.pane.dossier and self._split.is_pane_open():
            self._ask_dossier(self.pane.dossier.head.household_id)

    def _show_kept(self, kept: KeptFilter) -> None:
        self.list.press(frozenset(kept.chips), kept.place)
        self.places.choose(kept.place)

    def _present_filter(self, name: str) -> KeptFilter:
        place = self.list.place
        return KeptFilter(name, tuple(sorted(self.list.pressed)), place.village_id, place.group_name)

    def _on_search_here(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()


def roster_tab(context: TabContext) -> TabView:
    """All households of the township."""
    return RosterView(context)
