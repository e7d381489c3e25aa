"""The rosters that there are: the office's own first, then the ready-made ones; what does not apply here says why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.services.rosters.service import RosterEntry
from app.ui.theme import Tone

_ROLE = Qt.ItemDataRole.UserRole


class Shelf(QListWidget):
    """``chosen(RosterEntry)`` when another one is stood on."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("名册"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._entries: dict[str, RosterEntry] = {}
        self.currentItemChanged.connect(lambda item, _: self._on_current(item))

    def show_entries(self, entries: Sequence[RosterEntry], *, standing: str = "") -> None:
        """Replace all; the cursor goes to ``standing`` without telling anybody."""
        self.blockSignals(True)
        self.clear()
        self._entries = {entry.name: entry for entry in entries}
        own = [entry for entry in entries if not entry.is_ready_made]
        ready = [entry for entry in entries if entry.is_ready_made]
        for words, part in ((self.tr("自己保存的"), own), (self.tr("现成的"), ready)):
            if part:
                self._heading(words)
            for entry in part:
                self._line(entry)
        self.stand_on(standing)
        self.blockSignals(False)

    def _heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)

    def _line(self, entry: RosterEntry) -> None:
        text = self.tr("{name}（不适用）").format(name=entry.name) if entry.missing else entry.name
        item = QListWidgetItem(text)
        item.setData(_ROLE, entry.name)
        item.setToolTip(entry.missing or entry.about)
        if entry.missing:
            item.setForeground(QBrush(QColor(Tone.NEUTRAL.ink.foreground)))
        self.addItem(item)

    def show_standing(self, name: str) -> None:
        """Put the cursor there without telling anybody."""
        self.blockSignals(True)
        self.stand_on(name)
        self.blockSignals(False)

    def stand_on(self, name: str) -> None:
        """Put the cursor on a roster."""
        for number in range(self.count()):
            if self.item(number).data(_ROLE) == name:
                self.setCurrentRow(number)
                return
        self.setCurrentRow(-1)

    def entry(self, name: str) -> RosterEntry | None:
        """A roster by its name."""
        return self._entries.get(name)

    def first(self) -> RosterEntry | None:
        """The first one that applies."""
        return next((entry for entry in self._entries.values() if not entry.missing), None)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        entry = self._entries.get(item.data(_ROLE)) if item is not None and item.data(_ROLE) else None
        if entry is not None:
            self.chosen.emit(entry)
