"""Chips: a word, a shape and a colour for every stage, state and level; the same one everywhere (screens: one look)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from app.models.enums import AlertState, CaseState, Category, MonthlyFinding
from app.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

ChipRole = Qt.ItemDataRole.UserRole + 2
_GAP = 4.0


class Shape(Enum):
    """What stands before the word, so that the colour is never the only sign."""

    NONE = auto()
    DOT = auto()
    RING = auto()
    HALF = auto()
    DIAMOND = auto()
    SQUARE = auto()
    TRIANGLE = auto()
    CHECK = auto()
    CROSS = auto()


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with its shape and tone."""

    word: str
    shape: Shape = Shape.NONE
    tone: Tone = Tone.NEUTRAL


_CASE: Mapping[CaseState, tuple[Shape, Tone]] = {
    CaseState.PROPOSED: (Shape.RING, Tone.ACCENT),
    CaseState.REPORTED_BY_VILLAGE: (Shape.RING, Tone.ACCENT),
    CaseState.CROSS_CHECKING: (Shape.RING, Tone.ACCENT),
    CaseState.CROSS_CHECKED: (Shape.RING, Tone.ACCENT),
    CaseState.LISTED: (Shape.HALF, Tone.ACCENT),
    CaseState.VISITED: (Shape.HALF, Tone.ACCENT),
    CaseState.EVALUATED: (Shape.HALF, Tone.ACCENT),
    CaseState.NOTICE_POSTED: (Shape.HALF, Tone.ACCENT),
    CaseState.NOTICE_OVER: (Shape.HALF, Tone.ACCENT),
    CaseState.REPORTED_TO_DISTRICT: (Shape.SQUARE, Tone.NEUTRAL),
    CaseState.TO_BE_MENDED: (Shape.TRIANGLE, Tone.DUE),
    CaseState.APPROVED: (Shape.DIAMOND, Tone.ACCENT),
    CaseState.ENTERED: (Shape.DOT, Tone.DONE),
    CaseState.MONITORED: (Shape.DOT, Tone.DONE),
    CaseState.CLEARING_PROPOSED: (Shape.HALF, Tone.DONE),
    CaseState.NOT_INCLUDED: (Shape.CROSS, Tone.NEUTRAL),
    CaseState.RISK_CLEARED: (Shape.CHECK, Tone.DONE),
    CaseState.REMOVED: (Shape.CROSS, Tone.NEUTRAL),
}

_ALERT: Mapping[AlertState, tuple[Shape, Tone]] = {
    AlertState.MARKED: (Shape.RING, Tone.ACCENT),
    AlertState.REVIEWED: (Shape.RING, Tone.ACCENT),
    AlertState.CONFIRMED: (Shape.DIAMOND, Tone.ACCENT),
    AlertState.ASSIGNED: (Shape.HALF, Tone.ACCENT),
    AlertState.HELPING: (Shape.HALF, Tone.ACCENT),
    AlertState.CLOSURE_REQUESTED: (Shape.SQUARE, Tone.NEUTRAL),
    AlertState.CLOSED: (Shape.CHECK, Tone.DONE),
    AlertState.UPDATED: (Shape.CHECK, Tone.DONE),
    AlertState.FOLLOWED_UP: (Shape.CHECK, Tone.DONE),
    AlertState.UNFOUNDED: (Shape.CROSS, Tone.NEUTRAL),
    AlertState.TERMINATED: (Shape.CROSS, Tone.NEUTRAL),
}

_MONTHLY: Mapping[MonthlyFinding, tuple[Shape, Tone]] = {
    MonthlyFinding.NORMAL: (Shape.CHECK, Tone.DONE),
    MonthlyFinding.CHANGED: (Shape.HALF, Tone.ACCENT),
    MonthlyFinding.GAP: (Shape.TRIANGLE, Tone.DUE),
}


def case_chip(state: str) -> Chip:
    """The chip of a case's state (a ``CaseState`` or its stored value)."""
    known = CaseState(state)
    return Chip(known.label, *_CASE[known])


def alert_chip(state: str, *, days_left: int | None = None) -> Chip:
    """The chip of an alert's state; red with a triangle when overdue, amber when three days or fewer are left."""
    known = AlertState(state)
    shape, tone = _ALERT[known]
    if days_left is not None and days_left <= 3:
        shape, tone = Shape.TRIANGLE, Tone.LATE if days_left < 0 else Tone.DUE
    return Chip(known.label, shape, tone)


def monthly_chip(finding: str) -> Chip:
    """The chip of one item of a monthly check."""
    known = MonthlyFinding(finding)
    return Chip(known.label, *_MONTHLY[known])


def category_chip(category: str, *, word: str | None = None) -> Chip:
    """The chip of a monitoring category, in the plan's own word where it has one."""
    known = Category(category)
    shape = {Category.UNSTABLE_EXITED: Shape.DIAMOND, Category.MARGINAL: Shape.SQUARE, Category.SUDDEN: Shape.TRIANGLE}
    return Chip(word or known.label, shape[known], Tone.ACCENT)


def truth_chip(truth: int | None, words: tuple[str, str, str]) -> Chip:
    """Yes, no or unknown in the given words: green check, amber cross, grey ring (red is for overdue and refused)."""
    if truth is None:
        return Chip(words[2], Shape.RING, Tone.NEUTRAL)
    return Chip(words[0], Shape.CHECK, Tone.DONE) if truth else Chip(words[1], Shape.CROSS, Tone.DUE)


