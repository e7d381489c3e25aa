"""The form of one alert action; the day and the signers stay for the next alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.workflow.table import Transition
from app.ui.actions import Key, make_action
from app.ui.alerts.step_forms import FormAbout, data_of_form, fields_for
from app.ui.common.form_builder import Form
from app.ui.common.permits import permittable
from app.ui.common.scrolled import Scrolled

_KEPT_OF_ACTION = ("signers", "verifiers")


class AlertStepPage(QWidget):
    """``saved(action, StepInput)`` when the form says what the row needs; the service judges it again."""

    saved = Signal(str, object)
    permit_asked = Signal(str)  # the action of the form

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._form: Form | None = None
        self._step: Transition | None = None
        self._day: object = None
        self._kept: dict[str, dict[str, object]] = {}
        self._area: Scrolled | None = None
        self._title = QLabel(self.tr("请在上面选择要办理的步骤。"))
        self._title.setWordWrap(True)
        self._title.setProperty("muted", True)
        self.save = QPushButton(self.tr("保存"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._on_save)
        self.save.hide()
        make_action(Key.SAVE, self, self._on_save)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addStretch(0)
        self._column.addWidget(self.save)

    @property
    def form(self) -> Form | None:
        """The form that is open, if one is."""
        return self._form

    @property
    def action(self) -> str:
        """The action whose form is open; empty when none is."""
        return self._step.action if self._step else ""

    def begin(self, step: Transition, about: FormAbout) -> Form:
        """Open the form of a row, with what the last record of this action kept; one that is open stays as typed."""
        if self._form is not None and self._step == step:
            self._form.focus_first()
            return self._form
        self.clear()
        form = Form(fields_for(step, about, self._today), today=self._today)
        kept = {"occurred_on": self._day} if self._day else {}
        form.set_values({**kept, **self._kept.get(step.action, {})})
        self._form, self._step = form, step
        self._area = Scrolled(form)
        self._column.insertWidget(1, self._area, 1)
        self._title.setText(self._heading(step))
        self.save.show()
        form.focus_first()
        return form

    def _heading(self, step: Transition) -> str:
        parties = self.tr("、").join(party.label for party in step.parties)
        papers = self.tr("、").join(f"{paper.name}{'❄' if paper.is_frozen else ''}" for paper in step.papers)
        said = self.tr("{name}：由{parties}办理").format(name=step.name, parties=parties)
        return said + (self.tr("，留下{papers}").format(papers=papers) if papers else "")

    def clear(self) -> None:
        """Close the form; what it keeps is remembered."""
        if self._area is not None:
            self._column.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self._area, self._form, self._step = None, None, None
        self.save.hide()
        self._title.setText(self.tr("请在上面选择要办理的步骤。"))

    def show_refusal(self, refused: Refused) -> None:
        """Say why the step was not taken; outside a window the permit is offered."""
        if self._form is None:
            return
        self._form.show_refusal(refused)
        if self._step is not None and permittable(refused.reasons):
            action = self._step.action
            self._form.bar.offer(self.tr("开补办单…"), lambda: self.permit_asked.emit(action))

    def _on_save(self) -> None:
        form, step = self._form, self._step
        if form is None or step is None or not form.check():
            return
        values = form.values()
        self._day = values["occurred_on"] if values["occurred_on"] != self._today() else None
        self._kept[step.action] = {name: values[name] for name in _KEPT_OF_ACTION if name in values}
        try:
            given = parse_step(data_of_form(values), today=self._today())
        except Refused as refused:
            form.show_refusal(refused)
            return
        self.saved.emit(step.action, given)
