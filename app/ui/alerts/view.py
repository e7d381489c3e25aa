"""预警看板: the month grid, the list, raising an alert, the departments and the board, in one tab."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout
from typing_extensions import override

from app.ui.alerts.board_page import BoardPage
from app.ui.alerts.book import AlertBook
from app.ui.alerts.departments_page import DepartmentsPage
from app.ui.alerts.list_page import AlertListPage
from app.ui.alerts.months_page import MonthsPage
from app.ui.alerts.raise_page import RaisePage
from app.ui.alerts.waiting_page import WaitingPage
from app.ui.common.context import TabContext, TabView
from app.ui.common.icons import icon

# A list that another tab asks for -> the filter of the list that shows it.
_FILTERS = {
    "alert": "late",
    "alerts": "open",
    "measure": "measure",
    "closure": "closure",
    "follow_up": "follow_up_due",
}


class AlertsTab(TabView):
    """The pages share one book of alerts; opened cards and rows lead to the list, where everything is done."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._book = AlertBook(context, self)
        self.months = MonthsPage(context)
        self.list = AlertListPage(context, self._book)
        self.waiting = WaitingPage(context)
        self.raising = RaisePage(context)
        self.departments = DepartmentsPage(context, self._book)
        self.board = BoardPage(context, self._book)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("预警看板各页"))
        for page, title in (
            (self.months, self.tr("月监测")),
            (self.list, self.tr("预警名单")),
            (self.waiting, self.tr("待标注")),
            (self.raising, self.tr("登记标注·应急")),
            (self.departments, self.tr("部门")),
            (self.board, self.tr("看板")),
        ):
            self.pages.addTab(page, title)
        watched = QPushButton(icon("house"), self.tr("监测对象（录入建档）"))
        watched.setProperty("flat", True)
        watched.setToolTip(self.tr("变更类别、消除、接续等后续步骤在“录入建档”的“监测对象”办理"))
        watched.clicked.connect(lambda: context.navigator.open_tab("entry", "monitored"))
        self.pages.setCornerWidget(watched)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.list.raise_asked.connect(self._on_raise_asked)
        self.raising.raised.connect(self.show_alert)
        self.raising.existing_asked.connect(self._on_existing_asked)
        self.departments.alert_asked.connect(self.show_alert)
        self.board.alert_asked.connect(self.show_alert)
        self.waiting.counted.connect(self._on_waiting)
        self._book.changed.connect(self._on_lines)
        self._book.reload()

    def _on_waiting(self, count: int) -> None:
        title = self.tr("待标注 {count}").format(count=count) if count else self.tr("待标注")
        self.pages.setTabText(self.pages.indexOf(self.waiting), title)

    def _on_lines(self) -> None:
        count = sum(line.is_open for line in self._book.lines)
        position = self.pages.indexOf(self.list)
        self.pages.setTabText(
            position, self.tr("预警名单 {count}").format(count=count) if count else self.tr("预警名单")
        )

    def show_alert(self, number: str) -> None:
        """Bring an alert to the front."""
        self.pages.setCurrentWidget(self.list)
        self.list.show_alert(number)

    def _on_raise_asked(self) -> None:
        self.pages.setCurrentWidget(self.raising)
        self.raising.search.setFocus()

    def _on_existing_asked(self, code: str, gap: str) -> None:
        own = [line for line in self._book.lines if line.is_open and line.household.code == code and line.gap == gap]
        if own:
            self.show_alert(own[0].number)

    @override
    def show_list(self, what: str) -> None:
        about, _, which = what.partition(":")
        if about == "alert" and which:
            self.show_alert(which)
        elif about == "village":
            self.pages.setCurrentWidget(self.months)
            self.months.show_village(int(which))
        elif what in _FILTERS:
            self.pages.setCurrentWidget(self.list)
            self.list.show_only(_FILTERS[what])
        elif what == "alert_offers":
            self.pages.setCurrentWidget(self.waiting)
            self.waiting.show_offers()
        elif what in ("not_monitored", "monitored"):
            self.pages.setCurrentWidget(self.months)
            self.months.show_only("overdue" if what == "not_monitored" else "due")
        elif what.startswith("raise"):  # "raise:12" = for this household
            self._raise_for(what.partition(":")[2])

    def _raise_for(self, household: str) -> None:
        self.pages.setCurrentWidget(self.raising)
        if household.isdecimal():
            self.raising.show_household(int(household))
        else:
            self.raising.search.setFocus()

    @override
    def show_household(self, household_id: int) -> None:
        self.pages.setCurrentWidget(self.raising)
        self.raising.show_household(household_id)

    @override
    def search(self, text: str) -> None:
        self.pages.setCurrentWidget(self.list)
        self.list.search.setText(text)

    @override
    def may_close(self) -> str:
        return self.months.unsaved()
