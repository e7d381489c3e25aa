"""Papers and lists out of any page: papers are looked at, printed or kept as PDF, lists go into workbooks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from app.services.errors import Refused
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.paper_jobs import BOOK, PDF, FileJob, Wanted, export_job, print_job
from app.ui.common.paper_window import PaperWindow
from app.ui.common.purpose import ask_purpose
from app.ui.common.refusals import RefusalBar

__all__ = ["BOOK", "PDF", "FileJob", "PaperFiles", "Wanted", "export_job", "print_job"]
_FOLDER = "files/folder"


class PaperFiles(QObject):
    """The files that a page writes. ``written(Path)`` after each; refusals go to the page's bar, else into a box."""

    written = Signal(object)

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar | None = None) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar

    def ask_print(self, wanted: Wanted) -> None:
        """Show the paper; from there it goes to a printer or into a file."""
        self.show(print_job(self._context, wanted))

    def ask_export(self, wanted: Wanted) -> None:
        """Ask where to, then export."""
        self.ask(export_job(self._context, wanted))

    def print_to(self, target: Path, wanted: Wanted) -> None:
        """Print into this file."""
        self.write(print_job(self._context, wanted), target)

    def button(self, wanted: Wanted) -> QPushButton:
        """A button that prints this."""
        button = QPushButton(icon("printer"), wanted.name)
        button.setToolTip(self.tr("打印{name}：先预览，再打印或存为PDF").format(name=wanted.name))
        button.clicked.connect(lambda: self.ask_print(wanted))
        return button

    def show(self, job: FileJob) -> PaperWindow:
        """Show a paper in a window of its own with 打印 and 存为PDF."""
        assert job.paper is not None
        assert job.look is not None
        if self._bar is not None:
            self._bar.clear()
        window = PaperWindow(self._context, job.paper, job.look, self._page)
        files = PaperFiles(self._context, window, window.bar)
        files.written.connect(self.written)
        files.written.connect(window.kept)
        window.save_asked.connect(lambda: files.ask(job))
        window.show()
        return window

    def ask(self, job: FileJob) -> None:
        """Ask what for, if whole ID numbers would leave, then where to; the folder is remembered for the next file."""
        carries, with_purpose = job.carries_ids, job.for_purpose
        if carries is None or with_purpose is None:
            self._ask_where(job)
            return
        if self._bar is not None:
            self._bar.clear()
        name = self.tr("导出{name}").format(name=job.name)
        task = self._context.runner.start(name, lambda _: carries(), quiet=True)
        task.refused.connect(lambda refused: self._on_refused(name, refused))

        def go_on(found: bool) -> None:
            if found:
                ask_purpose(self._context, self._page, job.name, then=lambda p: self._ask_where(with_purpose(p)))
            else:
                self._ask_where(job)

        task.succeeded.connect(go_on)

    def _ask_where(self, job: FileJob) -> None:
        memory = self._context.memory
        folder = Path(memory.text_of(_FOLDER) or Path.home())
        parts = (job.name, job.part, self._context.today().isoformat())
        kinds = {PDF: self.tr("PDF 文件 (*.pdf)"), BOOK: self.tr("Excel 工作簿 (*.xlsx)")}

        def chosen(target: Path) -> None:
            memory.keep(_FOLDER, str(target.parent))
            self.write(job, target)

        dialogs.choose_save_file(
            self._page,
            self.tr("保存{name}").format(name=job.name),
            kinds=kinds[job.ending],
            proposed=folder / ("-".join(filter(None, parts)) + job.ending),
            then=chosen,
        )

    def write(self, job: FileJob, target: Path) -> None:
        """Do the job into this file, in the background."""
        if self._bar is not None:
            self._bar.clear()
        doing = self.tr("生成{name}") if job.ending == PDF else self.tr("导出{name}")
        task = self._context.runner.start(doing.format(name=job.name), lambda task: job.work(target, task))
        task.succeeded.connect(lambda made: self._on_written(job, target, made))
        task.refused.connect(lambda refused: self._on_refused(doing.format(name=job.name), refused))

    def _on_written(self, job: FileJob, target: Path, made: object) -> None:
        self._context.navigator.tell_file(job.said(made), target)
        if isValid(self):  # the window may be closed by now
            self.written.emit(target)

    def _on_refused(self, doing: str, refused: Refused) -> None:
        if not isValid(self):
            self._context.navigator.say("；".join(sentences(refused)))
        elif self._bar is not None:
            self._bar.show_refusal(refused)
        else:
            dialogs.show_refusal(self._page, doing, refused)
