"""A second start: a process of its own finds the first window and leaves; the first comes to the front."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.one_window import OneWindow, bring_to_front


def started(home: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SHOUWANG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([sys.executable, "-m", "app"], env=environment, stderr=subprocess.PIPE)


def test_a_second_start_raises_the_first_window_and_ends(tmp_path, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.showMinimized()
    first = OneWindow(tmp_path / "shouwang.db")
    first.asked.connect(lambda: bring_to_front(window))
    assert not first.hand_over()
    assert first.listen()
    second = started(tmp_path)
    try:
        with qtbot.waitSignal(first.asked, timeout=60_000):
            pass
        _, errors = second.communicate(timeout=60)
    finally:
        second.kill()
        first.close()
    assert (second.returncode, errors.decode()) == (0, "")
    assert not window.isMinimized()
    assert not (tmp_path / "shouwang.db").exists()


def test_another_database_has_a_window_of_its_own(tmp_path, qapp):
    first = OneWindow(tmp_path / "甲.db")
    assert first.listen()
    assert not OneWindow(tmp_path / "乙.db").hand_over()
    assert OneWindow(tmp_path / "甲.db").hand_over()
    first.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Windows dies with its process")
def test_what_a_killed_program_left_behind_stops_nobody(tmp_path, qapp):
    code = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from app.ui.one_window import OneWindow\n"
        "application = QCoreApplication([]); assert OneWindow(Path(sys.argv[1])).listen(); os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.db")], check=False)
    assert killed.returncode == 9
    later = OneWindow(tmp_path / "a.db")
    assert not later.hand_over()
    assert later.listen()
    assert OneWindow(tmp_path / "a.db").hand_over()
    later.close()
