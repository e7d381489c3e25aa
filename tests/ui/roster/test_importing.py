from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QComboBox, QLabel, QMessageBox, QPushButton

from app.models.household import Household
from tests.ui.roster.conftest import settled, shown

HEADER = ("村", "组", "户编号", "姓名", "证件号码", "与户主关系", "联系电话")
GOOD = (
    ("红星村", "1组", "519999000001", "王大山", "519999197005010013", "户主", "13800000001"),
    ("红星村", "2组", "519999000009", "赵新来", "519999198001010014", "户主", ""),
)


def write(file: Path, rows, header=HEADER) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows((header, *rows))
    return file


def button(page, text) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == text)


def words(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def page(roster):
    roster._turn_to(roster.importing)
    return roster.importing


def tab_titles(page) -> list[str]:
    return [page.details.tabText(n).split(" ")[0] for n in range(page.details.count())]


def test_a_file_is_looked_at_taken_in_and_taken_back(page, roster, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册.csv", GOOD)])
    settled(town, qtbot)
    assert "预览：还没有写入台账" in words(page)
    assert "户：新增 1，更新 1，不变 0" in words(page) or "户：新增 1" in words(page)
    assert page.may_close() != ""
    assert "赵新来" not in shown(roster)
    button(page, "确认导入").click()
    settled(town, qtbot)
    assert "已导入" in words(page)
    qtbot.waitUntil(lambda: "赵新来" in shown(roster))
    button(page, "撤销这次导入…").click()
    box = page.findChild(QMessageBox)
    next(b for b in box.buttons() if b.text() == "撤销导入").click()
    settled(town, qtbot)
    assert "已撤销" in words(page)
    qtbot.waitUntil(lambda: "赵新来" not in shown(roster))


def test_nothing_is_written_when_it_is_not_confirmed(page, roster, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册.csv", GOOD)])
    settled(town, qtbot)
    button(page, "不导入").click()
    settled(town, qtbot)
    assert page.may_close() == ""
    assert town.office.batches.batches() == ()


def test_refused_rows_say_why_and_go_into_a_workbook(page, town, qtbot, tmp_path):
    rows = (*GOOD, ("", "", "", "", "", "", "13800000005"))
    page.look_at([write(tmp_path / "花名册.csv", rows)])
    settled(town, qtbot)
    assert "没有导入的行" in tab_titles(page)
    page.write_errors(tmp_path / "未导入.xlsx")
    settled(town, qtbot)
    book = load_workbook(tmp_path / "未导入.xlsx")
    text = [str(cell.value) for row in book["未导入"].iter_rows() for cell in row if cell.value is not None]
    assert any(value == "4" for value in text)


def test_a_file_that_is_no_table_is_refused_kindly(page, town, qtbot, tmp_path):
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")
    page.look_at([file])
    settled(town, qtbot)
    assert page.bar.isVisible()
    assert "坏.xlsx" in page.bar.text
    assert button(page, "选择文件…").isVisible()


def test_a_file_without_one_good_row_shows_every_reason(page, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册.csv", [("", "", "", "", "", "", "1380000000")])])
    settled(town, qtbot)
    assert page.bar.isVisible()
    assert not button(page, "确认导入").isVisible()


def test_an_unknown_column_can_be_named_by_hand(page, town, qtbot, tmp_path):
    header = ("村", "组", "户编号", "姓名", "证件号码", "与户主关系", "能打通的号")
    page.look_at([write(tmp_path / "花名册.csv", GOOD, header)])
    settled(town, qtbot)
    assert "没认出的列" in tab_titles(page)
    box = page.mapping.findChildren(QComboBox)[-1]
    phone = next(n for n in range(box.count()) if "电话" in box.itemText(n))
    box.setCurrentIndex(phone)
    button(page.mapping, "按所选重新读取").click()
    settled(town, qtbot)
    assert "没认出的列" not in tab_titles(page)


def test_taking_back_names_what_was_touched_and_offers_the_rest(page, roster, town, qtbot, tmp_path, actor, today):
    page.look_at([write(tmp_path / "花名册.csv", GOOD)])
    settled(town, qtbot)
    button(page, "确认导入").click()
    settled(town, qtbot)
    batch = town.office.batches.batches()[0].id
    with town.office.ledger.transaction("test.touch", actor=actor, today=today) as tx:
        tx.session.query(Household).filter_by(code="519999000009").one().remark = "改过"
    page.undo_batch(batch)
    settled(town, qtbot)
    assert "519999000009" in page.bar.text
    button(page.bar, "撤销其余").click()
    settled(town, qtbot)
    assert "保留了后来改动过的" in words(page)
    history = roster.desk_pages.open("imports")
    settled(town, qtbot)
    assert [b.undone for b in history.batches.rows] == [True]


def test_other_kinds_are_chosen_on_the_page_and_say_their_columns(roster, town, qtbot, tmp_path):
    roster.begin_import()
    page = roster.importing
    page.kinds.setCurrentIndex(page.kinds.findText("收入表"))
    page.kinds.activated.emit(page.kinds.currentIndex())
    assert "须有的列" in words(page)
    header = ("户编号", "年度", "人均纯收入")
    page.look_at([write(tmp_path / "收入.csv", [("519999000002", "2019", "5100")], header)])
    settled(town, qtbot)
    if button(page, "确认导入").isVisible():
        button(page, "确认导入").click()
        settled(town, qtbot)
        assert town.office.batches.batches()[0].kind == "incomes"
    else:
        assert page.bar.isVisible()


def test_every_kind_says_what_it_needs(roster, town):
    page = roster.importing
    hints = set()
    for position in range(page.kinds.count()):
        page.choose_kind(page.kinds.itemData(position))
        hints.add(next(label.text() for label in page.findChildren(QLabel) if "须有的列" in label.text()))
    assert len(hints) == page.kinds.count() == len(town.office.imports.kinds())


def test_a_member_missing_from_the_file_is_listed_decided_and_one_press_away(page, roster, town, qtbot, tmp_path):
    asked = []
    town.context.navigator.household_asked.connect(asked.append)
    page.look_at([write(tmp_path / "花名册.csv", GOOD[:1])])
    settled(town, qtbot)
    button(page, "确认导入").click()
    settled(town, qtbot)
    history = roster.desk_pages.open("imports")
    settled(town, qtbot)
    qtbot.waitUntil(lambda: any("王小雨" in issue.message for issue in history.issues.rows))
    button(history, "去看这一户").click()
    assert "请先在下表中选" in history.bar.text
    missing = next(n for n, issue in enumerate(history.issues.rows) if "王小雨" in issue.message)
    history.issue_table.select_position(missing)
    button(history, "去看这一户").click()
    assert asked == [town.first]
    button(history, "已核对，保持台账").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: not any("王小雨" in issue.message for issue in history.issues.rows))
