"""Which sheets of the files are read: all that hold a list, unless a person leaves one out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.imports.results import ImportResult
from app.services.imports.staging import LEFT_OUT
from app.ui.common.scrolled import Scrolled
from app.ui.imports import tables


class SheetChoice(QWidget):
    """``left_out([(file, sheet), …])`` when the files should be read again without these."""

    left_out = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._boxes: dict[tuple[str, str], QCheckBox] = {}
        hint = QLabel(self.tr("打勾的工作表会导入。去掉不要的，再重新读取。"))
        hint.setProperty("muted", True)
        self.apply = QPushButton(self.tr("按所选重新读取"))
        self.apply.clicked.connect(self._on_apply)
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(Scrolled(self._inside), 1)

    def show_sheets(self, result: ImportResult) -> None:
        """Each sheet of the files: read, left out, or why it could not be read."""
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._boxes.clear()
        for file, sheet in result.titles:
            self._add(file, sheet, is_read=True)
        for skipped in result.skipped_sheets:
            if skipped.why == LEFT_OUT:
                self._add(skipped.file, skipped.sheet, is_read=False)
                continue
            said = self.tr("{file}　{sheet}：{why}")
            why = tables.skipped_word(skipped.why)
            label = QLabel(said.format(file=skipped.file, sheet=skipped.sheet, why=why))
            label.setProperty("muted", True)
            self._lines.addWidget(label)
        self._lines.addStretch(1)

    def _add(self, file: str, sheet: str, *, is_read: bool) -> None:
        box = QCheckBox(self.tr("{file}　{sheet}").format(file=file, sheet=sheet))
        box.setChecked(is_read)
        self._boxes[file, sheet] = box
        self._lines.addWidget(box)

    def _on_apply(self) -> None:
        self.left_out.emit([place for place, box in self._boxes.items() if not box.isChecked()])
