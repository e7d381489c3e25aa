"""Imports of the past and taking one back; the senders whose columns were named by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.imports.column_choices import RememberedColumns
from app.services.imports.results import BatchRow, UndoResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.editors import TextEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables


class ImportHistory(DeskPage):
    """Two tables: past batches, and what is remembered of senders' columns; both act on the chosen row."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self.batches: RowsTableModel[BatchRow] = RowsTableModel(tables.batch_columns(), id_of=lambda b: b.id)
        self.remembered: RowsTableModel[RememberedColumns] = RowsTableModel(
            tables.remembered_columns(), id_of=lambda r: r.id
        )
        self.batch_table = DataTable(
            self.batches, name=self.tr("历次导入"), key="imports", memory=context.memory, stretch=("files",)
        )
        self.remembered_table = DataTable(
            self.remembered,
            name=self.tr("记住的列"),
            key="remembered-columns",
            memory=context.memory,
            stretch=("choices", "titles"),
        )
        self.bar = RefusalBar(self)
        nothing = EmptyState(self.tr("还没有导入过任何表。"))
        nothing.offer(self.tr("导入…"), lambda: context.navigator.open_tab("roster", "import:roster"))
        self._no_batches = EmptyOr(self.batch_table, nothing)
        self._none_kept = EmptyOr(
            self.remembered_table,
            EmptyState(self.tr("导入时手工指明过的列记在这里，下次收到列名相同的表会自动照此对应。")),
        )
        self._lay_out()
        self._answers.answered.connect(self._on_answer)
        context.hub.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        undo = self._button(self.tr("撤销所选批次…"), self._on_undo)
        issues = self._button(self.tr("待核对事项"), lambda: self._context.navigator.open_tab("roster", "issues"))
        sender = self._button(self.tr("改来表单位…"), self._on_name_sender)
        forget = self._button(self.tr("忘记所选的对应关系"), self._on_forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.bar)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._part(self.tr("历次导入"), self._no_batches, (issues, undo)))
        split.addWidget(self._part(self.tr("记住的列"), self._none_kept, (sender, forget)))
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)

    @staticmethod
    def _button(text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(act)
        return button

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
        batches, memory = self._context.office.batches, self._context.office.column_memory
        self._answers.ask(self.tr("读取导入记录"), lambda _: (batches.batches(), memory.rows()))

    def _on_answer(self, answer: tuple[Sequence[BatchRow], Sequence[RememberedColumns]]) -> None:
        batches, remembered = answer
        self.batches.show_rows(batches)
        self.remembered.show_rows(remembered)
        self._no_batches.show_empty(is_empty=not batches)
        self._none_kept.show_empty(is_empty=not remembered)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("import_batch", "column_choice"):
            self.reload()

    # -- taking back -------------------------------------------------------------------------------

    def _on_undo(self) -> None:
        batch = self.batch_table.current_id()
        if batch is None:
            self.bar.show_sentences([self.tr("请先在上表中选一个批次。")])
            return
        dialogs.confirm(
            self,
            self.tr("撤销导入"),
            self.tr("将撤销批次 {batch} 写入的全部内容。之后又改动过的记录先列出来，再定是否只撤销其余。").format(
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

    # -- remembered columns ------------------------------------------------------------------------

    def _chosen(self) -> RememberedColumns | None:
        current = self.remembered_table.current_id()
        found = next((row for row in self.remembered.rows if row.id == current), None)
        if found is None:
            self.bar.show_sentences([self.tr("请先在下表中选一行。")])
        else:
            self.bar.clear()
        return found

    def _on_forget(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        memory, actor, today = self._context.office.column_memory, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("忘记列的对应关系"), lambda _: memory.forget(chosen.id, actor=actor, today=today)
        )
        task.refused.connect(self.bar.show_refusal)

    def _on_name_sender(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        content, sender = QWidget(), TextEditor()
        sender.set_value(chosen.sender)
        label = QLabel(self.tr("来表单位"))
        line = sender.focusProxy() or sender
        label.setBuddy(line)
        line.setAccessibleName(label.text())
        row = QHBoxLayout(content)
        row.addWidget(label)
        row.addWidget(sender, 1)
        memory, actor, today = self._context.office.column_memory, self._context.actor(), self._context.today()

        def keep(dialog: QWidget) -> None:
            name = str(sender.value() or "")
            task = self._context.runner.start(
                self.tr("改来表单位"), lambda _: memory.name_sender(chosen.id, sender=name, actor=actor, today=today)
            )
            task.refused.connect(self.bar.show_refusal)
            dialog.close()

        dialogs.panel(self, self.tr("改来表单位"), content, do=self.tr("保存"), then=keep)
