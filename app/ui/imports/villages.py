"""A village name that nobody knows: another name of a village of ours, or a new village."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from app.services.names import romanise
from app.services.regions import RegionRow
from app.ui.common import dialogs
from app.ui.common.context import TabContext


class VillageQuestion(QObject):
    """Asks on a small form of its own; ``settled`` once the ledger knows the name."""

    settled = Signal()

    def __init__(self, context: TabContext, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._page = context, page

    def ask(self, name: str) -> None:
        """Which village is meant by this name?"""
        regions = self._context.office.regions
        task = self._context.runner.start(self.tr("读取村组"), lambda _: regions.tree(), quiet=True)
        task.succeeded.connect(lambda rows: self._open(name, rows))

    def _open(self, name: str, rows: Sequence[RegionRow]) -> None:
        content, box = QWidget(), village_box(rows)
        box.insertItem(0, self.tr("新建“{name}”").format(name=name), None)
        box.setPlaceholderText(self.tr("请选择"))
        box.setCurrentIndex(_most_like(box, name))
        label = QLabel(self.tr("表中的“{name}”是：").format(name=name))
        label.setBuddy(box)
        column = QVBoxLayout(content)
        column.addWidget(label)
        column.addWidget(box)
        dialogs.panel(
            self._page,
            self.tr("对应村名"),
            content,
            do=self.tr("确定并重新读取"),
            then=lambda dialog: self._settle(name, box, dialog),
        )

    def _settle(self, name: str, box: QComboBox, dialog: QDialog) -> None:
        if box.currentIndex() < 0:
            box.showPopup()
            return
        village_id: int | None = box.currentData()
        decisions, actor, today = self._context.office.decisions, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("对应村名"),
            lambda _: decisions.settle_village(name, village_id=village_id, actor=actor, today=today),
        )
        task.succeeded.connect(lambda _: self.settled.emit())
        dialog.accept()


def _most_like(box: QComboBox, name: str) -> int:
    """The village that sounds the same (云磐村 for 云盘村); else nothing is proposed, least of all a new village."""
    sound = romanise(name)
    return next((place for place in range(1, box.count()) if romanise(box.itemText(place)) == sound), -1)


def village_box(rows: Sequence[RegionRow]) -> QComboBox:
    """The villages of the township to choose from."""
    box = QComboBox()
    for row in rows:
        if row.kind == "village":
            box.addItem(row.name, row.id)
    return box
