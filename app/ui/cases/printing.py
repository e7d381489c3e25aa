"""Printing a paper where it is needed: ask for the file, print in the background, say where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget

from app.services.papers.service import PrintResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext


class Printing(QObject):
    """Prints kinds of papers to a file that the user chooses; refusals go to the bar of the page."""

    def __init__(self, context: TabContext, parent: QWidget, bar: RefusalBar) -> None:
        super().__init__(parent)
        self._context, self._page, self._bar = context, parent, bar

    def ask(self, kind: str, name: str, *, villages: Sequence[str] = (), households: Sequence[str] = ()) -> None:
        """Ask where to write, then print."""
        part = villages[0] if len(villages) == 1 else households[0] if len(households) == 1 else ""
        file = f"{name}-{part}.pdf" if part else f"{name}.pdf"
        dialogs.choose_save_file(
            self._page,
            self.tr("把“{name}”存为").format(name=name),
            kinds=self.tr("PDF 文件 (*.pdf)"),
            proposed=Path(file),
            then=lambda target: self.print_to(target, kind, name, villages=villages, households=households),
        )

    def print_to(
        self, target: Path, kind: str, name: str, *, villages: Sequence[str] = (), households: Sequence[str] = ()
    ) -> None:
        """Print into this file in the background."""
        papers, actor, today = self._context.office.papers, self._context.actor(), self._context.today()
        self._bar.clear()

        def work(task: TaskContext) -> PrintResult:
            return papers.print(
                kind,
                target,
                villages=villages,
                households=households,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        def tell(printed: PrintResult) -> None:
            said = self.tr("{name}：{documents} 份 {pages} 页").format(
                name=name, documents=printed.documents, pages=printed.pages
            )
            self._context.navigator.tell_file(said, target)

        task = self._context.runner.start(self.tr("打印{name}").format(name=name), work)
        task.succeeded.connect(tell)
        task.refused.connect(self._bar.show_refusal)

    def button(self, kind: str, name: str) -> QPushButton:
        """A button that prints the whole township's papers of a kind."""
        button = QPushButton(icon("printer"), name)
        button.setToolTip(self.tr("打印{name}为 PDF 文件").format(name=name))
        button.clicked.connect(lambda: self.ask(kind, name))
        return button
