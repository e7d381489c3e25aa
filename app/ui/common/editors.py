"""The inputs of forms: each gives and takes one plain value and says itself when what was typed cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QToolButton,
    QWidget,
    QWidgetAction,
)
from typing_extensions import override

from app.ui.common.flow import FlowLayout
from app.ui.common.icons import icon
from app.ui.common.quiet_box import QuietBox
from app.ui.common.values import count_of_text, day_of_text, day_text, money_of, money_text
from app.ui.theme import width_of

if TYPE_CHECKING:
    from collections.abc import Callable


class Editor(QWidget):
    """One input. ``value`` is None for "nothing said"; ``problem`` is a sentence while the text cannot be read."""

    changed = Signal()

    def value(self) -> object:
        """What was said."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value; None empties the input."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why the text cannot be read; empty when it can."""
        return ""

    def mark(self, *, refused: bool) -> None:
        """Show that this input was refused, or no longer."""
        target = self.focusProxy() or self
        target.setProperty("refused", refused)
        target.style().unpolish(target)
        target.style().polish(target)

    def _one(self, inner: QWidget) -> None:
        """Make ``inner`` the whole of this editor."""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inner)
        self.setFocusProxy(inner)


class TextEditor(Editor):
    """One line of text; ``suggestions`` complete it (anywhere in the word) without forbidding anything else."""

    def __init__(self, *, hint: str = "", suggestions: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self._one(self.line)
        self.line.textChanged.connect(self.changed)
        self._known = QStringListModel(list(suggestions), self)
        completer = QCompleter(self._known, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.setCompleter(completer)

    def suggest(self, words: Sequence[str]) -> None:
        """Complete from other words from now on."""
        self._known.setStringList(list(words))

    @override
    def value(self) -> str | None:
        return self.line.text().strip() or None

    @override
    def set_value(self, value: object) -> None:
        self.line.setText("" if value is None else str(value))


class LongTextEditor(Editor):
    """Several lines of text; Tab leaves it."""

    def __init__(self, *, hint: str = "", lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QPlainTextEdit(self)
        self._text.setPlaceholderText(hint)
        self._text.setTabChangesFocus(True)
        self._lines = lines
        self._one(self._text)
        self._measure()
        self._text.textChanged.connect(self.changed)

    def _measure(self) -> None:
        self._text.setFixedHeight(round(self.fontMetrics().lineSpacing() * self._lines + 14))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    @override
    def value(self) -> str | None:
        return self._text.toPlainText().strip() or None

    @override
    def set_value(self, value: object) -> None:
        self._text.setPlainText("" if value is None else str(value))


class _ReadEditor(Editor):
    """A line whose text is read as something else."""

    def __init__(self, *, hint: str = "", width: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setMaximumWidth(width_of(width + 3, self.font()))
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self._on_left)

    def _read(self, text: str) -> object:
        raise NotImplementedError

    def _shown(self, value: object) -> str:
        raise NotImplementedError

    @override
    def value(self) -> object:
        try:
            return self._read(self.line.text())
        except ValueError:
            return None

    @override
    def set_value(self, value: object) -> None:
        self.line.setText(self._shown(value))

    def _is_readable(self) -> bool:
        try:
            self._read(self.line.text())
        except ValueError:
            return False
        return True

    def _on_left(self) -> None:
        """Show what was understood, in the usual form."""
        if self._is_readable():
            self.set_value(self.value())


class DayEditor(_ReadEditor):
    """A day typed as clerks write it (4-6, 0406, 2020-04-06, 4月6日) or picked from a calendar; value ``date``."""

    def __init__(self, *, year: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(width=12, parent=parent)
        self._year = year
        self.line.setPlaceholderText(self.tr("如 4-6"))
        self.line.setToolTip(self.tr("可以写 4-6、0406、4月6日或 2020-04-06"))
        self._calendar = QCalendarWidget()
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.clicked.connect(self._on_picked)
        self._menu = QMenu(self)
        action = QWidgetAction(self._menu)
        action.setDefaultWidget(self._calendar)
        self._menu.addAction(action)
        self._menu.aboutToShow.connect(self._on_opening)
        button = QToolButton(self)
        button.setIcon(icon("calendar"))
        button.setToolTip(self.tr("选日期（Alt+↓）"))
        button.setAccessibleName(self.tr("选日期"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setMenu(self._menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button = button
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line, 1)
        layout.addWidget(button)
        layout.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._button.showMenu()
                return True
            if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.value():
                self._move(-1 if event.key() == Qt.Key.Key_PageUp else 1)
                return True
        return False

    def _move(self, days: int) -> None:
        day = self.value()
        if isinstance(day, date):
            self.set_value(date.fromordinal(day.toordinal() + days))

    def _on_opening(self) -> None:
        day = self.value()
        shown = day if isinstance(day, date) else None
        self._calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day) if shown else QDate.currentDate())

    def _on_picked(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        self._menu.hide()
        self.line.setFocus()

    @override
    def _read(self, text: str) -> date | None:
        return day_of_text(text, year=self._year())

    @override
    def _shown(self, value: object) -> str:
        return day_text(value if isinstance(value, date) else None)

    @override
    def problem(self) -> str:
        return "" if self._is_readable() else self.tr("日期看不懂。请按 4-6 或 2020-04-06 填写。")


class MoneyEditor(_ReadEditor):
    """Yuan as typed (5,000.50, 1.2万); value in fen."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(width=12, parent=parent)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        layout.addWidget(QLabel(self.tr("元")))
        layout.addStretch(1)
        self.setFocusProxy(self.line)

    @override
    def _read(self, text: str) -> int | None:
        return money_of(text)

    @override
    def _shown(self, value: object) -> str:
        return money_text(value if isinstance(value, int) else None)

    @override
    def problem(self) -> str:
        return "" if self._is_readable() else self.tr("金额看不懂。请填数字，单位元，如 5000 或 1.2万。")


