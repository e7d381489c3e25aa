"""待标注: offers, the departments' rows behind them, and the thresholds, as three views of one page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.services.cases.door import RefusedHousehold
from app.services.errors import Refused
from app.services.raising.answering import Marking
from app.services.raising.records import OfferOutcome
from app.ui.alerts.waiting_book import WaitingBook
from app.ui.alerts.waiting_offers import Asked, WaitingOffers
from app.ui.alerts.waiting_rows import WaitingRows
from app.ui.alerts.waiting_settings import WaitingSettings
from app.ui.common.context import TabContext

_IMPORT = "import:department-list"


class WaitingPage(QWidget):
    """``counted(n)`` when the number of offers is known."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.book = WaitingBook(context, self)
        self.offers = WaitingOffers(context)
        self.rows = WaitingRows(context)
        self.settings = WaitingSettings(context)
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        self.views.setAccessibleName(self.tr("待标注各页"))
        self.views.addTab(self.offers, self.tr("待处理"))
        self.views.addTab(self.rows, self.tr("部门推送"))
        self.views.addTab(self.settings, self.tr("阈值和规则"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.views)
        self.book.changed.connect(self._on_read)
        for part in (self.offers, self.rows):
            part.import_asked.connect(lambda: context.navigator.open_tab("roster", _IMPORT))
            part.household_asked.connect(context.navigator.open_household)
        self.offers.take_asked.connect(self._take)
        self.offers.dismiss_asked.connect(self._dismiss)
        self.book.reload()

    def show_offers(self) -> None:
        """Bring the offers to the front, all of them."""
        self.views.setCurrentWidget(self.offers)
        self.offers.show_all()

    def _on_read(self) -> None:
        now = self.book.now
        if now is None:
            return
        self.offers.show_waiting(now)
        self.rows.show_waiting(now)
        self.settings.show_waiting(now)
        self.views.setTabText(0, self.tr("待处理 {count}").format(count=len(now.offers)))
        self.views.setTabText(1, self.tr("部门推送 {count}").format(count=len(now.rows)))
        self.counted.emit(len(now.offers))

    def _take(self, asked: Asked) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        marking = Marking(asked.on, asked.signers, asked.platform_on)
        self._write(
            self.tr("标注"),
            lambda: office.raising.take(asked.keys, marking=marking, actor=actor, today=today),
            of_dismissal=False,
        )

    def _dismiss(self, asked: Asked) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        self._write(
            self.tr("不标注"),
            lambda: office.raising.dismiss(asked.keys, reason=asked.reason, on=asked.on, actor=actor, today=today),
            of_dismissal=True,
        )

    def _write(self, did: str, work: Callable[[], OfferOutcome], *, of_dismissal: bool) -> None:
        names = self.offers.names()
        task = self._context.runner.start(did, lambda _: work())
        task.succeeded.connect(lambda outcome: self._on_answered(outcome, did, names, of_dismissal=of_dismissal))
        task.refused.connect(lambda why: self._on_refused(why, of_dismissal=of_dismissal))

    def _on_refused(self, why: Refused, *, of_dismissal: bool) -> None:
        self.offers.show_refusal(why, of_dismissal=of_dismissal)

    def _on_answered(self, outcome: OfferOutcome, did: str, names: dict[str, str], *, of_dismissal: bool) -> None:
        said = self.tr("{did}：完成 {done} 项 / 拒绝 {refused} 项").format(
            did=did, done=len(outcome.done), refused=len(outcome.refused)
        )
        refused = [RefusedHousehold(one.household_code, one.reasons) for one in outcome.refused]
        self.offers.answer.show_refused(said, refused, names)
        if outcome.done and of_dismissal:
            self.offers.reason.next_record()
