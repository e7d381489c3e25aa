from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QMessageBox, QPushButton

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


def test_an_unknown_column_can_be_named_by_hand_and_is_known_the_next_time(page, roster, town, qtbot, tmp_path):
    header = ("村", "组", "户编号", "姓名", "证件号码", "与户主关系", "能打通的号")
    page.look_at([write(tmp_path / "花名册.csv", GOOD, header)])
    settled(town, qtbot)
    assert "没认出的列" in tab_titles(page)
    (box,) = [box for box in page.mapping.findChildren(QComboBox) if not box.isHidden()]
    page.details.setCurrentWidget(page.mapping)
    assert "13*******01" in words(page)
    phone = next(n for n in range(box.count()) if "电话" in box.itemText(n))
    box.setCurrentIndex(phone)
    button(page.mapping, "按所选重新读取").click()
    settled(town, qtbot)
    assert "没认出的列" not in tab_titles(page)
    page.findChild(QLineEdit, "sender").setText("红星村")
    button(page, "确认导入").click()
    settled(town, qtbot)
    page.look_at([write(tmp_path / "四月.csv", GOOD, header)])
    settled(town, qtbot)
    page.details.setCurrentWidget(page.mapping)
    assert "按上次的对应关系" in words(page)
    button(page, "不导入").click()
    settled(town, qtbot)
    history = roster.desk_pages.open("imports")
    settled(town, qtbot)
    (kept,) = history.remembered.rows
    assert (kept.sender, kept.choices[0][0]) == ("红星村", "能打通的号")
    history.remembered_table.select_position(0)
    button(history, "忘记所选的对应关系").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: history.remembered.rows == ())


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


def texts(table) -> list[str]:
    model = table.model()
    return [
        " ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


CHANGED = (
    ("红星村", "1组", "519999000001", "王大山", "519999197005010013", "户主", "13900000001"),
    ("红星村", "1组", "519999000002", "李秀英", "519999198001010014", "户主", "13900000002"),
)


def test_the_rows_add_up_and_each_changing_value_is_shown_narrowed_and_saved(page, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册20200401.csv", (*CHANGED, ("合计", "", "", "2人", "", "", "")))])
    settled(town, qtbot)
    assert "3 行＝新增 1＋更新 1＋不变 0＋合计签字行 1" in words(page)
    changes = page.details.changes
    page.details.setCurrentWidget(changes)
    shown = texts(changes.table)
    assert any("13900000001" in line for line in shown), shown
    assert changes.village.itemText(1).startswith("红星村")
    changes.field.setCurrentIndex(1)
    changes.field.activated.emit(1)
    assert 0 < changes.model.rowCount() < len(shown)
    changes.field.setCurrentIndex(0)
    changes.field.activated.emit(0)
    changes.search.setText("13900000001")
    qtbot.waitUntil(lambda: changes.model.rowCount() == 1)
    page.write_changes(tmp_path / "对照.xlsx")
    settled(town, qtbot)
    book = load_workbook(tmp_path / "对照.xlsx")
    cells = [str(cell.value) for row in book["值的变化"].iter_rows() for cell in row if cell.value is not None]
    assert "13900000001" in cells
    assert "哪边新" in cells


def test_files_may_be_let_fall_on_the_page(page, town, qtbot, tmp_path):
    mime = QMimeData()
    files = [write(tmp_path / f"{n}.csv", GOOD) for n in "ab"]
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    fall = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.dropEvent(fall)
    settled(town, qtbot)
    assert "a.csv、b.csv" in words(page)
    again = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    again.ignore()
    page.dragEnterEvent(again)
    assert not again.isAccepted()


def test_the_day_is_asked_where_the_file_has_none(page, town, qtbot, tmp_path, actor, today):
    page.look_at([write(tmp_path / "花名册.csv", CHANGED)])
    settled(town, qtbot)
    assert "没有数据日期" in words(page)
    day = page.findChild(QLineEdit, "data_on")
    day.setText("2020-04-01")
    button(page, "按此日期重新比对").click()
    settled(town, qtbot)
    assert "没有数据日期" not in words(page)
    page.details.setCurrentWidget(page.details.changes)
    assert all("2020-04-01" in line for line in texts(page.details.changes.table))
    page.look_at([write(tmp_path / "花名册20200402.csv", CHANGED)])
    settled(town, qtbot)
    assert not day.isVisible()


def test_a_sheet_can_be_left_out(page, town, qtbot, tmp_path):
    book = Workbook()
    for name, rows in (("红星村", GOOD[:1]), ("石桥村", GOOD[1:])):
        sheet = book.create_sheet(name)
        for row in (HEADER, *rows):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "花名册20200401.xlsx")
    page.look_at([tmp_path / "花名册20200401.xlsx"])
    settled(town, qtbot)
    assert "2 行＝" in words(page)
    page.details.setCurrentWidget(page.details.sheets)
    box = next(box for box in page.details.sheets.findChildren(QCheckBox) if "石桥村" in box.text())
    box.setChecked(False)
    button(page.details.sheets, "按所选重新读取").click()
    settled(town, qtbot)
    assert "1 行＝" in words(page)
    box = next(box for box in page.details.sheets.findChildren(QCheckBox) if "石桥村" in box.text())
    assert not box.isChecked()


def test_an_unknown_village_is_answered_on_the_spot(page, town, qtbot, tmp_path):
    rows = [("新桥村", *GOOD[1][1:])]
    page.look_at([write(tmp_path / "花名册20200401.csv", rows)])
    settled(town, qtbot)
    assert not button(page, "确认导入").isVisible()
    button(page, "对应村名…").click()
    settled(town, qtbot)
    panel = page.findChild(QDialog)
    box = panel.findChild(QComboBox)
    assert box.itemText(0) == "新建“新桥村”"
    assert box.currentText() == ""  # it sounds like none of ours: somebody has to say
    button(panel, "确定并重新读取").click()
    assert panel.isVisible()
    box.hidePopup()
    box.setCurrentIndex(box.findText("石桥村"))
    button(panel, "确定并重新读取").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: button(page, "确认导入").isVisible())
    assert "新增 1" in words(page)


def test_a_slip_in_a_village_name_proposes_the_village_that_is_meant(page, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册20200401.csv", [("石乔村", *GOOD[1][1:])])])
    settled(town, qtbot)
    button(page, "对应村名…").click()
    settled(town, qtbot)
    assert page.findChild(QDialog).findChild(QComboBox).currentText() == "石桥村"


def test_the_numbering_of_the_rows_is_no_unknown_column(page, town, qtbot, tmp_path):
    page.look_at([write(tmp_path / "花名册20200401.csv", [("1", *GOOD[0])], ("序号", *HEADER))])
    settled(town, qtbot)
    tabs = [page.details.tabText(place) for place in range(page.details.count())]
    assert "列的对应" in tabs


def test_a_list_of_another_kind_can_be_read_as_that(page, town, qtbot, tmp_path):
    header = ("户编号", "年度", "户主姓名", "工资性收入", "生产经营净收入", "纯收入")
    row = ("519999000002", "2019", "李秀英", "4000", "1100", "5100")
    page.look_at([write(tmp_path / "收入20200401.csv", [row], header)])
    settled(town, qtbot)
    button(page, "改按“收入表”导入").click()
    settled(town, qtbot)
    assert "1 行＝新增 1" in words(page)
    button(page, "确认导入").click()
    settled(town, qtbot)
    assert town.office.batches.batches()[0].kind == "incomes"
