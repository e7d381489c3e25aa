"""Writes of the monthly watch: a round's checks, carrying over, and gaps that become alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.services.monitoring.grid import Grid
from app.services.monitoring.months import Month
from app.services.monitoring.records import AlertOffer, CheckEntry, Round, SavedChecks
from app.services.workflow.facts import Signer
from app.ui.common.context import TabContext


class MonthsWriter(QObject):
    """``written(SavedChecks, their Grid, from_form)``; ``refused(Refused, from_form)`` for a whole round."""

    written = Signal(object, object, bool)
    refused = Signal(object, bool)
    not_written = Signal()  # refused, cancelled or failed: what was shown beforehand is not so
    marked = Signal(object)  # AlertOutcome
    not_marked = Signal(object)  # Refused

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._writing = 0

    @property
    def is_writing(self) -> bool:
        """Whether a write is under way; its own answer shows what it changed."""
        return self._writing > 0

    def save(self, round_: Round, entry: CheckEntry, months: Sequence[Month], *, from_form: bool) -> None:
        """Save one household of a round."""
        monitoring, actor, today = self._context.office.monitoring, self._context.actor(), self._context.today()
        self._write(
            lambda: monitoring.save(round_, [entry], actor=actor, today=today),
            [entry.household_code],
            months,
            from_form=from_form,
        )

    def carry(self, round_: Round, codes: Sequence[str], months: Sequence[Month]) -> None:
        """沿用上月 for these households."""
        monitoring, actor, today = self._context.office.monitoring, self._context.actor(), self._context.today()
        self._write(lambda: monitoring.carry(round_, codes, actor=actor, today=today), codes, months, from_form=False)

    def _write(
        self, work: Callable[[], SavedChecks], codes: Sequence[str], months: Sequence[Month], *, from_form: bool
    ) -> None:
        monitoring, today = self._context.office.monitoring, self._context.today()

        def do(_: object) -> tuple[SavedChecks, Grid]:
            saved = work()
            return saved, monitoring.grid(today=today, months=months, codes=codes)

        self._writing += 1
        task = self._context.runner.start(self.tr("登记月监测"), do, quiet=len(codes) == 1)
        task.succeeded.connect(lambda answer: self.written.emit(*answer, from_form))
        task.refused.connect(lambda refused: self.refused.emit(refused, from_form))
        for ended in (task.refused, task.failed):
            ended.connect(lambda _: self.not_written.emit())
        task.cancelled.connect(self.not_written)
        task.finished.connect(self._on_finished)

    def _on_finished(self) -> None:
        self._writing -= 1

    def mark(
        self, offers: Sequence[AlertOffer], day: date, signers: tuple[Signer, ...], platform_on: date | None
    ) -> None:
        """Mark gaps as alerts, as the village signed them."""
        monitoring, actor, today = self._context.office.monitoring, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("标注预警"),
            lambda _: monitoring.mark_alerts(
                offers, on=day, signers=signers, platform_on=platform_on, actor=actor, today=today
            ),
        )
        task.succeeded.connect(self.marked)
        task.refused.connect(self.not_marked)
