"""What comes out and goes in as JSON: results, refusals, ``--data`` files."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TextIO

from app.services.errors import Reason, Refused, refuse
from app.services.wording import sentence

Progress = Callable[[int, int], None]


def to_json(value: object) -> str:
    """One JSON value as text; dates in ISO form."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def put(text: str) -> None:
    """Print to stdout now; whoever reads it may stop reading (``… | head``), which is no error of ours."""
    _write(text, sys.stdout)


def say(text: str) -> None:
    """A word for the person at the prompt, on stderr: stdout stays one value."""
    _write(text, sys.stderr)


def _write(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # a pipe that closed; Windows says EINVAL
            raise
        # What is left in the buffer must not be tried again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _plain(value: object) -> object:
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def refusal_json(refused: Refused) -> dict[str, object]:
    """A refusal of the whole command (design 6)."""
    return {"refused": [{"codes": [reason.code], "message": sentence(reason)} for reason in refused.reasons]}


def reasons_json(reasons: Iterable[Reason]) -> dict[str, object]:
    """Codes and sentences of one refused record."""
    found = tuple(reasons)
    return {"codes": [reason.code for reason in found], "message": "".join(sentence(reason) for reason in found)}


def read_json(path: Path | None) -> object:
    """The content of a ``--data`` or ``--permit`` file; an empty object without one."""
    if path is None:
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("data.file_unreadable", path=path) from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refuse("data_file.no_json", path=path) from error


def progress(name: str) -> Progress:
    """Says how far a long work is: on stderr, so that stdout stays one value."""
    shown = -1

    def report(done: int, total: int) -> None:
        nonlocal shown
        share = min(done * 10 // max(total, 1), 10)
        if share > shown:
            shown = share
            say(f"{name} {share * 10}%")

    return report
