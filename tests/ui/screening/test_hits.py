from __future__ import annotations

import csv
from datetime import date

from pypdf import PdfReader
from PySide6.QtWidgets import QToolButton

from app.ui.common.a11y import nameless
from app.ui.common.editors import MoneyEditor
from app.ui.common.paper_files import Wanted
from app.ui.screening import strip
from tests.ui.conftest import compose
from tests.ui.screening.conftest import column, fill_dialog, press, settled, words


def chips(page):
    return {button.text() for button in page.chips.findChildren(QToolButton)}


def test_nothing_found_yet_says_what_screening_would_find_and_runs_it(open_tab, town, qtbot):
    view = open_tab(strip.HITS)
    assert "按现在的数据筛查，会命中 4 户。" in words(view)
    press(view.page, "按方案筛查")
    settled(town, qtbot)
    assert sorted(column(view.page.table, "code")) == ["A1", "A2", "A3", "B1"]
    assert view.strip.button(strip.HITS).text() == "筛查 4（未答 4）"
    assert view.page.lists.tabText(1) == "缺数据 2"
    assert "命中名单与现在的数据一致。" in words(view)


def test_screening_after_the_stage_is_grey_and_says_its_window(open_tab, town, qtbot):
    view = open_tab(strip.HITS)
    town.day = date(2020, 4, 1)
    view.page.reload()
    settled(town, qtbot)
    view.page.run.button("run").click()
    assert "3月20日" in view.page.run.reasons.text
    assert "3月24日" in view.page.run.reasons.text
    assert town.office.screening.hits(today=town.day) == []


def test_filters_by_village_and_chip_narrow_both_lists(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    page = view.page
    page.village.setCurrentIndex(page.village.findData("青山村"))
    assert column(page.table, "code") == ["B1"]
    assert column(page.unknown_table, "missing") == ["预计人均纯收入"]
    page.village.setCurrentIndex(0)
    assert {"脱贫监测户 4", "村未答复 4", "有苗头 2"} <= chips(page)
    view.search("A2")
    assert column(page.table, "code") == ["A2"]


def test_another_line_says_at_once_who_comes_in_and_saves_only_when_asked(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    page = view.page
    money = page.line.findChild(MoneyEditor)
    money.set_value(600_000)
    settled(town, qtbot)
    assert "青山村 +1/−0（没有保存）" in words(page)
    assert town.office.plans.current(town.day).plan.line_fen == 500_000
    money.set_value(300_000)
    settled(town, qtbot)
    assert "红星村 +0/−3，青山村 +0/−1" in words(page)
    press(page.line, "存为方案的新版本…")
    fill_dialog(page, "保存", reason="省定收入线调整")
    settled(town, qtbot)
    assert town.office.plans.current(town.day).plan.line_fen == 300_000
    assert "现在筛查会多出 0 户、减少 4 户" in words(page)


def test_the_reason_sheet_of_a_hit_a_stranger_and_an_unknown(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    view.page.table.select_position(0)
    view.page.table.opened.emit(view.page.table.current_id())
    settled(town, qtbot)
    said = view.pane.reasons.text
    assert "预计人均纯收入低于收入线" in said
    assert "预计人均纯收入：4,000 元（导入）　国家系统导出，2020-01-10" in said
    assert "住房安全：不安全　国家系统导出，2020-01-10" in said
    compose(view.finder, "富户")
    settled(town, qtbot)
    view.finder.take_first()
    settled(town, qtbot)
    assert view.pane.household_id == town.ids["R1"]
    assert "富户　1人" in words(view.pane)
    view.show_household(town.ids["U1"])
    settled(town, qtbot)
    assert "还缺：预计人均纯收入" in view.pane.reasons.text
    assert nameless(view) == []


def test_a_closed_step_says_why_and_an_open_one_opens_its_form(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.HITS)
    view.show_household(town.ids["R1"])
    settled(town, qtbot)
    bar = view.pane.steps
    bar.button("propose").click()
    assert view.pane.tabs.currentWidget() is view.pane.step
    view.show_household(town.ids["A1"])
    settled(town, qtbot)
    bar.button("propose").click()
    view.pane.step.form.set_values({"origin": "hit", "basis": "村核算人均4000元"})
    assert view.pane.step.form.value("category") == "unstable_exited"
    view.pane.step.save.click()
    settled(town, qtbot)
    assert town.state("A1") == "proposed"


def test_reason_sheets_are_printed_for_the_listed_households(open_tab, town, qtbot, tmp_path):
    town.screened()
    view = open_tab(strip.HITS)
    told = []
    town.context.navigator.file_made.connect(lambda text, file: told.append((text, file)))
    target = tmp_path / "理由单.pdf"
    view.page.papers.print_to(target, Wanted("reason_sheet", "筛查理由单", households=["A1", "R1"]))
    settled(town, qtbot)
    qtbot.waitUntil(lambda: bool(told))
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) == 2
    assert "命中" in pages[0]
    assert "未命中" in pages[1]
    assert told == [("筛查理由单：2 份 2 页", target)]


def test_incomes_that_were_missing_come_from_a_file(open_tab, town, qtbot, tmp_path):
    town.screened()
    view = open_tab(strip.HITS)
    file = tmp_path / "收入核算.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows([("户编号", "户主", "人均纯收入"), ("U1", "缺户", "3200")])
    importing = view.page.turn_to_import("incomes")
    importing.look_at([file])
    settled(town, qtbot)
    press(importing, "确认导入")
    settled(town, qtbot)
    press(importing, "关闭")
    settled(town, qtbot)
    assert "现在筛查会多出 1 户、减少 0 户" in words(view.page)
    view.page.run.button("run").click()
    settled(town, qtbot)
    assert "U1" in column(view.page.table, "code")
