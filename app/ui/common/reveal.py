"""ID numbers on a page: hidden until the person who sits there wants to see them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from app.services.id_number import masked_damaged
from app.ui.common.icons import icon

Shown = Callable[[str | None], str]  # a number as the page shows it now: hidden or whole


class RevealButton(QPushButton):
    """显示完整号码: down shows numbers whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("eye"), self.tr("显示完整号码"), parent)
        self.setCheckable(True)
        self.toggled.connect(lambda is_down: self.setIcon(icon("eye-off" if is_down else "eye")))

    def shown(self, number: str | None) -> str:
        """A number as it is to be shown now."""
        return (number or "") if self.isChecked() else masked_damaged(number)
