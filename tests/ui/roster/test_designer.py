"""名册设计 in a real window: choose, change, look, keep, export, print."""

from __future__ import annotations

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton

from app.services.rosters.design import Condition, Digits, Subject
from app.services.rosters.design import Test as Asks
from app.ui.common.a11y import nameless
from app.ui.common.form_builder import Form
from app.ui.roster.designer.page import RosterDesigner
from tests.ui.roster.conftest import settled
from tests.ui.working import replaced, say_purpose


def press(parent, text: str) -> None:
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent)]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def page(roster, town, qtbot) -> RosterDesigner:
    made = roster.desk_pages.open("rosters")
    assert isinstance(made, RosterDesigner)
    settled_twice(town, qtbot)
    return made


def settled_twice(town, qtbot) -> None:
    """The list of rosters, and the rows of the first one."""
    for _ in range(3):
        settled(town, qtbot)
        QApplication.processEvents()


def shown(page: RosterDesigner, column: str) -> list[str]:
    table = page.preview.table
    model = table.model()
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(table.columnCount())]
    return [str(model.index(row, titles.index(column)).data()) for row in range(table.rowCount())]


def open_roster(page: RosterDesigner, name: str, town, qtbot) -> None:
    page.shelf.stand_on(name)
    settled_twice(town, qtbot)


def test_ready_made_lists_show_their_rows_at_once_and_say_where_they_do_not_apply(page, town, qtbot):
    assert page.name.text() == "脱贫户花名册"
    assert shown(page, "户主姓名") == ["王大山"]
    assert page.preview.count.text() == "共 1 行。条件：户类型是脱贫户"
    assert not page.save.isEnabled()
    assert not page.drop.isEnabled()
    open_roster(page, "大病和医疗救助花名册", town, qtbot)
    assert shown(page, "姓名") == ["李秀英"]
    open_roster(page, "退役军人花名册", town, qtbot)
    assert "不适用" in page.bar.text
    assert "退役军人服务站" in page.bar.text
    assert "没有符合条件的" in page.preview.count.text()


def test_every_input_has_a_name(page, qtbot):
    page.conditions.add_empty()
    assert nameless(page) == []


def test_columns_are_added_found_moved_renamed_and_dropped_by_keyboard(page, town, qtbot):
    page.columns.search.setText("年龄")
    page.subject.setCurrentIndex(page.subject.findData(Subject.PERSONS))
    page.subject.activated.emit(0)
    tree = page.columns.tree
    item = next(tree.topLevelItem(0).child(n) for n in range(tree.topLevelItem(0).childCount())
                if tree.topLevelItem(0).child(n).text(0) == "年龄")  # fmt: skip
    assert not item.isHidden()
    tree.setCurrentItem(item)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    settled_twice(town, qtbot)
    listed = page.columns.list
    assert listed.columns()[-1].field == "person.age"
    for _ in range(2):
        QTest.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert listed.columns()[-3].field == "person.age"
    listed.rename("岁数")
    settled_twice(town, qtbot)
    assert shown(page, "岁数")
    before = len(listed.columns())
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert len(listed.columns()) == before - 1


def test_a_blank_column_is_asked_by_its_name(page, town, qtbot):
    press(page, "空白列…")
    qtbot.waitUntil(lambda: any(d.isVisible() for d in page.findChildren(QDialog)))
    dialog = next(d for d in page.findChildren(QDialog) if d.isVisible())
    dialog.findChild(Form).set_values({"title": "本人签字"})
    press(dialog, "确定")
    settled_twice(town, qtbot)
    assert shown(page, "本人签字") == [""]


def test_a_filter_is_put_together_and_seen_while_it_is_typed(page, town, qtbot):
    open_roster(page, "监测户家庭成员花名册", town, qtbot)
    page.conditions.show_conditions(Subject.PERSONS, ())
    press_tab(page, 1)
    press(page.conditions, "加一个条件")
    (row,) = page.conditions.rows
    row.field.choose("person.age")
    row.field.field_chosen.emit("person.age")
    assert page.conditions.conditions() == ()
    QTest.keyClicks(row.high, "15")
    settled_twice(town, qtbot)
    assert shown(page, "姓名") == ["王小雨"]
    assert "年龄不大于15" in page.preview.count.text()
    QTest.keyClicks(row.high, "x")
    settled_twice(town, qtbot)
    assert "不是数" in page.preview.count.text()
    QTest.keyClick(row.high, Qt.Key.Key_Backspace)
    press(page.conditions, "加一个条件")
    second = page.conditions.rows[1]
    second.field.choose("facts.health")
    second.field.field_chosen.emit("facts.health")
    join = second.findChildren(type(page.subject))[0]
    join.setCurrentIndex(1)
    join.activated.emit(1)
    action = next(a for a in second.words.menu().actions() if a.text() == "患有大病")
    action.trigger()
    settled_twice(town, qtbot)
    assert set(shown(page, "姓名")) == {"王小雨", "李秀英"}
    assert page.conditions.conditions()[1] == Condition("facts.health", Asks.IS, ("患有大病",), is_or=True)


def press_tab(page: RosterDesigner, number: int) -> None:
    page.tabs.setCurrentIndex(number)
    QApplication.processEvents()


