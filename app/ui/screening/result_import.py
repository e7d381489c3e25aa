"""Result files of departments: what they cover, what would happen, then into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.services.cross_check.results import Imported
from app.services.cross_check.service import BatchRow
from app.services.cross_check.words import Bucket
from app.services.errors import Reason, Refused
from app.services.wording import sentence
from app.ui.common import dialogs
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.topics import topic_options, topics_of


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be placed as it stands."""

    file: str
    sheet: str
    row: int
    bucket: str
    problem: str


class ResultImportPage(QFrame):
    """Nothing is written before 确认导入; ``closed`` when it is put away."""

    closed = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._files: list[Path] = []
        self._is_prepared = False
        self.setProperty("pane", True)
        self.title = QLabel(self.tr("导入比对结果"))
        self.title.setProperty("heading", True)
        self.hits_only = QCheckBox(self.tr("这些表只列疑似：表中没有提到的人，按无疑点处理"))
        self.form = Form(self._fields(), today=context.today)
        self.form.set_values({"answered_on": context.today()})
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.hide()
        self.problems: RowsTableModel[Problem] = RowsTableModel(self._columns())
        self.table = DataTable(self.problems, name=self.tr("要处理的行"))
        self._lay_out()
        self.hits_only.toggled.connect(self._on_declared)
        self.form.changed.connect(self._forget_preview)
        self._on_declared()

    def _fields(self) -> Sequence[Field]:
        return (
            Field("batch", self.tr("对应的申请批次"), Kind.CHOICE),
            Field("topics", self.tr("表中涵盖的项目"), Kind.MULTI_CHOICE, options=topic_options()),
            Field("answered_on", self.tr("部门反馈日期"), Kind.DAY, required=True, keep=True),
        )

    def _columns(self) -> list[Column[Problem]]:
        labels = {bucket.value: bucket.label for bucket in Bucket}
        return [
            Column("file", self.tr("文件"), lambda p: p.file, 24),
            Column("sheet", self.tr("工作表"), lambda p: p.sheet, 14),
            count_column("row", self.tr("行"), lambda p: p.row),
            Column("bucket", self.tr("归类"), lambda p: labels.get(p.bucket, p.bucket), 14),
            Column("problem", self.tr("问题"), lambda p: sentence(Reason(f"cross_check_row.{p.problem}")), 50),
        ]

    def _lay_out(self) -> None:
        self.choose = QPushButton(self.tr("选择文件…"))
        self.look = QPushButton(self.tr("预览"))
        self.take_in = QPushButton(self.tr("确认导入"))
        self.close_it = QPushButton(self.tr("关闭"))
        self.take_in.setProperty("primary", True)
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        for button, act in (
            (self.choose, self.choose_files),
            (self.look, self.look_at),
            (self.take_in, self._on_take_in),
            (self.close_it, self._on_close),
        ):
            button.clicked.connect(act)
            row.addWidget(button)
        hint = QLabel(
            self.tr(
                "一般的反馈表逐行写明结果，可不选批次。只列疑似的表必须说明对应哪一批、哪些项目，没提到的才算无疑点。"
            )
        )
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(hint)
        column.addWidget(self.hits_only)
        column.addWidget(self.form)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)

    def show_batches(self, batches: Sequence[BatchRow]) -> None:
        """Offer the requests that results may belong to."""
        editor = self.form.editor("batch")
        if isinstance(editor, ChoiceEditor):
            words = self.tr("第 {number} 批　{no}")
            editor.offer([Option(str(b.number), words.format(number=b.number, no=b.list_no)) for b in batches])

    def may_close(self) -> str:
        """Why the window should not be closed now."""
        return self.tr("有一份比对结果已预览、还没有确认导入。") if self._is_prepared else ""

    def _on_declared(self) -> None:
        self.form.show_field("topics", is_shown=self.hits_only.isChecked())
        self._forget_preview()

    def _forget_preview(self) -> None:
        self._is_prepared = False
        self.look.setVisible(bool(self._files))
        self.take_in.hide()

    # -- reading and writing -----------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for the files; several at once are one import."""
        dialogs.choose_open_files(
            self,
            self.tr("选择部门反馈的表"),
            kinds=self.tr("表格 (*.xlsx *.xls *.xlsb *.ods *.csv *.txt);;所有文件 (*)"),
            then=self.show_files,
        )

    def show_files(self, files: Sequence[Path]) -> None:
        """Take these files and, where nothing has to be declared first, look at them."""
        self._files = list(files)
        self.title.setText(self.tr("导入比对结果：{names}").format(names="、".join(file.name for file in files)))
        self.summary.hide()
        self.problems.show_rows(())
        self._forget_preview()
        self.look_at()

    def look_at(self) -> None:
        """Read the files and show both balances as they would be."""
        self._run(dry_run=True)

    def _on_take_in(self) -> None:
        self._run(dry_run=False)

    def _run(self, *, dry_run: bool) -> None:
        if not self._files or not self.form.check():
            return
        values, files, hits_only = self.form.values(), list(self._files), self.hits_only.isChecked()
        cross_check, actor, today = self._context.office.cross_check, self._context.actor(), self._context.today()
        batch = values["batch"]

        def work(task: TaskContext) -> Imported:
            return cross_check.import_results(
                files,
                hits_only=hits_only,
                batch_number=int(str(batch)) if batch else None,
                topics=topics_of(values["topics"]) if hits_only else (),
                answered_on=values["answered_on"],  # type: ignore[arg-type] - the form gives a day
                dry_run=dry_run,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        self.take_in.setEnabled(False)
        task = self._context.runner.start(self.tr("读取比对结果") if dry_run else self.tr("导入比对结果"), work)
        task.succeeded.connect(lambda result: self._on_result(result, is_preview=dry_run))
        task.refused.connect(self._on_refused)
        task.finished.connect(lambda: self.take_in.setEnabled(True))

    def _on_refused(self, refused: Refused) -> None:
        self.form.show_refusal(refused)
        self._forget_preview()

    def _on_result(self, result: Imported, *, is_preview: bool) -> None:
        self.form.clear_refusal()
        self._is_prepared = is_preview
        self.take_in.setVisible(is_preview)
        self.look.setVisible(False)
        if not is_preview:
            self._files = []
            self._context.navigator.say(self.tr("比对结果已导入：{rows} 行。").format(rows=result.total_rows))
        self.summary.setText(self._summed(result, is_preview=is_preview))
        self.summary.show()
        self.problems.show_rows([Problem(*problem) for problem in result.problems])

    def _summed(self, result: Imported, *, is_preview: bool) -> str:
        """Both balances: every row in one bucket, every person × item with one outcome."""
        rows = "，".join(f"{bucket.label} {count}" for bucket, count in result.rows.items() if count)
        items = result.items
        lines = [
            self.tr("预览，还没有写入：") if is_preview else self.tr("已导入："),
            self.tr("表中 {count} 行：{rows}。").format(count=result.total_rows, rows=rows or self.tr("没有数据行")),
            self.tr("回答了 {answered} 项，按没有提到算无疑点 {silent} 项。").format(
                answered=result.answered, silent=result.by_silence
            ),
            self.tr("{now}每人每项共 {all}：无疑点 {clear}，疑似 {suspect}，未答复 {open}，免比对 {exempt}。").format(
                now=self.tr("导入前") if is_preview else self.tr("导入后"),
                all=items.requested,
                clear=items.clear,
                suspect=items.suspect,
                open=items.unanswered,
                exempt=items.exempt,
            ),
        ]
        if result.held_back:
            said = self.tr("有 {count} 项因同名的行没有对上，不能按没提到算无疑点，请先认定这些行。")
            lines.append(said.format(count=result.held_back))
        if result.unmatched_columns:
            lines.append(self.tr("没认出的列：{names}。").format(names="、".join(result.unmatched_columns)))
        return "\n".join(lines)

    def _on_close(self) -> None:
        self._files = []
        self.title.setText(self.tr("导入比对结果"))
        self.summary.hide()
        self.problems.show_rows(())
        self.hits_only.setChecked(False)
        self.form.clear_refusal()
        self._forget_preview()
        self.closed.emit()
