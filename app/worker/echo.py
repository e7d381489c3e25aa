"""The smallest job: proves that a child starts, talks, is limited and can be ended (self-test and tests)."""

from __future__ import annotations

import errno
import os
import signal
import time

from app.worker.channel import Channel
from app.worker.frames import Message


def run(channel: Channel, request: Message) -> None:
    """Send ``say`` back; ``then`` may be crash, hang, burn, eat, fill or raise: what may befall a job."""
    channel.send({"type": "echo", "say": request.get("say")})
    match request.get("then"):
        case "crash":
            os.kill(os.getpid(), getattr(signal, "SIGABRT"))  # noqa: B009 - as Rust's allocator does
        case "hang":
            while True:
                time.sleep(60)
        case "burn":
            while True:
                pass
        case "eat":
            hoard = [bytearray(16 * 1024 * 1024) for _ in range(1024)]
            channel.send({"type": "echo", "say": len(hoard)})
        case "fill":
            raise OSError(errno.ENOSPC, str(request.get("say")))
        case "raise":
            raise LookupError(str(request.get("say")))
        case _:
            while (message := channel.receive()) is not None:
                channel.send({"type": "echo", "say": message.get("say")})
