"""One person's number: what is wrong, what it may be, and the buttons by which a person decides."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.clinic.candidates import Candidate
from app.services.clinic.diagnosing import Diagnosis
from app.services.clinic.service import Typed
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.reveal import Shown
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household import words
from app.ui.roster.clinic.lists import Choice, candidate_columns, faults_text, reasons_text


class ClinicCase(QWidget):
    """``accepted(number)``, ``kept()``, ``put_off()``, ``household_opened()``: what a person decided."""

    accepted = Signal(str)
    kept = Signal()
    put_off = Signal()
    household_opened = Signal()

    def __init__(self, context: TabContext, shown: Shown) -> None:
        super().__init__()
        self._context, self._shown = context, shown
        self._row: Diagnosis | None = None
        self._typed: Typed | None = None
        self._checks = Latest(context.runner, self)
        self._checks.answered.connect(self._on_checked)
        self.title, self.facts = QLabel(), QLabel()
        self.title.setProperty("heading", True)
        self.facts.setWordWrap(True)
        for label in (self.title, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.model: RowsTableModel[Choice] = RowsTableModel(candidate_columns(shown), id_of=lambda r: r.id)
        self.table = DataTable(
            self.model, name=self.tr("候选号码"), key="clinic_candidates", memory=context.memory, parent=self
        )
        self.none = QLabel(self.tr("没有找到候选号码。可在下面填写身份证上的号码，或标为待核。"))
        self.none.setProperty("muted", True)
        self.none.setWordWrap(True)
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.line, self.said = QLineEdit(), QLabel()
        self.line.setAccessibleName(self.tr("另填号码"))
        self.line.setPlaceholderText(self.tr("另填号码：按身份证输入，随填随查"))
        self.said.setWordWrap(True)
        self._lay_out()
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_save_typed)
        self.table.opened.connect(lambda _: self.accept())
        self.table.current_changed.connect(lambda _: self._say_why())
        self.show_row(None)

    def _lay_out(self) -> None:
        self.take = self._button("check", self.tr("采用"), self.accept)
        self.take.setProperty("primary", True)
        self.save = self._button("save", self.tr("保存所填"), self._on_save_typed)
        self.keep = self._button("shield-check", self.tr("属实保留…"), self.kept.emit)
        self.wait = self._button("clock", self.tr("待核…"), self.put_off.emit)
        self.go = self._button("house", self.tr("打开农户"), self.household_opened.emit)
        typed, buttons = QHBoxLayout(), QHBoxLayout()
        typed.addWidget(self.line, 1)
        typed.addWidget(self.save)
        for button in (self.take, self.keep, self.wait, self.go):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        column.addWidget(self.none)
        column.addLayout(buttons)
        column.addLayout(typed)
        column.addWidget(self.said)
        column.addStretch(0)

    def _button(self, sign: str, text: str, act: object) -> QPushButton:
        button = QPushButton(icon(sign, **({"colour": "#FFFFFF"} if sign == "check" else {})), text)
        button.clicked.connect(act)
        return button

    def show_row(self, row: Diagnosis | None) -> None:
        """Show this person; None = nobody is chosen. The same once more disturbs nothing that is being typed."""
        if row is not None and row == self._row:
            return
        self._row = row
        self._checks.forget()
        self.line.clear()
        for widget in (self.keep, self.wait, self.go, self.line):
            widget.setEnabled(row is not None)
        choices = [Choice(n, candidate) for n, candidate in enumerate(row.candidates)] if row else []
        self.model.show_rows(choices)
        self.table.setVisible(bool(choices))
        self.none.setVisible(row is not None and not choices)
        self.take.setEnabled(bool(choices))
        self.take.setToolTip(self.tr("回车") if choices else self.tr("没有候选号码，请在下面填写或标为待核。"))
        self._may_save(is_right=False)
        if choices:
            self.table.select_position(0)
        self._say_why()
        if row is None:
            self.title.setText(self.tr("请在左边选一人。"))
            self.facts.clear()
            return
        self.title.setText(self.tr("{name}　{faults}").format(name=row.name, faults=faults_text(row)))
        self.facts.setText(self._facts(row))

    def show_numbers_anew(self) -> None:
        """Masked or whole, as the page says now."""
        if self._row is not None:
            self.facts.setText(self._facts(self._row))
            self.model.show_rows(self.model.rows)
            self.table.select_position(0)

    def _facts(self, row: Diagnosis) -> str:
        place = self.tr("{village}　户主 {head}　户编号 {code}").format(
            village=row.village, head=row.head_name, code=row.household_code
        )
        said = [row.relation, words.sex_word(row.sex), day_text(row.born_on)]
        own = self.tr("台账：{said}").format(said="　".join(filter(None, said)))
        number = self.tr("现号码：{number}").format(number=self._shown(row.number) or self.tr("无"))
        return "\n".join((place, own, number))

    def _say_why(self) -> None:
        candidate = self.chosen()
        self.why.setVisible(candidate is not None)
        if candidate is not None:
            self.why.setText(self.tr("依据：{why}").format(why=reasons_text(candidate)))

    def chosen(self) -> Candidate | None:
        """The candidate under the cursor."""
        current = self.table.current_id()
        found = next((row for row in self.model.rows if row.id == current), None)
        return found.candidate if found else None

    def accept(self) -> None:
        """Take the candidate under the cursor."""
        candidate = self.chosen()
        if candidate is not None:
            self.accepted.emit(candidate.number)
        elif self._row is not None:
            self.line.setFocus()  # there is no candidate: a number can only be typed

    # -- another number ------------------------------------------------------------------------------

    def _on_typed(self, text: str) -> None:
        self._typed = None
        self._may_save(is_right=False)
        self.said.clear()
        if self._row is None or not text.strip():
            self._checks.forget()
            return
        clinic, today, person_id = self._context.office.clinic, self._context.today(), self._row.person_id
        self._checks.ask(self.tr("核对号码"), lambda _: clinic.check(text, person_id=person_id, today=today))

    def _may_save(self, *, is_right: bool) -> None:
        self.save.setEnabled(is_right)
        self.save.setToolTip("" if is_right else self.tr("先在左边填一个校验正确的号码。"))

    def _on_checked(self, typed: Typed) -> None:
        if typed.number != self.line.text().strip().upper():
            return
        self._typed = typed
        self._may_save(is_right=typed.may_be_saved)
        self.said.setText(self._verdict(typed))

    def _verdict(self, typed: Typed) -> str:
        if typed.owner:
            return self.tr("户 {code} 的“{name}”已用这个号码，不能保存。").format(
                code=typed.owner_household, name=typed.owner
            )
        wrong = "、".join(fault.label for fault in typed.faults)
        if not typed.may_be_saved:
            return self.tr("不能保存：{wrong}").format(wrong=wrong)
        read = "　".join(filter(None, (day_text(typed.born_on), words.sex_word(typed.sex))))
        if wrong:
            return self.tr("校验正确：{read}。注意：{wrong}").format(read=read, wrong=wrong)
        return self.tr("校验正确：{read}").format(read=read)

    def _on_save_typed(self) -> None:
        if self._typed is not None and self._typed.may_be_saved:
            self.accepted.emit(self._typed.number)
