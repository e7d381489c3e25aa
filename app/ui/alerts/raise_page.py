"""登记标注·应急: any household by search, and the two ways to raise an alert for it (alert rows 1 and 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.models.enums import Gap
from app.services.alerts.door import AlertOutcome
from app.services.alerts.page import FormFacts
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.errors import Reason, Refused
from app.services.households import RosterQuery, RosterRow
from app.services.workflow.table import Transition
from app.ui.alerts.step_forms import FormAbout
from app.ui.alerts.step_page import AlertStepPage
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import case_column, category_column, code_column, head_column, place_column
from app.ui.common.permits import PermitWish, ask_permit
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import WindowedTableModel

_FIRST = 200


@dataclass(frozen=True, slots=True)
class _Chosen:
    row: RosterRow
    steps: Sequence[tuple[Transition, Sequence[Reason]]]
    facts: FormFacts


class RaisePage(QWidget):
    """``raised(number)`` after an alert was raised."""

    raised = Signal(str)
    existing_asked = Signal(str, str)  # household code, gap

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._chosen: _Chosen | None = None
        self._text = ""
        self._lists, self._details = Latest(context.runner, self), Latest(context.runner, self)
        self.search = SearchBox(self.tr("查找要登记的户 姓名/拼音/身份证尾号/户编号/电话"))
        self.model = WindowedTableModel(self._columns(), context.office.households.rows)
        self.table = DataTable(self.model, name=self.tr("查到的户"), key="alerts/raise", memory=context.memory)
        self._title = QLabel(self.tr("先在左边查找并选一户。"))
        self._title.setProperty("heading", True)
        self._title.setWordWrap(True)
        self.bar = ActionBar(name=self.tr("可以登记的预警"))
        self.step = AlertStepPage(context.today)
        self._lay_out()
        self._connect()

    def _columns(self) -> list[Column[RosterRow]]:
        return [
            head_column(lambda row: row.head_name, sort_key=""),
            place_column(lambda row: row, sort_key=""),
            case_column(lambda row: row.case_state),
            category_column(lambda row: row.category),
            count_column("alerts", self.tr("未结预警"), lambda row: row.open_alerts or None),
            code_column(lambda row: row.code, sort_key=""),
        ]

    def _lay_out(self) -> None:
        self._nothing = EmptyState(
            self.tr("输入户主姓名或编号查找。应急可以对任何一户登记，标注限监测中的户。"), sign="search"
        )
        self._empty = EmptyOr(self.table, self._nothing)
        self._empty.show_empty(is_empty=True)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 4)
        column.addWidget(self.search)
        column.addWidget(self._empty, 1)
        other = QVBoxLayout(right)
        other.setContentsMargins(10, 8, 8, 8)
        other.addWidget(self._title)
        other.addWidget(self.bar)
        other.addWidget(self.step, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([680, 600])
        split.setHandleWidth(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _connect(self) -> None:
        self.search.query_changed.connect(self.look_up)
        self.search.left_down.connect(self.table.setFocus)
        self._lists.answered.connect(self._on_found)
        self._details.answered.connect(self._on_chosen)
        self.table.current_changed.connect(self._on_current)
        self.step.saved.connect(self._on_saved)
        self.step.permit_asked.connect(self._on_permit_asked)
        self.bar.permit_asked.connect(self._on_permit_asked)
        self._context.hub.changed.connect(self._on_changed)

    def look_up(self, text: str) -> None:
        """Search for households."""
        self._text = text
        if not text:
            self._lists.forget()
            self.model.show_ids(())
            self._empty.show_empty(is_empty=True)
            return
        households = self._context.office.households
        self._lists.ask(self.tr("查找"), lambda _: households.find_ids(RosterQuery(text=text), limit=_FIRST))

    def _on_found(self, ids: Sequence[int]) -> None:
        self.model.show_ids(ids)
        self._empty.show_empty(is_empty=not ids)
        self._nothing.say(self.tr("没有查到“{text}”。请核对姓名或编号。").format(text=self._text))
        if ids:
            self.table.select_position(0)

    def show_household(self, household_id: int) -> None:
        """Choose a household that another page asked for."""
        self.search.forget()
        self.model.show_ids((household_id,))
        self._empty.show_empty(is_empty=False)
        self.table.select_position(0)

    def _on_current(self, household_id: int) -> None:
        if household_id < 0:
            return
        office, today = self._context.office, self._context.today()

        def read(_: object) -> _Chosen:
            rows: Mapping[int, RosterRow] = office.households.rows([household_id])
            row = rows[household_id]
            steps = office.alerts.open_for_household(row.code, today=today)
            return _Chosen(row, steps, office.alerts.form_facts(row.code, today=today))

        self._details.ask(self.tr("读取本户"), read)

    def _on_chosen(self, chosen: _Chosen) -> None:
        is_other = self._chosen is None or self._chosen.row.household_id != chosen.row.household_id
        self._chosen = chosen
        row = chosen.row
        self._title.setText(f"{row.head_name}　{row.village_name}{row.group_name}　{row.code}")
        self.bar.show_actions(
            [
                BarAction(step.action, step.name, lambda s=step: self.begin(s), tuple(why), is_primary=not why)
                for step, why in chosen.steps
            ]
        )
        if is_other:
            self.step.clear()

    def begin(self, step: Transition) -> None:
        """Open the form of 标注 or 应急."""
        if self._chosen is not None:
            self.step.begin(step, FormAbout(self._chosen.facts))

    def _on_saved(self, action: str, given: StepInput) -> None:
        if self._chosen is None:
            return
        code, alerts = self._chosen.row.code, self._context.office.alerts
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存"), lambda _: alerts.take(action, households=[code], given=given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_taken)
        task.refused.connect(self.step.show_refusal)

    def _on_taken(self, outcome: AlertOutcome) -> None:
        if outcome.refused:
            self._show_refused(Refused(*outcome.refused[0].reasons))
            return
        done = outcome.done[0]
        self.step.clear()
        self._context.navigator.say(self.tr("已登记预警 {number}。").format(number=done.number))
        self.raised.emit(done.number)

    def _show_refused(self, refused: Refused) -> None:
        self.step.show_refusal(refused)
        form, chosen = self.step.form, self._chosen
        if form is not None and chosen is not None and "alert.already_open" in refused.codes:
            gap = str(form.value("gap") or Gap.EMERGENCY.value)
            ask = self.existing_asked.emit
            form.bar.offer(self.tr("打开已有的预警"), lambda: ask(chosen.row.code, gap))

    def _on_permit_asked(self, action: str) -> None:
        codes = (self._chosen.row.code,) if self._chosen else ()
        ask_permit(self._context.navigator, PermitWish((action,), codes))

    def _on_changed(self, changes: ChangeSet) -> None:
        if self._chosen is not None and changes.touches("alert", "monitoring_case", "household"):
            self._on_current(self._chosen.row.household_id)
