"""是 / 否 / 未知 on site, with what the ledger knows beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.services.visits.prefill import KnownGuarantee
from app.ui.common.editors import TruthEditor
from app.ui.household.words import guarantee_words, source_word


class SiteTruth(TruthEditor):
    """What was found on site; ``known`` is shown beside it and never counts as an answer by itself."""

    def __init__(self, known: KnownGuarantee | None, *, parent: QWidget | None = None) -> None:
        super().__init__(words=None, parent=parent)
        self._known = known
        for button, word in zip(self._group.buttons(), (self.tr("是"), self.tr("否"), self.tr("未知")), strict=True):
            button.setText(word)
        said = QLabel(self._said())
        said.setProperty("muted", True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(said)

    def _said(self) -> str:
        if self._known is None:
            return ""
        words = guarantee_words()[self._known.name][1]
        word = words[2] if self._known.value is None else words[0 if self._known.value else 1]
        said = [self.tr("台账：{word}").format(word=word)]
        if self._known.value is not None and self._known.source:
            said.append(source_word(self._known.source))
        if self._known.value is not None and self._known.observed_on:
            said.append(f"{self._known.observed_on:%m-%d}")
        return " ".join(said)

    def take_known(self) -> bool:
        """Answer as the ledger does where nothing was answered; False when there is nothing to take."""
        if self.is_answered or self._known is None or self._known.value is None:
            return False
        self.set_value(self._known.value)
        return True
