"""A table that is typed into: what was typed stands beside what the ledger says until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor
from typing_extensions import override

from app.ui.common.columns import Column
from app.ui.common.typed_cells import CellKind, text_cell
from app.ui.common.windowed_model import CopyRole, Index, RowsTableModel
from app.ui.theme import BASE, WINDOW, Tone

Row = TypeVar("Row")
# (id of the row, key of the column) -> the text as typed.
Draft: TypeAlias = dict[tuple[int, str], str]
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole, CopyRole)


def _always(_row: object) -> bool:
    return True


@dataclass(frozen=True)
class TypedColumn(Column[Row]):
    """A column that may be typed into where ``is_open`` says so; ``text`` is what the ledger proposes."""

    cell: CellKind = field(default_factory=text_cell)
    is_open: Callable[[Row], bool] = _always


class TypingModel(RowsTableModel[Row]):
    """``typed`` after every change of a cell. Nothing is lost when rows are read again: drafts hang on row ids."""

    typed = Signal()

    def __init__(
        self, columns: Sequence[Column[Row]], *, id_of: Callable[[Row], int], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, id_of=id_of, parent=parent)
        self._sections = {column.key: section for section, column in enumerate(self.columns)}
        self._draft: Draft = {}
        self._undo: list[list[tuple[tuple[int, str], str | None]]] = []
        self._id_by_row, self._by_id = id_of, dict[int, Row]()

    # -- drafts --------------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft:
        """What was typed and not saved yet."""
        return self._draft

    def use_draft(self, draft: Draft) -> None:
        """Go on with this draft (each meeting has its own)."""
        if draft is not self._draft:
            self._undo.clear()
        self._draft = draft
        self._repaint()

    def forget(self, ids: Iterable[int]) -> None:
        """What was typed for these rows is saved, or not wanted any more."""
        gone = set(ids)
        for key in [key for key in self._draft if key[0] in gone]:
            del self._draft[key]
        self._undo.clear()
        self._repaint()

    def typed_ids(self) -> tuple[int, ...]:
        """The rows shown that somebody has typed into, in display order."""
        touched = {row_id for row_id, _ in self._draft}
        return tuple(row_id for row_id in map(self.id_at, range(self.rowCount())) if row_id in touched)

    # -- values --------------------------------------------------------------------------------------------------------

    def text_of(self, row_id: int, key: str) -> str:
        """What the cell shows."""
        typed = self._draft.get((row_id, key))
        if typed is not None:
            return typed
        row = self._row_of(row_id)
        return "" if row is None else self.columns[self._sections[key]].text(row)

    def value(self, row_id: int, key: str) -> object:
        """The value of a cell; None for nothing and for what cannot be read."""
        try:
            return self._kind(key).read(self.text_of(row_id, key))
        except ValueError:
            return None

    def problem(self, row_id: int, key: str) -> str:
        """Why the cell cannot be read; empty when it can."""
        kind = self._kind(key)
        try:
            kind.read(self.text_of(row_id, key))
        except ValueError:
            return kind.problem
        return ""

    def problems(self, row_id: int) -> dict[str, str]:
        """Every cell of a row that cannot be read: title of the column, sentence."""
        typed = (column for column in self.columns if isinstance(column, TypedColumn))
        found = ((column.title, self.problem(row_id, column.key)) for column in typed)
        return {title: text for title, text in found if text}

    def first_problem(self) -> tuple[int, str, str] | None:
        """The first cell shown that cannot be read: row id, key, sentence; None if all can."""
        for row_id in self.typed_ids():
            for column in self.columns:
                if isinstance(column, TypedColumn) and (text := self.problem(row_id, column.key)):
                    return row_id, column.key, f"{column.title}：{text}"
        return None

    def put(self, cells: Iterable[tuple[int, str, str]]) -> None:
        """Type several cells at once, (row id, key, text); closed ones are passed over. One step of Ctrl+Z."""
        before: list[tuple[tuple[int, str], str | None]] = []
        for row_id, key, text in cells:
            if not self._is_open(row_id, key):
                continue
            where = (row_id, key)
            before.append((where, self._draft.get(where)))
            self._draft[where] = self._usual(key, text)
        if before:
            self._undo.append(before)
            self._repaint()
            self.typed.emit()

    def undo(self) -> bool:
        """Take the last typing back; whether there was any."""
        if not self._undo:
            return False
        for where, text in reversed(self._undo.pop()):
            if text is None:
                self._draft.pop(where, None)
            else:
                self._draft[where] = text
        self._repaint()
        self.typed.emit()
        return True

    def _usual(self, key: str, text: str) -> str:
        kind = self._kind(key)
        try:
            return kind.show(kind.read(text))
        except ValueError:
            return text.strip()

    def _kind(self, key: str) -> CellKind:
        column = self.columns[self._sections[key]]
        return column.cell if isinstance(column, TypedColumn) else text_cell()

    def _is_open(self, row_id: int, key: str) -> bool:
        row, column = self._row_of(row_id), self.columns[self._sections[key]]
        return row is not None and isinstance(column, TypedColumn) and column.is_open(row)

    def _row_of(self, row_id: int) -> Row | None:
        return self._by_id.get(row_id)

    def row_of(self, row_id: int) -> Row:
        """The row of an id that is shown."""
        return self._by_id[row_id]

    def position_of(self, row_id: int) -> int | None:
        """Where a row stands; None if it is not shown."""
        return next((n for n in range(self.rowCount()) if self.id_at(n) == row_id), None)

    # -- Qt ------------------------------------------------------------------------------------------------------------

    @override
    def show_rows(self, rows: Iterable[Row]) -> None:
        listed = list(rows)
        self._by_id = {self._id_by_row(row): row for row in listed}
        super().show_rows(listed)

    def cell_at(self, index: Index) -> tuple[int, str]:
        """Row id and column key of an index."""
        return self.id_at(index.row()), self.columns[index.column()].key

    def kind_at(self, index: Index) -> CellKind | None:
        """What may be typed here; None where nothing may."""
        row_id, key = self.cell_at(index)
        return self._kind(key) if self._is_open(row_id, key) else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        kind = self.kind_at(index) if index.isValid() else None
        return flags | Qt.ItemFlag.ItemIsEditable if kind and not kind.is_mark else flags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self.columns[index.column()] if index.isValid() else None
        if role == Qt.ItemDataRole.BackgroundRole and column is not None:
            return self._ground(*self.cell_at(index))
        if isinstance(column, TypedColumn):
            row_id = self.id_at(index.row())
            if role in _TEXT_ROLES:
                return self.text_of(row_id, column.key)
            if role == Qt.ItemDataRole.ToolTipRole and (problem := self.problem(row_id, column.key)):
                return problem
        return super().data(index, role)

    def _ground(self, row_id: int, key: str) -> QColor:
        """White where something may be typed, red where it cannot be read, grey elsewhere."""
        if not self._is_open(row_id, key):
            return QColor(WINDOW)
        return QColor(Tone.LATE.ink.background if self.problem(row_id, key) else BASE)

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        row_id, key = self.cell_at(index)
        if self._usual(key, str(value)) != self.text_of(row_id, key):
            self.put([(row_id, key, str(value))])
        return True

    def _repaint(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
