"""How a roster looks: title and lines, whose numbers are hidden, signatures, paper."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.models.enums import Labelled
from app.services.rosters.design import Digits, PaperSize, RosterDesign

_SEPARATOR = "、"


class StyleEditor(QWidget):
    """``changed`` with every choice and letter."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.subtitle, self.signers, self.notes = (QLineEdit() for _ in range(4))
        self.title.setPlaceholderText(self.tr("不填就用“镇名＋名册名称”"))
        self.signers.setPlaceholderText(self.tr("如：填表人、审核人、分管领导"))
        self.ids, self.phones, self.paper = _box(Digits), _box(Digits), _box(PaperSize)
        self.numbered = QCheckBox(self.tr("序号列"))
        self.office_line = QCheckBox(self.tr("填报单位和日期"))
        self._lay_out()
        for edit in (self.title, self.subtitle, self.signers, self.notes):
            edit.textEdited.connect(lambda _: self.changed.emit())
        for box in (self.ids, self.phones, self.paper):
            box.activated.connect(lambda _: self.changed.emit())
        for check in (self.numbered, self.office_line):
            check.clicked.connect(lambda _: self.changed.emit())

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 0)
        left = (
            (self.tr("标题"), self.title),
            (self.tr("副标题"), self.subtitle),
            (self.tr("签字行"), self.signers),
            (self.tr("表尾说明"), self.notes),
        )
        right = (
            (self.tr("证件号码"), self.ids),
            (self.tr("电话"), self.phones),
            (self.tr("纸张"), self.paper),
        )
        for place, rows in ((0, left), (2, right)):
            for number, (words, part) in enumerate(rows):
                part.setAccessibleName(words)
                grid.addWidget(QLabel(words), number, place)
                grid.addWidget(part, number, place + 1)
        grid.addWidget(self.numbered, 3, 2)
        grid.addWidget(self.office_line, 3, 3)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(4, 1)

    def show_design(self, design: RosterDesign) -> None:
        """Show a design's look."""
        self.title.setText(design.title)
        self.subtitle.setText(design.subtitle)
        self.signers.setText(_SEPARATOR.join(design.signers))
        self.notes.setText("；".join(design.notes))
        for box, value in ((self.ids, design.ids), (self.phones, design.phones), (self.paper, design.paper)):
            box.setCurrentIndex(box.findData(value))
        self.numbered.setChecked(design.numbered)
        self.office_line.setChecked(design.office_line)

    def applied(self, design: RosterDesign) -> RosterDesign:
        """The design with this look."""
        return replace(
            design,
            title=self.title.text().strip(),
            subtitle=self.subtitle.text().strip(),
            signers=_parts(self.signers.text(), _SEPARATOR),
            notes=_parts(self.notes.text(), "；"),
            ids=Digits(self.ids.currentData()),
            phones=Digits(self.phones.currentData()),
            paper=PaperSize(self.paper.currentData()),
            numbered=self.numbered.isChecked(),
            office_line=self.office_line.isChecked(),
        )


def _box(words: type[Labelled]) -> QComboBox:
    box = QComboBox()
    for word in words:
        box.addItem(word.label, word)
    return box


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())
