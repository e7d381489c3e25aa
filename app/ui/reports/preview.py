"""The live preview: the pages as they will be printed, or a sentence why there are none."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QPointF
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.ui.common.empty_state import EmptyState
from app.ui.common.icons import icon
from app.ui.common.printing import pdf_of

_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class Preview(QWidget):
    """Shows a PDF from memory, page under page; keeps its place when more pages of the same arrive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buffer: QBuffer | None = None
        self._nothing = QPdfDocument(self)
        self._document = self._nothing
        self.view = QPdfView(self)
        self.view.setAccessibleName(self.tr("预览"))
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.empty = EmptyState("", sign="file-text")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)
        self._where = QLabel()
        self._where.setProperty("muted", True)
        self._tools = QWidget()
        self._lay_out()
        self.view.pageNavigator().currentPageChanged.connect(self._say_where)
        self.say("")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        for sign, text, act in (
            ("chevron-left", self.tr("上一页"), lambda: self.turn(-1)),
            ("chevron-right", self.tr("下一页"), lambda: self.turn(1)),
        ):
            row.addWidget(self._button(sign, text, act))
        row.addWidget(self._where)
        row.addStretch(1)
        row.addWidget(self._button("", self.tr("整页"), lambda: self.view.setZoomMode(QPdfView.ZoomMode.FitInView)))
        row.addWidget(self._button("", self.tr("适合宽度"), lambda: self.view.setZoomMode(_WIDTH)))
        row.addWidget(self._button("", self.tr("放大"), lambda: self._zoom(1)))
        row.addWidget(self._button("", self.tr("缩小"), lambda: self._zoom(-1)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._tools)
        column.addWidget(self._pages, 1)

    def _button(self, sign: str, text: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(text)
        button.setAccessibleName(text)
        if sign:
            button.setIcon(icon(sign))
        button.clicked.connect(act)
        return button

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self._document.pageCount() if self._pages.currentWidget() is self.view else 0

    @property
    def page(self) -> int:
        """The page in sight, counted from 0."""
        return self.view.pageNavigator().currentPage()

    def text_of(self, page: int) -> str:
        """What stands on a page."""
        return self._document.getAllText(page).text()

    def show_pdf(self, content: bytes, *, keep_place: bool = False) -> None:
        """Show these pages."""
        page, place = self.page, self.view.verticalScrollBar().value()
        before, old_buffer = self._document, self._buffer
        self._buffer, self._document = pdf_of(content, self)
        self.view.setDocument(self._document)
        if before is not self._nothing:
            before.deleteLater()
        if old_buffer is not None:
            old_buffer.deleteLater()
        self._pages.setCurrentWidget(self.view)
        self._tools.show()
        if keep_place and page:
            self.view.pageNavigator().jump(page, QPointF())
            self.view.verticalScrollBar().setValue(place)
        self._say_where()

    def say(self, text: str) -> None:
        """Show no pages but a sentence."""
        self.empty.say(text)
        self._pages.setCurrentWidget(self.empty)
        self._tools.hide()

    def turn(self, pages: int) -> None:
        """Go some pages on (back when negative)."""
        wanted = max(0, min(self.page + pages, self.page_count - 1))
        self.view.pageNavigator().jump(wanted, QPointF())

    def _zoom(self, steps: int) -> None:
        now = self.view.zoomFactor() if self.view.zoomMode() is QPdfView.ZoomMode.Custom else 1.0
        nearest = min(range(len(_ZOOMS)), key=lambda n: abs(_ZOOMS[n] - now))
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(_ZOOMS[max(0, min(nearest + steps, len(_ZOOMS) - 1))])

    def _say_where(self) -> None:
        self._where.setText(
            self.tr("第 {page} 页 / 共 {count} 页").format(page=self.page + 1, count=max(self.page_count, 1))
        )


_WIDTH = QPdfView.ZoomMode.FitToWidth
