"""申请和结果: numbered requests with their balances, result files with theirs, and the rows that nobody could place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CrossCheckTopic
from app.services.cross_check.results import ItemBalance
from app.services.cross_check.service import BatchRow
from app.services.imports.results import BatchRow as ImportRow
from app.ui.cases.rows import row_of, show_again
from app.ui.common import dialogs
from app.ui.common.columns import Column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import BOOK, FileJob, Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.result_import import ResultImportPage
from app.ui.screening.result_rows import ResultRows
from app.ui.screening.task_page import TaskPage
from app.ui.screening.topics import topic_options, topics_of

KIND = "cross-check"
_HALF = 10_000  # more than there is: both sides get the same


@dataclass(frozen=True, slots=True)
class _Read:
    batches: Sequence[BatchRow]
    imports: Sequence[ImportRow]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """The balance of one item."""

    topic: CrossCheckTopic
    balance: ItemBalance


class ResultFilesPage(TaskPage):
    """Left: requests and the balance by item. Right: result files and their rows."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._balances = Latest(context.runner, self)
        self.batches: RowsTableModel[BatchRow] = RowsTableModel(self._batch_columns(), id_of=lambda row: row.number)
        self.batch_table = DataTable(self.batches, name=self.tr("各批比对申请"), key="requests", memory=context.memory)
        self.topics: RowsTableModel[TopicLine] = RowsTableModel(self._topic_columns())
        self.topic_table = DataTable(self.topics, name=self.tr("按项目的结果"))
        self.imports: RowsTableModel[ImportRow] = RowsTableModel(self._import_columns(), id_of=lambda row: row.id)
        self.import_table = DataTable(self.imports, name=self.tr("结果文件"))
        self.rows = ResultRows(context)
        self.importing = ResultImportPage(context)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _batch_columns(self) -> list[Column[BatchRow]]:
        return [
            count_column("number", self.tr("批次"), lambda b: b.number, width=5),
            Column("no", self.tr("文号"), lambda b: b.list_no, 23),
            day_column("on", self.tr("申请日期"), lambda b: b.requested_on),
            day_column("due", self.tr("期限"), lambda b: b.due_on),
            count_column("households", self.tr("户"), lambda b: b.households, width=5),
            count_column("persons", self.tr("人"), lambda b: b.persons, width=5),
            count_column("requested", self.tr("应比对"), lambda b: b.balance.requested),
            count_column("unanswered", self.tr("未答复"), lambda b: b.balance.unanswered),
            count_column("suspect", self.tr("疑似"), lambda b: b.balance.suspect),
        ]

    def _topic_columns(self) -> list[Column[TopicLine]]:
        return [
            Column("topic", self.tr("比对项目"), lambda line: line.topic.label, 10),
            count_column("requested", self.tr("应比对"), lambda line: line.balance.requested),
            count_column("clear", self.tr("无疑点"), lambda line: line.balance.clear),
            count_column("suspect", self.tr("疑似"), lambda line: line.balance.suspect),
            count_column("unanswered", self.tr("未答复"), lambda line: line.balance.unanswered),
            count_column("exempt", self.tr("免比对"), lambda line: line.balance.exempt),
        ]

    def _import_columns(self) -> list[Column[ImportRow]]:
        return [
            Column("at", self.tr("导入时间"), lambda row: row.applied_at, 16),
            Column("files", self.tr("文件"), lambda row: row.files, 29, tip=lambda row: row.files),
            count_column("rows", self.tr("行数"), lambda row: row.rows),
            Column("state", self.tr("状态"), lambda row: self.tr("已撤销") if row.undone else self.tr("有效"), 8),
        ]

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(
            self.tools(
                self.button(self.tr("导入比对结果…"), self.begin_import, sign="upload", is_primary=True),
                self.button(self.tr("导出比对申请…"), self._on_export, sign="file-spreadsheet"),
                self.papers.button(Wanted("cross_check_request", self.tr("比对申请"))),
            )
        )
        column.addWidget(self.bar)
        said = EmptyState(self.tr("还没有比对申请。在“镇级汇总”里汇总报区后，申请按批次列在这里。"))
        self._either = EmptyOr(self.batch_table, said)
        none = EmptyState(self.tr("还没有导入结果。部门反馈的表可以几个一起导入。"))
        self._either_imports = EmptyOr(self.import_table, none)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(_titled(self.tr("比对申请"), self._either))
        left.addWidget(_titled(self.tr("所选批次按项目的结果"), self.topic_table))
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(_titled(self.tr("结果文件"), self._either_imports))
        right.addWidget(self.rows)
        whole = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, right):
            part.setChildrenCollapsible(False)
            whole.addWidget(part)
        whole.setChildrenCollapsible(False)
        whole.setSizes([_HALF, _HALF])
        column.addWidget(whole, 1)
        self._stack.addWidget(page)
        self._stack.addWidget(self.importing)
        self.column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.answers.answered.connect(self._on_read)
        self._balances.answered.connect(self._on_balances)
        self.batch_table.current_changed.connect(self._on_batch)
        self.import_table.current_changed.connect(self.rows.show_import)
        self.importing.closed.connect(lambda: self._stack.setCurrentIndex(0))

    @override
    def reload(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> _Read:
            imports = [batch for batch in office.batches.batches() if batch.kind == KIND]
            return _Read(office.cross_check.batches(today=today), imports)

        self.answers.ask(self.tr("读取比对申请"), read)

    @override
    def may_close(self) -> str:
        return self.importing.may_close()

    def _on_read(self, read: _Read) -> None:
        show_again(self.batch_table, self.batches, read.batches)
        show_again(self.import_table, self.imports, read.imports)
        self._either.show_empty(is_empty=not read.batches)
        self._either_imports.show_empty(is_empty=not read.imports)
        self.importing.show_batches(read.batches)
        self.counted.emit(len(read.batches))
        if self.batch_table.current_id() is None:
            self.batch_table.select_position(0)
        if self.import_table.current_id() is None:
            self.import_table.select_position(0)

    def _on_batch(self, number: int) -> None:
        if number < 0:
            return
        cross_check, today = self.context.office.cross_check, self.context.today()
        self._balances.ask(self.tr("读取按项目的结果"), lambda _: cross_check.balance(today=today, batch_number=number))

    def _on_balances(self, balances: Mapping[CrossCheckTopic, ItemBalance]) -> None:
        self.topics.show_rows([TopicLine(topic, balance) for topic, balance in balances.items()])

    # -- out and in --------------------------------------------------------------------------------

    def begin_import(self) -> None:
        """Turn to the import and ask for the files."""
        self._stack.setCurrentWidget(self.importing)
        self.importing.choose_files()

    def _on_export(self) -> None:
        batch = row_of(self.batches, self.batch_table.current_id())
        if batch is None:
            self.bar.show_sentences([self.tr("还没有比对申请。请先在“镇级汇总”里汇总报区。")])
            return
        self.bar.clear()
        form = Form(
            (
                Field(
                    "topics",
                    self.tr("只要这些项目"),
                    Kind.MULTI_CHOICE,
                    options=topic_options(),
                    hint=self.tr("不选为全部项目；一个部门一个文件时选它负责的项目"),
                ),
            )
        )

        def choose(dialog: object) -> None:
            topics = topics_of(form.value("topics"))
            dialog.accept()  # type: ignore[attr-defined] - panel gives its dialog
            self.papers.ask(self._export_job(batch.number, topics))

        title = self.tr("导出第 {number} 批比对申请").format(number=batch.number)
        dialogs.panel(self, title, form, do=self.tr("选择文件…"), then=choose).resize(460, 160)

    def export_to(self, target: Path, number: int, topics: Sequence[CrossCheckTopic] = ()) -> None:
        """Write the request as a workbook for departments."""
        self.papers.write(self._export_job(number, topics), target)

    def _export_job(self, number: int, topics: Sequence[CrossCheckTopic]) -> FileJob:
        cross_check, actor, today = self.context.office.cross_check, self.context.actor(), self.context.today()

        def export(target: Path, task: TaskContext) -> int:
            return cross_check.export_request(
                target,
                actor=actor,
                today=today,
                batch_number=number,
                topics=topics,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        name = self.tr("比对申请第{number}批").format(number=number)
        said = self.tr("{name}：{rows} 行")
        part = "、".join(topic.label for topic in topics)
        return FileJob(name, export, lambda rows: said.format(name=name, rows=rows), BOOK, part)


def _titled(title: str, body: QWidget) -> QWidget:
    part = QWidget()
    heading = QLabel(title)
    heading.setProperty("heading", True)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(heading)
    column.addWidget(body, 1)
    return part
