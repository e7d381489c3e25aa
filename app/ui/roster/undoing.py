"""撤销上一步: the button says what it would take back, asks once, and does it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.last_step import LastStep, TakenBack
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.tasks import Latest
from app.ui.household import words

# The records whose last change can be asked back here.
_UNDONE = (
    *("household", "membership", "person", "household_fact", "person_fact", "income_statement"),
    *("household_event", "measure", "finding", "attachment", "import_batch", "import_issue"),
)


class UndoLast(QObject):
    """``undone(household_id)`` after a change was taken back; 0 when it was about no household that is left."""

    undone = Signal(int)

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._step: LastStep | None = None
        self._steps = Latest(context.runner, self)
        self._steps.answered.connect(self._on_step)
        self.action: QAction = make_action(Key.UNDO, window, self.ask)
        context.hub.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Look which change would be taken back now."""
        last_step, actor = self._context.office.last_step, self._context.actor()
        self._steps.ask(self.tr("读取上一步"), lambda _: last_step.last(actor=actor))

    def name(self, step: LastStep) -> str:
        """The change by its name: 修改农户信息 王大山."""
        return f"{words.action_word(step.action)} {step.head_name}".strip()

    def ask(self) -> None:
        """Name what would be taken back, and do it when that is confirmed."""
        step = self._step
        if step is None:
            text = self.tr("没有可以撤销的修改。这里只撤销本人在农户台账中的修改和导入。")
            dialogs.inform(self._window, self.tr("撤销上一步"), text)
            return
        text = self.tr("将撤销：{what}（{moment} 录入）。撤销本身也留有记录。").format(
            what=self.name(step), moment=f"{step.recorded_at:%Y-%m-%d %H:%M}"
        )
        dialogs.confirm(self._window, self.tr("撤销上一步"), text, do=self.tr("撤销"), then=lambda: self.undo(step))

    def undo(self, step: LastStep) -> None:
        """Take this change back."""
        last_step, actor, today = self._context.office.last_step, self._context.actor(), self._context.today()
        what = self.name(step)
        task = self._context.runner.start(
            self.tr("撤销上一步"), lambda _: last_step.undo(step.seq, what=what, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_undone)
        task.refused.connect(self._on_refused)

    def _on_step(self, step: LastStep | None) -> None:
        self._step = step
        said = self.tr("撤销：{what}").format(what=self.name(step)) if step else self.tr("没有可以撤销的修改")
        self.action.setToolTip(self.tr("{what}（Ctrl+Z）").format(what=said))
        self.action.setEnabled(step is not None)

    def _on_undone(self, done: TakenBack) -> None:
        self._context.navigator.say(self.tr("已撤销：{what}").format(what=self.name(done.step)))
        self.undone.emit(done.step.household_id or 0)

    def _on_refused(self, refused: Refused) -> None:
        dialogs.show_refusal(self._window, self.tr("撤销上一步"), refused)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_UNDONE):
            self.reload()
