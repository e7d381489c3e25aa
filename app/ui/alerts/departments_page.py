"""部门: what each department has, how much of it is late, and the papers that go to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.models.enums import AlertState
from app.services.alerts.book import AlertLine, DepartmentDesk, desks_of
from app.ui.alerts.book import AlertBook
from app.ui.alerts.columns import alert_model
from app.ui.alerts.slips import Slips
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone


class DepartmentsPage(QWidget):
    """``alert_asked(number)`` when an alert is opened."""

    alert_asked = Signal(str)

    def __init__(self, context: TabContext, book: AlertBook) -> None:
        super().__init__()
        self._context, self._book = context, book
        self._name = ""
        self._files = PaperFiles(context, self)
        self.desks: RowsTableModel[DepartmentDesk] = RowsTableModel(
            (
                Column("name", self.tr("部门"), lambda desk: desk.name, 14),
                count_column("open", self.tr("未办结"), lambda desk: desk.open),
                chip_column("late", self.tr("超期"), lambda desk: _late(desk.late), width=8),
                count_column("waiting", self.tr("待接收"), lambda desk: desk.waiting or None),
                chip_column("response", self.tr("答复逾期"), lambda desk: _late(desk.response_late), width=8),
                count_column("closed", self.tr("已销号"), lambda desk: desk.closed or None),
            )
        )
        self.list = DataTable(self.desks, name=self.tr("部门"), key="alerts/departments", memory=context.memory)
        self.model = alert_model(context.today, with_department=False)
        self.table = DataTable(
            self.model,
            name=self.tr("该部门的预警"),
            key="alerts/of_department",
            frozen=1,
            memory=context.memory,
            stretch=("fact",),
        )
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self.assignments = QPushButton(self.tr("打印交办单"))
        self.reminders = QPushButton(self.tr("打印催办单"))
        self._slips = Slips(context, self)
        self.send = QPushButton(icon("file-spreadsheet"), self.tr("导出反馈表…"))
        self.send.setToolTip(self.tr("该部门已交办和帮扶中的预警，每条的措施由部门在 Excel 里填好发回"))
        self.receive = QPushButton(icon("upload"), self.tr("收回反馈表…"))
        self.receive.setToolTip(self.tr("部门填好的反馈表：先逐行看改动，再写入"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.assignments)
        top.addWidget(self.reminders)
        top.addWidget(self.send)
        top.addWidget(self.receive)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        hint = QLabel(self.tr("双击打开预警办理。选中几条只打印这几条的文书，不选打印该部门全部未办结的。"))
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        column.addWidget(hint)
        split = QSplitter()
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([470, 880])
        split.setHandleWidth(1)
        self._empty = EmptyOr(
            split,
            EmptyState(self.tr("还没有交办到部门的预警。在“预警名单”里对“预警对象”办理“交办”。"), sign="building-2"),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 0, 0)
        whole.addWidget(self._empty)

    def _connect(self) -> None:
        self._book.changed.connect(self._on_lines)
        self.list.current_changed.connect(self._on_department)
        self.table.opened.connect(self._on_opened)
        self.assignments.clicked.connect(lambda: self._print("assignment", self.tr("交办单")))
        self.reminders.clicked.connect(lambda: self._print("reminder", self.tr("催办单")))
        self.send.clicked.connect(lambda: self._slips.send(self._name))
        self.receive.clicked.connect(self._slips.receive)

    def _on_lines(self) -> None:
        desks = desks_of(self._book.lines, self._context.today())
        kept = self._name
        self.desks.show_rows(desks)
        self._empty.show_empty(is_empty=not desks)
        names = [desk.name for desk in desks]
        self.list.select_position(names.index(kept) if kept in names else 0)

    def _on_department(self, position: int) -> None:
        if position < 0:
            return
        row = self.list.currentIndex().row()
        desk = self.desks.row_at(row)
        if desk is None:
            return
        self._name = desk.name
        own = [line for line in self._book.lines if line.department == desk.name]
        self.model.show_rows(own)
        said = self.tr("{name}：未办结 {open} 条，超期 {late} 条")
        self._title.setText(said.format(name=desk.name, open=desk.open, late=desk.late))
        self.assignments.setEnabled(any(line.assigned_on for line in own))
        self.reminders.setEnabled(any(line.reminders for line in own))
        self.send.setEnabled(any(line.state in (AlertState.ASSIGNED, AlertState.HELPING) for line in own))
        tip = self.tr("该部门的预警还没有办理过“催办”。")
        self.reminders.setToolTip("" if self.reminders.isEnabled() else tip)

    def _chosen(self) -> list[AlertLine]:
        ids = set(self.table.selected_ids())
        rows = [line for line in self.model.rows if line.alert_id in ids]
        return rows or [line for line in self.model.rows if line.is_open and line.state is not AlertState.MARKED]

    def _print(self, kind: str, name: str) -> None:
        chosen = [line for line in self._chosen() if kind != "reminder" or line.reminders]
        if not chosen:
            self._context.navigator.say(self.tr("所选的预警没有{name}。").format(name=name))
            return
        title = self.tr("{department}{name}").format(department=self._name, name=name)
        self._files.ask_print(Wanted(kind, title, alerts=tuple(line.number for line in chosen)))

    def _on_opened(self, alert_id: int) -> None:
        line = next((line for line in self.model.rows if line.alert_id == alert_id), None)
        if line is not None:
            self.alert_asked.emit(line.number)


def _late(count: int) -> Chip | None:
    return Chip(str(count), Shape.TRIANGLE, Tone.LATE) if count else None
