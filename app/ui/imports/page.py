"""Importing a list: choose files, look at what would happen, take it in, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services.errors import Refused
from app.services.files.repairs import Repair
from app.services.imports.change_book import write_change_book
from app.services.imports.error_book import write_error_book
from app.services.imports.results import ImportResult, UndoResult
from app.services.imports.service import Chosen, NoGoodRow
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Task, TaskContext
from app.ui.imports import tables
from app.ui.imports.preview import ImportPreview
from app.ui.imports.reading_options import ReadingOptions
from app.ui.imports.villages import VillageQuestion


class ImportPage(QFrame):
    """One import from choosing to undoing; nothing is written before 确认导入. ``closed`` when it is put away."""

    closed = Signal()

    def __init__(self, context: TabContext, kind: str = "roster") -> None:
        super().__init__()
        self._context, self._kind = context, kind
        self._files: list[Path] = []
        self._chosen = Chosen()
        self._result: ImportResult | None = None
        self.setProperty("pane", True)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self.bar = RefusalBar(self)
        self.options = ReadingOptions(context.today)
        self.details = ImportPreview()
        self.mapping = self.details.mapping
        self.villages = VillageQuestion(context, self)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("导入什么表"))
        for known in context.office.imports.kinds():
            self.kinds.addItem(tables.kind_word(known), known)
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self.kinds.activated.connect(lambda _: self.choose_kind(str(self.kinds.currentData())))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("muted", True)
        self.mapping.applied.connect(self._on_mapped)
        self.details.sheets.left_out.connect(self._on_left_out)
        self.details.changes.save_asked.connect(self._on_save_changes)
        self.options.dated.connect(self._on_dated)
        self.villages.settled.connect(self._read)
        self.setAcceptDrops(True)
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
        self.name_village = QPushButton(self.tr("对应村名…"))
        self.check = QPushButton(self.tr("去核对"))
        self.other_kind = QPushButton(self.tr("改按另一种表导入"))
        self.choose.setProperty("primary", True)
        self.take_in.setProperty("primary", True)
        for button, act in (
            (self.choose, self.choose_files),
            (self.take_in, self._on_take_in),
            (self.forget, self._on_forget),
            (self.undo, self._on_undo),
            (self.errors, self._on_errors),
            (self.close_it, self._on_close),
            (self.name_village, self._on_name_village),
            (self.other_kind, lambda: self._read_as(self._better_kind())),
            (self.check, lambda: self._context.navigator.open_tab("roster", "issues")),
        ):
            button.clicked.connect(act)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._title)
        row.addWidget(self.kinds)
        row.addStretch(1)
        shown = (self.other_kind, self.name_village, self.check, self.choose, self.take_in, self.forget)
        for button in (*shown, self.errors, self.undo, self.close_it):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._hint)
        column.addWidget(self._summary)
        column.addWidget(self.options)
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
            self.choose: state in ("empty", "nothing", "done"),
            self.take_in: state == "prepared",
            self.forget: state == "prepared",
            self.errors: state in ("prepared", "nothing", "done") and has_rejected,
            self.undo: state == "done",
            self.close_it: state in ("empty", "nothing", "done"),
            self.other_kind: state == "prepared" and bool(self._better_kind()),
            self.name_village: state in ("prepared", "nothing") and bool(self._unknown_village()),
            self.check: state == "done" and bool(self._result and tables.left_open(self._result)),
        }
        if self._better_kind():
            self.other_kind.setText(self._as_kind(self._better_kind()))
        for button, is_shown in shown.items():
            button.setVisible(is_shown)
        self.kinds.setVisible(state in ("empty", "nothing", "done"))
        self._hint.setVisible(state in ("empty", "nothing"))
        self._hint.setText(
            self.tr("{hint}\n可一次选几个文件，也可把文件拖到本页。确认之前不会写入台账。").format(
                hint=tables.kind_hint(self._kind)
            )
        )
        self.options.setVisible(state in ("prepared", "nothing"))

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
        self._files, self._chosen = list(files), Chosen()
        self.options.forget()
        self._read()

    def _offer_kind(self, kind: str) -> None:
        """The same files as another kind of list, which they look like."""

        self.bar.offer(self._as_kind(kind), lambda: self._read_as(kind))

    def _as_kind(self, kind: str) -> str:
        return self.tr("改按“{kind}”导入").format(kind=tables.kind_word(kind))

    def _read_as(self, kind: str) -> None:
        self._kind, self._chosen = kind, Chosen()
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self._read()

    def _better_kind(self) -> str:
        """Another kind of list that the files' titles fit better; empty without one."""
        repairs = self._result.repairs if self._result else ()
        told = (repair.example for repair in repairs if repair.code == Repair.LOOKS_LIKE)
        return next((kind for kind in told if kind in self._context.office.imports.kinds()), "")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be let fall here while nothing is under way."""
        if self._state in ("empty", "nothing", "done") and _dropped(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was let fall."""
        event.acceptProposedAction()
        self.look_at(_dropped(event))

    def _on_mapped(self, mapping: Mapping[str, str | None]) -> None:
        self._chosen = replace(self._chosen, mapping=mapping)
        self._read()

    def _on_left_out(self, sheets: Sequence[tuple[str, str]]) -> None:
        self._chosen = replace(self._chosen, left_out=tuple(sheets))
        self._read()

    def _on_dated(self) -> None:
        self._chosen = replace(self._chosen, data_on=self.options.data_on)
        self._read()

    def _read(self) -> None:
        self.bar.clear()
        self._show_state("reading")
        imports, today, kind, files = self._context.office.imports, self._context.today(), self._kind, self._files
        chosen = self._chosen

        def read(task: TaskContext) -> ImportResult:
            return imports.prepare(
                kind, files, today=today, chosen=chosen, on_progress=task.progress, cancelled=task.is_cancelled
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
        for other in (str(r.values["kind"]) for r in refused.reasons if r.code == "files.looks_like"):
            if other in self._context.office.imports.kinds():
                self._offer_kind(other)
        if isinstance(refused, NoGoodRow):
            self._show_result(refused.result)
            self._show_state("nothing")
        else:
            self._on_stopped()

    def _on_stopped(self) -> None:
        """Back to where a new choice can be made; what was prepared is forgotten."""
        self._result = None
        self.details.hide()
        self._summary.clear()
        self._show_state("empty")

    # -- taking in, forgetting, undoing ------------------------------------------------------------

    def _on_take_in(self) -> None:
        self._show_state("writing")
        imports, actor, today = self._context.office.imports, self._context.actor(), self._context.today()
        name, sender = self.tr("写入{kind}").format(kind=tables.kind_word(self._kind)), self.options.sent_by
        task = self._context.runner.start(
            name, lambda _: imports.apply_prepared(actor=actor, today=today, sender=sender)
        )
        task.succeeded.connect(self._on_taken_in)
        self._watch(task)

    def _on_taken_in(self, result: ImportResult) -> None:
        self._show_result(result)
        self._show_state("done")
        self.check.setText(self.tr("去核对 {count} 件").format(count=f"{tables.left_open(result):,}"))

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
                "将撤销批次 {batch} 写入的全部内容，台账回到导入前。之后又改动过的记录先列出来，再定是否只撤销其余。"
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

    def _on_save_changes(self) -> None:
        proposed = self._files[0].with_name(self.tr("{name}-前后对照.xlsx").format(name=self._files[0].stem))
        dialogs.choose_save_file(
            self,
            self.tr("导出前后对照"),
            kinds=self.tr("Excel 工作簿 (*.xlsx)"),
            proposed=proposed,
            then=self.write_changes,
        )

    def write_changes(self, target: Path) -> None:
        """Write every changing value, before and after, as a workbook."""
        result = self._result
        if result is None:
            return
        task = self._context.runner.start(self.tr("导出前后对照"), lambda _: write_change_book(target, result))
        said = self.tr("{count} 处变化已导出").format(count=f"{len(result.changes):,}")
        task.succeeded.connect(lambda _: self._context.navigator.tell_file(said, target))
        task.refused.connect(self.bar.show_refusal)

    # -- showing -----------------------------------------------------------------------------------

    def _show_result(self, result: ImportResult) -> None:
        self._result = result
        self._summary.setText(tables.summed(result))
        self.options.show_result(result)
        self.details.show_result(self._kind, result)

    def _unknown_village(self) -> str:
        """The first village that the ledger does not know; the file is read again after each answer."""
        questions = self._result.questions if self._result else ()
        return next((q.theirs for q in questions if q.kind == "unknown_village" and q.theirs), "")

    def _on_name_village(self) -> None:
        self.villages.ask(self._unknown_village())


def _dropped(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile() and Path(url.toLocalFile()).is_file()]
