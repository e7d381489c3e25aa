"""A folder of our own for what a child writes on the way: never the system's, and swept (reliability 0.8)."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.paths import data_folder


@contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards, whatever happened."""
    folder = _root() / f"{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """Remove what killed processes left behind; called at start and at exit. Returns how many folders."""
    swept = 0
    for folder in _root().glob("*-*"):
        owner = folder.name.partition("-")[0]
        if owner.isdigit() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _root() -> Path:
    return data_folder() / "tmp"


def _is_running(process_id: int) -> bool:
    if process_id == os.getpid():
        return True
    if os.name == "nt":
        return _is_running_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(process_id: int) -> bool:
    # os.kill(pid, 0) would end the process on Windows.
    import ctypes

    query_limited, still_active = 0x1000, 259
    kernel = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = kernel.OpenProcess(query_limited, False, process_id)
    if not process:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(ctypes.c_void_p(process), ctypes.byref(code))
    kernel.CloseHandle(ctypes.c_void_p(process))
    return code.value == still_active
