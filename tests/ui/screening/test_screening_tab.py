from __future__ import annotations

from PySide6.QtCore import Qt

from app.ui.common.a11y import nameless
from app.ui.screening import strip
from app.ui.screening.view import screening_tab
from tests.ui.screening.conftest import column, press, select, settled, words


def test_every_task_opens_and_every_input_has_a_name(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    for key in strip.TASKS:
        view.strip.button(key).click()
        settled(town, qtbot)
        assert view.page is view.pages[key]
    assert nameless(view) == []


def test_another_tab_may_ask_for_a_task_and_a_household(open_tab, town, qtbot):
    view = open_tab(strip.HITS)
    view.show_list(strip.SUMMARY)
    assert view.strip.button(strip.SUMMARY).isChecked()
    view.show_list("no such list")
    view.show_household(town.ids["A1"])
    settled(town, qtbot)
    assert view.split.is_pane_open()
    assert "户主A1" in words(view.pane)
    opened = []
    town.context.navigator.household_asked.connect(opened.append)
    press(view.pane, "打开农户")
    assert opened == [town.ids["A1"]]


def test_a_page_that_was_not_shown_is_read_again_when_it_is(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.SUMMARY)
    view.show_task(strip.HITS)
    settled(town, qtbot)
    town.at(21).reported("A1")
    settled(town, qtbot)
    assert view.strip.button(strip.SUMMARY).text() == "镇级汇总 1"
    view.show_task(strip.SUMMARY)
    settled(town, qtbot)
    assert column(view.page.table, "code") == ["A1"]


def test_the_cursor_stays_where_it_was_after_a_write_elsewhere(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    select(view.page.table, "code", "A2")
    town.at(21).reported("A1")
    settled(town, qtbot)
    assert view.page.table.current_id() == town.ids["A2"]


def test_escape_shuts_the_pane_and_ctrl_f_searches_any_household(open_tab, town, qtbot):
    view = open_tab(strip.HITS)
    view.show_household(town.ids["A1"])
    settled(town, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.split.is_pane_open()
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(view.finder.hasFocus)


def test_no_page_is_wider_than_a_small_screen(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    view.split.open_pane()
    for key in strip.TASKS:
        view.show_task(key)
        settled(town, qtbot)
        assert view.minimumSizeHint().width() <= 1366, key


def test_the_tab_opens_on_the_work_that_is_due(town, qtbot):
    for step, due in ((None, strip.HITS), (town.screened, strip.VILLAGES)):
        if step:
            step()
        view = screening_tab(town.context)
        qtbot.addWidget(view)
        settled(town, qtbot)
        assert view.strip.button(due).isChecked()
        assert view.may_close() == ""
