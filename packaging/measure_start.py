"""How long until the unlocked window stands, ours against a bare PySide6 window packaged the same way; on Windows.

``python packaging/measure_start.py`` after ``build.py``, with the same Python. Both start in turn. Ours counts twice:
from the start to the question for the password, and from Enter to the idle main window; how long somebody takes to
type in between is not counted, but takes at least two seconds here, and the program uses them. Exit status 0 when
both together take at most three times as long as the bare window. Cold means the first start after the computer's
own: run it then, with ``--times 1``.
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
TYPING = 2.0
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
        bare, (ours, password) = [str(bare_program(room))], locked(room, options.households)
        seconds: dict[str, list[float]] = {"bare": [], "ours to the question": [], "ours from Enter": []}
        for _ in range(options.times):
            seconds["bare"].append(started(bare)[0])
            asked, opened = started(ours, password)
            seconds["ours to the question"].append(asked)
            seconds["ours from Enter"].append(opened)
        for name, measured in seconds.items():
            print(f"{name}: {statistics.median(measured):.2f} s, {[round(one, 2) for one in measured]}", flush=True)
    middle = [statistics.median(measured) for measured in seconds.values()]
    ratio = (middle[1] + middle[2]) / middle[0]
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


def locked(room: Path, households: int) -> tuple[list[str], str]:
    """What opens the window on a played township, and the password that it asks for."""
    program = ROOT / "dist" / "Shouwang"
    town = room / "town"
    words = ["demo", str(town), "--households", str(households), "--no-pictures"]
    subprocess.run([program / "shouwang.exe", *words], check=True, capture_output=True)
    password = (town / "demo.key.txt").read_text(encoding="utf-8").strip()
    return [str(program / "守望.exe"), "--db", str(town / "demo.db")], password


def started(command: list[str], password: str = "") -> tuple[float, float]:
    """Seconds from the start to an idle window, and from Enter after the password to the next; then it is ended."""
    begun = time.perf_counter()
    process = subprocess.Popen(command)
    try:
        first = wait_for_window(process, but=0)
        asked = time.perf_counter() - begun
        if not password:
            return asked, 0.0
        time.sleep(TYPING)
        type_in(first, password)
        entered = time.perf_counter()
        wait_for_window(process, but=first)
        return asked, time.perf_counter() - entered
    finally:
        process.kill()
        process.wait()


def wait_for_window(process: subprocess.Popen[bytes], *, but: int) -> int:
    """The process's visible window that is not ``but``, once its event loop is idle."""
    begun = time.perf_counter()
    while not (found := window_of(process.pid, but=but)):
        if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"no window: {process.args}")
        time.sleep(0.01)
    wait_until_idle(process.pid)
    return found


def type_in(window: int, text: str) -> None:
    """Send the characters and Enter to a window, as its keyboard would."""
    character, key_down, key_up, enter = 0x0102, 0x0100, 0x0101, 0x0D
    post = ctypes.windll.user32.PostMessageW  # type: ignore[attr-defined]
    for letter in text:
        post(wintypes.HWND(window), character, ord(letter), 1)
    post(wintypes.HWND(window), key_down, enter, 1)
    post(wintypes.HWND(window), key_up, enter, 1)


def wait_until_idle(pid: int) -> None:
    synchronize_and_ask = 0x00100000 | 0x0400
    handle = ctypes.windll.kernel32.OpenProcess(synchronize_and_ask, False, pid)  # type: ignore[attr-defined]
    ctypes.windll.user32.WaitForInputIdle(wintypes.HANDLE(handle), 30_000)  # type: ignore[attr-defined]
    ctypes.windll.kernel32.CloseHandle(wintypes.HANDLE(handle))  # type: ignore[attr-defined]


def window_of(pid: int, *, but: int) -> int:
    """A visible top window of the process other than ``but``; 0 = none."""
    user = ctypes.windll.user32  # type: ignore[attr-defined]
    found: list[int] = []

    @ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)  # type: ignore[attr-defined,misc]
    def each(window: int, _: int) -> bool:
        owner = wintypes.DWORD()
        user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        if owner.value == pid and window != but and user.IsWindowVisible(window):
            found.append(window)
        return True

    user.EnumWindows(each, 0)
    return found[0] if found else 0


if __name__ == "__main__":
    sys.exit(main())
