"""The seven items of a household's month, by keyboard: 1 正常, 2 有变化, 3 缺项, the note; Enter at the end saves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.errors import Reason, Refused
from app.services.monitoring.records import CheckEntry, CheckPage
from app.ui.actions import Key, make_action
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import day_text

_FINDINGS = tuple(MonthlyFinding)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _ItemRow(QObject):
    """One item: three buttons and a note. ``done`` when the keyboard has finished with it."""

    done = Signal()
    changed = Signal()

    def __init__(self, item: MonthlyItem, grid: QGridLayout, line: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.item = item
        self._group = QButtonGroup(parent)
        place = QWidget(parent)
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        for number, finding in enumerate(_FINDINGS):
            button = QRadioButton(finding.label, place)
            button.setAccessibleName(f"{item.label} {finding.label}")
            button.setToolTip(self.tr("按 {key}").format(key=number + 1))
            button.installEventFilter(self)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self.note = QLineEdit(parent)
        self.note.setPlaceholderText(self.tr("缺项须写明缺什么"))
        self.note.setAccessibleName(self.tr("{item}备注").format(item=item.label))
        self.note.installEventFilter(self)
        label = QLabel(item.label, parent)
        label.setBuddy(self._group.button(0))
        grid.addWidget(label, line * 2, 0)
        grid.addWidget(place, line * 2, 1)
        grid.addWidget(self.note, line * 2 + 1, 1)
        self.note.hide()
        self._group.idToggled.connect(lambda _, is_on: is_on and self._on_chosen())

    @property
    def finding(self) -> MonthlyFinding | None:
        """What was chosen."""
        number = self._group.checkedId()
        return _FINDINGS[number] if number >= 0 else None

    def show(self, finding: MonthlyFinding | None, note: str) -> None:
        """Show what is stored; None clears."""
        self._group.setExclusive(False)
        for number, known in enumerate(_FINDINGS):
            self._group.button(number).setChecked(known is finding)
        self._group.setExclusive(True)
        self.note.setText(note)
        self._on_chosen()

    def focus(self) -> None:
        """Put the cursor on the chosen button, else the first."""
        self._group.button(max(self._group.checkedId(), 0)).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_chosen(self) -> None:
        self.note.setVisible(self.finding in (MonthlyFinding.CHANGED, MonthlyFinding.GAP))
        self.changed.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.done.emit()
            return True
        if watched is self.note or event.text() not in ("1", "2", "3"):
            return False
        number = int(event.text()) - 1
        self._group.button(number).setChecked(True)
        if number == 0:
            self.done.emit()
        else:
            self.note.setFocus(Qt.FocusReason.TabFocusReason)
        return True


class CheckForm(QWidget):
    """``saved(CheckEntry)`` when all is said."""

    saved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._known: CheckPage | None = None
        self._head = QLabel(self.tr("在表格里选一户的一个月，按回车逐项登记。"))
        self._head.setWordWrap(True)
        self._head.setProperty("muted", True)
        self.bar = RefusalBar(self)
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.items = [_ItemRow(item, grid, number, content) for number, item in enumerate(MonthlyItem)]
        grid.setRowStretch(2 * len(self.items), 1)
        for number, row in enumerate(self.items):
            row.done.connect(lambda n=number: self._on_done(n))
        self._content = Scrolled(content)
        normal = QPushButton(self.tr("七项都正常"))
        normal.clicked.connect(self._on_all_normal)
        save = make_action(Key.SAVE_AND_NEXT, self, self.save)
        self.next = QPushButton(save.text())
        self.next.setToolTip(save.toolTip())
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self.save)
        buttons = QHBoxLayout()
        drop = QPushButton(self.tr("放弃所填"))
        drop.clicked.connect(self._on_drop)
        buttons.addWidget(normal)
        buttons.addWidget(drop)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        self._foot = QWidget()
        self._foot.setLayout(buttons)
        column = QVBoxLayout(self)
        column.addWidget(self._head)
        column.addWidget(self.bar)
        column.addWidget(self._content, 1)
        column.addWidget(self._foot)
        self._show_inputs(is_shown=False)

    def _show_inputs(self, *, is_shown: bool) -> None:
        self._content.setVisible(is_shown)
        self._foot.setVisible(is_shown)

    @property
    def code(self) -> str:
        """The household that the form is about; empty when it is closed."""
        return self._code

    def begin(self, code: str, known: CheckPage | None) -> None:
        """Open the form of a household's month, with what is stored for it."""
        self._code, self._known = code, known
        self.bar.clear()
        self._show_inputs(is_shown=True)
        for row in self.items:
            finding = known.findings.get(row.item) if known else None
            row.show(finding, known.notes.get(row.item, "") if known else "")
        self._head.setText(self._known_text(known))
        self.items[0].focus()

    def _known_text(self, known: CheckPage | None) -> str:
        if known is None:
            return self.tr("本月还没有登记。1 正常　2 有变化　3 缺项，回车到下一项。")
        carried = self.tr("，沿用上月") if known.is_carried else ""
        return self.tr("{day} {way}，监测人 {checker}{carried}。改后保存即覆盖，原记录留痕。").format(
            day=day_text(known.checked_on), way=known.way.label, checker=known.checker, carried=carried
        )

    def clear(self) -> None:
        """Close the form."""
        self._code = ""
        self._show_inputs(is_shown=False)
        self._head.setText(self.tr("在表格里选一户的一个月，按回车逐项登记。"))

    def is_changed(self) -> bool:
        """Whether something is typed that is not stored."""
        if not self._code:
            return False
        said = {row.item: row.finding for row in self.items if row.finding}
        known = (dict(self._known.findings), dict(self._known.notes)) if self._known else ({}, {})
        return (said, self._notes()) != known

    def _notes(self) -> dict[MonthlyItem, str]:
        return {row.item: row.note.text().strip() for row in self.items if row.note.text().strip() and _noted(row)}

    def _on_done(self, number: int) -> None:
        if number + 1 < len(self.items):
            self.items[number + 1].focus()
        else:
            self.save()

    def _on_drop(self) -> None:
        """Show again what is stored."""
        self.begin(self._code, self._known)

    def _on_all_normal(self) -> None:
        for row in self.items:
            row.show(MonthlyFinding.NORMAL, "")
        self.next.setFocus()

    def save(self) -> None:
        """Hand the entry over, unless an item is silent; the service judges the rest."""
        if not self._code:
            return
        silent = [row for row in self.items if row.finding is None]
        if silent:
            self.bar.show_refusal(
                Refused(Reason("monitoring.items_missing", {"items": [r.item.label for r in silent]}))
            )
            silent[0].focus()
            return
        findings = {row.item: row.finding for row in self.items if row.finding}
        self.saved.emit(CheckEntry(self._code, findings, self._notes()))


def _noted(row: _ItemRow) -> bool:
    return row.finding is not MonthlyFinding.NORMAL
