"""What only a person knows of a file: the day it speaks of, and who sent it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.imports.results import ImportResult
from app.ui.common.editors import DayEditor, TextEditor
from app.ui.theme import width_of

# Lists whose rows carry the day of what they tell, or that are about steps of the procedure.
_OF_THEIR_OWN_DAY = frozenset({"carried-over", "district-decision", "clues"})


class ReadingOptions(QWidget):
    """``dated`` when the files should be compared again with the day that was typed."""

    dated = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day = DayEditor(year=lambda: today().year)
        self._sender = TextEditor(hint=self.tr("例如：某村、民政办"))
        self._day_name, self._sender_name = QLabel(self.tr("数据日期")), QLabel(self.tr("来表单位"))
        self._why = QLabel()
        self._why.setProperty("muted", True)
        self._again = QPushButton(self.tr("按此日期重新比对"))
        self._again.clicked.connect(self._on_again)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for label, editor, name in (
            (self._day_name, self._day, "data_on"),
            (self._sender_name, self._sender, "sender"),
        ):
            line = editor.focusProxy() or editor
            line.setObjectName(name)
            label.setBuddy(line)
            line.setAccessibleName(label.text())
            line.setMinimumWidth(width_of(13, self.font()))
            editor.setMaximumWidth(width_of(26, self.font()))
        for widget in (self._day_name, self._day, self._again, self._why, self._sender_name, self._sender):
            row.addWidget(widget)
        row.addStretch(1)

    @property
    def data_on(self) -> date | None:
        """The day that was typed."""
        value = self._day.value()
        return value if isinstance(value, date) else None

    @property
    def sent_by(self) -> str:
        """Whose list it is; empty when nobody said."""
        return str(self._sender.value() or "")

    def forget(self) -> None:
        """Other files: nothing is known of them."""
        self._day.set_value(None)
        self._sender.set_value(None)

    def show_result(self, result: ImportResult) -> None:
        """Ask for the day where no file has one, and for the sender where columns were named by hand."""
        is_undated = bool(result.undated_files) and result.kind not in _OF_THEIR_OWN_DAY
        unclear = self.tr("表中和文件名都没有数据日期，分不清哪边新：本镇改过的值会全部保留。")
        today = self.tr("表中和文件名都没有数据日期，不填写则按今天登记。")
        self._why.setText("" if not is_undated else unclear if result.kind == "roster" else today)
        is_asked = is_undated or self.data_on is not None
        for widget in (self._day_name, self._day, self._again, self._why):
            widget.setVisible(is_asked)
        is_named = any(column.origin != "title" for column in result.columns)
        for widget in (self._sender_name, self._sender):
            widget.setVisible(is_named)

    def _on_again(self) -> None:
        if not self._day.problem():
            self.dated.emit()
