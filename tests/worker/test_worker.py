"""Children start, talk, are limited, and leave nothing behind, however they end."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.worker.frames import BrokenFrameError, read_frame, write_frame
from app.worker.limits import Limits
from app.worker.parent import (
    Worker,
    WorkerBugError,
    WorkerCancelledError,
    WorkerCrashError,
    WorkerDiskError,
    WorkerMemoryError,
    WorkerTimeoutError,
)
from app.worker.temp import private_folder, sweep


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOUWANG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def says(worker: Worker) -> list[object]:
    return [message["say"] for message in worker.messages()]


def test_a_child_hears_and_answers_in_order() -> None:
    with Worker("echo", {"say": "你好"}) as worker:
        for text in ("䶮", "𬭎", "完"):
            worker.send({"say": text})
        worker.finish_sending()
        assert says(worker) == ["你好", "䶮", "𬭎", "完"]


def test_a_child_that_aborts_is_a_crash_and_its_last_words_are_kept() -> None:
    heard = []
    with Worker("echo", {"say": "before", "then": "crash"}) as worker, pytest.raises(WorkerCrashError):
        heard.extend(message["say"] for message in worker.messages())
    assert heard == ["before"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends it from outside: the Job Object's test")
def test_a_child_that_burns_its_processor_time_is_ended_long_before_the_clock() -> None:
    with (
        Worker("echo", {"say": "", "then": "burn"}, limits=Limits(seconds=300, cpu_seconds=1)) as worker,
        pytest.raises(WorkerTimeoutError),
    ):
        list(worker.messages())


def test_a_child_that_hangs_is_ended_by_the_clock() -> None:
    started = time.monotonic()
    with (
        Worker("echo", {"say": "", "then": "hang"}, limits=Limits(seconds=0.5)) as worker,
        pytest.raises(WorkerTimeoutError),
    ):
        says(worker)
    assert time.monotonic() - started < 5


def test_a_child_that_eats_memory_is_stopped_below_its_limit() -> None:
    with (
        Worker("echo", {"say": "", "then": "eat"}, limits=Limits(memory_mb=256)) as worker,
        pytest.raises(WorkerMemoryError),
    ):
        says(worker)


def test_a_full_disk_in_the_child_is_no_bug() -> None:
    with Worker("echo", {"say": "谁的名字", "then": "fill"}) as worker, pytest.raises(WorkerDiskError) as caught:
        says(worker)
    assert caught.value.errno == errno.ENOSPC
    assert "谁" not in str(caught.value)


def test_no_room_for_the_childs_own_folder_is_of_the_disk_too(home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(WorkerDiskError) as caught, Worker("echo", {"say": ""}):
        pass
    assert caught.value.path is not None
    assert caught.value.path.is_relative_to(home)


def test_cancel_ends_a_child_that_does_not_listen() -> None:
    pressed = threading.Event()
    with Worker("echo", {"say": "", "then": "hang"}, cancelled=pressed.is_set) as worker:
        messages = worker.messages()
        next(messages)
        pressed.set()
        with pytest.raises(WorkerCancelledError):
            next(messages)


def test_a_bug_in_the_child_names_its_type_and_place_but_no_data() -> None:
    with (
        Worker("echo", {"say": "王小明", "then": "raise"}) as worker,
        pytest.raises(WorkerBugError, match=r"LookupError at echo\.py:\d+") as caught,
    ):
        says(worker)
    assert "王小明" not in str(caught.value)


def test_leaving_early_ends_the_child_and_removes_its_folder(home: Path) -> None:
    with Worker("echo", {"say": "", "then": "hang"}) as worker:
        assert next(iter(worker.messages()))["say"] == ""
        assert list((home / "tmp").iterdir())
    assert not list((home / "tmp").iterdir())


def test_writing_to_a_dead_child_tells_why_it_died() -> None:
    def send_until_it_breaks(worker: Worker) -> None:
        for _ in range(10_000):
            worker.send({"say": "x" * 1000})

    with Worker("echo", {"say": "", "then": "crash"}) as worker, pytest.raises(WorkerCrashError):
        send_until_it_breaks(worker)


def test_an_unknown_kind_is_wrong_use() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.worker", "no-such-kind"], cwd=Path.cwd(), capture_output=True, check=False
    )
    assert done.returncode == 2


def test_the_child_is_light() -> None:
    probe = (
        "import sys, app.worker.child, app.services.files.reading; "
        "print([m for m in ('sqlalchemy', 'PySide6', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_sweep_removes_what_dead_processes_left_and_nothing_else(home: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = home / "tmp" / f"{dead.pid}-abcd"
    left.mkdir(parents=True)
    (left / "rows.xml").write_text("张三", encoding="utf-8")
    with private_folder() as mine:
        assert mine.name.startswith(f"{os.getpid()}-")
        assert sweep() == 1
        assert mine.exists()
    assert not left.exists()


def test_a_frame_cut_short_is_noticed() -> None:
    whole = io.BytesIO()
    write_frame(whole, {"say": "整"})
    assert read_frame(io.BytesIO(whole.getvalue())) == {"say": "整"}
    assert read_frame(io.BytesIO()) is None
    for length in range(1, len(whole.getvalue())):
        with pytest.raises(BrokenFrameError):
            read_frame(io.BytesIO(whole.getvalue()[:length]))


def test_a_frame_that_claims_to_be_huge_is_not_read() -> None:
    with pytest.raises(BrokenFrameError):
        read_frame(io.BytesIO(b"\xff\xff\xff\xff{}"))
