"""What stays in sight under the form: what the income comes to, and the buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.elided import ElidedLabel
from app.ui.theme import Tone
from app.ui.visits.sheet import VisitSheet


class Foot(QWidget):
    """``show_sheet`` for a visit form, ``show_attempt`` for a failed attempt; hidden while there is neither."""

    def __init__(self) -> None:
        super().__init__()
        self.total, self.line = ElidedLabel(), ChipLabel(parent=self)
        self.total.setAccessibleName(self.tr("收入合计"))
        self.discard = QPushButton(self.tr("放弃"))
        self.discard.setProperty("flat", True)
        self.discard.setToolTip(self.tr("清掉本户没保存的内容"))
        self.save = QPushButton(self.tr("保存"))
        self.save.setToolTip(self.tr("Ctrl+S"))
        self.save_next = QPushButton(self.tr("保存并下一户"))
        self.save_next.setToolTip(self.tr("Ctrl+Enter"))
        self.save_next.setProperty("primary", True)
        for button in (self.save, self.save_next):
            button.setAutoDefault(True)  # Enter presses it: the hands stay on the keys
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.total, 1)
        for part in (self.line, self.discard, self.save, self.save_next):
            row.addWidget(part)
        self.show_sheet(None)

    def show_attempt(self) -> None:
        """Only the buttons that store."""
        self.total.setText("")
        self.line.show_chip(None)
        self.discard.hide()
        self.save_next.show()
        self.show()

    def show_sheet(self, sheet: VisitSheet | None) -> None:
        """What the form comes to as it stands; a visit to clear a risk has no next household."""
        self.setVisible(sheet is not None)
        if sheet is None:
            return
        said, is_below = sheet.totals()
        self.total.setText(said)
        self.line.show_chip(self._chip(is_below))
        self.discard.setVisible(sheet.is_dirty)
        self.save_next.setVisible(not sheet.is_clearing)

    def _chip(self, is_below: bool | None) -> Chip | None:
        if is_below is None:
            return None
        if is_below:
            return Chip(self.tr("低于监测线"), Shape.TRIANGLE, Tone.DUE)
        return Chip(self.tr("不低于监测线"), Shape.CHECK, Tone.DONE)

    def rest(self, *, is_resting: bool) -> None:
        """Nothing is stored twice: the buttons rest until the answer."""
        for button in (self.save, self.save_next):
            button.setEnabled(not is_resting)

    @property
    def is_resting(self) -> bool:
        """Whether something is being stored."""
        return not self.save.isEnabled()
