"""What the pages of a household have in common: titled short tables, and a bar of what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.dossier.parts import Dossier
from app.services.errors import Reason
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.columns import Column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel

Row = TypeVar("Row")


# What a page can ask for, what the button says, and its icon.
Asked = tuple[str, str, str]


class Page(QWidget):
    """One page; ``show_dossier`` fills it. ``asked(key, id)``: a button was pressed; the id is the chosen row's, or 0.

    The buttons of a household that ended stay in place and say why they are closed.
    """

    asked = Signal(str, int)

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.bar = ActionBar(name=name)

    def chosen(self) -> int:
        """The id of the row that a button is about; 0 for the household itself."""
        return 0

    def show_actions(self, dossier: Dossier, offered: Sequence[Asked]) -> None:
        """Offer these actions; closed ones say why."""
        ended = dossier.head.status != "active"
        why = (Reason("household.ended", {"code": dossier.head.code}),) if ended else ()
        self.bar.show_actions([self._action(key, text, sign, why) for key, text, sign in offered])

    def _action(self, key: str, text: str, sign: str, why: Sequence[Reason]) -> BarAction:
        return BarAction(key, text, lambda: self.asked.emit(key, self.chosen()), why, sign)

    def show_dossier(self, dossier: Dossier) -> None:
        """Show this household."""
        raise NotImplementedError


class ShortTable(QWidget, Generic[Row]):
    """A titled table of a page, or the sentence that says what fills it."""

    opened = Signal(int)

    def __init__(self, title: str, columns: Sequence[Column[Row]], *, empty: str, rows: int = 0) -> None:
        super().__init__()
        self.model: RowsTableModel[Row] = RowsTableModel(columns)
        self.table = DataTable(self.model, name=title)
        self.table.opened.connect(self.opened)
        self._rows = rows
        self.empty = EmptyState(empty, sign="")
        self._either = EmptyOr(self.table, self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._title = QLabel(title)
        self._title.setProperty("heading", True)
        column.addWidget(self._title)
        column.addWidget(self._either, 1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.model.show_rows(rows)
        self._either.show_empty(is_empty=not rows)

    def row(self, id_: int) -> Row:
        """The row that a signal of the table named."""
        return next(self.model.row_at(p) for p in range(self.model.rowCount()) if self.model.id_at(p) == id_)  # type: ignore[return-value]
