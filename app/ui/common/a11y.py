"""What a screen reader says of a widget, and which inputs it could not announce."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

INPUTS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)


def spoken(widget: QWidget) -> str:
    """The accessible name of a widget, empty if it has none."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def nameless(window: QWidget) -> list[QWidget]:
    """Inputs of this window that a screen reader could not announce."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INPUTS)
        and widget.window() is window
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QHeaderView)
        and not isinstance(widget.parent(), (QComboBox, QAbstractSpinBox, QLineEdit))
        and type(widget) is not QAbstractButton  # a part of Qt's own that Python does not know: a table's corner
        and not spoken(widget)
    ]
