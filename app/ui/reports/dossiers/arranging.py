"""一户一档: where the parts of the page stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.ui.theme import width_of

if TYPE_CHECKING:
    from app.ui.reports.dossiers.page import DossiersPage


def lay_out(page: DossiersPage) -> None:
    """Choices above, the list to the left, one household's items and its dossier to the right."""
    above, below = QHBoxLayout(), QHBoxLayout()
    page.typed.setMinimumWidth(width_of(30, page.font()))
    page.seed.setMaximumWidth(width_of(18, page.font()))
    for widget in (page.village, page.only_gaps, page.typed):
        above.addWidget(widget)
    above.addStretch(1)
    for widget in (page.count, page.seed, page.draw):
        above.addWidget(widget)
    below.addWidget(page.told)
    below.addStretch(1)
    for widget in (page.gaps, page.book, page.each, page.pdf):
        below.addWidget(widget)
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    split.addWidget(page.either)
    split.addWidget(_beside(page))
    split.setStretchFactor(0, 3)
    split.setStretchFactor(1, 2)
    split.setSizes([width_of(118, page.font()), width_of(64, page.font())])
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 4, 0, 0)
    column.addLayout(above)
    column.addWidget(page.bar)
    column.addWidget(split, 1)
    column.addLayout(below)


def _beside(page: DossiersPage) -> QWidget:
    items = QWidget()
    column = QVBoxLayout(items)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page.items, 1)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(page.mend)
    column.addLayout(row)
    split = QSplitter(Qt.Orientation.Vertical)
    split.setChildrenCollapsible(False)
    split.addWidget(items)
    split.addWidget(page.preview)
    split.setStretchFactor(0, 2)
    split.setStretchFactor(1, 3)
    return split
