"""The steps beside the form: a household that has to be visited again, and a record that was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from app.services.errors import Refused
from app.services.households import RosterRow
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.permits import PermitWish, ask_permit
from app.ui.visits.refusing import show_placed
from app.ui.visits.saving import Saver

OnDone = Callable[[object], None]
OnRefused = Callable[[Refused], None]


class SmallSteps(QObject):
    """Each asks one or two things in a small window and stores them."""

    def __init__(self, context: TabContext, saver: Saver, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._saver, self._window = context, saver, window

    def ask_revisit(self, row: RosterRow) -> None:
        """What the visit found no longer holds."""
        causes = (self.tr("分户"), self.tr("并户"), self.tr("成员死亡"), self.tr("收入跨线"), self.tr("比对有新结果"))
        hint = self.tr("如：分户、成员死亡、收入跨线、比对有新结果")
        today = self._context.today
        form = Form(
            (
                Field("cause", self.tr("事由"), required=True, suggestions=causes, hint=hint),
                Field("on", self.tr("日期"), Kind.DAY, required=True, initial=today()),
            ),
            today=today,
        )

        def start(done: OnDone, refused: OnRefused) -> None:
            values = form.values()
            on = values["on"] if isinstance(values["on"], date) else today()
            self._saver.revisit(row.code, cause=str(values["cause"]), on=on, saved=done, refused=refused)

        self._ask(row, self.tr("需复访"), form, start)

    def ask_take_back(self, row: RosterRow) -> None:
        """The last own step was wrong."""
        form = Form((Field("reason", self.tr("撤回原因"), required=True, hint=self.tr("如：填错户")),))

        def start(done: OnDone, refused: OnRefused) -> None:
            self._saver.take_back(row.code, reason=str(form.value("reason")), done=done, refused=refused)

        self._ask(row, self.tr("撤回上一步"), form, start)

    def _ask(self, row: RosterRow, title: str, form: Form, start: Callable[[OnDone, OnRefused], None]) -> None:
        form.setMinimumWidth(420)

        def save(dialog: QDialog) -> None:
            if form.check():
                start(lambda _: _close(dialog), lambda why: self._refuse(row, form, why))

        said = self.tr("{head}：{title}").format(head=row.head_name, title=title)
        dialogs.panel(self._window, said, form, do=title, then=save)

    def _refuse(self, row: RosterRow, form: Form, refused: Refused) -> None:
        if isValid(form):
            navigator = self._context.navigator
            show_placed(
                form,
                refused,
                day="on",
                open_permits=lambda actions: ask_permit(navigator, PermitWish(actions, (row.code,))),
            )
        else:  # closed while it was being stored
            self._context.navigator.say(" ".join(sentences(refused)))


def _close(dialog: QDialog) -> None:
    if isValid(dialog):
        dialog.accept()
