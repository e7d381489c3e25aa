"""A roster into a file: workbook or PDF, with the purpose asked where whole ID numbers leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.services.rosters.catalogue import design_shows_ids
from app.services.rosters.design import RosterDesign
from app.services.rosters.service import RosterFile
from app.ui.common.context import TabContext
from app.ui.common.paper_files import BOOK, PDF, FileJob
from app.ui.common.tasks import TaskContext


class RosterJobs(QObject):
    """Makes the jobs that a page's ``PaperFiles`` carries out."""

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def book(self, design: RosterDesign, households: Sequence[int] | None) -> FileJob:
        """As an Excel workbook."""
        said = self.tr("{name}：{rows} 行")
        return self._job(design, households, BOOK, lambda made: said.format(name=design.name, rows=f"{made.rows:,}"))

    def paper(self, design: RosterDesign, households: Sequence[int] | None) -> FileJob:
        """As a PDF."""
        said = self.tr("{name}：{rows} 行 {pages} 页")

        def words(made: RosterFile) -> str:
            return said.format(name=design.name, rows=f"{made.rows:,}", pages=made.pages)

        return self._job(design, households, PDF, words)

    def _job(
        self,
        design: RosterDesign,
        households: Sequence[int] | None,
        ending: str,
        words: Callable[[RosterFile], str],
        purpose: str = "",
    ) -> FileJob:
        rosters, actor, today = self._context.office.rosters, self._context.actor(), self._context.today()
        write = rosters.export if ending == BOOK else rosters.print

        def work(out: Path, task: TaskContext) -> RosterFile:
            return write(
                design,
                out,
                purpose=purpose,
                households=households,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        return FileJob(
            design.name,
            work,
            lambda made: words(_file(made)),
            ending,
            carries_ids=lambda: design_shows_ids(design),
            for_purpose=lambda given: self._job(design, households, ending, words, given),
        )


def _file(made: object) -> RosterFile:
    assert isinstance(made, RosterFile)
    return made
