"""Writing where users keep their files: the old file or the new one is there, whole, and every failure has words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.models.atomic import move_into_place, sweep, temporary_beside
from app.services.errors import Refused, refuse
from app.services.storage import refuse_write

# Windows: access denied, sharing violation, lock violation; what Excel and WPS answer for an open file.
_OPEN_ELSEWHERE = (5, 32, 33)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$")
_LONGEST_NAME = 60


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well it becomes ``target`` in one step, else nothing has changed.

    Refused with ``files.in_use`` and a free name when another program holds the target, ``disk.*`` otherwise.
    """
    if not target.parent.is_dir():
        raise refuse("files.no_folder", folder=target.parent)
    with suppress(OSError):
        sweep(target.parent, target.name)
    temporary = temporary_beside(target)
    try:
        temporary.touch(exist_ok=False)  # says here, not in a child, that the place cannot be written
        yield temporary
        _bring_to_disk(temporary)
        move_into_place(temporary, target)
    except OSError as error:
        raise _refusal(error, target) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_file(target: Path, content: bytes) -> None:
    """Write one small file whole, with the same promises."""
    with replacing(target) as temporary:
        temporary.write_bytes(content)


def free_name(target: Path) -> Path:
    """``target`` itself or the first of 名单（2）.xlsx, 名单（3）.xlsx … that does not exist."""
    number, candidate = 1, target
    while candidate.exists():
        number += 1
        candidate = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    return candidate


def _bring_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _refusal(error: OSError, target: Path) -> Refused:
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        return refuse("files.in_use", file=target.name, other=free_name(target).name)
    return refuse_write(error, target)


def file_name(words: str) -> str:
    """A name that every system takes, from words that may hold anything."""
    name = _UNSAFE.sub("_", words).strip(" .")[:_LONGEST_NAME].strip(" .")
    return f"_{name}" if not name or _RESERVED.match(name) else name
