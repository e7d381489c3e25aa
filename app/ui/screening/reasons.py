"""The reason sheet: each clause with its answer, and under it every value with source and day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.screening.results import Evidence, ReasonLine, ReasonSheet
from app.ui.common.chips import ChipLabel, truth_chip
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import day_text, money_text
from app.ui.screening.words import evidence_source, evidence_value, fact_word, missing_words


class ReasonsPage(QWidget):
    """Filled by ``show_sheet``; ``text`` is all that is said, for tests and for copying."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QWidget()
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 6, 6, 6)
        self._lines.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scrolled(self._inside))

    @property
    def text(self) -> str:
        """Every word of the sheet."""
        return "\n".join(label.text() for label in self._inside.findChildren(QLabel))

    def clear(self) -> None:
        """Show nothing."""
        while item := self._lines.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()

    def show_sheet(self, sheet: ReasonSheet | None) -> None:
        """Show the clauses of a household; None = it does not live here any more."""
        self.clear()
        if sheet is None:
            self._say(self.tr("这一户已不在本镇，不参加筛查。"))
        else:
            self._show(sheet)
        self._lines.addStretch(1)

    def _show(self, sheet: ReasonSheet) -> None:
        self._say(self.tr("收入线 {line} 元。").format(line=money_text(sheet.line_fen)))
        if sheet.has_open_case:
            self._say(self.tr("本户已在程序中，筛查不再列为命中；下面是按现在数据的判断。"))
        if sheet.missing:
            self._say(
                self.tr("还缺：{missing}。补上后才能判断。").format(missing=missing_words(sheet.missing)), muted=False
            )
        for line in sheet.lines:
            self._clause(line)

    def _say(self, text: str, *, muted: bool = True) -> None:
        label = _words(text)
        label.setProperty("muted", muted)
        self._lines.addWidget(label)

    def _clause(self, line: ReasonLine) -> None:
        rule = QFrame()
        rule.setFrameShape(QFrame.Shape.HLine)
        self._lines.addWidget(rule)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        said = self.tr("{text}（本镇设置）").format(text=line.text) if line.source == "setting" else line.text
        words = _words(said)
        words.setProperty("heading", True)
        answers = (self.tr("是"), self.tr("否"), self.tr("缺数据"))
        truth = None if line.answer is None else int(line.answer)
        row.addWidget(ChipLabel(truth_chip(truth, answers), head), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self._lines.addWidget(head)
        for text in self._values(line):
            label = _words(text)
            label.setIndent(round(label.fontMetrics().horizontalAdvance("0") * 4))
            self._lines.addWidget(label)

    def _values(self, line: ReasonLine) -> list[str]:
        said = [self._evidence(evidence) for evidence in line.evidence]
        told = {evidence.fact for evidence in line.evidence}
        unknown = line.values.get("unknown")
        if isinstance(unknown, list):
            said += [self.tr("{fact}：没有登记").format(fact=fact_word(str(f))) for f in unknown if f not in told]
        if line.clause == "clues":
            needed = line.values.get("needed")
            said.append(
                self.tr("计入 {count} 件，达到 {needed} 件算较多").format(count=line.values.get("clues"), needed=needed)
            )
        if not said:
            said.append(self.tr("没有登记。"))
        return said

    def _evidence(self, evidence: Evidence) -> str:
        name = fact_word(evidence.fact)
        if evidence.member:
            name = self.tr("{fact} {member}").format(fact=name, member=evidence.member)
        parts = (evidence_source(evidence), day_text(evidence.observed_on))
        where = "，".join(part for part in parts if part)
        value = evidence_value(evidence)
        return f"{name}：{value}　{where}" if where else f"{name}：{value}"


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
