"""Income item by item as the paper lists it: amount, or the formula that gives it, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from typing_extensions import override

from app.services.visits.formula import FormulaError, reckon
from app.services.visits.income import GROUPS, IncomeLine, line_problems, net_fen
from app.services.wording import sentence
from app.ui.common.editors import Editor
from app.ui.common.icons import icon
from app.ui.common.values import money_of, money_text
from app.ui.theme import width_of

translate = QCoreApplication.translate


def group_words() -> dict[str, str]:
    """What the groups of items are called, in the order of the paper."""
    words = (
        translate("visits", "工资性收入"),
        translate("visits", "生产经营收入"),
        translate("visits", "财产性收入"),
        translate("visits", "转移性收入"),
        translate("visits", "生产经营支出（减）"),
    )
    return dict(zip(GROUPS, words, strict=True))


class _Row(QWidget):
    """The inputs of one item. The widget itself is not shown: its inputs stand in the grid."""

    edited = Signal()

    def __init__(self, line: IncomeLine, parent: QWidget, *, is_own: bool) -> None:
        super().__init__(parent)
        self.hide()
        self.code, self._name = line.code, line.label
        self.label: QLabel | QLineEdit = QLineEdit(line.label, parent) if is_own else QLabel(line.label, parent)
        self.amount = QLineEdit(parent)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.formula, self.basis = QLineEdit(parent), QLineEdit(parent)
        self.formula.setPlaceholderText(self.tr("8个月×2600元"))
        self._name_inputs()
        self._fill(line)
        inputs = [self.amount, self.formula, self.basis]
        if isinstance(self.label, QLineEdit):
            self.label.setAccessibleName(self.tr("项目名称"))
            self.label.setPlaceholderText(self.tr("项目名称"))
            inputs.append(self.label)
        for one in inputs:
            one.textChanged.connect(self._on_edited)
        self.amount.editingFinished.connect(self._on_amount_left)

    def _name_inputs(self) -> None:
        for box, words in (
            (self.amount, self.tr("{item}：金额（元），也可写算式")),
            (self.formula, self.tr("{item}：算法")),
            (self.basis, self.tr("{item}：依据")),
        ):
            box.setAccessibleName(words.format(item=self.name))
            box.setToolTip(words.format(item=self.name))

    def _fill(self, line: IncomeLine) -> None:
        """An amount that its formula gives is left to the formula; a text that is no formula is a basis."""
        reckoned = line.reckoned_fen
        if reckoned is not None and line.amount_fen in (None, reckoned):
            self.formula.setText(line.formula)
            self.basis.setText(line.basis)
        else:
            self.amount.setText(money_text(line.amount_fen))
            said = [line.basis, line.formula] if reckoned is None else [line.basis]
            self.basis.setText(self.tr("；").join(filter(None, said)))
        self._show_reckoned()

    @property
    def name(self) -> str:
        """What the item is called."""
        return self.label.text().strip() if isinstance(self.label, QLineEdit) else self._name

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed of it."""
        return not (self.amount.text().strip() or self.formula.text().strip() or self.basis.text().strip())

    def line(self) -> IncomeLine:
        """What was typed; an amount that cannot be read is none."""
        try:
            amount = money_of(self.amount.text())
        except ValueError:
            amount = None
        return IncomeLine(
            code=self.code,
            label=self.name,
            amount_fen=amount,
            formula=self.formula.text().strip(),
            basis=self.basis.text().strip(),
        )

    def problems(self) -> list[str]:
        """Why it cannot be taken as it stands."""
        if self.is_empty:
            return []
        if not self.name:
            return [self.tr("请给自加的收支项目写上名称。")]
        try:
            money_of(self.amount.text())
        except ValueError:
            said = self.tr("“{item}”的金额“{text}”看不懂。请填数字，或写成“8个月×2600元”。")
            return [said.format(item=self.name, text=self.amount.text())]
        return [sentence(reason) for reason in line_problems(self.line())]

    def mark(self, *, refused: bool) -> None:
        """Show that the item was refused."""
        for box in (self.amount, self.formula):
            box.setProperty("refused", refused)
            box.style().unpolish(box)
            box.style().polish(box)

    def _on_edited(self) -> None:
        self._show_reckoned()
        self.edited.emit()

    def _show_reckoned(self) -> None:
        reckoned = replace(self.line(), amount_fen=None).reckoned_fen
        self.amount.setPlaceholderText("" if reckoned is None else f"= {money_text(reckoned)}")

    def _on_amount_left(self) -> None:
        """A number in the usual form; a formula typed into the amount goes where formulas stand."""
        text = self.amount.text().strip()
        try:
            self.amount.setText(money_text(money_of(text)))
        except ValueError:
            try:
                reckon(text)
            except FormulaError:
                return
            if not self.formula.text().strip():
                self.formula.setText(text)
                self.amount.clear()


