"""The versions of one wording: who, when, why, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.clock import OFFICE_ZONE
from app.services.papers.wording_service import WordingRow, WordingVersion
from app.ui.common.columns import Column, day_column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.memory import WindowMemory
from app.ui.common.quiet_box import QuietBox
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate


class WordingVersions(QWidget):
    """A table of versions, and below it the chosen one against another."""

    def __init__(self, memory: WindowMemory, *, key: str) -> None:
        super().__init__()
        self._default = ""
        self.model: RowsTableModel[WordingVersion] = RowsTableModel(_columns())
        self.table = DataTable(
            self.model, name=self.tr("用语的版本"), key=f"settings/{key}/versions", memory=memory, stretch=("text",)
        )
        empty = EmptyState(self.tr("没有改写过，用的是程序原来的写法。在上面改好后保存，就成为第一版。"), sign="")
        self._content = EmptyOr(self.table, empty)
        self.against = QuietBox()
        self.against.setAccessibleName(self.tr("与哪一版比较"))
        self.difference = QLabel()
        self.difference.setTextFormat(Qt.TextFormat.RichText)
        self.difference.setWordWrap(True)
        self.difference.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.difference.setAccessibleName(self.tr("两版的不同"))
        self._below = QWidget()
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("选中的一版与")))
        row.addWidget(self.against, 1)
        row.addWidget(QLabel(self.tr("的不同：")))
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 4, 0, 0)
        below.addLayout(row)
        below.addWidget(self.difference)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self._content, 1)
        column.addWidget(self._below)
        self.table.current_changed.connect(lambda _: self._propose())
        self.against.currentIndexChanged.connect(lambda _: self._compare())

    def show_versions(self, row: WordingRow, versions: Sequence[WordingVersion]) -> None:
        """Show the versions of a wording, the last first."""
        self._default = row.default
        self.model.show_rows(versions)
        self._content.show_empty(is_empty=not versions)
        self._below.setVisible(bool(versions))
        self.against.blockSignals(True)
        self.against.clear()
        for version in versions:
            day = version.valid_from.isoformat()
            self.against.addItem(self.tr("{day} 起的一版").format(day=day), self._text(version))
        self.against.addItem(self.tr("程序原来的写法"), row.default)
        self.against.blockSignals(False)
        if versions:
            self.table.select_position(0)
            self._propose()

    def _text(self, version: WordingVersion) -> str:
        return self._default if version.text is None else version.text

    def _propose(self) -> None:
        """Against the version before it."""
        position = self.table.currentIndex().row()
        if position >= 0:
            self.against.setCurrentIndex(min(position + 1, self.against.count() - 1))
            self._compare()

    def _compare(self) -> None:
        index = self.table.currentIndex()
        version = self.model.row_at(index.row()) if index.isValid() else None
        if version is None:
            self.difference.clear()
            return
        self.difference.setText(_marked(str(self.against.currentData() or ""), self._text(version)))


def _marked(before: str, after: str) -> str:
    """The later text with what is new underlined and what is gone crossed out."""
    if before == after:
        return escape(translate("wording", "两版相同。"))
    gone, new = Tone.LATE.ink.foreground, Tone.DONE.ink.foreground
    parts: list[str] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(after[b1:b2]))
            continue
        if a2 > a1:
            parts.append(f'<s style="color:{gone}">{escape(before[a1:a2])}</s>')
        if b2 > b1:
            parts.append(f'<u style="color:{new}">{escape(after[b1:b2])}</u>')
    return "".join(parts).replace("\n", "<br>")


def _columns() -> Sequence[Column[WordingVersion]]:
    def at(row: WordingVersion) -> str:
        return row.saved_at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M") if row.saved_at else ""

    def text(row: WordingVersion) -> str:
        return translate("wording", "（恢复默认）") if row.text is None else row.text.replace("\n", " ")

    return (
        day_column("valid_from", translate("wording", "起用"), lambda row: row.valid_from, width=11),
        Column("text", translate("wording", "写法"), text, 10),
        Column("reason", translate("wording", "原因"), lambda row: row.reason, 11),
        Column("by", translate("wording", "谁"), lambda row: row.saved_by, 7),
        Column("at", translate("wording", "保存时间"), at, 15, is_extra=True),
    )
