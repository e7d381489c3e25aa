"""待核对事项: what all imports left for a person, in one list that is worked through by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.imports.decisions import Decided
from app.services.imports.issues import IssueRow
from app.services.regions import RegionRow
from app.services.wording import sentences
from app.ui.actions import list_key
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables
from app.ui.imports.answers import Answers

_SHOWN_REASONS = 5
_OF_DECIDED = frozenset({"decision", "by", "on"})


class ImportIssues(DeskPage):
    """Filters above, the list, the answers to the chosen kind below; 1, 2, 3 answer, J and K move."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows = Latest(context.runner, self)
        self._all: Sequence[IssueRow] = ()
        self.model: RowsTableModel[IssueRow] = RowsTableModel(tables.issue_columns(), id_of=lambda i: i.id)
        self.table = DataTable(
            self.model,
            name=self.tr("待核对事项"),
            key="import-issues",
            memory=context.memory,
            stretch=("what",),
            parent=self,
        )
        self.empty = EmptyState(sign="circle-check")
        self._either = EmptyOr(self.table, self.empty)
        self.bar = RefusalBar(self)
        self.states, self.kinds, self.villages, self.batches = (QComboBox() for _ in range(4))
        self.search = SearchBox(self.tr("查找：姓名、户编号、说明"))
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.answers = Answers(context.today)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.states.addItem(self.tr("待核对"), "open")
        self.states.addItem(self.tr("已处理"), "decided")
        named = (
            (self.states, self.tr("状态"), 8),
            (self.kinds, self.tr("事项"), 18),
            (self.villages, self.tr("村"), 12),
            (self.batches, self.tr("批次"), 16),
        )
        row = QHBoxLayout()
        for box, name, width in named:
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(width)
            row.addWidget(box)
        row.addWidget(self.search, 1)
        row.addWidget(self._count)
        self.same = QPushButton(self.tr("选中全部同类"))
        self.go = QPushButton(self.tr("去看这一户"))
        row.addWidget(self.same)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        column.addWidget(self.answers)

    def _connect(self) -> None:
        self._rows.answered.connect(self._on_rows)
        self.states.activated.connect(lambda _: self.reload())
        for box in (self.kinds, self.villages, self.batches):
            box.activated.connect(lambda _: self._narrow())
        self.search.query_changed.connect(lambda _: self._narrow())
        self.table.current_changed.connect(lambda _: self._offer())
        self.table.selection_counted.connect(lambda _: self._offer())
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        self.table.opened.connect(lambda _: self._on_go())
        self.same.clicked.connect(self._on_same)
        self.go.clicked.connect(self._on_go)
        self.answers.given.connect(self.decide)
        self._context.hub.changed.connect(self._on_changed)
        for keys, step in (("J", 1), ("K", -1)):
            list_key(keys, self.table, partial(self._move, step))
        for number in range(1, 6):
            list_key(str(number), self.table, partial(self.answers.press, number))

    # -- reading -----------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages that an unknown name may mean."""
        self.answers.know_regions(regions)

    @override
    def reload(self) -> None:
        """Read the list again."""
        decisions = self._context.office.decisions
        wanted = "open" if self.states.currentData() == "open" else None
        self._rows.ask(self.tr("读取待核对事项"), lambda _: decisions.rows(state=wanted))

    def _on_rows(self, rows: Sequence[IssueRow]) -> None:
        is_open = self.states.currentData() == "open"
        for place, column in enumerate(self.model.columns):
            if column.key in _OF_DECIDED:
                self.table.setColumnHidden(place, is_open)
        self._all = rows if is_open else [row for row in rows if row.decision is not None]
        everything = self.tr("全部事项（{count}）").format(count=f"{len(self._all):,}")
        self._fill(self.kinds, everything, lambda row: (row.kind, tables.question_word(row.kind)))
        self._fill(self.villages, self.tr("全镇"), lambda row: (row.village, row.village))
        batch = self.tr("批次 {number} {kind}")
        self._fill(
            self.batches,
            self.tr("全部批次"),
            lambda row: (row.batch, batch.format(number=row.batch, kind=tables.kind_word(row.batch_kind))),
        )
        self._narrow()

    def _fill(self, box: QComboBox, everything: str, read: Callable[[IssueRow], tuple[object, str]]) -> None:
        kept = box.currentData()
        counts: dict[tuple[object, str], int] = {}
        for row in self._all:
            counts[read(row)] = counts.get(read(row), 0) + 1
        box.clear()
        box.addItem(everything, None)
        for (key, word), count in sorted(counts.items(), key=lambda pair: str(pair[0][1])):
            if word:
                box.addItem(self.tr("{word}（{count}）").format(word=word, count=f"{count:,}"), key)
        box.setCurrentIndex(max(box.findData(kept), 0))

    def _narrow(self) -> None:
        kind, village, batch = (box.currentData() for box in (self.kinds, self.villages, self.batches))
        words = self.search.query
        shown = [
            row
            for row in self._all
            if kind in (None, row.kind)
            and village in (None, row.village)
            and batch in (None, row.batch)
            and (not words or words in row.message)
        ]
        stood = max(self.table.currentIndex().row(), 0)
        self.model.show_rows(shown)
        self._say_empty()
        self._either.show_empty(is_empty=not shown)
        self._count.setText(self.tr("{count} 条").format(count=f"{len(shown):,}"))
        if shown:
            self.table.select_position(min(stood, len(shown) - 1))
        self._offer()

    def _say_empty(self) -> None:
        """Nothing to be done at all is another thing than nothing under these filters."""
        if self._all:
            self.empty.say(self.tr("没有符合筛选的事项。"))
            self.empty.offer(self.tr("清除筛选"), self.show_all)
        elif self.states.currentData() == "open":
            self.empty.say(self.tr("没有待核对的事项。导入名单时遇到的问题列在这里。"))
            self.empty.offer(self.tr("导入…"), self._import)
        else:
            self.empty.say(self.tr("还没有处理过的事项。"))

    def show_all(self) -> None:
        """Take the filters away, but for open or decided."""
        for box in (self.kinds, self.villages, self.batches):
            box.setCurrentIndex(0)
        self.search.forget()
        self._narrow()

    def _import(self) -> None:
        self._context.navigator.open_tab("roster", "import:roster")

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("import_batch", "import_issue"):
            self.reload()

    # -- moving and choosing -----------------------------------------------------------------------

    def _move(self, by: int) -> None:
        wanted = self.table.currentIndex().row() + by
        if 0 <= wanted < self.model.rowCount():
            self.table.select_position(wanted)

    def chosen(self) -> list[IssueRow]:
        """The rows that an answer is for: the chosen ones, else the one under the cursor."""
        ids = set(self.table.selected_ids()) or {self.table.current_id()}
        return [row for row in self.model.rows if row.id in ids]

    def _offer(self) -> None:
        self.answers.offer(self.chosen())

    def _on_same(self) -> None:
        chosen = self.chosen()
        if not chosen:
            self.bar.show_sentences([self.tr("请先在表中选一条事项。")])
            return
        self.kinds.setCurrentIndex(max(self.kinds.findData(chosen[0].kind), 0))
        self._narrow()
        self.table.selectAll()
        self.table.setFocus()

    def _on_go(self) -> None:
        chosen = self.chosen()
        if not chosen:
            self.bar.show_sentences([self.tr("请先在表中选一条事项。")])
        elif chosen[0].household_id is None:
            self.bar.show_sentences([self.tr("这一条没有对应台账中的农户。请用顶部的查找框按姓名查找。")])
        else:
            self.bar.clear()
            page = "members" if chosen[0].person_id else "overview"
            self.household_asked.emit(chosen[0].household_id, page, chosen[0].person_id or 0)

    # -- deciding ----------------------------------------------------------------------------------

    def decide(self, option: str, data: dict[str, object]) -> None:
        """Give this answer to the chosen questions."""
        chosen = self.chosen()
        decisions, actor, today = self._context.office.decisions, self._context.actor(), self._context.today()
        ids = [row.id for row in chosen]
        self.bar.clear()

        def work(task: TaskContext) -> Decided:
            return decisions.decide(
                ids,
                option,
                data=data,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        task = self._context.runner.start(self.tr("处理待核对事项"), work)
        task.succeeded.connect(lambda decided: self._on_decided(decided, chosen))
        task.refused.connect(self.bar.show_refusal)

    def _on_decided(self, decided: Decided, chosen: Sequence[IssueRow]) -> None:
        said = self.tr("已处理 {done} 条").format(done=len(decided.done))
        self._context.navigator.say(said)
        self.table.setFocus()
        if decided.refused:
            whys = list(dict.fromkeys(text for why in decided.refused.values() for text in sentences(why)))
            head = self.tr("{said}，{count} 条没有处理：").format(said=said, count=len(decided.refused))
            self.bar.show_sentences([head, *whys[:_SHOWN_REASONS]])
            return
        again = next((row for row in chosen if row.kind == "unknown_village"), None)
        if again is not None and decided.done:
            self.bar.show_sentences(
                [self.tr("村名已对应。重新导入“{files}”，先前没有导入的行就会进来。").format(files=again.files)]
            )
            kind = f"import:{again.batch_kind}"
            self.bar.offer(self.tr("重新导入…"), lambda: self._context.navigator.open_tab("roster", kind))
