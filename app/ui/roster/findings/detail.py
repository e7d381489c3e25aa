"""Below the list: what the finding under the cursor rests on, what the rule means, and what is to be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from app.services.findings.deciding import FindingDetail
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import day_text


class DetailPanel(QFrame):
    """Shows one finding; empty lines are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("疑点详情"))
        self._head = QLabel()
        self._head.setProperty("heading", True)
        self._head.setWordWrap(True)
        self._lines: dict[str, tuple[QLabel, QLabel]] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, 8, 0)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        form.setVerticalSpacing(3)
        form.addRow(self._head)
        for key, title in (
            ("former", self.tr("证据已变，原豁免理由")),
            ("reason", self.tr("豁免理由")),
            ("evidence", self.tr("依据")),
            ("explain", self.tr("规则")),
            ("hint", self.tr("怎么改")),
        ):
            label, text = QLabel(title), QLabel()
            label.setProperty("muted", key not in ("former", "reason"))
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            form.addRow(label, text)
            self._lines[key] = label, text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(Scrolled(inside))
        self.show_nothing()

    def text(self) -> str:
        """Everything that is read here."""
        lines = [f"{label.text()}：{text.text()}" for label, text in self._lines.values() if text.text()]
        return "\n".join([self._head.text(), *lines])

    def show_nothing(self) -> None:
        """No finding is under the cursor."""
        self._head.clear()
        for label, text in self._lines.values():
            text.clear()
            label.hide()
            text.hide()

    def show_detail(self, detail: FindingDetail) -> None:
        """Show this finding."""
        self._head.setText(
            self.tr("{message}（{title}　规则 {numbers}）").format(
                message=detail.message, title=detail.title, numbers="、".join(detail.numbers)
            )
        )
        who = "　".join(filter(None, (detail.decided_by, day_text(detail.decided_on) if detail.decided_on else "")))
        signed = f"（{who}）" if who else ""
        texts = {
            "former": f"{detail.former_reason}{signed}" if detail.former_reason else "",
            "reason": f"{detail.reason}{signed}" if detail.reason else "",
            "evidence": "；".join(f"{name}：{value}" for name, value in detail.evidence),
            "explain": detail.explain,
            "hint": detail.hint,
        }
        for key, (label, text) in self._lines.items():
            text.setText(texts[key])
            label.setVisible(bool(texts[key]))
            text.setVisible(bool(texts[key]))
