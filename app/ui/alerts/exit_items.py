"""The exit items as two persons found them on the spot: 是 / 否 / 不清楚 for each; only what was said is handed on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget
from typing_extensions import override

from app.services.step_fields import field_label
from app.ui.common.chips import ChipLabel, truth_chip
from app.ui.common.choice_editors import TruthEditor
from app.ui.common.editors import Editor


class ExitItemsEditor(Editor):
    """Value: {item: 1 or 0} of what was answered. Beside each stands what the ledger says since the help began."""

    def __init__(self, items: Mapping[str, int | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, TruthEditor] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        words = (self.tr("台账是"), self.tr("台账否"), self.tr("台账无"))
        for line, (item, known) in enumerate(items.items()):
            editor = TruthEditor()
            label = QLabel(field_label(item))
            label.setBuddy(editor.focusProxy() or editor)
            (editor.focusProxy() or editor).setAccessibleName(field_label(item))
            editor.changed.connect(self.changed)
            self.editors[item] = editor
            grid.addWidget(label, line, 0)
            grid.addWidget(editor, line, 1)
            grid.addWidget(ChipLabel(truth_chip(known, words), self), line, 2)
        if self.editors:
            first = next(iter(self.editors.values()))
            self.setFocusProxy(first.focusProxy() or first)

    @override
    def value(self) -> dict[str, int]:
        said = {item: editor.value() for item, editor in self.editors.items()}
        return {item: value for item, value in said.items() if value is not None}

    @override
    def set_value(self, value: object) -> None:
        known = value if isinstance(value, Mapping) else {}
        for item, editor in self.editors.items():
            if item in known:
                editor.set_value(known[item])
            else:
                editor.clear()
