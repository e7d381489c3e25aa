"""The actions of a case, an alert or a list: closed ones stay in place, grey, and say every reason.

A disabled button can neither be focused nor clicked, and its reasons would be lost to the keyboard. So a closed
action stays enabled for Qt, is drawn grey, and pressing or focusing it shows its reasons as text under the bar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.errors import Reason
from app.services.wording import sentence
from app.services.workflow.windows import ANSWERED_BY_PERMIT
from app.ui.common.flow import FlowLayout
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.theme import ACCENT, DISABLED


@dataclass(frozen=True, slots=True)
class BarAction:
    """One action: its key, words, what pressing it does, and every reason against it (none = open)."""

    key: str
    text: str
    act: Callable[[], None]
    reasons: Sequence[Reason] = ()
    sign: str = ""
    is_primary: bool = False
    tip: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons


class ActionBar(QWidget):
    """A row of buttons that wraps, and the place for reasons under it.

    ``permit_asked(key)`` is emitted by the button 开补办单 that stands under reasons about a closed window.
    """

    permit_asked = Signal(str)

    def __init__(self, actions: Sequence[BarAction] = (), *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        self._actions: dict[str, BarAction] = {}
        self.reasons = RefusalBar(self)
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._row)
        column.addWidget(self.reasons)
        self.show_actions(actions)

    def show_actions(self, actions: Sequence[BarAction]) -> None:
        """Replace the buttons; the focus stays on an action that is still there."""
        focused = next((key for key, button in self._buttons.items() if button.hasFocus()), None)
        self.reasons.clear()
        for button in self._buttons.values():
            button.removeEventFilter(self)  # hiding one hands the focus to the next
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._actions = {action.key: action for action in actions}
        self._buttons = {action.key: self._button(action) for action in actions}
        if focused in self._buttons:
            self._buttons[focused].setFocus()

    def button(self, key: str) -> QPushButton:
        """The button of an action."""
        return self._buttons[key]

    def reasons_of(self, key: str) -> Sequence[Reason]:
        """What stands against an action."""
        return self._actions[key].reasons

    def keys(self) -> tuple[str, ...]:
        """The actions shown, in order."""
        return tuple(self._actions)

    def _button(self, action: BarAction) -> QPushButton:
        button = QPushButton(action.text, self._row)
        button.setProperty("primary", action.is_primary and action.is_open)
        button.setProperty("closed", not action.is_open)
        if action.sign:
            light = "#FFFFFF" if action.is_primary else ACCENT
            button.setIcon(icon(action.sign, colour=light if action.is_open else DISABLED))
        said = "\n".join(self._sentences(action))
        button.setToolTip(said or action.tip)
        button.setAccessibleDescription(said or action.tip)
        button.clicked.connect(lambda: self._on_pressed(action))
        button.installEventFilter(self)
        self._flow.addWidget(button)
        button.show()
        return button

    @staticmethod
    def _sentences(action: BarAction) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sentence(reason) for reason in action.reasons))

    def _on_pressed(self, action: BarAction) -> None:
        if action.is_open:
            self.reasons.clear()
            action.act()
        else:
            self._show_reasons(action)

    def _show_reasons(self, action: BarAction) -> None:
        said = self._sentences(action)
        self.reasons.show_sentences([f"{action.text}：{said[0]}", *said[1:]])
        if any(reason.code in ANSWERED_BY_PERMIT for reason in action.reasons):
            self.reasons.offer(self.tr("开补办单…"), lambda: self.permit_asked.emit(action.key))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Focus by the keyboard shows the reasons, as pressing does."""
        if event.type() == QEvent.Type.FocusIn and event.reason() in (  # type: ignore[attr-defined]
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            action = next((self._actions[k] for k, b in self._buttons.items() if b is watched), None)
            if action and not action.is_open:
                self._show_reasons(action)
            else:
                self.reasons.clear()
        return super().eventFilter(watched, event)
