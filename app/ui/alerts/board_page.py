"""看板: a read-only look at the alerts by state; a card says whose, where, what, who and how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.models.enums import AlertState
from app.services.alerts.book import AlertLine
from app.ui.alerts.book import AlertBook
from app.ui.alerts.words import days_chip
from app.ui.common.chips import draw_chip
from app.ui.common.context import TabContext
from app.ui.theme import BASE, BORDER, MUTED, SELECTION, TEXT

_STATES: Sequence[tuple[AlertState, ...]] = (
    (AlertState.MARKED,),
    (AlertState.REVIEWED,),
    (AlertState.CONFIRMED,),
    (AlertState.ASSIGNED,),
    (AlertState.HELPING,),
    (AlertState.CLOSURE_REQUESTED,),
    (AlertState.CLOSED, AlertState.UPDATED),
)
_LineRole = Qt.ItemDataRole.UserRole + 11
_PAD = 6.0
_NONE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class _CardsModel(QAbstractListModel):
    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.lines: tuple[AlertLine, ...] = ()

    def show_lines(self, lines: Sequence[AlertLine]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == _LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            chip = days_chip(line, self._today())
            home = line.household
            words = (home.head_name, home.village_name, line.gap.label, line.department, chip.word if chip else "")
            return " ".join(word for word in words if word)
        return line.fact if role == Qt.ItemDataRole.ToolTipRole else None


class _CardPainter(QStyledItemDelegate):
    """Draws a card in three lines."""

    def __init__(self, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._today = today

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = QFontMetricsF(option.font).lineSpacing() * 3 + 4 * _PAD  # type: ignore[attr-defined]
        return QSize(60, round(height))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LineRole)
        if not isinstance(line, AlertLine):
            return
        font, rect = option.font, QRectF(option.rect)  # type: ignore[attr-defined]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        metrics = QFontMetricsF(font)
        step = metrics.lineSpacing()
        card = rect.adjusted(2, 2, -2, -2)
        painter.save()
        painter.setPen(QPen(QColor(BORDER), 1))
        painter.setBrush(QColor(SELECTION if is_chosen else BASE))
        painter.drawRect(card)
        room = card.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        painter.setFont(font)
        home = line.household
        told = ((f"{home.head_name}　{home.village_name}", TEXT), (f"{line.gap.label}　{line.department}", MUTED))
        for number, (words, colour) in enumerate(told):
            painter.setPen(QColor(colour))
            where = QRectF(room.left(), room.top() + number * step, room.width(), step)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
        chip = days_chip(line, self._today())
        if chip is not None:
            draw_chip(painter, chip, QRectF(room.left(), room.top() + 2 * step, room.width(), step + _PAD), font)


class _Column(QWidget):
    opened = Signal(str)

    def __init__(self, states: tuple[AlertState, ...], today: Callable[[], date]) -> None:
        super().__init__()
        self.states, self._today = states, today
        self._title = QLabel()
        self.model = _CardsModel(today)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_CardPainter(today, self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(states[0].label)
        self.view.activated.connect(lambda index: self.opened.emit(self.model.lines[index.row()].number))
        self._title.setBuddy(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self.view, 1)

    def show_lines(self, lines: Sequence[AlertLine]) -> None:
        own = [line for line in lines if line.state in self.states]
        late = sum(line.is_late(self._today()) for line in own)
        said = self.tr("{state} {count}").format(state=self.states[0].label, count=len(own))
        self._title.setText(said + (self.tr("（超期 {late}）").format(late=late) if late else ""))
        self.model.show_lines(own)


class BoardPage(QWidget):
    """``alert_asked(number)`` when a card is opened; nothing is done on the board itself."""

    alert_asked = Signal(str)

    def __init__(self, context: TabContext, book: AlertBook) -> None:
        super().__init__()
        self._book = book
        self.columns = [_Column(states, context.today) for states in _STATES]
        row = QHBoxLayout()
        row.setSpacing(6)
        for column in self.columns:
            row.addWidget(column, 1)
            column.opened.connect(self.alert_asked)
        hint = QLabel(self.tr("只看不办：回车或双击打开预警办理。"))
        hint.setProperty("muted", True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 4)
        whole.addLayout(row, 1)
        whole.addWidget(hint)
        book.changed.connect(self._on_lines)

    def _on_lines(self) -> None:
        for column in self.columns:
            column.show_lines(self._book.lines)
