from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.ui.roster.conftest import settled
from tests.ui.roster.test_importing import GOOD, button, words, write

TWO_GONE = (
    GOOD[0],
    ("红星村", "2组", "519999000009", "赵新来", "519999198001010014", "户主", ""),
)


@pytest.fixture
def issues(roster, town, qtbot, tmp_path):
    """A list in which 王小雨 is missing, then one in which 李小兰 is missing too."""
    page = roster.importing
    child = ("红星村", "2组", "519999000009", "李小兰", "519999201001010015", "之女", "")
    for name, rows in (("甲20200401.csv", (*TWO_GONE, child)), ("乙20200402.csv", TWO_GONE)):
        page.look_at([write(tmp_path / name, rows)])
        settled(town, qtbot)
        button(page, "确认导入").click()
        settled(town, qtbot)
    button(page, "去核对 2 件").click()
    made = roster.desk_pages.open("issues")
    settled(town, qtbot)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def messages(issues) -> list[str]:
    return [row.message for row in issues.model.rows]


def choose(box: QComboBox, beginning: str) -> None:
    box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).startswith(beginning)))
    box.activated.emit(box.currentIndex())


def test_each_question_stands_once_over_all_imports_and_is_narrowed(issues, qtbot):
    assert [message[:3] for message in messages(issues)] == ["王小雨", "李小兰"]
    assert "表中没有的人（2）" in [issues.kinds.itemText(n) for n in range(issues.kinds.count())]
    issues.search.setText("李小兰")
    qtbot.waitUntil(lambda: issues.model.rowCount() == 1)
    issues.search.clear()
    choose(issues.villages, "红星村")
    assert issues.model.rowCount() == 2


def test_a_key_answers_and_the_next_question_is_under_the_cursor(issues, roster, town, qtbot):
    issues.table.setFocus()
    issues.table.select_position(0)
    qtbot.keyClick(issues.table, Qt.Key.Key_J)
    assert issues.chosen()[0].message.startswith("李小兰")
    qtbot.keyClick(issues.table, Qt.Key.Key_K)
    qtbot.keyClick(issues.table, Qt.Key.Key_1)
    settled(town, qtbot)
    qtbot.waitUntil(lambda: issues.model.rowCount() == 1)
    assert issues.chosen()[0].message.startswith("李小兰")
    choose(issues.states, "已处理")
    settled(town, qtbot)
    qtbot.waitUntil(lambda: "仍在册" in [row_text(issues, n, "处理结果") for n in range(issues.model.rowCount())])


def row_text(issues, row: int, title: str) -> str:
    columns = [column.title for column in issues.model.columns]
    return str(issues.model.index(row, columns.index(title)).data())


def test_somebody_who_has_died_leaves_the_household_with_the_day(issues, town, qtbot):
    issues.table.select_position(0)
    assert button(issues, "2 登记减少").isVisible()
    button(issues, "2 登记减少").click()
    settled(town, qtbot)
    assert "请填写减少原因。" in issues.bar.text
    assert "请填写日期。" in issues.bar.text
    issues.answers.reason.setCurrentText("死亡")
    issues.answers.day.set_value(town.context.today())
    button(issues, "2 登记减少").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: issues.model.rowCount() == 1)
    members = town.office.households.page("519999000001")["members"]
    assert [member["name"] for member in members] == ["王大山"]


def test_all_of_a_kind_are_decided_at_once(issues, town, qtbot):
    issues.table.select_position(0)
    button(issues, "选中全部同类").click()
    assert "对所选 2 条" in words(issues)
    button(issues, "1 仍在册").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: issues.model.rowCount() == 0)
    assert "没有待核对的事项" in words(issues)
    assert button(issues, "导入…").isVisible()


def test_one_press_goes_to_the_member(issues, town, qtbot):
    asked = []
    issues.household_asked.connect(lambda *where: asked.append(where))
    issues.table.select_position(0)
    person = issues.chosen()[0].person_id
    button(issues, "去看这一户").click()
    assert asked == [(town.first, "members", person)]


def test_filters_that_leave_nothing_are_cleared_by_a_press(issues, town, qtbot):
    everything = issues.model.rowCount()
    issues.search.setText("没有这个人")
    qtbot.waitUntil(lambda: issues.model.rowCount() == 0)
    button(issues, "清除筛选").click()
    qtbot.waitUntil(lambda: issues.model.rowCount() == everything)
