"""One step for one or several households: its form on top of the list, kept open while it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.cases.door import Outcome
from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.workflow.table import Transition
from app.ui.cases.fields import fields_of, step_data
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Form
from app.ui.common.permits import PermitWish, ask_permit, wish_for
from app.ui.common.scrolled import Scrolled

translate = QCoreApplication.translate


_KEPT = ("occurred_on", "signers", "visitors")


class StepDialogs:
    """The forms of one page; the day and who signed are kept for the next one."""

    def __init__(self, parent: QWidget, context: TabContext) -> None:
        self._parent, self._context = parent, context
        self._kept: dict[str, object] = {}

    def ask(
        self, step: Transition, codes: Sequence[str], *, whom: str, answered: Callable[[Outcome], object]
    ) -> QDialog:
        """Ask what the row needs and take it for all of ``codes``; ``whom`` names them in the form's head.

        ``answered`` gets the outcome once something was done; while everything is refused the form stays open.
        """
        form = Form(fields_of(step.needs, with_signers=True), today=self._context.today)
        known = {name: value for name, value in self._kept.items() if name in form.values()}
        form.set_values({"occurred_on": self._context.today(), **known})
        content = QWidget()
        column = QVBoxLayout(content)
        head = QLabel(whom)
        head.setWordWrap(True)
        column.addWidget(head)
        column.addWidget(Scrolled(form), 1)
        do = translate("cases", "办理 {count} 户").format(count=len(codes))
        dialog = dialogs.panel(
            self._parent, step.name, content, do=do, then=lambda shown: self._send(step, codes, form, shown, answered)
        )
        dialog.resize(560, min(180 + 42 * len(form.values()), 640))
        form.focus_first()
        return dialog

    def _send(
        self,
        step: Transition,
        codes: Sequence[str],
        form: Form,
        dialog: QDialog,
        answered: Callable[[Outcome], object],
    ) -> None:
        if not form.check():
            return
        values = form.values()
        self._kept = {name: values[name] for name in _KEPT if name in values}
        try:
            given = parse_step(step_data(values), today=self._context.today())
        except Refused as refused:
            form.show_refusal(refused)
            return
        cases, actor, today = self._context.office.cases, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            step.name, lambda _: cases.take(step.action, households=codes, given=given, actor=actor, today=today)
        )
        task.succeeded.connect(lambda outcome: self._on_outcome(form, dialog, outcome, answered))
        task.refused.connect(form.show_refusal)

    def _on_outcome(self, form: Form, dialog: QDialog, outcome: Outcome, answered: Callable[[Outcome], object]) -> None:
        if outcome.done:
            dialog.accept()
            answered(outcome)
            return
        reasons = tuple(reason for row in outcome.refused for reason in row.reasons)
        form.show_refusal(Refused(*reasons))
        wish = wish_for((row.household_code, row.reasons) for row in outcome.refused)
        if wish != PermitWish():

            def open_permits() -> None:
                dialog.reject()
                ask_permit(self._context.navigator, wish)

            form.bar.offer(translate("cases", "开补办单…"), open_permits)
