"""A page of cases to decide: boxes that narrow the list, the list, and the case under the cursor beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.ui.theme import width_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What stands where; ``boxes`` with their names, ``shares``: the widths of list and case in characters."""

    boxes: Sequence[tuple[QComboBox, str]]
    left: Sequence[QWidget]
    right: Sequence[QWidget]
    bar: QWidget
    list: QWidget
    case: QWidget
    count: QWidget
    shares: tuple[int, int]


def lay_out(page: QWidget, parts: Parts) -> None:
    """Put the parts on the page."""
    row = QHBoxLayout()
    for box, name in parts.boxes:
        box.setAccessibleName(name)
        row.addWidget(box)
    for widget in parts.left:
        row.addWidget(widget)
    row.addStretch(1)
    for widget in parts.right:
        row.addWidget(widget)
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    for place, (widget, share) in enumerate(zip((parts.list, parts.case), parts.shares, strict=True)):
        split.addWidget(widget)
        split.setStretchFactor(place, share)
    split.setSizes([width_of(share, page.font()) for share in parts.shares])
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 0)
    column.addLayout(row)
    column.addWidget(parts.bar)
    column.addWidget(split, 1)
    column.addWidget(parts.count)
