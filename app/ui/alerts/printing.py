"""Papers of the board as PDF: where to, then printing as a task with its result in the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.papers.service import PrintResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext


class PaperPrinter(QObject):
    """``printed`` after a paper was written; refusals are said in a box."""

    printed = Signal()

    def __init__(self, context: TabContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._widget = context, parent

    def ask(self, kind: str, name: str, *, villages: Sequence[str] = (), alerts: Sequence[str] = ()) -> None:
        """Ask for the file, then print the papers of this kind."""
        proposed = Path.home() / f"{name}{self._context.today().isoformat()}.pdf"
        dialogs.choose_save_file(
            self._widget,
            self.tr("打印{name}").format(name=name),
            kinds="PDF (*.pdf)",
            proposed=proposed,
            then=lambda file: self._print(kind, name, file, villages, alerts),
        )

    def _print(self, kind: str, name: str, file: Path, villages: Sequence[str], alerts: Sequence[str]) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("正在生成{name}").format(name=name),
            lambda run: office.papers.print(
                kind,
                file,
                villages=villages,
                alerts=alerts,
                actor=actor,
                today=today,
                on_progress=run.progress,
                cancelled=run.is_cancelled,
            ),
        )
        task.succeeded.connect(lambda result: self._on_printed(result, name, file))
        task.refused.connect(
            lambda refused: dialogs.show_refusal(self._widget, self.tr("没有打印{name}").format(name=name), refused)
        )

    def _on_printed(self, result: PrintResult, name: str, file: Path) -> None:
        said = self.tr("{name}：{documents}份 {pages}页").format(
            name=name, documents=result.documents, pages=result.pages
        )
        self._context.navigator.tell_file(said, file)
        self.printed.emit()
