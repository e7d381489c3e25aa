"""预警名单: the sorted list with its filters, and beside it the alert with everything that can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.actions import Key, make_action
from app.ui.alerts.book import AlertBook
from app.ui.alerts.columns import alert_model
from app.ui.alerts.filters import AlertFilters
from app.ui.alerts.pane import AlertPane
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.search_box import SearchBox
from app.ui.common.side_pane import WithPane
from app.ui.common.table_view import DataTable


class AlertListPage(QWidget):
    """``raise_asked``: a new alert is to be raised."""

    raise_asked = Signal()

    def __init__(self, context: TabContext, book: AlertBook) -> None:
        super().__init__()
        self._context, self._book = context, book
        self._wanted = ""  # the alert that somebody asked for
        self.search = SearchBox(self.tr("在本页查找 户主/户编号/预警编号/村/情况"))
        self.filters = AlertFilters(context.today)
        self.model = alert_model(context.today)
        self.table = DataTable(
            self.model,
            name=self.tr("预警名单"),
            key="alerts/list",
            frozen=1,
            memory=context.memory,
            stretch=("fact",),
        )
        self.pane = AlertPane(context)
        self._files = PaperFiles(context, self)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._nothing = EmptyState()
        self._empty = EmptyOr(self.table, self._nothing)
        new = QPushButton(self.tr("登记标注·应急…"))
        new.clicked.connect(self.raise_asked)
        ledger = QPushButton(self.tr("打印预警台账"))
        ledger.clicked.connect(lambda: self._files.ask_print(Wanted("alert_ledger", self.tr("预警台账"))))
        measures = QPushButton(self.tr("打印措施台账"))
        measures.clicked.connect(lambda: self._files.ask_print(Wanted("measure_ledger", self.tr("帮扶措施台账"))))
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        for button in (new, ledger, measures):
            top.addWidget(button)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addWidget(self.filters)
        column.addWidget(self._empty, 1)
        column.addWidget(self._count)
        self._split = WithPane(main, self.pane)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _connect(self) -> None:
        self._book.changed.connect(self._on_lines)
        self.filters.changed.connect(self._show)
        self.search.query_changed.connect(self.filters.search)
        self.search.left_down.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._split.open_pane())
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        self.pane.taken.connect(lambda _: self.table.setFocus())
        make_action(Key.SEARCH_HERE, self, self.search.setFocus)
        make_action(Key.NEW, self, self.raise_asked.emit)
        make_action(Key.CLOSE_PANE, self, self._split.close_pane)

    def _on_lines(self) -> None:
        self.filters.offer(self._book.lines)
        self._show()

    def _show(self) -> None:
        shown = [line for line in self._book.lines if self.filters.keeps(line)]
        kept = self._wanted or self.pane.number
        self.model.show_rows(shown)
        numbers = [line.number for line in shown]
        self._say_empty(is_empty=not shown)
        said = self.tr("共 {count} 条").format(count=len(shown))
        self._count.setText(said)
        if kept in numbers:
            self._wanted = ""
            self.table.select_position(numbers.index(kept))
        elif kept and self._split.is_pane_open() and kept in {line.number for line in self._book.lines}:
            self.pane.show_alert(kept)  # it has left this filter; what the clerk works on stays in sight
        elif shown:
            self.table.select_position(0)
        else:
            self._split.close_pane()

    def _say_empty(self, *, is_empty: bool) -> None:
        self._empty.show_empty(is_empty=is_empty)
        if not is_empty:
            return
        if self._book.lines:
            self._nothing.say(self.tr("这些条件下没有预警。"))
            self._nothing.offer(self.tr("显示全部预警"), self.show_all)
        else:
            self._nothing.say(self.tr("还没有预警。月监测填了“缺项”后标注，或对突发困难的户办理“应急”。"))
            self._nothing.offer(self.tr("登记标注·应急"), self.raise_asked.emit)

    def show_all(self) -> None:
        """Release every filter."""
        self.search.forget()
        self.filters.clear()

    def show_only(self, chip: str) -> None:
        """Show what one filter leaves (late, measure, closure, follow_up_due …)."""
        self.search.forget()
        self.filters.show_only(chip)

    def show_alert(self, number: str) -> None:
        """Show one alert with its pane, whatever is filtered."""
        self._wanted = number
        line = next((line for line in self._book.lines if line.number == number), None)
        if line is not None and not self.filters.keeps(line):
            self.show_all()
        else:
            self._show()
        self._split.open_pane()

    def _on_current(self, alert_id: int) -> None:
        line = next((line for line in self.model.rows if line.alert_id == alert_id), None)
        if line is None:
            return
        self.pane.show_alert(line.number)
        if self._split.opens_by_itself():
            self._split.open_pane()
