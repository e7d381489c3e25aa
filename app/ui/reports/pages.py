"""The pages of 报表 beside the catalogue, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.ui.common.desk_page import DeskPageSpec


class ReportPages(QObject):
    """Knows every page; their factories import them on first use."""

    def specs(self) -> Sequence[DeskPageSpec]:
        """In the order of their tabs."""
        return ()
