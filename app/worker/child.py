"""The child's life: take the request, do the job, say how it ended."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from app.worker.channel import Channel
from app.worker.frames import Message
from app.worker.kinds import KINDS, load
from app.worker.limits import limit_oneself

WRONG_USE = 2
# The disk has failed what the job wrote, not the job: full, over its quota, the file too big for it, unplugged.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENODEV, errno.ENXIO})


def main(arguments: Sequence[str]) -> int:
    """Be the child that the one argument names, on standard input and output; returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in KINDS:
        return WRONG_USE
    kind = arguments[0]
    incoming, outgoing = _private_pipes()
    channel = Channel(incoming, outgoing)
    start = channel.receive()
    if start is None:
        return WRONG_USE
    try:
        return _work(channel, kind=kind, start=start)
    except (BrokenPipeError, ConnectionError):
        return 1  # the parent has gone or has cancelled; nobody is left to tell


def _work(channel: Channel, *, kind: str, start: Message) -> int:
    request = start.get("request")
    if not isinstance(request, dict):
        return WRONG_USE
    try:
        cpu_seconds = start["cpu_seconds"]
        limit_oneself(int(str(start["memory_mb"])), None if cpu_seconds is None else int(str(cpu_seconds)))
        load(kind)(channel, request)
    except (BrokenPipeError, ConnectionError):
        raise
    except MemoryError:
        channel.send({"type": "memory"})
        return 1
    except BaseException as error:
        if (number := _of_the_disk(error)) is not None:
            channel.send({"type": "disk", "errno": number})
            return 1
        channel.send({"type": "failed", "error": type(error).__name__, "where": _where(error)})
        return 1
    channel.send({"type": "done"})
    return 0


def _of_the_disk(error: BaseException) -> int | None:
    """The number of a disk's error; what a library raises while it cleans up after one hides it no longer."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _OF_THE_DISK:
            return seen.errno
        seen = seen.__cause__ or seen.__context__
    return None


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes of the parent, moved away from 0 and 1, so that no stray print gets between the frames."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def _where(error: BaseException) -> str:
    """File and line of a bug, without its message: that could hold somebody's name."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
