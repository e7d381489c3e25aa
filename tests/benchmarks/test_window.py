"""The window over 60,000 persons: key press to painted rows, heartbeat while work runs, start, memory (design 7)."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import compose
from app.models import keys
from app.models.engine import Database
from app.services.context import Actor
from app.services.households import RosterQuery
from app.services.office import Office
from app.ui.common.tasks import Task, TaskRunner
from app.ui.main_window import MainWindow
from app.ui.office_window import main_window
from app.ui.roster.view import RosterView
from tests.benchmarks.test_import import written
from tests.conftest import DATA_KEY

pytestmark = pytest.mark.benchmark

DAY = date(2020, 3, 20)
ACTOR = Actor("王测", "王测", "石门镇")
KEY_TO_PAINT, GAP, MEMORY = 0.050, 0.100, 350 * 2**20
# Surname and name by pinyin, initials, tail of an ID number, phone, household code: five kinds of typing.
TYPED = {
    "拼音": ("wangfang", "zhangwei", "liqiang", "chenjing", "zhaomin", "huanglei", "zhoujun", "wumin"),
    "首字母": (
        "wfj",
        "zw",
        "lxy",
        "cgf",
        "zhm",
        "hxl",
        "zmj",
        "wly",
        "xyl",
        "sgh",
        "hjm",
        "zyf",
        "gml",
        "lzq",
        "whm",
        "xjl",
    ),
    "身份证尾号": (
        "0123",
        "4567",
        "012345",
        "345678",
        "8901",
        "2345",
        "6789",
        "0001",
        "1112",
        "3334",
        "5556",
        "7778",
        "9990",
        "1213",
    ),
    "电话": ("13800001", "13800022", "13900333", "13804444", "13905555", "13801234", "13909876"),
    "户编号": (
        "519999000001",
        "519999000002",
        "519999000012",
        "51999900000199",
        "5199990000012345",
        "5199990000000042",
    ),
}


@pytest.fixture(scope="module")
def town_file(migrated_file: Path, key_slots: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("window") / "ledger.db"
    shutil.copy(migrated_file, path)
    shutil.copy(key_slots, keys.key_file(path))
    database = Database.open(path, DATA_KEY)
    office = compose(database)
    office.settings.found("石门镇", is_training=True, actor=ACTOR, today=DAY)
    office.plans.create_from_preset("2020", year=2020, actor=ACTOR, today=DAY)
    office.imports.run("roster", [written(path.with_name("人口信息.xlsx"))], actor=ACTOR, today=DAY)
    database.close()
    return path


@pytest.fixture
def office(town_file: Path, key_slots: Path, tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "ledger.db"
    shutil.copy(town_file, path)
    shutil.copy(key_slots, keys.key_file(path))
    database = Database.open(path, DATA_KEY)
    yield compose(database)
    database.close()


@dataclass
class Screen:
    window: MainWindow
    runner: TaskRunner
    roster: RosterView


@pytest.fixture
def screen(office: Office, runner, theme, qtbot) -> Screen:
    window = main_window(office, runner, theme, user="王测", today=lambda: DAY, check_secret=lambda _: None)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    roster = window.show_tab("roster")
    assert isinstance(roster, RosterView)
    qtbot.waitUntil(lambda: runner.running == () and roster.list.model.rowCount() > 200, timeout=20_000)
    return Screen(window, runner, roster)


class Painted(QObject):
    """Sees when the answer has been painted: the rows, or the sentence that there are none."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.count = 0
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class Heartbeat(QObject):
    """Ticks every five milliseconds in the window's thread and keeps the longest gap between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(5)

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def stop(self) -> float:
        self._timer.stop()
        return self.longest


def answers(screen: Screen) -> tuple[QWidget, QWidget]:
    """Where an answer is painted."""
    return screen.roster.list.table.viewport(), screen.roster.list.empty


def press(screen: Screen, key: str, painted: Painted) -> float:
    """Seconds from the press to the painted table."""
    started, before = time.perf_counter(), painted.count
    QTest.keyClick(screen.roster.list.search, key)
    for shown in answers(screen):
        shown.update()
    while painted.count == before:
        QApplication.processEvents()
    return time.perf_counter() - started


def test_key_press_to_painted_rows(screen: Screen, qtbot):
    painted = Painted(*answers(screen))
    screen.roster.list.search.setFocus()
    seconds: list[float] = []
    for kind, words in TYPED.items():
        of_kind: list[float] = []
        for word in words:
            screen.roster.list.search.clear()
            qtbot.waitUntil(lambda: screen.runner.running == ())
            of_kind += [press(screen, key, painted) for key in word]
        print(f"\n按键到显示 {kind}：{len(of_kind)} 次，p95 {_p95(of_kind) * 1000:.0f} 毫秒")
        seconds += of_kind
    print(f"按键到显示 共 {len(seconds)} 次，p95 {_p95(seconds) * 1000:.0f} 毫秒（要求 ≤ 50）")
    assert len(seconds) >= 300
    assert _p95(seconds) <= KEY_TO_PAINT


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def longest_gap(screen: Screen, qtbot, name: str, work: Callable[[object], object]) -> float:
    """The window's longest silence while ``work`` runs as a task."""
    ended: list[str] = []
    beat = Heartbeat()
    task: Task = screen.runner.start(name, work)  # type: ignore[arg-type]
    task.succeeded.connect(lambda _: ended.append("done"))
    task.refused.connect(lambda refused: ended.append(repr(refused)))
    task.failed.connect(lambda error: ended.append(repr(error)))
    qtbot.waitUntil(lambda: bool(ended) and screen.runner.running == (), timeout=180_000)
    gap = beat.stop()
    assert ended == ["done"]
    print(f"\n心跳 {name}：最长间隔 {gap * 1000:.0f} 毫秒（要求 ≤ 100）")
    return gap


