"""工作台: where the year stands, what is late first, and the way to each list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.models.enums import CaseState
from app.services.changes import ChangeSet
from app.services.status import Late, Status
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext, TabView
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.values import spoken_day
from app.ui.common.windowed_model import RowsTableModel

# Which tab shows the list behind a kind of late work.
_TAB_OF = {
    "not_reported": "screening",
    "village_sheet": "screening",
    "cross_check": "screening",
    "not_visited": "visits",
    "not_evaluated": "meetings",
    "not_entered": "entry",
    "platform": "entry",
}


class Workbench(TabView):
    """Counts by state and the late list; double click goes to the tab that does the work."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self._late: tuple[Late, ...] = ()
        self.stage = QLabel()
        self.stage.setProperty("heading", True)
        self.counts = QLabel()
        self.counts.setWordWrap(True)
        self.model: RowsTableModel[Late] = RowsTableModel(self._columns())
        self.table = DataTable(self.model, name=self.tr("逾期的工作"), key="workbench/late", memory=context.memory)
        self._empty = EmptyOr(self.table, EmptyState(self.tr("没有逾期的工作。"), sign="circle-check"))
        heading = QLabel(self.tr("逾期的工作（双击打开）"))
        heading.setBuddy(self.table)
        column = QVBoxLayout(self)
        column.addWidget(self.stage)
        column.addWidget(self.counts)
        column.addWidget(heading)
        column.addWidget(self._empty, 1)
        self.table.opened.connect(self._on_opened)
        self._answers.answered.connect(self._on_status)
        context.hub.changed.connect(self._on_changed)
        self.reload()

    def _columns(self) -> Sequence[Column[Late]]:
        return (
            Column("name", self.tr("工作"), lambda late: late.name, 20),
            count_column("count", self.tr("数量"), lambda late: len(late.items)),
            Column("since", self.tr("期限"), lambda late: spoken_day(late.since), 14),
            Column("items", self.tr("有哪些"), lambda late: "、".join(late.items[:20]), 60),
        )

    def reload(self) -> None:
        """Count again."""
        status, today = self._context.office.status, self._context.today()
        self._answers.ask(self.tr("统计"), lambda _: status.now(today=today))

    def _on_status(self, status: Status) -> None:
        self._late = status.late
        self.model.show_rows(status.late)
        self._empty.show_empty(is_empty=not status.late)
        self.stage.setText(self._stage_text(status, self._context.today()))
        self.counts.setText(self._counts_text(status))

    def _stage_text(self, status: Status, today: date) -> str:
        if status.stage is not None:
            return self.tr("{stage}：第{day}天，还剩{left}天").format(
                stage=status.stage.name, day=status.day_of_stage, left=status.days_left
            )
        if status.next_stage is not None:
            days = (status.next_stage.opens_on - today).days
            return self.tr("下一阶段：{stage}，还有{days}天").format(stage=status.next_stage.name, days=days)
        return self.tr("本年各阶段已经结束，请办理跨年接续。")

    def _counts_text(self, status: Status) -> str:
        order = [state for state in CaseState if state in status.cases]
        cases = "　".join(f"{state.label} {status.cases[state]}" for state in order)
        total = self.tr("共 {households} 户 {members} 人").format(households=status.households, members=status.members)
        return f"{total}\n{cases}" if cases else total

    def _on_opened(self, position: int) -> None:
        late = self._late[position]
        self._context.navigator.open_tab(_TAB_OF.get(late.kind, "roster"), late.kind)

    def _on_changed(self, _changes: ChangeSet) -> None:
        self.reload()
