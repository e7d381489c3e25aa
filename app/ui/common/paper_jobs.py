"""What can be done with papers: a file that is written, a paper that can be looked at, printed and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication

from app.services.exports.service import ExportResult
from app.services.papers.batches import Selection
from app.services.papers.service import EVERYBODY, Drawn, PrintResult
from app.ui.common.context import TabContext
from app.ui.common.paper_printing import Printable
from app.ui.common.tasks import TaskContext
from app.worker.temp import private_folder

translate = QCoreApplication.translate
PDF, BOOK = ".pdf", ".xlsx"
# The first documents, shown while the others are still being drawn.
FIRST = 2
# Draws for looking at; the flag: the first documents only.
Look: TypeAlias = Callable[[Path, bool, TaskContext], object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: a kind, its name, and of whom (nothing = the whole township)."""

    kind: str
    name: str
    villages: Sequence[str] = ()
    households: Sequence[str] = ()
    alerts: Sequence[str] = ()
    selection: Selection = EVERYBODY
    duplex: bool = False  # every document begins on a front side

    @property
    def part(self) -> str:
        """The one village, household or alert that it is about; else nothing."""
        return next((part[0] for part in (self.villages, self.households, self.alerts) if len(part) == 1), "")

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for what is the same paper."""
        return (
            self.kind,
            tuple(self.villages),
            tuple(self.households),
            tuple(self.alerts),
            self.selection,
            self.duplex,
        )


@dataclass(frozen=True, slots=True)
class FileJob:
    """Something that ``work`` writes into a file; ``said`` makes the words for the status bar of what it returned.

    A paper has ``paper`` and ``look`` too: it is looked at first and goes to a printer or into a file.
    """

    name: str
    work: Callable[[Path, TaskContext], object]
    said: Callable[[object], str]
    ending: str = PDF
    part: str = ""
    # Where whole ID numbers may leave: whether they do, and the same job with what they leave for.
    carries_ids: Callable[[], bool] | None = None
    for_purpose: Callable[[str], FileJob] | None = None
    paper: Printable | None = None
    look: Look | None = None


def drawn(draw: Callable[[Path], object]) -> tuple[bytes, object]:
    """The bytes of a PDF that ``draw`` writes, and what it returned; nothing stays on the disk."""
    with private_folder() as folder:
        out = folder / "preview.pdf"
        made = draw(out)
        return out.read_bytes(), made


def has_more(made: object) -> bool:
    """Whether a drawing of the first documents may have left some out."""
    return isinstance(made, Drawn) and made.printed.documents >= FIRST


def print_job(context: TabContext, wanted: Wanted, *, then: Callable[[], object] = lambda: None) -> FileJob:
    """A kind of paper, remembered as printed once it lies in a file or came out of the printer; ``then`` after that."""
    papers, actor, today = context.office.papers, context.actor(), context.today()

    def draw(out: Path, task: TaskContext, limit: int | None = None) -> Drawn:
        return papers.draw(
            wanted.kind,
            out,
            villages=wanted.villages,
            households=wanted.households,
            alerts=wanted.alerts,
            selection=wanted.selection,
            duplex=wanted.duplex,
            today=today,
            limit=limit,
            on_progress=lambda done, total: task.progress(done, max(total, len(wanted.households))),
            cancelled=task.is_cancelled,
        )

    def remember(made: object, pages: frozenset[int]) -> None:
        assert isinstance(made, Drawn)
        papers.remember(made, pages=pages, actor=actor, today=today)
        if pages.issuperset(range(made.printed.pages)):
            then()

    def work(out: Path, task: TaskContext) -> PrintResult:
        made = draw(out, task)
        changes = papers.remember(made, actor=actor, today=today)
        then()
        return PrintResult(made.printed.pages, made.printed.documents, made.printed.sha256, changes)

    def said(made: object) -> str:
        assert isinstance(made, PrintResult)
        text = translate("files", "{name}：{documents} 份 {pages} 页")
        return text.format(name=wanted.name, documents=made.documents, pages=made.pages)

    return FileJob(
        wanted.name,
        work,
        said,
        PDF,
        wanted.part,
        paper=Printable(wanted.name, draw, remember, wanted.key),
        look=lambda out, first, task: draw(out, task, FIRST if first else None),
    )


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