def test_heartbeat_while_work_runs(screen: Screen, office: Office, qtbot, tmp_path: Path):
    export = written(tmp_path / "人口信息.xlsx", changed_every=20)
    codes = [row.code for row in office.households.rows(office.households.find_ids(RosterQuery(), limit=200)).values()]
    gaps = {
        name: longest_gap(screen, qtbot, name, work)
        for name, work in {
            "导入": lambda _: office.imports.run("roster", [export], actor=ACTOR, today=DAY),
            "打印": lambda _: office.papers.print(
                "visit_form", tmp_path / "走访表.pdf", households=codes, actor=ACTOR, today=DAY
            ),
            "备份": lambda _: office.backup.back_up(tmp_path / "备份.swbak", actor=ACTOR, today=DAY),
        }.items()
    }
    assert {name: gap for name, gap in gaps.items() if gap > GAP} == {}


def test_memory_with_the_whole_township_open(town_file: Path, tmp_path: Path):
    peak = opened(town_file, tmp_path)["peak"]
    print(f"\n内存 全镇打开：{peak / 2**20:.0f} MB（要求 ≤ 350）")
    assert peak <= MEMORY


def test_window_ready(town_file: Path, tmp_path: Path):
    """To the page that asks for the password, and from the unlocked file to the painted first rows."""
    bare = min(_run(_BARE, town_file, tmp_path)["shown"] for _ in range(3))
    runs = [opened(town_file, tmp_path) for _ in range(3)]
    ours = min(run["asked"] + run["rows"] for run in runs)
    roster = min(run["roster"] for run in runs)
    print(f"\n窗口打开并显示首批行：{ours:.2f} 秒，裸窗口 {bare:.2f} 秒（要求 ≤ {2 * bare + 0.5:.2f}）")
    print(f"其后第一次打开农户台账：{roster:.2f} 秒")
    assert ours <= 2 * bare + 0.5


def opened(town_file: Path, folder: Path) -> dict[str, float]:
    """Open the township in a process of its own: seconds until asked, rows, roster; peak memory in bytes."""
    return _run(_OPEN, town_file, folder)


def _run(program: str, town_file: Path, folder: Path) -> dict[str, float]:
    copy = folder / "open.db"
    shutil.copy(town_file, copy)
    command = [sys.executable, "-c", program, str(copy), str(time.time())]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout.splitlines()[-1])


_BARE = """
import json, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.show()
QTimer.singleShot(0, application.quit)
application.exec()
print(json.dumps({"shown": time.time() - float(sys.argv[2])}))
"""

_OPEN = """
import json, re, sys, time
from datetime import date
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.bootstrap import OfficeDoors, compose
from app.ui.application import make_application
from app.ui.common.tasks import TaskRunner
from app.ui.life import load_what_opening_needs
from app.ui.start.unlock import Unlock

def settle():
    while runner.running:
        QApplication.processEvents()
    QApplication.processEvents()

times = {}
application, theme = make_application(["shouwang"])
runner = TaskRunner()
unlock = Unlock(OfficeDoors(Path(sys.argv[1]), None), runner)
unlock.show()
QApplication.processEvents()
times["asked"] = time.time() - float(sys.argv[2])
load_what_opening_needs()
from app.models.engine import Database
from app.ui.office_window import main_window

started = time.time()
office = compose(Database.open(Path(sys.argv[1]), bytes(range(32))))
window = main_window(office, runner, theme, user="王测", today=lambda: date(2020, 3, 20), check_secret=lambda _: None)
window.resize(1366, 768)
window.show()
settle()
times["rows"] = time.time() - started
started = time.time()
roster = window.show_tab("roster")
while not roster.list.model.rowCount():
    QApplication.processEvents()
QApplication.processEvents()
times["roster"] = time.time() - started
settle()
# Not ru_maxrss, which a process inherits from the one that started it.
times["peak"] = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
window.close()
runner.shutdown()
office.database.close()
print(json.dumps(times))
"""
