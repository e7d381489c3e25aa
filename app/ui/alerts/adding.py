"""补记情况: the same gap was seen again; a dated line joins the open alert (alert row 1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.services.errors import Refused
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind


class FactAdder(QObject):
    """Asks for the day and the fact on top of ``parent`` and stores them."""

    def __init__(self, context: TabContext, parent: QWidget, number: Callable[[], str]) -> None:
        super().__init__(parent)
        self._context, self._widget, self._number = context, parent, number

    def begin(self) -> None:
        """Open the form for the alert that is shown."""
        number, today = self._number(), self._context.today
        form = Form(
            (
                Field("found_on", self.tr("发现日期"), Kind.DAY, required=True, initial=today()),
                Field("fact", self.tr("新的情况"), Kind.LONG_TEXT, required=True),
            ),
            today=today,
        )
        title = self.tr("补记情况 {number}").format(number=number)
        dialogs.panel(self._widget, title, form, do=self.tr("补记"), then=lambda box: self._add(number, form, box))

    def _add(self, number: str, form: Form, box: QDialog) -> None:
        if not form.check():
            return
        fact, on = str(form.value("fact")), form.value("found_on")
        alerts, actor, today = self._context.office.alerts, self._context.actor(), self._context.today()
        day = on if isinstance(on, date) else today
        task = self._context.runner.start(
            self.tr("补记情况"), lambda _: alerts.add_line(number, fact=fact, found_on=day, actor=actor, today=today)
        )

        def refused(why: Refused) -> None:
            form.show_refusal(why)

        task.succeeded.connect(lambda _: box.accept())
        task.refused.connect(refused)
