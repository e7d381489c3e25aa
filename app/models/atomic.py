"""Files that are whole or absent: written beside the target, brought to the disk, read back by the caller, renamed."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

TEMPORARY_SUFFIX = ".writing"
# Sharing violations of Windows: a virus scanner or an indexer lets go within milliseconds, Excel does not.
_HELD_BY_ANOTHER = (5, 32, 33)
_PATIENCE_SECONDS = 2.5


def temporary_beside(target: Path) -> Path:
    """A fresh name beside ``target`` for what is being written; ``sweep`` finds it if the process dies."""
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")


def move_into_place(temporary: Path, target: Path) -> None:
    """Rename, replacing a file of that name, and bring the rename to the disk; wait a little for a virus scanner."""
    pause, waited = 0.05, 0.0
    while True:
        try:
            temporary.replace(target)
            break
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _HELD_BY_ANOTHER or waited >= _PATIENCE_SECONDS:
                raise
            time.sleep(pause)
            waited += pause
            pause *= 2
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Bring a rename in ``folder`` to the disk; Windows does that by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(target: Path, content: bytes, *, check: Callable[[bytes], None] | None = None) -> None:
    """Replace ``target`` by ``content`` at once; whatever happens, the old file or the new one is there, whole.

    ``check`` gets what was read back before the old file goes; it raises if that is not what was meant.
    """
    temporary = temporary_beside(target)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if check:
            check(temporary.read_bytes())
        move_into_place(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sweep(folder: Path, prefix: str) -> None:
    """Remove temporary files of ``write_whole`` that a killed process has left; call it as the folder's owner."""
    for stray in folder.glob(f"{prefix}*{TEMPORARY_SUFFIX}"):
        stray.unlink(missing_ok=True)
