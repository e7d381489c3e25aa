"""From a paper to the printer: asks how, draws, sends page by page in the background, remembers what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.ui.common import dialogs, printers
from app.ui.common.context import TabContext
from app.ui.common.page_ranges import PageChoice, written
from app.ui.common.print_form import PrintForm
from app.ui.common.printing import PrintRun, PrintWish, pdf_of, send_pages
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext
from app.worker.temp import private_folder

A4_ONLY = frozenset({QPageSize.PageSizeId.A4})


@dataclass(frozen=True, slots=True)
class Printable:
    """A paper that can be sent: ``draw`` writes it, ``remember`` notes that these pages (from 0) of it came out.

    ``key`` is equal for what is the same paper: odd and even pages sent one after the other belong together.
    ``is_as_seen``: what the preview shows is what is sent; a report gets its number only when it is kept.
    """

    name: str
    draw: Callable[[Path, TaskContext], object]
    remember: Callable[[object, frozenset[int]], object] | None = None
    key: object = None
    is_as_seen: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """A whole paper as the preview shows it, and what drawing it returned."""

    content: bytes
    made: object

    @property
    def pages(self) -> int:
        """How many pages it has."""
        buffer, document = pdf_of(self.content)
        count = document.pageCount()
        document.close()
        buffer.close()
        return count


@dataclass(slots=True)
class _Sent:
    """Which pages of one paper came out so far."""

    key: object = None
    count: int = 0
    pages: set[int] = field(default_factory=set)


class PaperPrinting(QObject):
    """Prints one paper at a time; refusals and what is left to be printed are said in the page's bar."""

    ended = Signal(bool)  # whether the printer took all of it

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar
        self._sent = _Sent()
        self.is_printing = False

    def ask(
        self,
        paper: Printable,
        *,
        seen: Seen | None = None,
        sizes: frozenset[QPageSize.PageSizeId] = A4_ONLY,
        choice: PageChoice | None = None,
    ) -> QDialog | None:
        """Ask which printer and which pages, then print; ``seen`` is None while not all of it is drawn yet."""
        self._bar.clear()
        names = printers.names()
        if not names:
            self._bar.show_sentences([self.tr("这台电脑没有安装打印机。请先装好打印机，或存为PDF拿到别处打印。")])
            return None
        form = PrintForm(names, pages=seen.pages if seen else 0, sizes=sizes or A4_ONLY, choice=choice or PageChoice())

        def go(dialog: QDialog) -> None:
            if form.check():
                dialog.accept()
                self._print(paper, printers.make(form.printer_name), form.wish, seen if paper.is_as_seen else None)

        title = self.tr("打印{name}").format(name=paper.name)
        return dialogs.panel(self._page, title, form, do=self.tr("打印"), then=go)

    def _print(self, paper: Printable, printer: QPrinter, wish: PrintWish, seen: Seen | None) -> None:
        run = PrintRun()
        if self._sent.key != paper.key:
            self._sent = _Sent(paper.key)
        sent = self._sent
        printer.setDocName(paper.name)

        def work(task: TaskContext) -> PrintRun:
            drawn = seen or _draw(paper, task)
            return _carry_out(paper, drawn, printer, wish, run, sent, task)

        self.is_printing = True
        task = self._context.runner.start(self.tr("打印{name}").format(name=paper.name), work)
        task.succeeded.connect(lambda _: self._on_ended(paper, run, wish, seen))
        task.cancelled.connect(lambda: self._on_stopped(paper, run, wish, seen))
        task.refused.connect(self._bar.show_refusal)
        task.finished.connect(self._on_finished)

    def _on_finished(self) -> None:
        self.is_printing = False

    def _on_ended(self, paper: Printable, run: PrintRun, wish: PrintWish, seen: Seen | None) -> None:
        if run.accepted:
            said = self.tr("{name}已送打印机：{count} 页。")
            self._context.navigator.say(said.format(name=paper.name, count=len(run.pages)))
        elif not run.pages:
            self._bar.show_sentences([self.tr("没有选到任何一页，没有打印。")])
        else:
            said = self.tr("打印机没有接收“{name}”（送出 {done} / {count} 页）。请检查打印机的连接和纸张。")
            self._bar.show_sentences([said.format(name=paper.name, done=run.done, count=len(run.pages))])
            self._offer_rest(paper, run, wish, seen)
        self.ended.emit(run.accepted)

    def _on_stopped(self, paper: Printable, run: PrintRun, wish: PrintWish, seen: Seen | None) -> None:
        said = self.tr("“{name}”已取消打印（送出 {done} / {count} 页），没有记为已打印。")
        self._bar.show_sentences([said.format(name=paper.name, done=run.done, count=len(run.pages))])
        self._offer_rest(paper, run, wish, seen)
        self.ended.emit(False)

    def _offer_rest(self, paper: Printable, run: PrintRun, wish: PrintWish, seen: Seen | None) -> None:
        """After a jam: on from the page at which it stopped. Whoever goes on holds the pages before it."""
        rest = run.pages[run.done :]
        if not rest:
            return
        choice = PageChoice(written(rest), backwards=wish.pages.backwards)

        def go_on() -> None:
            self._sent.pages |= run.sent
            self.ask(paper, seen=seen, choice=choice)

        self._bar.offer(self.tr("从第 {page} 页续打…").format(page=rest[0] + 1), go_on)


def _draw(paper: Printable, task: TaskContext) -> Seen:
    with private_folder() as folder:
        out = folder / "paper.pdf"
        made = paper.draw(out, task)
        return Seen(out.read_bytes(), made)


def _carry_out(
    paper: Printable, drawn: Seen, printer: QPrinter, wish: PrintWish, run: PrintRun, sent: _Sent, task: TaskContext
) -> PrintRun:
    """In the background: send, remember."""
    send_pages(drawn.content, printer, wish, run, on_progress=task.progress)
    if not run.accepted:
        return run
    if sent.count not in (0, run.total):
        sent.pages.clear()  # the paper has changed since
    sent.count = run.total
    sent.pages |= run.sent
    if paper.remember is not None:
        paper.remember(drawn.made, frozenset(sent.pages))
    return run
