"""How the page 月监测 is laid out: the villages, the round and the grid, and the pane beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.ui.alerts.check_form import CheckForm
from app.ui.alerts.coverage import CoverageList
from app.ui.alerts.months_history import HistoryPage
from app.ui.alerts.months_undoing import MonthsUndo
from app.ui.alerts.offers import OffersPage
from app.ui.alerts.round_bar import RoundBar
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.side_pane import SidePane, WithPane


class MonthsFrame(QWidget):
    """The parts of the page and their places; ``MonthsPage`` gives them their work."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.coverage = CoverageList(context.memory)
        self.round = RoundBar(context.today)
        self.chips = FilterChips(self._filters(), name=self.tr("筛选"), single=True)
        self.search = SearchBox(self.tr("查找 户主/户编号"))
        self.bar = RefusalBar()
        self.form = CheckForm()
        self.history = HistoryPage(context.memory)
        self.undoing = MonthsUndo(context, self)
        self.offers = OffersPage(context.today)
        self.pane = SidePane(name=self.tr("月监测登记"))
        self.carry_button = QPushButton(self.tr("所列沿用上月…"))
        self.offers_button = QPushButton()
        self.carry_button.setToolTip(self.tr("所列各户本月还没有监测的，照上月登记，标明沿用"))
        self.print_button = QPushButton(self.tr("打印…"))
        self.print_button.setToolTip(self.tr("打印月监测表（Ctrl+P）"))
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        self._nothing = EmptyState()
        self._empty = EmptyOr(self._place, self._nothing)
        self._split = WithPane(self._main(), self.pane)
        self._lay_out()

    def _filters(self) -> Sequence[FilterChip]:
        return (
            FilterChip("due", self.tr("本月未监测"), self.tr("光标所在月份还没有监测的户")),
            FilterChip("overdue", self.tr("有逾期"), self.tr("有月份过了月底没有监测的户")),
            FilterChip("away", self.tr("外出户"), self.tr("最近一次走访全家外出的户；按此筛选时方式先填“电话”")),
            FilterChip("gap", self.tr("有缺项"), self.tr("任何一月有缺项的户")),
        )

    def _main(self) -> QWidget:
        hint = QLabel(self.tr("1 七项正常并下一户　2 沿用上月并下一户　回车 逐项填写　Esc 回到表格"))
        hint.setProperty("muted", True)
        tools = QHBoxLayout()
        tools.addWidget(self.chips, 1)
        for button in (self.carry_button, self.offers_button, self.print_button):
            tools.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(self.undoing.button)
        foot.addWidget(self._count)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(8, 8, 8, 4)
        first = QHBoxLayout()
        first.addWidget(self.round, 3)
        first.addWidget(self.search, 1)
        column.addLayout(first)
        column.addLayout(tools)
        column.addWidget(self.bar)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)
        return main

    def _lay_out(self) -> None:
        self.pane.add_page(self.form, self.tr("逐项登记"))
        self.pane.add_page(self.history, self.tr("历月记录"))
        self.pane.add_page(self.offers, self.tr("缺项转预警"))
        whole = QSplitter()
        whole.addWidget(self.coverage)
        whole.addWidget(self._split)
        whole.setStretchFactor(1, 1)
        whole.setHandleWidth(1)
        whole.setSizes([290, 1060])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(whole)

    def show_nothing(self, *, is_narrowed: bool) -> None:
        """Say why no household is listed, and offer what fills the list."""
        if is_narrowed:
            self._nothing.say(self.tr("没有符合村、筛选和查找的户。"))
            self._nothing.offer(self.tr("显示全部监测户"), self.show_all)
            return
        self._nothing.say(self.tr("没有要监测的户。自动纳入和录入核对后的户，从动态监测开始之日起每月监测。"))
        self._nothing.offer(self.tr("到“录入建档”"), lambda: self._context.navigator.open_tab("entry", ""))

    def show_all(self) -> None:
        """Let go of village, filter and search."""
        self.search.clear()
        self.chips.choose(frozenset())
        self.coverage.choose_all()
        self.chips.changed.emit()

    def show_offer_count(self, count: int) -> None:
        """Say how many gaps have no alert; the button stands out while there are some."""
        self.offers_button.setText(self.tr("缺项转预警（{count}）").format(count=count))
        self.offers_button.setProperty("primary", count > 0)
        self.offers_button.style().unpolish(self.offers_button)
        self.offers_button.style().polish(self.offers_button)

    def open_offers(self) -> None:
        """Bring the gaps without an alert to the front."""
        self._split.open_pane()
        self.pane.show_head(self.tr("缺项转预警"))
        self.pane.tabs.setCurrentWidget(self.offers)
