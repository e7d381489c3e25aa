"""Papers and lists into files: ask where, write in the background, tell where the file lies; refusals are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.services.errors import Refused
from app.services.exports.service import ExportResult
from app.services.papers.service import PrintResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.purpose import ask_purpose
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext

translate = QCoreApplication.translate
PDF, BOOK = ".pdf", ".xlsx"
_FOLDER = "files/folder"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: a kind, its name, and of whom (nothing = the whole township)."""

    kind: str
    name: str
    villages: Sequence[str] = ()
    households: Sequence[str] = ()
    alerts: Sequence[str] = ()

    @property
    def part(self) -> str:
        """The one village, household or alert that it is about; else nothing."""
        return next((part[0] for part in (self.villages, self.households, self.alerts) if len(part) == 1), "")


@dataclass(frozen=True, slots=True)
class FileJob:
    """Something that ``work`` writes into a file; ``said`` makes the words for the status bar of what it returned."""

    name: str
    work: Callable[[Path, TaskContext], object]
    said: Callable[[object], str]
    ending: str = PDF
    part: str = ""
    # Where whole ID numbers may leave: whether they do, and the same job with what they leave for.
    carries_ids: Callable[[], bool] | None = None
    for_purpose: Callable[[str], FileJob] | None = None


def print_job(context: TabContext, wanted: Wanted) -> FileJob:
    """A kind of paper as PDF, remembered as printed."""
    papers, actor, today = context.office.papers, context.actor(), context.today()

    def work(out: Path, task: TaskContext) -> PrintResult:
        return papers.print(
            wanted.kind,
            out,
            villages=wanted.villages,
            households=wanted.households,
            alerts=wanted.alerts,
            actor=actor,
            today=today,
            on_progress=lambda done, total: task.progress(done, max(total, len(wanted.households))),
            cancelled=task.is_cancelled,
        )

    def said(made: object) -> str:
        assert isinstance(made, PrintResult)
        text = translate("files", "{name}：{documents} 份 {pages} 页")
        return text.format(name=wanted.name, documents=made.documents, pages=made.pages)

    return FileJob(wanted.name, work, said, PDF, wanted.part)


def export_job(context: TabContext, wanted: Wanted, purpose: str = "") -> FileJob:
    """A list as a workbook."""
    exports, actor, today = context.office.exports, context.actor(), context.today()

    def work(out: Path, task: TaskContext) -> ExportResult:
        return exports.export(
            wanted.kind,
            out,
            villages=wanted.villages,
            households=wanted.households,
            purpose=purpose,
            actor=actor,
            today=today,
            on_progress=task.progress,
            cancelled=task.is_cancelled,
        )

    def said(made: object) -> str:
        assert isinstance(made, ExportResult)
        return translate("files", "{name}：{rows} 行").format(name=wanted.name, rows=f"{made.rows:,}")

    return FileJob(
        wanted.name,
        work,
        said,
        BOOK,
        wanted.part,
        carries_ids=lambda: exports.carries_ids(
            wanted.kind, villages=wanted.villages, households=wanted.households, today=today
        ),
        for_purpose=lambda given: export_job(context, wanted, given),
    )


class PaperFiles(QObject):
    """The files that a page writes. ``written(Path)`` after each; refusals go to the page's bar, else into a box."""

    written = Signal(object)

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar | None = None) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar

    def ask_print(self, wanted: Wanted) -> None:
        """Ask where to, then print."""
        self.ask(print_job(self._context, wanted))

    def ask_export(self, wanted: Wanted) -> None:
        """Ask where to, then export."""
        self.ask(export_job(self._context, wanted))

    def print_to(self, target: Path, wanted: Wanted) -> None:
        """Print into this file."""
        self.write(print_job(self._context, wanted), target)

    def button(self, wanted: Wanted) -> QPushButton:
        """A button that prints this."""
        button = QPushButton(icon("printer"), wanted.name)
        button.setToolTip(self.tr("打印{name}为 PDF 文件").format(name=wanted.name))
        button.clicked.connect(lambda: self.ask_print(wanted))
        return button

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
        self.written.emit(target)

    def _on_refused(self, doing: str, refused: Refused) -> None:
        if self._bar is not None:
            self._bar.show_refusal(refused)
        else:
            dialogs.show_refusal(self._page, doing, refused)