def test_a_roster_is_copied_kept_changed_and_deleted(page, roster, town, qtbot, monkeypatch):
    said: list[str] = []
    town.context.navigator.said.connect(said.append)
    press(page, "复制")
    settled_twice(town, qtbot)
    assert page.name.text() == "脱贫户花名册（副本）"
    page.name.setText("三月脱贫户")
    press(page, "保存")
    settled_twice(town, qtbot)
    assert said[-1] == "名册“三月脱贫户”已保存，第 1 版"
    assert page.shelf.entry("三月脱贫户") is not None
    page.style_editor.title.setText("石门镇三月脱贫户")
    press(page, "保存")
    settled_twice(town, qtbot)
    assert said[-1].endswith("第 2 版")
    replaced(monkeypatch, "confirm", lambda *_, then, **__: then())
    press(page, "删除")
    settled_twice(town, qtbot)
    assert page.shelf.entry("三月脱贫户") is None
    assert page.name.text() == "脱贫户花名册"


def test_a_name_that_is_taken_is_refused_in_the_bar(page, town, qtbot):
    press(page, "新建")
    page.name.setText("低保人员花名册")
    page.name.textEdited.emit("")
    press(page, "保存")
    settled_twice(town, qtbot)
    assert "现成名册的名称" in page.bar.text


def test_export_asks_the_purpose_only_for_whole_numbers(page, town, qtbot, tmp_path, monkeypatch):
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    files = []
    town.context.navigator.file_made.connect(lambda _, file: files.append(file))
    press(page, "导出 Excel")
    settled_twice(town, qtbot)
    assert [file.suffix for file in files] == [".xlsx"]
    page.style_editor.ids.setCurrentIndex(page.style_editor.ids.findData(Digits.WHOLE))
    page.style_editor.ids.activated.emit(0)
    press(page, "导出 Excel")
    say_purpose(qtbot, "发村核实")
    settled_twice(town, qtbot)
    rows = list(openpyxl.load_workbook(files[1]).worksheets[0].iter_rows(values_only=True))
    assert "519999197005010013" in rows[3]
    press(page, "打印 PDF")
    say_purpose(qtbot, "发村核实")
    settled_twice(town, qtbot)
    assert "王大山" in pypdf.PdfReader(files[2]).pages[0].extract_text()


def test_the_list_s_export_leads_here_with_its_households(roster, town, qtbot):
    roster.list.look_for("李秀英")
    settled(town, qtbot)
    roster.outputs.export_list()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in roster.findChildren(QDialog)))
    dialog = next(d for d in roster.findChildren(QDialog) if d.isVisible())
    press(dialog, "改为按名册导出…")
    settled_twice(town, qtbot)
    page = roster.desk_pages.open("rosters")
    assert isinstance(page, RosterDesigner)
    open_roster(page, "监测户家庭成员花名册", town, qtbot)
    page.conditions.show_conditions(Subject.PERSONS, ())
    page.reload()
    settled_twice(town, qtbot)
    assert shown(page, "姓名") == ["李秀英"]
    press(page, "只列台账选出的 1 户（点这里取消）")
    settled_twice(town, qtbot)
    assert len(shown(page, "姓名")) == 4


def test_typing_in_the_field_box_finds_a_field(page, town, qtbot):
    page.tabs.setCurrentIndex(2)
    box = page.order.keys[0]
    edit = box.findChild(QLineEdit)
    edit.setText("人均纯收入")
    edit.editingFinished.emit()
    settled_twice(town, qtbot)
    assert [key.field for key in page.design().sort] == ["household.net_per_head_fen"]
    edit.setText("没有这个")
    edit.editingFinished.emit()
    assert edit.text() == "人均纯收入"


def test_villages_are_chosen_from_the_office_s_own(page, town, qtbot):
    open_roster(page, "80岁以上老人花名册", town, qtbot)
    page.conditions.show_conditions(Subject.PERSONS, ())
    press_tab(page, 1)
    press(page.conditions, "加一个条件")
    (row,) = page.conditions.rows
    assert [action.text() for action in row.words.menu().actions()] == ["红星村", "石桥村"]
    row.words.menu().actions()[1].trigger()
    settled_twice(town, qtbot)
    assert shown(page, "姓名") == ["欧阳建国"]


def test_changes_that_were_not_kept_wait_and_a_new_roster_is_not_lost(page, roster, town, qtbot, monkeypatch):
    page.style_editor.subtitle.setText("一季度")
    page.style_editor.subtitle.textEdited.emit("一季度")
    open_roster(page, "低保人员花名册", town, qtbot)
    assert page.design().subtitle == ""
    open_roster(page, "脱贫户花名册", town, qtbot)
    assert page.design().subtitle == "一季度"
    assert "还没有保存的改动" in page.bar.text
    press(page, "恢复原样")
    settled_twice(town, qtbot)
    assert page.design().subtitle == ""
    assert roster.may_close() == ""
    press(page, "新建")
    page.columns.add("person.age")
    settled_twice(town, qtbot)
    assert roster.may_close() == "名册还没有保存：新名册"
    asked = []
    replaced(monkeypatch, "confirm", lambda *_, then, **__: asked.append(then))
    open_roster(page, "低保人员花名册", town, qtbot)
    assert page.name.text() == "新名册"
    asked[0]()
    settled_twice(town, qtbot)
    assert page.name.text() == "低保人员花名册"
