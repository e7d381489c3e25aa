"""A settings page that is a list: its buttons, its table, and small forms on top for adding and changing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.ui.common import dialogs
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Form
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import width_of

Row = TypeVar("Row")


class ListPage(QWidget, Generic[Row]):
    """Reads its rows in the background, reads them again when its tables changed, and keeps the chosen row."""

    TOUCHES: tuple[str, ...] = ()

    def __init__(
        self, context: TabContext, *, key: str, name: str, columns: Sequence[Column[Row]], note: str, empty: str
    ) -> None:
        super().__init__()
        self.context = context
        self.model: RowsTableModel[Row] = RowsTableModel(columns)
        self.table = DataTable(self.model, name=name, key=f"settings/{key}", memory=context.memory)
        self.bar = RefusalBar(self)
        self.note = QLabel(note)
        self.note.setWordWrap(True)
        self.note.setProperty("muted", True)
        self.empty = EmptyState(empty)
        self.tools = QHBoxLayout()
        self._answers = Latest(context.runner, self)
        self._answers.answered.connect(self._on_rows)
        self._content = EmptyOr(self.table, self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addLayout(self.tools)
        column.addWidget(self.bar)
        column.addWidget(self._content, 1)
        context.hub.changed.connect(self._on_changed)

    @abstractmethod
    def read(self) -> Callable[[], Sequence[Row]]:
        """What reads the rows, in another thread; called in the window's thread to take the filters along."""

    def reload(self) -> None:
        """Read the rows again."""
        read = self.read()
        self._answers.ask(self.tr("读取"), lambda _: read())

    def shown(self, rows: Sequence[Row]) -> None:
        """Called with the rows that are now in the table."""

    def button(self, text: str, act: Callable[[], object], *, sign: str = "", is_primary: bool = False) -> QPushButton:
        """A button above the table."""
        made = QPushButton(text)
        if sign:
            made.setIcon(icon(sign, colour="#FFFFFF") if is_primary else icon(sign))
        made.setProperty("primary", is_primary)
        made.clicked.connect(act)
        self.tools.addWidget(made)
        return made

    def chosen(self) -> Row | None:
        """The row under the cursor."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def needs_chosen(self) -> Row | None:
        """The row under the cursor; says that one has to be chosen where there is none."""
        row = self.chosen()
        if row is None:
            self.bar.show_sentences([self.tr("请先在表中选一行。")])
        else:
            self.bar.clear()
        return row

    def ask(
        self,
        title: str,
        form: Form,
        *,
        do: str,
        work: Callable[[dict[str, object]], object],
        said: str = "",
        is_large: bool = False,
    ) -> QDialog:
        """Open a form; ``work`` gets its values in another thread, a refusal is shown in the form, which stays."""
        most = self.window().height() * 2 // 3
        content = Scrolled(form)
        content.setMinimumWidth(width_of(86 if is_large else 72, self.font()))
        content.setMinimumHeight(most if is_large else min(form.sizeHint().height() + width_of(4, self.font()), most))

        def send(dialog: QDialog) -> None:
            if not form.check():
                return
            values = form.values()
            task = self.context.runner.start(title, lambda _: work(values))
            task.succeeded.connect(lambda _: self._on_done(dialog, said))
            task.refused.connect(lambda refused: form.show_refusal(refused) if isValid(form) else None)

        dialog = dialogs.panel(self, title, content, do=do, then=send)
        form.focus_first()
        return dialog

    def do(self, title: str, work: Callable[[], object], *, said: str = "") -> None:
        """Write without a form; a refusal stands above the table."""
        task = self.context.runner.start(title, lambda _: work())
        task.succeeded.connect(lambda _: self._on_done(None, said))
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        self.bar.show_refusal(refused)

    def _on_done(self, dialog: QDialog | None, said: str) -> None:
        if dialog is not None and isValid(dialog):
            dialog.accept()
        self.bar.clear()
        if said:
            self.context.navigator.say(said)
        self.reload()

    def _on_rows(self, rows: Sequence[Row]) -> None:
        position = self.table.currentIndex().row()
        self.model.show_rows(rows)
        self._content.show_empty(is_empty=not rows)
        if rows:
            self.table.select_position(max(0, min(position, len(rows) - 1)))
        self.shown(rows)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*self.TOUCHES):
            self.reload()
