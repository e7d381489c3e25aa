"""Background work: the only way in which the window reads or writes for longer than a blink."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.services.children import CancelledByUser
from app.services.errors import Refused
from app.ui.common.quiet import without_collector
from app.ui.common.technical import technical_text

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# Python's default of 5 ms lets a busy worker starve painting (design 5: 119 ms at p95); the window sets this once.
SWITCH_INTERVAL = 0.0005


class TaskCancelled(Exception):  # noqa: N818 - somebody's wish, not an error
    """The user pressed Cancel; the work leaves nothing behind."""


class TaskContext:
    """What the work may touch: progress and cancellation, never a widget."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._stop = threading.Event()

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is (total 0: unknown); this is also where it can be stopped."""
        if self._stop.is_set():
            raise TaskCancelled
        self._report(done, total)

    def rest(self, seconds: float) -> None:
        """Wait before the work proper; a newer question ends the wait at once, so that it never meets stale work."""
        if self._stop.wait(seconds):
            raise TaskCancelled

    def is_cancelled(self) -> bool:
        """Whether Cancel was pressed, for work that must end by itself."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


Work = Callable[[TaskContext], Result]


class Task(QObject):
    """One background job. Its signals come from the window's thread and its event loop.

    So a slot connected right after ``start`` misses nothing. Exactly one of ``succeeded``, ``refused``, ``failed``,
    ``cancelled`` is emitted, then ``finished``. ``failed`` is a bug: the runner has already given it to the crash
    handler.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    refused = Signal(object)  # a Refused: show it beside the form or in the line
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    _reported = Signal(int, int)
    _returned = Signal(object)
    _raised = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, *, is_quiet: bool = False) -> None:
        super().__init__(parent)
        self.name = name
        self.is_quiet = is_quiet
        self.context = TaskContext(self._reported.emit)
        self._reported.connect(self.progressed)
        self._returned.connect(self._on_returned)
        self._raised.connect(self._on_raised)

    def cancel(self) -> None:
        """Ask the work to stop; ``cancelled`` says that it did."""
        self.context.cancel()

    def carry_out(self, work: Work[Result]) -> None:
        """Do the work in this thread and post how it ended; for the runner."""
        try:
            if self.context.is_cancelled():
                raise TaskCancelled
            with without_collector():
                value = work(self.context)
        except (TaskCancelled, Refused) as known:
            self._raised.emit(known.with_traceback(None))
        except Exception as error:
            log.error("a background task failed\n%s", technical_text(error))
            self._raised.emit(error)
        else:
            self._returned.emit(value)

    def give_up(self) -> None:
        """End without having begun: the window is closing."""
        self._raised.emit(TaskCancelled())

    def _on_returned(self, value: object) -> None:
        self.succeeded.emit(value)
        self.finished.emit()

    def _on_raised(self, error: Exception) -> None:
        if isinstance(error, (TaskCancelled, CancelledByUser)):
            self.cancelled.emit()
        elif isinstance(error, Refused):
            self.refused.emit(error)
        else:
            self.failed.emit(error)
        self.finished.emit()


class TaskRunner(QObject):
    """Starts tasks on a pool; ``started`` tells the status bar, ``crashed`` the crash handler."""

    started = Signal(object)  # the Task
    crashed = Signal(object)  # the exception of a task that failed

    def __init__(self, parent: QObject | None = None, *, threads: int = 3) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_INTERVAL)
        # Python's own pool: a QRunnable would be destroyed in the worker's thread, together with what it raised.
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="task")
        self._running: set[Task] = set()
        self._is_closing = False

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks that have not finished."""
        return tuple(self._running)

    def start(self, name: str, work: Work[Result], *, quiet: bool = False) -> Task:
        """Run ``work`` in a thread. ``name`` is what the status bar says; a quiet task is not shown there."""
        task = Task(name, is_quiet=quiet)
        self._running.add(task)
        task.failed.connect(self.crashed)
        task.finished.connect(lambda: self._on_finished(task))
        if self._is_closing:
            task.give_up()
        else:
            self._pool.submit(task.carry_out, work)
        self.started.emit(task)
        return task

    def shutdown(self) -> None:
        """Cancel everything and wait; call it before the database is closed."""
        self._is_closing = True
        for task in self._running:
            task.cancel()
        self._pool.shutdown(wait=True)

    def _on_finished(self, task: Task) -> None:
        self._running.discard(task)


class Latest(QObject):
    """Asks in the background and answers only the last question: an answer that came too late is dropped.

    For searches and live numbers: ``ask`` again with every key press; ``answered`` is only ever emitted for the
    newest question.
    """

    answered = Signal(object)
    refused = Signal(object)

    def __init__(self, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._asked = 0
        self._task: Task | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the newest question has no answer yet."""
        return self._task is not None

    def ask(self, name: str, work: Work[Result]) -> None:
        """Ask; the question before this one is cancelled and its answer dropped."""
        self.forget()
        number = self._asked
        self._task = self._runner.start(name, work, quiet=True)
        self._task.succeeded.connect(lambda value: self._on_ended(number, self.answered, value))
        self._task.refused.connect(lambda value: self._on_ended(number, self.refused, value))
        self._task.cancelled.connect(lambda: self._on_ended(number, None, None))
        self._task.failed.connect(lambda _: self._on_ended(number, None, None))

    def forget(self) -> None:
        """Drop whatever is still being asked."""
        self._asked += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _on_ended(self, number: int, signal: object, value: object) -> None:
        if number != self._asked or not isValid(self):
            return
        self._task = None
        if signal is not None:
            signal.emit(value)  # type: ignore[attr-defined]
