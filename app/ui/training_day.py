"""The day of a training office: shown in the head, chosen freely, so that every stage can be tried in any order."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QMenu, QToolButton, QWidget

from app.services.workflow.plan import Plan
from app.ui.common import dialogs
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon


class TrainingDay(QObject):
    """The day on which a training office stands. ``moved`` after another one was chosen."""

    moved = Signal()

    def __init__(self, day: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._day = day

    def __call__(self) -> date:
        """The day, wherever the window asks for today."""
        return self._day

    def move_to(self, day: date) -> None:
        """Stand on another day."""
        if day != self._day:
            self._day = day
            self.moved.emit()


class TrainingDayButton(QToolButton):
    """演示数据 · 3月20日: the stages of the plan to go to, or any other day. ``day_chosen`` carries a date."""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.min
        self.setIcon(icon("calendar"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(self.tr("演示库可以换一天办理；正式库总是当天。"))
        self.setAccessibleName(self.tr("演示日期"))
        self.setMenu(QMenu(self))
        self.hide()

    def show_day(self, plan: Plan | None, today: date) -> None:
        """Say the day and offer the days on which the plan's stages open and close."""
        self._today = today
        self.setText(self.tr("演示数据 · {month}月{day}日").format(month=today.month, day=today.day))
        menu = self.menu()
        menu.clear()
        for window in plan.stages if plan else ():
            for day in (window.opens_on, window.closes_on):
                text = self.tr("{month}月{day}日 {stage}").format(month=day.month, day=day.day, stage=window.name)
                menu.addAction(text, lambda d=day: self.day_chosen.emit(d))
        menu.addSeparator()
        menu.addAction(self.tr("另选一天…"), self._on_other_day)
        self.show()

    def _on_other_day(self) -> None:
        field = Field("day", self.tr("按哪一天办理"), Kind.DAY, required=True, initial=self._today)
        form = Form((field,), today=lambda: self._today)

        def go(dialog: QDialog) -> None:
            if form.check():
                dialog.accept()
                self.day_chosen.emit(form.value("day"))

        dialogs.panel(self.window(), self.tr("演示日期"), form, do=self.tr("换到这一天"), then=go)
