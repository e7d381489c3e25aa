"""The filter of a roster, one line a condition: field, what is asked of it, and the values that it may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.rosters.catalogue import FieldKind, RosterField, catalogue
from app.services.rosters.design import Condition, Subject, Test
from app.ui.common.icons import icon
from app.ui.common.quiet_box import QuietBox
from app.ui.common.scrolled import Scrolled
from app.ui.roster.designer.fields import FieldBox, fields_of

translate = QCoreApplication.translate
_SEPARATOR = "、"
_VILLAGE = "household.village_name"
_LISTED = frozenset({FieldKind.TRUTH, FieldKind.CHOICE, FieldKind.CODES})


class WordsBox(QPushButton):
    """Several words of a list; the button says which are chosen."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMenu(QMenu(self))

    def show_words(self, words: Mapping[str, str], chosen: Sequence[str]) -> None:
        """These words, by what is stored for them; some of them chosen."""
        self.menu().clear()
        stored = {code for code, word in words.items() if code in chosen or word in chosen}
        for code, word in words.items():
            action = self.menu().addAction(word)
            action.setCheckable(True)
            action.setChecked(code in stored)
            action.setData(code)
            action.triggered.connect(self._on_triggered)
        self._say()

    def values(self) -> tuple[str, ...]:
        """What is chosen."""
        return tuple(str(action.data()) for action in self._chosen())

    def _chosen(self) -> list[QAction]:
        return [action for action in self.menu().actions() if action.isChecked()]

    def _on_triggered(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        text = _SEPARATOR.join(action.text() for action in self._chosen())
        self.setText(text or self.tr("请选择"))


class ConditionRow(QWidget):
    """One condition. ``changed``: it says something else; ``dropped``: its cross was pressed."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, subject: Subject, condition: Condition, villages: Sequence[str]) -> None:
        super().__init__()
        self._villages = villages
        self._join = QuietBox()
        self._join.setAccessibleName(self.tr("与上一条的关系"))
        self._join.addItem(self.tr("并且"), False)
        self._join.addItem(self.tr("或者"), True)
        self._join.setCurrentIndex(int(condition.is_or))
        kept = self._join.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._join.setSizePolicy(kept)
        self.field = FieldBox(self.tr("条件的字段"))
        self.field.show_fields(fields_of(subject), condition.field)
        self.test = QuietBox()
        self.test.setAccessibleName(self.tr("怎么比"))
        self.words = WordsBox(self.tr("条件的值"))
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("条件的文字"))
        self.text.setPlaceholderText(self.tr("几个值用顿号分开"))
        self.low, self.high = QLineEdit(), QLineEdit()
        self._lay_out()
        self._show(condition)
        self._connect()

    def _lay_out(self) -> None:
        self._values = QStackedWidget()
        between = QWidget()
        row = QHBoxLayout(between)
        row.setContentsMargins(0, 0, 0, 0)
        self.low.setAccessibleName(self.tr("从"))
        self.high.setAccessibleName(self.tr("到"))
        for part in (QLabel(self.tr("从")), self.low, QLabel(self.tr("到")), self.high):
            row.addWidget(part)
        for part in (self.words, self.text, between, QWidget()):
            self._values.addWidget(part)
        drop = QToolButton()
        drop.setIcon(icon("x"))
        drop.setAccessibleName(self.tr("去掉这一条"))
        drop.setToolTip(self.tr("去掉这一条"))
        drop.clicked.connect(self.dropped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._join)
        row.addWidget(self.field, 2)
        row.addWidget(self.test)
        row.addWidget(self._values, 3)
        row.addWidget(drop)

    def _connect(self) -> None:
        self._join.activated.connect(lambda _: self.changed.emit())
        self.field.field_chosen.connect(self._on_field)
        self.test.activated.connect(self._on_test)
        self.words.changed.connect(self.changed)
        for edit in (self.text, self.low, self.high):
            edit.textEdited.connect(lambda _: self.changed.emit())

    def _show(self, condition: Condition) -> None:
        field = catalogue().get(condition.field)
        self.test.clear()
        for test in field.tests if field else ():
            self.test.addItem(_test_word(field, test), test)
        self.test.setCurrentIndex(max(self.test.findData(condition.test), 0))
        if field is not None:
            self.words.show_words(self._words(field), condition.values)
        self.text.setText(_SEPARATOR.join(condition.values))
        bounds = (*condition.values, "", "") if condition.test is Test.BETWEEN else ("", "")
        self.low.setText(bounds[0])
        self.high.setText(bounds[1])
        self._turn()

    def _turn(self) -> None:
        """Show the input that this question needs."""
        test, field = self._asked(), catalogue().get(self.field.key())
        if field is None or test in (Test.FILLED, Test.EMPTY):
            page = 3
        elif test is Test.BETWEEN:
            page = 2
            hint = self.tr("如 2020-04-30") if field.kind is FieldKind.DAY else self.tr("不限可不填")
            self.low.setPlaceholderText(hint)
            self.high.setPlaceholderText(hint)
        else:
            page = 0 if self._is_listed(field, test) else 1
        self._values.setCurrentIndex(page)

    def _words(self, field: RosterField) -> Mapping[str, str]:
        """What can be chosen; the villages are the office's own."""
        return {name: name for name in self._villages} if field.key == _VILLAGE else field.words

    def _is_listed(self, field: RosterField, test: Test | None) -> bool:
        return field.kind in _LISTED or (test in (Test.IS, Test.IS_NOT) and bool(self._words(field)))

    def _asked(self) -> Test | None:
        value = self.test.currentData()
        return None if value is None else Test(value)

    def _on_field(self, key: str) -> None:
        field = catalogue().get(key)
        if field is not None:
            self._show(Condition(key, field.tests[0]))
            self.changed.emit()

    def _on_test(self) -> None:
        self._turn()
        self.changed.emit()

    def show_first(self, *, is_first: bool) -> None:
        """The first condition has nothing before it that it could be joined to."""
        self._join.setVisible(not is_first)
        if is_first:
            self._join.setCurrentIndex(0)

    def condition(self) -> Condition | None:
        """What it says; None before a field is chosen."""
        key, test = self.field.key(), self._asked()
        if not key or test is None:
            return None
        if test in (Test.FILLED, Test.EMPTY):
            values: tuple[str, ...] = ()
        elif test is Test.BETWEEN:
            values = (self.low.text().strip(), self.high.text().strip())
        elif self._is_listed(catalogue()[key], test):
            values = self.words.values()
        else:
            values = tuple(part.strip() for part in self.text.text().split(_SEPARATOR) if part.strip())
        return Condition(key, test, values, bool(self._join.currentData()))

    def is_complete(self) -> bool:
        """Whether its values have been said."""
        said = self.condition()
        return said is not None and (said.test in (Test.FILLED, Test.EMPTY) or any(said.values))


def _test_word(field: RosterField | None, test: Test) -> str:
    if field is not None and field.kind is FieldKind.CODES:
        return {Test.IS: translate("designer", "有"), Test.IS_NOT: translate("designer", "没有")}.get(test, test.label)
    return test.label


class ConditionsEditor(QWidget):
    """All conditions, one below the other. ``changed`` while they are typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._subject = Subject.PERSONS
        self._villages: Sequence[str] = ()
        self._rows: list[ConditionRow] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        add = QPushButton(icon("plus"), self.tr("加一个条件"))
        add.clicked.connect(self.add_empty)
        foot = QHBoxLayout()
        foot.addWidget(add)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.addWidget(Scrolled(inner), 1)
        whole.addLayout(foot)

    @property
    def rows(self) -> Sequence[ConditionRow]:
        """The lines, from above."""
        return tuple(self._rows)

    def know_villages(self, names: Sequence[str]) -> None:
        """The villages that can be chosen in lines made from now on."""
        self._villages = names

    def show_conditions(self, subject: Subject, conditions: Sequence[Condition]) -> None:
        """Replace all."""
        self._subject = subject
        for row in tuple(self._rows):
            self._take(row)
        for condition in conditions:
            self._add(condition)

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that say something; a line that is still being filled in does not count."""
        found = (row.condition() for row in self._rows if row.is_complete())
        return tuple(condition for condition in found if condition is not None)

    def add_empty(self) -> None:
        """One more line, with the cursor in its field."""
        row = self._add(Condition(_VILLAGE, Test.IS))
        row.field.setFocus()

    def _add(self, condition: Condition) -> ConditionRow:
        row = ConditionRow(self._subject, condition, self._villages)
        row.changed.connect(self.changed)
        row.dropped.connect(lambda: self._on_dropped(row))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._tell_first()
        return row

    def _on_dropped(self, row: ConditionRow) -> None:
        self._take(row)
        self._tell_first()
        self.changed.emit()

    def _take(self, row: ConditionRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _tell_first(self) -> None:
        for number, row in enumerate(self._rows):
            row.show_first(is_first=number == 0)
