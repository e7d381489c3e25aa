"""Importing a list: choose files, look at what would happen, take it in, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout

from app.services.errors import Refused
from app.services.imports.error_book import write_error_book
from app.services.imports.results import ImportResult, UndoResult
from app.services.imports.service import NoGoodRow
from app.ui.common import dialogs
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Task, TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables
from app.ui.imports.mapping import ColumnMapping

Row = TypeVar("Row")


class ImportPage(QFrame):
    """One import from choosing to undoing; nothing is written before 确认导入. ``closed`` when it is put away."""

    closed = Signal()

    def __init__(self, context: TabContext, kind: str = "roster") -> None:
        super().__init__()
        self._context, self._kind = context, kind
        self._files: list[Path] = []
        self._result: ImportResult | None = None
        self.setProperty("pane", True)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self.bar = RefusalBar(self)
        self.details = QTabWidget()
        self.details.setDocumentMode(True)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("导入什么表"))
        for known in context.office.imports.kinds():
            self.kinds.addItem(tables.kind_word(known), known)
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self.kinds.activated.connect(lambda _: self.choose_kind(str(self.kinds.currentData())))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("muted", True)
        self.mapping = ColumnMapping()
        self.mapping.applied.connect(self._on_mapped)
        self._make_buttons()
        self._lay_out()
        self.details.hide()
        self._show_state("empty")

    def _make_buttons(self) -> None:
        self.choose = QPushButton(self.tr("选择文件…"))
        self.take_in = QPushButton(self.tr("确认导入"))
        self.forget = QPushButton(self.tr("不导入"))
        self.undo = QPushButton(self.tr("撤销这次导入…"))
        self.errors = QPushButton(self.tr("导出未导入的行…"))
        self.close_it = QPushButton(self.tr("关闭"))
        self.choose.setProperty("primary", True)
        self.take_in.setProperty("primary", True)
        for button, act in (
            (self.choose, self.choose_files),
            (self.take_in, self._on_take_in),
            (self.forget, self._on_forget),
            (self.undo, self._on_undo),
            (self.errors, self._on_errors),
            (self.close_it, self._on_close),
        ):
            button.clicked.connect(act)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._title)
        row.addWidget(self.kinds)
        row.addStretch(1)
        for button in (self.choose, self.take_in, self.forget, self.errors, self.undo, self.close_it):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._hint)
        column.addWidget(self._summary)
        column.addWidget(self.details, 1)
        column.addStretch(0)

    # -- state -------------------------------------------------------------------------------------

    def _show_state(self, state: str) -> None:
        """``empty``, ``reading``, ``prepared``, ``nothing`` (no good row), ``writing``, ``done``."""
        self._state = state
        titles = {
            "empty": self.tr("导入"),
            "reading": self.tr("正在读取，可在下方状态栏取消…"),
            "prepared": self.tr("预览：还没有写入台账"),
            "nothing": self.tr("没有可以导入的行"),
            "writing": self.tr("正在写入…"),
            "done": self.tr("已导入"),
        }
        self._title.setText(titles[state])
        has_rejected = bool(self._result and self._result.rejected)
        shown = {
            self.choose: state in ("empty", "nothing"),
            self.take_in: state == "prepared",
            self.forget: state == "prepared",
            self.errors: state in ("prepared", "nothing", "done") and has_rejected,
            self.undo: state == "done",
            self.close_it: state in ("empty", "nothing", "done"),
        }
        for button, is_shown in shown.items():
            button.setVisible(is_shown)
        self.kinds.setVisible(state in ("empty", "nothing"))
        self._hint.setVisible(state in ("empty", "nothing"))
        self._hint.setText(tables.kind_hint(self._kind))

    def choose_kind(self, kind: str) -> None:
        """Turn to another kind of list; an import that is looked at or under way stays as it is."""
        if self._state in ("empty", "nothing", "done") and kind in self._context.office.imports.kinds():
            self._kind = kind
            self.kinds.setCurrentIndex(self.kinds.findData(kind))
            self.bar.clear()
            self._on_stopped()

    def may_close(self) -> str:
        """Why the window should not be closed now."""
        return self.tr("有一份导入已预览、还没有确认。") if self._state == "prepared" else ""

    # -- choosing and reading ----------------------------------------------------------------------

    def choose_files(self) -> None:
        """Ask for the files; nothing is read before they are chosen."""
        self.bar.clear()
        dialogs.choose_open_files(
            self,
            self.tr("选择要导入的表"),
            kinds=self.tr("表格 (*.xlsx *.xls *.xlsb *.ods *.csv *.txt);;所有文件 (*)"),
            then=self.look_at,
        )

    def look_at(self, files: Sequence[Path]) -> None:
        """Read the files and show what would happen."""
        self._files = list(files)
        self._read({})

    def _on_mapped(self, mapping: Mapping[str, str | None]) -> None:
        self._read(mapping)

    def _read(self, mapping: Mapping[str, str | None]) -> None:
        self.bar.clear()
        self._show_state("reading")
        imports, today, kind, files = self._context.office.imports, self._context.today(), self._kind, self._files

        def read(task: TaskContext) -> ImportResult:
            return imports.prepare(
                kind, files, today=today, mapping=mapping, on_progress=task.progress, cancelled=task.is_cancelled
            )

        task = self._context.runner.start(self.tr("读取{kind}").format(kind=tables.kind_word(kind)), read)
        task.succeeded.connect(self._on_prepared)
        self._watch(task)

    def _watch(self, task: Task) -> None:
        task.refused.connect(self._on_refused)
        task.cancelled.connect(self._on_stopped)
        task.failed.connect(lambda _: self._on_stopped())

    def _on_prepared(self, result: ImportResult) -> None:
        self._show_result(result)
        self._show_state("prepared")

    def _on_refused(self, refused: Refused) -> None:
        self.bar.show_refusal(refused)
        if isinstance(refused, NoGoodRow):
            self._show_result(refused.result)
            self._show_state("nothing")
        else:
            self._on_stopped()

    def _on_stopped(self) -> None:
        """Back to where a new choice can be made; what was prepared is forgotten."""
        self._result = None
        self.details.clear()
        self.details.hide()
        self._summary.clear()
        self._show_state("empty")

    # -- taking in, forgetting, undoing ------------------------------------------------------------

    def _on_take_in(self) -> None:
        self._show_state("writing")
        imports, actor, today = self._context.office.imports, self._context.actor(), self._context.today()
        name = self.tr("写入{kind}").format(kind=tables.kind_word(self._kind))
        task = self._context.runner.start(name, lambda _: imports.apply_prepared(actor=actor, today=today))
        task.succeeded.connect(self._on_taken_in)
        self._watch(task)

    def _on_taken_in(self, result: ImportResult) -> None:
        self._show_result(result)
        self._show_state("done")

    def _on_forget(self) -> None:
        imports = self._context.office.imports
        self._context.runner.start(self.tr("放弃导入"), lambda _: imports.discard(), quiet=True)
        self._on_stopped()
        self._context.navigator.say(self.tr("没有导入，台账没有变化。"))

    def _on_undo(self) -> None:
        batch = self._result.batch if self._result else None
        if batch is None:
            return
        dialogs.confirm(
            self,
            self.tr("撤销这次导入"),
            self.tr(
                "将撤销批次 {batch} 写入的全部内容，台账回到导入前。导入之后又改动过的记录不会被撤销，会列出来。"
            ).format(batch=batch),
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
        self._on_stopped()
        said = self.tr("批次 {batch} 已撤销，共 {rows} 条记录").format(batch=result.batch, rows=f"{result.rows:,}")
        if result.left:
            names = "、".join(record.label for record in result.left[:10])
            said = self.tr("{said}；保留了后来改动过的：{names}").format(said=said, names=names)
        self._summary.setText(said)

    def _on_undo_refused(self, batch: int, refused: Refused) -> None:
        self.bar.show_refusal(refused)
        if "import.touched_later" in refused.codes:
            self.bar.offer(self.tr("撤销其余"), lambda: self.undo_batch(batch, rest=True))

    def _on_close(self) -> None:
        self._on_stopped()
        self.bar.clear()
        self.closed.emit()

    def _on_errors(self) -> None:
        proposed = (
            self._files[0].with_name(self.tr("{name}-未导入.xlsx").format(name=self._files[0].stem))
            if self._files
            else Path(f"{self._kind}.xlsx")
        )
        dialogs.choose_save_file(
            self,
            self.tr("导出未导入的行"),
            kinds=self.tr("Excel 工作簿 (*.xlsx)"),
            proposed=proposed,
            then=self.write_errors,
        )

    def write_errors(self, target: Path) -> None:
        """Write the refused rows with their reasons, ready to be mended and imported again."""
        result = self._result
        if result is None:
            return
        task = self._context.runner.start(self.tr("导出未导入的行"), lambda _: write_error_book(target, result))
        said = self.tr("{count} 行已导出，改正后可再次导入").format(count=len(result.rejected))
        task.succeeded.connect(lambda _: self._context.navigator.tell_file(said, target))
        task.refused.connect(self.bar.show_refusal)

    # -- showing -----------------------------------------------------------------------------------

    def _show_result(self, result: ImportResult) -> None:
        self._result = result
        self._summary.setText(self._summed(result))
        self.details.clear()
        self._page(self.tr("没有导入的行"), tables.rejection_columns(), result.rejected)
        self._page(self.tr("需要核对"), tables.question_columns(), result.questions)
        self._page(self.tr("值的变化"), tables.change_columns(), result.changes, count=result.change_count)
        self._page(self.tr("自动修正"), tables.repair_columns(), result.repairs)
        self._page(self.tr("没有读的工作表"), tables.skipped_columns(), result.skipped_sheets)
        if result.unmatched_columns:
            self.mapping.show_columns(self._kind, result)
            title = self.tr("没认出的列 {count}").format(count=len(result.unmatched_columns))
            self.details.addTab(self.mapping, title)
        self.details.setVisible(self.details.count() > 0)

    def _page(self, title: str, columns: Sequence[Column[Row]], rows: Sequence[Row], *, count: int = 0) -> None:
        if not rows:
            return
        model: RowsTableModel[Row] = RowsTableModel(columns, parent=self.details)
        model.show_rows(rows)
        table = DataTable(model, name=title)
        self.details.addTab(table, f"{title} {max(count, len(rows)):,}")

    def _summed(self, result: ImportResult) -> str:
        lines = [
            self.tr("{files}：{rows} 行").format(files="、".join(result.files), rows=f"{result.rows:,}"),
            self._counted(self.tr("户"), result.households),
            self._counted(self.tr("人"), result.members),
            self._counted(self.tr("条"), result.entries),
        ]
        if result.footers:
            lines.append(self.tr("合计、签字等 {count} 行不是数据").format(count=result.footers))
        if result.rejected:
            lines.append(self.tr("没有导入 {count} 行").format(count=f"{len(result.rejected):,}"))
        return "；".join(filter(None, lines)) + "。"

    def _counted(self, what: str, counts: object) -> str:
        created, updated, same = (int(getattr(counts, name)) for name in ("created", "updated", "unchanged"))
        if not created + updated + same:
            return ""
        return self.tr("{what}：新增 {created}，更新 {updated}，不变 {same}").format(
            what=what, created=f"{created:,}", updated=f"{updated:,}", same=f"{same:,}"
        )
