"""Printing a PDF on a real printer: page by page at 300 dpi, one page per turn of the event loop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

DPI = 300
_POINTS = 72


class PagePrinter(QObject):
    """Sends pages of a PDF to a printer. ``printed(done, total)`` after each page, ``finished(ok)`` at the end.

    The default resolution of a printer would take half a gigabyte a page (design 5), so it is set here.
    """

    printed = Signal(int, int)
    finished = Signal(bool)

    def __init__(self, content: bytes, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buffer, self._document = pdf_of(content, self)
        self._printer, self._pages = printer, tuple(range(self._document.pageCount()))
        self._done = 0
        self._painter = QPainter()
        self._stopped = False

    @property
    def page_count(self) -> int:
        """How many pages the PDF has."""
        return self._document.pageCount()

    def choose(self, pages: Sequence[int]) -> None:
        """Print these pages, counted from 0, in this order."""
        self._pages = tuple(pages)

    def start(self) -> None:
        """Begin; returns at once. Without pages nothing is printed and ``finished`` says so."""
        if not self._pages:
            self.finished.emit(False)
            return
        self._printer.setResolution(DPI)
        self._printer.setFullPage(True)
        self._turn_page(self._pages[0])
        if not self._painter.begin(self._printer):
            self.finished.emit(False)
            return
        QTimer.singleShot(0, self, self._next)

    def cancel(self) -> None:
        """Stop before the next page."""
        self._stopped = True

    def _next(self) -> None:
        if self._stopped or self._done == len(self._pages):
            self._painter.end()
            self.finished.emit(not self._stopped)
            return
        page = self._pages[self._done]
        if self._done:
            self._turn_page(page)
            self._printer.newPage()
        points = self._document.pagePointSize(page)
        size = QSize(round(points.width() / _POINTS * DPI), round(points.height() / _POINTS * DPI))
        self._painter.drawImage(0, 0, self._document.render(page, size))
        self._done += 1
        self.printed.emit(self._done, len(self._pages))
        QTimer.singleShot(0, self, self._next)

    def _turn_page(self, page: int) -> None:
        points = self._document.pagePointSize(page)
        is_wide = points.width() > points.height()
        orientation = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
        size = QPageSize(QPageSize.PageSizeId.A4)
        self._printer.setPageLayout(QPageLayout(size, orientation, QMarginsF()))


def pdf_of(content: bytes, parent: QObject) -> tuple[QBuffer, QPdfDocument]:
    """A PDF from memory: no file stays open. The buffer has to live as long as the document."""
    buffer = QBuffer(parent)
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(parent)
    document.load(buffer)
    return buffer, document


def chosen_pages(printer: QPrinter, count: int) -> tuple[int, ...]:
    """The pages that a print dialog left chosen, counted from 0, in the order in which they are to come out."""
    if printer.printRange() == QPrinter.PrintRange.PageRange and printer.fromPage():
        first, last = printer.fromPage(), min(printer.toPage() or count, count)
        pages = tuple(range(first - 1, last))
    else:
        pages = tuple(range(count))
    backwards = printer.pageOrder() == QPrinter.PageOrder.LastPageFirst
    return tuple(reversed(pages)) if backwards else pages
