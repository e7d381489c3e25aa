"""The window's fixtures, for those bars that need a window."""

from tests.ui.conftest import context_over, key_slots, memory, office, runner, theme

__all__ = ["context_over", "key_slots", "memory", "office", "runner", "theme"]
