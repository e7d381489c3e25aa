"""The answers to the chosen questions: one button each with its number, and what has to be said with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.imports.decisions import Option, options_of, words_of
from app.services.imports.issues import IssueRow
from app.services.regions import RegionRow
from app.ui.common.editors import DayEditor
from app.ui.theme import width_of


class Answers(QWidget):
    """``given(option, data)`` when one is pressed; several kinds at once have no answer in common but 已核对."""

    given = Signal(str, dict)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Option, ...] = ()
        self._kind = ""
        self._buttons: list[QPushButton] = []
        self._about = QLabel()
        self._about.setProperty("muted", True)
        self.village, self.reason = QComboBox(), QComboBox()
        self.day = DayEditor(year=lambda: today().year)
        (self.day.focusProxy() or self.day).setMinimumWidth(width_of(13, self.font()))
        self.day.setMaximumWidth(width_of(26, self.font()))
        for word, code in (
            (self.tr("请选择"), None),
            (self.tr("死亡"), "died"),
            (self.tr("婚出"), "married_out"),
            (self.tr("迁出"), "moved_out"),
            (self.tr("登记有误"), "error"),
        ):
            self.reason.addItem(word, code)
        self._parts: dict[str, tuple[QWidget, ...]] = {
            "village_id": self._labelled(self.tr("村"), self.village),
            "reason": self._labelled(self.tr("减少原因"), self.reason),
            "on": self._labelled(self.tr("日期"), self.day),
        }
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 2, 0, 2)
        self._row.addWidget(self._about)
        self._row.addStretch(1)
        for part in self._parts.values():
            for widget in part:
                self._row.addWidget(widget)

    @staticmethod
    def _labelled(name: str, editor: QWidget) -> tuple[QWidget, QWidget]:
        label = QLabel(name)
        line = editor.focusProxy() or editor
        label.setBuddy(line)
        line.setAccessibleName(name)
        return label, editor

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages of the township."""
        kept = self.village.currentData()
        self.village.clear()
        self.village.addItem(self.tr("请选择"), None)
        for region in regions:
            if region.kind == "village":
                self.village.addItem(region.name, region.id)
        self.village.setCurrentIndex(max(self.village.findData(kept), 0))

    def offer(self, issues: Sequence[IssueRow]) -> None:
        """Show the answers to these questions."""
        waiting = [issue for issue in issues if issue.is_open]
        kinds = {issue.kind for issue in waiting}
        self._kind = next(iter(kinds)) if len(kinds) == 1 else ""
        is_linked = all(issue.digest for issue in waiting)
        options = options_of(self._kind, is_linked=is_linked) if waiting else ()
        if not waiting:
            self._about.setText("")
        elif not self._kind:
            self._about.setText(self.tr("选了几类事项：只能一起记为已核对"))
        elif not is_linked and len(options_of(self._kind)) > 1:
            self._about.setText(self.tr("旧版导入留下的事项没有对应到记录：到农户页面办理后记为已核对"))
        elif len(waiting) > 1:
            self._about.setText(self.tr("对所选 {count} 条").format(count=len(waiting)))
        else:
            self._about.setText(self.tr("J、K 上下移动，按数字键处理"))
        if options != self._shown or not self._buttons:
            self._make(options)
        needs = {name for option in options for name in option.needs}
        for name, widgets in self._parts.items():
            for widget in widgets:
                widget.setVisible(name in needs)

    def _make(self, options: tuple[Option, ...]) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        self._shown = options
        for number, option in enumerate(options, start=1):
            words = words_of(self._kind, option.key)
            button = QPushButton(self.tr("{number} {words}").format(number=number, words=words))
            button.clicked.connect(lambda _=False, chosen=option: self._give(chosen))
            self._row.addWidget(button)
            self._buttons.append(button)

    def press(self, number: int) -> None:
        """The answer of this number, if there is one."""
        if 0 < number <= len(self._shown):
            self._give(self._shown[number - 1])

    def _give(self, option: Option) -> None:
        values = {
            "village_id": self.village.currentData(),
            "reason": self.reason.currentData(),
            "on": self.day.value(),
        }
        self.given.emit(option.key, {name: values[name] for name in option.needs})
