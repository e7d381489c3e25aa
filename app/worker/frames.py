"""How parent and child talk: JSON objects, each behind its length. Never pickle: a child reads hostile files."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, TypeAlias

Message: TypeAlias = Mapping[str, object]

_LENGTH = struct.Struct("<I")
LARGEST_FRAME = 64 * 1024 * 1024


class BrokenFrameError(Exception):
    """The other side died in the middle of a message, or sent something that is none."""


def write_frame(stream: IO[bytes], message: Message) -> None:
    """Send one message and make sure that it has left this process."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > LARGEST_FRAME:
        raise ValueError(f"a message of {len(body)} bytes: send it in parts")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Message | None:
    """The next message; None when the other side has closed the pipe between two messages."""
    body = read_body(stream)
    return None if body is None else parse_body(body)


def read_body(stream: IO[bytes]) -> bytes | None:
    """The next message's bytes, not yet looked at."""
    head = _exactly(stream, _LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST_FRAME:
        raise BrokenFrameError(f"a frame of {length} bytes")
    body = _exactly(stream, length)
    if len(body) < length:
        raise BrokenFrameError("the pipe closed in the middle of a frame")
    return body


def parse_body(body: bytes) -> Message:
    """The message in these bytes."""
    message = json.loads(body.decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise BrokenFrameError("a frame that is no object")
    return message


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """``size`` bytes; nothing if the pipe was closed before the first; BrokenFrameError if it closed later."""
    parts: list[bytes] = []
    missing = size
    while missing:
        part = stream.read(missing)
        if not part:
            if parts:
                raise BrokenFrameError("the pipe closed in the middle of a frame")
            return b""
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
