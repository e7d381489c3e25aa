"""A desk for the households of some states: the list of what is due, the actions of the chosen one, and their form.

Screening's results, visits, evaluation and entry are desks over different states; what may be done and why not is
asked of the workflow, never decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QTextBrowser, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CaseState, HouseholdType
from app.services.cases.door import Outcome
from app.services.cases.request import StepInput
from app.services.changes import ChangeSet
from app.services.errors import Reason, Refused
from app.services.households import RosterQuery, RosterRow
from app.services.procedure.permits import Outlook
from app.services.workflow.judge import TABLES
from app.services.workflow.table import Transition
from app.ui.cases.step_page import StepPage
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import case_chip, category_chip
from app.ui.common.columns import Column, chip_column, count_column, money_column
from app.ui.common.context import TabContext, TabView
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.permits import answer_wishes, offer_permit, permit_tip
from app.ui.common.search_box import SearchBox
from app.ui.common.side_pane import SidePane, WithPane
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import WindowedTableModel


@dataclass(frozen=True, slots=True)
class DeskSpec:
    """Which households a desk shows, and what it says when there are none. ``states`` empty = those without a case."""

    key: str
    name: str
    states: tuple[CaseState, ...]
    empty: str
    first_steps: tuple[str, ...] = ()  # for households without a case: the actions that open one


@dataclass(frozen=True, slots=True)
class _Chosen:
    row: RosterRow
    page: Mapping[str, object]
    outlook: Outlook


class CaseDesk(TabView):
    """One tab: search, list, and the pane with actions, form and history of the chosen household."""

    def __init__(self, spec: DeskSpec, context: TabContext, *, above: QWidget | None = None) -> None:
        super().__init__()
        self._spec, self._context = spec, context
        self._query = RosterQuery(case_states=tuple(state.value for state in spec.states))
        self._lists = Latest(context.runner, self)
        self._pages = Latest(context.runner, self)
        self._search = SearchBox(self.tr("在本页查找 姓名/拼音/身份证尾号/户编号"))
        self.model = WindowedTableModel(self._columns(), context.office.households.rows)
        self.table = DataTable(self.model, name=spec.name, key=spec.key, frozen=2, memory=context.memory)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.bar = ActionBar(name=self.tr("可以办理的步骤"))
        self.step = StepPage(context.today)
        self._history = QTextBrowser()
        self._history.setAccessibleName(self.tr("本户情况和经过"))
        self.pane = SidePane(name=self.tr("所选户"))
        self._chosen: _Chosen | None = None
        self._lay_out(above)
        self._connect()
        self.reload()

    def _columns(self) -> list[Column[RosterRow]]:
        return [
            Column("code", self.tr("户编号"), lambda row: row.code, 18, sort_key="code"),
            Column("head", self.tr("户主"), lambda row: row.head_name, 10, sort_key="head"),
            count_column("members", self.tr("人口"), lambda row: row.member_count),
            Column("place", self.tr("村组"), lambda row: f"{row.village_name}{row.group_name}", 16),
            Column("type", self.tr("户类型"), self._type_word, 9, sort_key=""),
            chip_column("state", self.tr("状态"), lambda row: case_chip(row.case_state) if row.case_state else None),
            chip_column("category", self.tr("类别"), lambda row: category_chip(row.category) if row.category else None),
            money_column("income", self.tr("人均纯收入"), lambda row: row.net_per_head_fen),
        ]

    @staticmethod
    def _type_word(row: RosterRow) -> str:
        return HouseholdType(row.household_type).label if row.household_type else ""

    def _lay_out(self, above: QWidget | None) -> None:
        self._empty = EmptyOr(self.table, EmptyState(self._spec.empty))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 4)
        if above is not None:
            column.addWidget(above)
        column.addWidget(self._search)
        column.addWidget(self._empty, 1)
        column.addWidget(self._count)
        self.pane.insert_above_pages(self.bar)
        self.pane.add_page(self.step, self.tr("办理"))
        self.pane.add_page(self._history, self.tr("情况和经过"))
        self._split = WithPane(left, self.pane)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _connect(self) -> None:
        self._search.query_changed.connect(self.search)
        self._lists.answered.connect(self._on_ids)
        self._pages.answered.connect(self._on_page)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self._split.open_pane())
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        self.step.saved.connect(self._on_saved)
        answer_wishes(self.bar, self._context.navigator, self._codes)
        self._context.hub.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read the list again; the chosen row stays chosen."""
        query, households = self._query, self._context.office.households
        self._lists.ask(self.tr("读取名单"), lambda _: households.find_ids(query))

    @override
    def search(self, text: str) -> None:
        self._query = RosterQuery(text=text, case_states=self._query.case_states)
        self.reload()

    def _on_ids(self, ids: Sequence[int]) -> None:
        self.model.show_ids(ids)
        self._empty.show_empty(is_empty=not ids and not self._query.text)
        self._count.setText(self.tr("共 {count} 户").format(count=len(ids)))
        if ids and self.table.current_id() is None:
            self.table.select_position(0)
        if not ids:
            self._split.close_pane()

    def _on_current(self, household_id: int) -> None:
        if household_id < 0:
            return
        office, today = self._context.office, self._context.today()

        def read(_: object) -> _Chosen:
            row = office.households.rows([household_id])[household_id]
            return _Chosen(row, office.households.page(row.code), office.cases.outlook(row.code, today=today))

        self._pages.ask(self.tr("读取本户"), read)
        if self._split.opens_by_itself():
            self._split.open_pane()

    def _on_page(self, chosen: _Chosen) -> None:
        self._chosen = chosen
        row = chosen.row
        chips = [case_chip(row.case_state)] if row.case_state else []
        chips += [category_chip(row.category)] if row.category else []
        self.pane.show_head(f"{row.head_name} {row.code}", f"{row.village_name}{row.group_name}", chips)
        self._history.setPlainText(history_text(chosen.page, self.tr))
        wanted = self._spec.first_steps
        steps = [(step, why) for step, why in chosen.outlook.steps if not wanted or step.action in wanted]
        self.bar.show_actions([self._action(step, why, first=n == 0) for n, (step, why) in enumerate(steps)])
        self.step.clear()

    def _action(self, step: Transition, why: Sequence[Reason], *, first: bool) -> BarAction:
        tip = permit_tip(self._chosen.outlook.permits.get(step.action)) if self._chosen else ""
        return BarAction(step.action, step.name, lambda: self._begin(step), tuple(why), is_primary=first, tip=tip)

    def _begin(self, step: Transition) -> None:
        self._split.open_pane()
        self.step.begin(step)
        self.pane.tabs.setCurrentWidget(self.step)

    def _codes(self) -> tuple[str, ...]:
        return (self._chosen.row.code,) if self._chosen else ()

    def _show_refusal(self, refused: Refused) -> None:
        self.step.show_refusal(refused)
        if self.step.form is not None:
            offer_permit(self.step.form.bar, refused, self._context.navigator, households=self._codes())

    def _on_saved(self, action: str, given: StepInput) -> None:
        if self._chosen is None:
            return
        code, office = self._chosen.row.code, self._context.office
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存"),
            lambda _: office.cases.take(action, households=[code], given=given, actor=actor, today=today),
        )
        task.succeeded.connect(self._on_taken)
        task.refused.connect(self._show_refusal)

    def _on_taken(self, outcome: Outcome) -> None:
        if outcome.refused:
            self._show_refusal(Refused(*outcome.refused[0].reasons))
            return
        done = outcome.done[0]
        self._context.navigator.say(
            self.tr("{code} 已办理，现为“{state}”。").format(code=done.household_code, state=done.state.label)
        )

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("monitoring_case", "household", "membership", "import_batch", "screening_hit"):
            self.reload()
            current = self.table.current_id()
            if current is not None:
                self._on_current(current)


def history_text(page: Mapping[str, object], tr: Callable[[str], str]) -> str:
    """A household in words: members, what is known, and every step with its day and signer."""
    lines: list[str] = []
    members = page.get("members")
    for member in members if isinstance(members, list) else []:
        lines.append(f"{member['name']}　{member['relation'] or ''}")
    lines.append("")
    timeline = page.get("timeline")
    for step in timeline if isinstance(timeline, list) else []:
        back = tr("（已撤回）") if step.get("taken_back_on") else ""
        lines.append(f"{step['on']}　{step_word(str(step['action']))}　{step['by']}{back}")
    return "\n".join(lines)


def step_word(action: str) -> str:
    """The Chinese word of a workflow action; other entries keep their code."""
    return next((row.name for table in TABLES.values() for row in table if row.action == action), action)
