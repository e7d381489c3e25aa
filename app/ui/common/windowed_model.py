"""Tables over any number of rows: ids in display order at once, rows read by the window when they are painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.ui.common.chips import ChipRole
from app.ui.common.columns import Align, Column

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

IdRole = Qt.ItemDataRole.UserRole + 1
CopyRole = Qt.ItemDataRole.UserRole + 3

_ALIGNMENT = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.MIDDLE: Qt.AlignmentFlag.AlignCenter,
}
_NO_INDEX = QModelIndex()


class ColumnsModel(QAbstractTableModel, Generic[Row]):
    """A table by declared columns; subclasses say where a row comes from."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """What was declared."""
        return self._columns

    def row_at(self, position: int) -> Row | None:
        """The row at a position; None if it has vanished meanwhile."""
        raise NotImplementedError

    def id_at(self, position: int) -> int:
        """The id at a position."""
        raise NotImplementedError

    @override
    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title if orientation == Qt.Orientation.Horizontal else section + 1
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _ALIGNMENT[self._columns[section].align]
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[column.align]
        if role == IdRole:
            return self.id_at(index.row())
        if role not in _ROLES_OF_ROWS:
            return None
        row = self.row_at(index.row())
        return None if row is None else _cell(column, row, role)


_ROLES_OF_ROWS = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        ChipRole,
        CopyRole,
    )
)


def _cell(column: Column[Row], row: Row, role: int) -> object:
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return column.text(row)
    if role == CopyRole:
        return (column.copied or column.text)(row)
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.tip(row) if column.tip else None
    return column.chip(row) if column.chip else None


class WindowedTableModel(ColumnsModel[Row]):
    """Holds ids in display order and reads the rows of a window of 200 when it is first painted.

    ``read_rows`` is called in the window's thread and must answer quickly: {id: row} for the ids it still knows.
    """

    WINDOW = 200
    WINDOWS_KEPT = 50

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        read_rows: Callable[[Sequence[int]], Mapping[int, Row]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._read_rows = read_rows
        self._ids: Sequence[int] = ()
        self._windows: OrderedDict[int, Mapping[int, Row]] = OrderedDict()
        self._positions: dict[int, int] | None = None

    @property
    def ids(self) -> Sequence[int]:
        """All ids in display order."""
        return self._ids

    def show_ids(self, ids: Sequence[int]) -> None:
        """Replace the whole content, as after a search or a change of order."""
        self._replace(ids, {})

    def show_page(self, rows: Mapping[int, Row]) -> None:
        """Show these first rows at once; ``complete`` brings the ids of all once they are known."""
        self._replace(tuple(rows), rows)

    def complete(self, ids: Sequence[int]) -> None:
        """All ids of the answer whose first rows are shown; selection and scroll position stay if they begin alike."""
        shown = len(self._ids)
        if tuple(ids[:shown]) != tuple(self._ids) or shown == 0:
            self.show_ids(ids)
        elif len(ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
            self._ids = ids
            self._positions = None
            # The last window was full of the page's rows only.
            if shown % self.WINDOW:
                self._windows.pop(shown // self.WINDOW, None)
            self.endInsertRows()

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Read these rows again (None: all); selection and scroll position stay as they are."""
        if ids is None:
            self._windows.clear()
            self._emit_changed(0, len(self._ids) - 1)
            return
        positions = sorted(p for p in map(self.position_of, ids) if p is not None)
        for position in positions:
            self._windows.pop(position // self.WINDOW, None)
        for first, last in _runs(positions):
            self._emit_changed(first, last)

    def position_of(self, id_: int) -> int | None:
        """Where an id stands; None if it is not shown."""
        if self._positions is None:
            self._positions = {known: position for position, known in enumerate(self._ids)}
        return self._positions.get(id_)

    def rows_of(self, ids: Sequence[int]) -> tuple[Row, ...]:
        """The rows of these ids, read in one go and not kept: for printing and copying."""
        found = self._read_rows(ids)
        return tuple(found[id_] for id_ in ids if id_ in found)

    @override
    def id_at(self, position: int) -> int:
        return self._ids[position]

    @override
    def row_at(self, position: int) -> Row | None:
        number = position // self.WINDOW
        window = self._windows.get(number)
        if window is None:
            first = number * self.WINDOW
            window = self._windows[number] = self._read_rows(self._ids[first : first + self.WINDOW])
            if len(self._windows) > self.WINDOWS_KEPT:
                self._windows.popitem(last=False)
        self._windows.move_to_end(number)
        return window.get(self._ids[position])

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def _replace(self, ids: Sequence[int], rows: Mapping[int, Row]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._windows.clear()
        for first in range(0, len(rows), self.WINDOW):
            window = ids[first : first + self.WINDOW]
            self._windows[first // self.WINDOW] = {id_: rows[id_] for id_ in window}
        self._positions = None
        self.endResetModel()

    def _emit_changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted positions as unbroken runs, so that one signal serves many rows."""
    if not positions:
        return []
    breaks = [(a, b) for a, b in pairwise(positions) if b > a + 1]
    firsts = [positions[0], *(b for _, b in breaks)]
    lasts = [*(a for a, _ in breaks), positions[-1]]
    return list(zip(firsts, lasts, strict=True))


class RowsTableModel(ColumnsModel[Row]):
    """A short table (members, findings, a plan's stages) whose rows lie in memory; sorts by what its cells say.

    ``id_of`` gives each row its id; without it the position at which the row was given serves.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        id_of: Callable[[Row], int] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._id_of = id_of
        self._rows: list[tuple[int, Row]] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in display order."""
        return tuple(row for _, row in self._rows)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Replace the whole content."""
        self.beginResetModel()
        self._rows = [(self._id_of(row) if self._id_of else number, row) for number, row in enumerate(rows)]
        self.endResetModel()

    def sort_rows(self, key: Callable[[Row], object], *, descending: bool = False) -> None:
        """Order the rows; equal ones keep their order."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()][0] for index in before]
        self._rows.sort(key=lambda pair: key(pair[1]), reverse=descending)  # type: ignore[arg-type]
        positions = {id_: position for position, (id_, _) in enumerate(self._rows)}
        after = [self.index(positions[id_], index.column()) for id_, index in zip(held, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self._columns):
            read = self._columns[column].text
            self.sort_rows(lambda row: sortable(read(row)), descending=order == Qt.SortOrder.DescendingOrder)

    @override
    def id_at(self, position: int) -> int:
        return self._rows[position][0]

    @override
    def row_at(self, position: int) -> Row | None:
        return self._rows[position][1]

    @override
    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)


def sortable(text: str) -> tuple[int, float, str]:
    """A sort key of a cell's text: numbers by value before words, nothing last."""
    bare = text.replace(",", "")
    try:
        return (0, float(bare), "")
    except ValueError:
        return (1 if text else 2, 0.0, text)
