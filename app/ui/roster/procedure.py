"""The steps of the household's case, from its page: open ones begin a form, closed ones say every reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.services.cases.door import Outcome
from app.services.cases.request import StepInput
from app.services.dossier.parts import HouseholdHead
from app.services.errors import Reason, Refused
from app.services.procedure.permits import Outlook
from app.services.tracks import TrackRow
from app.services.workflow.table import Transition
from app.ui.cases.clock import clock_chip, clock_words
from app.ui.cases.step_page import StepPage
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import ChipLabel
from app.ui.common.context import TabContext
from app.ui.common.permits import answer_wishes, offer_permit, permit_tip
from app.ui.common.tasks import Latest


class Procedure(QObject):
    """Fills ``bar`` with the steps of the household shown, and takes the one whose form is saved in ``page``."""

    begun = Signal()  # a form was opened: bring the page to the front

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._head: HouseholdHead | None = None
        self._steps = Latest(context.runner, self)
        self._steps.answered.connect(self._on_steps)
        self.bar = ActionBar(name=self.tr("可以办理的步骤"))
        self.clock = QWidget()
        self._clock_chip, self._clock_words = ChipLabel(), QLabel()
        self._clock_words.setWordWrap(True)
        row = QHBoxLayout(self.clock)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._clock_chip)
        row.addWidget(self._clock_words, 1)
        self.clock.hide()
        self.page = StepPage(context.today)
        self.page.saved.connect(self._on_saved)
        answer_wishes(self.bar, context.navigator, self._codes)

    def show_household(self, head: HouseholdHead) -> None:
        """Ask which steps this household's case allows today; a form under way for it stays."""
        if self._head is None or self._head.household_id != head.household_id:
            self.page.clear()
            self.clock.hide()
            self.bar.show_actions(())
        self._head = head
        office, today = self._context.office, self._context.today()

        def read(_: object) -> tuple[Outlook, TrackRow | None]:
            clock = office.tracks.running(head.household_id, today=today) if head.case_state else None
            return office.cases.outlook(head.code, today=today), clock

        self._steps.ask(self.tr("读取可办步骤"), read)

    def _on_steps(self, answer: tuple[Outlook, TrackRow | None]) -> None:
        found, clock = answer
        self.clock.setVisible(clock is not None)
        if clock is not None:
            self._clock_chip.show_chip(clock_chip(clock))
            self._clock_words.setText(clock_words(clock))
        self.bar.show_actions(
            [self._action(step, why, permit_tip(found.permits.get(step.action))) for step, why in found.steps]
        )

    def _action(self, step: Transition, why: Sequence[Reason], tip: str) -> BarAction:
        return BarAction(step.action, step.name, lambda: self._begin(step), tuple(why), tip=tip)

    def _begin(self, step: Transition) -> None:
        self.page.begin(step)
        self.begun.emit()

    def _codes(self) -> tuple[str, ...]:
        return (self._head.code,) if self._head else ()

    def _show_refusal(self, refused: Refused) -> None:
        self.page.show_refusal(refused)
        if self.page.form is not None:
            offer_permit(self.page.form.bar, refused, self._context.navigator, households=self._codes())

    def _on_saved(self, action: str, given: StepInput) -> None:
        if self._head is None:
            return
        code, cases = self._head.code, self._context.office.cases
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
        self.page.clear()
        done = outcome.done[0]
        said = self.tr("{code} 已办理，现为“{state}”。").format(code=done.household_code, state=done.state.label)
        self._context.navigator.say(said)
