"""疑似重复人员: pairs to the left, both records side by side to the right; joined or told apart by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.duplicates.finding import SAME_ID, SAME_NAME, Pair, key_of
from app.services.duplicates.merging import MergeInput
from app.services.duplicates.service import FieldPair
from app.services.regions import RegionRow
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.list_and_case import Parts, lay_out
from app.ui.common.refusals import RefusalBar
from app.ui.common.reveal import RevealButton
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, Work
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.panels import ChangePanel, Panels
from app.ui.roster.duplicates.case import PairCase
from app.ui.roster.duplicates.decided import DecidedLists
from app.ui.roster.duplicates.lists import Line, pair_columns, reasons_text


class DuplicatesDesk(DeskPage):
    """Enter joins after a question, N tells apart; what was decided is seen and taken back under 已处理."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._pairs: tuple[Pair, ...] = ()
        self._is_stale = True
        self._shared: Counter[tuple[int, int]] = Counter()
        self._reads, self._sides = Latest(context.runner, self), Latest(context.runner, self)
        self.model: RowsTableModel[Line] = RowsTableModel(pair_columns(), id_of=lambda r: r.id)
        self.table = DataTable(
            self.model,
            name=self.tr("疑似重复人员"),
            key="duplicates",
            frozen=1,
            stretch=("reasons",),
            memory=context.memory,
            parent=self,
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self.reveal = RevealButton()
        self.case = PairCase(self.reveal.shown)
        self.bar = RefusalBar(self)
        self.panels = Panels(context, self)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.kinds, self.villages = QComboBox(), VillageBox()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.again = QPushButton(icon("refresh-cw"), self.tr("重新查找"))
        self.decided = QPushButton(icon("clipboard-list"), self.tr("已处理…"))
        words = (("", self.tr("全部类别")), (SAME_ID, self.tr("证件号码相同")), (SAME_NAME, self.tr("姓名相同或相近")))
        for key, text in words:
            self.kinds.addItem(text, key)
        parts = Parts(
            boxes=((self.kinds, self.tr("类别")), (self.villages, self.tr("村"))),
            left=(self.again,),
            right=(self.decided, self.reveal),
            bar=self.bar,
            list=self._either,
            case=self.case,
            count=self._count,
            shares=(104, 74),
        )
        lay_out(self, parts)

    def _connect(self) -> None:
        self._reads.answered.connect(self._on_read)
        self._sides.answered.connect(self._on_sides)
        self._sides.refused.connect(self.bar.show_refusal)
        self.table.current_changed.connect(lambda _: self._ask_sides())
        self.table.opened.connect(lambda _: self._on_merge())
        self.table.installEventFilter(self)
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        for box in (self.kinds, self.villages):
            box.activated.connect(lambda _: self.show_rows())
        self.again.clicked.connect(self.look)
        self.decided.clicked.connect(self._on_decided)
        self.reveal.toggled.connect(self._on_revealed)
        self.case.merge_asked.connect(self._on_merge)
        self.case.apart_asked.connect(self._on_apart)
        self.case.household_opened.connect(lambda home, who: self.household_asked.emit(home, "members", who))
        self._context.hub.changed.connect(self._on_changed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """N on a pair: not the same person."""
        if watched is self.table and isinstance(event, QKeyEvent) and self._says_no(event):
            self._on_apart()
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _says_no(event: QKeyEvent) -> bool:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_N and is_plain

    # -- reading -------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.villages.know_regions(regions)

    @override
    def reload(self) -> None:
        self.reveal.setChecked(False)
        if self._is_stale:
            self.look()

    def look(self) -> None:
        """Look at all persons again."""
        twins = self._context.office.duplicates
        self._is_stale = False
        self._reads.ask(self.tr("查找重复人员"), lambda task: twins.find(report=task.progress))

    def _on_read(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        self._shared = Counter(_homes(pair) for pair in pairs)
        self.show_rows()

    def show_rows(self) -> None:
        """Show those that the boxes leave; the cursor stays at its place."""
        place = max(self.table.currentIndex().row(), 0)
        kind, village = self.kinds.currentData(), self.villages.currentData()
        chosen = [pair for pair in self._pairs if not kind or pair.kind == kind]
        if village is not None:
            chosen = [pair for pair in chosen if village in (pair.first.village_id, pair.second.village_id)]
        self.model.show_rows([Line(number, pair) for number, pair in enumerate(chosen)])
        self._say_empty()
        self._either.show_empty(is_empty=not chosen)
        same = sum(pair.kind == SAME_ID for pair in chosen)
        self._count.setText(
            self.tr("{count} 对，其中证件号码相同的 {same} 对").format(count=f"{len(chosen):,}", same=f"{same:,}")
        )
        if chosen:
            self.table.select_position(min(place, len(chosen) - 1))
        self._ask_sides()

    def _say_empty(self) -> None:
        """No pair under these filters is another thing than none at all."""
        if self._pairs:
            self.empty.say(self.tr("所选的类别和村没有疑似重复的人员。"))
            self.empty.offer(self.tr("看全部"), self.show_all)
        else:
            self.empty.say(
                self.tr("没有疑似重复的人员。导入名册后，这里列出证件号码相同，或姓名、出生日期、村相同的两条记录。")
            )
            self.empty.offer(self.tr("重新查找"), self.look)

    def show_all(self) -> None:
        """Every pair of the town."""
        for box in (self.kinds, self.villages):
            box.setCurrentIndex(0)
        self.show_rows()

    def chosen(self) -> Pair | None:
        """The pair under the cursor."""
        current = self.table.current_id()
        return next((line.pair for line in self.model.rows if line.id == current), None)

    def _ask_sides(self) -> None:
        pair, twins = self.chosen(), self._context.office.duplicates
        if pair is None:
            self._sides.forget()
            self.case.show_pair(None, ())
            return
        first, second = pair.first.person_id, pair.second.person_id
        self._sides.ask(self.tr("读取两条记录"), lambda _: (pair, twins.side_by_side(first, second)))

    def _on_sides(self, answer: tuple[Pair, Sequence[FieldPair]]) -> None:
        pair, fields = answer
        self.case.show_pair(pair, fields, shared=self._shared[_homes(pair)])

    def _on_revealed(self) -> None:
        self._ask_sides()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("person", "membership", "household", "distinct_pair", "import_batch"):
            self._is_stale = True
            if self.isVisible():
                self.look()

    # -- deciding ------------------------------------------------------------------------------------

    def _on_merge(self) -> None:
        given = self.case.given()
        self.bar.clear()
        if given is None or not self._has_a_home():
            return
        text = self.tr("{names} 合为一人，事实、名单、疑点和务工记录都归到保留的一条；可在“已处理”中撤销合并。").format(
            names=self.case.title.text()
        )
        dialogs.confirm(self, self.tr("合并重复人员"), text, do=self.tr("合并"), then=lambda: self._merge(given))

    def _has_a_home(self) -> bool:
        """Of two households one has to be named before anything is asked."""
        if self.case.needs_home:
            self.bar.show_sentences([self.tr("两条记录在不同的户。请先在右下方选择合并后属于哪一户。")])
            self.case.household.setFocus()
            return False
        return True

    def _merge(self, given: MergeInput) -> None:
        twins, actor, today = self._context.office.duplicates, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("合并重复人员"), lambda _: twins.merge(given, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: self._on_done(key_of(given.winner_id, given.loser_id)))
        task.refused.connect(self.bar.show_refusal)

    def _on_done(self, key: tuple[int, int]) -> None:
        self._pairs = tuple(pair for pair in self._pairs if pair.key != key)
        self._context.navigator.say(self.tr("已合并，可在“已处理”中撤销。"))
        self.show_rows()
        self.table.setFocus()

    def _on_apart(self) -> None:
        pair = self.chosen()
        if pair is None:
            return
        twins, actor, today = self._context.office.duplicates, self._context.actor(), self._context.today()
        hint = self.tr("如：堂兄弟，已看两家户口本")
        form = Form(
            (Field("reason", self.tr("理由"), Kind.LONG_TEXT, required=True, hint=hint),), today=self._context.today
        )

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason, first, second = str(form.value("reason")), pair.first.person_id, pair.second.person_id
            return lambda _: twins.tell_apart(first, second, reason=reason, actor=actor, today=today)

        self.panels.open_panel(
            self.tr("不是同一人"),
            ChangePanel(form),
            about=self.tr("{one} 与 {two}：{why}").format(
                one=pair.first.name, two=pair.second.name, why=reasons_text(pair)
            ),
            do=self.tr("不是同一人"),
            said=self.tr("已记住，以后不再列出这一对。"),
            ask=ask,
        )

    def _on_decided(self) -> None:
        DecidedLists(self._context, self).open()


def _homes(pair: Pair) -> tuple[int, int]:
    return key_of(pair.first.household_id, pair.second.household_id)
