from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from app.ui.common.technical import technical_text
from app.ui.crash import CrashHandler

SECRET = "519999199001011234"


@pytest.fixture
def crash(qtbot, theme, tmp_path: Path) -> Iterator[CrashHandler]:
    handler = CrashHandler(tmp_path)
    yield handler
    for box in boxes():
        box.close()


def boxes() -> list[QMessageBox]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def fail() -> None:
    raise KeyError(SECRET)


def test_an_error_is_shown_once_and_repeats_are_counted(crash, qtbot, caplog):
    for _ in range(3):
        try:
            fail()
        except KeyError as error:
            crash.report(error)
    qtbot.waitUntil(lambda: crash.is_showing and "2 次" in boxes()[0].informativeText())
    assert len(boxes()) == 1
    assert SECRET not in caplog.text
    assert "test_crash.py" in caplog.text


def test_details_hold_no_personal_data(crash, qtbot):
    try:
        fail()
    except KeyError as error:
        crash.report(error)
    qtbot.waitUntil(lambda: crash.is_showing)
    copy = next(b for b in boxes()[0].findChildren(QPushButton) if b.text() == "复制详情")
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert SECRET not in copied
    assert "KeyError" in copied
    assert "fail" in copied


def test_an_error_in_another_thread_reaches_the_dialog(crash, qtbot):
    def work():
        try:
            fail()
        except KeyError as error:
            crash.report(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: crash.is_showing)


@pytest.mark.qt_no_exception_capture
def test_an_error_in_a_slot_is_caught_when_installed(crash, qtbot, tmp_path):
    before = sys.excepthook
    crash.install()
    try:
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: crash.is_showing)
    finally:
        crash.uninstall()
        sys.excepthook = before
    assert (tmp_path / "fault.log").exists()


def test_causes_are_named_by_kind_and_place():
    try:
        try:
            fail()
        except KeyError as inner:
            raise RuntimeError(SECRET) from inner
    except RuntimeError as error:
        text = technical_text(error)
    assert text.startswith("builtins.RuntimeError")
    assert "from builtins.KeyError" in text
    assert SECRET not in text
