"""One step for one or several households: its form on top of the list, kept open while it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.cases.door import Outcome
from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.workflow.table import Transition
from app.ui.cases.batch_answer import is_permittable
from app.ui.cases.fields import fields_of, step_data
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Form
from app.ui.common.scrolled import Scrolled

translate = QCoreApplication.translate


def ask_step(
    parent: QWidget,
    context: TabContext,
    step: Transition,
    codes: Sequence[str],
    *,
    whom: str,
    answered: Callable[[Outcome], object],
) -> QDialog:
    """Ask what the row needs and take it for all of ``codes``; ``whom`` names them in the form's head.

    ``answered`` gets the outcome once something was done; while everything is refused the form stays open.
    """
    form = Form(fields_of(step.needs, with_signers=True), today=context.today)
    form.set_values({"occurred_on": context.today()})
    content = QWidget()
    column = QVBoxLayout(content)
    head = QLabel(whom)
    head.setWordWrap(True)
    column.addWidget(head)
    column.addWidget(Scrolled(form), 1)

    def send(dialog: QDialog) -> None:
        if not form.check():
            return
        try:
            given = parse_step(step_data(form.values()), today=context.today())
        except Refused as refused:
            form.show_refusal(refused)
            return
        cases, actor, today = context.office.cases, context.actor(), context.today()
        task = context.runner.start(
            step.name, lambda _: cases.take(step.action, households=codes, given=given, actor=actor, today=today)
        )
        task.succeeded.connect(lambda outcome: _on_outcome(context, form, dialog, outcome, answered))
        task.refused.connect(form.show_refusal)

    dialog = dialogs.panel(
        parent, step.name, content, do=translate("cases", "办理 {count} 户").format(count=len(codes)), then=send
    )
    dialog.resize(560, min(180 + 42 * len(form.values()), 640))
    form.focus_first()
    return dialog


def _on_outcome(
    context: TabContext, form: Form, dialog: QDialog, outcome: Outcome, answered: Callable[[Outcome], object]
) -> None:
    if outcome.done:
        dialog.accept()
        answered(outcome)
        return
    reasons = tuple(reason for row in outcome.refused for reason in row.reasons)
    form.show_refusal(Refused(*reasons))
    if any(map(is_permittable, reasons)):

        def open_permits() -> None:
            dialog.reject()
            context.navigator.open_settings("permits")

        form.bar.offer(translate("cases", "开补办单…"), open_permits)
