"""当天台账: choose a day, and the town, a village or a household stand as the ledger said that evening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout
from typing_extensions import override

from app.models.enums import CaseState, Category
from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.past.records import PastHousehold, PastTown, PastVillage
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.cases.rows import row_of, show_again
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.editors import DayEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.side_pane import WithPane
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.reports.past.columns import household_columns, step_word, village_columns
from app.ui.reports.past.pane import EveningPane, Shown
from app.ui.theme import width_of

_TESTS: dict[str, Callable[[PastHousehold], bool]] = {
    "procedure": lambda row: row.then.is_in_procedure,
    "differs": lambda row: bool(row.differences),
    "all": lambda row: True,
}


class PastPage(DeskPage):
    """The day is typed above; everything under it is that evening."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.past: PastTown | None = None
        self._towns = Latest(context.runner, self)
        self._households = Latest(context.runner, self)
        self._regions = Latest(context.runner, self)
        self.day = DayEditor(year=lambda: context.today().year)
        self.day.line.setAccessibleName(self.tr("哪一天晚上"))
        self.day.line.setMinimumWidth(width_of(13, self.font()))
        self.day.set_value(context.today() - timedelta(days=1))
        self.before = QPushButton(icon("chevron-left"), self.tr("前一天"))
        self.after = QPushButton(icon("chevron-right"), self.tr("后一天"))
        self.village = VillageBox()
        self.search = SearchBox(self.tr("在本页查找：户主、户编号"))
        self.search.setMaximumWidth(260)
        self.chips = FilterChips(
            (
                FilterChip("procedure", self.tr("监测和程序中"), self.tr("当晚在监测、在程序里或有未结预警的户")),
                FilterChip("differs", self.tr("与现在不同")),
                FilterChip("all", self.tr("全部户")),
            ),
            name=self.tr("筛选"),
            single=True,
        )
        self.chips.choose(frozenset({"procedure"}))
        self.export = QPushButton(icon("file-spreadsheet"), self.tr("导出 Excel…"))
        self.bar = RefusalBar(self)
        self.files = PaperFiles(context, self, self.bar)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName(self.tr("当晚全镇"))
        self.villages: RowsTableModel[PastVillage] = RowsTableModel(
            village_columns(), id_of=lambda row: row.village_id or 0
        )
        self.village_table = DataTable(self.villages, name=self.tr("当晚各村"), key="reports/past/villages")
        self.model: RowsTableModel[PastHousehold] = RowsTableModel(
            household_columns(), id_of=lambda row: row.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("当晚各户"), key="reports/past", frozen=2, memory=context.memory
        )
        self.pane = EveningPane()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        name = QLabel(self.tr("哪一天晚上"))
        name.setBuddy(self.day.line)
        for part in (name, self.day, self.before, self.after, self.village, self.search):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.export)
        self.empty = EmptyState(self.tr("这天晚上没有符合筛选的户。"))
        self.empty.offer(self.tr("看全部户"), lambda: self._press("all"))
        self._either = EmptyOr(self.table, self.empty)
        self.with_pane = WithPane(self._either, self.pane)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.village_table)
        split.addWidget(self.with_pane)
        split.setStretchFactor(1, 1)
        split.setSizes([310, 1000])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        for part in (self.summary, self.chips, self.bar):
            column.addWidget(part)
        column.addWidget(split, 1)

    def _connect(self) -> None:
        self._towns.answered.connect(self._on_town)
        self._towns.refused.connect(self._on_refused)
        self._households.answered.connect(self._on_household)
        self._regions.answered.connect(self.know_regions)
        self.day.changed.connect(self._ask)
        self.before.clicked.connect(lambda: self._move(-1))
        self.after.clicked.connect(lambda: self._move(1))
        self.village.currentIndexChanged.connect(lambda _: self._ask())
        self.search.query_changed.connect(lambda _: self._show_rows())
        self.chips.changed.connect(self._show_rows)
        self.village_table.opened.connect(self._on_village)
        self.table.opened.connect(self._open_pane)
        self.table.current_changed.connect(self._on_current)
        self.pane.household_asked.connect(lambda id_: self.household_asked.emit(id_, "", 0))
        self.export.clicked.connect(self._on_export)
        self._context.hub.changed.connect(self._on_changed)
        make_action(Key.SEARCH_HERE, self, self.search.setFocus)

    # -- asking ------------------------------------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        regions = self._context.office.regions
        self._regions.ask(self.tr("读取村组"), lambda _: regions.tree())
        self._ask()

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.village.blockSignals(True)
        self.village.know_regions(regions)
        self.village.blockSignals(False)

    @override
    def show_what(self, what: str) -> None:
        """A day as 2020-06-10, or a filter."""
        if what in _TESTS:
            self._press(what)
            return
        self.day.set_value(date.fromisoformat(what))
        self._ask()

    def _press(self, key: str) -> None:
        self.chips.choose(frozenset({key}))
        self._show_rows()

    def _move(self, days: int) -> None:
        given = self.day.value()
        if isinstance(given, date):
            self.day.set_value(given + timedelta(days=days))
            self._ask()

    def _ask(self) -> None:
        on = self.day.value()
        if not isinstance(on, date):
            return
        past, today, village = self._context.office.past, self._context.today(), self.village.currentData()
        self._towns.ask(self.tr("读取当天台账"), lambda _: past.town(on, today=today, village_id=village))

    # -- showing -----------------------------------------------------------------------------------------------------

    def _on_refused(self, refused: Refused) -> None:
        self.bar.show_refusal(refused)
        self.past = None
        self.villages.show_rows(())
        self.model.show_rows(())
        self.summary.setText("")
        self._either.show_empty(is_empty=True)
        self.export.setEnabled(False)

    def _on_town(self, past: PastTown) -> None:
        self.bar.clear()
        self.past = past
        self.summary.setText(self._told(past))
        show_again(self.village_table, self.villages, past.villages)
        self.chips.show_counts({key: sum(map(test, past.households)) for key, test in _TESTS.items()})
        self._show_rows()

    def _told(self, past: PastTown) -> str:
        total = past.total
        kinds = self.tr("、").join(f"{c.label} {total.categories[c]}" for c in Category if total.categories.get(c))
        states = self.tr("、").join(f"{s.label} {total.states[s]}" for s in CaseState if total.states.get(s))
        said = self.tr("{on} 晚上：{households:,} 户 {members:,} 人；监测户 {watched}（{kinds}）；未结预警 {alerts} 条")
        lines = [
            said.format(
                on=past.on.isoformat(),
                households=total.households,
                members=total.members,
                watched=total.watched,
                kinds=kinds or self.tr("无"),
                alerts=total.alerts,
            )
        ]
        if states:
            lines.append(self.tr("程序：{states}").format(states=states))
        if past.is_present:
            lines.append(self.tr("之后台账没有再改动，就是现在的样子"))
        else:
            lines.append(self.tr("之后台账又登记了 {count:,} 次").format(count=past.entries_since))
        if past.late_steps:
            late = self.tr("其中 {count} 步发生在当天及以前、之后才录入，不算在当晚")
            lines.append(late.format(count=past.late_steps))
        return self.tr("；").join(lines) + self.tr("。")

    def shown(self) -> list[PastHousehold]:
        """The households that the filters leave."""
        if self.past is None:
            return []
        test = _TESTS.get(next(iter(self.chips.chosen), ""), _TESTS["all"])
        words = self.search.query
        return [
            row
            for row in self.past.households
            if test(row) and (not words or any(words in text for text in (row.code, row.then.head, row.now.head)))
        ]

    def _show_rows(self) -> None:
        rows = self.shown()
        show_again(self.table, self.model, rows, stands=True)
        self._either.show_empty(is_empty=not rows)
        self.export.setEnabled(bool(rows))

    def _on_village(self, village_id: int) -> None:
        place = self.village.findData(village_id)
        self.village.setCurrentIndex(0 if place == self.village.currentIndex() else max(place, 0))

    def _open_pane(self, household_id: int) -> None:
        self.with_pane.open_pane()
        self._ask_household(household_id)

    def _on_current(self, household_id: int) -> None:
        if self.with_pane.is_pane_open():
            self._ask_household(household_id)

    def _ask_household(self, household_id: int) -> None:
        row, past = row_of(self.model, household_id), self.past
        if row is None or past is None:
            return
        office, on = self._context.office, past.on

        def read(_: object) -> Shown:
            page = office.households.page(row.code, on=on) if row.then.exists else None
            return Shown(row, on, page, office.past.changes(row.household_id, on))

        self._households.ask(self.tr("读取当晚的这一户"), read)

    def _on_household(self, shown: Shown) -> None:
        self.pane.show_household(shown)

    # -- out ---------------------------------------------------------------------------------------------------------

    def _on_export(self) -> None:
        town, rows = self.past, self.shown()
        if town is None:
            return
        past, actor, today = self._context.office.past, self._context.actor(), self._context.today()

        def work(out: Path, _: TaskContext) -> int:
            return past.export(town, rows, out, word=step_word, actor=actor, today=today)

        name = self.tr("{on}当晚台账").format(on=town.on.isoformat())
        said = self.tr("{name}：{count} 户")
        self.files.ask(FileJob(name, work, lambda made: said.format(name=name, count=made), BOOK))

    def _on_changed(self, _changes: ChangeSet) -> None:
        if self.isVisible():
            self._ask()
