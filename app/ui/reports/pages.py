"""The pages of 报表 beside the catalogue, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage, DeskPageSpec


def _returned(context: TabContext) -> DeskPage:
    from app.ui.reports.returned.page import ReturnedPage

    return ReturnedPage(context)


class ReportPages(QObject):
    """Knows every page; their factories import them on first use."""

    def specs(self) -> Sequence[DeskPageSpec]:
        """In the order of their tabs."""
        return (DeskPageSpec("returned", self.tr("文书收回"), "clipboard-list", _returned),)
