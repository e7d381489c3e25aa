"""What each column of the files is: as the program understood it, and as a person says it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.files.columns import column_set, only_numbers_rows, title_key
from app.services.imports.results import ImportResult, ReadColumn
from app.services.imports.service import columns_of
from app.ui.common.quiet_box import QuietBox
from app.ui.common.scrolled import Scrolled
from app.ui.imports import tables


class ColumnMapping(QWidget):
    """``applied({title key or letter: field, or None})`` when the choices should be tried."""

    applied = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._boxes: dict[str, QComboBox] = {}
        self._named: dict[str, str | None] = {}  # as they are read now
        self._by_hand: frozenset[str] = frozenset()
        self._rows: list[tuple[ReadColumn, tuple[QWidget, ...]]] = []
        hint = QLabel(
            self.tr(
                "没认出的列没有导入。指明它是什么再重新读取；认错的列也可以改。下次收到列名相同的表会自动照此对应。"
            )
        )
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        self.only_open = QCheckBox(self.tr("只看没认出的列"))
        self.only_open.toggled.connect(lambda _: self._show_wanted())
        self.apply = QPushButton(self.tr("按所选重新读取"))
        self.apply.clicked.connect(self._on_apply)
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        row.addWidget(self.only_open)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(Scrolled(self._inside), 1)

    @property
    def open_count(self) -> int:
        """How many different columns nobody has recognised."""
        return sum(_is_open(column) for column, _ in self._rows)

    def show_columns(self, kind: str, result: ImportResult) -> None:
        """One line for each titled column: its title, first values, and what it is."""
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._boxes.clear()
        self._rows.clear()
        self._named.clear()
        hand = {_key(column) for column in result.columns if column.origin != "title"}
        self._by_hand = frozenset(hand)
        for column in _each_once(result.columns):
            self._add(kind, column)
        self._grid.setColumnStretch(3, 1)
        self._grid.setRowStretch(len(self._rows), 1)
        has_open = self.open_count > 0
        self.only_open.setEnabled(has_open)
        self.only_open.setChecked(has_open)
        self._show_wanted()

    def _add(self, kind: str, column: ReadColumn) -> None:
        title = self.tr("{letter} 列　{title}").format(
            letter=column.letter, title=column.title or self.tr("（无标题）")
        )
        label, samples = QLabel(title), QLabel("　".join(column.samples) or self.tr("（空列）"))
        samples.setProperty("muted", True)
        origin = QLabel(tables.origin_word(column.origin) if column.field or column.origin != "title" else "")
        origin.setProperty("muted", True)
        box = QuietBox()
        box.addItem(self.tr("不导入"), None)
        for field in column_set(columns_of(kind)).fields:
            box.addItem(field.titles[0], field.name)
        box.setCurrentIndex(max(box.findData(column.field), 0))
        box.setMaxVisibleItems(20)
        label.setBuddy(box)
        box.setAccessibleName(title)
        row = len(self._rows)
        widgets = (label, box, origin, samples)
        for place, widget in enumerate(widgets):
            self._grid.addWidget(widget, row, place)
        self._rows.append((column, widgets))
        self._boxes[_key(column)] = box
        self._named[_key(column)] = column.field

    def _show_wanted(self) -> None:
        for column, widgets in self._rows:
            for widget in widgets:
                widget.setVisible(_is_open(column) or not self.only_open.isChecked())

    def _on_apply(self) -> None:
        chosen = {key: box.currentData() for key, box in self._boxes.items()}
        changed = {key: field for key, field in chosen.items() if field != self._named[key] or key in self._by_hand}
        if changed:
            self.applied.emit(changed)


def _key(column: ReadColumn) -> str:
    return title_key(column.title) or column.letter


def _is_open(column: ReadColumn) -> bool:
    """Whether somebody should say what it is; nobody misses the numbering of the rows."""
    return column.field is None and not only_numbers_rows(column.title)


def _each_once(columns: Sequence[ReadColumn]) -> list[ReadColumn]:
    """Sheets of one shape have the same columns: each title stands once, the unrecognised ones first."""
    unique = {_key(column): column for column in reversed(columns)}
    ordered = [unique[key] for key in dict.fromkeys(map(_key, columns))]
    return sorted(ordered, key=lambda column: not _is_open(column))
