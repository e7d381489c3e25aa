"""The preview of a paper: its pages as they will be printed, or a sentence why there are none."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QModelIndex, QRectF, QSignalBlocker, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.common.empty_state import EmptyState
from app.ui.common.icons import icon
from app.ui.common.page_list import PageList
from app.ui.common.page_view import ZOOMS, Fit, PageView
from app.ui.common.printing import pdf_of, size_of
from app.ui.common.quiet_box import QuietBox
from app.ui.common.search_box import SearchBox
from app.ui.theme import width_of

_LIST_FROM = 4  # pages from which small pictures beside them help


class Preview(QWidget):
    """Shows a PDF from memory; keeps its place when more pages of the same arrive. ``link_clicked(url)``."""

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buffer: QBuffer | None = None
        self._document: QPdfDocument | None = None
        self._found: list[tuple[int, QRectF]] = []
        self._at = -1
        self._wants_list = True
        self._nothing = QPdfDocument(self)
        self._search = QPdfSearchModel(self)
        self.view = PageView()
        self.view.setAccessibleName(self.tr("预览"))
        self.list = PageList()
        self.empty = EmptyState("", sign="file-text")
        self.number = QSpinBox()
        self.number.setAccessibleName(self.tr("页码"))
        self.number.setToolTip(self.tr("转到第几页"))
        self.number.setKeyboardTracking(False)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._where = QLabel()
        self._where.setProperty("muted", True)
        self.size_box = QuietBox(self)
        self.size_box.setAccessibleName(self.tr("显示大小"))
        self.search = SearchBox(self.tr("在文书中查找"))
        self.hits = QLabel()
        self.hits.setProperty("muted", True)
        self._tools = QWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.say("")

    def _lay_out(self) -> None:
        self.toggle = self._button("list", self.tr("页列表"), self._on_toggle)
        self.toggle.setCheckable(True)
        row = QHBoxLayout(self._tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.toggle)
        row.addWidget(self._button("chevron-left", self.tr("上一页"), lambda: self.turn(-1)))
        row.addWidget(self.number)
        row.addWidget(self._where)
        row.addWidget(self._button("chevron-right", self.tr("下一页"), lambda: self.turn(1)))
        row.addWidget(self.size_box)
        row.addStretch(1)
        self.search.setMaximumWidth(width_of(26, self.font()))
        row.addWidget(self.search, 3)
        row.addWidget(self.hits)
        self._before = self._button("chevron-up", self.tr("上一处"), lambda: self._step(-1))
        self._after = self._button("chevron-down", self.tr("下一处"), lambda: self._step(1))
        row.addWidget(self._before)
        row.addWidget(self._after)
        self.size_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.size_box.addItem(self.tr("适合宽度"), Fit.WIDTH)
        self.size_box.addItem(self.tr("整页"), Fit.PAGE)
        for zoom in ZOOMS:
            self.size_box.addItem(_percent(zoom), zoom)
        shown = QWidget()
        beside = QHBoxLayout(shown)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.list)
        beside.addWidget(self.view, 1)
        self._pages.addWidget(shown)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._tools)
        column.addWidget(self._pages, 1)

    def _button(self, sign: str, text: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setIcon(icon(sign))
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self.view.page_changed.connect(self._say_where)
        self.view.zoomed.connect(self._say_size)
        self.view.link_clicked.connect(self.link_clicked)
        self.list.chosen.connect(self.view.go_to)
        self.number.valueChanged.connect(lambda number: self.view.go_to(number - 1))
        self.size_box.activated.connect(self._on_size)
        self.search.query_changed.connect(self._on_search)
        self.search.entered.connect(lambda _: self._step(1))
        self._search.countChanged.connect(self._on_found)

    # -- what is shown -------------------------------------------------------------------------------------------------

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return self._document.pageCount() if self._document is not None else 0

    @property
    def page(self) -> int:
        """The page in sight, counted from 0."""
        return self.view.page

    @property
    def sizes(self) -> frozenset[QPageSize.PageSizeId]:
        """The papers that the pages need."""
        document = self._document
        if document is None:
            return frozenset()
        return frozenset(size_of(document.pagePointSize(page)).id() for page in range(document.pageCount()))

    def text_of(self, page: int) -> str:
        """What stands on a page."""
        return self._document.getAllText(page).text() if self._document is not None else ""

    def show_pdf(self, content: bytes, *, keep_place: bool = False) -> None:
        """Show these pages."""
        across, down = self.view.horizontalScrollBar().value(), self.view.verticalScrollBar().value()
        before, old_buffer = self._document, self._buffer
        self._buffer, self._document = pdf_of(content, self)
        self._show(self._document)
        _drop(before, old_buffer)
        if keep_place:
            self.view.verticalScrollBar().setValue(down)
            self.view.horizontalScrollBar().setValue(across)
        if self.search.query:
            self._on_search(self.search.query)

    def say(self, text: str) -> None:
        """Show no pages but a sentence."""
        before, old_buffer = self._document, self._buffer
        self._buffer, self._document = None, None
        self._show(None)
        _drop(before, old_buffer)
        self.empty.say(text)

    def _show(self, document: QPdfDocument | None) -> None:
        self._found, self._at = [], -1
        if document is None:
            self._search.setSearchString("")
        self._search.setDocument(document or self._nothing)
        self.view.show_document(document)
        self.list.show_document(document)
        self._pages.setCurrentIndex(0 if document is not None else 1)
        self._tools.setVisible(document is not None)
        with QSignalBlocker(self.number):
            self.number.setRange(1, max(self.page_count, 1))
        self._where.setText(self.tr("/ {count} 页").format(count=self.page_count))
        self._show_list()
        self._say_where()
        self._say_hits()

    # -- going about ---------------------------------------------------------------------------------------------------

    def turn(self, pages: int) -> None:
        """Go some pages on (back when negative)."""
        self.view.go_to(max(0, min(self.page + pages, self.page_count - 1)))

    def _show_list(self) -> None:
        is_long = self.page_count >= _LIST_FROM
        self.toggle.setVisible(is_long)
        self.toggle.setChecked(is_long and self._wants_list)
        self.list.setVisible(is_long and self._wants_list)

    def _on_toggle(self) -> None:
        self._wants_list = self.toggle.isChecked()
        self._show_list()

    def _say_where(self) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(self.page + 1)
        self.list.follow(self.page)

    def _on_size(self, position: int) -> None:
        wanted = self.size_box.itemData(position)
        if isinstance(wanted, Fit):
            self.view.set_fit(wanted)
        else:
            self.view.set_fit(Fit.FACTOR, float(wanted))

    def _say_size(self) -> None:
        fit = self.view.fit
        wanted = fit if fit is not Fit.FACTOR else self.view.factor
        position = next((n for n in range(self.size_box.count()) if self.size_box.itemData(n) == wanted), -1)
        if position < 0 and fit is Fit.FACTOR:
            near = [abs(zoom - self.view.factor) for zoom in ZOOMS]
            position = 2 + near.index(min(near))
        self.size_box.setCurrentIndex(position)

    # -- searching -----------------------------------------------------------------------------------------------------

    def _on_search(self, text: str) -> None:
        self._found, self._at = [], -1
        self._search.setSearchString(text)
        self._on_found()

    def _on_found(self) -> None:
        """More places were found: the search goes on page by page while one reads."""
        model, places = self._search, list[tuple[int, QRectF]]()
        for row in range(model.rowCount(QModelIndex())):
            link = model.resultAtIndex(row)
            places += [(link.page(), rect) for rect in link.rectangles()[:1]]
        self._found = places
        if places and self._at < 0:
            self._at = next((n for n, (page, _) in enumerate(places) if page >= self.page), 0)
            self._show_hit()
        self._mark()
        self._say_hits()

    def _mark(self) -> None:
        by_page: dict[int, list[QRectF]] = {}
        for page, place in self._found:
            by_page.setdefault(page, []).append(place)
        self.view.mark(by_page, self._found[self._at] if self._found and self._at >= 0 else None)

    def _step(self, steps: int) -> None:
        if self._found:
            self._at = (self._at + steps) % len(self._found)
            self._show_hit()
            self._mark()
            self._say_hits()

    def _show_hit(self) -> None:
        page, place = self._found[self._at]
        self.view.go_to(page, place)

    def _say_hits(self) -> None:
        asked = bool(self.search.query) and self._document is not None
        text = self.tr("{at} / {count} 处").format(at=self._at + 1, count=len(self._found))
        self.hits.setText("" if not asked else text if self._found else self.tr("没有找到"))
        for button in (self._before, self._after):
            button.setEnabled(len(self._found) > 1)


def _drop(document: QPdfDocument | None, buffer: QBuffer | None) -> None:
    """Let go of a document nobody shows any more."""
    if document is not None:
        document.deleteLater()
    if buffer is not None:
        buffer.deleteLater()


def _percent(zoom: float) -> str:
    return f"{round(zoom * 100)} %"
