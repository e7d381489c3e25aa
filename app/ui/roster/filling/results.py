"""What the trial filling shows: the first rows, and every cell that is left unfilled with its reason."""

from __future__ import annotations

import re

from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.filling.inputs import Filled
from app.services.id_number import masked
from app.services.wording import sentence

_IDS = re.compile(r"(?<![0-9])(?:[0-9]{15}|[0-9]{17}[0-9Xx](?:[0-9]{2}|[0-9]{4})?)(?![0-9])")


def unread(text: str) -> str:
    """A cell as the screen shows it: ID numbers masked, whatever the file will hold."""
    return _IDS.sub(lambda found: masked(found[0]), text)


class FillingResults(QWidget):
    """A line in words, the first rows, the cells that are left."""

    def __init__(self) -> None:
        super().__init__()
        self.told, self.shown, self.notes = QLabel(), QTableWidget(), QListWidget()
        self.told.setProperty("muted", True)
        self.told.setWordWrap(True)
        self.shown.setAccessibleName(self.tr("填好后的前几行"))
        self.shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.shown.verticalHeader().hide()
        self.shown.setTabKeyNavigation(False)
        self.notes.setAccessibleName(self.tr("没有填的单元格"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("预览"))
        self.tabs.addTab(self.shown, self.tr("填好后的前几行"))
        self.tabs.addTab(self.notes, self.tr("没有填的单元格"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.told)
        column.addWidget(self.tabs, 1)

    def say(self, words: str) -> None:
        """A line above the rows."""
        self.told.setText(words)

    def clear(self) -> None:
        """Nothing was tried, or it was refused."""
        self.told.clear()
        self.shown.setRowCount(0)
        self.notes.clear()

    def show_made(self, made: Filled) -> None:
        """What would be written."""
        heads = list(made.headings) if made.shown else [self.tr("项目"), self.tr("内容")]
        rows = made.shown or made.labels
        self.shown.setColumnCount(len(heads))
        self.shown.setHorizontalHeaderLabels(heads)
        self.shown.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                self.shown.setItem(number, place, QTableWidgetItem(unread(text)))
        self.shown.resizeColumnsToContents()
        self.notes.clear()
        self.notes.addItems([sentence(note) for note in made.notes])
        if made.more_notes:
            self.notes.addItem(self.tr("还有 {count} 处没有列出。").format(count=made.more_notes))
        left = len(made.notes) + made.more_notes
        words = self.tr("没有填的单元格 {count}").format(count=left) if left else self.tr("没有填的单元格")
        self.tabs.setTabText(1, words)
        words = self.tr("将填 {households} 户、{rows} 行").format(households=made.households, rows=made.rows)
        if made.inserted:
            words += self.tr("，插入 {count} 行，合计行和公式随之下移").format(count=made.inserted)
        self.say(words + self.tr("。还没有写文件。"))
