from __future__ import annotations

from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from sqlalchemy import func, select

from app.models.household import Household
from app.models.papers import PrintRecord
from app.services.households import RosterQuery
from app.services.papers.kinds import kinds
from app.services.papers.shelves import shelves
from app.ui.common import printers, printing
from app.ui.common.a11y import nameless
from app.ui.common.page_view import Fit
from app.ui.common.tasks import Task
from app.ui.reports.catalogue import What
from app.ui.reports.papers_page import PapersPage
from tests.services.papers.year import ACTOR
from tests.ui.printing import LETTER, print_form, printed_images, say_print
from tests.ui.reports.conftest import SUMMER, settled
from tests.ui.working import say_purpose

RGB = QImage.Format.Format_RGB32


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
    apart = ["stage_report", "month_report", "quarter_report", "year_report", "bulletin"]
    assert sorted([*listed, *apart]) == sorted(kinds())
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


def test_a_month_is_reported_from_the_catalogue(reports, desk, qtbot, tmp_path: Path):
    entries = {entry.code: entry for entry in reports.catalogue.entries}
    assert entries["month_report/2020-04"].name == "2020年4月月报 ❄"
    assert entries["month_report/2020-04"].count == "4月30日"
    choose(reports, desk, qtbot, What.REPORT, "month_report/2020-04")
    assert "截至2020年4月30日" in shown_text(reports)
    assert desk.office.papers.snapshots(kind="month_report") == ()
    desk.office.period_reports.write("month_report/2020-05", tmp_path / "5.pdf", actor=ACTOR, today=SUMMER)
    desk.office.period_reports.write("month_report/2020-04", tmp_path / "4.pdf", actor=ACTOR, today=SUMMER)
    settled(desk, qtbot)
    assert ["2020年4月" in row.title for row in reports.what.stored_model.rows] == [True]
    choose(reports, desk, qtbot, What.REPORT, "bulletin/2020-04")
    assert "防止返贫监测帮扶工作及时情况的通报" in shown_text(reports)


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
    assert [s.title for s in book.worksheets[2:4]] == ["数字索引", "附表1"]


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


def test_pages_go_to_the_printer_at_300_dpi(reports, desk, qtbot, office_printers, tmp_path: Path):
    choose(reports, desk, qtbot, What.REPORT, "L")
    pages = reports.preview.page_count
    said: list[str] = []
    desk.context.navigator.said.connect(said.append)
    reports.print.click()
    say_print(pages="2-")
    assert reports.may_close() == "还有文书正在打印。"
    settled(desk, qtbot)
    assert said[-1] == f"录入阶段报告已送打印机：{pages - 1} 页。"
    assert len(pypdf.PdfReader(office_printers.jobs[0]).pages) == pages - 1
    assert office_printers.made[0].resolution() == printing.DPI
    assert len(desk.office.papers.snapshots(kind="stage_report")) == 1
    assert reports.may_close() == ""
    settled(desk, qtbot)


def printed(desk, kind: str) -> int:
    with desk.office.ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(PrintRecord).where(PrintRecord.kind == kind)) or 0


def test_a_paper_is_printed_when_the_printer_took_it(reports, desk, qtbot, office_printers):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    documents, before = reports.catalogue.current().row.documents, printed(desk, "visit_form")
    assert documents > 1
    reports.print.click()
    say_print(pages="1", sides="even")
    assert "没有选到任何一页" in print_form().form.bar.text
    say_print(pages="第一页", sides="all")
    assert "页码看不懂" in print_form().form.bar.text
    say_print(pages="1-2")
    settled(desk, qtbot)
    assert printed(desk, "visit_form") - before == 1, "a form has two pages: only the first came out whole"
    reports.print.click()
    say_print(pages="", sides="odd")
    settled(desk, qtbot)
    some = printed(desk, "visit_form")
    reports.print.click()
    say_print(sides="even")
    settled(desk, qtbot)
    assert printed(desk, "visit_form") - some == documents, "odd and even pages together are the whole"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_what_the_printer_did_not_take_is_not_remembered(reports, desk, qtbot, office_printers):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    before = printed(desk, "visit_form")
    office_printers.is_broken = True
    reports.print.click()
    say_print()
    settled(desk, qtbot)
    assert "打印机没有接收“入户走访表”" in reports.what.bar.text
    assert printed(desk, "visit_form") == before
    office_printers.is_broken = False
    next(b for b in reports.what.bar.findChildren(QPushButton) if "续打" in b.text()).click()
    say_print()
    settled(desk, qtbot)
    assert printed(desk, "visit_form") > before


