"""The parent's end: start a child, talk with it, end it when it hangs, is cancelled or is no longer wanted."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.worker.frames import BrokenFrameError, Message, parse_body, read_body, write_frame
from app.worker.limits import Limits, ended_for_time, fence
from app.worker.temp import private_folder

_CREATE_NO_WINDOW = 0x08000000
_WATCH_SECONDS = 0.05
_FRAMES_AHEAD = 4
_CONSOLE_PROGRAM = "shouwang.exe"
# Not -m: an embedded Python takes neither PYTHONPATH nor the working folder into its path.
_FROM_SOURCE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from app.worker.child import main; sys.exit(main(sys.argv[2:]))"
)


class WorkerError(Exception):
    """The child did not finish its job."""


class WorkerCrashError(WorkerError):
    """The child died without a word: a parser aborted, or the system ended it."""


class WorkerTimeoutError(WorkerError):
    """The child took longer than it may and was ended."""


class WorkerMemoryError(WorkerError):
    """The child wanted more memory than it may have."""


class WorkerDiskError(WorkerError):
    """The disk failed the child; ``errno`` says how, ``path`` where, if it was not the file that the child writes."""

    def __init__(self, number: int, path: Path | None = None) -> None:
        super().__init__(f"errno {number}")
        self.errno, self.path = number, path


class WorkerCancelledError(WorkerError):
    """Somebody pressed Cancel and the child was ended."""


class WorkerBugError(WorkerError):
    """Our own code in the child has a bug; the message names its type and place, no data."""


class WorkerRefusalError(WorkerError):
    """The job said no, with reasons: (code, values) each."""

    def __init__(self, reasons: list[tuple[str, Mapping[str, object]]]) -> None:
        super().__init__(", ".join(code for code, _ in reasons))
        self.reasons = reasons


class Worker:
    """One child process. A context manager: leaving it ends the child and removes its folder."""

    def __init__(
        self,
        kind: str,
        request: Message,
        *,
        limits: Limits | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._kind = kind
        self._request = request
        self._limits = limits or Limits()
        self._cancelled = cancelled
        self._done = threading.Event()
        self._ended_by: type[WorkerError] | None = None
        # A pipe holds 64 kB; without this the child would wait while its last chunk of rows is being stored.
        self._arrived: queue.Queue[bytes | None] = queue.Queue(maxsize=_FRAMES_AHEAD)

    def __enter__(self) -> Self:
        self._folder = private_folder()
        try:
            folder = self._folder.__enter__()
        except OSError as error:
            raise WorkerDiskError(error.errno or 0, Path(error.filename) if error.filename else None) from error
        try:
            self._process = subprocess.Popen(
                command(self._kind),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a parser's panic may quote what it was reading
                env=_environment(folder),
                creationflags=_CREATE_NO_WINDOW if sys.platform == "win32" else 0,
            )
            self._fence = fence(self._process.pid, self._limits)
        except BaseException:
            self._folder.__exit__(None, None, None)
            raise
        self._watchdog = threading.Thread(target=self._watch, name=f"worker-{self._kind}", daemon=True)
        self._watchdog.start()
        self._receiver = threading.Thread(target=self._receive, name=f"worker-{self._kind}-in", daemon=True)
        self._receiver.start()
        try:
            limits = {"memory_mb": self._limits.memory_mb, "cpu_seconds": self._limits.cpu_seconds}
            self.send({"type": "start", **limits, "request": self._request})
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._receiver.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close_quietly(stream)
        self._fence.close()
        self._watchdog.join()
        self._folder.__exit__(None, None, None)

    def send(self, message: Message) -> None:
        """Give the child a message; a WorkerError when the child is no longer there."""
        stream = self._process.stdin
        assert stream is not None
        try:
            write_frame(stream, message)
        except (BrokenPipeError, OSError):
            # The child's own last words, if it had any, say more than a broken pipe.
            for _ in self.messages():
                pass
            raise self._verdict() from None

    def finish_sending(self) -> None:
        """Tell the child that no further message comes."""
        if self._process.stdin is not None:
            _close_quietly(self._process.stdin)

    def messages(self, *, on_progress: Callable[[int, int], None] | None = None) -> Iterator[Message]:
        """Everything the child sends until it is done; a WorkerError when it does not get that far."""
        while True:
            body = self._arrived.get()
            if body is None:
                raise self._verdict()
            message = parse_body(body)
            match message.get("type"):
                case "progress":
                    if on_progress is not None:
                        on_progress(int(str(message["done"])), int(str(message["total"])))
                case "done":
                    return
                case "memory" | "disk" | "failed" | "refused":
                    raise _told(message)
                case _:
                    yield message

    def _receive(self) -> None:
        """Take frames from the pipe while the parent is busy with the last one; None stands for the end."""
        stream = self._process.stdout
        assert stream is not None
        body: bytes | None = b""
        while body is not None and not self._done.is_set():
            try:
                body = read_body(stream)
            except (BrokenFrameError, ValueError, OSError):
                body = None
            self._hand_over(body)

    def _hand_over(self, body: bytes | None) -> None:
        while not self._done.is_set():
            try:
                self._arrived.put(body, timeout=_WATCH_SECONDS)
            except queue.Full:
                continue
            return

    def _verdict(self) -> WorkerError:
        """Why the pipe closed: we ended the child, or it died by itself."""
        if self._ended_by is not None:
            return self._ended_by(self._kind)
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return WorkerCrashError(f"{self._kind}: closed its pipe and runs on")
        if ended_for_time(status):
            return WorkerTimeoutError(self._kind)
        return WorkerCrashError(f"{self._kind}: exit status {status}")

    def _watch(self) -> None:
        """End the child when its time is over or somebody cancels: it may be deep inside a parser."""
        deadline = time.monotonic() + self._limits.seconds
        while not self._done.wait(_WATCH_SECONDS):
            if self._cancelled():
                self._ended_by = WorkerCancelledError
            elif time.monotonic() > deadline:
                self._ended_by = WorkerTimeoutError
            else:
                continue
            self._process.kill()
            return


def command(kind: str) -> list[str]:
    """How a child of ``kind`` is started from source and from the packaged program."""
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        # The windowed program has no usable standard streams; its console sister has.
        console = own.with_name(_CONSOLE_PROGRAM)
        return [str(console if console.exists() else own), "--worker", kind]
    return [sys.executable, "-c", _FROM_SOURCE, str(Path(__file__).resolve().parents[2]), kind]


def _environment(folder: Path) -> dict[str, str]:
    """The parent's, with temporary files in ``folder``, and without what unlocks the database."""
    environment = {key: value for key, value in os.environ.items() if key != "SHOUWANG_PASSWORD"}
    environment.update({"TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder)})
    return environment


def _told(message: Message) -> WorkerError:
    match message.get("type"):
        case "memory":
            return WorkerMemoryError("the child ran into its memory limit")
        case "disk":
            return WorkerDiskError(int(str(message.get("errno"))))
        case "refused":
            return WorkerRefusalError(_reasons(message.get("reasons")))
        case _:
            return WorkerBugError(f"{message.get('error')} at {message.get('where')}")


def _reasons(value: object) -> list[tuple[str, Mapping[str, object]]]:
    if not isinstance(value, list):
        raise WorkerBugError("a refusal without reasons")
    return [(str(code), dict(values)) for code, values in value]


def _close_quietly(stream: IO[bytes]) -> None:
    with suppress(OSError):  # what was still buffered for a dead child
        stream.close()
