"""What tests of the working tabs share: a context on a day that can be moved, typing into tables, panels, settling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget

from app.services.office import Office
from app.ui.common.context import Navigator, TabContext
from app.ui.common.form_builder import Form
from app.ui.common.hub import ChangeHub
from app.ui.common.memory import WindowMemory
from app.ui.common.purpose import PurposePanel
from app.ui.common.tasks import TaskRunner
from app.ui.common.typing_table import TypingTable
from tests.services.towns import ACTOR, Town
from tests.ui.conftest import compose


@dataclass
class Desk:
    """A township, the context of its window, and the day, which a test may move."""

    office: Office
    town: Town
    context: TabContext
    day: date
    said: list[str]


def desk_over(office: Office, town: Town, runner: TaskRunner, memory: WindowMemory, day: date) -> Desk:
    """The context of a window over this office."""
    hub = ChangeHub()
    office.ledger.on_change(hub.post)
    found: list[Desk] = []
    context = TabContext(office, runner, hub, Navigator(), memory, lambda: ACTOR, lambda: found[0].day)
    found.append(Desk(office, town, context, day, []))
    context.navigator.said.connect(found[0].said.append)
    return found[0]


def settled(desk: Desk, qtbot) -> None:
    """Every question has been answered, and what the answers asked in turn."""
    for _ in range(3):
        qtbot.waitUntil(lambda: desk.context.runner.running == (), timeout=30_000)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: desk.context.runner.running == (), timeout=30_000)


def type_cell(table: TypingTable, text: str, *, then: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Type into the cell under the cursor as the keyboard does, and go on with Tab (or another key)."""
    if text:
        first, rest = text[0], text[1:]
        if first.isascii():
            QTest.keyClicks(table, first)
        else:
            QTest.keyClick(table, Qt.Key.Key_F2)
            rest = text
        editor = next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())
        if rest.isascii():
            QTest.keyClicks(editor, rest)
        else:
            editor.selectAll()
            compose(editor, rest)
        QTest.keyClick(editor, then)
        QApplication.processEvents()  # Enter closes the editor from the event loop
    else:
        QTest.keyClick(table, then)


def shown_text(table: TypingTable, row: int, key: str) -> str:
    """What a cell shows."""
    model = table.typing_model
    return str(model.index(row, [column.key for column in model.columns].index(key)).data())


def panel(qtbot) -> QDialog:
    """The small form on top."""
    qtbot.waitUntil(lambda: any(isinstance(w, QDialog) and w.isVisible() for w in QApplication.topLevelWidgets()))
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())


def form_in(dialog: QDialog) -> Form:
    """The form of a panel."""
    found = dialog.findChild(Form)
    assert found is not None
    return found


def press(parent: QWidget, starts_with: str) -> None:
    """Press the visible button whose words begin so."""
    button = next(
        b for b in parent.findChildren(QPushButton) if b.text().startswith(starts_with) and b.isVisibleTo(parent)
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def replaced(monkeypatch, name: str, answer: Callable[..., object]) -> None:
    """Let ``dialogs.name`` be answered by a test."""
    monkeypatch.setattr(f"app.ui.common.dialogs.{name}", answer)


def say_purpose(qtbot, text: str = "报区级主管部门") -> None:
    """Answer the question what whole ID numbers leave for."""
    dialog = panel(qtbot)
    asked = dialog.findChild(PurposePanel)
    assert asked is not None
    asked.box.setEditText(text)
    press(dialog, "下一步")