class IncomeGrid(Editor):
    """Value: a tuple of ``IncomeLine``, only those that say something. ``net_fen`` is live."""

    def __init__(self, lines: Sequence[IncomeLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._totals: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(2)
        for column, share in ((1, 3), (2, 4), (3, 4)):
            self._grid.setColumnStretch(column, share)
        self._add_button = QPushButton(icon("plus"), self.tr("加一项收支"), self)
        self._add_button.setProperty("flat", True)
        menu = QMenu(self._add_button)
        for group, word in group_words().items():
            menu.addAction(word, lambda g=group: self._on_add(g))
        self._add_button.setMenu(menu)
        self._lay_out(lines)

    def _lay_out(self, lines: Sequence[IncomeLine]) -> None:
        for column, word in enumerate((self.tr("项目"), self.tr("金额（元）"), self.tr("算法"), self.tr("依据"))):
            self._grid.addWidget(self._muted(word), 0, column)
        for group, word in group_words().items():
            total = self._totals[group] = self._muted("")
            total.setAlignment(Qt.AlignmentFlag.AlignRight)
            at = self._grid.rowCount()
            heading = QLabel(word)
            heading.setProperty("heading", True)
            self._grid.addWidget(heading, at, 0)
            self._grid.addWidget(total, at, 1)
            for line in lines:
                if line.group == group:
                    self._put(line, is_own=False)
        self._grid.addWidget(self._add_button, self._grid.rowCount(), 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        if self._rows:
            self.setFocusProxy(self._rows[0].amount)
        self._show_totals()

    @staticmethod
    def _muted(text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("muted", True)
        return label

    def _put(self, line: IncomeLine, *, is_own: bool) -> _Row:
        row = _Row(line, self, is_own=is_own)
        at = self._grid.rowCount()
        for column, part in enumerate((row.label, row.amount, row.formula, row.basis)):
            self._grid.addWidget(part, at, column)
            part.setVisible(True)  # else the layout shows it only later, and it could not take the focus yet
        if is_own:
            row.label.setMaximumWidth(width_of(16, self.font()))
        row.edited.connect(self._on_edited)
        self._rows.append(row)
        return row

    def _on_add(self, group: str) -> None:
        self._grid.removeWidget(self._add_button)
        row = self._put(IncomeLine(code=f"{group}.own", label=""), is_own=True)
        row.label.setToolTip(group_words()[group])
        if isinstance(row.label, QLineEdit):
            row.label.setPlaceholderText(self.tr("{group}：项目").format(group=group_words()[group]))
        self._grid.addWidget(self._add_button, self._grid.rowCount(), 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        for first, second in (
            (self._rows[-2].basis if len(self._rows) > 1 else row.label, row.label),
            (row.label, row.amount),
            (row.amount, row.formula),
            (row.formula, row.basis),
        ):
            if first is not second:
                QWidget.setTabOrder(first, second)
        row.label.setFocus()

    # -- values ------------------------------------------------------------------------------------

    @override
    def value(self) -> tuple[IncomeLine, ...]:
        return tuple(row.line() for row in self._rows if not row.is_empty)

    @override
    def set_value(self, value: object) -> None:
        """Only empties: the lines are given when the grid is made."""
        for row in self._rows:
            for box in (row.amount, row.formula, row.basis):
                box.clear()

    @property
    def net_fen(self) -> int | None:
        """Net income as it stands; None while nothing is filled in."""
        lines = self.value()
        return net_fen(lines) if lines else None

    def typed(self) -> tuple[tuple[str, ...], ...]:
        """Every text as it stands, readable or not: to tell whether something was typed."""
        return tuple((row.name, row.amount.text(), row.formula.text(), row.basis.text()) for row in self._rows)

    @override
    def problem(self) -> str:
        found: list[str] = []
        for row in self._rows:
            problems = row.problems()
            row.mark(refused=bool(problems))
            found += problems
        return "\n".join(found)

    @override
    def mark(self, *, refused: bool) -> None:
        if not refused:
            for row in self._rows:
                row.mark(refused=False)

    # -- keys --------------------------------------------------------------------------------------

    def stops(self) -> list[QWidget]:
        """The amounts in the order of the paper: where Enter goes."""
        return [row.amount for row in self._rows]

    def stop_of(self, widget: QWidget) -> QWidget | None:
        """The amount on the line of one of its inputs."""
        return next((r.amount for r in self._rows if widget in (r.label, r.amount, r.formula, r.basis)), None)

    def _on_edited(self) -> None:
        self._show_totals()
        self.changed.emit()

    def _show_totals(self) -> None:
        for group, label in self._totals.items():
            lines = [line for line in self.value() if line.group == group]
            label.setText(money_text(sum(line.value_fen for line in lines)) if lines else "")
