"""稳定 / 不稳定 / 未知 on site, in the words of the paper, with what the ledger knows beside it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.services.visits.prefill import FormStart, KnownGuarantee
from app.ui.common.choice_editors import TruthEditor
from app.ui.common.values import money_text
from app.ui.household.words import guarantee_words, risk_words, source_word


def findings_text(start: FormStart) -> str:
    """What the ledger holds after a visit: income, guarantees, risks; to compare with the paper."""
    words = guarantee_words()
    lines = []
    if start.net_per_head_fen is not None:
        income = QCoreApplication.translate("visits", "人均纯收入 {amount} 元（{basis}）")
        lines.append(income.format(amount=money_text(start.net_per_head_fen), basis=start.net_basis or ""))
    for known in start.guarantees:
        name, (yes, no, unknown) = words[known.name]
        lines.append(f"{name}　{unknown if known.value is None else yes if known.value else no}")
    if start.risks:
        lines.append(QCoreApplication.translate("visits", "风险：{risks}").format(risks=risk_words(start.risks)))
    return "\n".join(lines)


class SiteTruth(TruthEditor):
    """What was found on site; ``known`` is shown beside it and never counts as an answer by itself."""

    def __init__(
        self, words: tuple[str, str, str], known: KnownGuarantee | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(words=words, parent=parent)
        self._known = known
        said = QLabel(self._said())
        said.setProperty("muted", True)
        said.setContentsMargins(round(self.fontMetrics().height()), 0, 0, 0)
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.count() - 1, said)

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
