"""Where a database may lie: on a disk inside this computer, not on a share, a stick or in a synchronised folder.

Write-ahead logging needs memory shared on one host; sticks are pulled; synchronising programs copy a file in the
middle of a transaction (reliability 2.4, sqlite.org/howtocorrupt.html).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path


class DriveType(IntEnum):
    """The answers of Windows' ``GetDriveTypeW``; used for other systems too."""

    UNKNOWN = 0
    NO_ROOT = 1
    REMOVABLE = 2
    FIXED = 3
    REMOTE = 4
    OPTICAL = 5
    MEMORY = 6


# Folder names that synchronising programs give themselves, in lower case.
_SYNC_NAMES = re.compile(
    r"onedrive([ -].+)?|dropbox|google ?drive|我的云端硬盘|icloud ?drive|nutstore( files)?|(我的)?坚果云|坚果云-.+"
    r"|百度网盘(同步空间)?|百度云同步盘|baiduyun|baidunetdisk(download)?|baidusyncdisk|(腾讯)?微云(同步助手)?|weiyun"
    r"|天翼云盘|阿里云盘|aliyundrive|wps云盘|wpsdrive|wps cloud files|360云盘|115网盘"
)
# SQLite and old Windows stop at 260 characters; attachments, backups and what is being written have longer names.
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\")
_LONGEST_ON_WINDOWS = 160
_REMOTE_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.davfs", "davfs", "afs", "ncpfs"}
)
_ESCAPED = re.compile(r"\\([0-7]{3})")  # a blank is written as \040
_STICK_FOLDERS = ("/media/", "/run/media/")


def place_problem(path: str, drive: DriveType) -> str | None:
    """The code of what forbids a database at this absolute path on a drive of this type; None if nothing does."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return "database.on_share"
    plain = plain.removeprefix("\\\\?\\")
    if plain.startswith("\\\\") or drive is DriveType.REMOTE:
        return "database.on_share"
    if drive in (DriveType.REMOVABLE, DriveType.OPTICAL):
        return "database.on_stick"
    if drive is DriveType.NO_ROOT:
        return "database.no_drive"
    parts = [part.strip().lower() for part in plain.split("\\")]
    if any(_SYNC_NAMES.fullmatch(part) for part in parts[:-1]):
        return "database.in_sync_folder"
    if _WINDOWS_PATH.match(plain) and len(plain) > _LONGEST_ON_WINDOWS:
        return "database.path_too_long"
    return None


def mounted_on(path: str, mounts: Iterable[str]) -> DriveType:
    """The kind of drive a POSIX path lies on, from lines as in ``/proc/self/mounts``."""
    best, kind = "", ""
    for line in mounts:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[1])
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in _REMOTE_FILE_SYSTEMS:
        return DriveType.REMOTE
    if best.startswith(_STICK_FOLDERS):
        return DriveType.REMOVABLE
    return DriveType.FIXED


def drive_type(path: Path) -> DriveType:
    """Ask the system what kind of drive ``path`` lies on."""
    if sys.platform == "win32":
        import ctypes

        root = path.anchor or path.absolute().anchor
        return DriveType(ctypes.windll.kernel32.GetDriveTypeW(root))
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return DriveType.UNKNOWN
    return mounted_on(str(path), lines)
