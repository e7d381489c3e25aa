"""The strip of the stage's six tasks with their counts, and the register of clues beside it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.ui.screening.counts import StageCounts

translate = QCoreApplication.translate

CARRIED, HITS, VILLAGES, SUMMARY, COMPARISON, CONFIRM, CLUES = TASKS = (
    "carried",
    "hits",
    "villages",
    "summary",
    "comparison",
    "confirm",
    "clues",
)


def task_titles() -> Mapping[str, str]:
    """The tasks by key, in the order in which they are done."""
    return {
        CARRIED: translate("screening", "自动纳入"),
        HITS: translate("screening", "筛查"),
        VILLAGES: translate("screening", "村级上报"),
        SUMMARY: translate("screening", "镇级汇总"),
        COMPARISON: translate("screening", "信息比对"),
        CONFIRM: translate("screening", "审定分发"),
        CLUES: translate("screening", "线索登记"),
    }


class TaskStrip(QWidget):
    """``chosen(key)`` when a task is pressed; one is always pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("排查阶段的工作"))
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for number, (key, title) in enumerate(task_titles().items()):
            if key == CLUES:
                row.addSpacing(10)
            elif number:
                arrow = QLabel("→")
                arrow.setProperty("muted", True)
                row.addWidget(arrow)
            row.addWidget(self._button(key, title))
        row.addStretch(1)

    def _button(self, key: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setProperty("chip", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(key))
        self._buttons[key] = button
        return button

    def button(self, key: str) -> QToolButton:
        """The button of a task."""
        return self._buttons[key]

    def choose(self, key: str) -> None:
        """Press a task's button without a signal."""
        self._buttons[key].setChecked(True)

    def show_counts(self, counts: StageCounts) -> None:
        """Write each task's figures behind its words."""
        for key, (figure, tip) in self._figures(counts).items():
            title = task_titles()[key]
            self._buttons[key].setText(f"{title} {figure}")
            self._buttons[key].setToolTip(tip)
            self._buttons[key].setAccessibleDescription(tip)

    @staticmethod
    def _with(figure: int, words: str, due: int) -> str:
        """A figure, and behind it what is due, if anything is."""
        return f"{figure}（{words.format(count=due)}）" if due else str(figure)

    def _figures(self, counts: StageCounts) -> dict[str, tuple[str, str]]:
        return {
            CARRIED: (str(counts.carried), self.tr("已自动纳入 {count} 户").format(count=counts.carried)),
            HITS: (
                self._with(counts.hits, self.tr("未答 {count}"), counts.unanswered),
                self.tr("命中 {hits} 户，其中村里还没有答复 {open} 户").format(
                    hits=counts.hits, open=counts.unanswered
                ),
            ),
            VILLAGES: (
                f"{counts.villages_in}/{counts.villages}",
                self.tr("{all} 个村中已上报 {done} 个；待村上报 {proposed} 户").format(
                    all=counts.villages, done=counts.villages_in, proposed=counts.proposed
                ),
            ),
            SUMMARY: (str(counts.reported), self.tr("村已上报、待汇总报区 {count} 户").format(count=counts.reported)),
            COMPARISON: (
                self._with(counts.checking, self.tr("疑似 {count}"), counts.open_suspects),
                self.tr("比对中 {checking} 户，待核实的疑似 {suspects} 条").format(
                    checking=counts.checking, suspects=counts.open_suspects
                ),
            ),
            CONFIRM: (
                self._with(counts.listed, self.tr("待列 {count}"), counts.checked),
                self.tr("已比对、待列入名单 {checked} 户；已列入初步名单 {listed} 户").format(
                    checked=counts.checked, listed=counts.listed
                ),
            ),
            CLUES: (str(counts.open_clues), self.tr("未核的线索 {count} 条").format(count=counts.open_clues)),
        }
