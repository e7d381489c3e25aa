from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from app.models.household import Household
from app.services.households import RosterQuery
from app.services.papers.kinds import kinds
from app.services.papers.shelves import shelves
from app.ui.common import printing
from app.ui.common.a11y import nameless
from app.ui.common.printing import PagePrinter, chosen_pages
from app.ui.reports.catalogue import What
from tests.services.papers.year import ACTOR
from tests.ui.reports.conftest import SUMMER, settled
from tests.ui.working import say_purpose


def squeeze(text: str) -> str:
    return "".join(text.split())


def words(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def choose(reports, desk, qtbot, what: What, code: str) -> None:
    assert reports.catalogue.choose(what, code)
    settled(desk, qtbot)


def shown_text(reports) -> str:
    return squeeze("".join(reports.preview.text_of(page) for page in range(reports.preview.page_count)))


def test_every_kind_stands_once_in_the_catalogue():
    listed = [kind for shelf in shelves() for kind in shelf.kinds]
    assert sorted([*listed, "stage_report"]) == sorted(kinds())
    assert len(listed) == len(set(listed))
    assert sum(shelf.has_reports for shelf in shelves()) == 1
    assert "其他" not in [shelf.name for shelf in shelves()]


def test_the_catalogue_says_what_is_ready(reports, desk):
    entries = {(entry.what, entry.code): entry for entry in reports.catalogue.entries}
    assert entries[What.REPORT, "D"].name == "评定阶段报告 ❄"
    assert entries[What.REPORT, "D"].count == "4月10日"
    assert not entries[What.REPORT, "C"].is_ready
    assert entries[What.PAPER, "village_report"].count == str(entries[What.PAPER, "village_report"].row.documents)
    assert not entries[What.PAPER, "carry_forward_list"].is_ready
    assert entries[What.LIST, "roster"].count == "Excel"


def test_a_report_is_looked_at_without_being_frozen(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.REPORT, "D")
    text = shown_text(reports)
    assert "评定阶段工作报告" in text
    assert "预览，未存档" in text
    assert desk.office.papers.snapshots(kind="stage_report") == ()


def test_a_report_is_kept_as_pdf_and_listed_among_the_frozen(reports, desk, qtbot, tmp_path: Path):
    choose(reports, desk, qtbot, What.REPORT, "D")
    reports.pdf.click()
    chooser = reports.findChild(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "d.pdf"))
    chooser.close()
    settled(desk, qtbot)
    kept = (tmp_path / "d.pdf").read_bytes()
    settled(desk, qtbot)
    stored = reports.what.stored_model.rows
    assert [row.number for row in stored] == [1]
    reports.what.stored.select_position(0)
    settled(desk, qtbot)
    assert "存档第1号" in shown_text(reports)
    assert reports.what.back.isVisible()
    reports.pdf.click()
    chooser = [d for d in reports.findChildren(QFileDialog) if d.isVisible()][-1]
    chooser.fileSelected.emit(str(tmp_path / "again.pdf"))
    chooser.close()
    settled(desk, qtbot)
    assert (tmp_path / "again.pdf").read_bytes() == kept
    reports.what.back.click()
    settled(desk, qtbot)
    assert "预览，未存档" in shown_text(reports)


def test_the_frozen_reports_of_other_stages_are_not_shown(reports, desk, qtbot, tmp_path: Path):
    desk.office.reports.stage_report("P", tmp_path / "p.pdf", actor=ACTOR, today=SUMMER)
    choose(reports, desk, qtbot, What.REPORT, "Z")
    assert reports.what.stored_model.rows == ()
    choose(reports, desk, qtbot, What.REPORT, "P")
    assert len(reports.what.stored_model.rows) == 1


def test_the_lists_behind_a_report_come_out_as_a_workbook(reports, desk, qtbot, tmp_path: Path):
    choose(reports, desk, qtbot, What.REPORT, "L")
    reports.excel.click()
    say_purpose(qtbot)
    chooser = reports.findChild(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "l.xlsx"))
    chooser.close()
    settled(desk, qtbot)
    book = openpyxl.load_workbook(tmp_path / "l.xlsx")
    assert len(book.worksheets) == 2


