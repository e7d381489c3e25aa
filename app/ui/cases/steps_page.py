"""The households of some states and their steps: taken for the current one, or for all chosen ones in its state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.changes import ChangeSet
from app.services.errors import Reason
from app.services.workflow.table import Transition
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowed, Narrowing
from app.ui.cases.step_dialog import StepDialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.permits import answer_wishes
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel

_TOUCHED = ("monitoring_spell", "measure", "monitoring_case", "household", "membership", "alert", "import_batch")
Steps = Sequence[tuple[Transition, tuple[Reason, ...]]]


class Listed(Narrowed, Protocol):
    """A household of the list."""

    @property
    def household_id(self) -> int:
        """Its id."""
        ...

    @property
    def member_count(self) -> int:
        """How many live there."""
        ...


Row = TypeVar("Row")


@dataclass(frozen=True)
class StepsSpec(Generic[Row]):
    """What a page lists. ``read`` answers in the background; ``elsewhere`` are steps with a place of their own.

    ``places`` lead to that place: the step's button goes there. ``groups`` with ``groups_of`` are other filters than
    by state.
    """

    key: str
    name: str
    states: Sequence[CaseState]
    columns: Sequence[Column[Row]]
    read: Callable[[], Sequence[Row]]
    household: Callable[[Row], Listed]
    state: Callable[[Row], str | None]
    empty: str
    elsewhere: frozenset[str] = frozenset()
    note: str = ""
    # What a household may have beside its state, as filters of their own, and which of them it has.
    marks: Sequence[FilterChip] = ()
    marks_of: Callable[[Row], Collection[str]] = lambda _: ()
    # What can be done with the current household beside the steps: key, words, act.
    others: Sequence[tuple[str, str, Callable[[QWidget, Row], None]]] = ()
    places: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    groups: Sequence[FilterChip] = ()
    groups_of: Callable[[Row], frozenset[str]] | None = None
    stretch: Sequence[str] = ()
    waits: Callable[[Row], bool] = lambda _: True  # whether a row counts as work

    def filters(self) -> Sequence[FilterChip]:
        """The chips above the list."""
        return self.groups or [FilterChip(state.value, state.label, state.meaning) for state in self.states]

    def filed(self, row: Row) -> frozenset[str]:
        """Under which of them a row is found."""
        return self.groups_of(row) if self.groups_of else frozenset((self.state(row) or "",))


class StepsPage(QWidget, Generic[Row]):
    """``counted`` when the list was read."""

    counted = Signal(int)

    def __init__(self, context: TabContext, spec: StepsSpec[Row]) -> None:
        super().__init__()
        self._context, self._spec = context, spec
        self._rows: Sequence[Row] = ()
        self._steps: Steps = ()
        self._lists = Latest(context.runner, self)
        self._open_steps = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.states = FilterChips(spec.filters(), name=self.tr("状态"))
        self.marks = FilterChips(spec.marks, name=self.tr("帮扶情况"))
        self.marks.setVisible(bool(spec.marks))
        self.bar = ActionBar(name=self.tr("可以办理的步骤"))
        self.answer = BatchAnswer(context)
        self._dialogs = StepDialogs(self, context)
        self.model: RowsTableModel[Row] = RowsTableModel(spec.columns, id_of=lambda row: self._id(row))
        self.table = DataTable(
            self.model, name=spec.name, key=spec.key, frozen=1, stretch=tuple(spec.stretch), memory=context.memory
        )
        self.empty = EmptyState(spec.empty)
        self._either = EmptyOr(self.table, self.empty)
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.states, self.marks, self.bar, self.answer):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)
        self._connect()
        self.reload()

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self._open_steps.answered.connect(self._on_steps)
        self.narrowing.narrowed.connect(self._show_rows)
        self.states.changed.connect(self._show_rows)
        self.marks.changed.connect(self._show_rows)
        self.table.current_changed.connect(self._on_current)
        self.table.selection_counted.connect(self._on_selection)
        self.table.opened.connect(self._context.navigator.open_household)
        self.answer.opened.connect(self._on_refused_opened)
        answer_wishes(
            self.bar, self._context.navigator, lambda: [self._spec.household(row).code for row in self.chosen()]
        )
        self._context.hub.changed.connect(self._on_changed)

    def _id(self, row: Row) -> int:
        return self._spec.household(row).household_id

    def reload(self) -> None:
        """Read the list again; the current household stays."""
        read = self._spec.read
        self._lists.ask(self.tr("读取{name}").format(name=self._spec.name), lambda _: read())

    def _on_rows(self, rows: Sequence[Row]) -> None:
        spec, state, states = self._spec, self._spec.state, self._spec.states
        self._rows = [row for row in rows if state(row) in states]
        self.narrowing.offer(map(self._spec.household, self._rows))
        filed = [spec.filed(row) for row in self._rows]
        self.states.show_counts({chip.key: sum(chip.key in one for one in filed) for chip in spec.filters()})
        marked = {m.key: sum(m.key in spec.marks_of(row) for row in self._rows) for m in spec.marks}
        self.marks.show_counts(marked)
        self._show_rows()
        self.counted.emit(sum(map(spec.waits, self._rows)))

    def _show_rows(self) -> None:
        kept, states, spec = self.table.current_id(), self.states.chosen, self._spec
        marks = self.marks.chosen
        shown = [
            row
            for row in self._rows
            if self.narrowing.fits(spec.household(row))
            and (not states or spec.filed(row) & states)
            and (not marks or not marks.isdisjoint(spec.marks_of(row)))
        ]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        places = list(map(self._id, shown))
        if shown:
            self.table.select_position(places.index(kept) if kept in places else 0)
        else:
            self._on_steps(())

    def show_marked(self, mark: str) -> None:
        """Show the households with this mark, whatever was filtered before."""
        self.narrowing.search.forget()
        self.states.choose(frozenset())
        self.marks.choose(frozenset({mark}))
        self._show_rows()

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _on_current(self, household_id: int) -> None:
        row = self._row(household_id)
        if row is None:
            return
        cases, today = self._context.office.cases, self._context.today()
        code = self._spec.household(row).code
        self._open_steps.ask(self.tr("读取可办步骤"), lambda _: cases.open_actions(code, today=today))

    def _row(self, household_id: int | None) -> Row | None:
        return next((row for row in self.model.rows if self._id(row) == household_id), None)

    def _on_steps(self, steps: Steps) -> None:
        self._steps = steps
        self._show_bar()

    def _on_selection(self, count: int) -> None:
        self._context.navigator.selection_counted.emit(count)
        self._show_bar()

    def chosen(self) -> tuple[Row, ...]:
        """The chosen households in the state of the current one."""
        current, state = self._row(self.table.current_id()), self._spec.state
        ids = set(self.table.selected_ids())
        rows = [row for row in self.model.rows if self._id(row) in ids]
        return tuple(row for row in rows if current is not None and state(row) == state(current))

    def _show_bar(self) -> None:
        count = len(self.chosen())
        actions = []
        for step, why in self._steps:
            if step.action in self._spec.elsewhere:
                continue
            if step.action in self._spec.places:
                text = self.tr("{step} →").format(step=step.name)
                actions.append(BarAction(step.action, text, self._spec.places[step.action], why))
                continue
            text = self.tr("{step}…").format(step=step.name)
            if count > 1:
                text = self.tr("{step}（{count} 户）…").format(step=step.name, count=count)
            actions.append(BarAction(step.action, text, lambda s=step: self._ask(s), why))
        current = self._row(self.table.current_id())
        if current is not None:
            for key, text, act in self._spec.others:
                actions.append(BarAction(key, text, lambda do=act, row=current: do(self, row)))
        self.bar.show_actions(actions)
        persons = sum(self._spec.household(row).member_count for row in self.model.rows)
        said = self.tr("{count} 户 {persons} 人。按住 Ctrl 或 Shift 可选多户一起办理。{note}")
        self.counts.setText(said.format(count=len(self.model.rows), persons=persons, note=self._spec.note))

    def _ask(self, step: Transition) -> None:
        households = [self._spec.household(row) for row in self.chosen()]
        names = {household.code: household.head_name for household in households}
        self._dialogs.ask(step, names, answered=lambda outcome: self.answer.show_outcome(outcome, names, did=step.name))

    def _on_refused_opened(self, code: str) -> None:
        places = [self._spec.household(row).code for row in self.model.rows]
        if code in places:
            self.table.select_position(places.index(code))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHED):
            self.reload()
