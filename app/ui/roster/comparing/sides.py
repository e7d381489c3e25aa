"""The current difference in full, below the list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from app.services.comparison.results import ItemRow
from app.ui.roster.comparing.columns import side_text


class Sides(QFrame):
    """The current difference in full: ours to the left, theirs to the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.ours, self.theirs, self.note = QLabel(), QLabel(), QLabel()
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 8, 4)
        for place, (title, label) in enumerate(((self.tr("本镇台账"), self.ours), (self.tr("表中"), self.theirs))):
            heading = QLabel(title)
            heading.setProperty("muted", True)
            grid.addWidget(heading, 0, place)
            grid.addWidget(label, 1, place)
            grid.setColumnStretch(place, 1)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note.setProperty("muted", True)
        grid.addWidget(self.note, 2, 0, 1, 2)

    def show_item(self, item: ItemRow | None) -> None:
        """Show one difference; nothing without one."""
        self.setVisible(item is not None)
        if item is not None:
            self.ours.setText(side_text(item, here=True))
            self.theirs.setText(side_text(item, here=False))
            about = (f"{item.name} {item.field}".strip(), item.note, item.place, item.reason)
            self.note.setText("　".join(part for part in about if part))
