"""Enter goes to the next field of the paper, as numbers are typed in Excel; Tab takes every input on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from typing_extensions import override

from app.ui.common.choice_editors import TruthEditor
from app.ui.common.editors import Editor
from app.ui.common.form_builder import Form
from app.ui.common.signers_editor import SignersEditor
from app.ui.visits.income_grid import IncomeGrid

_INPUTS = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton)


class EnterMoves(QObject):
    """Watches the inputs of a form; ``at_end`` is called when Enter is pressed in the last field."""

    def __init__(self, form: Form, names: Sequence[str], at_end: Callable[[], None]) -> None:
        super().__init__(form)
        self._form, self._names, self._at_end = form, names, at_end
        self.watch()

    def watch(self) -> None:
        """Watch the inputs that are there now."""
        for one in self._form.findChildren(QWidget):
            if isinstance(one, _INPUTS) and not isinstance(one, QPushButton):
                one.removeEventFilter(self)
                one.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._move(watched)
            return True
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and isinstance(watched.parent(), TruthEditor):
            # Three buttons are one answer: Tab leaves them even before one is chosen.
            self._move(watched, back=event.key() == Qt.Key.Key_Backtab)
            return True
        return False

    def _move(self, watched: QWidget, *, back: bool = False) -> None:
        stops = self._stops()
        here = self._position(watched, stops)
        if here is None:
            return
        to = here - 1 if back else here + 1
        if to >= len(stops):
            self._at_end()
        elif to >= 0:
            target = stops[to]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(focused := QApplication.focusWidget(), QLineEdit):
                focused.selectAll()

    def _stops(self) -> list[QWidget]:
        found: list[QWidget] = []
        for name in self._names:
            editor = self._form.editor(name)
            if editor.isVisibleTo(self._form):
                found += _stops_of(editor)
        return found

    def _position(self, watched: QWidget, stops: Sequence[QWidget]) -> int | None:
        for name in self._names:
            editor = self._form.editor(name)
            if isinstance(editor, IncomeGrid) and (stop := editor.stop_of(watched)):
                return stops.index(stop)
        return next((n for n, stop in enumerate(stops) if stop is watched or stop.isAncestorOf(watched)), None)


def _stops_of(editor: Editor) -> list[QWidget]:
    if isinstance(editor, IncomeGrid):
        return editor.stops()
    if isinstance(editor, SignersEditor):
        return [line for line in editor.findChildren(QLineEdit) if line.isVisibleTo(editor)]
    return [editor]
