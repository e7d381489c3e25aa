"""线索登记: the register of petitions, hotline slips, neighbours' words and department notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import ClueState
from app.services.clues import ClueRow
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.cases.rows import row_of, show_again
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.household_columns import village_column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.clue_card import ClueCard
from app.ui.screening.clue_form import ClueForm
from app.ui.screening.clue_words import channel_word, clue_chip
from app.ui.screening.importing_page import ImportingPage

KIND = "clues"
_UNMATCHED, _UNREPLIED = "unmatched", "unreplied"


@dataclass(frozen=True, slots=True)
class _Read:
    clues: Sequence[ClueRow]
    regions: Sequence[RegionRow]


class CluesPage(ImportingPage):
    """The list, and beside it the chosen clue or the form for a new one."""

    has_own_pane = True

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._all: Sequence[ClueRow] = ()
        self._text = ""
        self._wanted: int | None = None
        self.rows: RowsTableModel[ClueRow] = RowsTableModel(self._columns(), id_of=lambda row: row.id)
        self.table = DataTable(self.rows, name=self.tr("线索"), key="clues", frozen=1, memory=context.memory)
        self.chips = FilterChips(
            (
                *(FilterChip(state.value, state.label) for state in ClueState),
                FilterChip(_UNMATCHED, self.tr("未对应农户")),
                FilterChip(_UNREPLIED, self.tr("未答复反映人")),
            ),
            name=self.tr("筛选"),
        )
        self.card, self.form = ClueCard(context), ClueForm(context)
        self._right = QStackedWidget()
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[ClueRow]]:
        return [
            Column("number", self.tr("编号"), lambda r: r.number, 11),
            chip_column("state", self.tr("状态"), lambda r: clue_chip(r.state), width=11),
            Column("channel", self.tr("来源"), lambda r: channel_word(r.channel), 9),
            day_column("on", self.tr("收到日期"), lambda r: r.received_on),
            Column("subject", self.tr("被反映人"), lambda r: r.subject_name or r.head_name or "", 9),
            village_column(lambda r: r.village or ""),
            Column("content", self.tr("内容"), lambda r: r.content or "", 30, tip=lambda r: r.content or ""),
            Column("home", self.tr("对应的户"), lambda r: r.head_name or self.tr("未对应"), 9),
            day_column("answered", self.tr("核实日期"), lambda r: r.answered_on),
            day_column("replied", self.tr("答复日期"), lambda r: r.reply_on),
        ]

    def _lay_out(self) -> None:
        said = EmptyState(self.tr("还没有线索。信访、12345、群众反映、自主申报和部门推送都登记在这里，可从表导入。"))
        said.offer(self.tr("登记线索"), self.begin)
        said.offer(self.tr("从表导入…"), lambda: self.begin_import(KIND), is_primary=False)
        self._either = EmptyOr(self.table, said)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            self.tools(
                self.button(self.tr("登记线索"), self.begin, sign="plus", is_primary=True),
                self.button(self.tr("从表导入…"), lambda: self.begin_import(KIND), sign="upload"),
                self.chips,
            )
        )
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        self._right.addWidget(self.card)
        self._right.addWidget(self.form)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._right)
        split.setChildrenCollapsible(False)
        split.setSizes([6_000, 4_000])
        self.show_listing(split)

    def _connect(self) -> None:
        self.answers.answered.connect(self._on_read)
        self.chips.changed.connect(self._show)
        self.table.current_changed.connect(self._on_current)
        self.table.selection_counted.connect(self.context.navigator.selection_counted)
        self.card.household_opened.connect(self.household_opened)
        self.card.propose_asked.connect(self._on_propose)
        self.form.closed.connect(lambda: self._right.setCurrentWidget(self.card))
        self.form.registered.connect(self._on_registered)
        make_action(Key.NEW, self, self.begin, text=self.tr("登记线索"))

    def begin(self) -> None:
        """Turn to the form for a new clue."""
        self._right.setCurrentWidget(self.form)
        self.form.form.focus_first()

    @override
    def reload(self) -> None:
        office = self.context.office
        self.answers.ask(self.tr("读取线索"), lambda _: _Read(office.clues.find(), office.regions.tree()))

    @override
    def look_for(self, text: str) -> None:
        self._text = text.strip()
        self._show()

    def _on_read(self, read: _Read) -> None:
        self._all = read.clues
        self.form.show_villages(read.regions)
        self.card.know_regions(read.regions)
        self._show()

    def _show(self) -> None:
        pressed = self.chips.chosen
        states = pressed & {state.value for state in ClueState}
        shown = [row for row in self._all if not states or row.state.value in states]
        shown = [row for row in shown if row.household_id is None or _UNMATCHED not in pressed]
        shown = [row for row in shown if _is_unreplied(row) or _UNREPLIED not in pressed]
        shown = [row for row in shown if not self._text or self._text in _words(row)]
        self.chips.show_counts(_counts(self._all))
        # What is due stands first: clues that nobody has checked, the oldest at the top.
        shown = sorted(shown, key=lambda row: (row.state is not ClueState.UNVERIFIED,))
        show_again(self.table, self.rows, shown)
        self._either.show_empty(is_empty=not self._all)
        ids = [row.id for row in shown]
        if self._wanted in ids:
            self.table.select_position(ids.index(self._wanted))
        elif self.table.current_id() is None:
            self.table.select_position(0)
        self._wanted = None
        if not shown:
            self.card.show_clue(None)

    def _on_current(self, clue_id: int) -> None:
        row = row_of(self.rows, clue_id)
        if row is not None:
            self.card.show_clue(row)

    def _on_propose(self, household_id: int) -> None:
        clue = self.card.clue
        known = {"origin": clue.channel, "clue_no": clue.number} if clue else {}
        self.step_asked.emit(household_id, "propose", known)

    def _on_registered(self, saved: object) -> None:
        self._wanted = getattr(saved, "id", None)


def _words(row: ClueRow) -> str:
    parts = (row.number, row.subject_name, row.head_name, row.village, row.content, row.informant, row.household_code)
    return " ".join(part for part in parts if part)


def _is_unreplied(row: ClueRow) -> bool:
    return row.reply_on is None and bool(row.informant)


def _counts(rows: Sequence[ClueRow]) -> dict[str, int]:
    counts = {state.value: sum(row.state is state for row in rows) for state in ClueState}
    return counts | {
        _UNMATCHED: sum(row.household_id is None for row in rows),
        _UNREPLIED: sum(map(_is_unreplied, rows)),
    }
