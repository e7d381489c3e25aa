"""The pages of 报表 beside the catalogue, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage, DeskPageSpec


def _returned(context: TabContext) -> DeskPage:
    from app.ui.reports.returned.page import ReturnedPage

    return ReturnedPage(context)


def _dossiers(context: TabContext) -> DeskPage:
    from app.ui.reports.dossiers.page import DossiersPage

    return DossiersPage(context)


class ReportPages(QObject):
    """Knows every page; their factories import them on first use."""

    def specs(self) -> Sequence[DeskPageSpec]:
        """In the order of their tabs."""
        return (
            DeskPageSpec("dossiers", self.tr("一户一档"), "folder-open", _dossiers),
            DeskPageSpec("returned", self.tr("文书收回"), "clipboard-list", _returned),
        )
