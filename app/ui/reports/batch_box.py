"""What a batch is narrowed to beside its village, in which order it comes, and whether it is an empty form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from app.models.enums import CaseState
from app.services.papers.batches import Order, Selection
from app.services.papers.kinds import Subject, kinds
from app.ui.common.choice_editors import ChoiceEditor, Option

_ANY = ""
_BY_HOUSEHOLD = frozenset({Subject.HOUSEHOLD, Subject.ALERT, Subject.STEP})
_ONE = frozenset({Subject.TOWNSHIP})


class BatchBox(QWidget):
    """``changed`` when another part, order or form is wanted; only what the kind can do is shown."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_teams, self._subject = False, Subject.TOWNSHIP
        self.team = ChoiceEditor((Option(_ANY, self.tr("全部")),))
        self.stage = ChoiceEditor(
            (Option(_ANY, self.tr("全部")), *(Option(state.value, state.label) for state in CaseState))
        )
        self.order = ChoiceEditor(
            (
                Option(Order.GIVEN.value, self.tr("文书原来的顺序")),
                Option(Order.VILLAGE.value, self.tr("村、组、户主姓名")),
                Option(Order.NAME.value, self.tr("户主姓名（拼音）")),
                Option(Order.CODE.value, self.tr("户编号")),
            )
        )
        self.duplex = QCheckBox(self.tr("双面打印：每份从正面起"))
        self.blank = QCheckBox(self.tr("空白表（手工填写）"))
        self._lines = (
            (QLabel(self.tr("走访组")), self.team),
            (QLabel(self.tr("办理状态")), self.stage),
            (QLabel(self.tr("排列")), self.order),
        )
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for row, (label, editor) in enumerate(self._lines):
            editor.set_value(Order.GIVEN.value if editor is self.order else _ANY)
            label.setBuddy(editor.focusProxy() or editor)
            for part in (editor, editor.focusProxy()):
                if part is not None:
                    part.setAccessibleName(label.text())
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
            editor.changed.connect(self.changed)
        for row, box in enumerate((self.duplex, self.blank), start=len(self._lines)):
            grid.addWidget(box, row, 0, 1, 2)
            box.toggled.connect(self._on_toggled)

    @property
    def is_blank(self) -> bool:
        """Whether the empty form is wanted."""
        return self.blank.isChecked() and self.blank.isVisibleTo(self)

    @property
    def is_duplex(self) -> bool:
        """Whether every document is to begin on a front side."""
        return self.duplex.isChecked() and self.duplex.isVisibleTo(self)

    @property
    def selection(self) -> Selection:
        """The part and the order that are wanted; what is hidden narrows nothing."""
        team, stage, order = (self._said(editor) for _, editor in self._lines)
        return Selection((team,) if team else (), (stage,) if stage else (), order=Order(order or Order.GIVEN))

    def _said(self, editor: ChoiceEditor) -> str:
        return str(editor.value() or "") if editor.isVisibleTo(self) else ""

    def show_teams(self, names: Sequence[str]) -> None:
        """Offer these visiting teams."""
        self._has_teams = bool(names)
        self.team.offer((Option(_ANY, self.tr("全部")), *(Option(name, name) for name in names)))
        self._show()

    def show_kind(self, code: str, subject: Subject | None) -> None:
        """Ask only what this kind of paper can do; without a kind nothing."""
        self._subject = subject or Subject.TOWNSHIP
        self.blank.setVisible(bool(code) and code in kinds() and bool(kinds()[code].blank))
        self._show()

    def _show(self) -> None:
        asks = not self.is_blank
        by_household = self._subject in _BY_HOUSEHOLD and asks
        for (label, editor), is_shown in zip(
            self._lines, (by_household and self._has_teams, by_household, by_household), strict=True
        ):
            label.setVisible(is_shown)
            editor.setVisible(is_shown)
        self.duplex.setVisible(asks and self._subject not in _ONE)

    def _on_toggled(self) -> None:
        self._show()
        self.changed.emit()
