"""录入: what is missing by household, and marking several as entered with their numbers, the day and the operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.models.enums import CaseState, Category
from app.services.cases.door import Outcome
from app.services.changes import ChangeSet
from app.services.entry.completeness import MissingField
from app.services.entry.service import Entered, EntryRow
from app.services.errors import Reason, Refused
from app.ui.actions import Key, make_action
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.context import TabContext
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.typed_cells import MARK
from app.ui.common.typing_model import TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.rows import entry_columns, missing_chip, missing_columns, required
from app.ui.theme import Tone

DESK = (
    "monitoring_case", "household", "household_summary", "membership", "person", "person_fact", "household_fact",
    "income_statement", "monitoring_spell", "import_batch",
)  # fmt: skip


class MarkingPage(QWidget):
    """``counted(n)``: how many are still to be entered. ``assistant_asked(household ids, the current one)``."""

    counted = Signal(int)
    assistant_asked = Signal(object, int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[EntryRow] = ()
        self._lists = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.day = DayEditor(year=lambda: context.today().year)
        self.operator = TextEditor()
        self.bar = ActionBar(name=self.tr("录入"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.answer = BatchAnswer(context)
        self.model: TypingModel[EntryRow] = TypingModel(entry_columns(), id_of=lambda row: row.case_id)
        self.table = TypingTable(
            self.model, name=self.tr("待录入的户"), key="entry/desk", frozen=2, memory=context.memory
        )
        self._either = EmptyOr(self.table, EmptyState(self.tr("没有待录入的户。区审定同意的户会出现在这里。")))
        self._either.empty.offer(self.tr("去登记区审定"), lambda: context.navigator.open_tab("meetings", "decided"))
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self._make_missing()
        self._lay_out()
        self._connect()
        self.day.set_value(context.today())
        self.operator.set_value(context.actor().name)
        self.reload()

    def _make_missing(self) -> None:
        self.whose = QLabel()
        self.whose.setProperty("heading", True)
        self.complete = ChipLabel(parent=self)
        self.missing: RowsTableModel[MissingField] = RowsTableModel(missing_columns())
        self.missing_table = DataTable(self.missing, name=self.tr("采集表缺的内容"), memory=self._context.memory)
        self.fill_in = QPushButton(self.tr("打开农户资料去补填"))
        self.fill_in.clicked.connect(self._on_fill_in)
        self.missing_table.opened.connect(lambda _: self._on_fill_in())

    def _lay_out(self) -> None:
        self.narrowing.add_input(self.tr("录入日期"), self.day)
        self.narrowing.add_input(self.tr("操作人"), self.operator)
        self._side = side = QWidget()
        lines = QVBoxLayout(side)
        lines.setContentsMargins(6, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.whose)
        head.addWidget(self.complete)
        head.addStretch(1)
        lines.addLayout(head)
        lines.addWidget(self.missing_table, 1)
        lines.addWidget(self.fill_in)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._either)
        split.addWidget(side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([960, 390])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(split, 1)
        column.addWidget(self.counts)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self._lists.refused.connect(self.refusal.show_refusal)
        self.narrowing.narrowed.connect(self._show_rows)
        self.model.typed.connect(self._on_typed)
        self.table.current_changed.connect(self._on_current)
        self.answer.opened.connect(self._on_refused_opened)
        self._context.hub.changed.connect(self._on_changed)
        make_action(Key.SAVE, self, self.mark)

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again who is to be entered."""
        entry, today = self._context.office.entry, self._context.today()
        self._lists.ask(self.tr("读取待录入名单"), lambda _: entry.desk(today=today))

    def _on_rows(self, rows: Sequence[EntryRow]) -> None:
        self._rows = [row for row in rows if row.state is CaseState.APPROVED]
        self.narrowing.offer(row.household for row in self._rows)
        self._show_rows()
        self.counted.emit(len(self._rows))

    def _show_rows(self) -> None:
        kept = self.table.current_id()
        self.model.show_rows(row for row in self._rows if self.narrowing.fits(row.household))
        self._either.show_empty(is_empty=not self._rows)
        self._side.setVisible(bool(self._rows))
        if self.model.rowCount():
            position = self.model.position_of(kept) if kept is not None else None
            self.table.begin_at(self.model.id_at(position or 0), "number")
        else:
            self._show_missing(None)
        self._show_bar()

    def _on_typed(self) -> None:
        """A number that was typed says that the household was entered."""
        numbers = [row_id for row_id, key in self.model.draft if key == "number"]
        self.model.put(
            (row_id, "take", MARK)
            for row_id in numbers
            if (row_id, "take") not in self.model.draft and self.model.value(row_id, "number")
        )
        self.refusal.clear()
        self._show_bar()

    def has_unsaved(self) -> bool:
        """Whether typed numbers wait to be saved."""
        return bool(self.model.draft)

    # -- what is missing -----------------------------------------------------------------------------------------------

    def _on_current(self, case_id: int) -> None:
        self._show_missing(self.model.row_of(case_id) if case_id >= 0 else None)

    def _show_missing(self, row: EntryRow | None) -> None:
        self.missing.show_rows(row.missing if row else ())
        self.whose.setText(self.tr("{head} 的采集表").format(head=row.household.head_name) if row else "")
        chip = missing_chip(row) if row else None
        if row is not None and row.missing and not required(row):
            chip = Chip(self.tr("必填项齐全"), Shape.CHECK, Tone.DONE)
        self.complete.show_chip(chip)
        self.fill_in.setVisible(row is not None)
        self.fill_in.setEnabled(bool(row and row.missing))

    def _on_fill_in(self) -> None:
        case_id = self.table.current_id()
        if case_id is not None:
            self._context.navigator.open_household(self.model.row_of(case_id).household.household_id)

    # -- marking -------------------------------------------------------------------------------------------------------

    def chosen(self) -> tuple[EntryRow, ...]:
        """The rows shown with a tick."""
        return tuple(row for row in self.model.rows if self.model.value(row.case_id, "take"))

    def _show_bar(self) -> None:
        chosen = self.chosen()
        nobody = () if chosen else (Reason("entry.nobody_named"),)
        nothing = () if self._rows else (Reason("entry.desk_empty"),)
        self.bar.show_actions(
            [
                BarAction(
                    "mark",
                    self.tr("标记 {count} 户已录入").format(count=len(chosen)),
                    self.mark,
                    nobody,
                    "check",
                    is_primary=True,
                ),
                BarAction("assistant", self.tr("录入助手"), self._on_assistant, nothing, "copy"),
                BarAction("all", self.tr("勾选全部可标注的户"), self._tick_marked, (), "square-check"),
                BarAction("print", self.tr("打印录入清单"), self._print, (), "printer"),
                BarAction("forms", self.tr("打印采集表"), self._print_forms, (), "printer"),
                BarAction("export", self.tr("导出录入清单"), self._export, (), "file-spreadsheet"),
            ]
        )
        barred = sum(row.is_barred for row in self._rows)
        self.counts.setText(
            self.tr("待录入 {count} 户，其中采集表缺必填项、不能录入的边缘户 {barred} 户；已勾选 {chosen} 户").format(
                count=len(self._rows), barred=barred, chosen=len(chosen)
            )
        )

    def _on_assistant(self) -> None:
        """The small window beside the browser: the households that are shown, from the one under the cursor on."""
        current = self.table.current_id()
        row = self.model.row_of(current) if current is not None else None
        ids = [row.household.household_id for row in self.model.rows]
        self.assistant_asked.emit(ids, row.household.household_id if row else 0)

    def _tick_marked(self) -> None:
        """脱贫监测户 are in the system already: they are ticked without a number of their own."""
        rows = [row for row in self.model.rows if row.category is Category.UNSTABLE_EXITED]
        self.model.put((row.case_id, "take", MARK) for row in rows)

    def mark(self) -> None:
        """Mark the ticked households; those that cannot be are listed with what they lack."""
        chosen, day = self.chosen(), self.day.value()
        if not chosen:
            self.refusal.show_refusal(Refused(Reason("entry.nobody_named")))
            return
        if not isinstance(day, date):
            self.refusal.show_sentences([self.day.problem() or self.tr("请填写录入日期。")])
            return
        entries = [
            Entered(row.household.code, str(self.model.value(row.case_id, "number") or "") or None) for row in chosen
        ]
        entry, actor, today = self._context.office.entry, self._context.actor(), self._context.today()
        operator = str(self.operator.value() or "")
        task = self._context.runner.start(
            self.tr("标记已录入"),
            lambda _: entry.mark_entered(entries, on=day, operator=operator, actor=actor, today=today),
        )
        names = {row.household.code: row.household.head_name for row in chosen}
        task.succeeded.connect(lambda outcome: self._on_marked(outcome, names))
        task.refused.connect(self.refusal.show_refusal)

    def _on_marked(self, outcome: Outcome, names: dict[str, str]) -> None:
        done = {row.household_code for row in outcome.done}
        self.model.forget(row.case_id for row in self._rows if row.household.code in done)
        self.answer.show_outcome(outcome, names, did=self.tr("标记已录入"))
        self._show_bar()

    def _on_refused_opened(self, code: str) -> None:
        row = next((row for row in self.model.rows if row.household.code == code), None)
        if row is not None:
            self.table.begin_at(row.case_id, "number")

    def _wanted(self) -> Wanted:
        return Wanted("entry_list", self.tr("录入清单"), villages=self.narrowing.villages)

    def _print_forms(self) -> None:
        """The collection forms of the households that wait, in the villages that are shown."""
        self.files.ask_print(Wanted("collection_form", self.tr("信息采集表"), villages=self.narrowing.villages))

    def _print(self) -> None:
        self.files.ask_print(self._wanted())

    def _export(self) -> None:
        self.files.ask_export(self._wanted())

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*DESK):
            self.reload()
