"""The choice of a village above a list: 全镇 or one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from app.services.regions import RegionRow


class VillageBox(QComboBox):
    """Data of its rows: the village's id, None for the whole township."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("村"))
        self.addItem(self.tr("全镇"), None)

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """Offer these villages; the one that is chosen stays where it still exists."""
        kept = self.currentData()
        self.clear()
        self.addItem(self.tr("全镇"), None)
        for region in regions:
            if region.kind == "village":
                self.addItem(region.name, region.id)
        self.setCurrentIndex(max(self.findData(kept), 0))
