"""Above a list of households: which village, and words to look for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.ui.actions import Key, make_action
from app.ui.common.editors import Editor
from app.ui.common.household_columns import Named
from app.ui.common.search_box import SearchBox
from app.ui.theme import width_of


class Narrowed(Named, Protocol):
    """A household that a list can be narrowed to."""

    @property
    def phone(self) -> str | None:
        """Whom to call."""
        ...


class Narrowing(QWidget):
    """``narrowed`` when another village or other words are asked for; ``fits`` answers for one household."""

    narrowed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.village = QComboBox()
        self.village.setAccessibleName(self.tr("村"))
        self.village.addItem(self.tr("全部村"), None)
        self.search = SearchBox(self.tr("在本页查找：户主、户编号、电话"))
        self.search.setMaximumWidth(320)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.village)
        self.row.addWidget(self.search, 1)
        self.row.addStretch(1)
        self.village.currentIndexChanged.connect(lambda _: self.narrowed.emit())
        self.search.query_changed.connect(lambda _: self.narrowed.emit())

    def serve(self, page: QWidget) -> None:
        """Ctrl+F anywhere in the page goes to the search box."""
        make_action(Key.SEARCH_HERE, page, self.search.setFocus)

    def add_input(self, label: str, editor: Editor) -> None:
        """Put an input that holds for the whole list (a day, a paper's number) at the right end."""
        name = QLabel(label)
        line = editor.focusProxy() or editor
        name.setBuddy(line)
        line.setAccessibleName(label)
        line.setMinimumWidth(width_of(13, self.font()))
        editor.setMaximumWidth(width_of(24, self.font()))
        self.row.addWidget(name)
        self.row.addWidget(editor)

    def offer(self, households: Iterable[Narrowed]) -> None:
        """Offer the villages of these households; the present choice stays where it can."""
        villages = list(dict.fromkeys(household.village_name for household in households))
        chosen = self.village.currentData()
        self.village.blockSignals(True)
        self.village.clear()
        self.village.addItem(self.tr("全部村"), None)
        for name in villages:
            self.village.addItem(name, name)
        self.village.setCurrentIndex(max(self.village.findData(chosen), 0))
        self.village.blockSignals(False)

    @property
    def villages(self) -> tuple[str, ...]:
        """The village chosen, none for all: as papers and exports take it."""
        chosen = self.village.currentData()
        return (chosen,) if isinstance(chosen, str) else ()

    @property
    def is_narrowed(self) -> bool:
        """Whether something is left out."""
        return bool(self.villages or self.search.query)

    def fits(self, household: Narrowed) -> bool:
        """Whether the household is of the village and says one of the words."""
        if self.villages and household.village_name not in self.villages:
            return False
        words = self.search.query
        said = (household.head_name, household.code, household.phone or "", household.group_name)
        return not words or any(words in text for text in said)
