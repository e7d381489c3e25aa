"""常用筛选: combinations of chips and a place that the office keeps by name, in a menu below the places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QMenu, QToolButton

from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form
from app.ui.common.icons import icon
from app.ui.roster.filters import KEPT_FILTERS, KeptFilter, from_json, to_json


class KeptFilters(QToolButton):
    """``chosen(KeptFilter)`` when one is picked; ``present`` gives what the list shows, to be kept under a name."""

    chosen = Signal(object)

    def __init__(self, context: TabContext, present: Callable[[str], KeptFilter]) -> None:
        super().__init__()
        self._context, self._present = context, present
        self._kept: tuple[KeptFilter, ...] = ()
        self.setText(self.tr("常用筛选"))
        self.setIcon(icon("filter"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self._fill()

    def know(self, stored: object) -> None:
        """What the office has kept, as the setting gives it."""
        self._kept = from_json(stored)
        self._fill()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for kept in self._kept:
            menu.addAction(kept.name, lambda k=kept: self.chosen.emit(k))
        if self._kept:
            menu.addSeparator()
            dropping = menu.addMenu(self.tr("删除"))
            for kept in self._kept:
                dropping.addAction(kept.name, lambda k=kept: self._keep([x for x in self._kept if x != k]))
        menu.addAction(self.tr("把当前筛选存为常用…"), self._on_keep)

    def _on_keep(self) -> None:
        form = Form((Field("name", self.tr("名称"), required=True),))

        def save(dialog: QDialog) -> None:
            if form.check():
                made = self._present(str(form.value("name")))
                self._keep([*(k for k in self._kept if k.name != made.name), made])
                dialog.accept()

        dialogs.panel(self, self.tr("存为常用筛选"), form, do=self.tr("保存"), then=save)

    def _keep(self, kept: Sequence[KeptFilter]) -> None:
        self._kept = tuple(kept)
        self._fill()
        settings, actor, today = self._context.office.settings, self._context.actor(), self._context.today()
        value = to_json(self._kept)
        self._context.runner.start(
            self.tr("保存常用筛选"), lambda _: settings.put(KEPT_FILTERS, value, actor=actor, today=today), quiet=True
        )
