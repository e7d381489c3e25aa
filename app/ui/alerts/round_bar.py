"""What a round of the monthly watch shares: the day, who looked, and how; typed first and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QWidget

from app.services.monitoring.grid import CheckWay
from app.services.monitoring.months import Month
from app.services.monitoring.records import Round
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.theme import width_of


class RoundBar(QWidget):
    """Follows the month under the cursor; each month keeps the day that was typed for it."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._month: Month | None = None
        self._days: dict[Month, date] = {}
        self._title = QLabel()
        self.day = DayEditor(year=lambda: self._month.year if self._month else today().year)
        self.checker = TextEditor(hint=self.tr("姓名"))
        self.checker.line.setMaximumWidth(width_of(16, self.font()))
        self.day.line.setMinimumWidth(width_of(14, self.font()))
        for editor, name in ((self.day, self.tr("监测日期")), (self.checker, self.tr("监测人"))):
            editor.setAccessibleName(name)
            (editor.focusProxy() or editor).setAccessibleName(name)
        self._ways = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._title)
        for name, editor in ((self.tr("监测日期"), self.day), (self.tr("监测人"), self.checker)):
            label = QLabel(name)
            label.setBuddy(editor.focusProxy() or editor)
            row.addWidget(label)
            row.addWidget(editor)
        row.addWidget(QLabel(self.tr("方式")))
        for number, way in enumerate(CheckWay):
            button = QRadioButton(way.label)
            button.setChecked(number == 0)
            self._ways.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)

    def suggest(self, names: Sequence[str]) -> None:
        """Complete the checker from these names."""
        self.checker.suggest(names)

    def show_month(self, month: Month | None) -> None:
        """The cursor stands in this month: show the day that was typed for it, today in the running one."""
        if month == self._month:
            return
        self._keep()
        self._month = month
        self._title.setText(self.tr("{year}年{month}月").format(year=month.year, month=month.number) if month else "")
        if month is not None:
            today = self._today()
            self.day.set_value(self._days.get(month) or (today if today in month else None))

    def _keep(self) -> None:
        day = self.day.value()
        if self._month is not None and isinstance(day, date):
            self._days[self._month] = day

    def show_way(self, way: CheckWay) -> None:
        """Choose how the households of this round are looked at."""
        self._ways.button(tuple(CheckWay).index(way)).setChecked(True)

    @property
    def way(self) -> CheckWay:
        """How the households of this round are looked at."""
        return tuple(CheckWay)[max(self._ways.checkedId(), 0)]

    def problem(self) -> str:
        """What is still to be typed before a household can be; empty when all is there."""
        if self.day.problem():
            return self.day.problem()
        if self.day.value() is None:
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.tr("请先填本轮的监测日期（上面），填一次即可。")
        if not self.checker.value():
            self.checker.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.tr("请先填本轮的监测人（上面），填一次即可。")
        return ""

    def round(self, month: Month) -> Round:
        """The round of a month; ask ``problem`` first."""
        day = self.day.value()
        assert isinstance(day, date)
        return Round(month=month, checked_on=day, checker=str(self.checker.value() or ""), way=self.way)
