"""The story at the window stands on what the tests of the window stand on."""

from __future__ import annotations

from tests.ui.conftest import runner, theme

__all__ = ["runner", "theme"]
