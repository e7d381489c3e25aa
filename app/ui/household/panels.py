"""One change at a time: a window with what will happen, a form, and what the service refused, until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.errors import Reason, Refused
from app.services.household_events.inputs import Saved
from app.services.wording import sentence
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Form
from app.ui.common.scrolled import Scrolled
from app.ui.common.tasks import Work
from app.ui.theme import width_of

# Wide and high enough for the fields of a person, and within 1366 x 768.
_WIDTH, _MOST_HEIGHT = 96, 560


class ChangePanel(QWidget):
    """What will happen, the form, and whatever else the change needs below it."""

    def __init__(self, form: Form, *, outlook: Sequence[Reason] = (), below: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.form = form
        self._about = QLabel()
        self._about.setProperty("heading", True)
        self._about.hide()
        self.outlook = QLabel()
        self.outlook.setWordWrap(True)
        self.outlook.setProperty("muted", True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._about)
        column.addWidget(self.outlook)
        column.addWidget(form)
        for part in below:
            column.addWidget(part)
        column.addStretch(1)
        area = Scrolled(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.say(outlook)
        self._inside = inside
        inside.installEventFilter(self)
        self.setMinimumWidth(width_of(_WIDTH, self.font()))
        self.fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is shown: lines that come, and refusals."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def show_about(self, about: str) -> None:
        """Whom the change is about: here and not in the window's title, which other programs can read."""
        self._about.setText(about)
        self._about.setVisible(bool(about))

    def say(self, outlook: Sequence[Reason]) -> None:
        """Say what saving will do."""
        self.outlook.setText("\n".join(sentence(reason) for reason in outlook))
        self.outlook.setVisible(bool(outlook))

    def fit(self) -> None:
        """As high as the content, as far as a small screen allows."""
        self.setMinimumHeight(min(self._inside.sizeHint().height() + 8, _MOST_HEIGHT))

    def show_refusal(self, refused: Refused) -> None:
        """Every reason, beside its field where it has one."""
        self.form.show_refusal(refused)


class Panels(QObject):
    """Opens panels over the window and saves what they say. ``saved(household_id)`` after each; 0 = the same one."""

    saved = Signal(int)

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        # The input that the next panel puts the cursor in; empty = the first one.
        self.focus_next = ""

    def open_panel(
        self,
        title: str,
        panel: ChangePanel,
        *,
        about: str = "",
        do: str,
        said: str,
        ask: Callable[[], Work[object] | None],
    ) -> QDialog:
        """Show the panel. ``ask`` reads it when ``do`` is pressed: the work of saving, or None if something is missing.

        It closes when the service has saved; a refusal is shown in it and nothing is lost.
        """
        busy: list[bool] = []
        panel.show_about(about)

        def save(dialog: QDialog) -> None:
            work = None if busy else ask()
            if work is None:
                return
            busy.append(True)
            task = self._context.runner.start(title, work)
            task.succeeded.connect(lambda result: self._on_saved(dialog, title, said, result))
            task.refused.connect(panel.show_refusal)
            task.finished.connect(busy.clear)

        dialog = dialogs.panel(self._window, title, panel, do=do, then=save)
        wanted, self.focus_next = self.focus_next, ""
        panel.form.focus_on(wanted)
        return dialog

    def _on_saved(self, dialog: QDialog, title: str, said: str, result: object) -> None:
        dialog.accept()
        self._context.navigator.say(said)
        notices = result.notices if isinstance(result, Saved) else ()
        if notices:
            dialogs.inform(self._window, title, "\n".join(sentence(Reason(code)) for code in notices))
        self.saved.emit(result.household_id if isinstance(result, Saved) else 0)
