"""A click on a figure of a report opens the list that it counts: of now, of a frozen report, of the request."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest

from app.ui.reports.catalogue import What
from app.ui.reports.figure_list import FigureList
from tests.services.papers.test_figures import links_of
from tests.services.papers.test_reports_and_exports import SUMMER
from tests.services.papers.test_reports_as_of import change_everything
from tests.services.papers.year import ACTOR
from tests.ui.reports.conftest import settled
from tests.ui.reports.test_reports import choose

PAGE_HEIGHT = 841.89


def click(reports, desk, qtbot, content: bytes, key: str) -> FigureList:
    """Click the middle of the figure's place on its page."""
    number, _, (left, bottom, right, top) = next(at for at in links_of(content) if at[1].endswith(f"figure/{key}"))
    reports.preview.view.go_to(number)
    place = QRectF(left, PAGE_HEIGHT - top, right - left, top - bottom)
    seen = reports.preview.view
    seen.go_to(number, place)
    at = seen.place_of(number, place).center()
    QTest.mouseClick(seen.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settled(desk, qtbot)
    return [found for found in reports.findChildren(FigureList) if found.isVisible()][-1]


def test_a_figure_of_a_report_opens_its_list(reports, desk, qtbot, tmp_path):
    choose(reports, desk, qtbot, What.REPORT, "D")
    desk.office.reports.preview("D", tmp_path / "d.pdf", today=SUMMER)
    shown = click(reports, desk, qtbot, (tmp_path / "d.pdf").read_bytes(), "listed")
    told = desk.office.reports.figure("D", "listed", today=SUMMER)
    assert shown.title.text() == f"监测程序内农户：{told.value}户，名单 {told.value} 行"
    assert shown.model.rows == told.rows
    asked = []
    desk.context.navigator.household_asked.connect(asked.append)
    shown.table.opened.emit(0)
    assert asked == [desk.year.homes[told.household_in(0)]]


def test_a_figure_of_a_frozen_report_opens_the_list_of_then(reports, desk, qtbot, tmp_path):
    desk.office.reports.stage_report("M", tmp_path / "m.pdf", actor=ACTOR, today=SUMMER)
    before = desk.office.reports.figure("M", "listed.persons", today=SUMMER)
    change_everything(desk.year)
    choose(reports, desk, qtbot, What.REPORT, "M")
    reports.what.stored.select_position(0)
    settled(desk, qtbot)
    shown = click(reports, desk, qtbot, (tmp_path / "m.pdf").read_bytes(), "listed.persons")
    assert shown.model.rows == before.rows
    assert "人，名单" in shown.title.text()


def test_a_figure_of_the_request_opens_its_list(reports, desk, qtbot, tmp_path):
    choose(reports, desk, qtbot, What.PAPER, "district_list")
    desk.office.papers.preview("district_list", tmp_path / "r.pdf", today=SUMMER)
    content = (tmp_path / "r.pdf").read_bytes()
    key = links_of(content)[0][1].rsplit("/", 1)[1]
    shown = click(reports, desk, qtbot, content, key)
    assert shown.told.unit == "户"
    assert len(shown.model.rows) == shown.told.value > 0
