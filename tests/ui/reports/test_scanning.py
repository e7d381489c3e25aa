"""A scanner in the real window: from any tab, with the focus anywhere, a code opens its paper; typing stays typing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from sqlalchemy import select

from app.models.household import Membership, Person
from app.models.papers import PrintRecord
from app.ui.main_window import MainWindow
from app.ui.office_window import frame_facts, suggestions
from app.ui.tabs import all_tabs, settings_spec
from app.ui.visits.view import VisitsView
from tests.services.papers.year import ACTOR
from tests.ui.reports.conftest import SUMMER, Desk


@pytest.fixture
def window(desk: Desk, theme, qtbot) -> Iterator[MainWindow]:
    office = desk.office
    made = MainWindow(
        desk.context,
        all_tabs(),
        settings_spec(),
        theme=theme,
        read_facts=lambda: frame_facts(office, SUMMER),
        suggest=lambda text: suggestions(office, text),
        check_secret=lambda _: None,
    )
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def print_codes(desk: Desk, tmp_path: Path, kind: str = "visit_form") -> dict[int, str]:
    desk.office.papers.print(kind, tmp_path / "p.pdf", actor=ACTOR, today=SUMMER)
    with desk.office.ledger.reading() as session:
        rows = session.scalars(select(PrintRecord).where(PrintRecord.kind == kind))
        return {row.household_id or 0: row.code or "" for row in rows}


def scan(window: MainWindow, text: str) -> None:
    """As a scanner types: Shift with every letter, no pause, Enter at the end, into whatever has the focus."""
    target = window.focusWidget() or window
    for character in text:
        shift = Qt.KeyboardModifier.ShiftModifier if character.isalpha() else Qt.KeyboardModifier.NoModifier
        QTest.keyClicks(target, character, shift)
    QTest.keyClick(target, Qt.Key.Key_Return)


def is_open_in_visits(window: MainWindow, household_id: int) -> bool:
    view = window.tabs.currentWidget().findChild(VisitsView)
    return view is not None and view.pane.household_id == household_id


@pytest.mark.parametrize("tab", ["workbench", "roster", "reports", "alerts"])
def test_a_scan_opens_the_form_from_any_tab(window, desk, qtbot, tmp_path, tab):
    household_id, code = next(iter(print_codes(desk, tmp_path).items()))
    window.show_tab(tab)
    scan(window, code)
    qtbot.waitUntil(lambda: is_open_in_visits(window, household_id), timeout=10_000)


def test_a_scan_leaves_the_text_under_the_cursor_as_it_was(window, desk, qtbot, tmp_path):
    household_id, code = next(iter(print_codes(desk, tmp_path).items()))
    field = window.head.search
    field.setText("测甲")
    field.selectAll()
    field.setFocus()
    scan(window, code)
    assert field.text() == "测甲"
    qtbot.waitUntil(lambda: is_open_in_visits(window, household_id), timeout=10_000)


def test_typing_that_begins_like_a_code_loses_nothing(window, qtbot):
    field = window.head.search
    field.setFocus()
    for typed in ("zf", "ZF-12", "zhang", "cjx", "hello 2M", "yj-3k7p-2m", "ZF3K7P", "sq"):
        field.clear()
        QTest.keyClicks(field, typed)
        qtbot.waitUntil(lambda typed=typed: field.text() == typed)


def test_a_typed_code_in_the_search_box_opens_the_paper_and_a_mistyped_one_is_said(window, desk, qtbot, tmp_path):
    household_id, code = next(iter(print_codes(desk, tmp_path).items()))
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    window.head.search_entered.emit(wrong)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert wrong in box.text() + box.informativeText()
    box.close()
    window.head.search_entered.emit(code.lower())
    qtbot.waitUntil(lambda: is_open_in_visits(window, household_id), timeout=10_000)


def test_a_paper_out_of_date_says_so_before_anything_is_typed(window, desk, qtbot, tmp_path):
    household_id, code = next(iter(print_codes(desk, tmp_path).items()))
    with desk.office.ledger.transaction("test.name", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(
            select(Person).join(Membership).where(Membership.household_id == household_id)
        ).first()
        assert person is not None
        person.name = "测新名"
    scan(window, code)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=10_000)
    box = window.findChild(QMessageBox)
    assert "测新名" in box.text() + box.informativeText()
    assert not is_open_in_visits(window, household_id)
    go = next(button for button in box.buttons() if box.buttonRole(button) == QMessageBox.ButtonRole.AcceptRole)
    go.click()
    qtbot.waitUntil(lambda: is_open_in_visits(window, household_id), timeout=10_000)


def test_no_scan_is_heard_while_the_window_is_locked(window, desk, qtbot, tmp_path):
    code = next(iter(print_codes(desk, tmp_path).values()))
    heard = []
    desk.context.navigator.code_entered.connect(heard.append)
    window.lock()
    field = next(field for field in window.findChildren(QLineEdit) if field.isVisible())
    field.setFocus()
    QTest.keyClicks(field, code)
    assert field.text() == code
    assert heard == []
