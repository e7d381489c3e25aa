"""The rules on the left: groups, rules, and how many findings each has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.services.findings.deciding import RuleCount
from app.ui.theme import row_height, width_of

_CODES = Qt.ItemDataRole.UserRole + 1


class RuleTree(QTreeView):
    """``chosen()`` when the cursor moves; ``codes`` are the rules under it, nothing = all."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("疑点规则"))
        self._model = QStandardItemModel(0, 4, self)
        self.setModel(self._model)
        self._model.setHorizontalHeaderLabels([self.tr("规则"), self.tr("待核"), self.tr("豁免"), self.tr("已改")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setIndentation(width_of(2, self.font()))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._codes: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules that the cursor stands for; nothing = all."""
        return self._codes

    def show_counts(self, counts: Sequence[RuleCount]) -> None:
        """Show the rules in their groups; opened groups and the cursor stay."""
        opened = self._opened()
        self.selectionModel().blockSignals(True)
        self._model.removeRows(0, self._model.rowCount())
        root = self._line(self.tr("全部规则"), counts, ())
        self._model.appendRow(root)
        for group in dict.fromkeys(count.group for count in counts):
            own = [count for count in counts if count.group == group]
            line = self._line(group, own, tuple(count.rule.code for count in own))
            for count in own:
                line[0].appendRow(self._rule_line(count))
            root[0].appendRow(line)
        top = self._model.index(0, 0)
        self.expand(top)
        for row in range(self._model.rowCount(top)):
            index = self._model.index(row, 0, top)
            self.setExpanded(index, index.data() in opened if opened else False)
        self.selectionModel().blockSignals(False)
        self.choose(self._codes, quietly=True)

    def choose(self, codes: tuple[str, ...], *, quietly: bool = False) -> None:
        """Put the cursor on these rules; on all of them if they are gone."""
        found = next((index for index in self._indexes() if index.data(_CODES) == codes), self._model.index(0, 0))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().blockSignals(True)
        self.selectionModel().setCurrentIndex(found, flags)
        self.selectionModel().blockSignals(False)
        self.expand(found.parent())
        self.scrollTo(found)
        self.viewport().update()  # the selection moved without a signal
        self._codes = found.data(_CODES) or ()
        if not quietly:
            self.chosen.emit()

    def _line(self, name: str, counts: Sequence[RuleCount], codes: tuple[str, ...]) -> list[QStandardItem]:
        numbers = [sum(getattr(count, key) for count in counts) for key in ("open", "exempt", "fixed")]
        return self._items(name, numbers, codes, tip=name)

    def _rule_line(self, count: RuleCount) -> list[QStandardItem]:
        rule, numbers = count.rule, [count.open, count.exempt, count.fixed]
        name = f"{rule.title}　{count.why_not}" if count.why_not else rule.title
        tip = self.tr("{code}　{level} 级\n{explain}").format(code=rule.code, level=rule.level, explain=rule.explain)
        if count.back:
            tip += self.tr("\n其中 {count} 条豁免后证据已变").format(count=count.back)
        if count.why_not:
            tip += f"\n{count.why_not}"
        items = self._items(name, numbers, (rule.code,), tip=tip)
        if count.why_not:
            muted = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            for item in items:
                item.setForeground(muted)
        return items

    def _items(self, name: str, numbers: Sequence[int], codes: tuple[str, ...], *, tip: str) -> list[QStandardItem]:
        first = QStandardItem(name)
        first.setSizeHint(QSize(1, row_height(self.font())))
        items = [first, *(QStandardItem(f"{number:,}" if number else "") for number in numbers)]
        for item in items:
            item.setData(codes, _CODES)
            item.setToolTip(tip)
        for item in items[1:]:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return items

    def _indexes(self) -> list[QModelIndex]:
        top = self._model.index(0, 0)
        groups = [self._model.index(row, 0, top) for row in range(self._model.rowCount(top))]
        rules = [self._model.index(row, 0, group) for group in groups for row in range(self._model.rowCount(group))]
        return [top, *groups, *rules]

    def _opened(self) -> set[str]:
        return {str(index.data()) for index in self._indexes()[1:] if self.isExpanded(index)}

    def _on_current(self, index: QModelIndex) -> None:
        codes = index.siblingAtColumn(0).data(_CODES)
        if isinstance(codes, (tuple, list)) and tuple(codes) != self._codes:
            self._codes = tuple(codes)
            self.chosen.emit()
