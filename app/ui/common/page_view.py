"""Pages of a PDF under each other: only those in sight are drawn, one a turn, by the same hand that prints."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument, QPdfLinkModel
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from app.ui.common.printing import page_image
from app.ui.theme import BASE, BORDER, SELECTION, WINDOW, Tone

_POINTS = 72
_GAP = 10  # between the pages and around them
_MOST_BYTES = 48 * 1024 * 1024  # of drawn pages kept, however long the document is
_MOST_PAGE_BYTES = 40 * 1024 * 1024
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class Fit(Enum):
    """How the pages take their size: from the width of the view, from its height too, or from a number."""

    WIDTH = auto()
    PAGE = auto()
    FACTOR = auto()


class PageView(QAbstractScrollArea):
    """``page_changed`` when another page comes to the top, ``link_clicked(url)`` for an address inside the paper."""

    page_changed = Signal(int)
    zoomed = Signal()
    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._document: QPdfDocument | None = None
        self._nothing = QPdfDocument(self)
        self._links = QPdfLinkModel(self)
        self._fit, self._factor = Fit.WIDTH, 1.0
        self._tops: list[int] = []
        self._sizes: list[tuple[float, float]] = []  # in points
        self._images: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._marks: dict[int, list[QRectF]] = {}
        self._mark: tuple[int, QRectF] | None = None
        self._page = 0
        self._drawer = QTimer(self)
        self._drawer.setSingleShot(True)
        self._drawer.timeout.connect(self._draw_next)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_document(self, document: QPdfDocument | None) -> None:
        """Show these pages from the first; what was being drawn of others is dropped."""
        self._drawer.stop()
        self._document = document
        self._links.setDocument(document or self._nothing)
        self._images.clear()
        self._marks, self._mark = {}, None
        count = document.pageCount() if document is not None else 0
        points = [document.pagePointSize(n) for n in range(count)] if document is not None else []
        self._sizes = [(size.width(), size.height()) for size in points]
        self._place()
        self.verticalScrollBar().setValue(0)
        self._on_scrolled()
        self.viewport().update()

    def mark(self, places: dict[int, list[QRectF]], current: tuple[int, QRectF] | None) -> None:
        """Show where a search found something, in points of each page."""
        self._marks, self._mark = places, current
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page that fills most of the top, counted from 0."""
        return self._page

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def kept_bytes(self) -> int:
        """What the drawn pages take."""
        return sum(image.sizeInBytes() for _, image in self._images.values())

    def image_of(self, page: int) -> QImage | None:
        """What is shown of a page at this size; None while it is not drawn."""
        found = self._images.get(page)
        return found[1] if found is not None and found[0] == self._dpi(page) else None

    def go_to(self, page: int, place: QRectF | None = None) -> None:
        """Bring a page to the top, or a place on it into sight."""
        if not 0 <= page < len(self._tops):
            return
        top = self._tops[page] - _GAP // 2
        if place is not None:
            top += round(place.top() * self._scale(page)) - self.viewport().height() // 3
            self.horizontalScrollBar().setValue(round(place.left() * self._scale(page)) - self.viewport().width() // 3)
        self.verticalScrollBar().setValue(top)

    def place_of(self, page: int, place: QRectF) -> QRect:
        """Where a place on a page lies in the viewport."""
        scale, corner = self._scale(page), self._rect(page).topLeft()
        return QRect(corner + (place.topLeft() * scale).toPoint(), (place.size() * scale).toSize())

    # -- size ----------------------------------------------------------------------------------------------------------

    @property
    def fit(self) -> Fit:
        """How the size is taken."""
        return self._fit

    @property
    def factor(self) -> float:
        """How large the page in sight is; 1 is as large as on paper."""
        return self._scale(self._page) * _POINTS / self.logicalDpiX() if self._sizes else self._factor

    def set_fit(self, fit: Fit, factor: float = 1.0) -> None:
        """Take the size so; the page in sight stays."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._fit, self._factor = fit, max(0.25, min(factor, 4.0))
        self._place()
        bar.setValue(round(share * bar.maximum()))
        self.zoomed.emit()
        self.viewport().update()

    def zoom(self, steps: int) -> None:
        """Larger or smaller by some steps."""
        now = self.factor
        beyond = [z for z in ZOOMS if (z > now * 1.01 if steps > 0 else z < now * 0.99)]
        if beyond:
            self.set_fit(Fit.FACTOR, beyond[0] if steps > 0 else beyond[-1])

    def _scale(self, page: int) -> float:
        """Pixels of the window for a point."""
        width, height = self._sizes[page]
        room_x, room_y = self.viewport().width() - 2 * _GAP, self.viewport().height() - _GAP
        if self._fit is Fit.FACTOR:
            scale = self._factor * self.logicalDpiX() / _POINTS
        elif self._fit is Fit.WIDTH:
            scale = room_x / width
        else:
            scale = min(room_x / width, room_y / height)
        most = (_MOST_PAGE_BYTES / 4 / (width * height)) ** 0.5 / self.devicePixelRatioF()
        return max(0.05, min(scale, most))

    def _dpi(self, page: int) -> float:
        return self._scale(page) * self.devicePixelRatioF() * _POINTS

    def _place(self) -> None:
        """Where every page begins, and how far one can scroll."""
        tops, y, widest = [], _GAP, 0
        for page, (width, height) in enumerate(self._sizes):
            tops.append(y)
            scale = self._scale(page)
            y += round(height * scale) + _GAP
            widest = max(widest, round(width * scale))
        self._tops = tops
        self.verticalScrollBar().setRange(0, max(0, y - self.viewport().height()))
        self.verticalScrollBar().setPageStep(max(1, self.viewport().height() - 2 * _GAP))
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, widest + 2 * _GAP - self.viewport().width()))
        self.horizontalScrollBar().setPageStep(self.viewport().width())

    def _rect(self, page: int) -> QRect:
        """Where a page lies in the viewport."""
        width, height = self._sizes[page]
        scale = self._scale(page)
        wide, high = round(width * scale), round(height * scale)
        room = self.viewport().width()
        x = (room - wide) // 2 if wide + 2 * _GAP <= room else _GAP - self.horizontalScrollBar().value()
        return QRect(x, self._tops[page] - self.verticalScrollBar().value(), wide, high)

    def _in_sight(self) -> list[int]:
        shown = self.viewport().rect()
        return [page for page in range(len(self._sizes)) if self._is_near(page) and shown.intersects(self._rect(page))]

    def _is_near(self, page: int) -> bool:
        top = self.verticalScrollBar().value()
        below = self._tops[page + 1] if page + 1 < len(self._tops) else self._tops[page] + 10**6
        return below >= top and self._tops[page] <= top + self.viewport().height()

    # -- drawing -------------------------------------------------------------------------------------------------------

    def _draw_next(self) -> None:
        document = self._document
        missing = [page for page in self._in_sight() if self.image_of(page) is None]
        if document is None or not missing:
            return
        page, dpi = missing[0], self._dpi(missing[0])
        image = page_image(document, page, dpi)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._images[page] = (dpi, image)
        self._images.move_to_end(page)
        while len(self._images) > 1 and self.kept_bytes > _MOST_BYTES:
            self._images.popitem(last=False)
        self.viewport().update()
        if len(missing) > 1:
            self._drawer.start(0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(WINDOW))
        for page in self._in_sight():
            rect = self._rect(page)
            kept = self._images.get(page)
            if kept is None:
                painter.fillRect(rect, QColor(BASE))
            elif kept[0] == self._dpi(page):
                painter.drawImage(rect.topLeft(), kept[1])
            else:  # until it is drawn at this size
                painter.drawImage(rect, kept[1])
            if kept is None or kept[0] != self._dpi(page):
                self._drawer.start(0)
            painter.setPen(QColor(BORDER))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))
            self._paint_marks(painter, page)
        painter.end()

    def _paint_marks(self, painter: QPainter, page: int) -> None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for place in self._marks.get(page, ()):
            painter.fillRect(self.place_of(page, place), QColor(Tone.DUE.ink.background))
        if self._mark is not None and self._mark[0] == page:
            painter.fillRect(self.place_of(page, self._mark[1]), QColor(SELECTION))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        page = self._page
        before = self._tops[page] if page < len(self._tops) else 0
        off = self.verticalScrollBar().value() - before
        self._place()
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[page] + off)
        self.zoomed.emit()

    def _on_scrolled(self) -> None:
        self.viewport().update()
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = max((n for n, top in enumerate(self._tops) if top <= line), default=0)
        if page != self._page or not self._tops:
            self._page = page
            self.page_changed.emit(page)

    # -- keys and mouse ------------------------------------------------------------------------------------------------

    @override
    def event(self, event: QEvent) -> bool:
        """Ctrl with + and − belongs to the pages while they have the focus, else to the whole window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _zoom_steps(event):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if steps := _zoom_steps(event):
            self.zoom(steps)
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(self.page_count - 1)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def link_at(self, point: QPoint) -> str:
        """The address under a point of the viewport; nothing where there is none."""
        page = next((page for page in self._in_sight() if self._rect(page).contains(point)), -1)
        if page < 0:
            return ""
        if self._links.page() != page:
            self._links.setPage(page)
        link = self._links.linkAt(QPointF(point - self._rect(page).topLeft()) * (1 / self._scale(page)))
        return link.url().toString()  # a link out of the paper is never "valid": it has no page

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_link = bool(self.link_at(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and (url := self.link_at(event.position().toPoint())):
            self.link_clicked.emit(url)


def _zoom_steps(event: QKeyEvent) -> int:
    if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return 0
    return {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()), 0)
