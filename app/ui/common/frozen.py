"""The first columns of a table stay where they are while the rest scrolls, as in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyledItemDelegate, QTableView
from typing_extensions import override

if TYPE_CHECKING:
    from app.ui.common.table_view import DataTable


class FrozenColumns(QObject):
    """A second view over the left edge of ``table``, sharing model, selection and scroll position."""

    def __init__(self, table: DataTable, count: int, delegate: QStyledItemDelegate) -> None:
        super().__init__(table)
        self._table, self._count = table, count
        self._view = QTableView(table)
        self._view.setModel(table.model())
        self._view.setSelectionModel(table.selectionModel())
        self._view.setItemDelegate(delegate)
        self._dress()
        self._connect()
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        self.follow()

    def _dress(self) -> None:
        view = self._view
        view.setObjectName("qt_frozen")
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setFocusProxy(self._table)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setStyleSheet("QTableView { border: none; border-right: 1px solid #7B8794; }")
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        table, view = self._table, self._view
        table.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        view.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        own, other = view.horizontalHeader(), table.horizontalHeader()
        other.sectionResized.connect(self.follow)
        other.sectionMoved.connect(self.follow)
        other.geometriesChanged.connect(self.follow)
        other.sortIndicatorChanged.connect(self._on_sorted)
        own.sectionResized.connect(lambda section, _old, new: table.setColumnWidth(section, new))
        own.sectionClicked.connect(other.sectionClicked)
        view.doubleClicked.connect(table.doubleClicked)

    def follow(self) -> None:
        """Take widths, order, heights and place from the table."""
        table, view = self._table, self._view
        header = table.horizontalHeader()
        view.horizontalHeader().blockSignals(True)
        frozen = self._frozen_sections()
        for section in range(header.count()):
            view.setColumnHidden(section, section not in frozen)
            if section in frozen:
                view.setColumnWidth(section, table.columnWidth(section))
        for position in range(header.count()):
            now = view.horizontalHeader().visualIndex(header.logicalIndex(position))
            view.horizontalHeader().moveSection(now, position)
        view.horizontalHeader().blockSignals(False)
        height = table.verticalHeader().defaultSectionSize()
        view.verticalHeader().setMinimumSectionSize(height)
        view.verticalHeader().setDefaultSectionSize(height)
        view.horizontalHeader().setFixedHeight(max(header.height(), header.sizeHint().height()))
        self._place()

    def uncover(self, section: int) -> None:
        """Scroll so that this column of the table does not lie beneath the frozen ones."""
        frozen = self._frozen_sections()
        if section < 0 or section in frozen:
            return
        edge = sum(self._table.columnWidth(each) for each in frozen)
        hidden = edge - self._table.columnViewportPosition(section)
        if hidden > 0:
            bar = self._table.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def _on_sorted(self, section: int, order: Qt.SortOrder) -> None:
        self._view.horizontalHeader().setSortIndicator(section, order)

    def _frozen_sections(self) -> list[int]:
        header = self._table.horizontalHeader()
        shown = [header.logicalIndex(position) for position in range(header.count())]
        return [section for section in shown if not header.isSectionHidden(section)][: self._count]

    def _place(self) -> None:
        table = self._table
        width = sum(table.columnWidth(section) for section in self._frozen_sections())
        corner = table.frameWidth()
        height = table.viewport().height() + self._view.horizontalHeader().height()
        self._view.setGeometry(corner, corner, width + 1, height)
        self._on_scrolled(table.horizontalScrollBar().value())

    def _on_scrolled(self, value: int) -> None:
        """Nothing to cover while the table stands at its left edge: the copy would only cost painting."""
        self._view.setVisible(value > 0)
        if value > 0:
            self._view.verticalScrollBar().setValue(self._table.verticalScrollBar().value())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.FontChange):
            self.follow()
        return super().eventFilter(watched, event)
