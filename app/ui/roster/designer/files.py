"""A roster into a file: workbook or PDF, with the purpose asked where whole ID numbers leave."""

from __future__ import annotations

from collections.abc import Sequence
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

    def book(self, design: RosterDesign, households: Sequence[int] | None, purpose: str = "") -> FileJob:
        """As an Excel workbook."""
        rosters, actor, today = self._context.office.rosters, self._context.actor(), self._context.today()
        said = self.tr("{name}：{rows} 行")

        def work(out: Path, task: TaskContext) -> RosterFile:
            return rosters.export(
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
            lambda made: said.format(name=design.name, rows=f"{_file(made).rows:,}"),
            BOOK,
            carries_ids=lambda: design_shows_ids(design),
            for_purpose=lambda given: self.book(design, households, given),
        )

    def paper(self, design: RosterDesign, households: Sequence[int] | None, purpose: str = "") -> FileJob:
        """As a PDF."""
        rosters, actor, today = self._context.office.rosters, self._context.actor(), self._context.today()
        said = self.tr("{name}：{rows} 行 {pages} 页")

        def work(out: Path, task: TaskContext) -> RosterFile:
            return rosters.print(
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
            lambda made: said.format(name=design.name, rows=f"{_file(made).rows:,}", pages=_file(made).pages),
            PDF,
            carries_ids=lambda: design_shows_ids(design),
            for_purpose=lambda given: self.paper(design, households, given),
        )


def _file(made: object) -> RosterFile:
    assert isinstance(made, RosterFile)
    return made
