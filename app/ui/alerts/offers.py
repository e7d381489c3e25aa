"""缺项转预警: the gaps of a month without an open alert, marked together as the village signed them (alert row 1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services.alerts.door import AlertOutcome
from app.services.errors import Refused
from app.services.monitoring.records import AlertOffer
from app.services.workflow.facts import Signer
from app.ui.common.columns import Column, day_column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import head_column, village_column
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel


class OffersPage(QWidget):
    """``marked(offers, day, signers, platform day)`` for the chosen gaps."""

    marked = Signal(object, object, object, object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._offers: tuple[AlertOffer, ...] = ()
        self.model: RowsTableModel[AlertOffer] = RowsTableModel(
            (
                head_column(lambda offer: offer.household.head_name),
                village_column(lambda offer: offer.household.village_name),
                Column("gap", self.tr("缺项"), lambda offer: offer.gap.label, 8),
                Column("fact", self.tr("情况"), lambda offer: offer.fact, 16, tip=lambda offer: offer.fact),
                day_column("found_on", self.tr("发现日期"), lambda offer: offer.found_on),
            )
        )
        self.table = DataTable(self.model, name=self.tr("还没有标注预警的缺项"))
        self._empty = EmptyOr(
            self.table,
            EmptyState(self.tr("本月没有未标注的缺项。登记月监测填了“缺项”的会出现在这里。"), sign="circle-check"),
        )
        self.form = Form(
            (
                Field("occurred_on", self.tr("标注日期"), Kind.DAY, required=True, keep=True),
                Field("platform_on", self.tr("平台标注日期"), Kind.DAY, keep=True),
                Field("signers", self.tr("村签字人"), Kind.SIGNERS, required=True, keep=True),
            ),
            today=today,
        )
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self._on_pressed)
        self.table.selection_counted.connect(self._on_selected)
        column = QVBoxLayout(self)
        column.addWidget(self._empty, 2)
        column.addWidget(Scrolled(self.form), 3)
        column.addWidget(self.button)
        self.show_offers(())

    def suggest(self, officers: Sequence[Signer]) -> None:
        """Complete the signers from these."""
        editor = self.form.editor("signers")
        if hasattr(editor, "suggest"):
            editor.suggest(officers)  # type: ignore[attr-defined]

    def show_offers(self, offers: Sequence[AlertOffer]) -> None:
        """Show the gaps; all are chosen."""
        if tuple(offers) == self._offers and offers:
            return
        self._offers = tuple(offers)
        self.model.show_rows(offers)
        self._empty.show_empty(is_empty=not offers)
        self.form.setVisible(bool(offers))
        if offers and self.form.value("occurred_on") is None:
            self.form.set_values({"occurred_on": self._today()})
        everything = self.table.selectionModel()
        for position in range(len(offers)):
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            everything.select(self.model.index(position, 0), flags)
        self._on_selected(len(offers))

    def _on_selected(self, count: int) -> None:
        self.button.setText(self.tr("标注所选 {count} 项为预警").format(count=count))
        self.button.setEnabled(count > 0)

    def _on_pressed(self) -> None:
        if not self.form.check():
            return
        chosen = [self._offers[number] for number in self.table.selected_ids()]
        said = self.form.values()
        self.marked.emit(chosen, said["occurred_on"], said["signers"], said["platform_on"])

    def show_refusal(self, refused: Refused) -> None:
        """Say why nothing was marked."""
        self.form.show_refusal(refused)

    def show_outcome(self, outcome: AlertOutcome) -> None:
        """Say which were not marked and why."""
        reasons = [reason for one in outcome.refused for reason in one.reasons]
        if reasons:
            self.form.show_refusal(Refused(*reasons))
        else:
            self.form.clear_refusal()
