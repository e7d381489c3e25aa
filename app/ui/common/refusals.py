"""Refusals speak: every reason as a sentence that names the place and the next step, with the button for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.errors import Refused
from app.services.wording import sentences
from app.ui.common.icons import icon
from app.ui.theme import Tone

_MOST_SHOWN = 6


class RefusalBar(QFrame):
    """A bar above a form or list; hidden while it says nothing. Its text can be marked and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "refused")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setAccessibleName(self.tr("没有办成的原因"))
        sign = QLabel()
        sign.setPixmap(icon("octagon-alert", colour=Tone.LATE.ink.foreground).pixmap(20, 20))
        close = QToolButton()
        close.setIcon(icon("x", colour=Tone.LATE.ink.foreground))
        close.setToolTip(self.tr("收起"))
        close.setAccessibleName(self.tr("收起原因"))
        close.clicked.connect(self.clear)
        # A widget, not a bare layout: an empty row layout would squeeze the text to nothing.
        self._row = QWidget()
        self._buttons = QHBoxLayout(self._row)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._row.hide()
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self._text)
        words.addWidget(self._row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return self._text.text()

    def show_refusal(self, refused: Refused) -> None:
        """Show every reason of a refusal."""
        self.show_sentences(sentences(refused))

    def show_sentences(self, said: Sequence[str]) -> None:
        """Show these sentences; none hides the bar. A long list is cut and says how many more there are."""
        self._drop_buttons()
        shown = list(said[:_MOST_SHOWN])
        if len(said) > _MOST_SHOWN:
            shown.append(self.tr("还有 {count} 条原因。").format(count=len(said) - _MOST_SHOWN))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setText("\n".join(shown))
        self.setVisible(bool(said))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Room for every line also where a layout above does not ask for the height that a width needs."""
        self._text.setMinimumHeight(self._text.heightForWidth(max(self._text.width(), 1)) if self._text.text() else 0)

    def offer(self, text: str, act: Callable[[], None]) -> None:
        """Put the button for the next step under the sentences (开补办单, 查看这一户)."""
        button = QPushButton(text)
        button.clicked.connect(act)
        self._buttons.insertWidget(self._buttons.count() - 1 if self._buttons.count() else 0, button)
        if self._buttons.count() == 1:
            self._buttons.addStretch(1)
        self._row.show()

    def clear(self) -> None:
        """Say nothing and hide."""
        self._drop_buttons()
        self._text.clear()
        self.hide()

    def _drop_buttons(self) -> None:
        self._row.hide()
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
