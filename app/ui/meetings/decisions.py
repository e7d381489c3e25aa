"""区审定: the district's answers, typed per household or taken from its workbook; recalling and mending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.cases.door import Outcome
from app.services.changes import ChangeSet
from app.services.errors import Reason, Refused
from app.services.meetings.district import Decision, DistrictAnswer, DistrictRow
from app.services.workflow.table import Transition
from app.ui.actions import Key, make_action
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.cases.step_dialog import StepDialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.permits import answer_wishes
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest
from app.ui.common.typing_model import TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.imports.page import ImportPage
from app.ui.meetings.district_rows import answer_columns, answer_options, decision_of
from app.ui.meetings.page import TOUCHED

# Our own steps while the district has the list or sent it back; its answers are typed into the table.
_OWN = ("recall", "resubmit", "redo_visit", "redo_meeting")
Steps = Sequence[tuple[Transition, tuple[Reason, ...]]]


class DecisionsPage(QWidget):
    """``counted(n)``: how many households the district has not decided."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[DistrictRow] = ()
        self._lists = Latest(context.runner, self)
        self._steps = Latest(context.runner, self)
        self._open_steps: Steps = ()
        self.narrowing = Narrowing()
        self.day = DayEditor(year=lambda: context.today().year)
        self.number = TextEditor(hint=self.tr("用于没有另填的户"))
        self.bar = ActionBar(name=self.tr("区审定"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.answer = BatchAnswer(context)
        self._dialogs = StepDialogs(self, context)
        columns = answer_columns(year=lambda: context.today().year, today=context.today)
        self.model: TypingModel[DistrictRow] = TypingModel(columns, id_of=lambda row: row.case_id)
        self.table = TypingTable(
            self.model, name=self.tr("等待区审定的户"), key="meetings/decisions", frozen=1, memory=context.memory
        )
        self._either = EmptyOr(self.table, EmptyState(self.tr("没有等待区审定的户。报区以后的户会出现在这里。")))
        self._either.empty.offer(self.tr("去上报区级"), lambda: context.navigator.open_tab("meetings", "reported"))
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self.importing = ImportPage(context, "district-decision")
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.day.set_value(context.today())
        self.reload()

    def _lay_out(self) -> None:
        self.narrowing.add_input(self.tr("答复日期"), self.day)
        self.narrowing.add_input(self.tr("审定文号"), self.number)
        self.narrowing.serve(self)
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)
        self._pages.addWidget(desk)
        self._pages.addWidget(self.importing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self._steps.answered.connect(self._on_steps)
        self.narrowing.narrowed.connect(self._show_rows)
        self.model.typed.connect(self.refusal.clear)
        self.model.typed.connect(self._show_bar)
        self.table.current_changed.connect(self._on_current)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_bar())
        self.answer.opened.connect(self._on_refused_opened)
        self.importing.closed.connect(lambda: self._pages.setCurrentIndex(0))
        self._context.hub.changed.connect(self._on_changed)
        answer_wishes(self.bar, self._context.navigator, lambda: [row.household.code for row in self._selected()])
        make_action(Key.SAVE, self, self.save)
        make_action(Key.IMPORT, self, self.begin_import)

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what the district has."""
        district = self._context.office.district
        self._lists.ask(self.tr("读取已报区名单"), lambda _: district.awaiting())

    def _on_rows(self, rows: Sequence[DistrictRow]) -> None:
        self._rows = rows
        self.narrowing.offer(row.household for row in rows)
        self._show_rows()
        self.counted.emit(len(rows))

    def _show_rows(self) -> None:
        kept = self.table.current_id()
        self.model.show_rows(row for row in self._rows if self.narrowing.fits(row.household))
        self._either.show_empty(is_empty=not self._rows)
        if self.model.rowCount():
            position = self.model.position_of(kept) if kept is not None else None
            self.table.begin_at(self.model.id_at(position or 0), "answer")
        else:
            self._open_steps = ()
        self._show_bar()

    def _on_current(self, case_id: int) -> None:
        if case_id < 0:
            return
        code = self.model.row_of(case_id).household.code
        cases, today = self._context.office.cases, self._context.today()
        self._steps.ask(self.tr("读取可办步骤"), lambda _: cases.open_actions(code, today=today))

    def _on_steps(self, steps: Steps) -> None:
        self._open_steps = steps
        self._show_bar()

    def has_unsaved(self) -> bool:
        """Whether typed answers wait to be saved."""
        return bool(self.model.draft)

    # -- actions -------------------------------------------------------------------------------------------------------

    def decisions(self) -> list[Decision]:
        """The typed answers of the rows shown that can be read."""
        rows = [row for row in self.model.rows if not self.model.problems(row.case_id)]
        number = str(self.number.value() or "")
        made = (decision_of(self.model, row, number=number) for row in rows)
        return [one for one in made if one is not None]

    def _show_bar(self) -> None:
        typed = self.decisions()
        nothing = () if typed or self.model.first_problem() else (Reason("district.nothing_typed"),)
        text = self.tr("登记 {count} 户的答复").format(count=len(typed))
        actions = [
            BarAction("save", text, self.save, nothing, "save", is_primary=True),
            BarAction("import", self.tr("导入区审定名单…"), self.begin_import, (), "upload"),
        ]
        rows = self._selected()
        for step, why in self._open_steps:
            if step.action in _OWN:
                words = self.tr("{step}（{count} 户）…").format(step=step.name, count=len(rows))
                actions.append(BarAction(step.action, words, lambda s=step: self._ask(s), why))
        actions += [
            BarAction("print", self.tr("打印审定名单"), lambda: self._print("approved_list"), (), "printer"),
            BarAction("mended", self.tr("打印补正报告"), lambda: self._print("mending_report"), (), "printer"),
            BarAction("export", self.tr("导出审定名单"), self._export, (), "file-spreadsheet"),
        ]
        self.bar.show_actions(actions)
        mending = sum(row.state is CaseState.TO_BE_MENDED for row in self._rows)
        said = self.tr("未答复 {waiting} 户，待补正 {mending} 户；没有填区意见的户保持原状。").format(
            waiting=len(self._rows) - mending, mending=mending
        )
        words = " ".join(f"{number}{option.word}" for number, option in enumerate(answer_options(), 1))
        keys = self.tr("区意见填编号或名称：{words}；Ctrl+D 向下填充，可从 Excel 粘贴。").format(words=words)
        self.counts.setText(f"{said}　{keys}")

    def _selected(self) -> list[DistrictRow]:
        """The chosen rows in the state of the current one: a step is asked for those alone."""
        current = self.table.current_id()
        ids = self.table.selected_ids() or ((current,) if current is not None else ())
        rows = [self.model.row_of(row_id) for row_id in ids]
        now = self.model.row_of(current).state if current is not None and rows else None
        return [row for row in rows if row.state is now]

    def _ask(self, step: Transition) -> None:
        names = {row.household.code: row.household.head_name for row in self._selected()}
        self._dialogs.ask(step, names, answered=lambda outcome: self.answer.show_outcome(outcome, names, did=step.name))

    def save(self) -> None:
        """Record the typed answers as of the day above; 未答复 moves nothing."""
        if problem := self.table.stand_on_problem():
            self.refusal.show_sentences([problem])
            return
        typed, day = self.decisions(), self.day.value()
        if not typed:
            self.refusal.show_refusal(Refused(Reason("district.nothing_typed")))
            return
        if not isinstance(day, date):
            self.refusal.show_sentences([self.day.problem() or self.tr("请填写答复日期。")])
            return
        district, actor, today = self._context.office.district, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("登记区审定"), lambda _: district.record_decisions(typed, on=day, actor=actor, today=today)
        )
        task.succeeded.connect(lambda outcome: self._on_saved(typed, outcome))
        task.refused.connect(self.refusal.show_refusal)

    def _on_saved(self, typed: Sequence[Decision], outcome: Outcome) -> None:
        silent = {one.household_code for one in typed if one.answer is DistrictAnswer.UNANSWERED}
        over = {done.household_code for done in outcome.done} | silent
        names = {row.household.code: row.household.head_name for row in self._rows}
        self.model.forget(row.case_id for row in self._rows if row.household.code in over)
        self.answer.show_outcome(outcome, names, did=self.tr("区审定"))
        self._show_bar()

    def begin_import(self) -> None:
        """Turn to the import of the district's workbook."""
        self._pages.setCurrentWidget(self.importing)
        self.importing.choose_files()

    def _print(self, kind: str) -> None:
        names = {"approved_list": self.tr("审定名单"), "mending_report": self.tr("补正报告")}
        self.files.ask_print(Wanted(kind, names[kind]))

    def _export(self) -> None:
        wanted = Wanted("approved_list", self.tr("审定名单"))
        self.files.ask_export(wanted)

    def _on_refused_opened(self, code: str) -> None:
        row = next((row for row in self.model.rows if row.household.code == code), None)
        if row is not None:
            self.table.begin_at(row.case_id, "answer")

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*TOUCHED, "import_batch"):
            self.reload()
