"""当天台账: an evening chosen in the window, its counts, what differs from now, one household of then, and the file."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.enums import CaseState
from app.ui.common.a11y import nameless
from app.ui.reports.past.page import PastPage
from app.ui.reports.view import ReportsTab
from tests.services.towns import found
from tests.ui.working import Desk, desk_over, press, replaced, settled

TODAY = date(2020, 6, 1)


@pytest.fixture
def desk(office, runner, memory, theme) -> Desk:
    town = found(office.ledger, households=3)
    town.bring_to("monitored", *town.codes[:2])
    town.act("remove", (5, 20), town.codes[0], today=date(2020, 5, 22), cause="wrong", decision_no="区退1号")
    return desk_over(office, town, runner, memory, TODAY)


@pytest.fixture
def page(desk: Desk, qtbot) -> PastPage:
    view = ReportsTab(desk.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    view.show_list("past:2020-05-21")
    settled(desk, qtbot)
    made = view.page("past")
    assert isinstance(made, PastPage)
    return made


def cell(page: PastPage, row: int, key: str) -> str:
    keys = [column.key for column in page.model.columns]
    return str(page.model.index(row, keys.index(key)).data() or "")


def test_an_evening_is_counted_and_what_was_typed_later_is_said_apart(desk, page):
    said = page.summary.text()
    assert "2020-05-21 晚上：3 户 6 人" in said
    assert "监测户 2" in said
    assert "监测中 2" in said
    assert "1 步发生在当天及以前、之后才录入" in said
    assert [row.then.state for row in page.model.rows] == [CaseState.MONITORED] * 2
    assert [village.households for village in page.villages.rows] == [3]
    assert nameless(page.window()) == []


def test_what_differs_names_the_change_and_who_made_it(desk, page, qtbot):
    page.show_what("differs")
    assert [row.code for row in page.model.rows] == [desk.town.codes[0]]
    assert "办理状态：监测中→已退出" in cell(page, 0, "differs")
    assert cell(page, 0, "last") == "退出 王测"
    page.table.opened.emit(page.model.id_at(0))
    settled(desk, qtbot)
    assert page.pane.isVisible()
    assert len(page.pane.members.rows) == 2
    assert [change.why for change in page.pane.changes.rows] == ["识别有误"]
    asked = []
    page.household_asked.connect(lambda household_id, *_: asked.append(household_id))
    press(page.pane, "打开这户现在的页面")
    assert asked == [page.model.rows[0].household_id]


def test_the_day_moves_with_the_buttons_and_a_day_ahead_is_refused(desk, page, qtbot):
    press(page, "后一天")
    settled(desk, qtbot)
    assert page.past is not None
    assert page.past.on == date(2020, 5, 22)
    assert page.past.late_steps == 0
    assert "就是现在的样子" in page.summary.text()
    page.day.line.selectAll()
    QTest.keyClicks(page.day.line, "6-2")
    QTest.keyClick(page.day.line, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert "还没有到" in page.bar.text
    assert page.model.rows == ()
    page.show_what("2020-03-01")
    settled(desk, qtbot)
    assert "最早的记录" in page.bar.text
    assert not page.export.isEnabled()


def test_the_shown_households_leave_as_a_workbook(desk, page, qtbot, monkeypatch, tmp_path):
    out = tmp_path / "当晚.xlsx"
    replaced(monkeypatch, "choose_save_file", lambda *_, then, **__: then(out))
    page.show_what("all")
    press(page, "导出 Excel")
    settled(desk, qtbot)
    sheet = openpyxl.load_workbook(out)["逐户"]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert set(desk.town.codes) <= set(told)
    assert "退出" in told
