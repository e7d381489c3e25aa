"""The township's own half of the comparison: one form for the chosen persons and items."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.services.cross_check.by_hand import HandAnswer
from app.services.cross_check.requests import AskedRow
from app.services.cross_check.words import ItemOutcome
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar


class HandAnswers(QObject):
    """Asks who compared and when; both stay for the next answers."""

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar
        self._kept: dict[str, object] = {}

    def ask(self, outcome: ItemOutcome, rows: Sequence[AskedRow]) -> Form:
        """Ask for the rest and write the answers of these rows."""
        needs_words = outcome is not ItemOutcome.CLEAR
        label = self.tr("免比对的原因") if outcome is ItemOutcome.EXEMPT else self.tr("看到了什么")
        form = Form(
            (
                Field("by", self.tr("比对单位或经办人"), required=True, keep=True),
                Field("on", self.tr("比对日期"), Kind.DAY, required=True, keep=True),
                Field("details", label, Kind.LONG_TEXT, required=needs_words),
            ),
            today=self._context.today,
        )
        form.show_field("details", is_shown=needs_words)
        form.set_values({"by": self._context.actor().on_behalf_of, "on": self._context.today(), **self._kept})
        title = self.tr("{outcome}：{count} 项").format(outcome=outcome.label, count=len(rows))
        dialogs.panel(
            self._page, title, form, do=self.tr("登记"), then=lambda dialog: self._save(dialog, form, outcome, rows)
        ).resize(480, 220)
        return form

    def _save(self, dialog: QDialog, form: Form, outcome: ItemOutcome, rows: Sequence[AskedRow]) -> None:
        if not form.check():
            return
        values = form.values()
        self._kept = {name: values[name] for name in ("by", "on")}
        answers = [
            HandAnswer(
                household_code=row.household.code,
                name=row.name,
                topic=row.topic,
                outcome=outcome,
                details=str(values["details"] or ""),
            )
            for row in rows
        ]
        cross_check, actor, today = self._context.office.cross_check, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("登记比对结果"),
            lambda _: cross_check.answer_by_hand(
                answers,
                by=str(values["by"]),
                on=values["on"],  # type: ignore[arg-type] - the form gives a day
                actor=actor,
                today=today,
            ),
        )
        task.succeeded.connect(lambda _: self._on_saved(dialog, outcome, len(answers)))
        task.refused.connect(form.show_refusal)

    def _on_saved(self, dialog: QDialog, outcome: ItemOutcome, count: int) -> None:
        dialog.accept()
        self._bar.clear()
        said = self.tr("已登记 {count} 项：{outcome}。").format(count=count, outcome=outcome.label)
        self._context.navigator.say(said)
