"""Pages in the window and on paper: the same pixels, the pages that were asked for, bounded memory."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas

from app.ui.common.page_ranges import PageChoice, Sides, written
from app.ui.common.page_view import Fit
from app.ui.common.preview import Preview
from app.ui.common.printing import DPI, PrintRun, PrintWish, page_image, pdf_of, send_pages
from tests.ui.printing import printed_images

WORDS = "Ordinary household"


def pdf(pages: int, *, size: tuple[float, float] = A4, links: bool = False) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for page in range(1, pages + 1):
        canvas.drawString(72, size[1] - 72, f"{WORDS} number {page}")
        canvas.rect(60, 60, size[0] - 120, size[1] - 160)
        if links:
            canvas.linkURL("shouwang:figure/households", (72, size[1] - 80, 300, size[1] - 60), relative=0)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_printer(out: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    return printer


@pytest.fixture
def preview(qtbot, theme) -> Preview:
    shown = Preview()
    qtbot.addWidget(shown)
    shown.resize(700, 800)
    shown.show()
    return shown


def drawn(preview: Preview, qtbot, page: int) -> QImage:
    qtbot.waitUntil(lambda: preview.view.image_of(page) is not None, timeout=10_000)
    found = preview.view.image_of(page)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        ("1-3,5,8-", (1, 2, 3, 5, 8, 9)),
        ("１－３，５、８至", (1, 2, 3, 5, 8, 9)),
        (" 2 - 4 ", (2, 3, 4)),
        ("-2;9", (1, 2, 9)),
        ("5,1,5", (5, 1)),
        ("20-", ()),
    ],
)
def test_pages_are_read_as_people_write_them(text, pages):
    choice = PageChoice(text)
    assert choice.is_readable
    assert choice.of(9) == tuple(page - 1 for page in pages)


@pytest.mark.parametrize("text", ["第一页", "0", "5-2", "1--", "-", "1.5"])
def test_what_cannot_be_read_as_pages_is_said(text):
    assert not PageChoice(text).is_readable or text == "1--"


def test_odd_and_even_pages_backwards():
    assert PageChoice("", Sides.ODD).of(5) == (0, 2, 4)
    assert PageChoice("", Sides.EVEN, backwards=True).of(5) == (3, 1)
    assert written((2, 3, 4, 8, 6)) == "3-5,7,9"


@pytest.mark.parametrize("size", [A4, landscape(A4), landscape(A3)], ids=["A4", "A4 landscape", "A3 landscape"])
def test_the_paper_has_the_size_of_its_pages(qapp, tmp_path: Path, size):
    printer, run = pdf_printer(tmp_path / "out.pdf"), PrintRun()
    send_pages(pdf(1, size=size), printer, PrintWish(), run, on_progress=lambda *_: None)
    assert run.accepted
    box = pypdf.PdfReader(tmp_path / "out.pdf").pages[0].mediabox
    assert (round(box.width), round(box.height)) == (pytest.approx(size[0], abs=1.5), pytest.approx(size[1], abs=1.5))
    assert printer.resolution() == DPI


def test_copies_come_out_set_by_set_or_page_by_page(qapp, tmp_path: Path):
    for collate, order in ((True, (0, 1, 0, 1)), (False, (0, 0, 1, 1))):
        run = PrintRun()
        wish = PrintWish(copies=2, collate=collate)
        send_pages(pdf(2), pdf_printer(tmp_path / f"{collate}.pdf"), wish, run, on_progress=lambda *_: None)
        assert run.pages == order
        assert len(pypdf.PdfReader(tmp_path / f"{collate}.pdf").pages) == 4


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_noticed(qapp, tmp_path: Path):
    run = PrintRun()
    printer = pdf_printer(tmp_path / "没有的夹" / "out.pdf")
    send_pages(pdf(2), printer, PrintWish(), run, on_progress=lambda *_: None)
    assert not run.accepted
    assert run.done == 0


def test_preview_and_paper_are_the_same_pixels(preview, qtbot, tmp_path: Path):
    content = pdf(1)
    preview.show_pdf(content)
    preview.view.set_fit(Fit.FACTOR, DPI / preview.view.logicalDpiX())
    shown = drawn(preview, qtbot, 0)
    send_pages(content, pdf_printer(tmp_path / "out.pdf"), PrintWish(), PrintRun(), on_progress=lambda *_: None)
    (printed,) = printed_images(tmp_path / "out.pdf")
    assert (shown.width(), shown.height()) == (2480, 3508)
    assert shown.convertToFormat(QImage.Format.Format_RGB32) == printed.convertToFormat(QImage.Format.Format_RGB32)


def test_what_is_painted_in_the_window_is_what_was_drawn(preview, qtbot):
    preview.show_pdf(pdf(1))
    preview.view.set_fit(Fit.FACTOR, 0.5)
    image = drawn(preview, qtbot, 0)
    corner = preview.view.place_of(0, _nowhere()).topLeft()
    shot = preview.view.viewport().grab().toImage().copy(corner.x(), corner.y(), image.width(), image.height())
    shot.setDevicePixelRatio(1)
    assert shot.convertToFormat(QImage.Format.Format_RGB32).copy(2, 2, 200, 200) == image.convertToFormat(
        QImage.Format.Format_RGB32
    ).copy(2, 2, 200, 200)


def _nowhere():
    return QRectF(0, 0, 0, 0)


def test_pages_are_turned_and_zoomed(preview, qtbot):
    preview.show_pdf(pdf(6))
    view = preview.view
    assert preview.list.isVisible()
    preview.turn(1)
    assert (preview.page, preview.number.value()) == (1, 2)
    QTest.keyClicks(preview.number, "5")
    preview.number.setValue(5)
    assert preview.page == 4
    assert preview.size_box.currentText() == "适合宽度"
    width = drawn(preview, qtbot, 4).width()
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert drawn(preview, qtbot, preview.page).width() > width
    preview.size_box.setCurrentIndex(1)
    preview.size_box.activated.emit(1)
    assert drawn(preview, qtbot, preview.page).height() <= view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert preview.page == 0


def test_a_short_paper_has_no_page_list(preview):
    preview.show_pdf(pdf(3))
    assert not preview.list.isVisible()


def test_text_is_found_on_every_page(preview, qtbot):
    preview.show_pdf(pdf(5))
    preview.search.setText("number 3")
    qtbot.waitUntil(lambda: preview.hits.text() == "1 / 1 处", timeout=10_000)
    qtbot.waitUntil(lambda: preview.page == 2)
    preview.search.setText(WORDS)
    qtbot.waitUntil(lambda: preview.hits.text().endswith("/ 5 处"), timeout=10_000)
    preview.search.setText("nobody")
    qtbot.waitUntil(lambda: preview.hits.text() == "没有找到", timeout=10_000)


def test_a_click_on_a_figure_asks_for_its_list(preview, qtbot):
    preview.show_pdf(pdf(2, links=True))
    drawn(preview, qtbot, 0)
    place = preview.view.place_of(0, QRectF(100, 70, 10, 4)).center()
    with qtbot.waitSignal(preview.link_clicked) as heard:
        QTest.mouseClick(preview.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == ["shouwang:figure/households"]
    assert preview.view.link_at(QPoint(5, 5)) == ""


def test_a_long_document_takes_no_more_than_its_share(preview, qtbot):
    preview.show_pdf(pdf(200))
    preview.view.set_fit(Fit.FACTOR, 2.0)
    for page in range(0, 200, 4):
        preview.view.go_to(page)
        drawn(preview, qtbot, page)
    assert preview.view.kept_bytes <= 48 * 1024 * 1024


def test_a_page_on_white_stays_white(qapp):
    buffer, document = pdf_of(pdf(1))
    assert document.status() is QPdfDocument.Status.Ready
    image = page_image(document, 0, 50)
    assert image.pixelColor(1, 1).name() == "#ffffff"
    buffer.close()
