"""Filters of the list of alerts: chips for what is due, boxes for state, village, department and gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models.enums import AlertState
from app.services.alerts.book import AlertLine
from app.ui.common.filter_chips import FilterChip, FilterChips

_Test = Callable[[AlertLine, date], bool]
_SOON = 3


def _is_soon(line: AlertLine, today: date) -> bool:
    left = line.days_left(today)
    return line.is_open and left is not None and 0 <= left <= _SOON


def _awaits_follow_up(line: AlertLine, _today: date) -> bool:
    return line.state in (AlertState.CLOSED, AlertState.UPDATED)


def _follow_up_due(line: AlertLine, today: date) -> bool:
    due = line.follow_up_due_on
    return _awaits_follow_up(line, today) and due is not None and due <= today


# Chip -> which alerts it leaves.
TESTS: Mapping[str, _Test] = {
    "open": lambda line, _: line.is_open,
    "late": lambda line, today: line.is_late(today),
    "soon": _is_soon,
    "waiting": lambda line, _: line.awaits_response,
    "measure": lambda line, today: line.is_measure_late(today),
    "closure": lambda line, _: line.state is AlertState.CLOSURE_REQUESTED,
    "follow_up": _awaits_follow_up,
    "follow_up_due": _follow_up_due,
    "ended": lambda line, today: not line.is_open and not _awaits_follow_up(line, today),
}


class AlertFilters(QWidget):
    """``changed`` when another part of the list is wanted; ``keeps`` says whether a line is in it."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._text = ""
        self.chips = FilterChips(self._declared(), name=self.tr("筛选"), single=True)
        self.chips.choose(frozenset({"open"}))
        self.boxes: dict[str, QComboBox] = {}
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for key, name, everything in (
            ("state", self.tr("状态"), self.tr("全部状态")),
            ("village", self.tr("村"), self.tr("全部村")),
            ("department", self.tr("责任部门"), self.tr("全部部门")),
            ("gap", self.tr("缺项"), self.tr("全部缺项")),
        ):
            box = self.boxes[key] = QComboBox()
            box.setAccessibleName(name)
            box.addItem(everything, None)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
            label = QLabel(name)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chips)
        column.addLayout(row)
        self.chips.changed.connect(self.changed)

    def _declared(self) -> Sequence[FilterChip]:
        return (
            FilterChip("open", self.tr("未办结")),
            FilterChip("late", self.tr("超期"), self.tr("过了办结期限，或过了答复期限没有接收")),
            FilterChip("soon", self.tr("三天内到期")),
            FilterChip("waiting", self.tr("待部门接收")),
            FilterChip("measure", self.tr("措施超期")),
            FilterChip("closure", self.tr("销号待核实")),
            FilterChip("follow_up", self.tr("待回访"), self.tr("已销号，还没有回访")),
            FilterChip("follow_up_due", self.tr("回访到期")),
            FilterChip("ended", self.tr("已结束"), self.tr("已回访、不成立和终止的")),
        )

    def offer(self, lines: Iterable[AlertLine]) -> None:
        """Offer the states, villages, departments and gaps that occur; what is chosen stays."""
        found = list(lines)
        states = [state.label for state in AlertState if any(line.state is state for line in found)]
        for key, words in (
            ("state", states),
            ("village", _ordered(line.household.village_name for line in found)),
            ("department", _ordered(line.department for line in found)),
            ("gap", _ordered(line.gap.label for line in found)),
        ):
            box = self.boxes[key]
            chosen = box.currentData()
            box.blockSignals(True)
            while box.count() > 1:
                box.removeItem(1)
            for word in words:
                box.addItem(word, word)
            box.setCurrentIndex(max(box.findData(chosen), 0) if chosen else 0)
            box.blockSignals(False)
        today = self._today()
        self.chips.show_counts({key: sum(test(line, today) for line in found) for key, test in TESTS.items()})

    def search(self, text: str) -> None:
        """Leave only alerts whose household, number or fact holds the text."""
        self._text = text.strip()
        self.changed.emit()

    def show_only(self, chip: str) -> None:
        """Press one chip and release every other filter."""
        self.chips.choose(frozenset({chip}))
        for box in self.boxes.values():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self.changed.emit()

    def clear(self) -> None:
        """Show every alert."""
        self._text = ""
        self.chips.choose(frozenset())
        self.show_only("")

    def keeps(self, line: AlertLine) -> bool:
        """Whether a line passes every filter."""
        today = self._today()
        if not all(TESTS[key](line, today) for key in self.chips.chosen):
            return False
        home = line.household
        said = {
            "state": line.state.label,
            "village": home.village_name,
            "department": line.department,
            "gap": line.gap.label,
        }
        if any(box.currentData() not in (None, said[key]) for key, box in self.boxes.items()):
            return False
        words = (home.head_name, home.code, line.number, home.village_name, line.fact, line.department)
        return not self._text or any(self._text in word for word in words)


def _ordered(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
