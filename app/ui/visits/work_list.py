"""The middle: the households of a team with their state as chips; what is late or not done stands first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.names import romanise
from app.services.visits.worklist import Progress
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.visits.rows import VisitRow, in_order, visit_columns

DUE = "due"


class WorkList(QWidget):
    """Chips and words narrow what ``show_rows`` was given; cursor and filters stay when it is given again."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._today = context.today
        self._rows: Sequence[VisitRow] = ()
        self.search = SearchBox(self.tr("在名单中查找：户主、拼音、村组、电话、户编号"))
        self.chips = FilterChips(self._filters(), name=self.tr("筛选"))
        self.model: RowsTableModel[VisitRow] = RowsTableModel(
            visit_columns(context.today), id_of=lambda row: row.household_id
        )
        self.table = DataTable(self.model, name=self.tr("走访名单"), key="visits", frozen=1, memory=context.memory)
        self.empty = EmptyState(sign="footprints")
        self._either = EmptyOr(self.table, self.empty)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.chips)
        column.addWidget(self._either, 1)
        column.addWidget(self._count)
        self.chips.changed.connect(self._narrow)
        self.search.query_changed.connect(lambda _: self._narrow())
        self.search.left_down.connect(self._on_down)
        self.search.entered.connect(lambda _: self._on_down())

    def _filters(self) -> Sequence[FilterChip]:
        words = [FilterChip(one.value, one.label) for one in Progress]
        return [FilterChip(DUE, self.tr("到期再访"), self.tr("约定再访的日期已到，或须由领导定")), *words]

    def show_rows(self, rows: Iterable[VisitRow]) -> None:
        """Show these households, what is late first."""
        self._rows = in_order(rows, self._today())
        listed = [row for row in self._rows if row.work is not None]
        counts = Counter(row.work.progress.value for row in listed if row.work)
        due = sum(row.is_due(self._today()) for row in listed)
        self.chips.show_counts({one.value: counts[one.value] for one in Progress} | {DUE: due})
        self.chips.setVisible(bool(listed))
        self._narrow()

    def press(self, keys: Iterable[str]) -> None:
        """Press exactly these filters."""
        self.chips.choose(frozenset(keys))
        self._narrow()

    def chosen_rows(self) -> list[VisitRow]:
        """The selected households in display order."""
        ids = set(self.table.selected_ids())
        return [row for row in self.model.rows if row.household_id in ids]

    @property
    def shown(self) -> tuple[VisitRow, ...]:
        """What is seen now, in order."""
        return self.model.rows

    def go_to(self, household_id: int) -> None:
        """Put the cursor on a household, if it is shown."""
        ids = [row.household_id for row in self.model.rows]
        if household_id in ids and self.table.current_id() != household_id:
            self.table.select_position(ids.index(household_id))

    def _narrow(self) -> None:
        current, chosen = self.table.current_id(), set(self.table.selected_ids())
        shown = [row for row in self._rows if self._is_wanted(row)]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        self._count.setText(self.tr("显示 {shown} 户，共 {total} 户").format(shown=len(shown), total=len(self._rows)))
        if current is not None and len(chosen) <= 1:
            self.go_to(current)

    def _is_wanted(self, row: VisitRow) -> bool:
        keys = self.chips.chosen if self.chips.isVisibleTo(self) else frozenset[str]()
        fits = not keys or (row.work is not None and row.work.progress.value in keys)
        fits = fits or (DUE in keys and row.is_due(self._today()))
        return fits and all(word in _haystack(row) for word in self.search.query.lower().split())

    def _on_down(self) -> None:
        self.table.setFocus()
        if self.table.current_id() is None:
            self.table.select_position(0)


@lru_cache(maxsize=16_384)
def _spelled(name: str) -> str:
    return " ".join((name, *romanise(name)))


def _haystack(row: VisitRow) -> str:
    return f"{_spelled(row.head_name)} {row.place} {row.phone} {row.code}".lower()
