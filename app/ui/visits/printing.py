"""Printing of visit forms and task sheets: what, into which file, and the note that it was printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.services.papers.service import PrintResult
from app.services.visits.worklist import Progress
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext
from app.ui.visits.reading import Survey
from app.ui.visits.rows import VisitRow


class Printing(QObject):
    """Asks for the file, prints in the background, and says where the file lies."""

    def __init__(self, context: TabContext, window: QWidget, bar: RefusalBar) -> None:
        super().__init__(window)
        self._context, self._window, self._bar = context, window, bar

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
        """Print the visit forms of these households into a file that the user chooses."""
        codes = [row.code for row in rows]
        waiting = [row.code for row in rows if row.is_waiting]
        self._ask(name, lambda file: self.print_forms(codes, waiting, file))

    def one(self, code: str, *, is_waiting: bool, name: str) -> None:
        """Print the form of one household into a file that the user chooses."""
        self._ask(name, lambda file: self.print_forms([code], [code] if is_waiting else [], file))

    def team_sheets(self, rows: Sequence[VisitRow], *, name: str) -> None:
        """Print the task sheets of the teams that have these households."""
        codes = [row.code for row in rows]
        self._ask(name, lambda file: self.print_sheets(codes, file))

    def _ask(self, name: str, then: Callable[[Path], None]) -> None:
        dialogs.choose_save_file(
            self._window,
            self.tr("存为 PDF"),
            kinds=self.tr("PDF 文件 (*.pdf)"),
            proposed=Path.home() / f"{name}.pdf",
            then=then,
        )

    def print_forms(self, codes: Sequence[str], waiting: Sequence[str], file: Path) -> None:
        """Print, then note the day for those that are still to be visited."""
        office, actor, today = self._context.office, self._context.actor(), self._context.today()

        def work(task: TaskContext) -> PrintResult:
            result = office.papers.print(
                "visit_form",
                file,
                households=codes,
                actor=actor,
                today=today,
                on_progress=lambda done, _: task.progress(done, len(codes)),
                cancelled=task.is_cancelled,
            )
            if waiting:
                office.teams.mark_printed(waiting, on=today, actor=actor, today=today)
            return result

        self._start(self.tr("正在生成走访表"), work, file)

    def print_sheets(self, codes: Sequence[str], file: Path) -> None:
        """Print the task sheets."""
        office, actor, today = self._context.office, self._context.actor(), self._context.today()

        def work(task: TaskContext) -> PrintResult:
            return office.papers.print(
                "team_sheet", file, households=codes, actor=actor, today=today, cancelled=task.is_cancelled
            )

        self._start(self.tr("正在生成任务单"), work, file)

    def _start(self, name: str, work: Callable[[TaskContext], PrintResult], file: Path) -> None:
        self._bar.clear()
        task = self._context.runner.start(name, work)
        task.refused.connect(self._bar.show_refusal)
        task.succeeded.connect(lambda result: self._on_printed(result, file))

    def _on_printed(self, result: PrintResult, file: Path) -> None:
        said = self.tr("已生成 {documents} 份，共 {pages} 页").format(documents=result.documents, pages=result.pages)
        self._context.navigator.tell_file(said, file)
