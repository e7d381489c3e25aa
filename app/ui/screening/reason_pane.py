"""Right of every list: why the chosen household was found or not, its steps, and steps for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.services.cases.door import Outcome
from app.services.cases.request import StepInput
from app.services.errors import Reason, Refused
from app.services.households import RosterRow
from app.services.screening.results import ReasonSheet
from app.services.workflow.table import Transition
from app.ui.cases.batch_page import Batch, BatchPage
from app.ui.cases.printing import Printing
from app.ui.cases.step_page import StepPage
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import case_chip, category_chip
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.permits import answer_wishes, offer_permit
from app.ui.common.refusals import RefusalBar
from app.ui.common.side_pane import SidePane
from app.ui.common.tasks import Latest
from app.ui.household.words import tag_chip, type_word
from app.ui.screening.reasons import ReasonsPage
from app.ui.screening.words import answer_chip, priority_chip

# What is done household by household here; steps of lists (汇总报区, 比对办结, 列入名单) are taken from the lists.
_HERE = frozenset(
    {
        "carry_over",
        "propose",
        "strike",
        "return_village",
        "exclude_cross_check",
        "list_before_result",
        "end",
        "take_back",
    }
)


@dataclass(frozen=True, slots=True)
class _Read:
    row: RosterRow
    sheet: ReasonSheet | None
    steps: Sequence[tuple[Transition, Sequence[Reason]]]


class ReasonPane(SidePane):
    """``show_household`` reads and shows; ``begin_batch`` turns to the form for many."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(name=self.tr("理由单"))
        self._context = context
        self._reads = Latest(context.runner, self)
        self._household: _Read | None = None
        self._wanted: tuple[str, Mapping[str, object]] = ("", {})
        self.refusals = RefusalBar(self)
        self._printing = Printing(context, self, self.refusals)
        self.steps = ActionBar(name=self.tr("可以办理的步骤"))
        self.reasons = ReasonsPage()
        self.step = StepPage(context.today)
        self.batch = BatchPage(context, context.today)
        self.insert_above_pages(self.refusals)
        self.insert_above_pages(self._links())
        self.insert_above_pages(self.steps)
        self.add_page(self.reasons, self.tr("理由单"))
        self.add_page(self.step, self.tr("逐户办理"))
        self.add_page(self.batch, self.tr("批量办理"))
        self.tabs.currentChanged.connect(self._on_turned)
        self._on_turned()
        self._reads.answered.connect(self._on_read)
        self.step.saved.connect(self._on_saved)
        answer_wishes(self.steps, context.navigator, self._codes)

    def _links(self) -> QWidget:
        links = QWidget()
        row = QHBoxLayout(links)
        row.setContentsMargins(0, 0, 0, 0)
        for sign, text, act in (
            ("house", self.tr("打开农户"), self._on_open),
            ("printer", self.tr("打印理由单"), self._on_print),
        ):
            button = QPushButton(icon(sign), text)
            button.setProperty("flat", True)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        self._links_row = links
        return links

    @property
    def household_id(self) -> int | None:
        """The household that is shown."""
        return self._household.row.household_id if self._household else None

    def show_household(self, household_id: int, *, then: str = "", known: Mapping[str, object] | None = None) -> None:
        """Read and show a household; ``then`` begins a step of it, with what is ``known`` in its form."""
        if self._household is None or household_id != self._household.row.household_id:
            self.step.clear()
        self._wanted = (then, known or {})
        office, today = self._context.office, self._context.today()

        def read(_: object) -> _Read:
            row = office.households.rows([household_id])[household_id]
            steps = office.cases.open_actions(row.code, today=today)
            return _Read(row, office.screening.explain(household_id, today=today), steps)

        self._reads.ask(self.tr("读取理由单"), read)
        if self.tabs.currentWidget() is self.batch and self.batch.form is None and not self.batch.refused_rows:
            self.tabs.setCurrentWidget(self.reasons)

    def refresh(self) -> None:
        """Read the household again after a write."""
        if self._household is not None:
            self.show_household(self._household.row.household_id)

    def begin_batch(self, batch: Batch) -> None:
        """Open the form of a step for many."""
        self.batch.begin(batch)
        self.tabs.setCurrentWidget(self.batch)

    def _on_read(self, read: _Read) -> None:
        self._household = read
        self.refusals.clear()
        self._show_who(read)
        self.reasons.show_sheet(read.sheet)
        shown = [(step, why) for step, why in read.steps if step.action in _HERE]
        self.steps.show_actions([self._action(step, why) for step, why in shown])
        (action, known), self._wanted = self._wanted, ("", {})
        if action:
            self._begin_named(action, read, known)

    def _on_turned(self) -> None:
        """What is said above the pages is of one household: steps for many have no household."""
        is_batch = self.tabs.currentWidget() is self.batch
        for part in (self._links_row, self.steps):
            part.setVisible(self._household is not None and not is_batch)
        if is_batch:
            self.show_head(self.tr("批量办理"))
        elif self._household is not None:
            self._show_who(self._household)

    def _show_who(self, read: _Read) -> None:
        if self.tabs.currentWidget() is self.batch:
            return
        row, sheet = read.row, read.sheet
        chips = [answer_chip(sheet)] if sheet and not row.case_state else []
        chips += [priority_chip()] if sheet and sheet.answer and sheet.priority and not row.case_state else []
        chips += [case_chip(row.case_state)] if row.case_state else []
        category = row.category or (sheet.category if sheet and sheet.answer else None)
        chips += [category_chip(category)] if category else []
        chips += [tag_chip(tag) for tag in (sheet.tags if sheet else ())]
        place = f"{row.village_name}{row.group_name}　{type_word(row.household_type)}　{row.code}"
        self.show_head(self.tr("{head}　{count}人").format(head=row.head_name, count=row.member_count), place, chips)
        for part in (self._links_row, self.steps):
            part.show()

    def _begin_named(self, action: str, read: _Read, known: Mapping[str, object]) -> None:
        step = next((step for step, why in read.steps if step.action == action and not why), None)
        if step is not None:
            self._begin(step)
            if self.step.form is not None:
                self.step.form.set_values(known)
        elif action in self.steps.keys():  # noqa: SIM118 - a method of the bar, not of a mapping
            self.steps.button(action).click()  # closed: the bar says every reason

    def _action(self, step: Transition, why: Sequence[Reason]) -> BarAction:
        return BarAction(step.action, step.name, lambda: self._begin(step), tuple(why))

    def _begin(self, step: Transition) -> None:
        self.step.begin(step)
        sheet = self._household.sheet if self._household else None
        if self.step.form is not None and sheet is not None and sheet.category is not None:
            self.step.form.set_values({"category": sheet.category.value})
        self.tabs.setCurrentWidget(self.step)

    def _codes(self) -> tuple[str, ...]:
        return (self._household.row.code,) if self._household else ()

    def _show_refusal(self, refused: Refused) -> None:
        self.step.show_refusal(refused)
        if self.step.form is not None:
            offer_permit(self.step.form.bar, refused, self._context.navigator, households=self._codes())

    def _on_saved(self, action: str, given: StepInput) -> None:
        if self._household is None:
            return
        code, cases = self._household.row.code, self._context.office.cases
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存"), lambda _: cases.take(action, households=[code], given=given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_taken)
        task.refused.connect(self._show_refusal)

    def _on_taken(self, outcome: Outcome) -> None:
        if outcome.refused:
            self._show_refusal(Refused(*outcome.refused[0].reasons))
            return
        self.step.clear()
        self.tabs.setCurrentWidget(self.reasons)
        done = outcome.done[0]
        said = self.tr("{code} 已办理，现为“{state}”。").format(code=done.household_code, state=done.state.label)
        self._context.navigator.say(said)

    def _on_open(self) -> None:
        if self._household is not None:
            self._context.navigator.open_household(self._household.row.household_id)

    def _on_print(self) -> None:
        if self._household is not None:
            self._printing.ask("reason_sheet", self.tr("筛查理由单"), households=[self._household.row.code])
