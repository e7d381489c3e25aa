"""The members of a new household: one line each, the head first, as the household book is read out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.files.codes import code_list
from app.services.household_events.inputs import PersonInput
from app.services.household_events.relations import HEAD
from app.ui.common.icons import icon
from app.ui.common.quiet_box import QuietBox
from app.ui.common.values import day_of_text
from app.ui.household import words
from app.ui.theme import width_of

_MOST = 20


@dataclass(frozen=True, slots=True)
class _Line:
    name: QLineEdit
    relation: QComboBox
    id_number: QLineEdit
    sex: QComboBox
    born: QLineEdit
    phone: QLineEdit

    @property
    def is_empty(self) -> bool:
        return not any(part.text().strip() for part in (self.name, self.id_number, self.born, self.phone))


class PeopleEditor(QWidget):
    """Lines of persons; empty lines say nothing. ``people`` raises ValueError naming a day that cannot be read."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._lines: list[_Line] = []
        heading = QLabel(self.tr("家庭成员（第一行为户主）"))
        heading.setProperty("heading", True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        titles = (
            self.tr("姓名"),
            self.tr("与户主关系"),
            self.tr("证件号码"),
            self.tr("性别"),
            self.tr("出生日期"),
            self.tr("电话"),
        )
        for position, title in enumerate(titles):
            label = QLabel(title)
            label.setProperty("muted", True)
            self._grid.addWidget(label, 0, position)
        self._grid.setColumnStretch(2, 1)
        self.more = QPushButton(icon("user-round-plus"), self.tr("再加一人"))
        self.more.clicked.connect(self.add_line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(heading)
        column.addLayout(self._grid)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for _ in range(3):
            self.add_line()
        self._lines[0].relation.setCurrentText(HEAD)

    @property
    def lines(self) -> tuple[_Line, ...]:
        """The lines, the head's first."""
        return tuple(self._lines)

    def add_line(self) -> None:
        """One more person."""
        number = len(self._lines) + 1
        line = _Line(QLineEdit(), QuietBox(), QLineEdit(), QuietBox(), QLineEdit(), QLineEdit())
        line.relation.addItem(self.tr("请选择"), "")
        for word in code_list("relation").values:
            line.relation.addItem(word, word)
        line.sex.addItem(self.tr("按证件"), "")
        for code in ("male", "female"):
            line.sex.addItem(words.sex_word(code), code)
        line.born.setPlaceholderText(self.tr("按证件"))
        line.id_number.setMinimumWidth(width_of(21, self.font()))
        for part, width in ((line.name, 11), (line.born, 13), (line.phone, 14)):
            part.setFixedWidth(width_of(width, self.font()))
        named = (
            (line.name, self.tr("第{number}人姓名")),
            (line.relation, self.tr("第{number}人与户主关系")),
            (line.id_number, self.tr("第{number}人证件号码")),
            (line.sex, self.tr("第{number}人性别")),
            (line.born, self.tr("第{number}人出生日期")),
            (line.phone, self.tr("第{number}人电话")),
        )
        for position, (part, name) in enumerate(named):
            part.setAccessibleName(name.format(number=number))
            self._grid.addWidget(part, number, position)
        self._lines.append(line)
        self.more.setEnabled(number < _MOST)

    def know_head(self, name: str, id_number: str) -> None:
        """Write on the first line what is known of the head already."""
        self._lines[0].name.setText(name)
        self._lines[0].id_number.setText(id_number)

    def people(self) -> list[PersonInput]:
        """Everybody who was typed, in order."""
        return [self._person(line) for line in self._lines if not line.is_empty]

    def _person(self, line: _Line) -> PersonInput:
        return PersonInput(
            name=line.name.text().strip(),
            relation=str(line.relation.currentData() or ""),
            id_number=line.id_number.text().strip() or None,
            sex=line.sex.currentData() or None,
            born_on=day_of_text(line.born.text(), year=self._today().year),
            phone=line.phone.text().strip() or None,
        )
