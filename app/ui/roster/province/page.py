"""上级疑点清单: the province's list as a worklist against our findings, answered here and given back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.province.book import EntryRow, ListSummary, Side, Since, Worklist
from app.services.province.service import ProvinceService
from app.services.province.words import AnswerState
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.province.answering import Answering
from app.ui.roster.province.columns import entry_columns, side_words, since_words, state_words
from app.ui.roster.province.importing import ListImporting

_FOLDER = "files/folder"
_UNMATCHED, _PROPOSED = "unmatched", "proposed"


class ProvincePage(DeskPage):
    """The lists that came down; the entries of the chosen one, filtered, answered one by one or many at once."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self._lists: Sequence[ListSummary] = ()
        self._reasons: Sequence[str] = ()
        self._work: Worklist | None = None
        self.model: RowsTableModel[EntryRow] = RowsTableModel(entry_columns(), id_of=lambda r: r.id)
        self.table = DataTable(
            self.model,
            name=self.tr("上级疑点"),
            key="province",
            frozen=1,
            stretch=("rule", "message", "note"),
            memory=context.memory,
            parent=self,
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self.bar = RefusalBar(self)
        self.files = PaperFiles(context, self, self.bar)
        self.importing, self.answering = ListImporting(context, self), Answering(context, self)
        self.lists, self.sides, self.states = QComboBox(), QComboBox(), QComboBox()
        self.villages, self.kinds = QComboBox(), QComboBox()
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self._lay_out()
        self._connect()

    # -- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(self._filters())
        column.addLayout(self._buttons())
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        column.addWidget(self._count)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.take = QPushButton(icon("upload", colour="#FFFFFF"), self.tr("导入清单…"))
        self.take.setProperty("primary", True)
        self.take.clicked.connect(self.ask_file)
        row.addWidget(self.take)
        self.lists.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lists.setMinimumContentsLength(24)
        self._fill(self.sides, self.tr("全部归属"), [(word, side) for side, word in side_words().items()])
        self._fill(self.states, self.tr("全部答复"), [(word, state) for state, word in state_words().items()])
        more = [(word, since) for since, word in since_words().items()]
        more += [(self.tr("未对上的"), _UNMATCHED), (self.tr("有结果可采用的"), _PROPOSED)]
        self._fill(self.kinds, self.tr("全部情况"), more)
        self.villages.addItem(self.tr("全镇"), "")
        named = (
            (self.lists, self.tr("清单")),
            (self.sides, self.tr("归属")),
            (self.states, self.tr("答复")),
            (self.kinds, self.tr("其他条件")),
            (self.villages, self.tr("村")),
        )
        for box, name in named:
            box.setAccessibleName(name)
            row.addWidget(box)
        row.addStretch(1)
        return row

    @staticmethod
    def _fill(box: QComboBox, every: str, words: Sequence[tuple[str, object]]) -> None:
        box.addItem(every, None)
        for word, value in words:
            box.addItem(word, value)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.answer = self._button("pencil", self.tr("答复…"), self._on_answer)
        self.accept = self._button("check", self.tr("采用处理结果"), self._on_accept)
        self.accept.setToolTip(self.tr("本镇检查已改的答复“已整改”，已豁免的答复“属实”和理由"))
        self.match = self._button("house", self.tr("指定农户…"), self._on_match)
        self.map = self._button("scan-line", self.tr("指定规则…"), self._on_map)
        self.go = self._button("arrow-right-left", self.tr("去看这户"), self._on_go)
        self.export = self._button("file-spreadsheet", self.tr("导出原表…"), self._on_export)
        for button in (self.answer, self.accept, self.match, self.map, self.go):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.export)
        more = QPushButton(self.tr("更多"))
        menu = QMenu(more)
        menu.addAction(icon("trash-2"), self.tr("删除这份清单…"), self._on_remove)
        more.setMenu(menu)
        self._remove = more
        row.addWidget(more)
        exporting = make_action(Key.EXPORT, self, self._on_export)
        self.export.setToolTip(exporting.toolTip())
        buttons = (self.answer, self.accept, self.match, self.map, self.go, self.export, self._remove)
        self._tips = {button: button.toolTip() for button in buttons}
        return row

    @staticmethod
    def _button(sign: str, text: str, act: object) -> QPushButton:
        button = QPushButton(icon(sign), text)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self._answers.answered.connect(self._on_read)
        self._answers.refused.connect(self.bar.show_refusal)
        self.lists.activated.connect(lambda _: self.reload())
        for box in (self.sides, self.states, self.kinds, self.villages):
            box.activated.connect(lambda _: self._show())
        self.table.opened.connect(lambda _: self._on_answer())
        self.importing.saved.connect(self.show_list)
        self.answering.saved.connect(lambda _: self.reload())
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -------------------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        """Read the lists and the chosen one again."""
        self.show_list(int(self.lists.currentData() or 0))

    def show_list(self, list_id: int) -> None:
        """Show this list; the newest if there is none of this number."""
        office = self._context.office
        self._answers.ask(
            self.tr("读取上级疑点清单"), lambda _: (*_read(office.province, list_id), office.finding_desk.reasons())
        )

    def _on_read(self, answer: tuple[Sequence[ListSummary], Worklist | None, Sequence[str]]) -> None:
        self._lists, self._work, self._reasons = answer
        self.lists.clear()
        for one in self._lists:
            waiting = one.states.get(AnswerState.OPEN.value, 0)
            self.lists.addItem(self.tr("{title}（待核 {count}）").format(title=one.title, count=waiting), one.id)
        if self._work is not None:
            self.lists.setCurrentIndex(max(self.lists.findData(self._work.summary.id), 0))
        self._fill_villages()
        self._open_buttons(is_open=self._work is not None)
        self._show()

    def _open_buttons(self, *, is_open: bool) -> None:
        for button, tip in self._tips.items():
            button.setEnabled(is_open)
            button.setToolTip(tip if is_open else self.tr("还没有上级清单，请先“导入清单”。"))
        self.lists.setEnabled(is_open)
        self.lists.setPlaceholderText(self.tr("还没有清单"))

    def _fill_villages(self) -> None:
        kept = self.villages.currentData()
        names = dict.fromkeys(row.village for row in self._every() if row.village)
        self.villages.clear()
        self.villages.addItem(self.tr("全镇"), "")
        for name in names:
            self.villages.addItem(name, name)
        self.villages.setCurrentIndex(max(self.villages.findData(kept), 0))

    def _every(self) -> Sequence[EntryRow]:
        return (*self._work.rows, *self._work.gone) if self._work else ()

    def _show(self) -> None:
        kept = self.table.current_id()
        rows = [row for row in self._every() if self._is_wanted(row)]
        self.model.show_rows(rows)
        self._say_empty(is_empty=not rows)
        self._count.setText(self._told(len(rows)))
        if rows:
            self.table.select_position(next((n for n, row in enumerate(rows) if row.id == kept), 0))

    def _say_empty(self, *, is_empty: bool) -> None:
        if self._work is not None:
            self.empty.say(self.tr("这份清单中没有符合筛选的疑点。"))
            self.empty.offer(self.tr("清除筛选"), self.show_all)
        else:
            self.empty.say(self.tr("还没有上级下发的疑点清单。导入后逐条与本镇检查比对、答复，再在原表上填好导出。"))
            self.empty.offer(self.tr("导入清单…"), self.ask_file)
        self._either.show_empty(is_empty=is_empty)

    def show_all(self) -> None:
        """Take the filters away."""
        for box in (self.sides, self.states, self.kinds, self.villages):
            box.setCurrentIndex(0)
        self._show()

    def _told(self, shown: int) -> str:
        if self._work is None:
            return ""
        counts, words = self._work.counts(), {**side_words(), **since_words()}
        parts = [f"{word} {counts[key.value]:,}" for key, word in words.items() if counts.get(key.value)]
        said = self.tr("列出 {count} 条；").format(count=f"{shown:,}")
        return said + "，".join(parts)

    def _is_wanted(self, row: EntryRow) -> bool:
        side, state, kind = self.sides.currentData(), self.states.currentData(), self.kinds.currentData()
        village = self.villages.currentData()
        if kind != Since.GONE and row.since is Since.GONE:
            return False
        if state is not None and (row.state != state or row.side is Side.OURS):
            return False
        return (side is None or row.side == side) and (not village or row.village == village) and _fits(row, kind)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("province_list", "province_entry", "finding"):
            self.reload()

    # -- doing ---------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Choose the file of a list."""
        kept = self._context.memory.text_of(_FOLDER)
        dialogs.choose_open_files(
            self,
            self.tr("上级下发的疑点清单"),
            kinds=self.tr("表格 (*.xlsx *.xls *.csv *.xlsb *.ods)"),
            then=lambda paths: self.read_file(paths[0]),
            folder=Path(kept) if kept else None,
        )

    def read_file(self, path: Path) -> None:
        """Read this file and show what it holds."""
        self.importing.read(path, self._lists, self.bar)

    def chosen(self) -> list[EntryRow]:
        """The chosen entries of theirs; says so in the bar when there are none."""
        wanted = set(self.table.selected_ids())
        found = [row for row in self.model.rows if row.id in wanted and row.id > 0 and row.since is not Since.GONE]
        if found:
            self.bar.clear()
        else:
            self.bar.show_sentences([self.tr("请先在表中选上级清单里的疑点，可以多选。")])
        return found

    def _on_answer(self) -> None:
        rows = self.chosen()
        if rows:
            self.answering.answer(rows, self._reasons)

    def _on_accept(self) -> None:
        rows = self.chosen()
        if rows and self._work is not None:
            self.answering.accept(self._work.summary.id, rows)

    def _on_match(self) -> None:
        rows = self.chosen()
        if rows:
            self.answering.match(rows[0])

    def _on_map(self) -> None:
        rows = self.chosen()
        if rows and self._work is not None:
            self.answering.map_rule(self._work.summary.id, rows[0])

    def _on_go(self) -> None:
        current = self.table.current_id()
        row = next((row for row in self.model.rows if row.id == current), None)
        if row is None or row.household_id is None:
            self.bar.show_sentences([self.tr("这一条还没有对应到台账中的农户。请先“指定农户”。")])
            return
        self.bar.clear()
        self.household_asked.emit(row.household_id, "members" if row.person_id else "overview", row.person_id or 0)

    def _on_export(self) -> None:
        if self._work is not None:
            self.answering.ask_export(self._work.summary, self.files)

    def _on_remove(self) -> None:
        if self._work is not None:
            self.answering.remove(self._work.summary)


def _fits(row: EntryRow, kind: object) -> bool:
    if kind is None:
        return True
    if kind == _UNMATCHED:
        return row.side is not Side.OURS and (row.household_id is None or row.rule_code is None or not row.is_matched)
    if kind == _PROPOSED:
        return row.proposal is not None
    return row.since == kind


def _read(province: ProvinceService, list_id: int) -> tuple[Sequence[ListSummary], Worklist | None]:
    lists = province.lists()
    found = next((one.id for one in lists if one.id == list_id), lists[0].id if lists else None)
    return lists, province.worklist(found) if found is not None else None
