"""The pages of 报表 beside the catalogue, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage, DeskPageSpec


def _workbooks(context: TabContext) -> DeskPage:
    from app.ui.reports.workbooks import WorkbooksPage

    return WorkbooksPage(context)


class ReportPages(QObject):
    """Knows every page; their factories import them on first use."""

    def specs(self) -> Sequence[DeskPageSpec]:
        """In the order of their tabs."""
        return (DeskPageSpec("workbooks", self.tr("村级工作簿"), "file-spreadsheet", _workbooks),)
