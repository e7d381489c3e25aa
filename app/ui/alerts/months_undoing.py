"""撤销上一笔 of the monthly watch: the button says what it would take back; a whole 沿用 is asked for once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.services.changes import ChangeSet
from app.services.monitoring.undoing import LastEntry
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.tasks import Latest


class MonthsUndo(QObject):
    """``undone(EntryTakenBack)`` after an entry was taken back; ``refused(Refused)`` when it cannot be."""

    undone = Signal(object)
    refused = Signal(object)

    def __init__(self, context: TabContext, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._entry: LastEntry | None = None
        self._is_asked = False
        self._entries = Latest(context.runner, self)
        self._entries.answered.connect(self._on_entry)
        self.button = QPushButton(icon("undo-2"), self.tr("撤销上一笔"))
        self.button.clicked.connect(self.ask)
        make_action(Key.UNDO, page, self.ask)
        context.hub.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Look which entry would be taken back now."""
        monitoring, actor = self._context.office.monitoring, self._context.actor()
        self._entries.ask(self.tr("读取上一笔登记"), lambda _: monitoring.last_entry(actor=actor))

    def name(self, entry: LastEntry) -> str:
        """The entry by its name: 2020-05 沿用上月 12 户."""
        said = self.tr("{month} 沿用上月 {count} 户") if entry.is_carry else self.tr("{month} 月监测登记 {count} 户")
        return said.format(month=entry.month, count=entry.count)

    def ask(self) -> None:
        """Take the last entry back; more than one household only when that is confirmed.

        Pressed while the last write is still being looked at, it waits for that answer.
        """
        if self._entries.is_waiting:
            self._is_asked = True
            return
        entry = self._entry
        if entry is None:
            self._context.navigator.say(self.tr("没有可以撤销的月监测登记。这里只撤销本人登记的。"))
        elif entry.count == 1:
            self._take_back(entry)
        else:
            text = self.tr("将撤销：{what}（{moment} 录入）。这些户的该月恢复原状，撤销本身也留有记录。").format(
                what=self.name(entry), moment=f"{entry.recorded_at:%Y-%m-%d %H:%M}"
            )
            dialogs.confirm(
                self._page, self.tr("撤销上一笔"), text, do=self.tr("撤销"), then=lambda: self._take_back(entry)
            )

    def _take_back(self, entry: LastEntry) -> None:
        monitoring, actor, today = self._context.office.monitoring, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("撤销上一笔"), lambda _: monitoring.take_back(entry, actor=actor, today=today)
        )
        task.succeeded.connect(self.undone)
        task.refused.connect(self.refused)

    def _on_entry(self, entry: LastEntry | None) -> None:
        self._entry = entry
        said = self.tr("撤销：{what}").format(what=self.name(entry)) if entry else self.tr("没有可以撤销的登记")
        self.button.setToolTip(self.tr("{what}（Ctrl+Z）").format(what=said))
        self.button.setEnabled(entry is not None)
        if self._is_asked:
            self._is_asked = False
            self.ask()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("monthly_check"):
            self.reload()
