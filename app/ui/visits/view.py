"""入户走访: teams on the left, whom they visit in the middle, the form of the paper on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QSplitter, QToolButton, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.visits.service import VisitSaved
from app.services.visits.worklist import Progress
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.context import TabContext, TabView
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.side_pane import WithPane
from app.ui.common.tasks import Latest
from app.ui.theme import width_of
from app.ui.visits.assigning import AssignPanel
from app.ui.visits.finding import ScanBox
from app.ui.visits.joining import open_join
from app.ui.visits.pane import VisitPane
from app.ui.visits.printing import VisitPapers
from app.ui.visits.reading import Survey, read_survey
from app.ui.visits.rows import VisitRow
from app.ui.visits.teams import EVERYBODY, MONITORED, NOBODY, TeamPanel
from app.ui.visits.work_list import DUE, WorkList


class VisitsView(TabView):
    """The tab. What another tab may ask for: a filter's key, ``not_visited``, ``unassigned``,
    ``monitored``, or ``household:ID``: its form."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._survey = Survey()
        self._surveys = Latest(context.runner, self)
        self._is_filling = False
        self.scan = ScanBox(context)
        self.bar = RefusalBar(self)
        self.teams = TeamPanel(context)
        self.list = WorkList(context)
        self.pane = VisitPane(context)
        self.printing = VisitPapers(context, self, self.bar)
        self._lay_out()
        self._connect()
        self._make_actions()
        self.reload()

    # -- building ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._split = WithPane(self.list, self.pane)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.teams)
        whole.addWidget(self._split)
        whole.setChildrenCollapsible(False)
        whole.setStretchFactor(1, 1)
        whole.setSizes([width_of(38, self.font()), 10_000])
        self._toolbar = QHBoxLayout()
        self._toolbar.addWidget(self.scan, 1)
        self.print_menu, self.give_menu = QMenu(self), QMenu(self)
        self.print_button = self._menu_button("printer", self.tr("打印"), self.print_menu)
        self.give_button = self._menu_button("arrow-right-left", self.tr("分给"), self.give_menu)
        self.join_button = QPushButton(icon("user-round-plus"), self.tr("走访新增…"))
        self._toolbar.addWidget(self.join_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 4)
        column.addLayout(self._toolbar)
        column.addWidget(self.bar)
        column.addWidget(whole, 1)

    def _menu_button(self, sign: str, text: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(sign))
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        self._toolbar.addWidget(button)
        return button

    def _connect(self) -> None:
        self._surveys.answered.connect(self._on_survey)
        self._surveys.refused.connect(self.bar.show_refusal)
        self.teams.chosen.connect(lambda _: self._show_rows())
        self.teams.assign_asked.connect(self.ask_assignment)
        self.list.table.current_changed.connect(self._on_current)
        self.list.table.opened.connect(lambda id_: self.open_household(id_))
        self.list.table.selection_counted.connect(self._context.navigator.selection_counted)
        self.scan.found.connect(self.open_household)
        self.scan.lost.connect(self._on_lost)
        self.pane.next_asked.connect(self._on_next)
        self.pane.join_asked.connect(self.ask_join)
        self.pane.print_asked.connect(self._on_print_one)
        self.join_button.clicked.connect(lambda: self.ask_join())
        self.print_menu.aboutToShow.connect(self._fill_print_menu)
        self.give_menu.aboutToShow.connect(self._fill_give_menu)
        self._context.hub.changed.connect(self._on_changed)

    def _make_actions(self) -> None:
        make_action(Key.SEARCH_HERE, self, self._on_search_here)
        make_action(Key.SCAN, self, self.scan.setFocus)
        make_action(Key.REFRESH, self, self.reload)
        make_action(Key.CLOSE_PANE, self, self._split.close_pane)
        make_action(Key.SAVE, self, lambda: self.pane.store(then_next=False))
        make_action(Key.SAVE_AND_NEXT, self, lambda: self.pane.store(then_next=True))
        make_action(Key.PRINT, self, self.print_button.showMenu)

    # -- what others ask ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything again."""
        office, today = self._context.office, self._context.today()
        self._surveys.ask(self.tr("读取走访名单"), lambda _: read_survey(office, today))

    @override
    def show_list(self, what: str) -> None:
        if what.startswith("household:"):
            self.open_household(int(what.removeprefix("household:")))
            return
        keys = {one.value for one in Progress} | {DUE}
        if what == "not_visited":
            what = ",".join(keys - {Progress.VISITED.value})
        if what in ("unassigned", "monitored"):
            self.teams.go_to(NOBODY if what == "unassigned" else MONITORED)
        else:
            self.teams.go_to(EVERYBODY)
            self.list.press(keys.intersection(what.split(",")))

    @override
    def show_household(self, household_id: int) -> None:
        self.open_household(household_id)

    @override
    def search(self, text: str) -> None:
        self.list.search.setText(text)

    @override
    def may_close(self) -> str:
        heads = self.pane.unsaved()
        if not heads:
            return ""
        return self.tr("入户走访：{heads} 的登记还没有保存。").format(heads=self.tr("、").join(heads))

    # -- showing -----------------------------------------------------------------------------------

    def _on_survey(self, survey: Survey) -> None:
        self._survey = survey
        self.bar.clear()
        self.pane.show_survey(survey)
        self.teams.show_survey(survey)
        self._show_rows()
        self.give_button.setVisible(bool(survey.teams))

    def _show_rows(self) -> None:
        rows, open_one = self._rows(), self.pane.household_id
        self._say_what_fills(rows)
        self._is_filling = open_one is not None  # the list's old cursor does not take the open household away
        self.list.show_rows(rows)
        if open_one is not None:
            self.list.go_to(open_one)
        self._is_filling = False

    def _rows(self) -> Sequence[VisitRow]:
        chosen = self.teams.current
        if chosen == EVERYBODY:
            return self._survey.rows
        if chosen == NOBODY:
            return self._survey.unassigned()
        if chosen == MONITORED:
            return self._survey.monitored
        return self._survey.rows_of(chosen)

    def _say_what_fills(self, rows: Sequence[VisitRow]) -> None:
        if rows:
            return
        empty, chosen = self.list.empty, self.teams.current
        if chosen == MONITORED:
            empty.say(self.tr("还没有监测中的户。自动纳入和录入核对后的户在这里办消除走访。"))
        elif not self._survey.rows:
            empty.say(self.tr("没有要走访的户。比对后列入初步名单的户会出现在这里；走访途中发现的可直接登记。"))
            empty.offer(self.tr("去排查筛查"), lambda: self._context.navigator.open_tab("screening"))
            empty.offer(self.tr("走访新增…"), lambda: self.ask_join(), is_primary=False)
        elif chosen == NOBODY:
            empty.say(self.tr("所有待走访的户都已分到走访组。"))
        else:
            empty.say(self.tr("这个组还没有户。"))
            empty.offer(self.tr("按村组分配…"), self.ask_assignment)

    def _on_current(self, household_id: int) -> None:
        is_open = household_id < 0 or household_id == self.pane.household_id
        if self._is_filling or is_open or self.pane.is_busy_typing():
            return
        if self._split.opens_by_itself():
            self._open_pane()
            self.pane.open(household_id)

    def open_household(self, household_id: int) -> None:
        """Open a household's form with the cursor in it; asks first while another one is half typed."""
        if household_id == self.pane.household_id:
            self._open_pane()
            if self.pane.sheet is not None:
                self.pane.sheet.focus_first()
            return
        self.pane.leave(lambda: self._open(household_id))

    def _open(self, household_id: int) -> None:
        self._open_pane()
        self.list.go_to(household_id)
        self.pane.open(household_id, focus=True)

    def _open_pane(self) -> None:
        """The form needs more room than a page that is only read."""
        if self._split.is_pane_open():
            return
        self._split.open_pane()
        width = self._split.width()
        wanted = max(width_of(78, self.font()), round(width * 0.45))
        pane = min(wanted, width - width_of(44, self.font()))
        self._split.setSizes([width - pane, pane])

    # -- slots -------------------------------------------------------------------------------------

    def _on_next(self, code: str) -> None:
        row = self._survey.by_code(code) if code else None
        if row is not None:
            self._open(row.household_id)

    def _on_lost(self, text: str) -> None:
        self.bar.show_sentences([self.tr("没有找到“{text}”。请核对编号，或换身份证尾号、姓名查找。").format(text=text)])

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(
            "monitoring_case", "visit_team", "visit_assignment", "visit", "household", "membership", "region",
            "import_batch", "officer", "plan_version",
        ):  # fmt: skip
            self.reload()
        self.pane.on_changed(changes)

    def _on_search_here(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def _on_print_one(self, household_id: int) -> None:
        """Also for a household that is on no list yet: the paper goes along before it joins."""
        opened = self.pane.household
        if opened is not None and opened.household_id == household_id:
            name = self.tr("走访表（{head}）").format(head=opened.head_name)
            row = self._survey.by_code(opened.code)
            self.printing.one(opened.code, is_waiting=row is not None and row.is_waiting, name=name)

    def _fill_print_menu(self) -> None:
        team = self.teams.team.name if self.teams.team else ""
        chosen = self.list.chosen_rows()
        self.printing.fill_menu(self.print_menu, self._survey, team, self._rows(), chosen)

    def _fill_give_menu(self) -> None:
        """The chosen households to a team, or away from theirs."""
        self.give_menu.clear()
        rows = [row for row in self.list.chosen_rows() if row.is_waiting]
        codes = [row.code for row in rows]
        head = self.give_menu.addAction(self.tr("所选待走访的 {count} 户分给：").format(count=len(rows)))
        head.setEnabled(False)
        for team in self._survey.teams:
            action = self.give_menu.addAction(team.name)
            action.setEnabled(bool(codes))
            action.triggered.connect(lambda _=False, id_=team.id: self.teams.give(id_, codes=codes))
        away = self.give_menu.addAction(self.tr("退回未分组"))
        away.setEnabled(any(row.work and row.work.team_id is not None for row in rows))
        away.triggered.connect(lambda: self.teams.free(codes))
        self.give_menu.addSeparator()
        self.give_menu.addAction(self.tr("按村组分配…"), self.ask_assignment)

    def ask_assignment(self) -> None:
        """Give a team whole villages and groups."""
        content = AssignPanel(self._survey, self.teams.team.id if self.teams.team else None)

        def give(dialog: QDialog) -> None:
            if content.check():
                villages, groups = content.places()
                self.teams.give(
                    content.team_id(), villages=villages, groups=groups, take_over=content.take_over.isChecked()
                )
                dialog.accept()

        dialogs.panel(self, self.tr("按村组分配"), content, do=self.tr("分配"), then=give)

    def ask_join(self, text: str = "") -> None:
        """Put a household met on the way on the list."""
        names = [person.name for person in self._survey.directory]
        open_join(self, self._context, kept=self.pane.kept, directory=names, text=text, joined=self._on_joined)

    def _on_joined(self, household_id: int, saved: VisitSaved) -> None:
        self._context.navigator.say(
            self.tr("{code} 已列入初步名单，请填走访表并补做信息比对。").format(code=saved.household_code)
        )
        self.pane.leave(lambda: self._open(household_id))


def visits_tab(context: TabContext) -> TabView:
    """The visiting stage."""
    return VisitsView(context)
