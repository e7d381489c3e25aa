"""Rows of short tables by the ids that a table's signals name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel

Row = TypeVar("Row")


def row_of(model: RowsTableModel[Row], id_: int | None) -> Row | None:
    """The row of this id; None when it is not shown."""
    if id_ is None:
        return None
    positions = range(model.rowCount())
    return next((model.row_at(position) for position in positions if model.id_at(position) == id_), None)


def chosen_rows(table: DataTable, model: RowsTableModel[Row]) -> tuple[Row, ...]:
    """The rows that are selected, in display order."""
    chosen = set(table.selected_ids())
    shown = ((model.id_at(position), model.row_at(position)) for position in range(model.rowCount()))
    return tuple(row for id_, row in shown if id_ in chosen and row is not None)


def show_again(table: DataTable, model: RowsTableModel[Row], rows: Sequence[Row], *, stands: bool = False) -> None:
    """Replace the rows; the cursor stays on the id where it stood. ``stands``: else it stands on the first row."""
    kept = table.current_id()
    model.show_rows(rows)
    positions = range(model.rowCount())
    position = next((p for p in positions if model.id_at(p) == kept), None) if kept is not None else None
    if position is None and stands and rows:
        position = 0
    if position is not None:
        table.select_position(position)
