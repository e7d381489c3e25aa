"""套表填报 in the window: a blank chosen, matched by keyboard, previewed, written, remembered."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.filling.catalogue import fields
from app.services.filling.inputs import Copies, Ids, Rows
from app.ui.common.a11y import nameless
from app.ui.roster.filling.page import FillingPage
from tests.services.filling import blanks
from tests.services.towns import found
from tests.ui.working import desk_over, press, replaced, settled, shown_text, type_cell


@pytest.fixture
def desk(office, runner, memory, theme):
    return desk_over(office, found(office.ledger, households=4, members=3), runner, memory, date(2020, 3, 20))


@pytest.fixture
def page(desk, qtbot):
    made = FillingPage(desk.context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    made.know_regions(desk.office.regions.tree())
    made.reload()
    settled(desk, qtbot)
    return made


def opened(page, desk, qtbot, path):
    page.open_blank(path)
    settled(desk, qtbot)


def test_names_of_fields_are_told_apart():
    titles = [field.title for field in fields().values()]
    assert len(set(titles)) == len(titles)


def test_nothing_chosen_says_what_to_do(page, desk, qtbot, tmp_path, monkeypatch):
    assert nameless(page) == []
    path = blanks.small(tmp_path / "空表.xlsx", ("姓名", "身份证号", "民族"))
    replaced(monkeypatch, "choose_open_files", lambda *_, then, **__: then([path]))
    press(page, "选择空白表")
    settled(desk, qtbot)
    assert page.file.text() == "空表.xlsx"
    assert nameless(page) == []


def test_a_heading_nobody_knows_is_matched_by_keyboard_and_remembered(page, desk, qtbot, tmp_path, monkeypatch):
    path, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "住哪里", "身份证号")), tmp_path / "填好.xlsx"
    opened(page, desk, qtbot, path)
    table = page.matching.table
    assert shown_text(table, 0, "state") == "已对上"
    assert (table.currentIndex().row(), shown_text(table, 1, "state")) == (1, "未对上")
    type_cell(table, "家庭住址", then=Qt.Key.Key_Return)
    assert shown_text(table, 1, "state") == "已对上"
    assert "未对上 0 项" in page.matching.told.text()
    assert "再看一次预览" in page.results.told.text()
    press(page, "预览")
    settled(desk, qtbot)
    assert "将填 4 户、12 行，插入 10 行" in page.results.told.text()
    assert page.results.shown.item(0, 1).text().startswith("红星村")
    assert shown_text(table, 1, "sample").startswith("红星村")
    assert not out.exists()

    replaced(monkeypatch, "choose_save_file", lambda *_, then, **__: then(out))
    press(page, "填好并保存")
    settled(desk, qtbot)
    assert "用途" in page.refusal.text
    assert not out.exists()
    told = []
    desk.context.navigator.file_made.connect(lambda text, file: told.append((text, file)))
    page.choice.purpose.setText("报区局核对")
    press(page, "填好并保存")
    settled(desk, qtbot)
    assert told == [("已填 4 户、12 行", out)]
    sheet = load_workbook(out).active
    assert sheet["B2"].value.startswith("红星村")
    assert len({sheet.cell(row, 3).value for row in range(2, 14)}) == 12
    opened(page, desk, qtbot, blanks.small(tmp_path / "又一张.xlsx", ("姓名", "住哪里", "身份证号"), given=20))
    assert "以前对照过" in page.matching.told.text()
    assert shown_text(table, 1, "field") == "家庭住址"


def test_whom_and_how_is_chosen(page, desk, qtbot, tmp_path):
    opened(page, desk, qtbot, blanks.small(tmp_path / "空表.xlsx", ("姓名", "身份证号", "民族"), given=40))
    choice = page.choice
    choice.rows.setCurrentIndex(choice.rows.findData(Rows.HOUSEHOLDS.value))
    choice.ids.setCurrentIndex(choice.ids.findData(Ids.LAST_TWO.value))
    choice.ids.activated.emit(choice.ids.currentIndex())
    assert not choice.purpose.isEnabled()
    choice.picker.set_value([desk.town.codes[1], desk.town.codes[2]])
    settled(desk, qtbot)
    assert not choice.villages.isEnabled()
    page.preview()
    settled(desk, qtbot)
    assert "将填 2 户、2 行。" in page.results.told.text()
    assert page.results.shown.item(0, 1).text().startswith("****************")
    choice.picker.set_value(None)
    choice.filters.setCurrentIndex(choice.filters.findText("脱贫户"))
    page.preview()
    settled(desk, qtbot)
    assert "没有选择任何户" in page.refusal.text


def test_too_few_rows_are_said_before_writing(page, desk, qtbot, tmp_path):
    opened(page, desk, qtbot, blanks.roster(tmp_path / "空表.xlsx"))
    page.choice.insert.setChecked(False)
    QTest.keyClick(page.matching.table, Qt.Key.Key_F5)
    settled(desk, qtbot)
    assert "只有 3 行空行" in page.refusal.text


def test_values_outside_a_list_are_listed(page, desk, qtbot, tmp_path):
    path = blanks.protected(tmp_path / "空表.xlsx")
    opened(page, desk, qtbot, path)
    page.choice.picker.set_value([desk.town.codes[0]])
    settled(desk, qtbot)
    page.preview()
    settled(desk, qtbot)
    assert page.results.tabs.tabText(1) == "没有填的单元格 3"
    assert "单元格已锁定" in page.results.notes.item(0).text()
    assert "工作表受保护" in page.matching.told.text()


def test_a_form_goes_into_a_folder_of_files(page, desk, qtbot, tmp_path, monkeypatch):
    opened(page, desk, qtbot, blanks.form(tmp_path / "采集表.xlsx"))
    assert page.choice.copies.isEnabled()
    assert not page.choice.rows.isEnabled()
    page.choice.copies.setCurrentIndex(page.choice.copies.findData(Copies.FILES.value))
    page.choice.purpose.setText("建档")
    out = tmp_path / "各户"
    replaced(monkeypatch, "choose_folder", lambda *_, then: then(out))
    press(page, "填好并保存")
    settled(desk, qtbot)
    assert page.refusal.text == ""
    assert len(list(out.iterdir())) == 4
    assert [row.name for row in desk.office.filling.remembered()] == ["采集表.xlsx"]


def test_a_hostile_file_is_refused_in_words(page, desk, qtbot, tmp_path):
    path = tmp_path / "加密.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    opened(page, desk, qtbot, path)
    assert "加密.xlsx" in page.refusal.text
    assert page.blank is None


def test_id_numbers_are_masked_on_the_screen_and_whole_in_the_file(page, desk, qtbot, tmp_path, monkeypatch):
    out = tmp_path / "填好.xlsx"
    opened(page, desk, qtbot, blanks.small(tmp_path / "空表.xlsx", ("姓名", "身份证号", "民族"), given=20))
    shown = page.results.shown.item(0, 1).text()
    assert shown.startswith("519999")
    assert "******" in shown
    assert "******" in shown_text(page.matching.table, 1, "sample")
    page.choice.purpose.setText("报区局核对")
    replaced(monkeypatch, "choose_save_file", lambda *_, then, **__: then(out))
    press(page, "填好并保存")
    settled(desk, qtbot)
    assert "*" not in load_workbook(out).active["B2"].value


def test_headings_about_households_alone_give_a_line_for_each_household(page, desk, qtbot, tmp_path):
    opened(page, desk, qtbot, blanks.small(tmp_path / "户表.xlsx", ("户主姓名", "身份证号", "家庭人口"), given=20))
    assert page.choice.rows.currentText() == "一行一户"
    assert "将填 4 户、4 行" in page.results.told.text()
    opened(page, desk, qtbot, blanks.small(tmp_path / "人表.xlsx", ("户主姓名", "姓名", "身份证号"), given=20))
    assert page.choice.rows.currentText() == "一行一人（户主在前）"
