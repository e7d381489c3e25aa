"""One step for many households: its form, then 完成 n / 拒绝 m with the refused ones as a list to mend and retry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.cases.door import Outcome, RefusedHousehold
from app.services.cases.request import parse_step
from app.services.errors import Reason, Refused
from app.services.wording import sentence
from app.services.workflow.case_table import CASE_TABLE
from app.ui.cases.fields import fields_of, step_data
from app.ui.cases.rows import row_of
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form
from app.ui.common.permits import PermitWish, ask_permit, wish_for
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import RowsTableModel

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Batch:
    """A step for these households. ``take`` runs in the background with the codes and the form's values.

    ``names`` (code -> head) make the refused ones readable; ``initial`` fills the form, what was kept goes before it.
    """

    key: str
    title: str
    fields: Sequence[Field]
    codes: Sequence[str]
    take: Callable[[Sequence[str], Values], Outcome]
    names: Mapping[str, str] = field(default_factory=dict)
    initial: Values = field(default_factory=dict)
    hint: str = ""
    action: str = ""  # the row of the case table: what closes it today is said before the form is filled


def case_batch(
    context: TabContext,
    action: str,
    codes: Sequence[str],
    *,
    names: Mapping[str, str],
    title: str = "",
    initial: Values | None = None,
) -> Batch:
    """A row of the case table for many households, through the door."""
    step = next(row for row in CASE_TABLE if row.action == action)
    office, actor, today = context.office, context.actor(), context.today()

    def take(wanted: Sequence[str], values: Values) -> Outcome:
        given = parse_step(step_data(values), today=today)
        return office.cases.take(action, households=wanted, given=given, actor=actor, today=today)

    fields = fields_of(step.needs, with_signers=True)
    return Batch(action, title or step.name, fields, codes, take, names, initial or {}, action=action)


class BatchPage(QWidget):
    """``finished(Outcome)`` after each attempt; ``retried(codes)`` when the refused ones are taken up again."""

    finished = Signal(object)
    retried = Signal(object)
    household_asked = Signal(str)  # the code of a refused household

    def __init__(self, context: TabContext, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._today = context, today
        self._batch: Batch | None = None
        self._form: Form | None = None
        self._kept: dict[str, dict[str, object]] = {}
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._title.setWordWrap(True)
        self._hint = QLabel()
        self._hint.setProperty("muted", True)
        self._hint.setWordWrap(True)
        self.notice = RefusalBar(self)
        self._closed = Latest(context.runner, self)
        self._closed.answered.connect(self._on_closed)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._place = QVBoxLayout()
        self._refused: RowsTableModel[RefusedHousehold] = RowsTableModel(self._columns())
        self.table = DataTable(self._refused, name=self.tr("没有办成的户"))
        self.table.opened.connect(self._on_opened)
        self.save = QPushButton(self.tr("办理"))
        self.save.setProperty("primary", True)
        self.retry = QPushButton(self.tr("改正后重办这些户"))
        self.permit = QPushButton(self.tr("开补办单…"))
        self._wish = PermitWish()
        self.save.clicked.connect(self._on_save)
        self.retry.clicked.connect(self._on_retry)
        self.permit.clicked.connect(lambda: ask_permit(context.navigator, self._wish))
        self._lay_out()
        self.clear()

    def _columns(self) -> list[Column[RefusedHousehold]]:
        return [
            Column(
                "head", self.tr("户主"), lambda r: self._batch.names.get(r.household_code, "") if self._batch else ""
            ),
            Column("code", self.tr("户编号"), lambda r: r.household_code, 16),
            Column("why", self.tr("没有办成的原因"), self._reasons, 60, tip=self._reasons),
        ]

    @staticmethod
    def _reasons(refused: RefusedHousehold) -> str:
        return "；".join(dict.fromkeys(sentence(reason) for reason in refused.reasons))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.retry)
        row.addWidget(self.permit)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(self.notice)
        column.addLayout(self._place, 1)
        column.addWidget(self._said)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        return self._form

    @property
    def batch(self) -> Batch | None:
        """What is being taken."""
        return self._batch

    @property
    def refused_rows(self) -> tuple[RefusedHousehold, ...]:
        """The households of the last attempt that were refused."""
        return self._refused.rows

    @property
    def result(self) -> str:
        """完成 n 户，拒绝 m 户."""
        return self._said.text()

    def begin(self, batch: Batch) -> None:
        """Open the form for these households, with what the last batch of this kind kept."""
        self.clear()
        self._batch = batch
        self._form = Form(batch.fields, today=self._today)
        known = {field.name for field in batch.fields}
        values = {"occurred_on": self._today(), **batch.initial, **self._kept.get(batch.key, {})}
        self._form.set_values({name: value for name, value in values.items() if name in known})
        self._place.addWidget(Scrolled(self._form))
        self._show_title()
        self._hint.setText(batch.hint)
        self._hint.setVisible(bool(batch.hint))
        self.save.show()
        self._form.focus_first()
        if batch.action:
            self._ask_closed(batch)

    def _ask_closed(self, batch: Batch) -> None:
        """What stands against the step today, household by household; another day of the paper may still be right."""
        cases, today, action = self._context.office.cases, self._today(), batch.action

        def read(task: TaskContext) -> dict[str, tuple[Reason, ...]]:
            found: dict[str, tuple[Reason, ...]] = {}
            for number, code in enumerate(batch.codes):
                task.progress(number, len(batch.codes))
                open_ones = cases.open_actions(code, today=today)
                found[code] = next((tuple(why) for step, why in open_ones if step.action == action), ())
            return found

        self._closed.ask(batch.title, read)

    def _on_closed(self, found: Mapping[str, Sequence[Reason]]) -> None:
        closed = {code: why for code, why in found.items() if why}
        if not closed or self._form is None:
            return
        said = dict.fromkeys(sentence(reason) for why in closed.values() for reason in why)
        head = self.tr("按今天的日期，{count} 户现在不能办：").format(count=len(closed))
        self.notice.show_sentences([head, *said])
        self._wish_for(closed.items())

    def _wish_for(self, refused: Iterable[tuple[str, Sequence[Reason]]]) -> None:
        """A permit for the households that a closed window stands against, if there are any."""
        self._wish = wish_for(refused)
        self.permit.setVisible(self._wish != PermitWish())

    def clear(self) -> None:
        """No batch: say how one begins."""
        self._closed.forget()
        self.notice.clear()
        self._batch = self._form = None
        self._refused.show_rows(())
        while item := self._place.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._title.setText(self.tr("在名单中选好户（可多选），再按名单上方的按钮办理。"))
        for part in (self._hint, self._said, self.table, self.save, self.retry, self.permit):
            part.hide()

    def _show_title(self) -> None:
        assert self._batch is not None
        batch, count = self._batch, len(self._batch.codes)
        said = self.tr("{title}：{count} 户").format(title=batch.title, count=count)
        if count == 1:
            said += f"　{batch.names.get(batch.codes[0], '')} {batch.codes[0]}"
        self._title.setText(said)

    def _on_save(self) -> None:
        form, batch = self._form, self._batch
        if form is None or batch is None or not form.check():
            return
        values = form.values()
        self._kept[batch.key] = {one.name: values[one.name] for one in batch.fields if one.keep}
        self.save.setEnabled(False)
        task = self._context.runner.start(batch.title, lambda _: batch.take(batch.codes, values))
        task.succeeded.connect(self._on_outcome)
        task.refused.connect(self._on_refused)
        task.finished.connect(lambda: self.save.setEnabled(True))

    def _on_refused(self, refused: Refused) -> None:
        if self._form is not None:
            self._form.show_refusal(refused)

    def _on_outcome(self, outcome: Outcome) -> None:
        batch = self._batch
        if batch is None:
            return
        self._hint.hide()
        said = self.tr("{title}：完成 {done} 户，拒绝 {refused} 户。").format(
            title=batch.title, done=len(outcome.done), refused=len(outcome.refused)
        )
        self.setFocus()  # hiding the pressed button would hand the cursor to whatever comes next in the window
        self._closed.forget()
        self.notice.show_sentences(
            tuple(dict.fromkeys(sentence(reason) for refused in outcome.refused for reason in refused.reasons))
        )
        self._said.setText(said)
        self._said.show()
        self._context.navigator.say(said)
        self._refused.show_rows(outcome.refused)
        self._wish_for((refused.household_code, refused.reasons) for refused in outcome.refused)
        self.table.setVisible(bool(outcome.refused))
        self.retry.setVisible(bool(outcome.refused))
        if outcome.refused:
            self.retry.setFocus()
        self.save.hide()
        while item := self._place.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._form = None
        self.finished.emit(outcome)

    def _on_retry(self) -> None:
        if self._batch is None:
            return
        codes = tuple(refused.household_code for refused in self._refused.rows)
        self.begin(replace(self._batch, codes=codes))
        self.retried.emit(codes)

    def _on_opened(self, id_: int) -> None:
        row = row_of(self._refused, id_)
        if row is not None:
            self.household_asked.emit(row.household_code)
