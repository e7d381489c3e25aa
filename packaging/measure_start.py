"""How long until the first window stands, ours against a bare PySide6 window packaged the same way; on Windows.

``python packaging/measure_start.py`` after ``build.py``, with the same Python. Both start in turn; a start ends when a
visible window of the process stands and its event loop is idle. Exit status 0 when ours takes at most three times as
long. Cold means the first start after the computer's own: run it then, with ``--times 1``.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from ctypes import wintypes
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 3.0
PATIENCE = 120.0
PASSWORD = "Shiyong-2020-anzhuang"
BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("bare")
window.resize(1366, 768)
window.show()
sys.exit(application.exec())
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--households", type=int, default=800, help="of the demo township whose window is opened")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shouwang-start-", ignore_cleanup_errors=True) as place:
        room = Path(place)
        os.environ["SHOUWANG_HOME"] = str(room / "home")
        programs = {"bare": [str(bare_program(room))], "ours": unlocked(room, options.households)}
        seconds: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(options.times):
            for name, command in programs.items():
                seconds[name].append(started(command))
        for name, measured in seconds.items():
            print(f"{name}: {statistics.median(measured):.2f} s, {[round(one, 2) for one in measured]}", flush=True)
    ratio = statistics.median(seconds["ours"]) / statistics.median(seconds["bare"])
    print(f"ours / bare: {ratio:.2f} of {MOST}")
    return 0 if ratio <= MOST else 1


def bare_program(room: Path) -> Path:
    script = room / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    words = [
        "--noconfirm",
        "--windowed",
        "--log-level",
        "ERROR",
        "--distpath",
        str(room),
        "--workpath",
        str(room / "w"),
    ]
    made = [sys.executable, "-m", "PyInstaller", *words, "--specpath", str(room), str(script)]
    subprocess.run(made, cwd=room, check=True)
    return room / "bare" / "bare.exe"


def unlocked(room: Path, households: int) -> list[str]:
    """What opens the window on a played township, unlocked by the key file beside it."""
    program = ROOT / "dist" / "Shouwang"
    town = room / "town"
    words = ["demo", str(town), "--households", str(households), "--no-pictures"]
    subprocess.run([program / "shouwang.exe", *words], check=True, capture_output=True)
    return [str(program / "守望.exe"), "--db", str(town / "demo.db"), "--key-file", str(town / "demo.key.txt")]


def started(command: list[str]) -> float:
    """Seconds from the start to an idle visible window; the program is ended then."""
    begun = time.perf_counter()
    process = subprocess.Popen(command)
    try:
        while not has_window(process.pid):
            if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise SystemExit(f"no window: {command}")
            time.sleep(0.01)
        wait_until_idle(process.pid)
        return time.perf_counter() - begun
    finally:
        process.kill()
        process.wait()


def wait_until_idle(pid: int) -> None:
    synchronize_and_ask = 0x00100000 | 0x0400
    handle = ctypes.windll.kernel32.OpenProcess(synchronize_and_ask, False, pid)  # type: ignore[attr-defined]
    ctypes.windll.user32.WaitForInputIdle(wintypes.HANDLE(handle), 30_000)  # type: ignore[attr-defined]
    ctypes.windll.kernel32.CloseHandle(wintypes.HANDLE(handle))  # type: ignore[attr-defined]


def has_window(pid: int) -> bool:
    user = ctypes.windll.user32  # type: ignore[attr-defined]
    found: list[int] = []

    @ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)  # type: ignore[attr-defined,misc]
    def each(window: int, _: int) -> bool:
        owner = wintypes.DWORD()
        user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        if owner.value == pid and user.IsWindowVisible(window):
            found.append(window)
        return True

    user.EnumWindows(each, 0)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
