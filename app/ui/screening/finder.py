"""Any household by name, pinyin, ID tail or code: type, choose, and it is taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from app.services.households import RosterQuery, RosterRow
from app.ui.common.context import TabContext
from app.ui.common.search_box import SearchBox
from app.ui.common.tasks import Latest

_OFFERED = 12


class HouseholdFinder(SearchBox):
    """``found(household_id)`` when one of the offered households is chosen; Enter takes the first."""

    found = Signal(int)

    def __init__(self, context: TabContext, hint: str, parent: QWidget | None = None, *, keeps: bool = False) -> None:
        super().__init__(hint, parent)
        self._households = context.office.households
        self._answers = Latest(context.runner, self)
        self._keeps = keeps
        self._offered: dict[str, int] = {}
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_OFFERED)
        self._completer.popup().setAccessibleName(self.tr("查找结果"))
        self._completer.activated.connect(self._on_chosen)
        self.setCompleter(self._completer)
        self.query_changed.connect(self._on_query)
        self.entered.connect(lambda _: self.take_first())
        self._answers.answered.connect(self._on_rows)

    @property
    def offered(self) -> tuple[str, ...]:
        """The words of the households offered now."""
        return tuple(self._offered)

    def take_first(self) -> None:
        """Take the first household that is offered."""
        if self._offered:
            self._on_chosen(next(iter(self._offered)))

    def _on_query(self, text: str) -> None:
        if not text or text in self._offered:
            self._answers.forget()
            return
        households = self._households

        def read(_: object) -> Sequence[RosterRow]:
            ids = households.find_ids(RosterQuery(text=text), limit=_OFFERED)
            rows = households.rows(ids)
            return [rows[id_] for id_ in ids if id_ in rows]

        self._answers.ask(self.tr("查找农户"), read)

    def _on_rows(self, rows: Sequence[RosterRow]) -> None:
        self._offered = {
            f"{row.head_name}　{row.village_name}{row.group_name}　{row.code}": row.household_id for row in rows
        }
        self._words.setStringList(list(self._offered))
        if rows and self.hasFocus():
            self._completer.complete()
        else:
            self._completer.popup().hide()

    def _on_chosen(self, text: str) -> None:
        household_id = self._offered.get(text)
        if household_id is None:
            return
        self.found.emit(household_id)
        # The line edit writes the chosen words into itself after this slot.
        QTimer.singleShot(0, lambda: self.show_words(text) if self._keeps else self.forget())

    def show_words(self, text: str) -> None:
        """Show which household was taken, without asking again."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
