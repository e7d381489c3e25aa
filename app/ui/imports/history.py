"""Imports of the past, what they left to decide, and taking one back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.households import RosterQuery
from app.services.imports.batches import IssueRow
from app.services.imports.results import BatchRow, UndoResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables

_CODE = re.compile(r"[0-9A-Za-z]{6,}")  # a household's code inside a sentence


class ImportHistory(DeskPage):
    """Two tables: past batches, and the open questions they left; both act on the chosen row."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self.batches: RowsTableModel[BatchRow] = RowsTableModel(tables.batch_columns(), id_of=lambda b: b.id)
        self.issues: RowsTableModel[IssueRow] = RowsTableModel(tables.issue_columns(), id_of=lambda i: i.id)
        self.batch_table = DataTable(self.batches, name=self.tr("历次导入"), key="imports", memory=context.memory)
        self.issue_table = DataTable(self.issues, name=self.tr("待核对事项"), key="issues", memory=context.memory)
        self.bar = RefusalBar(self)
        self._no_batches = EmptyOr(self.batch_table, EmptyState(self.tr("还没有导入过任何表。")))
        self._no_issues = EmptyOr(self.issue_table, EmptyState(self.tr("没有待核对的事项。"), sign="circle-check"))
        self._lay_out()
        self._answers.answered.connect(self._on_answer)
        context.hub.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        undo = QPushButton(self.tr("撤销所选批次…"))
        undo.clicked.connect(self._on_undo)
        accept, keep = QPushButton(self.tr("已核对，按表处理了")), QPushButton(self.tr("已核对，保持台账"))
        accept.clicked.connect(lambda: self._settle("accepted"))
        keep.clicked.connect(lambda: self._settle("kept"))
        go = QPushButton(self.tr("去看这一户"))
        go.clicked.connect(lambda: self._go_to(self.issue_table.current_id()))
        self.issue_table.opened.connect(self._go_to)
        column = QVBoxLayout(self)
        column.addWidget(self.bar)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._part(self.tr("历次导入"), self._no_batches, (undo,)))
        split.addWidget(self._part(self.tr("待核对事项"), self._no_issues, (go, accept, keep)))
        column.addWidget(split, 1)

    @staticmethod
    def _part(title: str, body: QWidget, buttons: Sequence[QPushButton]) -> QWidget:
        part = QWidget()
        heading = QLabel(title)
        heading.setProperty("heading", True)
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(body, 1)
        return part

    @override
    def reload(self) -> None:
        """Read both lists again."""
        batches = self._context.office.batches
        self._answers.ask(self.tr("读取导入记录"), lambda _: (batches.batches(), batches.issues()))

    def _on_answer(self, answer: tuple[Sequence[BatchRow], Sequence[IssueRow]]) -> None:
        batches, issues = answer
        self.batches.show_rows(batches)
        self.issues.show_rows(issues)
        self._no_batches.show_empty(is_empty=not batches)
        self._no_issues.show_empty(is_empty=not issues)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("import_batch", "import_issue"):
            self.reload()

    def _on_undo(self) -> None:
        batch = self.batch_table.current_id()
        if batch is None:
            self.bar.show_sentences([self.tr("请先在上表中选一个批次。")])
            return
        dialogs.confirm(
            self,
            self.tr("撤销导入"),
            self.tr("将撤销批次 {batch} 写入的全部内容。导入之后又改动过的记录不会被撤销，会列出来。").format(
                batch=batch
            ),
            do=self.tr("撤销导入"),
            then=lambda: self.undo_batch(batch),
            is_destructive=True,
        )

    def undo_batch(self, batch: int, *, rest: bool = False) -> None:
        """Take a batch back; with ``rest`` all of it that nobody has touched since."""
        batches, actor, today = self._context.office.batches, self._context.actor(), self._context.today()
        self.bar.clear()
        task = self._context.runner.start(
            self.tr("撤销导入"), lambda _: batches.undo(batch, actor=actor, today=today, rest=rest)
        )
        task.succeeded.connect(self._on_undone)
        task.refused.connect(lambda refused: self._on_undo_refused(batch, refused))

    def _on_undone(self, result: UndoResult) -> None:
        self._context.navigator.say(self.tr("批次 {batch} 已撤销。").format(batch=result.batch))

    def _on_undo_refused(self, batch: int, refused: Refused) -> None:
        self.bar.show_refusal(refused)
        if "import.touched_later" in refused.codes:
            self.bar.offer(self.tr("撤销其余"), lambda: self.undo_batch(batch, rest=True))

    def _go_to(self, issue_id: int | None) -> None:
        """Open the household that an issue names by its code."""
        issue = next((row for row in self.issues.rows if row.id == issue_id), None)
        if issue is None:
            self.bar.show_sentences([self.tr("请先在下表中选一条事项。")])
            return
        households = self._context.office.households
        for code in _CODE.findall(issue.message):
            found = households.find_ids(RosterQuery(text=code, include_ended=True), limit=1)
            if found:
                self.bar.clear()
                self._context.navigator.open_household(found[0])
                return
        self.bar.show_sentences([self.tr("这一条没有写明台账中的户编号。请用顶部的查找框按姓名查找。")])

    def _settle(self, state: str) -> None:
        chosen = self.issue_table.selected_ids()
        if not chosen:
            self.bar.show_sentences([self.tr("请先在下表中选要处理的事项，可以多选。")])
            return
        batches, actor, today = self._context.office.batches, self._context.actor(), self._context.today()

        def settle(_: object) -> None:
            for issue in chosen:
                batches.settle(issue, state=state, actor=actor, today=today)

        task = self._context.runner.start(self.tr("记录核对结果"), settle)
        task.refused.connect(self.bar.show_refusal)
