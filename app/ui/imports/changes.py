"""值的变化: every value that an import changes or leaves, before and after, and which side is newer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.imports.results import FieldChange, ImportResult
from app.ui.common.icons import icon
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.imports import tables


class ChangesView(QWidget):
    """``save_asked`` when the list is wanted as a workbook."""

    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: Sequence[FieldChange] = ()
        self.model: RowsTableModel[FieldChange] = RowsTableModel(tables.change_columns(), parent=self)
        self.table = DataTable(self.model, name=self.tr("值的变化"), stretch=("label", "old", "new"))
        self.village, self.field, self.outcome = QComboBox(), QComboBox(), QComboBox()
        self.search = SearchBox(self.tr("查找：对象、项目、前后的值"))
        self._count = QLabel()
        self._count.setProperty("muted", True)
        save = QPushButton(icon("file-spreadsheet"), self.tr("存为表格…"))
        save.clicked.connect(self.save_asked)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        names = (self.tr("村"), self.tr("项目"), self.tr("处理"))
        for box, name in zip((self.village, self.field, self.outcome), names, strict=True):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            box.activated.connect(lambda _: self._narrow())
            row.addWidget(box)
        row.addWidget(self.search, 1)
        row.addWidget(self._count)
        row.addWidget(save)
        self.search.query_changed.connect(lambda _: self._narrow())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def show_changes(self, result: ImportResult) -> None:
        """Show the values of a preview or of an import just written."""
        self._changes = result.changes
        self._offer(self.village, self.tr("全部村"), lambda c: c.village)
        self._offer(self.field, self.tr("全部项目"), lambda c: c.field)
        self.outcome.clear()
        kept = sum(change.kept for change in self._changes)
        self.outcome.addItem(self.tr("全部处理"), None)
        self.outcome.addItem(self.tr("更新（{count}）").format(count=f"{len(self._changes) - kept:,}"), "updated")
        self.outcome.addItem(self.tr("保留本镇（{count}）").format(count=f"{kept:,}"), "kept")
        self._more = result.change_count - len(result.changes)
        self._narrow()

    def _offer(self, box: QComboBox, everything: str, read: Callable[[FieldChange], str]) -> None:
        counts: dict[str, int] = {}
        for change in self._changes:
            counts[read(change)] = counts.get(read(change), 0) + 1
        box.clear()
        box.addItem(everything, None)
        for word in sorted(filter(None, counts)):
            box.addItem(self.tr("{word}（{count}）").format(word=word, count=f"{counts[word]:,}"), word)

    def _narrow(self) -> None:
        village, field, outcome = (box.currentData() for box in (self.village, self.field, self.outcome))
        words = self.search.query
        shown = [
            change
            for change in self._changes
            if village in (None, change.village)
            and field in (None, change.field)
            and (outcome is None or change.kept == (outcome == "kept"))
            and (not words or any(words in (text or "") for text in _texts(change)))
        ]
        self.model.show_rows(shown)
        said = self.tr("{shown} / {all} 处").format(shown=f"{len(shown):,}", all=f"{len(self._changes):,}")
        if self._more > 0:
            said = self.tr("{said}，另有 {more} 处没有列出").format(said=said, more=f"{self._more:,}")
        self._count.setText(said)


def _texts(change: FieldChange) -> tuple[str | None, ...]:
    return (change.label, change.field, change.old, change.new, change.household_code)
