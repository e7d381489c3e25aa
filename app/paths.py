"""Where the program keeps its own files, and where it finds what it ships with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP_FOLDER = "Shouwang"


def resource(*parts: str) -> Path:
    """A file or folder under ``resources``, in the source tree and in the frozen program alike."""
    frozen_root = getattr(sys, "_MEIPASS", None)
    root = Path(frozen_root) if frozen_root else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)


def data_folder() -> Path:
    """The user's own folder for databases, backups and logs; made when missing.

    ``SHOUWANG_HOME`` names another one (tests, several offices on one machine).
    """
    named = os.environ.get("SHOUWANG_HOME")
    folder = Path(named) if named else Path(platformdirs.user_data_dir(APP_FOLDER, appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def default_database() -> Path:
    """The database that is opened when none is named."""
    return data_folder() / "shouwang.db"


def log_folder() -> Path:
    """Where the rotating log and crash notes lie; they hold no personal data."""
    folder = data_folder() / "logs"
    folder.mkdir(exist_ok=True)
    return folder