def test_a_village_narrows_what_is_printed(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    whole = reports.preview.page_count
    reports.what.village.set_value("红星村")
    settled(desk, qtbot)
    assert 0 < reports.preview.page_count < whole
    assert "石桥村" not in shown_text(reports)


def test_one_household_is_printed_alone(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "notification")
    whole = reports.preview.page_count
    code = desk.year.found["struck"][0]
    reports.what.households.search.setText(f"{code} {code}")
    settled(desk, qtbot)
    assert reports.what.households.codes == (code,)
    assert reports.preview.page_count <= whole


def test_what_cannot_be_printed_says_why(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "carry_forward_list")
    assert reports.preview.page_count == 0
    assert "现在没有可打印的“年末结转清单”" in reports.preview.empty.text
    assert not reports.print.isEnabled()
    assert "自动出现" in words(reports.what)


def test_a_ledger_is_exported(reports, desk, qtbot, tmp_path: Path):
    choose(reports, desk, qtbot, What.LIST, "cases")
    assert not reports.print.isEnabled()
    next(b for b in reports.preview.findChildren(QPushButton) if b.text() == "导出Excel…").click()
    say_purpose(qtbot, "")
    say_purpose(qtbot, "迎接检查")
    chooser = reports.findChild(QFileDialog)
    said: list[str] = []
    desk.context.navigator.file_made.connect(lambda text, _: said.append(text))
    chooser.fileSelected.emit(str(tmp_path / "cases.xlsx"))
    chooser.close()
    settled(desk, qtbot)
    assert said == ["监测程序名单已导出。"]
    assert openpyxl.load_workbook(tmp_path / "cases.xlsx").worksheets[0].max_row > 3


def test_an_older_preview_never_comes_back(reports, desk, qtbot):
    for code in ("P", "Z", "D", "L"):
        assert reports.catalogue.choose(What.REPORT, code)
    settled(desk, qtbot)
    assert "录入阶段工作报告" in shown_text(reports)


def test_a_paper_printed_before_a_change_is_marked(reports, desk, qtbot, tmp_path: Path):
    count = desk.office.papers.print("visit_form", tmp_path / "v.pdf", actor=ACTOR, today=SUMMER).documents
    assert count
    row = desk.office.households.find_ids(RosterQuery(case_states=("listed",)))[0]
    with desk.office.ledger.transaction("test.phone", actor=ACTOR, today=SUMMER) as tx:
        tx.session.get_one(Household, row).phone = "13911112222"
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    settled(desk, qtbot)
    assert "打印后内容有变化：1 户" in words(reports.what)
    reports.what.only_outdated.click()
    settled(desk, qtbot)
    assert len(reports.what.households.codes) == 1
    assert "13911112222" in shown_text(reports)


def test_pages_go_to_the_printer_at_300_dpi(reports, desk, qtbot, tmp_path: Path):
    choose(reports, desk, qtbot, What.REPORT, "L")
    pages = reports.preview.page_count
    reports.print.click()
    dialog = reports.findChild(QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, pages)
    said: list[str] = []
    desk.context.navigator.said.connect(said.append)
    dialog.done(1)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: bool(said) and said[-1].endswith("已送打印机。"), timeout=30_000)
    assert len(pypdf.PdfReader(tmp_path / "out.pdf").pages) == pages - 1
    assert printer.resolution() == printing.DPI
    assert len(desk.office.papers.snapshots(kind="stage_report")) == 1
    settled(desk, qtbot)


def test_pages_can_come_out_backwards_and_be_stopped(reports, desk, qtbot, tmp_path: Path):
    out = tmp_path / "r.pdf"
    desk.office.reports.stage_report("L", out, actor=ACTOR, today=SUMMER)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert chosen_pages(printer, 3) == (2, 1, 0)
    run = PagePrinter(out.read_bytes(), printer)
    ends: list[bool] = []
    run.finished.connect(ends.append)
    run.printed.connect(lambda *_: run.cancel())
    run.start()
    qtbot.waitUntil(lambda: ends == [False])


def test_other_tabs_lead_here(reports, desk, qtbot):
    reports.show_what("visit_form")
    assert reports.catalogue.current().code == "visit_form"
    reports.show_what("M")
    assert reports.catalogue.current().what is What.REPORT
    settled(desk, qtbot)


def test_every_input_has_a_name(reports, desk, qtbot):
    for what, code in ((What.PAPER, "visit_form"), (What.REPORT, "D"), (What.LIST, "roster")):
        choose(reports, desk, qtbot, what, code)
        assert nameless(reports) == []
