"""What a clerk does in a panel: find it, fill its fields by their labels, press its buttons, read what it says."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
)

from app.ui.common.a11y import nameless
from tests.ui.conftest import compose
from tests.ui.roster.conftest import Town, settled


class Acting:
    """The one panel over the window."""

    def __init__(self, window, town: Town, qtbot) -> None:
        self._window, self._town, self._qtbot = window, town, qtbot

    @property
    def dialog(self) -> QDialog:
        """The panel that is seen."""
        found = [d for d in self._window.findChildren(QDialog) if d.isVisible() and not isinstance(d, QMessageBox)]
        assert len(found) == 1, [d.windowTitle() for d in found]
        return found[0]

    @property
    def is_open(self) -> bool:
        """Whether a panel is seen."""
        return any(d.isVisible() and not isinstance(d, QMessageBox) for d in self._window.findChildren(QDialog))

    @property
    def text(self) -> str:
        """Every word that is read in the panel."""
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def type(self, name: str, text: str) -> None:
        """Type into the line of this name."""
        kinds = (*self.dialog.findChildren(QLineEdit), *self.dialog.findChildren(QPlainTextEdit))
        line = next(w for w in kinds if w.accessibleName() == name and w.isVisible())
        line.clear()
        compose(line, text)

    def choose(self, name: str, word: str) -> None:
        """Choose a word in the box of this name."""
        box = self.box(name)
        position = next(n for n in range(box.count()) if box.itemText(n).startswith(word))
        box.setCurrentIndex(position)

    def box(self, name: str) -> QComboBox:
        """The box of this name."""
        return next(b for b in self.dialog.findChildren(QComboBox) if b.accessibleName() == name)

    def tick(self, word: str) -> None:
        """Press a tick box."""
        next(b for b in self.dialog.findChildren(QCheckBox) if b.text() == word).click()

    def radio(self, word: str, *, nth: int = 0) -> None:
        """Press a round button."""
        [b for b in self.dialog.findChildren(QRadioButton) if b.text() == word][nth].click()

    def press(self, text: str) -> None:
        """Press a button of the panel and wait for what it does."""
        assert nameless(self.dialog) == []
        next(b for b in self.dialog.findChildren(QPushButton) if b.text() == text).click()
        settled(self._town, self._qtbot)

    def answer(self, text: str) -> str:
        """Press a button of the message box that is seen; returns what it said."""
        box = next(b for b in self._window.findChildren(QMessageBox) if b.isVisible())
        said = box.text()
        next(b for b in box.buttons() if b.text() == text).click()
        settled(self._town, self._qtbot)
        return said
