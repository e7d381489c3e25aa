"""收支 item by item as the paper has them: item, how it was reckoned, amount, on what it rests; the sum is live."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.visits.income import EXPENSE, IncomeLine, item_kinds, net_fen
from app.ui.common.editors import Editor
from app.ui.common.values import money_of, money_text


class IncomeItemsEditor(Editor):
    """Value: the lines in which something was typed. An amount may be left out where the formula gives it."""

    def __init__(self, *, heads: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads = heads
        self._lines: list[tuple[str, str, QLineEdit, QLineEdit, QLineEdit]] = []
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        titles = (self.tr("项目"), self.tr("计算（如 8个月×2600元）"), self.tr("金额（元）"), self.tr("依据"))
        for position, title in enumerate(titles):
            label = QLabel(title)
            label.setProperty("muted", True)
            grid.addWidget(label, 0, position)
        for kind in item_kinds():
            self._add(grid, kind.code, kind.label)
        for position, stretch in enumerate((0, 4, 2, 3)):
            grid.setColumnStretch(position, stretch)
        self.total = QLabel()
        self.total.setProperty("heading", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        column.addWidget(self.total)
        self.setFocusProxy(self._lines[0][2])
        self._show_total()

    def _add(self, grid: QGridLayout, code: str, label: str) -> None:
        formula, amount, basis = QLineEdit(), QLineEdit(), QLineEdit()
        shown = self.tr("减：{item}").format(item=label) if code.startswith(EXPENSE) else label
        for part, name in (
            (formula, self.tr("{item}计算")),
            (amount, self.tr("{item}金额")),
            (basis, self.tr("{item}依据")),
        ):
            part.setAccessibleName(name.format(item=label))
            part.textChanged.connect(self._on_changed)
        row = len(self._lines) + 1
        for position, widget in enumerate((QLabel(shown), formula, amount, basis)):
            grid.addWidget(widget, row, position)
        self._lines.append((code, label, formula, amount, basis))

    def line(self, code: str) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        """Formula, amount and basis of an item."""
        return next((formula, amount, basis) for known, _, formula, amount, basis in self._lines if known == code)

    @override
    def value(self) -> tuple[IncomeLine, ...]:
        return tuple(
            IncomeLine(
                code=code,
                label=label,
                amount_fen=_readable(amount.text()),
                formula=formula.text().strip(),
                basis=basis.text().strip(),
            )
            for code, label, formula, amount, basis in self._lines
            if formula.text().strip() or amount.text().strip()
        )

    @override
    def set_value(self, value: object) -> None:
        known = {line.code: line for line in value if isinstance(line, IncomeLine)} if isinstance(value, tuple) else {}
        for code, _, formula, amount, basis in self._lines:
            line = known.get(code)
            formula.setText(line.formula if line else "")
            amount.setText(money_text(line.amount_fen) if line else "")
            basis.setText(line.basis if line else "")

    @override
    def problem(self) -> str:
        wrong = [label for _, label, _, amount, _ in self._lines if not _is_readable(amount.text())]
        return self.tr("金额看不懂：{items}。请填数字，单位元。").format(items="、".join(wrong)) if wrong else ""

    def _on_changed(self) -> None:
        self._show_total()
        self.changed.emit()

    def _show_total(self) -> None:
        net = net_fen(self.value())
        text = self.tr("纯收入合计 {net} 元").format(net=money_text(net))
        if self._heads:
            text = self.tr("{total}，计入 {heads} 人，人均 {each} 元").format(
                total=text, heads=self._heads, each=money_text(net // self._heads)
            )
        self.total.setText(text)


def _readable(text: str) -> int | None:
    try:
        return money_of(text)
    except ValueError:
        return None


def _is_readable(text: str) -> bool:
    return not text.strip() or _readable(text) is not None
