"""Details beside the list instead of dialogs on top of it: a head with title, chips and actions, pages below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from app.ui.common.chips import Chip, ChipLabel
from app.ui.common.flow import FlowLayout
from app.ui.common.icons import icon

WIDE = 1600  # at this width of the window the pane opens by itself


class SidePane(QFrame):
    """A pane with a head (title, chips, close) and pages; ``closed`` when the user shuts it."""

    closed = Signal()

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("pane", True)
        self._title = QLabel()
        self._title.setProperty("heading", True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title.setWordWrap(True)
        self._subtitle = QLabel()
        self._subtitle.setProperty("muted", True)
        self._subtitle.setWordWrap(True)
        self._subtitle.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(icon("x"))
        close.setToolTip(self.tr("收起（Esc）"))
        close.setAccessibleName(self.tr("收起{name}").format(name=name))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._chips_place = QWidget()
        self._chips = FlowLayout(self._chips_place)
        self._chips_place.hide()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setUsesScrollButtons(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 8, 8)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self._subtitle)
        self._column.addWidget(self._chips_place)
        self._column.addWidget(self.tabs, 1)

    def show_head(self, title: str, subtitle: str = "", chips: Sequence[Chip] = ()) -> None:
        """Say what the pane is about."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        while item := self._chips.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            self._chips.addWidget(ChipLabel(chip, self._chips_place))
        self._chips_place.setVisible(bool(chips))

    def insert_above_pages(self, widget: QWidget) -> None:
        """Put a widget (the action bar) between head and pages."""
        self._column.insertWidget(self._column.indexOf(self.tabs), widget)

    def add_page(self, page: QWidget, title: str) -> None:
        """Add a page behind the others."""
        self.tabs.addTab(page, title)


class WithPane(QSplitter):
    """A list with its pane to the right; the pane opens on demand, and by itself on a wide window."""

    def __init__(self, main: QWidget, pane: SidePane, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.pane = pane
        self.addWidget(main)
        self.addWidget(pane)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        pane.hide()
        pane.closed.connect(self.close_pane)

    def open_pane(self) -> None:
        """Show the pane; the list keeps at least half of the width."""
        if not self.pane.isVisibleTo(self):
            self.pane.show()
            pane = min(max(round(self.width() * 0.38), 380), round(self.width() * 0.5))
            self.setSizes([self.width() - pane, pane])

    def close_pane(self) -> None:
        """Hide the pane and give the list its width back."""
        self.pane.hide()

    def is_pane_open(self) -> bool:
        """Whether the pane is seen."""
        return self.pane.isVisibleTo(self)

    def opens_by_itself(self) -> bool:
        """Whether a chosen row should open the pane without being asked: the window is wide, or it is open already."""
        return self.window().width() >= WIDE or self.is_pane_open()
