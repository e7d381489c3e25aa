"""一户一档: which households, what each lacks, the dossier as it will be bound, 抽查; printed or kept as files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QSpinBox
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.dossier.files_service import DossierPrint
from app.services.dossier.standing import DossierRow, Draw, ItemState
from app.services.errors import Refused
from app.services.regions import RegionRow
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.paper_jobs import drawn
from app.ui.common.preview import Preview
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.reports.dossiers.arranging import lay_out
from app.ui.reports.dossiers.rows import household_columns, item_columns

_TOUCHED = ("household", "attachment", "monitoring_case", "alert", "workflow_step", "meeting", "visit", "setting")
_MOST = 9_999
_ITEM_WIDTH = 26


class DossiersPage(DeskPage):
    """Choose a village, type a list or draw; the list shows 有/缺 at a glance, the cursor's dossier beside it."""

    shown = Signal()  # the list has been read

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._is_stale = True
        self._rows: tuple[DossierRow, ...] = ()
        self._draw: Draw | None = None
        self._codes: tuple[str, ...] = ()  # typed or drawn; empty = by village
        self._regions, self._reads = Latest(context.runner, self), Latest(context.runner, self)
        self._looks = Latest(context.runner, self)
        self._make_inputs()
        self._make_lists()
        self.bar = RefusalBar(self)
        self.preview = Preview()
        self.files = PaperFiles(context, self, self.bar)
        lay_out(self)
        self._connect()
        self.empty.say(self.tr("正在查看各户材料…"))
        self.either.show_empty(is_empty=True)
        self.preview.say(self.tr("选中一户，在这里预览。"))
        self._allow()

    def _make_inputs(self) -> None:
        self.village = VillageBox()
        self.only_gaps = QCheckBox(self.tr("只看有缺项"))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(self.tr("户编号或户主"))
        self.typed.setPlaceholderText(self.tr("户编号或户主，用空格分开，回车"))
        self.typed.setClearButtonEnabled(True)
        self.count = QSpinBox()
        self.count.setRange(1, _MOST)
        self.count.setValue(20)
        self.count.setSuffix(self.tr(" 户"))
        self.count.setAccessibleName(self.tr("抽查户数"))
        self.seed = QLineEdit()
        self.seed.setAccessibleName(self.tr("随机种子"))
        self.seed.setPlaceholderText(self.tr("种子（可不填）"))
        self.draw = QPushButton(icon("clipboard-list"), self.tr("抽查"))
        self.mend = QPushButton(icon("chevron-right"), self.tr("去补齐"))
        self.pdf = QPushButton(icon("save"), self.tr("存为PDF…"))
        self.each = QPushButton(icon("folder-open"), self.tr("每户一个文件…"))
        self.gaps = QPushButton(icon("file-text"), self.tr("缺项清单…"))
        self.book = QPushButton(icon("file-spreadsheet"), self.tr("缺项Excel…"))
        self.told = QLabel()
        self.told.setProperty("muted", True)

    def _make_lists(self) -> None:
        context = self._context
        page_items = context.office.dossier_files.items()
        self.model: RowsTableModel[DossierRow] = RowsTableModel(
            household_columns(page_items), id_of=lambda row: row.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("一户一档"), key="dossiers", frozen=2, stretch=("code",), memory=context.memory
        )
        header, first = self.table.horizontalHeader(), len(self.model.columns) - len(page_items)
        header.setMinimumSectionSize(_ITEM_WIDTH)
        for section in range(first, len(self.model.columns)):
            header.resizeSection(section, _ITEM_WIDTH)  # the eighteen items are seen at a glance
        self.empty = EmptyState()
        self.either = EmptyOr(self.table, self.empty)
        self.items_model: RowsTableModel[ItemState] = RowsTableModel(item_columns())
        self.items = DataTable(self.items_model, name=self.tr("本户材料"), stretch=("name", "bring"))

    def _connect(self) -> None:
        self._regions.answered.connect(self.know_regions)
        self._reads.answered.connect(self._on_read)
        self._reads.refused.connect(self._on_unread)
        self._looks.answered.connect(lambda answer: self.preview.show_pdf(answer[0]))
        self._looks.refused.connect(lambda refused: self.preview.say("\n".join(sentences(refused))))
        self.village.activated.connect(lambda _: self._by_village())
        self.only_gaps.toggled.connect(lambda _: self.show_rows())
        self.typed.returnPressed.connect(self._on_typed)
        self.draw.clicked.connect(self._on_draw)
        self.table.current_changed.connect(lambda _: self._show_household())
        self.table.opened.connect(lambda id_: self.household_asked.emit(id_, "", 0))
        self.items.current_changed.connect(lambda _: self._allow())
        self.items.opened.connect(lambda _: self._on_mend())
        self.mend.clicked.connect(self._on_mend)
        self.pdf.clicked.connect(self._on_pdf)
        self.each.clicked.connect(self._on_each)
        self.gaps.clicked.connect(partial(self._on_gaps, is_book=False))
        self.book.clicked.connect(partial(self._on_gaps, is_book=True))
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -----------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.village.know_regions(regions)

    @override
    def reload(self) -> None:
        if self._is_stale:
            self._regions.ask(self.tr("读取村组"), lambda _: self._context.office.regions.tree())
            self.read()

    @override
    def show_what(self, what: str) -> None:
        """A household's code from its page."""
        self.typed.setText(what)
        self._on_typed()

    def read(self) -> None:
        """Look at the chosen households again."""
        self._is_stale = False
        files, today, codes = self._context.office.dossier_files, self._context.today(), self._codes
        villages = self._villages()

        def look(task: TaskContext) -> tuple[DossierRow, ...]:
            return files.overview(
                villages=villages,
                households=codes,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        self._reads.ask(self.tr("查看一户一档"), look)

    def _villages(self) -> tuple[str, ...]:
        chosen = self.village.currentData() is not None and not self._codes
        return (self.village.currentText(),) if chosen else ()

    def _by_village(self) -> None:
        self._codes, self._draw = (), None
        self.typed.clear()
        self.read()

    def _on_typed(self) -> None:
        named = [word for word in re.split(r"[\s,，、;；]+", self.typed.text()) if word]
        if not named:
            self._by_village()
            return
        files = self._context.office.dossier_files
        task = self._context.runner.start(self.tr("查找农户"), lambda _: files.codes_of(named), quiet=True)
        task.succeeded.connect(self._on_named)
        task.refused.connect(self.bar.show_refusal)

    def _on_named(self, codes: tuple[str, ...]) -> None:
        self._take(Draw(codes, None, len(codes)))

    def _on_draw(self) -> None:
        text = self.seed.text().strip()
        if (text and not text.isascii()) or (text and not text.isdigit()):
            self.bar.show_sentences([self.tr("种子只能是数字，也可以不填。")])
            return
        files, actor, today = self._context.office.dossier_files, self._context.actor(), self._context.today()
        chosen = self.village.currentData() is not None
        villages = (self.village.currentText(),) if chosen else ()
        count, seed = self.count.value(), int(text) if text else None
        task = self._context.runner.start(
            self.tr("抽查"),
            lambda _: files.draw(count=count, seed=seed, villages=villages, actor=actor, today=today),
        )
        task.succeeded.connect(self._take)
        task.refused.connect(self.bar.show_refusal)

    def _take(self, draw: Draw) -> None:
        self.bar.clear()
        self._draw, self._codes = draw, draw.codes
        self.read()

    def _on_read(self, rows: tuple[DossierRow, ...]) -> None:
        self.bar.clear()
        self._rows = rows
        self.show_rows()
        self.shown.emit()

    def _on_unread(self, refused: Refused) -> None:
        self._rows = ()
        self.show_rows()
        self.bar.show_refusal(refused)

    def show_rows(self) -> None:
        """Show what was read, those with gaps only if that is asked for."""
        shown = [row for row in self._rows if row.missing or not self.only_gaps.isChecked()]
        self.model.show_rows(shown)
        self.either.show_empty(is_empty=not shown)
        self.empty.say(
            self.tr("所选各户都没有缺项。") if self._rows else self.tr("还没有建档的农户：筛查、上报以后在这里列出。")
        )
        lacking = sum(bool(row.missing) for row in self._rows)
        text = self.tr("共 {count} 户，有缺项 {lacking} 户").format(count=len(self._rows), lacking=lacking)
        if self._draw is not None and self._draw.seed is not None:
            drawn_by = self.tr("　抽查：种子 {seed}，范围 {population} 户")
            text += drawn_by.format(seed=self._draw.seed, population=self._draw.population)
        self.told.setText(text)
        self.table.select_position(0)
        self._show_household()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHED):
            self._is_stale = True
            if self.isVisible():
                self.read()

    # -- the household under the cursor ------------------------------------------------------------

    def _current(self) -> DossierRow | None:
        id_ = self.table.current_id()
        return next((row for row in self.model.rows if row.household_id == id_), None)

    def _show_household(self) -> None:
        row = self._current()
        self.items_model.show_rows(row.items if row else ())
        first = next((n for n, item in enumerate(row.items) if item.is_missing), 0) if row else 0
        self.items.select_position(first)
        self._allow()
        if row is None:
            self._looks.forget()
            self.preview.say(self.tr("选中一户，在这里预览。"))
            return
        files, today, code = self._context.office.dossier_files, self._context.today(), row.code
        self._looks.ask(
            self.tr("生成预览"),
            lambda task: drawn(lambda out: files.preview(code, out, today=today, cancelled=task.is_cancelled)),
        )

    def _item(self) -> ItemState | None:
        position = self.items.current_id()
        rows = self.items_model.rows
        return rows[position] if position is not None and 0 <= position < len(rows) else None

    def _allow(self) -> None:
        item = self._item()
        self.mend.setEnabled(item is not None and item.is_missing)
        for button in (self.pdf, self.each, self.gaps, self.book):
            button.setEnabled(bool(self._rows))

    def _on_mend(self) -> None:
        """Go where what is missing is mended."""
        row, item = self._current(), self._item()
        if row is None or item is None:
            return
        if item.page == "papers" and item.kind:
            self._context.navigator.open_tab("reports", item.kind)
        elif item.page in ("visits", "meetings", "alerts"):
            self._context.navigator.open_tab(item.page)
        else:
            self.household_asked.emit(row.household_id, "attachments", 0)

    # -- keeping -----------------------------------------------------------------------------------

    def _chosen_codes(self) -> tuple[str, ...]:
        """The rows that are selected, if more than one; else all that are shown."""
        chosen = set(self.table.selected_ids())
        rows = [row for row in self.model.rows if len(chosen) < 2 or row.household_id in chosen]
        return tuple(row.code for row in rows)

    def _on_pdf(self) -> None:
        files, actor, today = self._context.office.dossier_files, self._context.actor(), self._context.today()
        codes = self._chosen_codes()

        def work(out: Path, task: TaskContext) -> DossierPrint:
            return files.print(
                out,
                households=codes,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        self.files.ask(FileJob(self.tr("一户一档"), work, self._said))

    def _on_each(self) -> None:
        dialogs.choose_folder(self, self.tr("每户一个文件：选择文件夹"), then=self.write_each)

    def write_each(self, folder: Path) -> None:
        """One file for each household into this folder."""
        files, actor, today = self._context.office.dossier_files, self._context.actor(), self._context.today()
        codes = self._chosen_codes()
        self.bar.clear()
        task = self._context.runner.start(
            self.tr("生成一户一档"),
            lambda task: files.print_each(
                folder,
                households=codes,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            ),
        )
        task.succeeded.connect(lambda made: self._context.navigator.tell_file(self._said(made), folder))
        task.refused.connect(self.bar.show_refusal)

    def _said(self, made: object) -> str:
        assert isinstance(made, DossierPrint)
        text = self.tr("一户一档：{documents} 户 {pages} 页").format(documents=made.documents, pages=made.pages)
        if made.unreadable:
            text += self.tr("，{count} 个附件无法读取").format(count=len(made.unreadable))
        return text

    def _on_gaps(self, *, is_book: bool) -> None:
        files, actor, today = self._context.office.dossier_files, self._context.actor(), self._context.today()
        codes = tuple(row.code for row in self._rows)
        draw = self._draw or Draw(codes, None, len(codes))

        def work(out: Path, _: TaskContext) -> int:
            pdf, book = (None, out) if is_book else (out, None)
            return files.write_gaps(draw, pdf, book, actor=actor, today=today)

        said = self.tr("抽查缺项清单：缺 {count} 项")
        ending = BOOK if is_book else ".pdf"
        self.files.ask(FileJob(self.tr("抽查缺项清单"), work, lambda made: said.format(count=made), ending))
