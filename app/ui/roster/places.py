"""The left side of the roster: villages and groups with their counts, and the filters the office has kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.services.regions import RegionRow
from app.ui.theme import row_height, width_of

_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Place:
    """What the tree's cursor stands on: nothing = the whole township."""

    village_id: int | None = None
    group_name: str | None = None


class PlaceTree(QTreeView):
    """``place_chosen(Place)`` when the cursor moves; the counts are living households."""

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("村组"))
        self._model = QStandardItemModel(0, 2, self)
        self._model.setHorizontalHeaderLabels([self.tr("村组"), self.tr("户")])
        self.setModel(self._model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setIndentation(width_of(2, self.font()))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self._place = Place()

    @property
    def place(self) -> Place:
        """Where the cursor stands."""
        return self._place

    def show_regions(self, rows: Sequence[RegionRow]) -> None:
        """Show the tree; opened villages and the cursor stay."""
        opened = {self._village(row) for row in range(self._count()) if self.isExpanded(self._child(row))}
        kept = self._place
        self.selectionModel().blockSignals(True)
        self._model.removeRows(0, self._model.rowCount())
        villages = [row for row in rows if row.kind == "village"]
        root = self._row(
            self.tr("全镇"), sum(row.households for row in villages), Place(), members=sum(r.members for r in villages)
        )
        self._model.appendRow(root)
        for village in villages:
            line = self._row(village.name, village.households, Place(village.id), members=village.members)
            for group in (row for row in rows if row.parent_id == village.id):
                place = Place(village.id, group.name)
                line[0].appendRow(self._row(group.name, group.households, place, members=group.members))
            root[0].appendRow(line)
        self.expand(self._model.index(0, 0))
        for row in range(self._count()):
            self.setExpanded(self._child(row), self._village(row) in opened)
        self.selectionModel().blockSignals(False)
        self._select(kept)

    def _row(self, name: str, households: int, place: Place, *, members: int) -> list[QStandardItem]:
        first, second = QStandardItem(name), QStandardItem(f"{households:,}")
        second.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for item in (first, second):
            item.setData(place, _ROLE)
            item.setToolTip(
                self.tr("{name}：{households} 户 {members} 人").format(
                    name=name, households=f"{households:,}", members=f"{members:,}"
                )
            )
        first.setSizeHint(QSize(1, row_height(self.font())))
        return [first, second]

    def _count(self) -> int:
        return self._model.rowCount(self._model.index(0, 0)) if self._model.rowCount() else 0

    def _child(self, row: int) -> QModelIndex:
        return self._model.index(row, 0, self._model.index(0, 0))

    def _village(self, row: int) -> int | None:
        return self._child(row).data(_ROLE).village_id

    def _select(self, place: Place) -> None:
        """Put the cursor on a place without telling anybody; on the township if it is gone."""
        found = self._model.index(0, 0)
        for row in range(self._count()):
            village = self._child(row)
            if village.data(_ROLE) == place:
                found = village
            for group in range(self._model.rowCount(village)):
                if self._model.index(group, 0, village).data(_ROLE) == place:
                    found = self._model.index(group, 0, village)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().blockSignals(True)
        self.selectionModel().setCurrentIndex(found, flags)
        self.selectionModel().blockSignals(False)
        self._place = found.data(_ROLE) or Place()

    def choose(self, place: Place) -> None:
        """Put the cursor on a place, as another tab asked."""
        self._select(place)
        self.place_chosen.emit(self._place)

    def _on_current(self) -> None:
        place = self.currentIndex().data(_ROLE)
        if isinstance(place, Place) and place != self._place:
            self._place = place
            self.place_chosen.emit(place)
