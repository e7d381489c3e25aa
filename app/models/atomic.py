"""Files that are whole or absent: written beside the target, brought to the disk, read back by the caller, renamed."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

TEMPORARY_SUFFIX = ".writing"


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
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if check:
            check(temporary.read_bytes())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sweep(folder: Path, prefix: str) -> None:
    """Remove temporary files of ``write_whole`` that a killed process has left; call it as the folder's owner."""
    for stray in folder.glob(f"{prefix}*{TEMPORARY_SUFFIX}"):
        stray.unlink(missing_ok=True)
