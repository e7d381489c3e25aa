"""已处理: what was joined and who was told apart, each to be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.services.duplicates.service import DistinctRow, MergeRow
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, Work
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.duplicates.lists import distinct_columns, merge_columns

_WIDTH, _HEIGHT = 820, 400


class DecidedLists(QObject):
    """A window with both lists."""

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._reads = Latest(context.runner, self)
        self.merges: RowsTableModel[MergeRow] = RowsTableModel(merge_columns(), id_of=lambda r: r.seq)
        self.distinct: RowsTableModel[DistinctRow] = RowsTableModel(distinct_columns(), id_of=lambda r: r.id)
        self._reads.answered.connect(self._on_read)

    def open(self) -> QDialog:
        """Show them over the page."""
        content = QWidget()
        content.setMinimumSize(_WIDTH, _HEIGHT)
        self.bar = RefusalBar(content)
        self.tabs = QTabWidget()
        self.merge_table = DataTable(
            self.merges, name=self.tr("已合并"), key="merges", memory=self._context.memory, parent=content
        )
        self.distinct_table = DataTable(
            self.distinct, name=self.tr("不是同一人"), key="distinct", memory=self._context.memory, parent=content
        )
        self._add_page(self.merge_table, self.tr("已合并"), self.tr("撤销合并"), self.unmerge)
        self._add_page(self.distinct_table, self.tr("不是同一人"), self.tr("取消认定"), self.retract)
        column = QVBoxLayout(content)
        column.addWidget(self.bar)
        column.addWidget(self.tabs, 1)
        self.reload()
        dialog = dialogs.panel(
            self._window,
            self.tr("已处理的重复人员"),
            content,
            do=self.tr("关闭"),
            then=lambda made: made.accept(),
            can_cancel=False,
        )
        dialog.finished.connect(lambda _: self.deleteLater())
        return dialog

    def _add_page(self, table: DataTable, title: str, do: str, act: object) -> None:
        page, row = QWidget(), QHBoxLayout()
        button = QPushButton(icon("undo-2"), do)
        button.clicked.connect(act)
        row.addStretch(1)
        row.addWidget(button)
        column = QVBoxLayout(page)
        column.addWidget(table, 1)
        column.addLayout(row)
        self.tabs.addTab(page, title)

    def reload(self) -> None:
        """Read both lists again."""
        twins = self._context.office.duplicates
        self._reads.ask(self.tr("读取已处理"), lambda _: (twins.merges(), twins.distinct()))

    def _on_read(self, answer: tuple[Sequence[MergeRow], Sequence[DistinctRow]]) -> None:
        self.merges.show_rows(answer[0])
        self.distinct.show_rows(answer[1])
        for table, rows in ((self.merge_table, answer[0]), (self.distinct_table, answer[1])):
            if rows:
                table.select_position(0)

    def unmerge(self) -> None:
        """撤销合并 of the chosen one."""
        seq, twins = self.merge_table.current_id(), self._context.office.duplicates
        actor, today = self._context.actor(), self._context.today()
        if seq is None:
            self.bar.show_sentences([self.tr("请先选一次合并。")])
        else:
            self._write(lambda _: twins.unmerge(seq, actor=actor, today=today), self.tr("已撤销合并。"))

    def retract(self) -> None:
        """Take 不是同一人 back for the chosen pair."""
        current, twins = self.distinct_table.current_id(), self._context.office.duplicates
        row = next((row for row in self.distinct.rows if row.id == current), None)
        actor, today = self._context.actor(), self._context.today()
        if row is None:
            self.bar.show_sentences([self.tr("请先选一对。")])
        else:
            self._write(
                lambda _: twins.retract(row.first_id, row.second_id, actor=actor, today=today),
                self.tr("已取消认定，这一对重新列出。"),
            )

    def _write(self, work: Work[object], said: str) -> None:
        self.bar.clear()
        task = self._context.runner.start(self.tr("撤销"), work)
        task.succeeded.connect(lambda _: self._context.navigator.say(said))
        task.succeeded.connect(lambda _: self.reload())
        task.refused.connect(self.bar.show_refusal)
