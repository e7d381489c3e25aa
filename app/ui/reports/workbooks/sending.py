"""Books out: the village, whether ID numbers are whole, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.services.files.atomic import file_name
from app.services.village_book.records import BooksWritten, BookWritten
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.purpose import ask_purpose
from app.ui.common.quiet_box import QuietBox


class SendingBar(QWidget):
    """``refused(Refused)`` when a book could not be written."""

    refused = Signal(object)

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.due = QLabel()
        self.village, self.ids = QuietBox(), QuietBox()
        self.village.setAccessibleName(self.tr("发给哪个村"))
        self.village.setMinimumContentsLength(8)
        self.ids.setAccessibleName(self.tr("证件号码怎么写"))
        self.ids.addItem(self.tr("证件号码写掩码"), False)
        self.ids.addItem(self.tr("证件号码写完整"), True)
        self.send = QPushButton(self.tr("导出工作簿…"))
        self.send.setProperty("primary", True)
        self.send.clicked.connect(self._on_send)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.due, 1)
        for widget in (self.village, self.ids, self.send):
            row.addWidget(widget)

    def show_villages(self, villages: Sequence[str], due: Sequence[str]) -> None:
        """Offer these villages, and say which sheets a book of today carries."""
        kept = self.village.currentData()
        self.village.clear()
        self.village.addItem(self.tr("每村一本"), "")
        for name in villages:
            self.village.addItem(name, name)
        self.village.setCurrentIndex(max(self.village.findData(kept), 0))
        self.send.setEnabled(bool(due))
        sheets = "、".join(due)
        said = self.tr("发到村：现在要填的是 {sheets}").format(sheets=sheets)
        self.due.setText(said if due else self.tr("发到村：现在没有要村里填的内容（排查、走访、录入、月监测期间才有）"))

    def _on_send(self) -> None:
        if self.ids.currentData():
            ask_purpose(self._context, self, self.tr("村级工作簿"), then=self._ask_place)
        else:
            self._ask_place("")

    def _ask_place(self, purpose: str) -> None:
        village = str(self.village.currentData() or "")
        title = self.tr("导出村级工作簿")
        if not village:
            dialogs.choose_folder(self, title, then=lambda folder: self._write_all(folder, purpose))
            return
        name = file_name(self.tr("{village}工作簿").format(village=village))
        proposed = Path.home() / f"{name}.xlsx"
        dialogs.choose_save_file(
            self, title, kinds="Excel (*.xlsx)", proposed=proposed, then=lambda out: self._write(village, out, purpose)
        )

    def _write(self, village: str, out: Path, purpose: str) -> None:
        books, actor, today = self._context.office.village_books, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("导出村级工作簿"),
            lambda job: books.write(
                village,
                out,
                whole_ids=bool(purpose),
                purpose=purpose,
                actor=actor,
                today=today,
                on_progress=job.progress,
            ),
        )
        task.succeeded.connect(lambda made: self._on_written(out, made))
        task.refused.connect(self.refused)

    def _write_all(self, folder: Path, purpose: str) -> None:
        books, actor, today = self._context.office.village_books, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("导出村级工作簿"),
            lambda job: books.write_all(
                folder, whole_ids=bool(purpose), purpose=purpose, actor=actor, today=today, on_progress=job.progress
            ),
        )
        task.succeeded.connect(lambda made: self._on_all_written(folder, made))
        task.refused.connect(self.refused)

    def _on_written(self, out: Path, made: BookWritten) -> None:
        self._context.navigator.tell_file(self.tr("村级工作簿 {rows} 行").format(rows=made.total), out)

    def _on_all_written(self, folder: Path, made: BooksWritten) -> None:
        said = self.tr("村级工作簿 {villages} 本，共 {rows} 行").format(
            villages=len(made.rows), rows=sum(made.rows.values())
        )
        if made.nothing_due:
            said += self.tr("；没有要填的村：{names}").format(names="、".join(made.nothing_due))
        self._context.navigator.tell_file(said, folder)
