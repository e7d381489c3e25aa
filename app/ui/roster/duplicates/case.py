"""Two records side by side: field by field which value is kept, which record stays, and in which household."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.services.duplicates.finding import Pair, Record
from app.services.duplicates.merging import MergeInput
from app.services.duplicates.service import FieldPair
from app.ui.common.icons import icon
from app.ui.common.reveal import Shown
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import day_text
from app.ui.household import words
from app.ui.roster.duplicates.lists import reasons_text


class PairCase(QWidget):
    """``merge_asked()``, ``apart_asked()``, ``household_opened(household_id, person_id)``."""

    merge_asked = Signal()
    apart_asked = Signal()
    household_opened = Signal(int, int)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._pair: Pair | None = None
        self._fields: Sequence[FieldPair] = ()
        self._groups: dict[str, QButtonGroup] = {}
        self._rows = 0
        self.title, self.about, self.hint = QLabel(), QLabel(), QLabel()
        self.title.setProperty("heading", True)
        for label in (self.title, self.about, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._table = QWidget()
        self._scrolled = Scrolled(self._table)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self.household = QComboBox()
        self.household.setAccessibleName(self.tr("合并后属于哪一户"))
        self._home_row = QWidget()
        self._lay_out()
        self.show_pair(None, ())

    def _lay_out(self) -> None:
        home = QHBoxLayout(self._home_row)
        home.setContentsMargins(0, 0, 0, 0)
        home.addWidget(QLabel(self.tr("合并后属于")))
        home.addWidget(self.household, 1)
        self.merge = self._button("merge", self.tr("合并…"), self.merge_asked.emit)
        self.apart = self._button("x", self.tr("不是同一人…"), self.apart_asked.emit)
        self.first = self._button("house", self.tr("打开户一"), lambda: self._open(0))
        self.second = self._button("house", self.tr("打开户二"), lambda: self._open(1))
        self.merge.setToolTip(self.tr("回车"))
        self.apart.setToolTip("N")
        buttons = QHBoxLayout()
        for button in (self.merge, self.apart, self.first, self.second):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        for widget in (self.title, self.about, self.hint):
            column.addWidget(widget)
        column.addWidget(self._scrolled, 1)
        column.addWidget(self._home_row)
        column.addLayout(buttons)

    def _button(self, sign: str, text: str, act: object) -> QPushButton:
        button = QPushButton(icon(sign), text)
        button.clicked.connect(act)
        return button

    # -- showing -------------------------------------------------------------------------------------

    def show_pair(self, pair: Pair | None, fields: Sequence[FieldPair], *, shared: int = 1) -> None:
        """Show this pair; ``shared`` = how many pairs the two households have."""
        self._pair, self._fields = pair, fields
        for button in (self.merge, self.apart, self.first, self.second):
            button.setEnabled(pair is not None)
        self._clear()
        self._scrolled.setVisible(pair is not None)
        self.about.setVisible(pair is not None)
        self._home_row.setVisible(pair is not None and not pair.is_same_household)
        self.hint.setVisible(pair is not None and shared > 1 and not pair.is_same_household)
        if pair is None:
            self.title.setText(self.tr("请在左边选一对。"))
            return
        self.second.setVisible(not pair.is_same_household)
        self.title.setText(self.tr("{one} 与 {two}").format(one=pair.first.name, two=pair.second.name))
        self.about.setText(self.tr("相似 {score}：{why}").format(score=pair.score, why=reasons_text(pair)))
        self.hint.setText(
            self.tr("这两户共有 {count} 对疑似重复人员，可能是整户重复：请打开其中一户办理“并户”。").format(
                count=shared
            )
        )
        self._show_homes(pair)
        self._show_fields(pair)

    def _show_homes(self, pair: Pair) -> None:
        self.household.clear()
        if not pair.is_same_household:
            self.household.addItem(self.tr("请选择…"), None)
            for record in (pair.first, pair.second):
                self.household.addItem(_home_text(record), record.household_id)

    def _show_fields(self, pair: Pair) -> None:
        records = (pair.first, pair.second)
        heads = [
            self.tr("保留 {village} {head}\n户编号 {code}").format(
                village=record.village, head=record.head_name, code=record.household_code
            )
            for record in records
        ]
        self._add_choice("winner", self.tr("记录"), heads, 1 if pair.second.is_sound > pair.first.is_sound else 0)
        self._add_texts(self.tr("与户主关系"), [record.relation for record in records])
        names = self._names()
        for field in self._fields:
            texts = [self._text(field.name, value) for value in (field.first, field.second)]
            if field.is_same:
                if texts[0]:
                    self._add_texts(names[field.name], texts)
            else:
                self._add_choice(field.name, names[field.name], texts, self._proposed(field, pair))
        self._grid.setRowStretch(self._rows, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def _names(self) -> dict[str, str]:
        return {
            "name": self.tr("姓名"),
            "id_number": self.tr("证件号码"),
            "sex": self.tr("性别"),
            "born_on": self.tr("出生日期"),
            "ethnicity": self.tr("民族"),
            "phone": self.tr("电话"),
            "national_code": self.tr("人编号"),
            "died_on": self.tr("死亡日期"),
        }

    def _text(self, name: str, value: object) -> str:
        if name == "id_number":
            return self._shown(str(value or ""))
        if name == "sex":
            return words.sex_word(str(value)) if value else ""
        return day_text(value) if isinstance(value, date) else str(value or "")

    @staticmethod
    def _proposed(field: FieldPair, pair: Pair) -> int:
        """The value that is there; of two numbers the sound one."""
        if field.name == "id_number" and pair.first.is_sound != pair.second.is_sound:
            return 1 if pair.second.is_sound else 0
        return 1 if field.first in (None, "") else 0

    def _add_texts(self, name: str, texts: Sequence[str]) -> None:
        row, self._rows = self._rows, self._rows + 1
        for column, text in enumerate((name, *texts)):
            label = QLabel(text)
            label.setProperty("muted", column == 0)
            label.setWordWrap(column > 0)
            self._grid.addWidget(label, row, column)

    def _add_choice(self, key: str, name: str, texts: Sequence[str], chosen: int) -> None:
        row, self._rows = self._rows, self._rows + 1
        label = QLabel(name)
        label.setProperty("muted", True)
        self._grid.addWidget(label, row, 0)
        group = self._groups[key] = QButtonGroup(self._table)
        for side, text in enumerate(texts):
            button = QRadioButton(text or self.tr("（空）"))
            button.setAccessibleName(self.tr("{name}：{value}").format(name=name, value=button.text()))
            button.setChecked(side == chosen)
            group.addButton(button, side)
            self._grid.addWidget(button, row, side + 1)

    def _clear(self) -> None:
        self._groups = {}
        self._grid.setRowStretch(self._rows, 0)
        self._rows = 0
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    # -- answering -----------------------------------------------------------------------------------

    @property
    def needs_home(self) -> bool:
        """Whether it has not been said in which of the two households the person stays."""
        is_open = self._pair is not None and not self._pair.is_same_household
        return is_open and self.household.currentData() is None

    def given(self) -> MergeInput | None:
        """What the clerk chose; None while no pair is shown."""
        if self._pair is None or not self._groups:
            return None
        records = (self._pair.first, self._pair.second)
        side = self._groups["winner"].checkedId()
        values = {
            field.name: (field.first, field.second)[self._groups[field.name].checkedId()]
            for field in self._fields
            if field.name in self._groups
        }
        winner, loser = records[side], records[1 - side]
        return MergeInput(
            winner_id=winner.person_id,
            loser_id=loser.person_id,
            winner_version=winner.row_version,
            loser_version=loser.row_version,
            values=values,
            household_id=None if self._pair.is_same_household else self.household.currentData(),
        )

    def _open(self, side: int) -> None:
        if self._pair is not None:
            record = (self._pair.first, self._pair.second)[side]
            self.household_opened.emit(record.household_id, record.person_id)


def _home_text(record: Record) -> str:
    return f"{record.village} {record.head_name} {record.household_code}"
