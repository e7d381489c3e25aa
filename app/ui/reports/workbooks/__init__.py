"""村级工作簿: one book a village out, and what came back in it."""

from app.ui.reports.workbooks.page import WorkbooksPage

__all__ = ["WorkbooksPage"]