def test_printing_is_cancelled_and_goes_on_at_the_next_page(reports, desk, qtbot, office_printers):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    pages, before = reports.preview.page_count, printed(desk, "visit_form")
    started: list[Task] = []
    desk.context.runner.started.connect(started.append)
    reports.print.click()
    say_print()
    task = started[-1]
    assert task.name == "打印入户走访表"
    assert not task.is_quiet, "the status bar shows it with its Cancel"
    task.progressed.connect(lambda done, total: task.cancel() if (total, done) == (pages, 2) else None)
    settled(desk, qtbot)
    assert "已取消打印" in reports.what.bar.text
    assert printed(desk, "visit_form") == before
    rest = next(b for b in reports.what.bar.findChildren(QPushButton) if "续打" in b.text())
    rest.click()
    first = print_form().form.values()["pages"]
    say_print()
    settled(desk, qtbot)
    assert len(pypdf.PdfReader(office_printers.jobs[1]).pages) == pages - int(str(first).split("-")[0]) + 1
    assert printed(desk, "visit_form") - before == reports.catalogue.current().row.documents


def test_a_printer_with_other_paper_says_so(reports, desk, qtbot, office_printers):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    office_printers.paper = LETTER
    office_printers.papers = frozenset({LETTER.id()})
    reports.print.click()
    assert "Letter" in print_form().note.text()
    assert "不支持 A4 纸" in print_form().note.text()
    assert "只打奇数页" in print_form().note.text()


def test_without_a_printer_the_way_is_the_pdf(reports, desk, qtbot, monkeypatch):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    monkeypatch.setattr(printers, "names", lambda: ())
    reports.print.click()
    assert "没有安装打印机" in reports.what.bar.text
    assert "存为PDF" in reports.what.bar.text


@pytest.mark.parametrize(
    ("what", "code"),
    [(What.REPORT, "D"), (What.PAPER, "visit_form"), (What.PAPER, "ledger"), (What.PAPER, "notification")],
    ids=["official letter", "form with code", "landscape list", "notice"],
)
def test_preview_and_paper_are_pixel_equal(reports, desk, qtbot, office_printers, what, code):
    choose(reports, desk, qtbot, what, code)
    if code == "D":  # a report gets its number when it is kept: the kept one is what preview and paper show
        desk.office.reports.stage_report("D", office_printers.folder / "d.pdf", actor=ACTOR, today=SUMMER)
        reports.reload()
        choose(reports, desk, qtbot, what, code)
        reports.what.stored.select_position(0)
        settled(desk, qtbot)
    view = reports.preview.view
    view.set_fit(Fit.FACTOR, printing.DPI / view.logicalDpiX())
    shown = [shown_page(view, qtbot, page) for page in range(min(2, view.page_count))]
    reports.print.click()
    say_print(pages="1-2")
    settled(desk, qtbot)
    assert [image.convertToFormat(RGB) for image in printed_images(office_printers.jobs[0])] == shown


def shown_page(view, qtbot, page: int) -> QImage:
    view.go_to(page)
    qtbot.waitUntil(lambda: view.image_of(page) is not None, timeout=10_000)
    return view.image_of(page).convertToFormat(RGB)


def test_a_kind_that_is_asked_for_before_the_catalogue_is_read_is_shown_then(desk, qtbot):
    view = PapersPage(desk.context)
    qtbot.addWidget(view)
    view.show_what("visit_form")
    settled(desk, qtbot)
    assert view.catalogue.current().code == "visit_form"
    assert "入户走访表" in shown_text(view)


def test_an_empty_form_is_shown_and_asks_for_nobody(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    box = reports.what.batch
    assert box.stage.isVisible()
    box.blank.click()
    settled(desk, qtbot)
    assert reports.preview.page_count > 0
    assert "红星村" not in shown_text(reports)
    assert not reports.what.village.isVisible()
    assert not box.stage.isVisible()
    assert not reports.split.isVisible()
    choose(reports, desk, qtbot, What.PAPER, "ledger")
    assert not box.blank.isVisible()
    assert not box.order.isVisible()


def test_stage_and_order_narrow_and_sort_what_is_printed(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    box = reports.what.batch
    whole = shown_text(reports)
    box.order.set_value("name")
    settled(desk, qtbot)
    assert len(shown_text(reports)) == len(whole)
    box.stage.set_value("monitored")
    settled(desk, qtbot)
    assert shown_text(reports) != whole


def test_double_sides_begin_every_document_on_a_front_side(reports, desk, qtbot):
    choose(reports, desk, qtbot, What.PAPER, "notification")
    single = reports.preview.page_count
    reports.what.batch.duplex.click()
    settled(desk, qtbot)
    assert reports.preview.page_count == 2 * single - 1


def test_every_household_gets_a_file_of_its_own(reports, desk, qtbot, tmp_path: Path):
    choose(reports, desk, qtbot, What.PAPER, "visit_form")
    said: list[str] = []
    desk.context.navigator.file_made.connect(lambda text, _: said.append(text))
    assert reports.split.isVisible()
    reports.by_household.trigger()
    chooser = reports.findChild(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path))
    chooser.close()
    settled(desk, qtbot)
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) > 1
    assert said == [f"已存 {len(files)} 个文件（共 {len(files)} 个）。"]
    choose(reports, desk, qtbot, What.PAPER, "district_list")
    assert not reports.split.isVisible()


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
