"""A task page whose lists also come from files: the import turns over the list until it is put away."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from app.ui.common.context import TabContext
from app.ui.imports.page import ImportPage
from app.ui.screening.task_page import TaskPage


class ImportingPage(TaskPage):
    """``begin_import(kind)`` turns to the import of a kind; closing it turns back to the list."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._imports: dict[str, ImportPage] = {}
        self.turning = QStackedWidget()

    def show_listing(self, listing: QWidget) -> None:
        """Put the page's list where the import turns over it; called once while the page is built."""
        self.turning.addWidget(listing)
        self.column.addWidget(self.turning, 1)

    def turn_to_import(self, kind: str) -> ImportPage:
        """Turn to the import of this kind of list."""
        page = self._imports.get(kind)
        if page is None:
            page = self._imports[kind] = ImportPage(self.context, kind)
            page.closed.connect(lambda: self.turning.setCurrentIndex(0))
            self.turning.addWidget(page)
        self.turning.setCurrentWidget(page)
        return page

    def begin_import(self, kind: str) -> None:
        """Turn to the import of this kind and ask for the files."""
        self.turn_to_import(kind).choose_files()

    @override
    def may_close(self) -> str:
        return next((said for page in self._imports.values() if (said := page.may_close())), "")
