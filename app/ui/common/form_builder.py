"""Forms from a table of fields: labels as buddies, refusals beside the field, date and signers kept for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from app.services.errors import Reason, Refused
from app.services.wording import sentence
from app.services.workflow.facts import Signer
from app.ui.common.choice_editors import ChoiceEditor, MultiChoiceEditor, Option, TruthEditor
from app.ui.common.editors import DayEditor, Editor, IntegerEditor, LongTextEditor, MoneyEditor, TextEditor
from app.ui.common.refusals import RefusalBar
from app.ui.common.signers_editor import SignersEditor


class Kind(Enum):
    """What a field holds: str, str, int, date, int (fen), str (code), tuple of codes, 1/0/None, tuple of Signer."""

    TEXT = auto()
    LONG_TEXT = auto()
    INTEGER = auto()
    DAY = auto()
    MONEY = auto()
    CHOICE = auto()
    MULTI_CHOICE = auto()
    TRUTH = auto()
    SIGNERS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. ``keep``: the value stays for the next record (date, signers, meeting).

    ``make`` builds an editor of the caller's own for what no kind covers; ``read_only`` fields are shown, not asked.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    keep: bool = False
    hint: str = ""
    options: Sequence[Option] = ()
    suggestions: Sequence[str] = ()
    directory: Sequence[Signer] = ()
    least: int = 0
    most: int = 10**9
    unit: str = ""
    initial: object = None
    make: Callable[[], Editor] | None = None


class Form(QWidget):
    """The lines of a form. ``values`` has a key for every field; what was not said is None or empty.

    ``check`` shows what cannot be read or is missing beside its field and says whether the form may be sent;
    ``show_refusal`` shows a service's refusal: each reason with ``field`` beside that field, all of them in the bar.
    """

    changed = Signal()

    def __init__(
        self, fields: Sequence[Field], *, today: Callable[[], date] = date.today, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = {field.name: field for field in fields}
        self._editors: dict[str, Editor] = {}
        self._notes: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self._today = today
        self.bar = RefusalBar(self)
        self.bar.hide()
        self._lines = QFormLayout()
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._lines.setVerticalSpacing(8)
        self._lines.setHorizontalSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addLayout(self._lines)
        layout.addStretch(1)
        for field in fields:
            self._add(field)
        self._order_tabs()

    # -- building ----------------------------------------------------------------------------------------------------

    def _add(self, field: Field) -> None:
        editor = field.make() if field.make else _MAKERS[field.kind](field, self._today)
        label = QLabel(f"{field.label} *" if field.required else field.label)
        label.setContentsMargins(0, round(self.fontMetrics().height() * 0.25), 0, 0)
        target = editor.focusProxy() or editor
        label.setBuddy(target)
        for part in (editor, target):
            if not part.accessibleName():
                part.setAccessibleName(field.label)
        note = QLabel()
        note.setWordWrap(True)
        note.setProperty("refusedNote", True)
        note.setStyleSheet("color: #A1180F;")
        note.hide()
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(editor)
        if field.hint and field.kind not in (Kind.TEXT, Kind.LONG_TEXT):
            hint = QLabel(field.hint)
            hint.setProperty("muted", True)
            hint.setWordWrap(True)
            column.addWidget(hint)
        column.addWidget(note)
        self._lines.addRow(label, cell)
        self._editors[field.name], self._notes[field.name], self._labels[field.name] = editor, note, label
        if field.initial is not None:
            editor.set_value(field.initial)
        editor.changed.connect(lambda: self._on_changed(field.name))

    def _order_tabs(self) -> None:
        inputs = [editor.focusProxy() or editor for editor in self._editors.values()]
        for first, second in pairwise(inputs):
            QWidget.setTabOrder(first, second)

    # -- values ------------------------------------------------------------------------------------------------------

    def editor(self, name: str) -> Editor:
        """The input of a field, for what a table cannot say."""
        return self._editors[name]

    def values(self) -> dict[str, object]:
        """Every field's value by its name."""
        return {name: editor.value() for name, editor in self._editors.items()}

    def value(self, name: str) -> object:
        """One field's value."""
        return self._editors[name].value()

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show these values; fields not named stay as they are."""
        for name, value in values.items():
            if name in self._editors:
                self._editors[name].set_value(value)

    def show_field(self, name: str, *, is_shown: bool) -> None:
        """Show or hide a whole line (what does not apply is not asked)."""
        self._lines.setRowVisible(self._lines_row(name), is_shown)

    def _lines_row(self, name: str) -> int:
        return list(self._editors).index(name)

    def next_record(self) -> None:
        """Empty the form for the next record; fields declared ``keep`` (the day, who signed) stay."""
        for name, field in self._fields.items():
            if not field.keep:
                self._empty(name)
        self.clear_refusal()
        self.focus_first()

    def _empty(self, name: str) -> None:
        editor, initial = self._editors[name], self._fields[name].initial
        if isinstance(editor, TruthEditor) and initial is None:
            editor.clear()
        else:
            editor.set_value(initial)

    def focus_first(self) -> None:
        """Put the cursor into the first input that is not kept."""
        names = [name for name, field in self._fields.items() if not field.keep] or list(self._fields)
        if names:
            self._editors[names[0]].setFocus(Qt.FocusReason.TabFocusReason)

    def focus_on(self, name: str) -> None:
        """Put the cursor into this input; into the first one if the form has none of this name."""
        if name in self._editors:
            self._editors[name].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focus_first()

    # -- refusals ----------------------------------------------------------------------------------------------------

    def check(self) -> bool:
        """Whether everything can be read and nothing required is missing; shows the problems if not."""
        self.clear_refusal()
        problems: dict[str, str] = {}
        for name, field in self._fields.items():
            problem = self._problem(name, field)
            if problem:
                problems[name] = problem
        self._show(problems, [f"{self._fields[name].label}：{text}" for name, text in problems.items()])
        return not problems

    def _problem(self, name: str, field: Field) -> str:
        editor = self._editors[name]
        if not self._lines.isRowVisible(self._lines_row(name)):
            return ""
        if unreadable := editor.problem():
            return unreadable
        is_silent = not editor.is_answered if isinstance(editor, TruthEditor) else editor.value() in (None, "", ())
        return self.tr("请填写。") if field.required and is_silent else ""

    def show_refusal(self, refused: Refused) -> None:
        """Show a service's refusal beside the fields it names and as sentences in the bar."""
        self.clear_refusal()
        beside = {}
        for reason in refused.reasons:
            named = reason.values.get("field")
            if isinstance(named, str) and named in self._editors:
                beside[named] = self._worded(reason)
        self._show(beside, [self._worded(reason) for reason in refused.reasons])

    def _worded(self, reason: Reason) -> str:
        """The sentence, with a field's label in place of its name in the program."""
        named = reason.values.get("field")
        if isinstance(named, str) and named in self._fields:
            return sentence(Reason(reason.code, {**reason.values, "field": self._fields[named].label}))
        return sentence(reason)

    def _show(self, beside: Mapping[str, str], sentences: Sequence[str]) -> None:
        for name, text in beside.items():
            self._notes[name].setText(text)
            self._notes[name].show()
            self._editors[name].mark(refused=True)
        self.bar.show_sentences(tuple(dict.fromkeys(sentences)))
        if beside:
            self._editors[next(iter(beside))].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_refusal(self) -> None:
        """Take every refusal away."""
        self.bar.clear()
        for name, note in self._notes.items():
            if note.text():
                note.clear()
                note.hide()
                self._editors[name].mark(refused=False)

    def _on_changed(self, name: str) -> None:
        if self._notes[name].text():
            self._notes[name].clear()
            self._notes[name].hide()
            self._editors[name].mark(refused=False)
        self.changed.emit()


_Maker = Callable[[Field, Callable[[], date]], Editor]
_MAKERS: Mapping[Kind, _Maker] = {
    Kind.TEXT: lambda f, _: TextEditor(hint=f.hint, suggestions=f.suggestions),
    Kind.LONG_TEXT: lambda f, _: LongTextEditor(hint=f.hint),
    Kind.INTEGER: lambda f, _: IntegerEditor(least=f.least, most=f.most, unit=f.unit),
    Kind.DAY: lambda _f, today: DayEditor(year=lambda: today().year),
    Kind.MONEY: lambda _f, _: MoneyEditor(),
    Kind.CHOICE: lambda f, _: ChoiceEditor(f.options),
    Kind.MULTI_CHOICE: lambda f, _: MultiChoiceEditor(f.options),
    Kind.TRUTH: lambda _f, _: TruthEditor(),
    Kind.SIGNERS: lambda f, _: SignersEditor(least=max(f.least, 1), directory=f.directory),
}
