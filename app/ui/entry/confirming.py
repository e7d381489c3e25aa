"""台账核对: those entered are found in the platform's export of a day, or confirmed by a named person (row 28)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.cases.door import Outcome
from app.services.changes import ChangeSet
from app.services.entry.platform import PlatformMatch
from app.services.entry.service import EntryRow
from app.services.errors import Reason, Refused
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest
from app.ui.common.typed_cells import MARK
from app.ui.common.typing_model import TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.entry.comparing import Comparison
from app.ui.entry.marking import DESK
from app.ui.entry.rows import entered_columns


class ConfirmingPage(QWidget):
    """``counted(n)``: how many were entered and not confirmed."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[EntryRow] = ()
        self._lists = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.day = DayEditor(year=lambda: context.today().year)
        self.export_day = DayEditor(year=lambda: context.today().year)
        self.by = TextEditor(hint=self.tr("不对照导出时填"))
        self.bar = ActionBar(name=self.tr("台账核对"))
        self.refusal = RefusalBar(self)
        self.answer = BatchAnswer(context)
        self.model: TypingModel[EntryRow] = TypingModel(entered_columns(), id_of=lambda row: row.case_id)
        self.table = TypingTable(
            self.model, name=self.tr("待核对的户"), key="entry/entered", frozen=2, memory=context.memory
        )
        self._either = EmptyOr(self.table, EmptyState(self.tr("没有待核对的户。标记已录入的户会出现在这里。")))
        self._either.empty.offer(self.tr("去录入标注"), lambda: context.navigator.open_tab("entry", "entered"))
        self.comparison = Comparison(context)
        self.comparison.hide()
        self._lay_out()
        self._connect()
        self.day.set_value(context.today())
        self.reload()

    def _lay_out(self) -> None:
        self.narrowing.add_input(self.tr("核对日期"), self.day)
        self.narrowing.add_input(self.tr("平台导出日期"), self.export_day)
        self.narrowing.add_input(self.tr("或核对人"), self.by)
        self.narrowing.search.setMaximumWidth(200)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._either)
        self.split.addWidget(self.comparison)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(self.split, 1)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self.narrowing.narrowed.connect(self._show_rows)
        self.model.typed.connect(self.refusal.clear)
        self.model.typed.connect(self._show_bar)
        self.table.opened.connect(self._on_opened)
        self.answer.opened.connect(self._on_refused_opened)
        self._context.hub.changed.connect(self._on_changed)

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again who waits for the ledger to be checked."""
        entry, today = self._context.office.entry, self._context.today()
        self._lists.ask(self.tr("读取已录入名单"), lambda _: entry.desk(today=today))

    def _on_rows(self, rows: Sequence[EntryRow]) -> None:
        self._rows = [row for row in rows if row.state is CaseState.ENTERED]
        self.narrowing.offer(row.household for row in self._rows)
        self._show_rows()
        self.counted.emit(len(self._rows))

    def _show_rows(self) -> None:
        self.model.show_rows(row for row in self._rows if self.narrowing.fits(row.household))
        self._either.show_empty(is_empty=not self._rows)
        self._show_bar()

    def chosen(self) -> tuple[EntryRow, ...]:
        """The rows shown with a tick."""
        return tuple(row for row in self.model.rows if self.model.value(row.case_id, "take"))

    def _show_bar(self) -> None:
        chosen = self.chosen()
        nobody = () if chosen else (Reason("entry.nobody_named"),)
        text = self.tr("确认 {count} 户已核对").format(count=len(chosen))
        self.bar.show_actions(
            [
                BarAction("confirm", text, self.confirm, nobody, "check", is_primary=bool(chosen)),
                BarAction(
                    "compare", self.tr("对照平台导出文件…"), self.choose_export, (), "scan-line", is_primary=not chosen
                ),
                BarAction("all", self.tr("全部勾选"), self._tick_all, (), "square-check"),
            ]
        )

    def _tick_all(self) -> None:
        self.model.put((row.case_id, "take", MARK) for row in self.model.rows)

    # -- comparing -----------------------------------------------------------------------------------------------------

    def choose_export(self) -> None:
        """Ask for the platform's export; nothing is written by comparing."""
        dialogs.choose_open_files(
            self,
            self.tr("选择平台导出的监测对象表"),
            kinds=self.tr("表格 (*.xlsx *.xls *.xlsb *.ods *.csv *.txt);;所有文件 (*)"),
            then=lambda files: self.compare(files[0]),
        )

    def compare(self, file: Path) -> None:
        """Lay the export beside our ledger and tick those that were found in it."""
        platform = self._context.office.platform
        task = self._context.runner.start(self.tr("对照平台导出"), lambda _: platform.compare(file))
        task.succeeded.connect(lambda match: self._on_match(file, match))
        task.refused.connect(self.refusal.show_refusal)

    def _on_match(self, file: Path, match: PlatformMatch) -> None:
        self.refusal.clear()
        self.comparison.show_match(match, file=file.name)
        self.comparison.show()
        self.split.setSizes([360, 240])
        differing = {row.household.household_id for row, _ in match.category_differs}
        found = {row.household.household_id for row in match.found} - differing
        self.model.put(
            (row.case_id, "take", MARK if row.household.household_id in found else "") for row in self.model.rows
        )
        if self.export_day.value() is None:
            self.export_day.setFocus()

    # -- confirming ----------------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Confirm the ticked households; the ledger is frozen with them."""
        chosen, day, exported = self.chosen(), self.day.value(), self.export_day.value()
        if not chosen:
            self.refusal.show_refusal(Refused(Reason("entry.nobody_named")))
            return
        said = [editor.problem() for editor in (self.day, self.export_day) if editor.problem()]
        if not isinstance(day, date) or said:
            self.refusal.show_sentences(said or [self.tr("请填写核对日期。")])
            return
        entry, actor, today = self._context.office.entry, self._context.actor(), self._context.today()
        codes, by = [row.household.code for row in chosen], str(self.by.value() or "")
        export_on = exported if isinstance(exported, date) else None
        task = self._context.runner.start(
            self.tr("台账核对"),
            lambda _: entry.confirm(codes, on=day, actor=actor, today=today, export_on=export_on, confirmed_by=by),
        )
        names = {row.household.code: row.household.head_name for row in chosen}
        task.succeeded.connect(lambda outcome: self._on_confirmed(outcome, names))
        task.refused.connect(self.refusal.show_refusal)

    def _on_confirmed(self, outcome: Outcome, names: dict[str, str]) -> None:
        done = {row.household_code for row in outcome.done}
        self.model.forget(row.case_id for row in self._rows if row.household.code in done)
        self.answer.show_outcome(outcome, names, did=self.tr("台账核对"))
        self._show_bar()

    def _on_opened(self, case_id: int) -> None:
        self._context.navigator.open_household(self.model.row_of(case_id).household.household_id)

    def _on_refused_opened(self, code: str) -> None:
        row = next((row for row in self._rows if row.household.code == code), None)
        if row is not None:
            self._context.navigator.open_household(row.household.household_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*DESK):
            self.reload()
