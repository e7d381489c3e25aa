"""部门推送: every row of the departments' lists beside its threshold; who was not found is matched to a household."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.raising.records import ListRow, RowState
from app.ui.alerts.waiting_book import Waiting
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column, money_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.household_picker import HouseholdPicker
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate
_CHIPS = {
    RowState.OFFERED: (Shape.TRIANGLE, Tone.DUE),
    RowState.BELOW: (Shape.RING, Tone.NEUTRAL),
    RowState.NO_AMOUNT: (Shape.RING, Tone.DUE),
    RowState.UNMATCHED: (Shape.CROSS, Tone.LATE),
    RowState.OFF: (Shape.RING, Tone.NEUTRAL),
    RowState.ANSWERED: (Shape.CHECK, Tone.DONE),
}


def row_columns() -> tuple[Column[ListRow], ...]:
    """One row of a list a line."""
    return (
        Column("name", translate("alerts", "姓名"), lambda r: r.name, 8),
        chip_column("state", translate("alerts", "情况"), lambda r: Chip(r.state.label, *_CHIPS[r.state]), width=15),
        Column("kind", translate("alerts", "类型"), lambda r: r.kind_name, 12),
        money_column("amount", translate("alerts", "金额"), lambda r: r.amount_fen),
        money_column("threshold", translate("alerts", "阈值"), lambda r: r.threshold_fen),
        Column("population", translate("alerts", "人群"), lambda r: r.population.label if r.population else "", 8),
        Column("household", translate("alerts", "户主"), lambda r: r.household.head_name if r.household else "", 8),
        Column("village", translate("alerts", "村"), lambda r: r.village, 10),
        Column("content", translate("alerts", "具体情况"), lambda r: r.content, 18, tip=lambda r: r.content),
        day_column("on", translate("alerts", "日期"), lambda r: r.happened_on),
        Column("department", translate("alerts", "部门"), lambda r: r.department, 10),
        Column("answer", translate("alerts", "处理"), lambda r: r.answer, 16, tip=lambda r: r.answer),
        Column("origin", translate("alerts", "名单和行"), lambda r: r.origin, 20, is_extra=True),
    )


class WaitingRows(QWidget):
    """``import_asked``; ``household_asked(id)`` when a matched row is opened."""

    import_asked = Signal()
    household_asked = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: tuple[ListRow, ...] = ()
        self.filters = FilterChips(
            [FilterChip(state.value, state.label) for state in RowState], name=self.tr("筛选部门推送")
        )
        self.search = SearchBox(self.tr("在本页查找 姓名/户主/部门/情况"))
        self.model: RowsTableModel[ListRow] = RowsTableModel(row_columns(), id_of=lambda row: row.id)
        self.table = DataTable(
            self.model,
            name=self.tr("部门推送"),
            key="alerts/pushed",
            frozen=1,
            memory=context.memory,
            stretch=("content", "answer"),
        )
        self.match = QPushButton(self.tr("对应到户…"))
        self.match.setEnabled(False)
        self._nothing = EmptyState("", sign="upload")
        self._empty = EmptyOr(self.table, self._nothing)
        brought = QPushButton(self.tr("导入部门推送…"))
        brought.clicked.connect(self.import_asked)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.match)
        top.addWidget(brought)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addWidget(self.filters)
        column.addWidget(self._empty, 1)
        self.filters.changed.connect(self._show)
        self.search.query_changed.connect(lambda _: self._show())
        self.search.left_down.connect(self.table.setFocus)
        self.table.current_changed.connect(lambda _: self._on_current())
        self.table.opened.connect(lambda _: self._on_opened())
        self.match.clicked.connect(self.ask_household)

    def show_waiting(self, now: Waiting) -> None:
        """Show a new reading."""
        self._rows = now.rows
        counts = {state.value: 0 for state in RowState}
        for row in now.rows:
            counts[row.state.value] += 1
        self.filters.show_counts(counts)
        self._show()

    def _show(self) -> None:
        chosen, text = self.filters.chosen, self.search.text().strip()
        kept = self.table.current_id()
        shown = [row for row in self._rows if (not chosen or row.state.value in chosen) and _says(row, text)]
        self.model.show_rows(shown)
        ids = [row.id for row in shown]
        self._empty.show_empty(is_empty=not shown)
        if shown:
            self.table.select_position(ids.index(kept) if kept in ids else 0)
        elif self._rows:
            self._nothing.say(self.tr("这些条件下没有部门推送。"))
        else:
            self._nothing.say(
                self.tr("还没有部门推送。导入医保、教育、住建、人社等部门的名单，每一行都会留存并比对阈值。")
            )
            self._nothing.offer(self.tr("导入部门推送…"), self.import_asked.emit)
        self._on_current()

    def _current(self) -> ListRow | None:
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() and self.model.rowCount() else None

    def _on_current(self) -> None:
        row = self._current()
        can = row is not None and row.state is not RowState.ANSWERED
        self.match.setEnabled(can)
        self.match.setToolTip("" if can or row is None else self.tr("这一行已经处理过，不能改对应的户。"))

    def _on_opened(self) -> None:
        row = self._current()
        if row is None:
            return
        if row.household is not None:
            self.household_asked.emit(row.household.household_id)
        else:
            self.ask_household()

    def ask_household(self) -> None:
        """Ask which household the row speaks of."""
        row = self._current()
        if row is None:
            return
        content = MatchPanel(self._context, row)
        dialogs.panel(
            self,
            self.tr("对应到户"),
            content,
            do=self.tr("对应"),
            then=lambda dialog: self._match(dialog, content, row),
        ).open()

    def _match(self, dialog: QDialog, content: MatchPanel, row: ListRow) -> None:
        code = content.code()
        if not code:
            return
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("对应到户"),
            lambda _: office.raising.match_row(row.id, household=code, actor=actor, today=today),
            quiet=True,
        )
        task.succeeded.connect(lambda _: dialog.accept())
        task.refused.connect(content.bar.show_refusal)


class MatchPanel(QWidget):
    """One row in words, and the household that it speaks of."""

    def __init__(self, context: TabContext, row: ListRow) -> None:
        super().__init__()
        self.bar = RefusalBar(self)
        self.bar.hide()
        self.picker = HouseholdPicker(context)
        about = QLabel(f"{row.kind_name}　{row.village}　{row.name}　{row.content}\n{row.origin}")
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addWidget(self.picker)
        column.addWidget(self.bar)

    def code(self) -> str:
        """The code of the one household that was chosen; says so when there is none or more than one."""
        rows = self.picker.rows
        if len(rows) != 1:
            self.bar.show_sentences([self.tr("请选一户（已选 {count} 户）。").format(count=len(rows))])
            return ""
        return rows[0].code


def _says(row: ListRow, text: str) -> bool:
    head = row.household.head_name if row.household else ""
    return any(text in words for words in (row.name, head, row.department, row.content, row.kind_name, row.village))
