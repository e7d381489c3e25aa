"""The pages of a long paper as small pictures beside it; only those in sight are drawn."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QListView, QWidget
from typing_extensions import override

from app.ui.common.printing import page_image
from app.ui.theme import BORDER, width_of

_ROOM = QSize(64, 84)
_MOST_KEPT = 200
_Index = QModelIndex | QPersistentModelIndex


class _Pages(QAbstractListModel):
    """A page a row: its number and its small picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._document: QPdfDocument | None = None
        self._count = 0
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()

    def show_document(self, document: QPdfDocument | None) -> None:
        """These pages."""
        self.beginResetModel()
        self._document = document
        self._count = document.pageCount() if document is not None else 0
        self._kept.clear()
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("第 {page} 页").format(page=index.row() + 1)
        return None

    def _picture(self, page: int) -> QPixmap | None:
        if self._document is None:
            return None
        if page not in self._kept:
            self._kept[page] = _small(self._document, page)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[page]


def _small(document: QPdfDocument, page: int) -> QPixmap:
    """A small picture of a page with its edge."""
    points = document.pagePointSize(page)
    scale = min(_ROOM.width() / max(points.width(), 1), _ROOM.height() / max(points.height(), 1))
    image = page_image(document, page, 72 * scale)
    whole = QPixmap(_ROOM)
    whole.fill(Qt.GlobalColor.transparent)
    painter = QPainter(whole)
    place = QRect(QPoint((_ROOM.width() - image.width()) // 2, (_ROOM.height() - image.height()) // 2), image.size())
    painter.drawImage(place, image)
    painter.setPen(QColor(BORDER))
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    painter.end()
    return whole


class PageList(QListView):
    """``chosen(page)`` when a page is clicked or reached with the arrows."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("页列表"))
        self._pages = _Pages(self)
        self.setModel(self._pages)
        self.setUniformItemSizes(True)
        self.setIconSize(_ROOM)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(_ROOM.width() + width_of(10, self.font()))
        self.selectionModel().currentChanged.connect(lambda index, _: self.chosen.emit(index.row()))

    def show_document(self, document: QPdfDocument | None) -> None:
        """List the pages of this."""
        self._pages.show_document(document)

    def follow(self, page: int) -> None:
        """Mark the page that is in sight."""
        index = self._pages.index(page, 0)
        if index.isValid() and index.row() != self.currentIndex().row():
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(index)
            self.selectionModel().blockSignals(False)
            self.scrollTo(index)
            self.viewport().update()
