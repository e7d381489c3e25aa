"""Filters as a row of chips with counts above a table; pressed ones hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.ui.common.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One filter: its key, its words, and what it means."""

    key: str
    title: str
    tip: str = ""


class FilterChips(QWidget):
    """``changed`` after every press; ``chosen`` are the keys pressed. ``single``: at most one at a time."""

    changed = Signal()

    def __init__(
        self, chips: Sequence[FilterChip], *, name: str, single: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._single = single
        self._chips = {chip.key: chip for chip in chips}
        self._buttons: dict[str, QToolButton] = {}
        layout = FlowLayout(self)
        for chip in chips:
            layout.addWidget(self._button(chip))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _button(self, chip: FilterChip) -> QToolButton:
        button = QToolButton(self)
        button.setText(chip.title)
        button.setToolTip(chip.tip)
        button.setCheckable(True)
        button.setProperty("chip", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self._on_pressed(chip.key))
        self._buttons[chip.key] = button
        return button

    @property
    def chosen(self) -> frozenset[str]:
        """The keys of the pressed chips."""
        return frozenset(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, keys: frozenset[str]) -> None:
        """Press exactly these, without a signal."""
        for key, button in self._buttons.items():
            button.setChecked(key in keys)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write each filter's count behind its words; a filter without one stays bare."""
        for key, button in self._buttons.items():
            title = self._chips[key].title
            button.setText(f"{title} {counts[key]:,}" if key in counts else title)

    def _on_pressed(self, key: str) -> None:
        if self._single:
            for other, button in self._buttons.items():
                if other != key:
                    button.setChecked(False)
        self.changed.emit()
