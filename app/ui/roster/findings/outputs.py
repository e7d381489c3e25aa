"""Findings out to the villages, and what comes back from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from app.services.files.atomic import free_name
from app.services.findings.answers import Proposal
from app.services.findings.folder import FolderWritten
from app.services.findings.service import FindingRow
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext
from app.ui.household.panels import ChangePanel

_MASKED, _WHOLE = "masked", "whole"
_FOLDER = "files/folder"


class FindingOutputs(QObject):
    """``proposed(proposals)`` when sheets have been read; refusals go to the page's bar."""

    proposed = Signal(object)

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar
        self.files = PaperFiles(context, page, bar)

    # -- out -----------------------------------------------------------------------------------------

    def export_list(self, rows: Sequence[FindingRow]) -> None:
        """The list as it is shown, into one workbook; ID numbers masked."""
        self.files.ask(self._list_job(rows))

    def export_to(self, rows: Sequence[FindingRow], target: Path) -> None:
        """The same into this file."""
        self.files.write(self._list_job(rows), target)

    def _list_job(self, rows: Sequence[FindingRow]) -> FileJob:
        exports, actor, today = self._context.office.exports, self._context.actor(), self._context.today()
        title, said = self.tr("疑点清单"), self.tr("已导出 {count} 条疑点")

        def export(target: Path, _: TaskContext) -> int:
            return exports.export_findings(title, rows, target, actor=actor, today=today).rows

        return FileJob(title, export, lambda count: said.format(count=count), BOOK)

    def ask_folder(self) -> None:
        """Ask whether ID numbers are whole and what for, then where the folder goes."""
        options = [Option(_MASKED, self.tr("遮住中间几位")), Option(_WHOLE, self.tr("完整号码（须写用途，记入审计）"))]
        form = Form(
            (
                Field("ids", self.tr("证件号码"), Kind.CHOICE, required=True, options=options, initial=_MASKED),
                Field("purpose", self.tr("用途"), hint=self.tr("如：发各村核实疑点数据")),
            ),
            today=self._context.today,
        )

        def follow() -> None:
            form.show_field("purpose", is_shown=form.value("ids") == _WHOLE)

        form.editor("ids").changed.connect(follow)
        follow()
        words = QLabel(
            self.tr(
                "在所选文件夹里新建“疑点数据”文件夹：每村一个表、每条规则一个表，另有统计表。表中留有核实情况等空列，村里填好后可读回。"
            )
        )
        words.setWordWrap(True)
        words.setProperty("muted", True)
        panel = ChangePanel(form, below=(words,))

        def go_on(dialog: QDialog) -> None:
            is_whole, purpose = form.value("ids") == _WHOLE, str(form.value("purpose") or "")
            if is_whole and not purpose.strip():
                self._refuse_purpose(form)
                return
            dialog.accept()
            title = self.tr("在哪里新建疑点数据文件夹")
            dialogs.choose_folder(
                self._page, title, then=lambda parent: self.write_folder(parent, whole_ids=is_whole, purpose=purpose)
            )

        dialogs.panel(self._page, self.tr("导出给各村的表"), panel, do=self.tr("下一步：存到…"), then=go_on)
        form.focus_first()

    def _refuse_purpose(self, form: Form) -> None:
        form.bar.show_sentences([self.tr("导出完整证件号码须写明用途。")])
        form.bar.show()
        form.focus_on("purpose")

    def write_folder(self, parent: Path, *, whole_ids: bool, purpose: str) -> None:
        """Write the folder inside this one; an earlier folder of this name stays."""
        files, actor, today = self._context.office.finding_files, self._context.actor(), self._context.today()
        target = free_name(parent / self.tr("疑点数据{day}").format(day=today.isoformat()))
        self._bar.clear()

        def work(task: TaskContext) -> FolderWritten:
            return files.write_folder(
                target,
                whole_ids=whole_ids,
                purpose=purpose,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        task = self._context.runner.start(self.tr("导出各村疑点表"), work)
        task.succeeded.connect(self._on_folder)
        task.refused.connect(self._bar.show_refusal)

    def _on_folder(self, made: FolderWritten) -> None:
        said = self.tr("疑点数据：{files} 个表，{rows} 条").format(files=len(made.files), rows=f"{made.rows:,}")
        self._context.navigator.tell_file(said, made.folder)

    # -- in ------------------------------------------------------------------------------------------

    def ask_answers(self) -> None:
        """Choose the sheets that villages filled in."""
        title = self.tr("村里填好的疑点表")
        dialogs.choose_open_files(
            self._page, title, kinds=self.tr("表格 (*.xlsx *.xls *.csv)"), then=self.read_answers, folder=self._folder()
        )

    def ask_exemptions(self) -> None:
        """Choose a list of exemptions."""
        title = self.tr("豁免清单")
        dialogs.choose_open_files(
            self._page,
            title,
            kinds=self.tr("表格 (*.xlsx *.xls *.csv)"),
            then=self.read_exemptions,
            folder=self._folder(),
        )

    def _folder(self) -> Path | None:
        kept = self._context.memory.text_of(_FOLDER)
        return Path(kept) if kept else None

    def read_answers(self, paths: Sequence[Path]) -> None:
        """Read these sheets in the background; nothing is decided."""
        files = self._context.office.finding_files
        self._read(lambda task: files.read_answers(paths, on_progress=task.progress))

    def read_exemptions(self, paths: Sequence[Path]) -> None:
        """Read these lists in the background; nothing is decided."""
        files = self._context.office.finding_files

        def work(task: TaskContext) -> Sequence[Proposal]:
            return [one for path in paths for one in files.read_exemptions(path, on_progress=task.progress)]

        self._read(work)

    def _read(self, work: object) -> None:
        self._bar.clear()
        task = self._context.runner.start(self.tr("读取填好的表"), work)  # type: ignore[arg-type]
        task.succeeded.connect(self.proposed)
        task.refused.connect(self._bar.show_refusal)
