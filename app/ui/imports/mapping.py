"""Columns that nobody recognised: the clerk says what they are, and the file is read again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.files.columns import column_set, title_key
from app.services.imports.results import ImportResult
from app.ui.common.scrolled import Scrolled


class ColumnMapping(QWidget):
    """``applied({title key or letter: field})`` when the choices should be tried."""

    applied = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._boxes: dict[str, QComboBox] = {}
        hint = QLabel(self.tr("这些列没有导入。如果其中有台账需要的内容，请指明它是什么，再重新读取。"))
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        apply = QPushButton(self.tr("按所选重新读取"))
        apply.clicked.connect(self._on_apply)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(Scrolled(self._inside), 1)
        column.addWidget(apply)

    def show_columns(self, kind: str, result: ImportResult) -> None:
        """Offer a field for each column that was not recognised."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self._boxes.clear()
        fields = column_set(kind).fields
        for row, unmatched in enumerate(result.unmatched_columns):
            label = QLabel(
                self.tr("{letter} 列　{title}").format(
                    letter=unmatched.letter, title=unmatched.title or self.tr("（无标题）")
                )
            )
            box = QComboBox()
            box.addItem(self.tr("不导入"), None)
            for field in fields:
                box.addItem(field.titles[0], field.name)
            label.setBuddy(box)
            self._boxes[title_key(unmatched.title) or unmatched.letter] = box
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(len(result.unmatched_columns), 1)

    def _on_apply(self) -> None:
        chosen = {key: box.currentData() for key, box in self._boxes.items() if box.currentData()}
        if chosen:
            self.applied.emit(chosen)
