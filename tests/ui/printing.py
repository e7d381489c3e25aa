"""Printers for tests: a QPrinter into a PDF file in place of the machines that this computer has or lacks."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QPushButton

from app.ui.common import printers
from app.ui.common.paper_window import PaperWindow
from app.ui.common.print_form import PrintForm

A4, A3, LETTER = (QPageSize(getattr(QPageSize.PageSizeId, name)) for name in ("A4", "A3", "Letter"))


@dataclass
class Machines:
    """The printers of the test: every job is a PDF file in the folder."""

    folder: Path
    paper: QPageSize = field(default_factory=lambda: A4)
    papers: frozenset[QPageSize.PageSizeId] = frozenset()
    has_duplex: bool = False
    jobs: list[Path] = field(default_factory=list)
    made: list[QPrinter] = field(default_factory=list)
    is_broken: bool = False

    def make(self, name: str) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        out = self.folder / f"job{len(self.jobs) + 1}.pdf"
        self.jobs.append(out)
        printer.setOutputFileName(str(self.folder / "没有的夹" / "x.pdf") if self.is_broken else str(out))
        self.made.append(printer)
        return printer

    def traits(self, _: str) -> printers.PrinterTraits:
        return printers.PrinterTraits(self.paper, self.papers, self.has_duplex)


def machines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    """Put these printers in place of the computer's own."""
    found = Machines(folder)
    monkeypatch.setattr(printers, "names", lambda: ("办公室打印机", "会议室打印机"))
    monkeypatch.setattr(printers, "make", found.make)
    monkeypatch.setattr(printers, "traits", found.traits)
    return found


def printed_images(out: Path) -> list[QImage]:
    """The picture on every page of a file that a printer wrote."""
    found = []
    for page in pypdf.PdfReader(out).pages:
        (image,) = page.images
        found.append(QImage.fromData(_png(image.image), "PNG"))
    return found


def _png(image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def print_form() -> PrintForm:
    """The questions before printing that are on the screen."""
    forms = [w for w in QApplication.allWidgets() if isinstance(w, PrintForm) and w.isVisible()]
    assert len(forms) == 1
    return forms[0]


def say_print(**values: object) -> None:
    """Answer the questions and press 打印."""
    form = print_form()
    form.form.set_values(values)
    buttons = form.window().findChildren(QDialogButtonBox)[0].findChildren(QPushButton)
    next(button for button in buttons if button.text() == "打印").click()


def paper_window(qtbot) -> PaperWindow:
    """The paper that is shown in a window of its own, once its first pages are there."""
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, PaperWindow) and w.isVisible()]
    assert len(shown) == 1
    qtbot.waitUntil(lambda: shown[0].preview.page_count > 0, timeout=20_000)
    return shown[0]


def keep_paper(qtbot, file: Path) -> str:
    """Keep the paper that is shown as this file and close its window; returns the name that was proposed."""
    window = paper_window(qtbot)
    window.save.click()
    chooser = window.findChild(QFileDialog)
    proposed = Path(chooser.selectedFiles()[0]).name
    with qtbot.waitSignal(window.kept, timeout=30_000):
        chooser.fileSelected.emit(str(file))
        chooser.close()
    window.close()
    return proposed


def keep_at_once(qtbot) -> None:
    """Keep the paper that is shown where a test has answered the question for the file already."""
    window = paper_window(qtbot)
    with qtbot.waitSignal(window.kept, timeout=30_000):
        window.save.click()
    window.close()


def said_in_window(qtbot) -> str:
    """Why the paper that was asked for cannot be shown; its window is closed then."""
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, PaperWindow) and w.isVisible())
    qtbot.waitUntil(lambda: bool(window.preview.empty.text), timeout=20_000)
    said = window.preview.empty.text
    window.close()
    return said
