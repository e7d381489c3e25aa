"""The middle of the roster: words, chips, the table, and the count; the first rows at once, all ids as a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.changes import ChangeSet
from app.services.households import RosterQuery, RosterRow, RosterSort
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChips
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import WindowedTableModel
from app.ui.roster.columns import roster_columns
from app.ui.roster.filters import query_of, roster_chips, without_rivals
from app.ui.roster.places import Place

_FIRST = WindowedTableModel.WINDOW
_BETWEEN_KEYS = 0.08  # seconds: the next key of somebody who types is seldom later


@dataclass(frozen=True, slots=True)
class _Answer:
    ids: Sequence[int]
    facets: Mapping[str, int]


class RosterList(QWidget):
    """Whoever shows the list puts ``search`` where it has room.

    ``filters_changed`` after chips or place changed, so that they can be kept by name.
    """

    filters_changed = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._households = context.office.households
        self._answers = Latest(context.runner, self)
        self._place, self._pressed = Place(), frozenset[str]()
        self._sort, self._is_descending = RosterSort.PLACE, False
        self._wanted: int | None = None
        self.search = SearchBox(self.tr("在台账中查找：姓名、拼音、身份证尾号、电话、户编号"))
        self.chips = FilterChips(roster_chips(), name=self.tr("筛选"))
        self.model: WindowedTableModel[RosterRow] = WindowedTableModel(roster_columns(), self._households.rows)
        self.table = DataTable(
            self.model, name=self.tr("农户台账"), key="roster", frozen=2, memory=context.memory, parent=self
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.chips)
        column.addWidget(self._either, 1)
        column.addWidget(self._count)
        self._connect()

    def _connect(self) -> None:
        self.search.query_changed.connect(lambda _: self.reload())
        self.search.left_down.connect(self._on_left_down)
        self.search.entered.connect(lambda _: self._on_left_down())
        self.chips.changed.connect(self._on_chips)
        self.table.sort_asked.connect(self._on_sort)
        self._answers.answered.connect(self._on_answer)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """The village or group that the list is narrowed to."""
        return self._place

    @property
    def pressed(self) -> frozenset[str]:
        """The chips that hold."""
        return self._pressed

    def show_place(self, place: Place) -> None:
        """Narrow to a village or group."""
        self._place = place
        self.reload()
        self.filters_changed.emit()

    def press(self, chips: frozenset[str], place: Place) -> None:
        """Show a kept combination."""
        self._pressed, self._place = chips, place
        self.chips.choose(chips)
        self.search.forget()
        self.reload()

    def look_for(self, text: str) -> None:
        """Search the whole township for words, as from the head's search box."""
        self._pressed, self._place = frozenset(), Place()
        self.chips.choose(frozenset())
        self.search.setText(text)
        self.reload()

    def go_to(self, household_id: int) -> None:
        """Put the cursor on a household; everything that hides it is taken away."""
        self._wanted = household_id
        if self.model.position_of(household_id) is None:
            row = self._households.rows([household_id]).get(household_id)
            is_living = row is None or row.status == "active"
            self._pressed, self._place = frozenset(() if is_living else ("ended",)), Place()
            self.chips.choose(self._pressed)
            self.search.forget()
            self.reload()
        else:
            self._stand_on_wanted()

    def reload(self) -> None:
        """Ask again: the first rows at once, then the ids of all with the count (design 5: no debounce)."""
        query = self._query()
        kept = self.table.current_id()
        first = self._households.find_ids(query, limit=_FIRST)
        rows = self._households.rows(first)
        self.model.show_page({id_: rows[id_] for id_ in first if id_ in rows})
        self._show_emptiness(is_empty=not first)
        if kept is not None and self._wanted is None:
            self._wanted = kept
        self._answers.ask(self.tr("查找"), lambda task: self._whole_answer(task, query))

    def _whole_answer(self, task: TaskContext, query: RosterQuery) -> _Answer:
        """All ids and counts; while keys follow each other they would only keep the readers from the first rows."""
        task.rest(_BETWEEN_KEYS)
        return _Answer(self._households.find_ids(query), self._households.facets(query))

    def refresh(self, changes: ChangeSet) -> None:
        """Read again after a write: only the rows, where few changed and none came or went."""
        ids = changes.tables.get("household_summary") or changes.tables.get("household") or frozenset()
        if ids and not changes.touches("membership", "import_batch", "monitoring_case"):
            self.model.refresh(ids)
        else:
            self.reload()

    def _query(self) -> RosterQuery:
        return query_of(self.search.query, self._place, self._pressed, self._sort, descending=self._is_descending)

    def shown_columns(self) -> list[tuple[str, str]]:
        """(key, title) of the columns that are seen, in their order on the screen."""
        header = self.table.horizontalHeader()
        order = sorted(range(header.count()), key=header.visualIndex)
        columns = self.model.columns
        return [(columns[s].key, columns[s].title) for s in order if not header.isSectionHidden(s)]

    # -- slots -------------------------------------------------------------------------------------

    def _on_answer(self, answer: _Answer) -> None:
        self.model.complete(answer.ids)
        self.chips.show_counts(answer.facets)
        self._count.setText(self.tr("{count} 户").format(count=f"{len(answer.ids):,}"))
        self._stand_on_wanted()

    def _stand_on_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        position = self.model.position_of(wanted) if wanted is not None else None
        if position is not None:
            self.table.select_position(position)

    def _show_emptiness(self, *, is_empty: bool) -> None:
        is_narrowed = bool(self.search.query or self._pressed or self._place != Place())
        self._either.show_empty(is_empty=is_empty)
        if is_empty and is_narrowed:
            self.empty.say(self.tr("没有符合条件的农户。"))
            self.empty.offer(self.tr("清除条件"), lambda: self.look_for(""), is_primary=False)

    def _on_chips(self) -> None:
        self._pressed = without_rivals(self.chips.chosen, self._pressed)
        self.chips.choose(self._pressed)
        self.reload()
        self.filters_changed.emit()

    def _on_sort(self, key: str, is_descending: object) -> None:
        self._sort, self._is_descending = RosterSort(key), bool(is_descending)
        self.reload()

    def _on_left_down(self) -> None:
        self.table.setFocus()
        if self.table.current_id() is None:
            self.table.select_position(0)
