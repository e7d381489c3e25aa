from __future__ import annotations

import threading
import time

import pytest

from app.services.errors import refuse
from app.ui.common.tasks import Latest, TaskRunner


def test_result_of_a_quick_task_is_not_lost_when_connected_after_start(runner, qtbot):
    seen: list[object] = []
    for number in range(200):
        runner.start("算", lambda _, n=number: n).succeeded.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert sorted(seen) == list(range(200))
    assert runner.running == ()


def test_progress_arrives_in_the_windows_thread(runner, qtbot):
    threads: set[threading.Thread] = set()
    task = runner.start("读", lambda t: [t.progress(n, 3) for n in range(4)])
    task.progressed.connect(lambda *_: threads.add(threading.current_thread()))
    with qtbot.waitSignal(task.finished):
        pass
    assert threads == {threading.main_thread()}


def test_a_refusal_is_no_failure(runner, qtbot):
    failed: list[object] = []
    runner.crashed.connect(failed.append)

    def work(_):
        raise refuse("disk.full", path="x")

    task = runner.start("写", work)
    with qtbot.waitSignal(task.refused) as refused:
        pass
    assert refused.args[0].codes == ("disk.full",)
    assert failed == []


def test_cancelled_at_its_next_report(runner, qtbot):
    begun = threading.Event()

    def work(task):
        begun.set()
        while True:
            task.progress(0, 0)
            time.sleep(0.001)

    task = runner.start("久", work)
    begun.wait(5)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()


def test_a_bug_reaches_the_crash_handler_and_the_log_without_its_words(qapp, qtbot, caplog):
    own = TaskRunner()

    def work(_):
        raise KeyError("519999199001011234")

    with qtbot.waitSignal(own.crashed) as crashed:
        own.start("错", work)
    own.shutdown()
    assert isinstance(crashed.args[0], KeyError)
    assert "519999" not in caplog.text
    assert "test_tasks.py" in caplog.text


def test_only_the_newest_question_is_answered(runner, qtbot):
    latest = Latest(runner)
    answers: list[object] = []
    latest.answered.connect(answers.append)
    gate = threading.Event()

    def slow(_):
        gate.wait(5)
        return "旧"

    latest.ask("找", slow)
    latest.ask("找", lambda _: "新")
    qtbot.waitUntil(lambda: answers == ["新"])
    gate.set()
    qtbot.waitUntil(lambda: runner.running == ())
    assert answers == ["新"]
    assert not latest.is_waiting


def test_shutdown_stops_what_runs(qapp, qtbot):
    own = TaskRunner()

    def work(task):
        while True:
            task.progress(0, 0)
            time.sleep(0.001)

    own.start("久", work)
    own.shutdown()
    qtbot.waitUntil(lambda: own.running == ())


@pytest.mark.parametrize("how", ["forget", "delete"])
def test_an_answer_to_nobody_is_dropped(runner, qtbot, how):
    latest = Latest(runner)
    answers: list[object] = []
    latest.answered.connect(answers.append)
    latest.ask("找", lambda _: 1)
    if how == "forget":
        latest.forget()
    else:
        latest.deleteLater()
    qtbot.waitUntil(lambda: runner.running == ())
    assert how == "delete" or answers == []
