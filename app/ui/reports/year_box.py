"""Which year's papers are looked at: this plan's, or an earlier one's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget


class YearBox(QComboBox):
    """Data of its rows: None for the plan that runs, else the year; unseen while there is no earlier year."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("年度"))
        self.setToolTip(self.tr("以前年度的文书和清单只供查阅、重印；存档文书按当时的样子"))
        self.addItem(self.tr("本年度"), None)
        self.hide()

    @property
    def year(self) -> int | None:
        """The earlier year that is looked up; None: the present one."""
        chosen = self.currentData()
        return chosen if isinstance(chosen, int) else None

    def know_years(self, earlier: Sequence[int]) -> None:
        """Offer these years; the one that is chosen stays."""
        kept = self.currentData()
        self.blockSignals(True)
        self.clear()
        self.addItem(self.tr("本年度"), None)
        for year in sorted(earlier, reverse=True):
            self.addItem(self.tr("{year}年").format(year=year), year)
        self.setCurrentIndex(max(self.findData(kept), 0))
        self.blockSignals(False)
        self.setVisible(bool(earlier))
