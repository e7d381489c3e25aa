"""A box to choose from that stands in a page which scrolls."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override


class QuietBox(QComboBox):
    """The wheel scrolls the page over it and never changes what was chosen."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()
