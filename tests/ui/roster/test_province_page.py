"""上级疑点清单: taken in, filtered, mapped, answered, given back, all in the window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.services.province.book import Side
from app.services.province.words import AnswerState
from app.ui.common.a11y import nameless
from app.ui.roster.province import ProvincePage
from tests.services.files.making import xlsx
from tests.ui.roster.conftest import settled

TITLES = ["村", "姓名", "证件号码", "户编号", "疑点类型", "疑点说明", "核实情况"]


def button(widget, text) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())


@pytest.fixture
def page(roster, town, actor, today, qtbot) -> ProvincePage:
    town.office.findings.check(actor=actor, today=today)
    made = roster.desk_pages.open("province")
    settled(town, qtbot)
    return made


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    rows = [
        ["红星村", "李秀英", "", "519999000002", "没有参加居民医保和职工医保", "未参保", ""],
        ["红星村", "王大山", "519999197005010013", "", "某种新疑点", "说不清", ""],
        ["石桥村", "欧阳建军", "", "519999000003", "民族为空", "", ""],
    ]
    return xlsx(tmp_path / "三月疑点.xlsx", [["县疑点清单"], TITLES, *rows])


def take(page, listed, town, act, qtbot):
    page.read_file(listed)
    settled(town, qtbot)
    act.press("导入")
    qtbot.waitUntil(lambda: len(page.model.rows) > 0)
    settled(town, qtbot)


def show(page, box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_an_empty_page_says_what_fills_it_and_has_the_button(page):
    assert "还没有上级下发的疑点清单" in page.empty.text
    assert page.answer.isEnabled() is False
    assert any(b.text() == "导入清单…" for b in page.empty.findChildren(QPushButton))


def test_what_was_read_is_shown_before_it_is_taken_in(page, listed, town, act, qtbot):
    page.read_file(listed)
    settled(town, qtbot)
    assert "共 3 条" in act.text
    assert "有 1 类疑点没有对应的规则" in act.text
    act.choose("“某种新疑点”（1 条）是哪条规则", "2_01_001")
    act.press("导入")
    qtbot.waitUntil(lambda: len(page.model.rows) > 0)
    taken = {row.rule_text: row.rule_code for row in page.model.rows if row.id > 0}
    assert taken["某种新疑点"] == "2_01_001"


def test_entries_are_filtered_by_whose_they_are(page, listed, town, act, qtbot):
    take(page, listed, town, act, qtbot)
    assert nameless(page) == []
    assert page.table.horizontalHeader().length() <= page.table.viewport().width()
    show(page, page.sides, Side.BOTH)
    assert [row.name for row in page.model.rows] == ["李秀英"]
    show(page, page.sides, Side.OURS)
    assert all(row.id < 0 for row in page.model.rows)
    show(page, page.sides, None)
    show(page, page.kinds, "unmatched")
    assert [row.name for row in page.model.rows] == ["王大山", "欧阳建军"]


def test_many_are_answered_at_once_and_go_back_on_their_sheet(page, listed, town, act, qtbot, tmp_path):
    take(page, listed, town, act, qtbot)
    page.table.selectAll()
    button(page, "答复…").click()
    act.choose("答复", "属实")
    act.press("保存")
    assert "须写明情况说明" in act.text
    act.type("说明", "已入户核实")
    act.press("保存")
    qtbot.waitUntil(lambda: all(row.state is AnswerState.TRUE for row in page.model.rows if row.id > 0))
    summary = town.office.province.lists()[0]
    target = tmp_path / "反馈.xlsx"
    page.files.write(page.answering.export_job(summary, "报县局"), target)
    settled(town, qtbot)
    qtbot.waitUntil(target.exists)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [sheet.cell(n, 7).value for n in (3, 4, 5)] == ["属实：已入户核实"] * 3
    assert sheet["C4"].value == "519999197005010013"


def test_what_we_know_already_is_taken_over(page, listed, town, actor, today, act, qtbot):
    one = next(row for row in town.office.findings.find() if row.code == "2_01_008" and row.member_name == "李秀英")
    town.office.findings.exempt(one.id, row_version=one.row_version, reason="在外省参保", actor=actor, today=today)
    take(page, listed, town, act, qtbot)
    show(page, page.kinds, "proposed")
    assert [row.name for row in page.model.rows] == ["李秀英"]
    page.table.selectAll()
    button(page, "采用处理结果").click()
    settled(town, qtbot)
    show(page, page.kinds, None)
    qtbot.waitUntil(lambda: any(row.note == "在外省参保" for row in page.model.rows))


def test_a_household_and_a_rule_are_named_by_hand(page, listed, town, act, qtbot):
    take(page, listed, town, act, qtbot)
    other = next(n for n, row in enumerate(page.model.rows) if row.name == "欧阳建军")
    page.table.select_position(other)
    button(page, "指定农户…").click()
    settled(town, qtbot)
    act.press("保存")
    assert not act.is_open, act.text
    qtbot.waitUntil(lambda: all(row.is_matched for row in page.model.rows))
    unknown = next(n for n, row in enumerate(page.model.rows) if row.rule_text == "某种新疑点")
    page.table.select_position(unknown)
    button(page, "指定规则…").click()
    act.choose("本镇的规则", "2_01_001")
    act.press("记住")
    qtbot.waitUntil(lambda: all(row.rule_code for row in page.model.rows))


def test_a_press_goes_to_the_household(roster, page, listed, town, act, qtbot):
    take(page, listed, town, act, qtbot)
    page.table.select_position(next(n for n, row in enumerate(page.model.rows) if row.name == "王大山"))
    button(page, "去看这户").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: roster.pane.dossier is not None and roster.pane.dossier.head.household_id == town.first)


def test_a_file_without_a_list_is_refused_in_the_bar(page, town, tmp_path, qtbot):
    page.read_file(xlsx(tmp_path / "空表.xlsx", [["一", "二"], ["三", "四"]]))
    settled(town, qtbot)
    assert "空表.xlsx" in page.bar.text


def test_a_list_is_taken_out_again(roster, page, listed, town, act, qtbot):
    take(page, listed, town, act, qtbot)
    page.answering.remove(town.office.province.lists()[0])
    box = next(b for b in roster.findChildren(QMessageBox) if b.isVisible())
    next(b for b in box.buttons() if b.text() == "删除清单").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: town.office.province.lists() == [])
    qtbot.waitUntil(lambda: page.model.rows == ())