class IntegerEditor(_ReadEditor):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, *, least: int = 0, most: int = 10**9, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(width=8, parent=parent)
        self._least, self._most = least, most
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        if unit:
            layout.addWidget(QLabel(unit))
        layout.addStretch(2)
        self.setFocusProxy(self.line)

    @override
    def _read(self, text: str) -> int | None:
        number = count_of_text(text)
        if number is not None and not self._least <= number <= self._most:
            raise ValueError(text)
        return number

    @override
    def _shown(self, value: object) -> str:
        return str(value) if isinstance(value, int) else ""

    @override
    def problem(self) -> str:
        if self._is_readable():
            return ""
        return self.tr("请填 {least} 到 {most} 之间的整数。").format(least=self._least, most=self._most)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the stored code and the word people read."""

    code: str
    word: str
    tip: str = ""


class ChoiceEditor(Editor):
    """One of several; typing a letter or a word's beginning jumps to it. Value: the code."""

    def __init__(self, options: Sequence[Option], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QuietBox(self)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        layout.addStretch(1)
        self.setFocusProxy(self._box)
        self.offer(options)
        self._box.currentIndexChanged.connect(self.changed)

    def offer(self, options: Sequence[Option]) -> None:
        """Offer other choices; the present one stays where it still exists."""
        kept = self.value()
        self._box.blockSignals(True)
        self._box.clear()
        self._box.addItem(self.tr("请选择"), None)
        for option in options:
            self._box.addItem(option.word, option.code)
            if option.tip:
                self._box.setItemData(self._box.count() - 1, option.tip, Qt.ItemDataRole.ToolTipRole)
        self.set_value(kept)
        self._box.blockSignals(False)
        if self.value() != kept:
            self.changed.emit()

    @override
    def value(self) -> str | None:
        return self._box.currentData()

    @override
    def set_value(self, value: object) -> None:
        self._box.setCurrentIndex(max(self._box.findData(value), 0))


class MultiChoiceEditor(Editor):
    """Any of several as tick boxes that flow over lines; value: the codes in the order of the options."""

    def __init__(self, options: Sequence[Option], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = FlowLayout(self, spacing=10)
        self._boxes: dict[str, QCheckBox] = {}
        for option in options:
            box = QCheckBox(option.word, self)
            box.setToolTip(option.tip)
            box.toggled.connect(self.changed)
            self._boxes[option.code] = box
            layout.addWidget(box)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def value(self) -> tuple[str, ...]:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    @override
    def set_value(self, value: object) -> None:
        chosen = set(value) if isinstance(value, (tuple, list, set, frozenset)) else set()
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)


class TruthEditor(Editor):
    """是 / 否 / 不清楚 as three buttons (keys 1 2 3); value 1, 0 or None. ``is_answered`` tells 不清楚 from silence."""

    def __init__(self, *, words: tuple[str, str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        shown = words or (self.tr("是"), self.tr("否"), self.tr("不清楚"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        for number, word in enumerate(shown):
            button = QRadioButton(word, self)
            button.setToolTip(self.tr("按 {key}").format(key=number + 1))
            button.installEventFilter(self)
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch(1)
        self.setFocusProxy(self._group.button(0))
        self._group.idToggled.connect(lambda _, is_on: is_on and self.changed.emit())

    @property
    def is_answered(self) -> bool:
        """Whether one of the three was chosen."""
        return self._group.checkedId() >= 0

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:  # type: ignore[override]
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text() in ("1", "2", "3"):
            button = self._group.button(int(event.text()) - 1)
            button.setChecked(True)
            button.setFocus()
            return True
        return False

    @override
    def value(self) -> int | None:
        return {0: 1, 1: 0}.get(self._group.checkedId())

    @override
    def set_value(self, value: object) -> None:
        """1, 0, or None = 不清楚; ``clear`` takes the answer back."""
        self._group.button(2 if value is None else (0 if value else 1)).setChecked(True)

    def clear(self) -> None:
        """No answer yet."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)
