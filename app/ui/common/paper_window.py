"""A paper in a window of its own, wherever papers are made: preview, then printer or PDF."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.errors import Refused
from app.services.wording import sentences
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.paper_jobs import Look, drawn, has_more
from app.ui.common.paper_printing import PaperPrinting, Printable, Seen
from app.ui.common.preview import Preview
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest, TaskContext
from app.ui.theme import width_of


class PaperWindow(QDialog):
    """``save_asked`` when the paper is wanted as a file, ``kept`` when it lies there. The first pages come at once."""

    save_asked = Signal()
    kept = Signal(object)  # the file

    def __init__(self, context: TabContext, paper: Printable, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(paper.name)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._paper, self._look = paper, look
        self._seen: Seen | None = None
        self._first, self._whole = Latest(context.runner, self), Latest(context.runner, self)
        self.bar = RefusalBar(self)
        self.printing = PaperPrinting(context, self, self.bar)
        self.preview = Preview()
        self.print = QPushButton(icon("printer", colour="#FFFFFF"), self.tr("打印…"))
        self.print.setProperty("primary", True)
        self.save = QPushButton(icon("file-text"), self.tr("存为PDF…"))
        self.leave = QPushButton(self.tr("关闭"))
        self._lay_out()
        self._first.answered.connect(lambda answer: self._on_pages(*answer, is_first=True))
        self._whole.answered.connect(lambda answer: self._on_pages(*answer, is_first=False))
        self._first.refused.connect(self._on_refused)
        self._whole.refused.connect(self._on_refused)
        self.print.clicked.connect(self._on_print)
        self.save.clicked.connect(self.save_asked)
        self.leave.clicked.connect(self.close)
        self._draw(self._first, is_first=True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.print, self.save):
            button.setEnabled(False)
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self.leave.setAutoDefault(False)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.addLayout(buttons)
        column.addWidget(self.bar)
        column.addWidget(self.preview, 1)
        room = self.screen().availableSize()
        self.resize(min(width_of(110, self.font()), room.width() - 40), min(900, room.height() - 60))

    def _draw(self, latest: Latest, *, is_first: bool) -> None:
        look = self._look

        def draw(task: TaskContext) -> tuple[bytes, object]:
            return drawn(lambda out: look(out, is_first, task))

        latest.ask(self.tr("生成预览"), draw)

    def _on_pages(self, content: bytes, made: object, *, is_first: bool) -> None:
        self.preview.show_pdf(content, keep_place=not is_first)
        self._seen = None if is_first and has_more(made) else Seen(content, made)
        for button in (self.print, self.save):
            button.setEnabled(True)
        if self._seen is None:
            self._draw(self._whole, is_first=False)

    def _on_refused(self, refused: Refused) -> None:
        self.preview.say("\n".join(sentences(refused)))
        for button in (self.print, self.save):
            button.setEnabled(False)

    def _on_print(self) -> None:
        self.printing.ask(self._paper, seen=self._seen, sizes=self.preview.sizes)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """What is being drawn for looking at is dropped; what is on its way to the printer goes on."""
        self._first.forget()
        self._whole.forget()
        if self.printing.is_printing:
            self.hide()
            self.printing.ended.connect(lambda _: self.close())
            event.ignore()
            return
        super().closeEvent(event)
