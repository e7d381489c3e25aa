"""A box that narrows a list to one village."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget


class VillageBox(QComboBox):
    """``chosen`` after every change; ``village`` is empty while all villages are wanted."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("只看一个村"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItem(self.tr("各村"), "")
        self.currentIndexChanged.connect(self.chosen)

    @property
    def village(self) -> str:
        """The village that is wanted; empty for all."""
        return str(self.currentData() or "")

    def offer(self, villages: Iterable[str]) -> None:
        """Offer these villages; the present choice stays where it still exists."""
        kept = self.village
        self.blockSignals(True)
        self.clear()
        self.addItem(self.tr("各村"), "")
        for name in dict.fromkeys(villages):
            self.addItem(name, name)
        self.setCurrentIndex(max(self.findData(kept), 0))
        self.blockSignals(False)

    def wants(self, village: str) -> bool:
        """Whether a row of this village is shown."""
        return not self.village or self.village == village
