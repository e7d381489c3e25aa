"""What the window remembers between two starts: geometry, column widths and order, zoom. Nothing of a person."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

# Part of every key: a layout saved by another shape of the window is ignored, not applied.
_VERSION = 1


class WindowMemory:
    """A small INI file; losing it costs nothing but habit."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def bytes_of(self, key: str) -> QByteArray:
        """The remembered bytes, empty when there are none."""
        value = self._settings.value(f"v{_VERSION}/{key}", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def text_of(self, key: str) -> str:
        """The remembered text, empty when there is none."""
        value = self._settings.value(f"v{_VERSION}/{key}", "")
        return value if isinstance(value, str) else ""

    def keep(self, key: str, value: QByteArray | str) -> None:
        """Remember a value under a key such as ``roster/table``."""
        self._settings.setValue(f"v{_VERSION}/{key}", value)

    def save(self) -> None:
        """Write the file now."""
        self._settings.sync()
