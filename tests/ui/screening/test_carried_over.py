from __future__ import annotations

import csv
from datetime import date

from app.ui.screening import strip
from app.ui.screening.finder import HouseholdFinder
from tests.ui.conftest import compose
from tests.ui.screening.conftest import column, dialog_of, press, select, settled, words

HEADER = ("户编号", "户主", "类别", "风险1")


def write(file, rows, header=HEADER):
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows((header, *rows))
    return file


def test_an_empty_list_says_what_fills_it(open_tab, town, qtbot):
    view = open_tab(strip.CARRIED)
    assert "还没有自动纳入的户" in words(view.page)


def test_a_list_is_taken_in_and_its_unmatched_rows_wait(open_tab, town, qtbot, tmp_path):
    view = open_tab(strip.CARRIED)
    page = view.page
    importing = page.turn_to_import("carried-over")
    file = write(
        tmp_path / "两摸底名单.csv", [("A1", "户主A1", "脱贫监测户", "因病"), ("X9", "没有人", "边缘户", "因学")]
    )
    importing.look_at([file])
    settled(town, qtbot)
    assert "未导入 1" in words(importing)
    press(importing, "确认导入")
    settled(town, qtbot)
    press(importing, "关闭")
    assert column(page.table, "code") == ["A1"]
    assert column(page.table, "risks") == ["因病"]
    assert column(page.table, "source") == ["两摸底名单"]
    assert page.lists.tabText(1) == "未匹配 1"
    assert view.strip.button(strip.CARRIED).text() == "自动纳入 1"
    assert town.state("A1") == "monitored"
    page.lists.setCurrentIndex(1)
    page.unmatched_table.selectAll()
    press(page, "所选记为已处理")
    settled(town, qtbot)
    assert page.lists.tabText(1) == "未匹配 0"


def test_a_single_household_is_taken_in_by_hand(open_tab, town, qtbot):
    view = open_tab(strip.CARRIED)
    press(view.page, "单户自动纳入…")
    finder = dialog_of(view.page).findChild(HouseholdFinder)
    compose(finder, "户主A2")
    settled(town, qtbot)
    finder.take_first()
    press(dialog_of(view.page), "办理这一户")
    settled(town, qtbot)
    form = view.pane.step.form
    assert view.pane.tabs.currentWidget() is view.pane.step
    form.set_values({"source_list": "2019年两摸底", "category": "unstable_exited"})
    view.pane.step.save.click()
    settled(town, qtbot)
    assert town.state("A2") == "monitored"
    assert column(view.page.table, "code") == ["A2"]


def test_outside_the_stage_the_step_is_grey_and_says_why(open_tab, town, qtbot):
    town.day = date(2020, 4, 2)
    view = open_tab(strip.CARRIED)
    view.show_household(town.ids["A1"])
    settled(town, qtbot)
    asked = []
    town.context.navigator.settings_asked.connect(asked.append)
    button = view.pane.steps.button("propose")
    button.click()
    assert "3月20日" in view.pane.steps.reasons.text
    press(view.pane.steps, "开补办单…")
    assert asked == ["permits:propose:A1"]


def test_a_case_that_moved_on_keeps_its_place_in_the_list(open_tab, town, qtbot):
    from app.services.cases.request import parse_step

    given = parse_step({"source_list": "名单", "category": "unstable_exited"}, today=town.day)
    town.office.cases.take("carry_over", households=["A1", "A3"], given=given, actor=town.actor, today=town.day)
    view = open_tab(strip.CARRIED)
    assert column(view.page.table, "state") == ["监测中", "监测中"]
    select(view.page.table, "code", "A3")
    view.page.table.opened.emit(view.page.table.current_id())
    settled(town, qtbot)
    assert view.pane.household_id == town.ids["A3"]
    assert "本户已在程序中" in view.pane.reasons.text
