"""The child's end of the pipes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import BinaryIO

from app.worker.frames import Message, read_frame, write_frame

_PROGRESS_SECONDS = 0.1


class Channel:
    """What a job sees of its parent: messages in, messages and progress out."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._last_progress = 0.0

    def send(self, message: Message) -> None:
        """Hand one message to the parent; it waits while the parent is behind."""
        write_frame(self._outgoing, message)

    def receive(self) -> Message | None:
        """The parent's next message; None when there will be no more."""
        return read_frame(self._incoming)

    def messages(self) -> Iterator[Message]:
        """The parent's messages up to its ``end``; ConnectionError when it has gone before."""
        while (message := self.receive()) is not None:
            if message["type"] == "end":
                return
            yield message
        raise ConnectionError("the parent has gone")

    def progress(self, done: int, *, total: int) -> None:
        """Say how far the work is; calls that follow too closely are dropped."""
        now = time.monotonic()
        if now - self._last_progress >= _PROGRESS_SECONDS or done >= total:
            self._last_progress = now
            self.send({"type": "progress", "done": done, "total": total})

    def refuse(self, reasons: list[tuple[str, dict[str, object]]]) -> None:
        """End the job with reasons that the parent raises as one refusal."""
        self.send({"type": "refused", "reasons": reasons})
