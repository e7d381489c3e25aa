"""The form of one step, in the order of the paper; it keeps day and signers for the next household."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.workflow.table import Transition
from app.ui.cases.fields import fields_of, step_data
from app.ui.common.form_builder import Form


class StepPage(QWidget):
    """``saved(action, StepInput)`` when the form says what the row needs; the service judges it again."""

    saved = Signal(str, object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._form: Form | None = None
        self._step: Transition | None = None
        self._kept: dict[str, object] = {}
        self._hint = QLabel(self.tr("请在上面选择要办理的步骤。"))
        self._hint.setWordWrap(True)
        self._hint.setProperty("muted", True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("步骤内容"))
        self._area.hide()
        self.save = QPushButton(self.tr("保存"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._on_save)
        self.save.hide()
        column = QVBoxLayout(self)
        column.addWidget(self._hint)
        column.addWidget(self._area, 1)
        column.addWidget(self.save)
        column.addStretch(0)

    @property
    def form(self) -> Form | None:
        """The form that is open, if one is."""
        return self._form

    def begin(self, step: Transition) -> None:
        """Open the form of a row, with what the last record kept."""
        self._step = step
        self._form = Form(fields_of(step.needs, with_signers=True), today=self._today)
        known = {name: value for name, value in self._kept.items() if name in self._form.values()}
        self._form.set_values({"occurred_on": self._today(), **known})
        self._area.setWidget(self._form)
        self._hint.setText(step.name)
        self._area.show()
        self.save.show()
        self._form.focus_first()

    def clear(self) -> None:
        """Close the form; what it keeps is remembered."""
        self._form, self._step = None, None
        if widget := self._area.takeWidget():
            widget.deleteLater()
        self._area.hide()
        self.save.hide()
        self._hint.setText(self.tr("请在上面选择要办理的步骤。"))

    def show_refusal(self, refused: Refused) -> None:
        """Say why the step was not taken, beside the fields and above them."""
        if self._form is not None:
            self._form.show_refusal(refused)

    def _on_save(self) -> None:
        form, step = self._form, self._step
        if form is None or step is None or not form.check():
            return
        values = form.values()
        self._kept = {name: values[name] for name in ("occurred_on", "signers", "visitors") if name in values}
        try:
            given = parse_step(step_data(values), today=self._today())
        except Refused as refused:
            form.show_refusal(refused)
            return
        self.saved.emit(step.action, given)
