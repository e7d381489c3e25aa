"""Who signed the paper: rows of name and office, completed from the directory, kept for the next record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.workflow.facts import Signer
from app.ui.common.editors import Editor
from app.ui.common.icons import icon


class _SignerRow(QWidget):
    def __init__(self, number: int, completer: QCompleter, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("姓名"))
        self.name.setAccessibleName(self.tr("第 {number} 位签字人姓名").format(number=number))
        self.name.setCompleter(completer)
        self.office = QLineEdit(self)
        self.office.setPlaceholderText(self.tr("职务或单位"))
        self.office.setAccessibleName(self.tr("第 {number} 位签字人职务").format(number=number))
        self.remove = QToolButton(self)
        self.remove.setIcon(icon("x"))
        self.remove.setToolTip(self.tr("去掉这一位"))
        self.remove.setAccessibleName(self.tr("去掉第 {number} 位签字人").format(number=number))
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.name, 2)
        layout.addWidget(self.office, 3)
        layout.addWidget(self.remove)


class SignersEditor(Editor):
    """Value: a tuple of ``Signer``; rows without a name say nothing. ``least`` rows are always offered."""

    def __init__(self, *, least: int = 2, directory: Sequence[Signer] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self._names = QStringListModel(self)
        self._offices: dict[str, str] = {}
        self._rows: list[_SignerRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._add = QPushButton(icon("plus"), self.tr("再加一位"), self)
        self._add.setProperty("flat", True)
        self._add.clicked.connect(self._on_add)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.suggest(directory)
        self.set_value(())

    def suggest(self, directory: Sequence[Signer]) -> None:
        """Complete names from these persons and fill in their offices."""
        self._offices = {signer.name: signer.office for signer in directory}
        self._names.setStringList(list(self._offices))

    @override
    def value(self) -> tuple[Signer, ...]:
        said = ((row.name.text().strip(), row.office.text().strip()) for row in self._rows)
        return tuple(Signer(name, office) for name, office in said if name)

    @override
    def set_value(self, value: object) -> None:
        signers = [s for s in value if isinstance(s, Signer)] if isinstance(value, (tuple, list)) else []
        while self._rows:
            self._drop(self._rows[-1])
        for signer in signers:
            self._append(signer)
        while len(self._rows) < self._least:
            self._append(Signer(""))
        self.changed.emit()

    def _append(self, signer: Signer) -> _SignerRow:
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        row = _SignerRow(len(self._rows) + 1, completer, self)
        row.name.setText(signer.name)
        row.office.setText(signer.office)
        row.name.textChanged.connect(lambda name: self._on_name_changed(row, name))
        row.office.textChanged.connect(self.changed)
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        if len(self._rows) == 1:
            self.setFocusProxy(row.name)
        previous = self._rows[-2].office if len(self._rows) > 1 else None
        for first, second in ((previous, row.name), (row.name, row.office), (row.office, self._add)):
            if first:
                QWidget.setTabOrder(first, second)
        return row

    def _drop(self, row: _SignerRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.setParent(None)
        row.deleteLater()

    def _on_name_changed(self, row: _SignerRow, name: str) -> None:
        known = self._offices.get(name.strip())
        if known and not row.office.text():
            row.office.setText(known)
        self.changed.emit()

    def _on_add(self) -> None:
        self._append(Signer("")).name.setFocus()

    def _on_remove(self, row: _SignerRow) -> None:
        if len(self._rows) <= self._least:
            row.name.clear()
            row.office.clear()
            return
        self._drop(row)
        self.setFocusProxy(self._rows[0].name)
        self.changed.emit()
