"""文书: the catalogue by stage, what of it, the live preview; print, PDF, Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.households import RosterRow
from app.services.papers.batches import Split
from app.services.papers.figures import key_of
from app.services.papers.kinds import Subject
from app.services.papers.service import Outdated
from app.services.papers.snapshots import SnapshotRow
from app.services.papers.splitting import SplitResult
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.paper_jobs import Look, drawn, has_more
from app.ui.common.paper_printing import PaperPrinting, Seen
from app.ui.common.preview import Preview
from app.ui.common.scrolled import Scrolled
from app.ui.common.tasks import Latest, TaskContext
from app.ui.reports.catalogue import Catalogue, Entry, Stock, What
from app.ui.reports.figure_list import show_figure
from app.ui.reports.jobs import Job, Scope, figure_question, list_job, paper_job, report_job, split_work, stored_job
from app.ui.reports.voiding import ask_to_void
from app.ui.reports.what import WhatPane
from app.ui.reports.year_box import YearBox
from app.ui.theme import width_of

_Read: TypeAlias = tuple[Stock, list[str], list[str], list[int]]
_TOUCHES = (
    "monitoring_case",
    "alert",
    "household",
    "membership",
    "paper_snapshot",
    "plan_version",
    "region",
    "print_record",
)


class PapersPage(DeskPage):
    """The page. What is looked at leaves no trace; what is printed or kept is remembered."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._stock: Stock | None = None
        self._job: Job | None = None
        self._asked_for = ""
        self._stored_id = -1
        self._seen: Seen | None = None  # once the preview holds all pages
        self._stocks, self._sides = Latest(context.runner, self), Latest(context.runner, self)
        self._first, self._whole = Latest(context.runner, self), Latest(context.runner, self)
        self._figures = Latest(context.runner, self)
        self.catalogue = Catalogue()
        self.what = WhatPane(context)
        self._files = PaperFiles(context, self, self.what.bar)
        self._printing = PaperPrinting(context, self, self.what.bar)
        self.preview = Preview()
        self.year = YearBox()
        self.print = QPushButton(icon("printer", colour="#FFFFFF"), self.tr("打印…"))
        self.pdf = QPushButton(icon("file-text"), self.tr("存为PDF…"))
        self.excel = QPushButton(icon("file-spreadsheet"), self.tr("导出Excel…"))
        self.parts = QMenu(self)
        self.split = self._split_button()
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        for button in (self.print, self.pdf, self.split, self.excel):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.year)
        self.print.setProperty("primary", True)
        middle = Scrolled(self.what)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addLayout(tools)
        column.addWidget(self.preview, 1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.catalogue, 0), (middle, 0), (right, 1)):
            parts.addWidget(part)
            parts.setStretchFactor(parts.count() - 1, stretch)
        parts.setChildrenCollapsible(False)
        parts.setSizes([width_of(38, self.font()), width_of(44, self.font()), width_of(90, self.font())])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 6, 8, 4)
        whole.addWidget(parts, 1)

    def _connect(self) -> None:
        self.catalogue.chosen.connect(self._on_entry)
        self.what.scope_changed.connect(self._show_choice)
        self.year.currentIndexChanged.connect(lambda _: self.reload())
        self.what.stored_chosen.connect(self._on_stored)
        self.preview.link_clicked.connect(self._on_link)
        self._figures.answered.connect(lambda told: show_figure(self._context, self, told))
        self._figures.refused.connect(self.what.bar.show_refusal)
        self.what.void_asked.connect(lambda row: ask_to_void(self._context, self, row))
        self.print.clicked.connect(self._on_print)
        self.pdf.clicked.connect(self._on_pdf)
        self.excel.clicked.connect(self._on_excel)
        self._stocks.answered.connect(self._on_stock)
        self._sides.answered.connect(self._on_sides)
        self._first.answered.connect(lambda answer: self._on_pages(*answer, is_first=True))
        self._whole.answered.connect(lambda answer: self._on_pages(*answer, is_first=False))
        self._first.refused.connect(self._on_refused)
        self._whole.refused.connect(self._on_refused)
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -----------------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        """Ask what can be printed now."""
        office, today, year = self._context.office, self._context.today(), self.year.year

        def read(_: TaskContext) -> _Read:
            villages = [row.name for row in office.regions.tree() if row.kind == "village"]
            papers = office.papers.list_kinds(today=today, year=year)
            teams = [team.name for team in office.teams.teams(today=today)]
            # The reports of an earlier year lie among its frozen papers.
            stages = office.reports.stages(today=today) if year is None else ()
            periods = office.period_reports.offered(today=today) if year is None else ()
            current = office.plans.current(today).plan.year
            earlier = [known for known in office.plans.years() if known < current]
            return Stock(papers, stages, office.exports.list_kinds(), periods), villages, teams, earlier

        self._stocks.ask(self.tr("读取文书目录"), read)

    @override
    def show_what(self, what: str) -> None:
        """Show a kind of paper, or the report of a stage ("P"), or an exported list."""
        self._asked_for = what if self._stock is None else ""
        for kind in What:
            if self.catalogue.choose(kind, what):
                return

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHES):
            self.reload()

    def _on_stock(self, answer: _Read) -> None:
        self._stock, villages, teams, earlier = answer
        self.year.know_years(earlier)
        self.what.show_choices(villages, teams)
        self.catalogue.show_stock(self._stock)
        if self._asked_for:  # asked before anybody knew what there is
            self.show_what(self._asked_for)

    # -- choosing ----------------------------------------------------------------------------------

    def _on_entry(self, entry: Entry) -> None:
        self.what.show_entry(entry)
        self._stored_id = -1
        self._read_sides(entry)
        self._show_choice()

    def _read_sides(self, entry: Entry) -> None:
        """The frozen papers of the kind, and the households whose print is out of date."""
        office, today, row = self._context.office, self._context.today(), entry.row
        kind = entry.kind
        by_household = row is not None and row.subject is Subject.HOUSEHOLD
        stage = entry.stage
        if entry.what is What.LIST:
            self._sides.forget()
            return

        def read(_: TaskContext) -> tuple[tuple[SnapshotRow, ...], list[tuple[Outdated, RosterRow]]]:
            stored = office.papers.snapshots(kind=kind)
            if stage:
                stored = tuple(paper for paper in stored if stage in paper.title)
            late = office.papers.outdated(kind, today=today) if by_household else ()
            rows = office.households.rows([entry.household_id for entry in late])
            return stored, [(entry, rows[entry.household_id]) for entry in late if entry.household_id in rows]

        self._sides.ask(self.tr("读取存档文书"), read)

    def _on_sides(self, answer: tuple[tuple[SnapshotRow, ...], list[tuple[Outdated, RosterRow]]]) -> None:
        stored, late = answer
        self.what.show_stored(stored)
        self.what.show_outdated(late)

    def _on_stored(self, snapshot_id: int) -> None:
        self._stored_id = snapshot_id
        self.what.mark_stored(is_chosen=snapshot_id >= 0)
        self._show_choice()

    def _show_choice(self) -> None:
        """Draw what is chosen; an older drawing that is still under way is dropped."""
        self._first.forget()
        self._whole.forget()
        self.what.bar.clear()
        self._seen = None
        self._job = job = self._make_job()
        for button, is_there in ((self.print, job and job.write), (self.pdf, job and job.write)):
            button.setEnabled(bool(is_there))
        self.excel.setEnabled(bool(job and job.table))
        self._offer_split(job)
        if job is None:
            return
        if job.look is None:
            self.preview.say(self.tr("“{name}”导出为 Excel 查看。").format(name=job.name))
            self.preview.empty.offer(self.tr("导出Excel…"), self._on_excel)
            return
        self._draw(self._first, job.look, first=True)

    def _make_job(self) -> Job | None:
        entry, stock = self.catalogue.current(), self._stock
        if entry is None or stock is None:
            return None
        kind = entry.kind
        has_table = kind in stock.tables
        bare = entry.row.name if entry.row else entry.name.removesuffix(" ❄")
        if self._stored_id >= 0:
            number = next((row.number for row in self.what.stored_model.rows if row.id == self._stored_id), 0)
            name = self.tr("{name}第{number}号").format(name=bare, number=number)
            return stored_job(self._context, self._stored_id, name, has_table=has_table)
        if entry.what is What.REPORT:
            return report_job(self._context, entry.code, bare)
        if entry.what is What.LIST:
            return list_job(self._context, entry.code, bare, self._scope())
        return paper_job(self._context, entry.code, bare, self._scope(), has_table=has_table)

    def _scope(self) -> Scope:
        return replace(self.what.scope, year=self.year.year)

    def _draw(self, latest: Latest, look: Look, *, first: bool) -> None:
        def draw(task: TaskContext) -> tuple[bytes, object]:
            return drawn(lambda out: look(out, first, task))

        latest.ask(self.tr("生成预览"), draw)

    def _on_pages(self, content: bytes, made: object, *, is_first: bool) -> None:
        self.preview.show_pdf(content, keep_place=not is_first)
        job = self._job
        self._seen = None if is_first and has_more(made) else Seen(content, made)
        if self._seen is None and job is not None and job.look is not None:
            self._draw(self._whole, job.look, first=False)

    def _on_link(self, address: str) -> None:
        """A figure on the page was clicked: its list, as of the paper."""
        entry, key = self.catalogue.current(), key_of(address)
        if entry is not None and key:
            ask = figure_question(self._context, entry, self._stored_id, self.what.scope, key)
            self._figures.ask(self.tr("读取数字背后的名单"), ask)

    def _on_refused(self, refused: Refused) -> None:
        self.preview.say("\n".join(sentences(refused)))
        self.split.hide()
        for button in (self.print, self.pdf, self.excel):
            button.setEnabled(False)

    # -- keeping -----------------------------------------------------------------------------------

    def _on_pdf(self) -> None:
        job = self._job
        if job is not None and job.write is not None:
            said = self.tr("{name}已存为PDF。").format(name=job.name)
            self._files.ask(FileJob(job.name, job.write, lambda _: said))

    def _split_button(self) -> QPushButton:
        button = QPushButton(icon("split"), self.tr("分开另存"))
        button.setMenu(self.parts)
        self.by_household = self.parts.addAction(self.tr("每户一个PDF文件…"), lambda: self._on_split(Split.HOUSEHOLD))
        self.by_village = self.parts.addAction(self.tr("每村一个PDF文件…"), lambda: self._on_split(Split.VILLAGE))
        return button

    def _offer_split(self, job: Job | None) -> None:
        """Parted into files what is about households or villages; a frozen or an empty paper is one."""
        entry = self.catalogue.current()
        row = entry.row if entry is not None else None
        is_many = job is not None and row is not None and self._stored_id < 0 and not self.what.scope.is_blank
        self.by_household.setVisible(row is not None and row.subject is Subject.HOUSEHOLD)
        parts = (Subject.HOUSEHOLD, Subject.VILLAGE, Subject.ALERT, Subject.STEP)
        self.split.setVisible(bool(is_many and row is not None and row.documents and row.subject in parts))

    def _on_split(self, split: Split) -> None:
        entry, job, scope = self.catalogue.current(), self._job, self.what.scope
        if entry is None or job is None:
            return
        work = split_work(self._context, entry.code, scope, split)

        def chosen(folder: Path) -> None:
            task = self._context.runner.start(self.tr("生成{name}").format(name=job.name), lambda t: work(folder, t))
            task.succeeded.connect(self._on_parted)
            task.refused.connect(self.what.bar.show_refusal)

        title = self.tr("把{name}分开存到哪个文件夹").format(name=job.name)
        dialogs.choose_folder(self, title, then=chosen)

    def _on_parted(self, made: SplitResult) -> None:
        said = self.tr("已存 {count} 个文件（共 {total} 个）。").format(count=len(made.files), total=made.total)
        self._context.navigator.tell_file(said, made.files[0] if made.files else made.folder)

    def _on_excel(self) -> None:
        job = self._job
        if job is not None and job.table is not None:
            self._files.ask(self._workbook(job, job.table))

    def _workbook(self, job: Job, table: Callable[[Path, TaskContext, str], object], purpose: str = "") -> FileJob:
        said = self.tr("{name}已导出。").format(name=job.name)
        return FileJob(
            job.name,
            lambda out, task: table(out, task, purpose),
            lambda _: said,
            BOOK,
            carries_ids=job.carries_ids,
            for_purpose=lambda given: self._workbook(job, table, given),
        )

    # -- printing ----------------------------------------------------------------------------------

    def _on_print(self) -> None:
        job = self._job
        if job is not None and job.paper is not None:
            self._printing.ask(job.paper, seen=self._seen, sizes=self.preview.sizes)

    @override
    def may_close(self) -> str:
        return self.tr("还有文书正在打印。") if self._printing.is_printing else ""
