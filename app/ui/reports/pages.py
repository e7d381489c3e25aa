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


def _past(context: TabContext) -> DeskPage:
    from app.ui.reports.past.page import PastPage

    return PastPage(context)


def _workbooks(context: TabContext) -> DeskPage:
    from app.ui.reports.workbooks import WorkbooksPage

    return WorkbooksPage(context)


class ReportPages(QObject):
    """Knows every page; their factories import them on first use."""

    def specs(self) -> Sequence[DeskPageSpec]:
        """In the order of their tabs."""
        return (
            DeskPageSpec("dossiers", self.tr("一户一档"), "folder-open", _dossiers),
            DeskPageSpec("returned", self.tr("文书收回"), "clipboard-list", _returned),
            DeskPageSpec("past", self.tr("当天台账"), "clock", _past),
            DeskPageSpec("workbooks", self.tr("村级工作簿"), "file-spreadsheet", _workbooks),
        )
