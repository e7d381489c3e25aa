"""疑似重复人员 in the window: side by side, joined, taken back, told apart, remembered."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QRadioButton
from sqlalchemy import text

from app.ui.common.a11y import nameless
from app.ui.roster.duplicates.desk import DuplicatesDesk
from tests import factories as make
from tests.services.towns import citizen
from tests.ui.roster.acting import Acting
from tests.ui.roster.conftest import settled

BORN = date(1970, 5, 1)
NUMBER = citizen(101)


@pytest.fixture
def desk(town, actor, today, qtbot) -> DuplicatesDesk:
    """测小明 in two households of 红星村, once with a number and once with a telephone."""
    with town.office.ledger.transaction("test.twins", actor=actor, today=today) as tx:
        for code, values in (("519999000011", {"id_number": NUMBER}), ("519999000012", {"phone": "13800000012"})):
            home = make.household(tx, code=code)
            make.member(tx, home, name=f"户主{code[-1]}", born_on=date(1950, 1, int(code[-2:])))
            make.member(tx, home, name="测小明", relation="之子", born_on=BORN, sex="male", position=1, **values)
    page = DuplicatesDesk(town.context)
    qtbot.addWidget(page)
    page.resize(1366, 620)
    page.know_regions(town.office.regions.tree())
    page.show()
    page.reload()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: page.case.given() is not None)
    return page


@pytest.fixture
def act(desk, town, qtbot):
    return Acting(desk, town, qtbot)


def answer(desk, words):
    """Press a button of the question over the page."""
    box = next(b for b in desk.findChildren(QMessageBox) if b.isVisible())
    next(b for b in box.findChildren(QPushButton) if b.text() == words).click()


def count(town, sql) -> int:
    with town.office.ledger.reading() as session:
        return session.execute(text(sql)).scalar_one()


ALIASES = "SELECT count(*) FROM person WHERE alias_of_id IS NOT NULL"


def test_both_records_stand_side_by_side_with_masked_numbers(desk):
    assert nameless(desk) == []
    assert "姓名相同" in desk.case.about.text()
    words = [b.text() for b in desk.case.findChildren(QRadioButton) if b.isVisible()]
    assert "13800000012" in words
    assert NUMBER not in words
    desk.reveal.click()


def test_a_merge_asks_where_the_person_belongs_then_joins_and_is_taken_back(desk, town, act, qtbot):
    qtbot.keyClick(desk.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "选择合并后属于哪一户" in desk.bar.text)
    assert count(town, ALIASES) == 0
    desk.case.household.setCurrentIndex(2)
    qtbot.keyClick(desk.table, Qt.Key.Key_Return)
    answer(desk, "合并")
    qtbot.waitUntil(lambda: desk.model.rows == ())
    settled(town, qtbot)
    assert count(town, ALIASES) == 1
    assert count(town, "SELECT phone = '13800000012' AND id_number IS NOT NULL FROM person "
                       "WHERE name = '测小明' AND alias_of_id IS NULL") == 1  # fmt: skip
    desk.decided.click()
    settled(town, qtbot)
    act.press("撤销合并")
    qtbot.waitUntil(lambda: len(desk.model.rows) == 1)
    settled(town, qtbot)
    assert count(town, ALIASES) == 0
    act.press("关闭")


def test_the_values_that_are_chosen_are_kept(desk, town, qtbot):
    empty = next(b for b in desk.case.findChildren(QRadioButton) if b.accessibleName() == "电话：（空）")
    empty.click()
    desk.case.household.setCurrentIndex(1)
    desk.case.merge.click()
    answer(desk, "合并")
    qtbot.waitUntil(lambda: desk.model.rows == ())
    settled(town, qtbot)
    assert count(town, "SELECT phone IS NULL FROM person WHERE name = '测小明' AND alias_of_id IS NULL") == 1


def test_n_tells_apart_with_a_reason_and_it_can_be_taken_back(desk, town, act, qtbot):
    qtbot.keyClick(desk.table, Qt.Key.Key_N)
    act.press("不是同一人")
    assert "理由：请填写。" in act.text
    act.type("理由", "堂兄弟")
    act.press("不是同一人")
    qtbot.waitUntil(lambda: desk.model.rows == ())
    settled(town, qtbot)
    desk.look()
    settled(town, qtbot)
    assert desk.model.rows == ()
    assert "没有疑似重复的人员" in desk.empty.text
    desk.decided.click()
    settled(town, qtbot)
    lists = act.dialog.findChildren(QPushButton)
    next(b for b in lists if b.text() == "取消认定").click()
    qtbot.waitUntil(lambda: len(desk.model.rows) == 1)
    settled(town, qtbot)
    act.press("关闭")


def test_the_boxes_narrow_and_a_household_is_opened(desk, town, qtbot):
    desk.kinds.setCurrentIndex(desk.kinds.findData("id"))
    desk.show_rows()
    assert desk.model.rows == ()
    desk.kinds.setCurrentIndex(0)
    desk.show_rows()
    settled(town, qtbot)
    with qtbot.waitSignal(desk.household_asked) as asked:
        desk.case.second.click()
    assert asked.args[1] == "members"


def test_the_household_is_wanted_before_the_question(desk, qtbot):
    next(b for b in desk.findChildren(QPushButton) if b.text() == "合并…").click()
    assert "选择合并后属于哪一户" in desk.bar.text
    assert not [box for box in desk.findChildren(QMessageBox) if box.isVisible()]


def test_the_list_needs_no_sideways_scrolling(desk):
    assert desk.table.horizontalScrollBar().maximum() == 0


def test_a_village_without_pairs_leads_back_to_all(desk):
    desk.kinds.setCurrentIndex(1)
    desk.show_rows()
    assert not desk.model.rows
    assert "所选的类别和村没有" in desk.empty.text
    next(b for b in desk.empty.findChildren(QPushButton) if b.text() == "看全部").click()
    assert len(desk.model.rows) == 1
