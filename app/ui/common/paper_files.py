"""Papers and lists into files: ask where, write in the background, tell where the file lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.services.errors import Refused
from app.services.papers.service import PrintResult
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.tasks import TaskContext

translate = QCoreApplication.translate
_FOLDER = "files/folder"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written: a kind, the words for its file, and of whom (nothing = the whole township)."""

    kind: str
    name: str
    villages: Sequence[str] = ()
    households: Sequence[str] = ()


def print_paper(parent: QWidget, context: TabContext, wanted: Wanted, *, refused: Callable[[Refused], object]) -> None:
    """Print a kind of paper into a PDF; ``refused`` gets the reasons when there is none."""

    def write(out: Path) -> None:
        papers, actor, today = context.office.papers, context.actor(), context.today()

        def work(task: TaskContext) -> PrintResult:
            return papers.print(
                wanted.kind,
                out,
                villages=wanted.villages,
                households=wanted.households,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        task = context.runner.start(translate("files", "生成{name}").format(name=wanted.name), work)
        said = translate("files", "{name}：{documents} 份 {pages} 页")
        task.succeeded.connect(
            lambda made: context.navigator.tell_file(
                said.format(name=wanted.name, documents=made.documents, pages=made.pages), out
            )
        )
        task.refused.connect(refused)

    _ask(parent, context, wanted, ".pdf", translate("files", "PDF 文件 (*.pdf)"), write)


def export_list(parent: QWidget, context: TabContext, wanted: Wanted, *, refused: Callable[[Refused], object]) -> None:
    """Write a list as a workbook."""

    def write(out: Path) -> None:
        exports, today = context.office.exports, context.today()
        task = context.runner.start(
            translate("files", "导出{name}").format(name=wanted.name),
            lambda task: exports.export(
                wanted.kind,
                out,
                villages=wanted.villages,
                households=wanted.households,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            ),
        )
        said = translate("files", "{name}：{rows} 行")
        task.succeeded.connect(
            lambda made: context.navigator.tell_file(said.format(name=wanted.name, rows=made.rows), out)
        )
        task.refused.connect(refused)

    _ask(parent, context, wanted, ".xlsx", translate("files", "Excel 工作簿 (*.xlsx)"), write)


def _ask(
    parent: QWidget, context: TabContext, wanted: Wanted, ending: str, kinds: str, then: Callable[[Path], None]
) -> None:
    folder = Path(context.memory.text_of(_FOLDER) or Path.home())
    place = wanted.villages[0] if len(wanted.villages) == 1 else ""
    parts = (wanted.name, place, context.today().isoformat())
    proposed = folder / ("-".join(filter(None, parts)) + ending)

    def chosen(out: Path) -> None:
        context.memory.keep(_FOLDER, str(out.parent))
        then(out)

    title = translate("files", "保存{name}").format(name=wanted.name)
    dialogs.choose_save_file(parent, title, kinds=kinds, proposed=proposed, then=chosen)
