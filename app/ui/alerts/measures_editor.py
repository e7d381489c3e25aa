"""Rows of measures in the form 定措施, and one measure in the form 增改/完成措施."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import MeasureGroup, MeasureState
from app.services.alerts.page import MeasureLine
from app.services.findings.risk_matrix import CallRow
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.editors import Editor
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.measure_fit import FitLabel, fitting_options

translate = QCoreApplication.translate
_PLANNED = ("group", "description", "responsible", "starts_on", "due_on", "amount_fen")
Today = Callable[[], date]


def _fields(fitting: frozenset[str], calls: Sequence[CallRow]) -> list[Field]:
    """The lines of one measure; groups that fit the gap (the first of ``calls``) stand first, then those of risks."""
    risks = calls[1:] if fitting else calls
    options = fitting_options(risks, gap=fitting, gap_word=translate("measures", "对应缺项"))
    return [
        Field("group", translate("measures", "措施类别"), Kind.CHOICE, required=True, options=options),
        Field("description", translate("measures", "具体措施")),
        Field("responsible", translate("measures", "责任人"), required=True),
        Field("starts_on", translate("measures", "开始日期"), Kind.DAY),
        Field("due_on", translate("measures", "完成期限"), Kind.DAY, required=True),
        Field("amount_fen", translate("measures", "资金"), Kind.MONEY),
    ]


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """A measure as the door takes it: days as text, nothing for what was not said."""
    said = {name: value for name, value in values.items() if value not in (None, "", ())}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


class _MeasureRow(QFrame):
    def __init__(self, number: int, fields: Sequence[Field], today: Today, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.form = Form(fields, today=today)
        self.remove = QToolButton()
        self.remove.setIcon(icon("x"))
        self.remove.setAccessibleName(self.tr("去掉第 {number} 项措施").format(number=number))
        self.remove.setToolTip(self.tr("去掉这一项"))
        head = QHBoxLayout()
        head.addWidget(QLabel(self.tr("第 {number} 项").format(number=number)), 1)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 4, 6, 4)
        column.addLayout(head)
        column.addWidget(self.form)


class MeasuresEditor(Editor):
    """Any number of measures; value: a tuple of plain measures."""

    def __init__(
        self,
        fitting: frozenset[str],
        calls: Sequence[CallRow],
        *,
        today: Today,
        due_on: date | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fields = _fields(fitting, calls)
        self.fit = FitLabel(calls)
        self._first = next((group.value for group in MeasureGroup if group.value in fitting), None)
        self._today, self._due_on = today, due_on if due_on and due_on >= today() else None
        self.rows: list[_MeasureRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._add = QPushButton(icon("plus"), self.tr("再加一项措施"))
        self._add.setProperty("flat", True)
        self._add.clicked.connect(lambda: self.add().form.focus_first())
        self._column.addWidget(self._add)
        self._column.insertWidget(0, self.fit)
        row = self.add()
        self.changed.connect(self._show_fit)
        self._show_fit()
        group = row.form.editor("group")
        self.setFocusProxy(group.focusProxy() or group)

    def add(self) -> _MeasureRow:
        """Add an empty measure."""
        row = _MeasureRow(len(self.rows) + 1, self._fields, self._today, self)
        row.form.set_values({"group": self._first, "starts_on": self._today(), "due_on": self._due_on})
        row.form.changed.connect(self.changed)
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows), row)
        return row

    def _on_remove(self, row: _MeasureRow) -> None:
        if len(self.rows) == 1:
            return
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.changed.emit()

    def _show_fit(self) -> None:
        self.fit.show_groups({str(row.form.value("group")) for row in self.rows if row.form.value("group")})

    @override
    def value(self) -> tuple[dict[str, object], ...]:
        return tuple(plain(row.form.values()) for row in self.rows)

    @override
    def set_value(self, value: object) -> None:
        """Only emptied: measures that are planned already are changed one by one."""

    @override
    def problem(self) -> str:
        wrong = [row for row in self.rows if not row.form.check()]
        return self.tr("有 {count} 项措施没有填完整。").format(count=len(wrong)) if wrong else ""


class MeasureEditor(Editor):
    """One measure: a planned one that is changed, done or cancelled, or a new one; value: a plain measure."""

    def __init__(
        self,
        measures: Sequence[MeasureLine],
        fitting: frozenset[str],
        calls: Sequence[CallRow],
        *,
        today: Today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._measures = {str(measure.measure_id): measure for measure in measures}
        options = [Option("", self.tr("新增一项措施"))]
        options += [
            Option(key, f"{m.group.label} {m.description} {m.state.label}") for key, m in self._measures.items()
        ]
        self.which = ChoiceEditor(options)
        self.which.setAccessibleName(self.tr("哪一项措施"))
        (self.which.focusProxy() or self.which).setAccessibleName(self.tr("哪一项措施"))
        states = tuple(Option(state.value, state.label) for state in MeasureState)
        self.form = Form(
            [
                Field("state", self.tr("办到哪一步"), Kind.CHOICE, required=True, options=states),
                Field("done_on", self.tr("完成日期"), Kind.DAY),
                Field("evidence", self.tr("佐证"), Kind.LONG_TEXT),
                Field("cancelled_reason", self.tr("取消原因"), Kind.LONG_TEXT),
                *_fields(fitting, calls),
            ],
            today=today,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.fit = FitLabel(calls)
        for part in (self.which, self.fit, self.form):
            column.addWidget(part)
        self.form.editor("group").changed.connect(self._show_fit)
        self.setFocusProxy(self.which.focusProxy() or self.which)
        self.which.changed.connect(self._on_which)
        self.form.editor("state").changed.connect(self._on_state)
        self.form.changed.connect(self.changed)
        planned = [key for key, m in self._measures.items() if m.state is MeasureState.PLANNED]
        self.choose(int(planned[0]) if planned else None)

    def choose(self, measure_id: int | None, state: MeasureState | None = None) -> None:
        """Show a measure (None = a new one), perhaps with the state that it is to have."""
        self.which.set_value("" if measure_id is None else str(measure_id))
        self._on_which()
        if state is not None:
            done_on = self._today() if state is MeasureState.DONE else None
            self.form.set_values({"state": state.value, "done_on": done_on})
            self._on_state()

    def _show_fit(self) -> None:
        group = self.form.value("group")
        is_cancelled = self.form.value("state") == MeasureState.CANCELLED
        self.fit.show_groups({str(group)} if group and not is_cancelled else ())

    def _on_which(self) -> None:
        chosen = self._measures.get(self.which.value() or "")
        names = ("description", "responsible", "starts_on", "due_on", "amount_fen", "done_on", "evidence")
        values: dict[str, object] = {name: getattr(chosen, name) if chosen else None for name in names}
        values["group"] = chosen.group.value if chosen else None
        values["state"] = (chosen.state if chosen else MeasureState.PLANNED).value
        values["cancelled_reason"] = chosen.cancelled_reason if chosen else None
        self.form.set_values(values)
        self._on_state()

    def _on_state(self) -> None:
        state = self.form.value("state")
        for name, wanted in (
            ("done_on", MeasureState.DONE),
            ("evidence", MeasureState.DONE),
            ("cancelled_reason", MeasureState.CANCELLED),
        ):
            self.form.show_field(name, is_shown=state == wanted)
        is_settled = state != MeasureState.PLANNED and bool(self.which.value())
        for name in _PLANNED:
            self.form.show_field(name, is_shown=not is_settled)
        self._show_fit()

    @override
    def value(self) -> dict[str, object]:
        said = plain(self.form.values())
        hidden = {MeasureState.DONE: ("cancelled_reason",), MeasureState.CANCELLED: ("done_on", "evidence")}
        for name in hidden.get(
            MeasureState(str(said.get("state") or "planned")), ("done_on", "evidence", "cancelled_reason")
        ):
            said.pop(name, None)
        number = self.which.value()
        return {"id": int(number), **said} if number else said

    @override
    def set_value(self, value: object) -> None:
        """Chosen by ``choose``."""

    @override
    def problem(self) -> str:
        return "" if self.form.check() else self.tr("措施没有填完整。")
