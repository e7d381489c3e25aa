"""The page 套表填报: blank, matching, households, preview, file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.filling.catalogue import Level, fields
from app.services.filling.inputs import Blank, BlankSheet, Copies, Filled, Ids, Remembered, Rows, Wanted
from app.services.regions import RegionRow
from app.services.rosters.catalogue import FieldKind
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyState
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.filling.choosing import FillingChoice
from app.ui.roster.filling.matching import MatchingTable
from app.ui.roster.filling.results import FillingResults, unread
from app.ui.roster.filters import KEPT_FILTERS, from_json

_FOLDER, _OUT = "filling/folder", "filling/out"
_OWN_NAME = frozenset({"name", "relation", "person_code"})


class FillingPage(DeskPage):
    """Choose a blank, look at the matching, choose whom, press 预览 or 填好并保存."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._looks, self._previews = Latest(context.runner, self), Latest(context.runner, self)
        self._kept = Latest(context.runner, self)
        self.blank: Blank | None = None
        self.made: Filled | None = None
        self.file, self.sheets = QLabel(), QComboBox()
        self.refusal = RefusalBar(self)
        self.matching = MatchingTable(context.memory)
        self.choice = FillingChoice(context)
        self.results = FillingResults()
        self._make_remembered()
        self._lay_out()
        self._connect()
        self._show_blank()

    # -- building ------------------------------------------------------------------------------------------------------

    def _make_remembered(self) -> None:
        columns: Sequence[Column[Remembered]] = (
            Column("name", self.tr("对照过的空白表"), lambda r: r.name, 40, tip=lambda r: r.name),
            count_column("fields", self.tr("对上项数"), lambda r: r.fields, width=9),
            Column("on", self.tr("对照日期"), lambda r: r.matched_on, 11),
        )
        self.remembered: RowsTableModel[Remembered] = RowsTableModel(columns, id_of=lambda r: r.id)
        self.remembered_table = DataTable(self.remembered, name=self.tr("对照过的空白表"), memory=self._context.memory)
        self.forget = QPushButton(icon("trash-2"), self.tr("忘掉选中的对照"))

    def _button(self, sign: str, words: str, *, is_primary: bool = False) -> QPushButton:
        button = QPushButton(icon(sign, **({"colour": "#FFFFFF"} if is_primary else {})), words)
        button.setProperty("primary", is_primary)
        return button

    def _lay_out(self) -> None:
        self.choose = self._button("folder-open", self.tr("选择空白表…"))
        self.look = self._button("eye", self.tr("预览"))
        self.save = self._button("file-spreadsheet", self.tr("填好并保存…"), is_primary=True)
        self.sheets.setAccessibleName(self.tr("工作表"))
        self.file.setProperty("heading", True)
        row = QHBoxLayout()
        for part in (self.choose, self.file, self.sheets):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.look)
        row.addWidget(self.save)
        self.empty = EmptyState(
            self.tr("上级发来的空白表（.xlsx）在这里按台账填好：表头自动对照，对照一次就记住，格式、公式和保护都保留。")
        )
        self.empty.offer(self.tr("选择空白表…"), self._on_choose)
        self._either = QStackedWidget()
        self._either.addWidget(self._start())
        self._either.addWidget(self._work())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(self.refusal)
        column.addWidget(self._either, 1)

    def _start(self) -> QWidget:
        self._list = QWidget()
        under = QVBoxLayout(self._list)
        under.setContentsMargins(0, 0, 0, 0)
        under.addWidget(self.remembered_table, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.forget)
        under.addLayout(foot)
        start = QWidget()
        column = QVBoxLayout(start)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty, 1)
        column.addWidget(self._list, 1)
        return start

    def _work(self) -> QWidget:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.matching)
        left.addWidget(self.results)
        left.setSizes([380, 240])
        left.setChildrenCollapsible(False)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(Scrolled(self.choice))
        whole.setSizes([950, 390])
        whole.setStretchFactor(0, 1)
        whole.setChildrenCollapsible(False)
        return whole

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.look.clicked.connect(self.preview)
        self.save.clicked.connect(self._on_save)
        self.forget.clicked.connect(self._on_forget)
        self.sheets.activated.connect(lambda _: self._show_sheet())
        self.matching.matched.connect(self._on_changed_choice)
        self.choice.changed.connect(self._on_changed_choice)
        self._looks.answered.connect(self._on_blank)
        self._looks.refused.connect(self.refusal.show_refusal)
        self._previews.answered.connect(self._on_preview)
        self._previews.refused.connect(self._on_preview_refused)
        self._kept.answered.connect(self._on_kept)
        self._context.hub.changed.connect(self._on_changed)
        make_action(Key.REFRESH, self, self.preview)

    # -- what the tab tells --------------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.choice.know_regions(regions)

    @override
    def reload(self) -> None:
        filling, settings = self._context.office.filling, self._context.office.settings
        self._kept.ask(self.tr("读取对照"), lambda _: (filling.remembered(), settings.get(KEPT_FILTERS)))

    def _on_kept(self, answer: tuple[Sequence[Remembered], object]) -> None:
        rows, kept = answer
        self.remembered.show_rows(rows)
        self._list.setVisible(bool(rows))
        chosen = self.choice.filters.currentText()
        self.choice.know_kept(from_json(kept))
        self.choice.filters.setCurrentIndex(max(self.choice.filters.findText(chosen), 0))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("filling_template", "setting"):
            self.reload()

    # -- the blank -----------------------------------------------------------------------------------------------------

    def _on_choose(self) -> None:
        folder = Path(self._context.memory.text_of(_FOLDER) or Path.home())
        dialogs.choose_open_files(
            self,
            self.tr("选择空白表"),
            kinds=self.tr("Excel 工作簿 (*.xlsx *.xlsm)"),
            folder=folder,
            then=lambda paths: self.open_blank(paths[0]) if paths else None,
        )

    def open_blank(self, path: Path) -> None:
        """Look into this blank."""
        self._context.memory.keep(_FOLDER, str(path.parent))
        self.refusal.clear()
        filling = self._context.office.filling
        self._looks.ask(self.tr("读取空白表"), lambda _: filling.look_into(path))

    def _on_blank(self, blank: Blank) -> None:
        self.blank = blank
        self.sheets.clear()
        for sheet in blank.sheets:
            self.sheets.addItem(sheet.name, sheet.index)
        self.sheets.setCurrentIndex(self.sheets.findData(blank.best.index))
        self.choice.show_losses(blank.losses)
        self._show_blank()
        self._show_sheet()

    def _show_blank(self) -> None:
        is_there = self.blank is not None
        self.file.setText(self.blank.path.name if self.blank else "")
        self.sheets.setVisible(bool(self.blank and len(self.blank.sheets) > 1))
        for part in (self.look, self.save, self.choose):
            part.setVisible(is_there)
        self._either.setCurrentIndex(int(is_there))

    def sheet(self) -> BlankSheet | None:
        """The sheet that is filled."""
        sheets = self.blank.sheets if self.blank else ()
        return next((sheet for sheet in sheets if sheet.index == self.sheets.currentData()), None)

    def _show_sheet(self) -> None:
        sheet = self.sheet()
        if sheet is not None:
            self.matching.show_sheet(sheet)
            self.choice.propose_rows(is_by_person=self._names_members())
            self._on_changed_choice()
            self.preview()

    def _names_members(self) -> bool:
        """Whether a line is a person's: without a column for the own name (户主姓名 alone) it is a household's."""
        sheet, mapping = self.sheet(), self.matching.mapping
        return any(mapping.get(place.key) in _OWN_NAME for place in sheet.places if place.in_table) if sheet else True

    def _is_form(self) -> bool:
        sheet, mapping = self.sheet(), self.matching.mapping
        labels = [mapping[p.key] for p in sheet.places if not p.in_table and p.key in mapping] if sheet else []
        return any(fields()[field].level in (Level.HOUSEHOLD, Level.PERSON) for field in labels)

    def _on_changed_choice(self) -> None:
        self.choice.show_form(is_form=self._is_form())
        if self.made is not None:
            self.made = None
            self.results.say(self.tr("对照或选择已改，请再看一次预览（F5）。"))

    # -- preview -------------------------------------------------------------------------------------------------------

    def _wanted(self, household_ids: Sequence[int]) -> Wanted:
        assert self.blank is not None
        choice = self.choice
        return Wanted(
            blank=self.blank.path,
            sheet=self.sheets.currentData(),
            mapping=self.matching.mapping,
            household_ids=household_ids,
            rows=Rows(choice.rows.currentData()),
            copies=Copies(choice.copies.currentData()),
            ids=Ids(choice.ids.currentData()),
            purpose=choice.purpose.text(),
            may_insert=choice.insert.isChecked(),
            accepts_losses=choice.accepts.isChecked(),
        )

    def preview(self) -> None:
        """Fill without writing and show the first rows and what would be left out."""
        if self.blank is None:
            return
        self.refusal.clear()
        wanted, picked, query = self._wanted(()), self.choice.picked(), self.choice.query()
        office, actor, today = self._context.office, self._context.actor(), self._context.today()

        def work(_: object) -> Filled:
            ids = picked or tuple(office.filling.choose(query))
            return office.filling.preview(replace(wanted, household_ids=ids), actor=actor, today=today)

        self.results.say(self.tr("正在试填…"))
        self._previews.ask(self.tr("试填"), work)

    def _on_preview(self, made: Filled) -> None:
        self.made = made
        self.results.show_made(made)
        sheet, mapping = self.sheet(), self.matching.mapping
        assert sheet is not None
        in_table = [p.key for p in sheet.places if p.in_table and p.key in mapping and not p.has_formula]
        labels = [p.key for p in sheet.places if not p.in_table and p.key in mapping]
        samples = dict(zip(in_table, made.shown[0] if made.shown else (), strict=False))
        samples.update(zip(labels, (text for _, text in made.labels), strict=False))
        self.matching.show_samples({key: unread(text) for key, text in samples.items()})

    def _on_preview_refused(self, refused: Refused) -> None:
        self.results.clear()
        self.refusal.show_refusal(refused)

    # -- writing -------------------------------------------------------------------------------------------------------

    def _lacks_purpose(self) -> bool:
        """Whole ID numbers leave for a purpose: said before a file is chosen."""
        has_ids = any(fields()[field].kind is FieldKind.ID for field in self.matching.mapping.values())
        if not has_ids or not self.choice.purpose.isEnabled() or self.choice.purpose.text().strip():
            return False
        self.refusal.show_sentences([self.tr("表中有完整证件号码，请先在右边写明用途，或改为遮住中间几位。")])
        self.choice.purpose.setFocus()
        return True

    def _on_save(self) -> None:
        if self.blank is None or self._lacks_purpose():
            return
        memory = self._context.memory
        folder = Path(memory.text_of(_OUT) or self.blank.path.parent)
        if self._is_form() and self.choice.copies.currentData() == Copies.FILES:
            dialogs.choose_folder(self, self.tr("各户的文件存到哪个文件夹"), then=self.write_to)
            return
        named = self.tr("{name}（已填）").format(name=self.blank.path.stem)
        proposed = folder / f"{named}{self._context.today().isoformat()}.xlsx"
        dialogs.choose_save_file(
            self,
            self.tr("填好的表存到"),
            kinds=self.tr("Excel 工作簿 (*.xlsx)"),
            proposed=proposed,
            then=self.write_to,
        )

    def write_to(self, target: Path) -> None:
        """Write the filled blank, and remember its matching for the next time."""
        sheet = self.sheet()
        if self.blank is None or sheet is None:
            return
        self._context.memory.keep(_OUT, str(target.parent))
        self.refusal.clear()
        wanted, picked, query = self._wanted(()), self.choice.picked(), self.choice.query()
        office, actor, today, name = (
            *(self._context.office, self._context.actor(), self._context.today()),
            self.blank.path.name,
        )

        def work(task) -> Filled:
            ids = picked or tuple(office.filling.choose(query))
            made = office.filling.fill(
                replace(wanted, household_ids=ids),
                target,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )
            office.filling.remember(sheet, wanted.mapping, name=name, actor=actor, today=today)
            return made

        task = self._context.runner.start(self.tr("套表填报"), work)
        task.succeeded.connect(lambda made: self._on_written(made, target))
        task.refused.connect(self.refusal.show_refusal)

    def _on_written(self, made: Filled, target: Path) -> None:
        self._on_preview(made)
        words = self.tr("已填 {households} 户、{rows} 行").format(households=made.households, rows=made.rows)
        left = len(made.notes) + made.more_notes
        if left:
            words += self.tr("，{count} 个单元格没有填").format(count=left)
        self.results.say(words + self.tr("。对照已记住，下次选同样表头的空白表直接可填。"))
        self._context.navigator.tell_file(words, target)

    def _on_forget(self) -> None:
        ids = self.remembered_table.selected_ids()
        if not ids:
            return
        filling, actor, today = self._context.office.filling, self._context.actor(), self._context.today()

        def work(_: object) -> None:
            for id_ in ids:
                filling.forget(id_, actor=actor, today=today)

        task = self._context.runner.start(self.tr("删除对照"), work)
        task.refused.connect(self.refusal.show_refusal)
