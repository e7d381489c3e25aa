"""上报: the evaluated households as one list to the district, numbered and signed; PDF and workbook of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models.enums import Party
from app.services.cases.door import Outcome
from app.services.changes import ChangeSet
from app.services.errors import Reason
from app.services.meetings.district import DistrictRow
from app.services.workflow.facts import Signer
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.tasks import Latest
from app.ui.common.typing_model import TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.meetings.district_rows import report_columns
from app.ui.meetings.page import TOUCHED


class ReportingPage(QWidget):
    """``counted(n)``: how many households can go to the district."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[DistrictRow] = ()
        self._lists = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.bar = ActionBar(name=self.tr("报区"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.answer = BatchAnswer(context)
        self.model: TypingModel[DistrictRow] = TypingModel(report_columns(), id_of=lambda row: row.case_id)
        self.table = TypingTable(
            self.model, name=self.tr("可以报区的户"), key="meetings/report", frozen=2, memory=context.memory
        )
        self.empty = EmptyState(self.tr("没有待报区的户。评议纳入的户会出现在这里。"))
        self.empty.offer(self.tr("去村级评议"), lambda: context.navigator.open_tab("meetings", "evaluated"))
        self._either = EmptyOr(self.table, self.empty)
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self.form = Form(
            (
                Field("list_no", self.tr("名单文号"), required=True, hint=self.tr("如 石脱贫〔2020〕3号")),
                Field("on", self.tr("报送日期"), Kind.DAY, required=True, keep=True),
                Field("signers", self.tr("签发领导"), Kind.SIGNERS, keep=True),
            ),
            today=context.today,
        )
        self.form.set_values({"on": context.today()})
        self._lay_out()
        self._connect()
        self._suggest_leaders()
        self.reload()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.narrowing, 1)
        left = QVBoxLayout()
        left.addLayout(head)
        left.addWidget(self.answer)
        left.addWidget(self._either, 1)
        left.addWidget(self.counts)
        side = QWidget()
        side.setFixedWidth(330)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("报区（请示及名单）"))
        title.setProperty("heading", True)
        column.addWidget(title)
        column.addWidget(Scrolled(self.form), 1)
        column.addWidget(self.bar)
        column.addWidget(self.refusal)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 4)
        row.addLayout(left, 1)
        row.addWidget(side)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self._lists.refused.connect(self.refusal.show_refusal)
        self.narrowing.narrowed.connect(self._show_rows)
        self.model.typed.connect(self._show_bar)
        self.table.opened.connect(self._on_opened)
        self.answer.opened.connect(self._on_refused_opened)
        self._context.hub.changed.connect(self._on_changed)

    def _suggest_leaders(self) -> None:
        directory, today = self._context.office.directory, self._context.today()
        task = self._context.runner.start(
            self.tr("读取人员名录"), lambda _: directory.officers(on=today, party=Party.LEADER), quiet=True
        )
        editor = self.form.editor("signers")
        task.succeeded.connect(
            lambda rows: editor.suggest([Signer(row.name, row.post or row.organisation) for row in rows])  # type: ignore[attr-defined]
        )

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again who can be reported."""
        district, today = self._context.office.district, self._context.today()
        self._lists.ask(self.tr("读取待报区名单"), lambda _: district.ready(today=today))

    def _on_rows(self, rows: Sequence[DistrictRow]) -> None:
        self._rows = rows
        self.narrowing.offer(row.household for row in rows)
        self._show_rows()
        self.counted.emit(len(rows))

    def _show_rows(self) -> None:
        shown = [row for row in self._rows if self.narrowing.fits(row.household)]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        self._show_bar()

    def chosen(self) -> tuple[DistrictRow, ...]:
        """The rows shown with a tick."""
        return tuple(row for row in self.model.rows if self.model.value(row.case_id, "take"))

    def _show_bar(self) -> None:
        chosen = self.chosen()
        persons = sum(row.household.member_count for row in chosen)
        said = self.tr("可报区 {all} 户，已勾选 {chosen} 户 {persons} 人").format(
            all=len(self._rows), chosen=len(chosen), persons=persons
        )
        if self.narrowing.is_narrowed:
            said = self.tr("{said}（只报当前列出的户）").format(said=said)
        self.counts.setText(said)
        nobody = () if chosen else (Reason("district.nobody"),)
        self.bar.show_actions(
            [
                BarAction(
                    "report", self.tr("报区 {count} 户").format(count=len(chosen)), self.report, nobody, is_primary=True
                ),
                BarAction("print", self.tr("打印请示及名单"), self._print, (), "printer"),
                BarAction("export", self.tr("导出名单"), self._export, (), "file-spreadsheet"),
            ]
        )

    def _wanted(self) -> Wanted:
        return Wanted("district_list", self.tr("拟新增监测对象请示及名单"))

    def _print(self) -> None:
        self.files.ask_print(self._wanted())

    def _export(self) -> None:
        self.files.ask_export(self._wanted())

    # -- reporting -----------------------------------------------------------------------------------------------------

    def report(self) -> None:
        """Report the ticked households under one number; the list is frozen."""
        chosen = self.chosen()
        if not chosen or not self.form.check():
            return
        values = self.form.values()
        on, signers = values["on"], values["signers"]
        assert isinstance(on, date)
        assert isinstance(signers, tuple)
        district, actor, today = self._context.office.district, self._context.actor(), self._context.today()
        codes, number = [row.household.code for row in chosen], str(values["list_no"])
        task = self._context.runner.start(
            self.tr("报区"),
            lambda _: district.report(codes, list_no=number, on=on, actor=actor, today=today, signers=signers),
        )
        names = {row.household.code: row.household.head_name for row in chosen}
        task.succeeded.connect(lambda outcome: self._on_reported(outcome, names))
        task.refused.connect(self.form.show_refusal)

    def _on_reported(self, outcome: Outcome, names: dict[str, str]) -> None:
        self.answer.show_outcome(outcome, names, did=self.tr("报区"))
        if outcome.done:
            self.model.forget(self.model.typed_ids())
            self._show_bar()
            self.form.next_record()

    def _on_opened(self, case_id: int) -> None:
        self._context.navigator.open_household(self.model.row_of(case_id).household.household_id)

    def _on_refused_opened(self, code: str) -> None:
        row = next((row for row in self._rows if row.household.code == code), None)
        if row is not None:
            self._context.navigator.open_household(row.household.household_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*TOUCHED):
            self.reload()
