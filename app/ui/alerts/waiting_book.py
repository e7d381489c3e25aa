"""What the page 待标注 shows: offers, rows of departments' lists, thresholds; read again after a write that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.services.changes import ChangeSet
from app.services.raising.list_kinds import ListKind
from app.services.raising.records import ListRow, Offer
from app.services.raising.rules import AlertRule
from app.services.regions import RegionRow
from app.services.workflow.facts import Signer
from app.ui.common.context import TabContext
from app.ui.common.tasks import Latest

_TABLES = (
    *("alert", "alert_offer_answer", "department_row", "import_batch", "monthly_check", "setting", "plan_version"),
    *("household", "membership", "household_fact", "person_fact", "work_spell", "income_statement"),
    *("monitoring_fact", "monitoring_case", "monitoring_spell", "region"),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reading."""

    offers: tuple[Offer, ...]
    rows: tuple[ListRow, ...]
    kinds: Mapping[str, ListKind]
    rules: Mapping[str, AlertRule]
    officers: tuple[Signer, ...]
    villages: tuple[RegionRow, ...]


class WaitingBook(QObject):
    """``changed`` when ``now`` is new."""

    changed = Signal()

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.now: Waiting | None = None
        self._answers = Latest(context.runner, self)
        self._answers.answered.connect(self._on_read)
        context.hub.changed.connect(self._on_changed)

    def reload(self) -> None:
        """Read everything again."""
        office, today = self._context.office, self._context.today()

        def read(_: object) -> Waiting:
            return Waiting(
                office.raising.offers(today=today),
                office.raising.rows(today=today),
                office.raising.kinds(),
                office.raising.rules(),
                tuple(Signer(row.name, row.organisation) for row in office.directory.officers(on=today)),
                tuple(office.regions.tree()),
            )

        self._answers.ask(self.tr("读取待标注"), read)

    def _on_read(self, now: Waiting) -> None:
        self.now = now
        self.changed.emit()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TABLES):
            self.reload()
