"""台账比对: choose a list, see what differs, decide line by line, many at once or with one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.comparison.kinds import ItemKind, ItemState
from app.services.comparison.results import ComparisonResult, ItemFilter, ItemRow, RunRow
from app.services.errors import Reason
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, Task, TaskContext
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.comparing.beginning import Wish, ask_scope
from app.ui.roster.comparing.columns import item_columns
from app.ui.roster.comparing.deciding import Deciding
from app.ui.roster.comparing.sides import Sides
from app.ui.theme import width_of

_VILLAGES_SHOWN = 4
_TABLES = "*.xlsx *.xlsm *.xls *.et *.csv *.txt"
_DECIDED = (ItemState.ACCEPTED, ItemState.OURS, ItemState.NOT_SAME, ItemState.IGNORED)
_Answer = tuple[Sequence[ItemRow], Mapping[tuple[str, str], int], Mapping[str, int], Sequence[RunRow]]

_OF_DECIDED = frozenset({"reason", "by", "on", "closed"})


class ComparingDesk(DeskPage):
    """The worklist of differences that have not closed."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._regions: Sequence[RegionRow] = ()
        self._task: Task | None = None
        self._rows = Latest(context.runner, self)
        self.kinds = FilterChips(
            [FilterChip(k.value, k.label) for k in ItemKind], name=self.tr("差异种类"), single=True
        )
        self.states, self.fields, self.villages = QComboBox(), QComboBox(), VillageBox()
        self.search = SearchBox(self.tr("姓名、户编号或内容"))
        self.bar = ActionBar(name=self.tr("处理差异"))
        self.refusal = RefusalBar(self)
        self.model: RowsTableModel[ItemRow] = RowsTableModel(item_columns(), id_of=lambda item: item.id)
        self.table = DataTable(
            self.model,
            name=self.tr("差异清单"),
            key="comparing",
            frozen=2,
            stretch=("ours", "theirs"),
            memory=context.memory,
            parent=self,
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self.files = PaperFiles(context, self, self.refusal)
        self.deciding = Deciding(context, self, self.refusal)
        self.told, self.count = QLabel(), QLabel()
        self.sides = Sides()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        self.begin = QPushButton(icon("upload", colour="#FFFFFF"), self.tr("比对新表…"))
        self.begin.setProperty("primary", True)
        self.stop = QPushButton(icon("x"), self.tr("停止比对"))
        self.stop.hide()
        for box, name in (
            (self.states, self.tr("处理情况")),
            (self.fields, self.tr("字段")),
            (self.villages, self.tr("村")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
        self._offer_states()
        for part in (self.begin, self.stop, self.states, self.fields, self.villages):
            top.addWidget(part)
        self.search.setMinimumWidth(width_of(28, self.font()))
        top.addWidget(self.search)
        top.addStretch(1)
        for label in (self.told, self.count):
            label.setProperty("muted", True)
        self.told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(top)
        for part in (self.told, self.kinds, self.bar, self.refusal):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.sides)
        column.addWidget(self.count)

    def _offer_states(self) -> None:
        self.states.addItem(self.tr("待核"), (ItemState.OPEN.value,))
        for state in _DECIDED:
            self.states.addItem(state.label, (state.value,))
        self.states.addItem(self.tr("全部，含已消失"), ())

    def _connect(self) -> None:
        self._rows.answered.connect(self._on_rows)
        self.begin.clicked.connect(self.choose)
        self.stop.clicked.connect(self._on_stop)
        self.kinds.changed.connect(self.reload)
        self.search.query_changed.connect(lambda _: self.reload())
        for box in (self.states, self.fields, self.villages):
            box.activated.connect(lambda _: self.reload())
        self.table.selection_counted.connect(lambda _: self._show_chosen())
        self.table.opened.connect(self._on_opened)
        self.deciding.decided.connect(self.reload)
        self._context.hub.changed.connect(self._on_changed)
        for key, act in (
            (Key.TAKE_THEIRS, self.accept),
            (Key.KEEP_OURS, self.keep_ours),
            (Key.NOTHING_TO_DO, self.ignore),
        ):
            make_action(key, self.table, act)

    # -- reading -------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages that the list can be narrowed to."""
        self._regions = regions
        self.villages.know_regions(regions)

    def wanted(self) -> ItemFilter:
        """What the filters say."""
        states = self.states.currentData() or ()
        return ItemFilter(
            kinds=tuple(self.kinds.chosen),
            states=tuple(states),
            field=self.fields.currentData() or "",
            village_id=self.villages.currentData(),
            text=self.search.query,
            with_closed=not states or ItemState.ACCEPTED.value in states,
        )

    @override
    def reload(self) -> None:
        """Read the worklist again."""
        comparison, wanted = self._context.office.comparison, self.wanted()

        def read(_: TaskContext) -> _Answer:
            return comparison.items(wanted), comparison.counts(), comparison.fields(), comparison.runs(limit=1)

        self._rows.ask(self.tr("读取差异清单"), read)

    def _on_rows(self, answer: _Answer) -> None:
        rows, counts, fields, runs = answer
        stood = self.table.currentIndex().row()
        self._show_columns()
        self.model.show_rows(rows)
        open_of = Counter({kind: n for (kind, state), n in counts.items() if state == ItemState.OPEN.value})
        self.kinds.show_counts({kind.value: open_of[kind.value] for kind in ItemKind})
        self._offer_fields(fields)
        self.told.setText(self._about(runs[0]) if runs else "")
        self.told.setVisible(bool(runs))
        self.empty.say(
            self.tr("没有符合条件的差异。比对一份新表，或换一个条件。")
            if runs
            else self.tr("还没有比对过。选一份国家系统的新导出、低保名单或任何有证件号的表，看本镇台账和它差在哪里。")
        )
        self.empty.offer(self.tr("选择要比对的表…"), self.choose)
        self._either.show_empty(is_empty=not rows)
        self.count.setText(self.tr("列出 {count} 条").format(count=f"{len(rows):,}"))
        if rows:  # what was decided leaves; the cursor stays at its place
            self.table.select_position(min(max(stood, 0), len(rows) - 1))
        self._show_chosen()

    def _show_columns(self) -> None:
        """Who decided what is of no use before anybody has."""
        is_open = tuple(self.states.currentData() or ()) == (ItemState.OPEN.value,)
        for place, column in enumerate(self.model.columns):
            if column.key in _OF_DECIDED:
                self.table.setColumnHidden(place, is_open)

    def _about(self, run: RunRow) -> str:
        scope = self.tr("监测对象") if run.monitored_only else self._place(run.villages)
        return self.tr(
            "最近一次：{on} {title}“{files}”，{rows} 行，范围 {scope}；新差异 {new}，已消失 {closed}"
        ).format(
            on=run.compared_on.isoformat(),
            title=run.list_title,
            files=run.files,
            rows=f"{run.rows:,}",
            scope=scope,
            new=run.counts.get("new", 0),
            closed=run.counts.get("closed", 0),
        )

    def _place(self, villages: str) -> str:
        named = villages.split("、") if villages else []
        if not named or len(named) == sum(region.kind == "village" for region in self._regions):
            return self.tr("全镇")
        if len(named) <= _VILLAGES_SHOWN:
            return villages
        return self.tr("{village}等{count}个村").format(village=named[0], count=len(named))

    def _offer_fields(self, fields: Mapping[str, int]) -> None:
        kept = self.fields.currentData()
        self.fields.clear()
        self.fields.addItem(self.tr("全部字段"), "")
        for field, count in fields.items():
            self.fields.addItem(self.tr("{field}（{count}）").format(field=field, count=count), field)
        if kept and self.fields.findData(kept) < 0:
            self.fields.addItem(kept, kept)
        self.fields.setCurrentIndex(max(self.fields.findData(kept), 0))

    def _on_changed(self, changes: ChangeSet) -> None:
        if self.isVisible() and changes.touches("comparison_item", "comparison_run"):
            self.reload()

    # -- the chosen lines ----------------------------------------------------------------------------

    def chosen(self) -> tuple[ItemRow, ...]:
        """The chosen differences."""
        ids = set(self.table.selected_ids())
        return tuple(row for row in self.model.rows if row.id in ids)

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        current = self.table.current_id()
        self.sides.show_item(next((row for row in self.model.rows if row.id == current), None))
        count = len(chosen)
        nobody = () if chosen else (Reason("comparison.nothing_chosen"),)
        decided = tuple(Reason("comparison.decided", {"state": r.state.label}) for r in chosen if r.state in _DECIDED)
        is_open = tuple(Reason("comparison.is_open", {"name": r.name}) for r in chosen if r.state is ItemState.OPEN)
        closed = tuple(Reason("comparison.closed", {"on": r.closed_on}) for r in chosen if r.closed_on)[:1]
        against = (*nobody, *closed, *decided[:1])
        words = (
            ("accept", self.tr("1 以表为准"), self.accept, against, "check", True),
            ("ours", self.tr("2 以本镇为准…"), self.keep_ours, against, "shield-check", False),
            ("ignore", self.tr("3 无需处理…"), self.ignore, against, "circle-check", False),
            ("apart", self.tr("不是同一人…"), self.take_apart, against, "arrow-right-left", False),
            ("reopen", self.tr("退回待核"), self.reopen, (*nobody, *closed, *is_open[:1]), "undo-2", False),
        )
        nothing = () if self.model.rows else (Reason("papers.nothing", {"kind": self.tr("差异清单")}),)
        self.bar.show_actions(
            [
                *(
                    BarAction(key, f"{text}（{count}）" if count > 1 else text, act, why, sign, is_primary=main)
                    for key, text, act, why, sign, main in words
                ),
                BarAction("export", self.tr("导出"), self.export, nothing, "file-spreadsheet"),
                BarAction("villages", self.tr("每村一个文件…"), self.export_by_village, nothing, "folder-open"),
                BarAction("platform", self.tr("国家系统待修改清单"), self._to_platform, (), "list"),
            ]
        )

    def _act(self, key: str, act: Callable[[Sequence[ItemRow]], None]) -> None:
        """A key does what the button does, refusals included."""
        if self.bar.reasons_of(key):
            self.bar.button(key).click()
        else:
            act(self.chosen())

    def accept(self) -> None:
        """以表为准 for the chosen lines."""
        self._act("accept", self.deciding.accept)

    def keep_ours(self) -> None:
        """以本镇为准 for the chosen lines."""
        self._act("ours", self.deciding.keep_ours)

    def ignore(self) -> None:
        """无需处理 for the chosen lines."""
        self._act("ignore", self.deciding.ignore)

    def take_apart(self) -> None:
        """不是同一人 for the chosen lines."""
        self.deciding.take_apart(self.chosen())

    def reopen(self) -> None:
        """Back to 待核."""
        self.deciding.reopen(self.chosen())

    def _on_opened(self, item_id: int) -> None:
        row = next((row for row in self.model.rows if row.id == item_id), None)
        if row is not None and row.household_id is not None:
            self.household_asked.emit(row.household_id, "members" if row.person_id else "overview", row.person_id or 0)

    def _to_platform(self) -> None:
        self._context.navigator.open_tab("entry", "platform")

    # -- comparing -----------------------------------------------------------------------------------

    def choose(self) -> None:
        """Let the user choose the list."""
        dialogs.choose_open_files(
            self,
            self.tr("选择要比对的表"),
            kinds=self.tr("表格 ({patterns})").format(patterns=_TABLES),
            then=self.ask_scope,
        )

    def ask_scope(self, files: Sequence[Path]) -> None:
        """Ask which list it is and of whom."""
        ask_scope(self, self._context, files, self._regions, then=self.compare)

    def compare(self, wish: Wish) -> None:
        """Compare in the background; the button 停止比对 ends it."""
        comparison, actor, today = self._context.office.comparison, self._context.actor(), self._context.today()
        self.refusal.clear()

        def work(task: TaskContext) -> ComparisonResult:
            return comparison.compare(
                wish.files,
                kind=wish.kind,
                villages=wish.villages,
                monitored_only=wish.monitored_only,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        self._task = self._context.runner.start(self.tr("台账比对"), work)
        self._show_running(is_running=True)
        self._task.succeeded.connect(self._on_compared)
        self._task.refused.connect(self.refusal.show_refusal)
        self._task.finished.connect(lambda: self._show_running(is_running=False))

    def _show_running(self, *, is_running: bool) -> None:
        self.begin.setEnabled(not is_running)
        self.stop.setVisible(is_running)

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_compared(self, result: ComparisonResult) -> None:
        said = self.tr(
            "已比对 {rows} 行：新差异 {new} 条，仍待核 {known} 条，已消失 {closed} 条，待修改已核验 {verified} 条"
        )
        self._context.navigator.say(
            said.format(
                rows=f"{result.rows:,}",
                new=result.new,
                known=result.known,
                closed=result.closed,
                verified=result.verified,
            )
        )
        if result.rejected or result.unmatched_columns:
            lines = []
            if result.rejected:
                lines.append(self.tr("{count} 行的编号读不出来，没有比对。").format(count=result.rejected))
            if result.unmatched_columns:
                columns = "、".join(result.unmatched_columns)
                lines.append(self.tr("没有比对这些列：{columns}。").format(columns=columns))
            self.refusal.show_sentences(lines)
        self.reload()

    # -- files ---------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where to, then write what is listed."""
        self.files.ask(self._job())

    def export_to(self, target: Path) -> None:
        """Write what is listed into this file or, a workbook for each village, into this folder; numbers masked."""
        self.files.write(self._job(), target)

    def export_by_village(self) -> None:
        """Ask for a folder, then write a workbook for each village."""
        dialogs.choose_folder(self, self.tr("把各村的差异清单写到"), then=self.export_to)

    def _job(self) -> FileJob:
        exports, actor, today = self._context.office.exports, self._context.actor(), self._context.today()
        rows, said = self.model.rows, self.tr("已导出 {count}")

        def write(target: Path, _: TaskContext) -> int:
            return exports.export_comparison(rows, target, actor=actor, today=today).rows

        return FileJob(self.tr("台账比对差异清单"), write, lambda count: said.format(count=count), BOOK)
