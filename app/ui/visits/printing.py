"""Printing of visit forms and task sheets: what, into which file, and the note that it was printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.services.papers.service import PrintResult
from app.services.visits.worklist import Progress
from app.ui.common.context import TabContext
from app.ui.common.paper_files import FileJob, PaperFiles, Wanted, print_job
from app.ui.common.paper_printing import Printable
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext
from app.ui.visits.reading import Survey
from app.ui.visits.rows import VisitRow


class VisitPapers(QObject):
    """What can be printed of the households that are to be visited."""

    def __init__(self, context: TabContext, window: QWidget, bar: RefusalBar) -> None:
        super().__init__(window)
        self._context = context
        self.files = PaperFiles(context, window, bar)

    def fill_menu(
        self, menu: QMenu, survey: Survey, team: str, rows: Sequence[VisitRow], chosen: Sequence[VisitRow]
    ) -> None:
        """Offer what can be printed of these households; an entry without any is left grey."""
        menu.clear()
        waiting = [row for row in rows if row.is_waiting]
        unprinted = [row for row in waiting if row.work and row.work.progress is not Progress.PRINTED]
        offers = (
            (self.tr("所选 {count} 户的走访表…"), list(chosen), self.tr("走访表（所选）")),
            (self.tr("还没打印的 {count} 户的走访表…"), unprinted, self.tr("走访表（未打印）")),
            (self.tr("全部待走访 {count} 户的走访表…"), waiting, self.tr("走访表")),
        )
        for text, wanted, name in offers:
            action = menu.addAction(text.format(count=len(wanted)))
            action.setEnabled(bool(wanted))
            action.triggered.connect(lambda _=False, w=wanted, n=name: self.forms(w, name=f"{team}{n}"))
        self._add_villages(menu, waiting)
        menu.addSeparator()
        menu.addAction(self.tr("空白走访表…")).triggered.connect(self.blank)
        assigned = [row for row in rows if row.is_waiting and survey.team_of(row)]
        sheet = menu.addAction(self.tr("走访组任务单…"))
        sheet.setEnabled(bool(assigned))
        sheet.triggered.connect(lambda: self.team_sheets(assigned, name=f"{team}{self.tr('走访组任务单')}"))

    def _add_villages(self, menu: QMenu, waiting: Sequence[VisitRow]) -> None:
        by_village: dict[str, list[VisitRow]] = {}
        for row in waiting:
            by_village.setdefault(row.village_name, []).append(row)
        if len(by_village) < 2:
            return
        villages = menu.addMenu(self.tr("按村打印走访表"))
        for village, rows in by_village.items():
            action = villages.addAction(self.tr("{village}（{count} 户）…").format(village=village, count=len(rows)))
            name = self.tr("{village}走访表").format(village=village)
            action.triggered.connect(lambda _=False, w=rows, n=name: self.forms(w, name=n))

    def forms(self, rows: Sequence[VisitRow], *, name: str) -> None:
        """Show the visit forms of these households, to be printed or kept."""
        waiting = [row.code for row in rows if row.is_waiting]
        self.files.show(self.forms_job([row.code for row in rows], waiting, name=name))

    def one(self, code: str, *, is_waiting: bool, name: str) -> None:
        """Show the form of one household, to be printed or kept."""
        self.files.show(self.forms_job([code], [code] if is_waiting else [], name=name))

    def blank(self) -> None:
        """Show an empty form, to be printed or kept."""
        papers, today, name = self._context.office.papers, self._context.today(), self.tr("空白走访表")

        def said(made: object) -> str:
            assert isinstance(made, PrintResult)
            return self.tr("{name}：{pages} 页").format(name=name, pages=made.pages)

        def work(file: Path, _task: TaskContext) -> object:
            return papers.print_blank("visit_form", file, today=today)

        self.files.show(
            FileJob(name, work, said, paper=Printable(name, work, key=name), look=lambda out, _, task: work(out, task))
        )

    def team_sheets(self, rows: Sequence[VisitRow], *, name: str) -> None:
        """Print the task sheets of the teams that have these households."""
        self.files.ask_print(Wanted("team_sheet", name, households=[row.code for row in rows]))

    def forms_job(self, codes: Sequence[str], waiting: Sequence[str], *, name: str) -> FileJob:
        """Print, then note the day for those that are still to be visited."""
        teams, actor, today = self._context.office.teams, self._context.actor(), self._context.today()

        def note() -> None:
            if waiting:
                teams.mark_printed(waiting, on=today, actor=actor, today=today)

        return print_job(self._context, Wanted("visit_form", name, households=codes), then=note)
