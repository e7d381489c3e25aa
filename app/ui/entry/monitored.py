"""监测对象: later steps of those who are watched: 变更类别, 退出, 拟消除, 消除审批, 跨年接续, for one or many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.changes import ChangeSet
from app.services.entry.service import LedgerRow
from app.services.errors import Reason
from app.services.workflow.table import Transition
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.cases.step_dialog import StepDialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.permits import answer_wishes
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.rows import ledger_columns

_STATES = (CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
# Steps with a place of their own: entry and ledger here, visits and meetings in their tabs.
_ELSEWHERE = frozenset({"record_entry", "confirm_ledger", "record_clear_meeting"})
Steps = Sequence[tuple[Transition, tuple[Reason, ...]]]


class MonitoredPage(QWidget):
    """The steps are those of the current household; they are taken for all chosen ones in the same state."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[LedgerRow] = ()
        self._steps: Steps = ()
        self._lists = Latest(context.runner, self)
        self._open_steps = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.states = FilterChips([FilterChip(s.value, s.label, s.meaning) for s in _STATES], name=self.tr("状态"))
        self.bar = ActionBar(name=self.tr("可以办理的步骤"))
        self.refusal = RefusalBar(self)
        self.answer = BatchAnswer(context)
        self._dialogs = StepDialogs(self, context)
        self.model: RowsTableModel[LedgerRow] = RowsTableModel(
            ledger_columns(), id_of=lambda row: row.household.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("监测中的户"), key="entry/monitored", frozen=1, memory=context.memory
        )
        self._either = EmptyOr(
            self.table, EmptyState(self.tr("没有监测中的户。自动纳入和录入核对后的户会出现在这里。"))
        )
        self._either.empty.offer(self.tr("去排查筛查"), lambda: context.navigator.open_tab("screening"))
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.states, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)
        self._connect()
        self.reload()

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self._open_steps.answered.connect(self._on_steps)
        self.narrowing.narrowed.connect(self._show_rows)
        self.states.changed.connect(self._show_rows)
        self.table.current_changed.connect(self._on_current)
        self.table.selection_counted.connect(self._on_selection)
        self.table.opened.connect(self._context.navigator.open_household)
        self.answer.opened.connect(self._on_refused_opened)
        answer_wishes(self.bar, self._context.navigator, lambda: [row.household.code for row in self.chosen()])
        self._context.hub.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read again who is watched; the current household stays."""
        entry = self._context.office.entry
        self._lists.ask(self.tr("读取监测对象"), lambda _: entry.ledger())

    def _on_rows(self, rows: Sequence[LedgerRow]) -> None:
        self._rows = [row for row in rows if row.state in _STATES]
        self.narrowing.offer(row.household for row in self._rows)
        self.states.show_counts({s.value: sum(row.state is s for row in self._rows) for s in _STATES})
        self._show_rows()
        self.counted.emit(len(self._rows))

    def _show_rows(self) -> None:
        kept, states = self.table.current_id(), self.states.chosen
        shown = [r for r in self._rows if self.narrowing.fits(r.household) and (not states or r.state in states)]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        places = [row.household.household_id for row in shown]
        if shown:
            self.table.select_position(places.index(kept) if kept in places else 0)
        else:
            self._on_steps(())

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _on_current(self, household_id: int) -> None:
        row = self._row(household_id)
        if row is None:
            return
        cases, code, today = self._context.office.cases, row.household.code, self._context.today()
        self._open_steps.ask(self.tr("读取可办步骤"), lambda _: cases.open_actions(code, today=today))

    def _row(self, household_id: int | None) -> LedgerRow | None:
        return next((row for row in self.model.rows if row.household.household_id == household_id), None)

    def _on_steps(self, steps: Steps) -> None:
        self._steps = steps
        self._show_bar()

    def _on_selection(self, count: int) -> None:
        self._context.navigator.selection_counted.emit(count)
        self._show_bar()

    def chosen(self) -> tuple[LedgerRow, ...]:
        """The chosen households in the state of the current one."""
        current = self._row(self.table.current_id())
        ids = set(self.table.selected_ids())
        rows = [row for row in self.model.rows if row.household.household_id in ids]
        return tuple(row for row in rows if current is not None and row.state is current.state)

    def _show_bar(self) -> None:
        count = len(self.chosen())
        actions = []
        for step, why in self._steps:
            if step.action in _ELSEWHERE:
                continue
            text = self.tr("{step}…").format(step=step.name)
            if count > 1:
                text = self.tr("{step}（{count} 户）…").format(step=step.name, count=count)
            actions.append(BarAction(step.action, text, lambda s=step: self._ask(s), why))
        self.bar.show_actions(actions)
        persons = sum(row.household.member_count for row in self.model.rows)
        self.counts.setText(
            self.tr("{count} 户 {persons} 人。按住 Ctrl 或 Shift 可选多户一起办理；消除评议在“评议会议”办理。").format(
                count=len(self.model.rows), persons=persons
            )
        )

    def _ask(self, step: Transition) -> None:
        names = {row.household.code: row.household.head_name for row in self.chosen()}
        whom = self.tr("{count} 户：{names}").format(count=len(names), names="、".join(list(names.values())[:8]))
        self._dialogs.ask(
            step,
            list(names),
            whom=whom,
            answered=lambda outcome: self.answer.show_outcome(outcome, names, did=step.name),
        )

    def _on_refused_opened(self, code: str) -> None:
        places = [row.household.code for row in self.model.rows]
        if code in places:
            self.table.select_position(places.index(code))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("monitoring_spell", "monitoring_case", "household", "membership", "alert", "import_batch"):
            self.reload()