def due_chip(days_left: int, words: tuple[str, str]) -> Chip:
    """Days left until a due date: ``words`` hold "剩{days}天" and "逾期{days}天" as formats."""
    if days_left < 0:
        return Chip(words[1].format(days=-days_left), Shape.TRIANGLE, Tone.LATE)
    tone = Tone.DUE if days_left <= 3 else Tone.NEUTRAL
    return Chip(words[0].format(days=days_left), Shape.RING, tone)


def _path(shape: Shape, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    if shape in (Shape.DOT, Shape.RING, Shape.HALF):
        path.addEllipse(box)
    elif shape is Shape.SQUARE:
        path.addRect(box)
    elif shape in (Shape.DIAMOND, Shape.TRIANGLE):
        middle = box.center()
        corners = [QPointF(middle.x(), box.top()), QPointF(box.right(), middle.y())]
        corners += [QPointF(middle.x(), box.bottom()), QPointF(box.left(), middle.y())]
        if shape is Shape.TRIANGLE:
            corners = [QPointF(middle.x(), box.top()), box.bottomRight(), box.bottomLeft()]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    elif shape is Shape.CHECK:
        path.moveTo(box.left(), box.center().y())
        path.lineTo(box.left() + box.width() * 0.38, box.bottom() - box.height() * 0.12)
        path.lineTo(box.right(), box.top() + box.height() * 0.12)
    elif shape is Shape.CROSS:
        path.moveTo(box.topLeft())
        path.lineTo(box.bottomRight())
        path.moveTo(box.topRight())
        path.lineTo(box.bottomLeft())
    return path


def _draw_shape(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    path = _path(shape, box)
    painter.setPen(QPen(colour, max(1.4, box.width() / 7)))
    filled = shape in (Shape.DOT, Shape.SQUARE, Shape.DIAMOND, Shape.TRIANGLE)
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if shape is Shape.HALF:
        painter.setBrush(colour)
        painter.drawPie(box, 90 * 16, 180 * 16)


def chip_size(chip: Chip, font: QFont) -> QSize:
    """The pixels that the chip takes in this font."""
    metrics = QFontMetricsF(font)
    shape = 0.0 if chip.shape is Shape.NONE else metrics.ascent() * 0.7 + _GAP
    return QSize(round(metrics.horizontalAdvance(chip.word) + shape + 4 * _GAP) + 1, round(metrics.height() + 2))


def draw_chip(painter: QPainter, chip: Chip, where: QRectF, font: QFont) -> None:
    """Draw the chip at the left edge of ``where``, in the middle of its height; a long word is cut with …"""
    ink = chip.tone.ink
    size = chip_size(chip, font)
    height = min(float(size.height()), where.height())
    box = QRectF(where.left(), where.center().y() - height / 2, min(float(size.width()), where.width()), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink.edge), 1))
    painter.setBrush(QColor(ink.background))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), height / 5, height / 5)
    colour = QColor(ink.foreground)
    left = box.left() + 2 * _GAP
    metrics = QFontMetricsF(font)
    if chip.shape is not Shape.NONE:
        side = metrics.ascent() * 0.6
        _draw_shape(painter, chip.shape, QRectF(left, box.center().y() - side / 2, side, side), colour)
        left += metrics.ascent() * 0.7 + _GAP
    words = QRectF(left, box.top(), box.right() - left - _GAP, box.height())
    painter.setPen(colour)
    painter.setFont(font)
    word = metrics.elidedText(chip.word, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    painter.restore()


class ChipLabel(QWidget):
    """A chip in a layout; hidden while it has none. Its word is what a screen reader says."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._chip: Chip | None = None
        self.show_chip(chip)

    @property
    def chip(self) -> Chip | None:
        """What is shown."""
        return self._chip

    def show_chip(self, chip: Chip | None) -> None:
        """Show another chip, or nothing."""
        self._chip = chip
        # A widget without a parent that is shown becomes a window of its own and takes the focus.
        if chip is None or self.parent() is not None:
            self.setVisible(chip is not None)
        self.setAccessibleName(chip.word if chip else "")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return chip_size(self._chip, self.font()) if self._chip else QSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chip:
            painter = QPainter(self)
            draw_chip(painter, self._chip, QRectF(self.rect()), self.font())
            painter.end()


class ChipDelegate(QStyledItemDelegate):
    """Paints the chips that a cell gives under ``ChipRole``: one ``Chip`` or a tuple of them; else the cell's text."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        given = index.data(ChipRole)
        if not given:
            super().paint(painter, option, index)
            return
        bare: Any = QStyleOptionViewItem(option)  # Qt's option has fields that its type does not name
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style() if bare.widget else None
        if style:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        else:
            painter.fillRect(bare.rect, bare.palette.color(QPalette.ColorRole.Base))
        room = QRectF(bare.rect).adjusted(_GAP, 1, -_GAP, -1)
        for chip in (given,) if isinstance(given, Chip) else given:
            if room.width() < 2 * _GAP:
                break
            draw_chip(painter, chip, room, bare.font)
            room.setLeft(room.left() + chip_size(chip, bare.font).width() + _GAP)
