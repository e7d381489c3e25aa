"""村级评议: the meetings by village on the left, the chosen one on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.services.changes import ChangeSet
from app.services.meetings.rules import MeetingState
from app.ui.actions import Key, make_action
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.meetings.contents import Contents, read_contents
from app.ui.meetings.desk import MeetingDesk
from app.ui.meetings.lines import Line, line_columns, read_lines

TOUCHED = (
    "meeting", "meeting_attendance", "meeting_item", "monitoring_case", "visit", "household", "membership",
    "officer", "cross_check_item", "plan_version", "region",
)  # fmt: skip


class MeetingsPage(QWidget):
    """``counted(n)``: how many villages wait for their meeting or have one that is not ended."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._lines: Sequence[Line] = ()
        self._lists = Latest(context.runner, self)
        self._contents = Latest(context.runner, self)
        self.search = SearchBox(self.tr("查找村"))
        self.bar = RefusalBar(self)
        self.model: RowsTableModel[Line] = RowsTableModel(line_columns(), id_of=lambda line: line.id)
        self.table = DataTable(self.model, name=self.tr("各村会议"), key="meetings/lines", memory=context.memory)
        self._either = EmptyOr(self.table, EmptyState(self.tr("还没有村。导入花名册后，这里按村列出评议会议。")))
        self._empty_button()
        self.told = QLabel()
        self.told.setProperty("muted", True)
        self.told.setWordWrap(True)
        self.desk = MeetingDesk(context)
        self.desk.hide()
        self._lay_out()
        self._connect()
        self.reload()

    def _empty_button(self) -> None:
        self._either.empty.offer(self.tr("去导入花名册"), lambda: self._context.navigator.open_tab("roster"))

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 0, 4)
        for part in (self.search, self.bar):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.told)
        right = QWidget()
        room = QVBoxLayout(right)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self.desk)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([410, 950])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_lines)
        self._lists.refused.connect(self.bar.show_refusal)
        self._contents.answered.connect(self._on_contents)
        self._contents.refused.connect(self.bar.show_refusal)
        self.search.query_changed.connect(lambda _: self._show_lines())
        self.search.left_down.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self.desk.pages.setFocus())
        self._context.hub.changed.connect(self._on_changed)
        make_action(Key.SEARCH_HERE, self, self.search.setFocus)
        make_action(Key.REFRESH, self, self.reload)

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the meetings again; the chosen one stays chosen."""
        office, today = self._context.office, self._context.today()
        self._lists.ask(self.tr("读取会议"), lambda _: read_lines(office, today=today))

    def _on_lines(self, lines: Sequence[Line]) -> None:
        self.bar.clear()
        self._lines = lines
        self._show_lines()
        due = [line for line in lines if _is_due(line)]
        self.counted.emit(len(due))
        waiting = sum(line.waiting for line in lines)
        self.told.setText(
            self.tr("{villages} 个村的会议要办，待评议 {households} 户").format(
                villages=len({line.village_id for line in due}), households=waiting
            )
        )

    def _show_lines(self) -> None:
        words = self.search.query
        shown = [line for line in self._lines if words in line.village_name]
        chosen = self.desk.contents.line if self.desk.contents else None
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._lines)
        if shown:
            self.table.select_position(self._place_of(chosen, shown))

    def _place_of(self, chosen: Line | None, shown: Sequence[Line]) -> int:
        """The same meeting again; once it was called, or has failed, the village's new line."""
        if chosen is None:
            return 0
        village = [
            n
            for n, line in enumerate(shown)
            if line.village_id == chosen.village_id and line.is_clearing == chosen.is_clearing
        ]
        same = [n for n in village if shown[n].id == chosen.id and shown[n].is_over == chosen.is_over]
        running = [n for n in village if not shown[n].is_over]
        return (same or running or village or [0])[0]

    # -- the chosen one ------------------------------------------------------------------------------------------------

    def _on_current(self, line_id: int) -> None:
        line = next((line for line in self.model.rows if line.id == line_id), None)
        if line is not None:
            office, today = self._context.office, self._context.today()
            self._contents.ask(self.tr("读取会议"), lambda _: read_contents(office, line, today=today))

    def _on_contents(self, contents: Contents) -> None:
        self.desk.show_contents(contents)
        self.desk.show()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*TOUCHED):
            self.reload()


def _is_due(line: Line) -> bool:
    if line.meeting is None:
        return line.waiting > 0
    return line.meeting.state in (MeetingState.CALLED, MeetingState.VALID)
