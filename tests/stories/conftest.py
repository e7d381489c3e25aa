"""The story at the window stands on what the tests of the window stand on."""

from __future__ import annotations

from tests.ui.conftest import runner, theme, widgets_taken_apart_here

__all__ = ["runner", "theme", "widgets_taken_apart_here"]
