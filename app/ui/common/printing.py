"""Pages of a PDF as pictures and on a printer: one way of drawing for the preview and for paper, 300 dpi on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from app.ui.common.page_ranges import PageChoice

DPI = 300
_POINTS = 72
_NEAR = 3.0  # points by which a page may differ from a named size
_NAMED = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A3)


@dataclass(frozen=True, slots=True)
class PrintWish:
    """Which pages, how often, how on the printer."""

    pages: PageChoice = field(default_factory=PageChoice)
    copies: int = 1
    collate: bool = True
    duplex: QPrinter.DuplexMode = QPrinter.DuplexMode.DuplexNone


@dataclass(slots=True)
class PrintRun:
    """How far a printing came: ``pages`` of ``total`` are to come out, ``done`` how many of them the printer took."""

    total: int = 0
    pages: tuple[int, ...] = ()
    done: int = 0
    accepted: bool = False

    @property
    def sent(self) -> frozenset[int]:
        """The pages that the printer took."""
        return frozenset(self.pages[: self.done])


def pdf_of(content: bytes, parent: QObject | None = None) -> tuple[QBuffer, QPdfDocument]:
    """A PDF from memory: no file stays open. The buffer has to live as long as the document."""
    buffer = QBuffer() if parent is None else QBuffer(parent)
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument() if parent is None else QPdfDocument(parent)
    document.load(buffer)
    return buffer, document


def pixels_of(points: QSizeF, dpi: float) -> QSize:
    """The size of a page in pixels."""
    return QSize(round(points.width() / _POINTS * dpi), round(points.height() / _POINTS * dpi))


def page_image(document: QPdfDocument, page: int, dpi: float) -> QImage:
    """A page as it is shown and printed: the only place where pages are drawn, on white; grey where all of it is."""
    drawn = document.render(page, pixels_of(document.pagePointSize(page), dpi))
    opaque = QImage(drawn.size(), QImage.Format.Format_RGB32)
    opaque.fill(0xFFFFFFFF)
    painter = QPainter(opaque)
    painter.drawImage(0, 0, drawn)
    painter.end()
    # A fourth of the memory and of the work of whoever packs it for the printer.
    return opaque.convertToFormat(QImage.Format.Format_Grayscale8) if opaque.allGray() else opaque


def send_pages(
    content: bytes, printer: QPrinter, wish: PrintWish, run: PrintRun, *, on_progress: Callable[[int, int], None]
) -> PrintRun:
    """Print a PDF page by page; for a task. What ``on_progress`` raises stops it and takes the job back.

    ``run.accepted`` says whether the printer took all of it. Copies that the printer cannot make are sent one by one.
    """
    buffer, document = pdf_of(content)
    run.total = document.pageCount()
    run.pages = _in_order(printer, wish, wish.pages.of(run.total))
    if run.pages:
        printer.setResolution(DPI)  # the default would take half a gigabyte a page (design 5)
        printer.setFullPage(True)
        printer.setDuplex(wish.duplex)
        _turn_page(printer, document, run.pages[0])
        run.accepted = _send(document, printer, run, on_progress)
    document.close()
    buffer.close()
    return run


def _send(document: QPdfDocument, printer: QPrinter, run: PrintRun, on_progress: Callable[[int, int], None]) -> bool:
    painter = QPainter()
    if not painter.begin(printer):
        return False
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for number, page in enumerate(run.pages):
            if number:
                _turn_page(printer, document, page)
                if not printer.newPage():
                    return False
            painter.drawImage(0, 0, page_image(document, page, DPI))
            if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
                return False
            run.done = number + 1
            on_progress(run.done, len(run.pages))
    except BaseException:
        printer.abort()
        raise
    finally:
        ended = painter.end()
    return ended


def _in_order(printer: QPrinter, wish: PrintWish, pages: tuple[int, ...]) -> tuple[int, ...]:
    """The pages as they are sent; a printer that makes copies by itself gets them once."""
    if wish.copies > 1 and printer.supportsMultipleCopies():
        printer.setCopyCount(wish.copies)
        printer.setCollateCopies(wish.collate)
        return pages
    if wish.collate:
        return pages * wish.copies
    return tuple(page for page in pages for _ in range(wish.copies))


def size_of(points: QSizeF) -> QPageSize:
    """The paper of a page: the size with a name where it is one, upright."""
    width, height = sorted((points.width(), points.height()))
    for known in _NAMED:
        named = QPageSize.size(known, QPageSize.Unit.Point)
        if abs(named.width() - width) < _NEAR and abs(named.height() - height) < _NEAR:
            return QPageSize(known)
    return QPageSize(QSizeF(width, height), QPageSize.Unit.Point)


def _turn_page(printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    is_wide = points.width() > points.height()
    orientation = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size_of(points), orientation, QMarginsF()))
