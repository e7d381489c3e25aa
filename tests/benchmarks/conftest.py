"""The window's fixtures, for those bars that need a window."""

from tests.ui.conftest import key_slots, runner, theme

__all__ = ["key_slots", "runner", "theme"]
