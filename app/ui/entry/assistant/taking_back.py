"""What the national system gives back: the numbers of household and members, and that its tasks are done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.cases.door import Outcome
from app.services.entry.form import EntryBlock, EntrySheet
from app.services.entry.numbers import checked_number
from app.services.entry.service import Entered
from app.services.errors import Refused
from app.ui.common.context import TabContext


class TakingBack(QObject):
    """``finished``: the household is done; ``kept``: something was stored, read again; ``refused(Refused)``."""

    finished = Signal()
    kept = Signal()
    refused = Signal(object)

    def __init__(self, context: TabContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def person_number(self, block: EntryBlock, text: str) -> None:
        """The 人编号 of a member."""
        person_id = block.person_id
        if person_id is None:
            return
        forms, actor, today = self._context.office.entry_forms, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存人编号"),
            lambda _: forms.take_person_number(person_id, text, actor=actor, today=today),
        )
        task.succeeded.connect(lambda _: self.kept.emit())
        task.refused.connect(self.refused)

    def household_number(self, sheet: EntrySheet, text: str) -> None:
        """The 户编号: an approved household is marked as entered with it, of another one the number is kept."""
        try:
            number = checked_number(text) if text or sheet.needs_number or not sheet.is_waiting else ""
        except Refused as refused:
            self.refused.emit(refused)
            return
        if sheet.is_waiting:
            self._mark(sheet, number)
        else:
            self._keep(sheet, number)

    def _keep(self, sheet: EntrySheet, number: str) -> None:
        forms, actor, today = self._context.office.entry_forms, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存户编号"),
            lambda _: forms.take_household_number(sheet.household_id, number, actor=actor, today=today),
        )
        task.succeeded.connect(lambda _: self.finished.emit())
        task.refused.connect(self.refused)

    def _mark(self, sheet: EntrySheet, number: str) -> None:
        entry, actor, today = self._context.office.entry, self._context.actor(), self._context.today()
        entered = [Entered(sheet.code, number or None)]
        task = self._context.runner.start(
            self.tr("标记已录入"),
            lambda _: entry.mark_entered(entered, on=today, operator=actor.name, actor=actor, today=today),
        )
        task.succeeded.connect(self._on_marked)
        task.refused.connect(self.refused)

    def _on_marked(self, outcome: Outcome) -> None:
        if outcome.refused:
            self.refused.emit(Refused(*outcome.refused[0].reasons))
        else:
            self.finished.emit()

    def tasks_done(self, sheet: EntrySheet) -> None:
        """The platform's other tasks of this household (corrections, alerts) have been done there today."""
        office, actor, today = self._context.office, self._context.actor(), self._context.today()

        def work(_: object) -> None:
            ids = office.entry_forms.open_tasks(sheet.household_id)
            office.platform.finish(ids, on=today, by=actor.name, actor=actor, today=today)

        task = self._context.runner.start(self.tr("办结平台待办"), work)
        task.succeeded.connect(lambda _: self.kept.emit())
        task.refused.connect(self.refused)
