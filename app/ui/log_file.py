"""The rotating log of the window: what the program did and where it failed, and nothing of any person."""

from __future__ import annotations

import logging
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from app import __version__
from app.ui.common.technical import technical_text

NAME = "shouwang.log"
_BYTES, _OLDER = 512 * 1024, 4
_OURS = logging.getLogger("app")  # other libraries' words may quote values, and are not kept


class _Discreet(logging.Formatter):
    """Errors as kinds and places: their own words may hold a name or a number."""

    @override
    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return technical_text(error) if isinstance(error, BaseException) else ""


class LogFile:
    """Writes to ``folder`` from ``start`` to ``stop``; a folder that cannot be written to costs the log only."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._handler: RotatingFileHandler | None = None

    def start(self) -> None:
        """Begin with a line about the program and the system."""
        try:
            self._handler = RotatingFileHandler(self._path, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8")
        except OSError:
            return
        self._handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
        _OURS.addHandler(self._handler)
        _OURS.setLevel(logging.INFO)
        _OURS.info("started %s on %s, Python %s", __version__, platform.platform(), platform.python_version())

    def stop(self) -> None:
        """End with a line: where it is missing, the program was killed or died."""
        if self._handler is not None:
            _OURS.info("ended")
            _OURS.removeHandler(self._handler)
            self._handler.close()
            self._handler = None
