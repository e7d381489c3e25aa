"""The table of every tab: arrows, Enter, Ctrl+A, Ctrl+C as in Excel, sorting headers, frozen first columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget
from typing_extensions import override

from app.ui.common.chips import ChipDelegate
from app.ui.common.frozen import FrozenColumns
from app.ui.common.windowed_model import ColumnsModel, CopyRole
from app.ui.theme import row_height, width_of

if TYPE_CHECKING:
    from app.ui.common.memory import WindowMemory

# More cells than this are refused for the clipboard: Excel would be given a file for that.
_MOST_CELLS_COPIED = 2_000_000
_ENSURE_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class DataTable(QTableView):
    """Shows a ``ColumnsModel``. ``name`` is what a screen reader says and the key under which widths are remembered.

    ``opened(id)``: double click or Enter. ``current_changed(id)``: the row under the cursor, -1 for none.
    ``selection_counted(n)``: how many rows are chosen. ``sort_asked(key, descending)``: a header was clicked; a model
    that sorts by itself (``RowsTableModel``) is sorted here as well. ``stretch``: the columns that share what is
    left of the width, and give way first.
    """

    opened = Signal(int)
    current_changed = Signal(int)
    selection_counted = Signal(int)
    sort_asked = Signal(str, bool)
    menu_asked = Signal(int, QPoint)  # id of the row, global position

    def __init__(
        self,
        model: ColumnsModel,
        *,
        name: str,
        key: str = "",
        frozen: int = 0,
        memory: WindowMemory | None = None,
        stretch: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._columns_model = model
        self._key, self._memory = key, memory
        self._stretch = [n for n, column in enumerate(model.columns) if column.key in stretch]
        self._is_stretching = False
        self._delegate = ChipDelegate(self)
        self._sorted_by: tuple[int, bool] | None = None
        self.setModel(model)
        self._dress()
        self._frozen = FrozenColumns(self, frozen, self._delegate) if frozen else None
        self._restore()
        self._connect()

    def _dress(self) -> None:
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        columns = self.horizontalHeader()
        columns.setSectionsMovable(True)
        columns.setHighlightSections(False)
        columns.setSortIndicatorShown(True)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setSectionsClickable(True)
        columns.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._measure()
        self._default_widths()

    def _connect(self) -> None:
        self.doubleClicked.connect(self._on_index_opened)
        self.customContextMenuRequested.connect(self._on_menu_asked)
        header = self.horizontalHeader()
        header.sectionClicked.connect(self._on_header_clicked)
        header.customContextMenuRequested.connect(self._on_header_menu_asked)
        header.sectionResized.connect(lambda section, *_: self._on_section_resized(section))
        header.sectionMoved.connect(self._keep)
        selection = self.selectionModel()
        selection.currentRowChanged.connect(self._on_current_changed)
        selection.selectionChanged.connect(self._on_selection_changed)
        self._columns_model.modelReset.connect(self._on_model_reset)

    # -- reading ---------------------------------------------------------------------------------------------------

    def current_id(self) -> int | None:
        """The id of the row under the cursor."""
        index = self.currentIndex()
        return self._columns_model.id_at(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        """How many rows are chosen; cheap also when all are."""
        return sum(span.bottom() - span.top() + 1 for span in _row_spans(self.selectionModel().selection()))

    def selected_ids(self) -> tuple[int, ...]:
        """The ids of the chosen rows in display order; nothing chosen gives nothing."""
        spans = sorted((s.top(), s.bottom()) for s in _row_spans(self.selectionModel().selection()))
        return tuple(self._columns_model.id_at(row) for top, bottom in spans for row in range(top, bottom + 1))

    def select_position(self, position: int) -> None:
        """Put the cursor on a row and show it."""
        if 0 <= position < self._columns_model.rowCount():
            index = self._columns_model.index(position, self._first_visible_column())
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)

    def show_sorting(self, key: str, *, descending: bool = False) -> None:
        """Show by which column the rows come sorted, without asking for it."""
        keys = [column.sorts_by for column in self._columns_model.columns]
        section = keys.index(key) if key in keys else -1
        self._sorted_by = (section, descending) if section >= 0 else None
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    # -- copying ---------------------------------------------------------------------------------------------------

    def copy_selection(self) -> str:
        """Put the chosen rows on the clipboard as a table (tab-separated, header first when several); returns it."""
        ids = self.selectionModel().selection()
        spans = sorted((span.top(), span.bottom()) for span in _row_spans(ids))
        rows = [row for top, bottom in spans for row in range(top, bottom + 1)]
        sections = self._visible_sections()
        if not rows or len(rows) * len(sections) > _MOST_CELLS_COPIED:
            return ""
        model = self._columns_model
        lines = ["\t".join(model.columns[s].title for s in sections)] if len(rows) > 1 else []
        lines += ["\t".join(_clean(model.index(row, s).data(CopyRole)) for s in sections) for row in rows]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def _visible_sections(self) -> list[int]:
        header = self.horizontalHeader()
        shown = [header.logicalIndex(position) for position in range(header.count())]
        return [section for section in shown if not header.isSectionHidden(section)]

    def _first_visible_column(self) -> int:
        return next(iter(self._visible_sections()), 0)

    # -- events ----------------------------------------------------------------------------------------------------

    @override
    def scrollTo(
        self, index: QModelIndex | QPersistentModelIndex, hint: QAbstractItemView.ScrollHint = _ENSURE_VISIBLE
    ) -> None:
        super().scrollTo(index, hint)
        # Qt calls this while the table is being made, too.
        frozen: FrozenColumns | None = getattr(self, "_frozen", None)
        if frozen is not None:
            frozen.uncover(index.column())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_index_opened(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.select_position(0)
        elif event.key() == Qt.Key.Key_End and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.select_position(self._columns_model.rowCount() - 1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()

    def _measure(self) -> None:
        rows = self.verticalHeader()
        height = row_height(self.font())
        if height != rows.defaultSectionSize():
            rows.setMinimumSectionSize(height)
            rows.setDefaultSectionSize(height)

    def _on_index_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self._columns_model.id_at(index.row()))

    def _on_current_changed(self, current: QModelIndex) -> None:
        self.current_changed.emit(self._columns_model.id_at(current.row()) if current.isValid() else -1)

    def _on_selection_changed(self) -> None:
        self.selection_counted.emit(self.selected_count())

    def _on_model_reset(self) -> None:
        self.current_changed.emit(-1)
        self.selection_counted.emit(0)

    def _on_menu_asked(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.menu_asked.emit(self._columns_model.id_at(index.row()), self.viewport().mapToGlobal(where))

    def _on_header_clicked(self, section: int) -> None:
        key = self._columns_model.columns[section].sorts_by
        if not key:
            return
        descending = self._sorted_by == (section, False)
        self.show_sorting(key, descending=descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._columns_model.sort(section, order)
        self.sort_asked.emit(key, descending)

    # -- widths and order --------------------------------------------------------------------------------------------

    def _default_widths(self) -> None:
        for section, column in enumerate(self._columns_model.columns):
            self.setColumnWidth(section, self._natural_width(section))
            self.setColumnHidden(section, column.is_extra)

    def _natural_width(self, section: int) -> int:
        column = self._columns_model.columns[section]
        return width_of(max(column.width, 2 * len(column.title)) + 2, self.font())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the stretching columns what the others leave, by their own widths, down to half of these."""
        header = self.horizontalHeader()
        sections = [section for section in self._stretch if not header.isSectionHidden(section)]
        if not sections or self._is_stretching:
            return
        left = self.viewport().width() - header.length() + sum(map(header.sectionSize, sections))
        natural = [self._natural_width(section) for section in sections]
        self._is_stretching = True
        for section, width in zip(sections, natural, strict=True):
            header.resizeSection(section, max(left * width // sum(natural), width // 2))
        self._is_stretching = False

    def _on_section_resized(self, section: int) -> None:
        self._keep()
        if section not in self._stretch:
            self.fit()

    def _restore(self) -> None:
        if self._memory and self._key:
            state = self._memory.bytes_of(f"table/{self._key}/{len(self._columns_model.columns)}")
            if not state.isEmpty() and self.horizontalHeader().restoreState(state):
                self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        if self._frozen:
            self._frozen.follow()

    def _keep(self) -> None:
        if self._memory and self._key:
            state = self.horizontalHeader().saveState()
            self._memory.keep(f"table/{self._key}/{len(self._columns_model.columns)}", state)

    def _on_header_menu_asked(self, where: QPoint) -> None:
        """Which columns are shown; as a menu so that a narrow screen can leave some out."""
        header = self.horizontalHeader()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for section, column in enumerate(self._columns_model.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(section))
            action.setEnabled(section > 0)
            action.toggled.connect(lambda shown, s=section: self._show_section(s, is_shown=shown))
        menu.popup(header.viewport().mapToGlobal(where))

    def _show_section(self, section: int, *, is_shown: bool) -> None:
        self.horizontalHeader().setSectionHidden(section, not is_shown)
        self.fit()
        self._keep()


def _clean(text: object) -> str:
    """A cell for the clipboard: no tab or line break may tear it apart."""
    return " ".join(str(text or "").split())


def _row_spans(selection: QItemSelection) -> Iterable:
    """The selection's ranges, each row once: ranges of other columns than the first of their rows are left out."""
    seen: set[tuple[int, int]] = set()
    for number in range(selection.count()):
        span = selection.at(number)
        rows = (span.top(), span.bottom())
        if rows not in seen:
            seen.add(rows)
            yield span
