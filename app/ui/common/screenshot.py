"""Pictures of windows, for the demonstration and for looking at every screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QWidget

SMALL, LARGE = QSize(1366, 768), QSize(1920, 1080)


def grab(window: QWidget, path: Path, size: QSize = SMALL) -> Path:
    """Show ``window`` in this size, let it settle, and write what is seen as a PNG; raises OSError if it cannot."""
    window.resize(size)
    window.show()
    for _ in range(3):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(path), "PNG"):
        raise OSError(f"cannot write {path.name}")
    return path
