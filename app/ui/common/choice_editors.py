"""Inputs where a person chooses: one of several, any of several, yes or no or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QRadioButton, QWidget
from typing_extensions import override

from app.ui.common.editors import Editor
from app.ui.common.flow import FlowLayout
from app.ui.common.quiet_box import QuietBox


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the stored code and the word people read."""

    code: str
    word: str
    tip: str = ""


class ChoiceEditor(Editor):
    """One of several; typing a letter or a word's beginning jumps to it. Value: the code."""

    def __init__(self, options: Sequence[Option], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QuietBox(self)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        layout.addStretch(1)
        self.setFocusProxy(self._box)
        self.offer(options)
        self._box.currentIndexChanged.connect(self.changed)

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other choices; the present one stays where it still exists."""
        kept = self.value()
        self._box.blockSignals(True)
        self._box.clear()
        self._box.addItem(self.tr("请选择"), None)
        for option in options:
            self._box.addItem(option.word, option.code)
            if option.tip:
                self._box.setItemData(self._box.count() - 1, option.tip, Qt.ItemDataRole.ToolTipRole)
        self.set_value(kept)
        self._box.blockSignals(False)
        if self.value() != kept:
            self.changed.emit()

    @override
    def value(self) -> str | None:
        return self._box.currentData()

    @override
    def set_value(self, value: object) -> None:
        self._box.setCurrentIndex(max(self._box.findData(value), 0))


class MultiChoiceEditor(Editor):
    """Any of several as tick boxes that flow over lines; value: the codes in the order of the options."""

    def __init__(self, options: Sequence[Option], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = FlowLayout(self, spacing=10)
        self._boxes: dict[str, QCheckBox] = {}
        for option in options:
            box = QCheckBox(option.word, self)
            box.setToolTip(option.tip)
            box.toggled.connect(self.changed)
            self._boxes[option.code] = box
            layout.addWidget(box)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def value(self) -> tuple[str, ...]:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    @override
    def set_value(self, value: object) -> None:
        chosen = set(value) if isinstance(value, (tuple, list, set, frozenset)) else set()
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)


class TruthEditor(Editor):
    """是 / 否 / 不清楚 as three buttons (keys 1 2 3); value 1, 0 or None. ``is_answered`` tells 不清楚 from silence."""

    def __init__(self, *, words: tuple[str, str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shown = words or (self.tr("是"), self.tr("否"), self.tr("不清楚"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        for number, word in enumerate(shown):
            button = QRadioButton(word, self)
            button.setToolTip(self.tr("按 {key}").format(key=number + 1))
            button.installEventFilter(self)
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch(1)
        self.setFocusProxy(self._group.button(0))
        self._group.idToggled.connect(lambda _, is_on: is_on and self.changed.emit())

    @property
    def is_answered(self) -> bool:
        """Whether one of the three was chosen."""
        return self._group.checkedId() >= 0

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text() in ("1", "2", "3"):
            button = self._group.button(int(event.text()) - 1)
            button.setChecked(True)
            button.setFocus()
            return True
        return False

    @override
    def value(self) -> int | None:
        return {0: 1, 1: 0}.get(self._group.checkedId())

    @override
    def set_value(self, value: object) -> None:
        """1, 0, or None = 不清楚; ``clear`` takes the answer back."""
        self._group.button(2 if value is None else (0 if value else 1)).setChecked(True)

    def clear(self) -> None:
        """No answer yet."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)
