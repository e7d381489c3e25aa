"""A line with a number that can be moved: says at once what would change, before anything is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.editors import MoneyEditor
from app.ui.theme import Tone


class LiveLine(QWidget):
    """收入线 [5000] 元 进入 +37户 退出 −12户 [恢复] [保存为新线…].

    ``moved(fen)`` after every change that can be read (no delay); ``save_asked(fen)`` when the user wants to keep it.
    Answers come back through ``show_effect``; one for another line than the present is dropped.
    """

    moved = Signal(object)
    save_asked = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved: int | None = None
        self._editor = MoneyEditor(parent=self)
        self._editor.setAccessibleName(label)
        self._editor.line.setAccessibleName(label)
        name = QLabel(label)
        name.setBuddy(self._editor.line)
        self._entering, self._leaving = ChipLabel(parent=self), ChipLabel(parent=self)
        self._note = QLabel()
        self._note.setProperty("muted", True)
        self._back = QPushButton(self.tr("恢复"))
        self._back.clicked.connect(lambda: self._editor.set_value(self._saved))
        self._save = QPushButton(self.tr("存为方案的新版本…"))
        self._save.clicked.connect(lambda: self.save_asked.emit(self._editor.value()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (name, self._editor, self._entering, self._leaving, self._note, self._back, self._save):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        self._editor.changed.connect(self._on_changed)
        self.show_line(None)

    @property
    def line_fen(self) -> int | None:
        """The line as typed; None while it cannot be read."""
        value = self._editor.value()
        return value if isinstance(value, int) else None

    def show_line(self, fen: int | None) -> None:
        """Show the stored line; nothing is moved."""
        self._saved = fen
        self._editor.blockSignals(True)
        self._editor.set_value(fen)
        self._editor.blockSignals(False)
        self._clear()

    def show_effect(self, fen: int, *, entering: int, leaving: int) -> None:
        """Show who would come in and drop out at ``fen``."""
        if fen != self.line_fen or fen == self._saved:
            return
        self._note.clear()
        self._entering.show_chip(Chip(self.tr("进入 +{count}户").format(count=entering), Shape.TRIANGLE, Tone.ACCENT))
        self._leaving.show_chip(Chip(self.tr("退出 −{count}户").format(count=leaving), Shape.CROSS, Tone.NEUTRAL))

    def _clear(self) -> None:
        self._entering.show_chip(None)
        self._leaving.show_chip(None)
        self._note.clear()
        is_moved = self.line_fen is not None and self.line_fen != self._saved
        self._back.setVisible(self._editor.value() != self._saved)
        self._save.setVisible(is_moved)

    def _on_changed(self) -> None:
        self._clear()
        self._note.setText(self._editor.problem())
        if self.line_fen is not None and self.line_fen > 0:
            self.moved.emit(self.line_fen)
